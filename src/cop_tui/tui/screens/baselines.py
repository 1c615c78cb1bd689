"""A baseline to look at: the figures, gaps, duties and open checks of the assessment as it was frozen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from cop_tui.domain.explain import READINESS
from cop_tui.services.session import Session
from cop_tui.services.standing import Standing
from cop_tui.tui.screens.compare import CompareScreen
from cop_tui.tui.screens.explain import ExplainScreen, subjects_of
from cop_tui.tui.screens.listing import ListingScreen
from cop_tui.tui.view import View
from cop_tui.tui.widgets.bars import GroupBars, percent
from cop_tui.tui.widgets.finding_list import finding_listing
from cop_tui.tui.widgets.gap_table import Line, Listing, gap_listing
from cop_tui.tui.widgets.obligation_list import aside_listing, check_listing, obligation_listing
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED


class BaselineScreen(ListingScreen[str | None]):
    """Read-only. Closes with a criterion to go to in the assessment as it is now, or None."""

    CSS_PATH = ["listing.tcss", "baselines.tcss"]
    HELP = (
        "The assessment as it was frozen, derived for the day of the baseline. Nothing here can be changed. {list.go} "
        "goes to the criterion in the assessment as it is now; {baseline.compare} compares the two."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "compare", "compare with now", id="baseline.compare"),
        Binding("equals_sign", "calculation", "explain", key_display="=", id="baseline.calculation",
                tooltip="explain the figure under the cursor as it was then"),
    ]  # fmt: skip

    def __init__(self, session: Session, key: str, held: Standing) -> None:
        super().__init__()
        self.view = View()
        self._session = session
        self._baseline = session.register.baselines[key]
        self._held = held

    def trail(self) -> tuple[str, ...]:
        return self._session.record.name, "Baselines", f"{self._baseline.name} (read-only)"

    def heads(self) -> Iterable[Widget]:
        yield Static(id="baseline")
        yield GroupBars(self._held.pack, use_ascii=self.cop.use_ascii)

    def listings(self) -> tuple[Listing, ...]:
        makers = (gap_listing, obligation_listing, aside_listing, check_listing, finding_listing)
        return tuple(make(self._held, self.cop.use_ascii) for make in makers)

    def draw_heads(self) -> None:
        baseline, analysis, use_ascii = self._baseline, self._held.analysis, self.cop.use_ascii
        figures = analysis.readiness
        role = f", {baseline.role}" if baseline.role else ""
        note = f". {baseline.note}" if baseline.note else ""
        who = plain(f"Frozen on {baseline.day} by {baseline.author}{role}{note}")
        met = sum(1 for duty in analysis.obligations if duty.verdict == "met")
        words = (
            f"Readiness {percent(figures, use_ascii)} of a weight of {figures.weight}, answered {figures.answered} of "
            f"{figures.asked}, {len(analysis.gaps)} gaps, {met} of {len(analysis.obligations)} duties met"
        )
        self.query_one("#baseline", Static).update(Content.assemble(who, "\n", (words, MUTED)))
        level = "chapters" if self.size.height >= 18 else "none"
        self.query_one(GroupBars).show(analysis, level, legend=self.size.height >= 34)

    def action_compare(self) -> None:
        self.app.push_screen(CompareScreen(self._held, self._session, self._session), self._go)

    def action_calculation(self) -> None:
        line, pack = self.line, self._held.pack
        if line is not None and line.key in pack.criterion_index:
            subjects = subjects_of(self._held, line.key)
        elif line is not None and line.key in pack.obligation_index:
            subjects = [(pack.obligation_index[line.key].article, line.key), ("Readiness", READINESS)]
        else:
            subjects = [("Readiness", READINESS)]
        self.app.push_screen(ExplainScreen(self._held, subjects))

    def entered(self, line: Line) -> None:
        if line.criteria and line.criteria[0] in self._session.pack.criterion_index:
            self.dismiss(line.criteria[0])

    def _go(self, criterion: str | None) -> None:
        if criterion is not None:
            self.dismiss(criterion)
