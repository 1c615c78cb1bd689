"""What the screens that show lists have in common: heads, a filter, one table, and what explains the line in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.widget import Widget
from textual.widgets import DataTable, Input

from cop_tui.tui.base import CopScreen, SessionScreen
from cop_tui.tui.view import View
from cop_tui.tui.widgets.gap_table import Line, Listing, ListTable
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.lists import Heads
from cop_tui.tui.widgets.prose import MUTED, Prose, para
from cop_tui.tui.widgets.topline import TopLine

T = TypeVar("T")
TO_FILTER: Final = "{list.filter} to filter"


class FilterField(Input):
    """Words that a line must hold; down or enter goes to the lines."""

    BINDINGS = [
        Binding("down,enter", "screen.to_list", "to the list", show=True, key_display="enter", id="filter.list"),
        Binding("escape", "screen.clear_filter", "clear", show=True, id="filter.clear"),
    ]
    HELP = (
        "Every word must occur in the line: a chapter, an article, an owner, a state, a priority band. "
        "state:missing, chapter:SS, owner:legal, measure:1.1, duty:53, band:high and strength:must ask one part alone."
    )


class ListingScreen(CopScreen[T]):
    """Some lists, of which one is shown. Whoever derives from it gives the lists and says what enter does."""

    CSS_PATH = ["listing.tcss"]
    AUTO_FOCUS = "ListTable"
    EXPLAIN_FROM: ClassVar[int] = 30
    """From how many rows on the explanation of the line is shown unasked."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "filter", id="list.filter"),
        Binding("x,space", "explain", "details", id="list.explain"),
        *(Binding(str(n), f"list({n - 1})", f"list {n}", show=False, id=f"list.{n}") for n in range(1, 10)),
        Binding("tab", "turn(1)", "next list", show=False, id="list.next"),
        Binding("shift+tab", "turn(-1)", "previous list", show=False, id="list.previous"),
        Binding("y", "copy", "copy", show=False, id="list.copy", tooltip="copy the line under the cursor"),
        Binding("escape", "back", "back", key_display="esc", id="list.back"),
    ]

    view: View
    _listings: tuple[Listing, ...] = ()

    # what a screen gives

    def trail(self) -> tuple[str, ...]:
        """Where one is, for the line at the top."""
        raise NotImplementedError

    def heads(self) -> Iterable[Widget]:
        """What stands above the lists."""
        return ()

    def tables(self) -> Iterable[Widget]:
        """What shows the lines."""
        yield ListTable()

    def listings(self) -> Sequence[Listing]:
        """The lists as they are now."""
        raise NotImplementedError

    def draw_heads(self) -> None:
        """Draw what `heads` gave."""

    def entered(self, line: Line) -> None:
        """Enter on a line."""

    # showing

    def compose(self) -> ComposeResult:
        self.set_class(self.cop.use_ascii, "-ascii")
        yield TopLine(*self.trail())
        yield from self.heads()
        yield Heads("lists")
        yield FilterField(self.view.filter, placeholder=self.keyed(TO_FILTER), id="filter", compact=True)
        yield from self.tables()
        yield Prose(measure=110, id="explained")
        yield KeyLine()

    def on_resize(self, event: Resize) -> None:
        self.call_after_refresh(self._draw)

    def reload(self) -> None:
        """Make the lists anew and show them; the cursor stays on its line."""
        self._listings = ()
        self._draw()

    def _draw(self) -> None:
        self._make()
        self.draw_heads()
        self._draw_lists()
        self._fill()

    def _make(self) -> None:
        """Make the lists if they are not made: a key may come before they were drawn for the first time."""
        if not self._listings:
            self._listings = tuple(self.listings())
            self.view.chosen = min(self.view.chosen, len(self._listings) - 1)

    def _draw_lists(self) -> None:
        self._make()
        heads = self.query_one(Heads)
        heads.display = len(self._listings) > 1
        heads.show([(listing.name, len(listing.lines)) for listing in self._listings], self.view.chosen)

    @property
    def listing(self) -> Listing:
        """The list that is shown."""
        self._make()
        return self._listings[self.view.chosen]

    @property
    def line(self) -> Line | None:
        """The line under the cursor."""
        return self.query_one(ListTable).line

    def _fill(self) -> None:
        self.fill_lines(self.listing.matching(self.view.filter), self.view.cursors.get(self.view.chosen))
        self._explain()

    def fill_lines(self, lines: list[Line], keep: str | None) -> None:
        """Show these lines of the list, with the cursor on the one with the key `keep`."""
        self.query_one(ListTable).fill(self.listing.columns, lines, keep)

    def focus_lines(self) -> None:
        """Put the focus on what shows the lines."""
        self.query_one(ListTable).focus()

    @property
    def explained(self) -> bool:
        """Whether the line under the cursor is explained below."""
        chosen = self.view.explained
        return chosen if chosen is not None else self.size.height >= self.EXPLAIN_FROM

    def _explain(self) -> None:
        box = self.query_one("#explained", Prose)
        box.display = self.explained
        line = self.line
        if line is not None:
            box.show(line.rows)
        else:
            box.show(
                [para("Nothing fits the filter." if self.listing.lines else self.keyed(self.listing.empty), MUTED)]
            )
            box.display = True
        self.refresh_bindings()

    # keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A list is there only by its number; turning needs more than one."""
        if action == "list" and self._listings:
            number = parameters[0]
            return isinstance(number, int) and number < len(self._listings) > 1
        if action == "turn":
            return len(self._listings) > 1
        return True

    def action_list(self, number: int) -> None:
        self.view.chosen = number
        self._draw_lists()
        self.cop.paint_now(self.query_one(Heads))
        self._fill()
        self.focus_lines()

    def action_turn(self, step: int) -> None:
        self.action_list((self.view.chosen + step) % len(self._listings))

    def action_explain(self) -> None:
        self.view.explained = not self.query_one("#explained").display
        self._explain()

    def action_copy(self) -> None:
        """The line under the cursor, its columns parted by tabs as spreadsheets take them."""
        line = self.line
        self.copied("" if line is None else "\t".join(line.cells), "" if line is None else " ".join(line.cells))

    def action_filter(self) -> None:
        self.query_one(FilterField).focus()

    def action_to_list(self) -> None:
        self.focus_lines()

    def action_clear_filter(self) -> None:
        self.query_one(FilterField).value = ""
        self.focus_lines()

    def action_back(self) -> None:
        """Take the filter away first, then go back."""
        if self.view.filter:
            self.action_clear_filter()
        else:
            self.dismiss(None)

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id == "filter" and self._listings and event.value != self.view.filter:
            self.view.filter = event.value
            self._fill()

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        self.cursor_moved()

    def cursor_moved(self) -> None:
        """The cursor stands on another line."""
        line = self.line
        if line is not None:
            self.view.cursors[self.view.chosen] = line.key
        self._explain()

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        line = self.line
        if line is not None:
            self.entered(line)


class SessionListing(ListingScreen[T], SessionScreen[T]):
    """Lists of one open assessment."""

    def answers_changed(self, criteria: frozenset[str]) -> None:
        if self._listings:
            self.reload()
