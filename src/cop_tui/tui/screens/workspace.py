"""The workspace: chapters left, one criterion in the middle, why and where right."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from cop_tui.domain.analysis import suggested_state
from cop_tui.services.marks import WORDS
from cop_tui.services.session import Session
from cop_tui.tui.screens.search import SearchScreen
from cop_tui.tui.screens.workspace_actions import AnswerActions
from cop_tui.tui.widgets.answers import KEYS, AnswerBox, suggestion_words
from cop_tui.tui.widgets.bars import percent
from cop_tui.tui.widgets.checks import CheckList
from cop_tui.tui.widgets.context import ContextPane
from cop_tui.tui.widgets.criterion import CriterionPane
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.navigator import Navigator, commitment_title
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED
from cop_tui.tui.widgets.topline import TopLine

PANES: Final = ("nav", "criterion", "context")


class CriterionCommands(Provider):
    """Criteria to jump to from the command palette."""

    async def discover(self) -> Hits:
        screen = self.screen
        if isinstance(screen, WorkspaceScreen):
            following = screen.next_open(1, after=screen.session.position)
            if following is not None:
                words = f"Go to {following} {screen.session.criterion(following).short}"
                yield DiscoveryHit(words, partial(screen.go_to, following), help="the next open criterion")

    async def search(self, query: str) -> Hits:
        screen = self.screen
        if not isinstance(screen, WorkspaceScreen):
            return
        matcher = self.matcher(query)
        for criterion in screen.session.pack.criteria:
            words = f"Go to {criterion.id} {criterion.short}"
            score = matcher.match(words)
            if score > 0:
                # Commands first: there are some, and hundreds of criteria.
                yield Hit(score * 0.5, matcher.highlight(words), partial(screen.go_to, criterion.id))


class WorkspaceScreen(AnswerActions):
    """Answering an assessment. What the keys change is in `AnswerActions`; here is what is shown, and where one is."""

    CSS_PATH = "workspace.tcss"
    COMMANDS: ClassVar[set[Any]] = {CriterionCommands}
    AUTO_FOCUS = None
    HELP = (
        "Answer one criterion after the other: 1 implemented, 2 partial, 3 planned, 4 missing, 5 other adequate means, "
        "6 not applicable. Each answer goes on to the next open criterion; everything is saved at once and u takes it "
        "back. Tab goes from pane to pane."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "answer(1)", "answer", key_display="1-6", id="workspace.implemented",
                tooltip="answer: 1 implemented, 2 partial, 3 planned, 4 missing, 5 other means, 6 not applicable"),
        *(
            Binding(key, f"answer({key})", f"answer {WORDS[KEYS[key]]}", show=False,
                    id=f"workspace.{KEYS[key].value}")
            for key in "23456"
        ),
        Binding("n", "open(1)", "next open", id="workspace.next_open"),
        # The same once more: what Textual binds itself, as tab, would stand first in the line of keys.
        Binding("f6", "cycle(1)", "panes", key_display="tab", id="workspace.panes_shown"),
        Binding("p", "open(-1)", "previous open", show=False, id="workspace.previous_open"),
        Binding("down,j", "step(1)", "next criterion", show=False, id="workspace.next"),
        Binding("up,k", "step(-1)", "previous criterion", show=False, id="workspace.previous"),
        Binding("right_square_bracket", "measure(1)", "next measure", show=False, id="workspace.next_measure"),
        Binding("left_square_bracket", "measure(-1)", "previous measure", show=False, id="workspace.previous_measure"),
        Binding("u", "undo", "undo", id="workspace.undo"),
        Binding("ctrl+r", "redo", "redo", show=False, id="workspace.redo"),
        Binding("m", "note", "note", id="workspace.note"),
        Binding("v", "evidence", "evidence", id="workspace.evidence"),
        Binding("o", "owner", "owner", id="workspace.owner"),
        Binding("d", "due", "due", id="workspace.due"),
        Binding("c", "checks", "checks", id="workspace.checks"),
        Binding("f", "flag", "flag", show=False, id="workspace.flag"),
        Binding("z", "effort", "effort", show=False, id="workspace.effort"),
        Binding("a", "answer_measure", "whole measure", show=False, id="workspace.answer_measure"),
        Binding("0,backspace", "remove_answer", "remove the answer", show=False, id="workspace.remove"),
        Binding("slash", "search", "search", id="workspace.search"),
        Binding("g", "gaps", "gaps", id="workspace.gaps"),
        Binding("e", "report", "report", id="workspace.report"),
        Binding("b", "facts", "facts and scope", show=False, id="workspace.facts"),
        Binding("f2", "pane('nav')", "chapters", show=False, id="workspace.nav"),
        Binding("f3", "pane('criterion')", "criterion", show=False, id="workspace.criterion"),
        Binding("f4", "pane('context')", "why and where", show=False, id="workspace.context"),
        Binding("tab", "cycle(1)", "next pane", show=False, id="workspace.panes"),
        Binding("shift+tab", "cycle(-1)", "previous pane", show=False, id="workspace.panes_back"),
        Binding("escape", "back", "home", show=False, id="workspace.home"),
    ]  # fmt: skip

    def __init__(self, session: Session, criterion: str | None = None) -> None:
        super().__init__(session)
        if criterion is not None and criterion in session.pack.criterion_index:
            session.move_to(criterion)
        self._said = ""

    def compose(self) -> ComposeResult:
        use_ascii = self.cop.use_ascii
        yield TopLine(self.session.record.name)
        with Horizontal(id="panes"):
            yield Navigator(self.session, use_ascii=use_ascii)
            yield CriterionPane(self.session, use_ascii=use_ascii)
            yield ContextPane(self.session, use_ascii=use_ascii)
        yield Static(id="status")
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one("#nav").border_title = "Chapters"
        self.query_one("#context").border_title = "Why and where"
        self.add_class("-alone-criterion")
        self.set_class(self.cop.use_ascii, "-ascii")
        self._show()
        self._pane("criterion").focus()

    # showing

    def go_to(self, criterion: str, *, figures: bool = False) -> None:
        self.session.move_to(criterion)
        self._said = ""
        self.renew(figures=figures)

    def renew(self, *, figures: bool = True) -> None:
        if figures:
            self.query_one(Navigator).update_counts()
        self._show()

    def say(self, words: str) -> None:
        self._said = words
        self._status()

    def answers_changed(self, criteria: frozenset[str]) -> None:
        """Somebody else wrote, or facts changed."""
        if not criteria:
            self.query_one(Navigator).rebuild()
        self.renew()

    def _show(self) -> None:
        criterion = self.session.position
        chapter, commitment, measure = self.session.pack.places[criterion]
        with self.app.batch_update():
            self.query_one(CriterionPane).show_criterion(criterion)
            self.query_one(ContextPane).show_criterion(criterion)
            self.query_one(Navigator).show_place(measure.id)
            place = [commitment_title(chapter, commitment)] if len(chapter.commitments) > 1 else []
            self.query_one(TopLine).set_trail(
                self.session.record.name, chapter.title, *place, f"{measure.number} {measure.title}"
            )
            self._status()

    def _status(self) -> None:
        analysis = self.session.analysis
        readiness = analysis.readiness
        gaps = len(analysis.gaps)
        parts = [
            f"answered {readiness.answered} of {readiness.asked}",
            f"readiness {percent(readiness, self.cop.use_ascii)}",
            f"{gaps} {'gap' if gaps == 1 else 'gaps'}",
        ]
        joint = " - " if self.cop.use_ascii else " · "
        words = Content.styled(joint.join(parts), MUTED)
        if self._said:
            words = Content.assemble(plain(self._said), "   ", words)
        self.query_one("#status", Static).update(words, layout=False)

    # moving

    def action_open(self, step: int) -> None:
        following = self.next_open(step, after=self.session.position)
        if following is None:
            only = self.session.scope.asked(self.session.position) and self.session.answer(self.session.position).state
            here = only is None and self.session.scope.asked(self.session.position)
            self.say("This is the only one left." if here else "Every criterion is answered. g shows the gaps.")
        else:
            self.go_to(following)

    def action_step(self, step: int) -> None:
        ids = [c.id for c in self.session.pack.criteria]
        at = ids.index(self.session.position) + step
        if 0 <= at < len(ids):
            self.go_to(ids[at])
        else:
            self.say("This is the last criterion." if step > 0 else "This is the first criterion.")

    def action_measure(self, step: int) -> None:
        """To the first open criterion of the neighbouring measure, or its first."""
        measures = [m for ch in self.session.pack.chapters for m in ch.measures if m.criteria]
        here = self.session.pack.places[self.session.position][2].id
        at = next(n for n, m in enumerate(measures) if m.id == here) + step
        if 0 <= at < len(measures):
            self._enter([c.id for c in measures[at].criteria])

    def _enter(self, criteria: list[str]) -> None:
        """To the first open one of some criteria, else the first asked, else the first."""
        asked = [c for c in criteria if self.session.scope.asked(c)]
        unanswered = [c for c in asked if self.session.answer(c).state is None]
        self.go_to((unanswered or asked or criteria)[0])

    def on_navigator_chosen(self, message: Navigator.Chosen) -> None:
        self._enter(list(self.query_one(Navigator).criteria_in(message.place)))
        self.action_pane("criterion")

    def on_navigator_looked(self, message: Navigator.Looked) -> None:
        because = message.place.because
        self.say(f"Not asked: {because}" if because else message.place.title)

    def on_answer_box_clicked(self, message: AnswerBox.Clicked) -> None:
        self.action_answer(message.key)

    # panes

    def _pane(self, name: str) -> Any:
        return self.query_one(f"#{name}")

    def action_pane(self, name: str) -> None:
        """Show a pane and put the focus there: below 120 columns one stands by the criterion, below 80 one alone."""
        for pane in PANES:
            self.set_class(pane == name, f"-alone-{pane}")
        if name != "criterion":
            self.set_class(name == "nav", "-side-nav")
        self._pane(name).focus()

    def action_cycle(self, step: int) -> None:
        at = next((n for n, name in enumerate(PANES) if self._pane(name).has_focus_within), 1)
        self.action_pane(PANES[(at + step) % len(PANES)])

    def action_back(self) -> None:
        """One step out: back to the criterion first, then home."""
        if self._pane("criterion").has_focus:
            self.dismiss(None)
        else:
            self.action_pane("criterion")

    # the note and the checks

    def action_note(self) -> None:
        self.action_pane("criterion")
        note = self.query_one(CriterionPane).note
        note.focus()
        note.move_cursor(note.document.end)

    def on_criterion_pane_note_typed(self, message: CriterionPane.NoteTyped) -> None:
        self.session.change(message.criterion, typing=True, note=message.text)

    def action_checks(self) -> None:
        checks = self.query_one(CheckList)
        if checks.display:
            self.action_pane("criterion")
            checks.focus()
        else:
            self.say("This criterion has no checks.")

    def on_check_list_ticked(self, message: CheckList.Ticked) -> None:
        criterion = self.criterion
        done = set(self.session.answer(criterion.id).checks) ^ {message.check}
        checks = tuple(c.id for c in criterion.all_checks() if c.id in done)
        if self._change(criterion.id, checks=checks):
            self.renew()
            self.say(suggestion_words(suggested_state(criterion, checks), self.session.answer(criterion.id)))

    # elsewhere

    def action_search(self) -> None:
        def chosen(criterion: str | None) -> None:
            if criterion is not None:
                self.go_to(criterion)

        self.app.push_screen(SearchScreen(self.session), chosen)

    def action_gaps(self) -> None:
        self.cop.open_gaps(self.session)

    def action_report(self) -> None:
        self.cop.open_report(self.session)

    def action_facts(self) -> None:
        self.cop.open_facts(self.session)
