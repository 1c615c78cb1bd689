"""Two sides beside each other: readiness with its denominators, verdicts, and every criterion that changed, by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from cop_tui.domain.compare import Comparison, compare
from cop_tui.domain.explain import READINESS
from cop_tui.errors import InputError
from cop_tui.services.session import Session
from cop_tui.services.standing import Standing
from cop_tui.tui.screens.explain import ExplainScreen, subjects_of
from cop_tui.tui.screens.listing import ListingScreen
from cop_tui.tui.screens.obligation import ObligationScreen
from cop_tui.tui.screens.sides import ask_side
from cop_tui.tui.view import View
from cop_tui.tui.widgets.compare_lists import comparison_listings, figures_rows
from cop_tui.tui.widgets.gap_table import Line, Listing
from cop_tui.tui.widgets.reading import ReadingPane


class CompareScreen(ListingScreen[str | None]):
    """Closes with the criterion to go to in `session`, or None. Enter leads there while one side is that session."""

    CSS_PATH = ["listing.tcss", "compare.tcss"]
    EXPLAIN_FROM = 34
    HELP = (
        "What differs between two sides, bad news first. Partial never counts as done, and not applicable is no "
        "success: both denominators are stated. {compare.before} and {compare.after} choose the sides, {compare.swap} "
        "swaps them. {list.go} goes to the criterion where that side is open."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "before", "before", id="compare.before", tooltip="choose the side before"),
        Binding("a", "after", "after", id="compare.after", tooltip="choose the side after"),
        Binding("s", "swap", "swap", id="compare.swap", tooltip="swap the two sides"),
        Binding("t", "text", "read", id="compare.text", tooltip="read the figures"),
        Binding("equals_sign", "calculation", "explain", show=False, key_display="=", id="compare.calculation",
                tooltip="explain the figure under the cursor, as it is after"),
    ]  # fmt: skip

    def __init__(self, before: Standing, after: Standing, session: Session) -> None:
        super().__init__()
        self.view = View()
        self._sides = before, after
        self._session = session
        self._found: Comparison | None = None

    def trail(self) -> tuple[str, ...]:
        before, after = self._sides
        return "Compare", f"{before.label}{' -> ' if self.cop.use_ascii else ' → '}{after.label}"

    def heads(self) -> Iterable[Widget]:
        yield ReadingPane(id="compared", measure=130)

    def listings(self) -> tuple[Listing, ...]:
        before, after = self._sides
        self._found = compare(before.side(), after.side())
        return comparison_listings(self._found, before, after, self.cop.use_ascii)

    def draw_heads(self) -> None:
        if self._found is not None:
            rows = figures_rows(self._found, self.cop.use_ascii, self.size.width)
            self.query_one(ReadingPane).show(list(rows))

    # the sides

    def _take(self, before: Standing, after: Standing) -> None:
        """Compare these; what cannot be compared leaves the sides as they were."""
        kept, self._sides = self._sides, (before, after)
        self.view.chosen = 0
        self.view.cursors.clear()
        try:
            self.reload()
        except InputError as error:
            self._sides = kept
            self.cop.show_error(error)
            self.reload()
        self.query_one("TopLine").set_trail(*self.trail())  # type: ignore[attr-defined]

    def action_swap(self) -> None:
        before, after = self._sides
        self._take(after, before)

    def action_before(self) -> None:
        self._ask("The side before", lambda side: self._take(side, self._sides[1]))

    def action_after(self) -> None:
        self._ask("The side after", lambda side: self._take(self._sides[0], side))

    def _ask(self, title: str, done: Callable[[Standing], object]) -> None:
        ask_side(self, self._session, title, done)

    # the lines

    def action_text(self) -> None:
        self.query_one(ReadingPane).focus()

    def action_calculation(self) -> None:
        after, line = self._sides[1], self.line
        pack = after.pack
        if line is not None and line.criteria:
            subjects = subjects_of(after, line.criteria[0])
        elif line is not None and line.key in pack.obligation_index:
            subjects = [(pack.obligation_index[line.key].article, line.key), ("Readiness", READINESS)]
        else:
            subjects = [("Readiness", READINESS), *((ch.title, ch.id) for ch in pack.chapters)]
        self.app.push_screen(ExplainScreen(after, subjects))

    def entered(self, line: Line) -> None:
        if self._session not in self._sides:
            self.notify("Neither side is the open assessment: nothing to go to.", markup=False)
        elif line.criteria:
            self.dismiss(line.criteria[0])
        elif line.key in self._session.pack.obligation_index:
            self.app.push_screen(ObligationScreen(self._session, line.key), self._go)

    def _go(self, criterion: str | None) -> None:
        if criterion is not None:
            self.dismiss(criterion)
