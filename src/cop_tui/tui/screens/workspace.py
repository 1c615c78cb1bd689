"""The workspace: chapters left, one criterion in the middle, why and where right."""

from __future__ import annotations

from contextlib import suppress
from time import monotonic
from typing import Any, ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.events import Resize
from textual.widget import Widget

from cop_tui.domain.analysis import suggested_state
from cop_tui.domain.terms import Glossary
from cop_tui.errors import CopTuiError
from cop_tui.services.config import remember_tour, tour_remembered
from cop_tui.services.pace import Pace
from cop_tui.services.session import Session
from cop_tui.tui.base import BREAKPOINTS, is_small
from cop_tui.tui.screens.workspace_keys import WORKSPACE_KEYS
from cop_tui.tui.screens.workspace_moves import CriterionCommands
from cop_tui.tui.screens.workspace_reading import ReadingActions
from cop_tui.tui.widgets.alone import Alone
from cop_tui.tui.widgets.answers import AnswerBox, answer_keys, suggestion_words
from cop_tui.tui.widgets.checks import CheckList
from cop_tui.tui.widgets.context import ContextPane
from cop_tui.tui.widgets.criterion import CriterionPane
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.navigator import Navigator, commitment_title
from cop_tui.tui.widgets.pane import PaneTitle
from cop_tui.tui.widgets.statusline import StatusLine, standing_parts
from cop_tui.tui.widgets.topline import TopLine

PANES: Final = {"nav": "Chapters", "criterion": "", "context": "Why and where"}
"""The panes from left to right, with their titles; that of the criterion is another for each."""
WIDE: Final = BREAKPOINTS[-1][0]
"""From so many columns on all panes are seen."""


class WorkspaceScreen(ReadingActions):
    """Answering an assessment. The keys change things in `AnswerActions`; here is what is shown, and where one is."""

    CSS_PATH = "workspace.tcss"
    COMMANDS: ClassVar[set[Any]] = {CriterionCommands}
    AUTO_FOCUS = None
    HELP = (
        "Answer one criterion after the other: {workspace.implemented} implemented, {workspace.partial} partial, "
        "{workspace.planned} planned, {workspace.missing} missing, {workspace.alternative} other adequate means, "
        "{workspace.not-applicable} not applicable; the last two ask for the reason. Each answer goes on to the next "
        "open criterion; everything is saved at once and {workspace.undo} takes it back. {workspace.panes} goes from "
        "pane to pane."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*WORKSPACE_KEYS]

    def __init__(self, session: Session, criterion: str | None = None) -> None:
        if criterion is not None and criterion in session.pack.criterion_index:
            session.move_to(criterion)
        super().__init__(session)
        self.glossary = Glossary(session.pack.glossary)
        self.pace = Pace()
        self._said = ""
        self._front, self._side = "criterion", "context"
        self._scope = session.scope
        self._measure = ""

    def compose(self) -> ComposeResult:
        use_ascii = self.cop.use_ascii
        yield TopLine(self.session.record.name)
        with Horizontal(id="titles"):
            for pane, words in PANES.items():
                yield PaneTitle(pane, words, use_ascii=use_ascii)
        with Horizontal(id="panes"):
            yield Navigator(self.session, use_ascii=use_ascii)
            yield CriterionPane(self.session, self.glossary, use_ascii=use_ascii)
            yield ContextPane(self.session, self.glossary, use_ascii=use_ascii)
        yield StatusLine(use_ascii=use_ascii)
        yield KeyLine()
        yield Alone(self.session, use_ascii=use_ascii)

    def on_mount(self) -> None:
        self._place_panes(self.app.size.width)
        self.set_class(self.cop.use_ascii, "-ascii")
        self._show()
        self._pane("criterion").focus()
        self.call_after_refresh(self.cop.when_at_rest, self._offer_tour)

    # small windows

    def too_small(self, width: int, height: int) -> bool:
        """Never: where there is no room the criterion stands alone, and answers as ever."""
        return False

    def on_resize(self, event: Resize) -> None:
        self._place_panes(event.size.width)
        self._stand_alone()

    def on_descendant_focus(self) -> None:
        self._mark_focus()
        self._stand_alone()

    def on_descendant_blur(self) -> None:
        self._mark_focus()
        self._stand_alone()

    def _stand_alone(self) -> None:
        """Without room for panes show the criterion alone, unless one writes, ticks or chooses in another pane."""
        alone = is_small(*self.size) and self.focused in (None, self._pane("criterion"))
        self.set_class(alone, "-covered")
        if alone:
            self.query_one(Alone).renew(self._said)

    # the tour

    def _offer_tour(self) -> None:
        """Once, on the first workspace that is ever opened."""
        if self.is_current and not tour_remembered():
            self._remember_tour()
            self._show_tour(offered=True)

    @work(thread=True, group="tour", exit_on_error=False)
    def _remember_tour(self) -> None:
        with suppress(CopTuiError):  # then it is offered again
            remember_tour()

    def action_tour(self) -> None:
        self._show_tour(offered=False)

    def _show_tour(self, *, offered: bool) -> None:
        from cop_tui.tui.screens.tour import TourScreen

        self.app.push_screen(TourScreen(self, offered=offered))

    # showing

    def go_to(self, criterion: str, *, figures: bool = False) -> None:
        self.cop.paint_now(self._show_title(criterion))
        self.session.move_to(criterion)
        self.visits.visit(criterion)
        self._said = ""
        self.renew(figures=figures)

    def _show_title(self, criterion: str) -> Widget:
        """Show which criterion it is before anything else of it, and give what shows that."""
        pane = self.query_one(CriterionPane)
        if self.has_class("-narrow"):  # where panes have no titles
            return pane.show_first_line(criterion)
        title = self.query_one("#criterion-title", PaneTitle)
        title.words = pane.title(criterion)
        return title

    def renew(self, *, figures: bool = True) -> None:
        self._show()
        if figures:
            self.query_one(Navigator).update_counts()

    def say(self, words: str) -> None:
        self._said = words
        self._status()

    def answers_changed(self, criteria: frozenset[str]) -> None:
        """Somebody else wrote, or facts changed. What the person looks at stays where it is."""
        if self.session.scope is not self._scope:
            self._scope = self.session.scope
            self.query_one(Navigator).rebuild()
        self.renew()

    def _show(self) -> None:
        criterion = self.session.position
        chapter, commitment, measure = self.session.pack.places[criterion]
        with self.app.batch_update():
            self._show_title(criterion)
            self.query_one(CriterionPane).show_criterion(criterion)
            self.query_one(ContextPane).show_criterion(criterion)
            nav = self.query_one(Navigator)
            if measure.id != self._measure or not nav.has_focus:  # else it would jump under the cursor
                self._measure = measure.id
                nav.show_place(measure.id)
            place = [commitment_title(chapter, commitment)] if len(chapter.commitments) > 1 else []
            self.query_one(TopLine).set_trail(
                self.session.record.name, chapter.title, *place, f"{measure.number} {measure.title}"
            )
            self._status()

    def _status(self) -> None:
        parts = standing_parts(self.session, self.pace.seconds, self.cop.use_ascii)
        self.query_one(StatusLine).show(self._said, parts)
        self.query_one(Alone).renew(self._said)

    def answered(self, *criteria: str) -> None:
        """Take note of how fast one is; many at once say nothing about it."""
        if len(criteria) == 1:
            self.pace.answered(criteria[0], monotonic())
        else:
            self.pace.interrupted(monotonic())

    # moving: the rest is in `MoveActions`

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
        self._front = name
        if name != "criterion":
            self._side = name
        self._place_panes(self.size.width)
        self.set_focus(self._pane(name))
        self._mark_focus()
        self.cop.paint_now(*self.query(PaneTitle))

    def _mark_focus(self) -> None:
        """Let the titles say which pane has the focus."""
        for title in self.query(PaneTitle):
            title.chosen = self._pane(title.pane).has_focus_within

    def _place_panes(self, width: int) -> None:
        """Say by classes which panes are seen. Where all are, a change would cost the styles of everything, twice."""
        if width < WIDE:
            for pane in PANES:
                self.set_class(pane == self._front, f"-alone-{pane}")
            self.set_class(self._side == "nav", "-side-nav")

    def action_cycle(self, step: int) -> None:
        names = tuple(PANES)
        at = next((n for n, name in enumerate(names) if self._pane(name).has_focus_within), 1)
        self.action_pane(names[(at + step) % len(names)])

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
            answer = self.session.answer(criterion.id)
            self.say(suggestion_words(suggested_state(criterion, checks), answer, answer_keys(self)))

    # elsewhere

    def action_gaps(self) -> None:
        self.cop.open_gaps(self.session)

    def action_report(self) -> None:
        self.cop.open_report(self.session)

    def action_facts(self) -> None:
        self.cop.open_facts(self.session)
