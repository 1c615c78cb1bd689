"""The gap analysis: pictures, then gaps, duties, answers that want a second look, findings, heat map and trend."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from textual import work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from cop_tui.domain.explain import READINESS
from cop_tui.errors import CopTuiError
from cop_tui.services.evidence_files import changed_files
from cop_tui.services.session import Session
from cop_tui.services.trend import Point, trend
from cop_tui.tui.registers import REGISTER_KEYS
from cop_tui.tui.screens.action_form import plan_action
from cop_tui.tui.screens.explain import ExplainScreen, Subject, subjects_of
from cop_tui.tui.screens.listing import SessionListing
from cop_tui.tui.screens.obligation import ObligationScreen
from cop_tui.tui.screens.signing import SigningScreen
from cop_tui.tui.screens.whatif import WhatIfScreen
from cop_tui.tui.view import View
from cop_tui.tui.widgets.bars import BAR_LEVELS, GroupBars, Overall
from cop_tui.tui.widgets.finding_list import finding_listing
from cop_tui.tui.widgets.gap_table import Line, Listing, ListTable, gap_listing
from cop_tui.tui.widgets.heat_list import heat_listing, heat_states
from cop_tui.tui.widgets.heat_map import HeatMap
from cop_tui.tui.widgets.obligation_list import aside_listing, check_listing, obligation_listing
from cop_tui.tui.widgets.trend import TrendLine, trend_listing

OBLIGATIONS: Final = 1
FINDINGS: Final = 4
HEAT: Final = 5
TREND: Final = 6


class GapsScreen(SessionListing[str | None]):
    """Closes with the criterion to go to, or None. `view` outlives the screen: coming back finds all as it was."""

    CSS_PATH = ["listing.tcss"]
    HELP = (
        "What is missing, the most pressing first; which duties are met; what was set aside against the scoping; what "
        "is claimed with open checks; what contradicts itself or is weak; every criterion in one picture; and how it "
        "went week by week. {list.explain} explains the line under the cursor, {gaps.calculation} shows its whole "
        "calculation, {gaps.what_if} asks what would be if gaps were fixed, {gaps.bars} draws the bars by commitment, "
        "by chapter or not at all."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("equals_sign", "calculation", "explain", key_display="=", id="gaps.calculation",
                tooltip="explain the figure under the cursor, line by line"),
        Binding("w", "what_if", "what if", id="gaps.what_if", tooltip="what if these gaps were fixed"),
        Binding("a", "plan", "plan", id="gaps.plan", tooltip="plan an action for the gap under the cursor"),
        Binding("c", "bars", "bars", id="gaps.bars", tooltip="bars by commitment, by chapter, or none"),
        Binding("s", "signing", "sign-offs", show=False, id="gaps.signing", tooltip="sign-offs and baselines"),
        Binding("e", "report", "report", id="gaps.report"),
        *REGISTER_KEYS,
        Binding("g", "leave", "back", show=False, id="gaps.leave"),
    ]  # fmt: skip

    class FilesRead(Message):
        """The files behind the evidence were read; these pieces' files are not what was registered."""

        def __init__(self, changed: frozenset[str]) -> None:
            super().__init__()
            self.changed = changed

    def __init__(self, session: Session, view: View | None = None) -> None:
        super().__init__(session)
        self.view = view or View()
        if self.view.chosen == 0:
            self.view.cursors[0] = session.position
        self._level: str | None = None
        self._changed_files: frozenset[str] = frozenset()
        self._points: tuple[Point, ...] | None = None

    def on_mount(self) -> None:
        self.call_after_refresh(self._tell_weeks)
        if any(piece.sha256 for piece in self.session.register.evidence.values()):
            self._read_files()

    @work(thread=True, group="files", exclusive=True, exit_on_error=False)
    def _read_files(self) -> None:
        self.post_message(self.FilesRead(frozenset(changed_files(self.session.register))))

    def on_gaps_screen_files_read(self, message: FilesRead) -> None:
        if message.changed != self._changed_files:
            self._changed_files = message.changed
            self.reload()

    def _tell_weeks(self) -> None:
        """How it went, from the history; behind the first picture, for reading all of it takes a moment."""
        if not self.is_attached:
            return
        try:
            self._points = trend(self.session.revisions(), self.session.pack, self.session.today)
        except (CopTuiError, ValueError, TypeError, KeyError):  # a history that cannot be read is told by `verify`
            self._points = ()
        if not self._listings:
            return
        self._listings = (*self._listings[:TREND], trend_listing(self._points, self.cop.use_ascii))
        self.draw_heads()
        self._draw_lists()
        if self.view.chosen == TREND:
            self._fill()

    # showing

    def trail(self) -> tuple[str, ...]:
        return self.session.record.name, "Gap analysis"

    def heads(self) -> Iterable[Widget]:
        yield Overall(use_ascii=self.cop.use_ascii)
        yield GroupBars(self.session.pack, use_ascii=self.cop.use_ascii)
        yield TrendLine(use_ascii=self.cop.use_ascii)

    def tables(self) -> Iterable[Widget]:
        yield from super().tables()
        yield HeatMap(self.session.pack, use_ascii=self.cop.use_ascii)

    def listings(self) -> tuple[Listing, ...]:
        session, use_ascii = self.session, self.cop.use_ascii
        makers = (gap_listing, obligation_listing, aside_listing, check_listing)
        findings = finding_listing(session, use_ascii, self._changed_files)
        lists = (*(make(session, use_ascii) for make in makers), findings, heat_listing(session, use_ascii))
        return (*lists, trend_listing(self._points, use_ascii))

    @property
    def _bars(self) -> str:
        """Which bars are drawn; beside the heat map, which shows the same in finer grain, only on demand."""
        if self._level is None and self.view.chosen == HEAT:
            return "none"
        height = self.size.height
        return self._level or ("commitments" if height >= 34 else "chapters" if height >= 18 else "none")

    def draw_heads(self) -> None:
        height, chosen = self.size.height, self.view.chosen
        self.query_one(Overall).show(self.session.analysis, room=height >= 18)
        self.query_one(GroupBars).show(self.session.analysis, self._bars, legend=height >= 34)
        self.query_one(TrendLine).show(self._points or (), room=height >= 38 and chosen not in (HEAT, TREND))

    def action_list(self, number: int) -> None:
        super().action_list(number)
        self.draw_heads()

    # the heat map, where there is a table in the other lists

    def fill_lines(self, lines: list[Line], keep: str | None) -> None:
        heat = self.view.chosen == HEAT
        held = self.query_one(ListTable).has_focus or self.query_one(HeatMap).has_focus
        self.set_class(heat, "-heat")
        if held:  # what is hidden would hand the focus on to the filter
            self.focus_lines()
        if heat:
            self.query_one(HeatMap).fill(lines, heat_states(self.session), keep or self.session.position)
        else:
            super().fill_lines(lines, keep)

    def focus_lines(self) -> None:
        if self.view.chosen == HEAT:
            self.query_one(HeatMap).focus()
        else:
            super().focus_lines()

    @property
    def line(self) -> Line | None:
        return self.query_one(HeatMap).line if self.view.chosen == HEAT else super().line

    @property
    def explained(self) -> bool:
        """What is under the cursor of the heat map is always named."""
        return self.view.chosen == HEAT or super().explained

    def on_heat_map_moved(self, message: HeatMap.Moved) -> None:
        self.cursor_moved()

    def on_heat_map_chosen(self, message: HeatMap.Chosen) -> None:
        line = self.line
        if line is not None:
            self.entered(line)

    # keys

    def action_bars(self) -> None:
        self._level = BAR_LEVELS[(BAR_LEVELS.index(self._bars) + 1) % len(BAR_LEVELS)]
        self.draw_heads()

    def answers_changed(self, criteria: frozenset[str]) -> None:
        super().answers_changed(criteria)
        self.call_after_refresh(self._tell_weeks)

    def action_report(self) -> None:
        self.cop.open_report(self.session)

    def action_leave(self) -> None:
        """Back, leaving the filter for the next time."""
        self.dismiss(None)

    def action_calculation(self) -> None:
        self.app.push_screen(ExplainScreen(self.session, self._subjects()))

    def _subjects(self) -> list[Subject]:
        """What can be explained about the line under the cursor."""
        line, pack = self.line, self.session.pack
        subject = "" if line is None else line.cells[1] if self.view.chosen == FINDINGS else line.key
        if subject in pack.criterion_index:
            return subjects_of(self.session, subject)
        if subject in pack.obligation_index:
            return [(pack.obligation_index[subject].article, subject), ("Readiness", READINESS)]
        chapters = [(ch.title, ch.id) for ch in pack.chapters]
        return [("Readiness", READINESS), *chapters]

    def action_what_if(self) -> None:
        self._open(WhatIfScreen(self.session, self.view.filter if self.view.chosen == 0 else ""))

    def action_plan(self) -> None:
        """For the gap under the cursor; on a duty, for all the gaps that decide it."""
        line = self.line
        if line is not None and line.criteria:
            gaps = {gap.criterion for gap in self.session.analysis.gaps}
            criteria = [c for c in line.criteria if c in gaps] or line.criteria[:1]
            plan_action(self, self.session, criteria, self._planned)

    def _planned(self, action: str) -> None:
        self.notify(action + self.keyed(" is planned; {register.actions} lists all actions."), markup=False)
        self._tell(frozenset())

    def action_register(self, name: str) -> None:
        """The evidence register, the actions or the timeline."""
        self.cop.open_register(self.session, name)

    def action_signing(self) -> None:
        self._open(SigningScreen(self.session))

    def entered(self, line: Line) -> None:
        if self.view.chosen == OBLIGATIONS:
            self._open(ObligationScreen(self.session, line.key))
        elif line.criteria:
            self.dismiss(line.criteria[0])
        elif self.view.chosen == FINDINGS:
            self._subject(line.cells[1])

    def _subject(self, subject: str) -> None:
        """To what a finding is about, if that is no criterion."""
        pack = self.session.pack
        if subject in pack.obligation_index:
            self._open(ObligationScreen(self.session, subject))
        elif any(chapter.id == subject for chapter in pack.chapters):
            self._open(SigningScreen(self.session, subject))
        elif subject in pack.scoping.input_index:
            self.cop.open_facts(self.session)
        else:
            self.cop.open_register(self.session, "actions" if subject.startswith("A-") else "evidence", subject)

    def _open(self, screen: Screen[str | None]) -> None:
        """A screen that may lead to a criterion."""

        def chosen(criterion: str | None) -> None:
            if criterion is not None:
                self.dismiss(criterion)

        self.app.push_screen(screen, chosen)
