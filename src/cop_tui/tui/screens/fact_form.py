"""The questions of a step with their answers, and below them the field or the choices of the one under the cursor."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static

from cop_tui.domain.facts import format_fact
from cop_tui.tui.screens.draft import Draft, Question
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.questions import ChoiceList, Line, QuestionList


class FactForm(Vertical):
    """Asks the questions of one group of a draft. One question is open at a time, always the one under the cursor."""

    class Followed(Message):
        """What follows from the draft is another now."""

    class Finished(Message):
        """The last question was answered."""

    def __init__(self) -> None:
        super().__init__(id="wizard-form")
        self._draft: Draft | None = None
        self._group = ""
        self._opened: str | None = None
        self._places: dict[str, str | None] = {}

    def compose(self) -> ComposeResult:
        yield QuestionList("wizard-questions")
        with Vertical(id="wizard-editor"):
            yield Static("", id="wizard-question")
            yield Input(id="wizard-input", max_length=200, select_on_focus=True)
            yield ChoiceList("wizard-choices")
            yield Static("", id="wizard-note")
            yield Static("", id="wizard-help")

    def show(self, draft: Draft, group: str) -> None:
        """Ask the questions of a group, beginning where the person left it."""
        questions = self.query_one(QuestionList)
        self._places[self._group] = questions.current
        self._draft, self._group = draft, group
        self._list()
        place = self._places.get(group)
        if place:
            questions.go_to(place)
        self._open()
        self.focus_editor()

    def stopped(self) -> bool:
        """Whether something in this group must be corrected first; then the cursor is put there."""
        here = {question.id for question in self._questions()}
        wrong = next(((key, words) for key, words in self._problems().items() if key in here), None)
        if wrong is not None:
            self.refuse(*wrong)
        return wrong is not None

    def refuse(self, question: str, words: str) -> None:
        """Put the cursor on a question and say what is wrong with its answer."""
        self.query_one(QuestionList).go_to(question)
        self._open()
        self._say(words, wrong=True)
        self.focus_editor()

    def focus_editor(self) -> None:
        """Put the focus where the open question is answered."""
        field = self.query_one("#wizard-input", Input)
        target = field if field.display else self.query_one(ChoiceList)
        target.focus()

    def read(self, way: int) -> None:
        """Scroll the open question with its help, down (1) or up (-1)."""
        editor = self.query_one("#wizard-editor")
        editor.scroll_relative(y=way * max(editor.size.height - 2, 1), animate=False)

    # the list

    def _questions(self) -> tuple[Question, ...]:
        return () if self._draft is None else self._draft.questions(self._group)

    def _problems(self) -> dict[str, str]:
        return {} if self._draft is None else dict(self._draft.problems())

    def _list(self) -> None:
        draft = self._draft
        if draft is None:
            return
        wrong = self._problems().keys() - {"name"}
        lines = (Line(q.id, q.label, draft.words(q), draft.assumed(q), q.id in wrong) for q in self._questions())
        self.query_one(QuestionList).show(lines)

    def _current(self) -> Question | None:
        current = self.query_one(QuestionList).current
        return next((question for question in self._questions() if question.id == current), None)

    @on(OptionList.OptionHighlighted, "#wizard-questions")
    def _moved(self) -> None:
        """Keys may already have gone into the question that is open: it is never opened a second time."""
        if self.query_one(QuestionList).current != self._opened:
            self._open()

    @on(OptionList.OptionSelected, "#wizard-questions")
    def _chosen(self) -> None:
        self.focus_editor()

    # the open question

    def _open(self) -> None:
        """Show the question under the cursor with its field or its choices."""
        draft, question = self._draft, self._current()
        if draft is None or question is None:
            return
        self._opened = question.id
        field, choices = self.query_one("#wizard-input", Input), self.query_one(ChoiceList)
        self.query_one("#wizard-question", Static).update(plain(question.question))
        field.display = not question.choices
        choices.display = bool(question.choices)
        if question.choices:
            choices.show(question.id, question.choices, draft.taken(question), question.several)
        else:
            with field.prevent(Input.Changed):
                field.value = draft.text(question)
            field.placeholder = "" if question.spec is None else "not known"
        help_words = [plain(question.help)] if question.help else []
        if question.why:
            help_words.append(plain(question.why).stylize("$text-muted"))
        self.query_one("#wizard-help", Static).update(Content("\n").join(help_words))
        problem = self._problems().get(question.id, "") if question.spec else ""
        self._say(problem, wrong=bool(problem))

    def _say(self, words: str, wrong: bool = False) -> None:
        """The line under the field: what was understood, or what is wrong."""
        self.query_one("#wizard-note", Static).update(plain(words).stylize("$text-error" if wrong else "$text-muted"))

    @on(Input.Changed, "#wizard-input")
    def _typed(self, event: Input.Changed) -> None:
        question = self._current()
        if self._draft is None or question is None or question.choices or event.value == self._draft.text(question):
            return
        self._take(question, event.value)

    @on(Input.Submitted, "#wizard-input")
    def _entered(self, event: Input.Submitted) -> None:
        draft, question = self._draft, self._current()
        if draft is None or question is None:
            return
        problem = draft.set(question, event.value) if question.spec is None else self._problems().get(question.id, "")
        if problem:
            self._say(problem, wrong=True)
        else:
            self._advance()

    @on(ChoiceList.Taken)
    def _picked(self, event: ChoiceList.Taken) -> None:
        question = self._current()
        if question is None or question.id != event.question:
            return
        raw: object = list(event.values) if question.several else event.values[0]
        problem = self._take(question, None if event.values == ("",) else raw)
        if event.go_on and not problem:
            self._advance()

    def _take(self, question: Question, raw: object) -> str:
        """Take an answer in and show what follows from it. Returns what is wrong with it."""
        draft = self._draft
        if draft is None:
            return ""
        before = draft.scope
        problem = draft.set(question, raw)
        self._list()
        understood = ""
        if question.spec is not None and not question.choices and not problem:
            value = draft.value(question)
            understood = "" if value is None else f"= {format_fact(question.spec, value)}"
        self._say(problem or understood, wrong=bool(problem))
        if draft.scope is not before or draft.conflicts:
            self.post_message(self.Followed())
        return problem

    def _advance(self) -> None:
        """To the next question; after the last one the step is finished."""
        questions = self.query_one(QuestionList)
        index = questions.highlighted or 0
        if index + 1 < questions.option_count:
            questions.highlighted = index + 1
            self._open()
            self.focus_editor()
        else:
            self.post_message(self.Finished())
