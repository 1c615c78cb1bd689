"""The middle of the workspace: one criterion with its question, answers, checks and what was said about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static, TextArea

from cop_tui.domain.analysis import suggested_state
from cop_tui.domain.answers import Answer
from cop_tui.domain.due import describe_day
from cop_tui.domain.pack import Criterion, Effort
from cop_tui.domain.terms import Glossary
from cop_tui.domain.text import clean_text
from cop_tui.services.session import Session
from cop_tui.tui.named_keys import with_keys
from cop_tui.tui.widgets.answers import (
    AnswerBox,
    answer_keys,
    answer_rows,
    mark_strip,
    standing_words,
    suggestion_words,
)
from cop_tui.tui.widgets.checks import CheckList
from cop_tui.tui.widgets.pane import Pane
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import BLANK, MUTED, Prose, Row, labelled, para
from cop_tui.tui.widgets.underlined import underlined

LABEL = 10
NO_EVIDENCE = "none, {workspace.evidence} to add"
NO_OWNER = "nobody yet, {workspace.owner} to name one"
NO_DATE = "no date, {workspace.due} to set one"
NOT_ASKED = "Not asked: the facts say that this criterion does not apply. {workspace.facts} shows facts and scope."
EFFORT_WORDS = {Effort.S: "S small", Effort.M: "M medium", Effort.L: "L large"}


class NoteArea(TextArea):
    """The note, always in its place: it looks like text until one writes in it."""

    DEFAULT_CSS = """
    NoteArea {
        width: 1fr; height: auto; min-height: 1; max-height: 12; padding: 0; background: transparent; border: none;
        scrollbar-size-vertical: 1; overflow-y: hidden;
        &:focus { border: none; background: $boost; overflow-y: auto; }
        &.-textual-compact { padding: 0; }
    }
    """
    BINDINGS = [
        Binding("escape", "leave", "done", show=True, id="note.leave"),
        Binding("ctrl+o", "screen.edit_note", "in your editor", show=True, id="note.editor",
                tooltip="go on in your own editor ($VISUAL, $EDITOR)"),
    ]  # fmt: skip
    HELP = "The note is saved as you type. {note.leave} leaves it."

    def action_leave(self) -> None:
        """Back to the criterion."""
        self.screen.query_one(CriterionPane).focus()

    def on_text_area_selection_changed(self) -> None:
        if self.has_focus:  # the note may be longer than what is left of the pane
            self.call_after_refresh(self._show_cursor)

    def _show_cursor(self) -> None:
        """Bring the line with the cursor into view of the pane."""
        if self.has_focus and isinstance(self.parent, Horizontal):
            line = self.cursor_screen_offset.y - self.region.y
            region = Region(0, self.parent.virtual_region.y + line, 1, 1)
            self.screen.query_one(CriterionPane).scroll_to_region(region, animate=False)


class NoteLine(Horizontal):
    """The name of the note and the note."""

    virtual_size = reactive(Size(0, 0), layout=False)  # as in `Pane`


class CriterionPane(Pane, can_focus=True, inherit_bindings=False):
    """One criterion, updated in place: showing another one mounts nothing."""

    BINDINGS = [
        Binding("pageup", "page_up", "Scroll up", show=False, id="criterion.page_up"),
        Binding("pagedown", "page_down", "Scroll down", show=False, id="criterion.page_down"),
        Binding("home", "scroll_home", "Top", show=False, id="criterion.top"),
        Binding("end", "scroll_end", "Bottom", show=False, id="criterion.bottom"),
    ]
    HELP = (
        "{workspace.previous} and {workspace.next} go through the criteria, {criterion.page_up} and "
        "{criterion.page_down} scroll."
    )

    @dataclass
    class NoteTyped(Message):
        """The note was edited by hand."""

        criterion: str
        text: str

    def __init__(self, session: Session, glossary: Glossary, *, use_ascii: bool = False) -> None:
        super().__init__(id="criterion")
        self._session = session
        self._glossary = glossary
        self._ascii = use_ascii
        self._shown: str | None = None
        self._laid_for = (0, False)

    def compose(self) -> ComposeResult:
        yield Prose(id="criterion-id")
        yield Prose(id="criterion-head")
        yield AnswerBox()
        yield CheckList(use_ascii=self._ascii)
        yield Prose(id="criterion-fields")
        with NoteLine(id="note-line"):
            yield Static(Content.styled("Note", MUTED), id="note-label")
            yield NoteArea(
                compact=True, soft_wrap=True, highlight_cursor_line=False, tab_behavior="focus", id="note",
                placeholder=Content(with_keys(self, "{workspace.note} to write a note")),
            )  # fmt: skip

    def title(self, criterion_id: str) -> Content:
        """What stands above the pane for a criterion."""
        siblings, index = self._siblings(criterion_id)
        place = f"Criterion {index + 1} of {len(siblings)}"
        return plain(f"{place}{' - ' if self._ascii else ' · '}{self._session.criterion(criterion_id).short}")

    def _siblings(self, criterion_id: str) -> tuple[list[str], int]:
        """The criteria of its measure, and its place among them."""
        siblings = [c.id for c in self._session.pack.places[criterion_id][2].criteria]
        return siblings, siblings.index(criterion_id)

    def show_first_line(self, criterion_id: str) -> Prose:
        """Show which criterion comes before anything else of it, and give what shows that."""
        first = self.query_one("#criterion-id", Prose)
        first.show(self._first(self._session.criterion(criterion_id), self._session.answer(criterion_id)))
        return first

    def show_criterion(self, criterion_id: str) -> None:
        """Show a criterion as it stands now; the same one again only takes in what changed."""
        session = self._session
        criterion, answer = session.criterion(criterion_id), session.answer(criterion_id)
        self.show_first_line(criterion_id)
        self.query_one("#criterion-head", Prose).show(self._head(criterion))
        self._show_answers(criterion, answer)
        self.query_one(CheckList).load(criterion, answer.checks)
        self.query_one("#criterion-fields", Prose).show(self._fields(criterion, answer))
        self._show_note(criterion_id, answer)
        if criterion_id != self._shown:
            self._shown = criterion_id
            self.scroll_home(animate=False, immediate=True)

    def on_resize(self, event: Resize) -> None:
        # Resize also comes when only the content became longer; nothing here depends on that.
        room = (self.scrollable_content_region.width, self._low)
        if self._shown is not None and room != self._laid_for:
            self._laid_for = room
            self.show_criterion(self._shown)

    @property
    def note(self) -> NoteArea:
        return self.query_one(NoteArea)

    # what is shown

    def _first(self, criterion: Criterion, answer: Answer) -> Iterator[Row]:
        session = self._session
        siblings, index = self._siblings(criterion.id)
        position = f"{index + 1} of {len(siblings)}"
        strip = mark_strip([session.answer(c).state for c in siblings], index, self._ascii)
        words = "flagged" if self.screen.has_class("-low") else "flagged for review"
        flag = f"   {'!' if self._ascii else '⚑'} {words}" if answer.flagged else ""
        strength = f"{criterion.strength}   {position}" if self.screen.has_class("-narrow") else str(criterion.strength)
        first = Content.assemble((criterion.id, "bold $text-accent"), "  ", (strength, MUTED), "   ")
        width = self.scrollable_content_region.width or 60
        if first.cell_length + strip.cell_length + len(flag) > width:
            yield para(first + Content.styled(flag, "bold $text-warning"))
            yield para(strip)
        else:
            yield para(first + strip + Content.styled(flag, "bold $text-warning"))

    def _head(self, criterion: Criterion) -> Iterator[Row]:
        if not self._low:
            yield BLANK
        seen: set[str] = set()
        yield para(underlined(criterion.question, self._glossary, seen), "bold")
        if not self._low:
            yield BLANK
            yield para(underlined(criterion.statement, self._glossary, seen), MUTED)
        if criterion.condition:
            yield labelled("Condition", underlined(criterion.condition, self._glossary, seen), 11)
        yield BLANK

    @property
    def _low(self) -> bool:
        """Whether there is so little height that the answers come before the statement."""
        return self.screen.has_class("-low")

    def _show_answers(self, criterion: Criterion, answer: Answer) -> None:
        asked = self._session.scope.asked(criterion.id)
        width = self.scrollable_content_region.width or 60
        self.query_one(AnswerBox).show_answers(
            [] if asked else [para(self._why_not(criterion), "bold"), BLANK],
            answer_rows(answer.state, width, keys=answer_keys(self), asked=asked, use_ascii=self._ascii),
            list(self._below_answers(criterion, answer)),
        )

    def _below_answers(self, criterion: Criterion, answer: Answer) -> Iterator[Row]:
        words = standing_words(criterion, answer, self._session.analysis.criteria.get(criterion.id))
        hint = suggestion_words(suggested_state(criterion, answer.checks), answer, answer_keys(self))
        yield Row(Content.styled(words, MUTED), indent=1)
        if hint:
            yield Row(Content.styled(hint, "italic"), indent=1)
        if self._low:
            yield para(underlined(criterion.statement, self._glossary), MUTED)
            yield BLANK
        elif words or hint:
            yield BLANK
        if criterion.checks:
            total = sum(1 for _ in criterion.all_checks())
            done = f"  {len(answer.checks)} of {total} ticked" + with_keys(self, ", {workspace.checks} to tick")
            yield para(Content.assemble(("Checks", "bold"), (done, MUTED)))

    def _why_not(self, criterion: Criterion) -> str:
        chapter, _, _ = self._session.pack.places[criterion.id]
        scoped = self._session.scope.chapter(chapter.id)
        if scoped.applies is False:
            return f"Not asked: this chapter does not bind. {scoped.because}"
        return with_keys(self, NOT_ASKED)

    def _fields(self, criterion: Criterion, answer: Answer) -> Iterator[Row]:
        today = self._session.today
        if criterion.checks:
            yield BLANK
        if answer.reason:
            yield labelled("Reason", answer.reason, LABEL)
        if not answer.evidence:
            yield labelled("Evidence", with_keys(self, NO_EVIDENCE), LABEL, MUTED)
        for n, evidence in enumerate(answer.evidence):
            words = plain(str(evidence))
            if not evidence.is_valid(today) and not evidence.withdrawn:
                words += Content.styled("  expired", "bold $text-error")
            yield labelled("" if n else "Evidence", words, LABEL)
        owner = answer.owner or with_keys(self, NO_OWNER)
        yield labelled("Owner", owner, LABEL, "" if answer.owner else MUTED)
        due = describe_day(answer.due, today) if answer.due else with_keys(self, NO_DATE)
        late = answer.due is not None and answer.due < today
        yield labelled("Due", due, LABEL, "bold $text-error" if late else "" if answer.due else MUTED)
        effort = EFFORT_WORDS[answer.effort] if answer.effort else f"{EFFORT_WORDS[criterion.effort]} (typical)"
        yield labelled("Effort", effort, LABEL, "" if answer.effort else MUTED)

    # the note

    def _show_note(self, criterion: str, answer: Answer) -> None:
        area = self.note
        # Loading costs a layout; the text of another criterion is loaded even if only its cleaning makes it the same.
        if area.text == answer.note or (criterion == self._shown and clean_text(area.text) == answer.note):
            return
        with area.prevent(TextArea.Changed):
            area.load_text(answer.note)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._shown is not None and clean_text(event.text_area.text) != self._session.answer(self._shown).note:
            self.post_message(self.NoteTyped(self._shown, event.text_area.text))
