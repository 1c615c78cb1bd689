"""The heat map: a line for each measure, a cell for each criterion with the mark and colour of its state.

Where a line has no room for its cells it has one for each state, with how many criteria are in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding
from textual.events import Click, Resize
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from cop_tui.domain.answers import STATES, State
from cop_tui.domain.pack import Pack
from cop_tui.services.marks import WORDS, mark
from cop_tui.tui.widgets.gap_table import Line
from cop_tui.tui.widgets.navigator import commitment_title
from cop_tui.tui.widgets.plain import plain

ORDER: Final[tuple[State | None, ...]] = (*STATES, None)
LOOKS: Final[dict[State | None, str]] = {
    State.IMPLEMENTED: "good",
    State.ALTERNATIVE: "good",
    State.PARTIAL: "part",
    State.PLANNED: "part",
    State.MISSING: "bad",
    State.NOT_APPLICABLE: "off",
    None: "off",
}
LEAST_TITLE: Final = 14
MOST_TITLE: Final = 64
COUNT: Final = 7
"""Cells of how many criteria of a measure are answered, before its cells."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in the map: what is drawn, where, and the criteria it stands for."""

    text: str
    state: State | None
    at: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A measure with its cells, or the head of a commitment, which has none."""

    title: str
    cells: tuple[Cell, ...] = ()
    count: str = ""


class HeatMap(ScrollView, can_focus=True):
    """Measures and the states of their criteria. The cell under the cursor leads to its criterion."""

    COMPONENT_CLASSES = {
        "heat--head", "heat--title", "heat--good", "heat--part", "heat--bad", "heat--off", "heat--cursor",
    }  # fmt: skip
    DEFAULT_CSS = """
    HeatMap {
        height: 1fr; padding: 0 2; background: transparent; scrollbar-size-vertical: 1; overflow-x: hidden;
        & > .heat--head { color: $text-muted; }
        & > .heat--title { color: $foreground; }
        & > .heat--good { color: $text-success; }
        & > .heat--part { color: $text-warning; }
        & > .heat--bad { color: $text-error; }
        & > .heat--off { color: $text-muted; }
        & > .heat--cursor { background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold; }
    }
    """
    BINDINGS = [
        Binding("up,k", "move(-1, 0)", "up", show=False, id="heat.up"),
        Binding("down,j", "move(1, 0)", "down", show=False, id="heat.down"),
        Binding("left,h", "move(0, -1)", "left", show=False, id="heat.left"),
        Binding("right,l", "move(0, 1)", "right", show=False, id="heat.right"),
        Binding("pageup", "page(-1)", "page up", show=False, id="heat.page_up"),
        Binding("pagedown", "page(1)", "page down", show=False, id="heat.page_down"),
        Binding("home", "edge(-1)", "first in the line", show=False, id="heat.first"),
        Binding("end", "edge(1)", "last in the line", show=False, id="heat.last"),
        Binding("enter", "go", "go there", id="heat.go"),
    ]
    HELP = (
        "One line for each measure, one cell for each criterion that is asked. The arrow keys go from cell to cell, "
        "what is under the cursor is named below, {heat.go} goes there. Where the window is narrow a cell stands for "
        "all criteria of the measure in one state."
    )

    class Moved(Message):
        """The cursor stands on another cell."""

    class Chosen(Message):
        """Enter, or a click on the cell under the cursor."""

    def __init__(self, pack: Pack, *, use_ascii: bool = False) -> None:
        super().__init__(id="heat")
        self._pack = pack
        self._ascii = use_ascii
        self._lines: dict[str, Line] = {}
        self._states: dict[str, State | None] = {}
        self._rows: list[HeatRow] = []
        self._width = 0
        self._title = LEAST_TITLE
        self._row = self._column = 0

    # what is shown

    def fill(self, lines: Sequence[Line], states: dict[str, State | None], keep: str | None = None) -> None:
        """Show the criteria with these lines in their states; the cursor goes to `keep` if it is among them."""
        self._lines, self._states = {line.key: line for line in lines}, states
        self._width = 0
        self._lay(keep)

    @property
    def line(self) -> Line | None:
        """The line of the criterion under the cursor; of several the first."""
        cell = self.cell
        return cell.lines[0] if cell else None

    @property
    def cell(self) -> Cell | None:
        """The cell under the cursor."""
        row = self._rows[self._row] if self._row < len(self._rows) else None
        return row.cells[min(self._column, len(row.cells) - 1)] if row and row.cells else None

    def on_resize(self, event: Resize) -> None:
        line = self.line
        self._lay(line.key if line else None)
        self._show_cursor()

    def _lay(self, keep: str | None) -> None:
        width = (self.scrollable_content_region.width or self.app.size.width - 5) - 1
        if width == self._width:
            return
        self._width = width
        rooms = [[c.id for c in m.criteria if c.id in self._lines] for ch in self._pack.chapters for m in ch.measures]
        most = max((len(criteria) for criteria in rooms), default=0)
        self._title = min(max(width - 2 * most - COUNT, LEAST_TITLE), MOST_TITLE)
        pace = next((n for n in (2, 1) if LEAST_TITLE + 10 + n * most + COUNT <= width), 0)
        if pace == 1:
            self._title = width - most - COUNT
        elif pace == 0:
            self._title = max(width * 2 // 5 - COUNT, LEAST_TITLE)
        self._rows = list(self._lay_rows(pace))
        self.virtual_size = Size(width, len(self._rows) + 1)
        self._go_to(keep)
        self.refresh()

    def _lay_rows(self, pace: int) -> Iterator[HeatRow]:
        for chapter in self._pack.chapters:
            for commitment in chapter.commitments:
                rows = []
                for measure in commitment.measures:
                    asked = [c.id for c in measure.criteria if c.id in self._lines]
                    if asked:
                        cells = tuple(self._single(asked, pace) if pace else self._counts(asked))
                        rows.append(
                            HeatRow(
                                f"  {measure.number} {measure.title}", cells, f"{self._answered(asked)}/{len(asked)}"
                            )
                        )
                if rows:
                    name = commitment_title(chapter, commitment)
                    yield HeatRow(chapter.title if name == commitment.title else f"{chapter.title}: {name}")
                    yield from rows

    def _answered(self, criteria: list[str]) -> int:
        return sum(self._states.get(criterion) is not None for criterion in criteria)

    def _single(self, criteria: list[str], pace: int) -> Iterator[Cell]:
        for n, criterion in enumerate(criteria):
            state = self._states.get(criterion)
            yield Cell(mark(state, self._ascii), state, n * pace, (self._lines[criterion],))

    def _counts(self, criteria: list[str]) -> Iterator[Cell]:
        at = 0
        for state in ORDER:
            inside = tuple(self._lines[c] for c in criteria if self._states.get(c) is state)
            if inside:
                text = f"{mark(state, self._ascii)}{len(inside)}"
                yield Cell(text, state, at, inside)
                at += len(text) + 1

    def render_line(self, y: int) -> Strip:
        if y == 0:
            return self._strip([Segment(self._legend(), self._style("head"))])
        index = self.scroll_offset.y + y - 1
        if index >= len(self._rows):
            return self._strip([])
        return self._strip(list(self._segments(index)))

    def _strip(self, segments: list[Segment]) -> Strip:
        return Strip(segments).adjust_cell_length(self.scrollable_content_region.width, self.rich_style)

    def _style(self, name: str) -> Style:
        return self.rich_style + self.get_component_rich_style(f"heat--{name}", partial=True)

    def _segments(self, index: int) -> Iterator[Segment]:
        row = self._rows[index]
        if not row.cells:
            yield Segment(plain(row.title).truncate(self._width, ellipsis=True).plain, self._style("head"))
            return
        here = index == self._row
        title = plain(row.title).truncate(self._title - 2, ellipsis=True, pad=True).plain
        yield Segment(f"{title} ", self._style("title") + Style(bold=here))
        yield Segment(f"{row.count:>{COUNT - 2}}   ", self._style("head"))
        at = 0
        for cell in row.cells:
            if cell.at > at:
                yield Segment(" " * (cell.at - at), self.rich_style)
            chosen = here and cell is self.cell
            yield Segment(cell.text, self._style("cursor" if chosen else LOOKS[cell.state]))
            at = cell.at + len(cell.text)

    def _legend(self) -> str:
        """Marks with words and numbers: the whole picture for those who do not see it."""
        counts = Counter(self._states.get(key) for key in self._lines)
        found = [state for state in ORDER if counts[state]]
        full = "   ".join(f"{mark(s, self._ascii)} {WORDS[s]} {counts[s]}" for s in found)
        if len(full) <= self._width:
            return full
        return "  ".join(f"{mark(s, self._ascii)} {counts[s]}" for s in found)

    # moving

    def _go_to(self, key: str | None) -> None:
        """To the cell of a criterion, else to the first one."""
        self._row = next((n for n, row in enumerate(self._rows) if row.cells), 0)
        self._column = 0
        for n, row in enumerate(self._rows):
            for m, cell in enumerate(row.cells):
                if key is not None and any(line.key == key for line in cell.lines):
                    self._row, self._column = n, m
        self._show_cursor()

    def _show_cursor(self) -> None:
        height = max(self.scrollable_content_region.height - 1, 1)
        top = self.scroll_offset.y
        first = self._row - 1 if self._row and not self._rows[self._row - 1].cells else self._row
        if first < top:
            self.scroll_to(y=first, animate=False, immediate=True)
        elif self._row >= top + height:
            self.scroll_to(y=self._row - height + 1, animate=False, immediate=True)

    def _moved(self) -> None:
        self._show_cursor()
        self.refresh()
        self.post_message(self.Moved())

    def action_move(self, down: int, right: int) -> None:
        """To the neighbouring cell; up and down stay as near to their column as the line allows."""
        if right and self._rows:
            last = len(self._rows[self._row].cells) - 1
            self._column = min(max(min(self._column, last) + right, 0), max(last, 0))
        rows = [n for n, row in enumerate(self._rows) if row.cells]
        if down and self._row in rows:
            at = min(max(rows.index(self._row) + down, 0), len(rows) - 1)
            self._row = rows[at]
        self._moved()

    def action_page(self, step: int) -> None:
        self.action_move(step * max(self.scrollable_content_region.height - 2, 1), 0)

    def action_edge(self, step: int) -> None:
        self.action_move(0, step * 1000)

    def action_go(self) -> None:
        if self.cell is not None:
            self.post_message(self.Chosen())

    def on_click(self, event: Click) -> None:
        index = self.scroll_offset.y + event.y - 1
        if event.y == 0 or index >= len(self._rows):
            return
        at = event.x - self.styles.padding.left - self._title - COUNT
        for n, cell in enumerate(self._rows[index].cells):
            if cell.at <= at < cell.at + len(cell.text):
                again = (index, n) == (self._row, self._column)
                self._row, self._column = index, n
                self._moved()
                if again:
                    self.action_go()
                return
