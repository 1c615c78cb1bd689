"""The gaps as lines of a table, and the table that holds them: what is listed, searched and explained."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from rich.console import JustifyMethod
from rich.text import Text
from textual.binding import Binding
from textual.content import Content
from textual.coordinate import Coordinate

from cop_tui.domain.results import Gap
from cop_tui.services.marks import WORDS, mark
from cop_tui.services.standing import Standing
from cop_tui.tui.widgets.answers import COLOURS
from cop_tui.tui.widgets.plain import plain, plain_rich
from cop_tui.tui.widgets.prose import MUTED, Row, labelled, para
from cop_tui.tui.widgets.table import FixedTable

LABEL: Final = 13
LEAST_REST: Final = 8
"""Cells that a column has at least which takes what the others leave."""
TAGS: Final = ("state", "chapter", "measure", "owner", "duty", "band", "strength", "verdict", "severity", "change")
"""The names that a filter may put before a word, as in `state:missing`; a line without that part does not fit."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its cells and below which table width it is left out.

    Cells: 0 takes what is left over; a negative number is the most it takes, less where its texts are shorter.
    """

    title: str
    width: int
    least: int = 0
    right: bool = False
    """Whether its cells end in one line, as numbers do."""


Detail = tuple[Row, ...] | Callable[[], Iterable[Row]]
"""What explains a line, or what makes it: only the line under the cursor is ever explained."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list: its cells, the text a filter looks in, what explains it, and where it leads.

    `tags` are what a filter with a name looks in: `state:missing`, `chapter:ss`, `owner:legal`, in lower case.
    """

    key: str
    cells: tuple[str, ...]
    folded: str
    detail: Detail
    criteria: tuple[str, ...]
    strong: bool = False
    tags: tuple[str, ...] = ()

    @property
    def rows(self) -> Iterable[Row]:
        """What explains it."""
        return self.detail() if callable(self.detail) else self.detail

    def holds(self, word: str) -> bool:
        """Whether the line has that word in lower case; `name:word` asks one of its parts if it has that part."""
        name, colon, value = word.partition(":")
        if not colon or name not in TAGS:
            return word in self.folded
        wanted = value.replace("_", " ")
        own = [f" {tag[len(name) + 1 :]}" for tag in self.tags if tag.startswith(f"{name}:")]
        return any(f" {each}" in part for part in own for each in (wanted, wanted.replace("-", " ")))


@dataclass(frozen=True, slots=True)
class Listing:
    """One of the lists of the gap screen; `empty` says what it means that nothing is in it."""

    name: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    empty: str

    def matching(self, query: str) -> list[Line]:
        """The lines that hold every word of the query."""
        words = query.casefold().split()
        return [line for line in self.lines if all(line.holds(word) for word in words)]


_MARKS: Final = {
    "● ": "good",
    "# ": "good",
    "◐ ": "part",
    "% ": "part",
    "○ ": "part",
    "o ": "part",
    "✗ ": "bad",
    "x ": "bad",
    "! ": "part",
}
"""Cells that begin with a mark show it in its colour."""
BARS: Final = ("█", "▒", "░")
"""Cells that begin with one of these are bars."""
GAP_COLUMNS: Final = (
    Column("Priority", 14),
    Column("Criterion", -24),
    Column("What is missing", 0),
    Column("State", 9),
    Column("Why now", 25, 110),
    Column("Owner", -17, 90),
    Column("Due", 10, 84),
)


def gap_listing(session: Standing, use_ascii: bool) -> Listing:
    """Every gap in order of priority."""
    lines = tuple(_gap_line(session, gap, use_ascii) for gap in session.analysis.gaps)
    empty = "No gap: nothing that was answered is partial, planned or missing."
    return Listing("Gaps", GAP_COLUMNS, lines, empty)


def _gap_line(session: Standing, gap: Gap, use_ascii: bool) -> Line:
    chapter, commitment, measure = session.pack.places[gap.criterion]
    duties = [session.pack.obligation_index[o] for o in gap.obligations]
    state = f"{mark(gap.state, use_ascii)} {WORDS[gap.state]}"
    cells = (
        f"{gap.priority.band:<9}{gap.priority.value:5.1f}",
        gap.criterion,
        gap.short,
        state,
        why_now(gap),
        gap.owner or "",
        gap.due.isoformat() if gap.due else "",
    )
    words = (
        *cells, chapter.id, chapter.title, commitment.id, commitment.title, measure.id, measure.title, gap.strength,
        *gap.obligations, *(d.article for d in duties), "" if gap.owner else "nobody", "overdue" if gap.overdue else "",
    )  # fmt: skip
    return Line(
        gap.criterion, cells, "\n".join(words).casefold(), partial(_gap_detail, session, gap, use_ascii),
        (gap.criterion,), gap.priority.band == "critical", gap_tags(session, gap.criterion, gap.priority.band),
    )  # fmt: skip


def gap_tags(session: Standing, criterion: str, *bands: str) -> tuple[str, ...]:
    """What a filter with a name finds about a criterion."""
    chapter, commitment, measure = session.pack.places[criterion]
    spec, answer = session.criterion(criterion), session.answer(criterion)
    duties = [session.pack.obligation_index[o] for o in spec.obligations if o in session.pack.obligation_index]
    return tuple(
        tag.casefold()
        for tag in (
            f"state:{WORDS[answer.state]}", f"chapter:{chapter.id}", f"chapter:{chapter.title}",
            f"measure:{measure.id}", f"measure:{commitment.id}", f"measure:{measure.number}",
            f"owner:{answer.owner or 'nobody'}", f"strength:{spec.strength}",
            *(f"band:{band}" for band in bands), *(f"duty:{name}" for d in duties for name in (d.article, d.id)),
        )
    )  # fmt: skip


def why_now(gap: Gap) -> str:
    """How urgent a gap is, in few words."""
    days = gap.priority.days_late
    if days is None:
        return "no date from the facts"
    if days == 0:
        return f"due today, {gap.falls_due}"
    return f"{days} days past {gap.falls_due}" if days > 0 else f"in {-days} days, {gap.falls_due}"


def _gap_detail(session: Standing, gap: Gap, use_ascii: bool) -> Iterator[Row]:
    criterion = session.criterion(gap.criterion)
    state = Content.assemble((mark(gap.state, use_ascii), COLOURS[gap.state]), " ", WORDS[gap.state], "  ")
    yield para(Content.assemble((gap.criterion, "bold"), "  ", state, plain(criterion.question)))
    yield labelled("Priority", gap.priority.calculation, LABEL)
    yield labelled("Because", gap.priority.because, LABEL, MUTED)


class ListTable(FixedTable[Text]):
    """The lines of one listing; only the columns that fit."""

    DEFAULT_CSS = """
    ListTable {
        height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; background: transparent;
        &:focus { background-tint: transparent; }
        & > .list--good { color: $text-success; }
        & > .list--part { color: $text-warning; }
        & > .list--bad { color: $text-error; }
        & > .list--bar { color: $text-accent; }
    }
    """
    COMPONENT_CLASSES = {"list--good", "list--part", "list--bad", "list--bar"}
    BINDINGS = [
        Binding("j,down", "cursor_down", "Down", show=False, id="list.down"),
        Binding("k,up", "cursor_up", "Up", show=False, id="list.up"),
        Binding("enter", "select_cursor", "go there", show=True, id="list.go"),
    ]
    HELP = "{list.up} and {list.down} choose a line, {list.go} goes to the criterion behind it."

    def __init__(self) -> None:
        super().__init__(cursor_type="row", id="list", cell_padding=1)
        self._lines: list[Line] = []
        self._kept: list[int] = []
        self._right: frozenset[int] = frozenset()

    @property
    def line(self) -> Line | None:
        """The line under the cursor."""
        return self._lines[self.cursor_row] if 0 <= self.cursor_row < len(self._lines) else None

    def fill(self, columns: Sequence[Column], lines: list[Line], keep: str | None = None) -> None:
        """Show lines; the cursor goes to the line with the key `keep`, if it is still there."""
        width = self.size.width or self.app.size.width
        kept = [(n, c) for n, c in enumerate(columns) if width >= c.least]
        widths = {n: _width(c, [line.cells[n] for line in lines], width) for n, c in kept}
        rest = max(width - sum(widths.values()) - 2 * len(kept) - 1, LEAST_REST)
        self.clear(columns=True)
        for n, column in kept:
            justify: JustifyMethod = "right" if column.right else "left"
            self.add_column(Text(column.title, justify=justify), width=widths[n] or rest)
        self._lines, self._kept = lines, [n for n, _ in kept]
        self._right = frozenset(n for n, column in kept if column.right)
        for line in lines:
            self.add_row(*(self._cell(line, n) for n, _ in kept), key=line.key)
        self.settle()
        row = next((n for n, line in enumerate(lines) if line.key == keep), 0)
        if lines:
            self.move_cursor(row=row, animate=False)

    def replace(self, line: Line) -> None:
        """Show a line that is another one now, in its place."""
        row = next((n for n, old in enumerate(self._lines) if old.key == line.key), None)
        if row is None:
            return
        self._lines[row] = line
        for column, n in enumerate(self._kept):
            self.update_cell_at(Coordinate(row, column), self._cell(line, n))

    def _cell(self, line: Line, column: int) -> Text:
        text = line.cells[column]
        cell = plain_rich(text.replace("\n", " "), "bold" if line.strong and column == 0 else "")
        cell.no_wrap, cell.overflow = True, "ellipsis"
        cell.justify = "right" if column in self._right else None
        name = _MARKS.get(text[:2])
        if text[:1] in BARS:
            cell.stylize(self.get_component_rich_style("list--bar", partial=True))
        elif name is not None:
            cell.stylize(self.get_component_rich_style(f"list--{name}", partial=True), 0, 1)
        return cell


def _width(column: Column, texts: Sequence[str], table: int) -> int:
    """The cells of a column; one that may shrink to its texts gets less still in a narrow table."""
    if column.width >= 0:
        return column.width
    most = -column.width if table >= 110 else -column.width * 2 // 3
    return min(most, max((len(text) for text in (column.title, *texts)), default=1))
