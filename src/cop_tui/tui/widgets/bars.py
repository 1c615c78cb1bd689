"""Readiness and shares drawn in characters. A bar always has its numbers beside it; colour carries no meaning."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from cop_tui.domain.pack import Pack
from cop_tui.domain.results import Analysis, GroupResult, Readiness, Shares
from cop_tui.tui.widgets.interval import interval_text, percent
from cop_tui.tui.widgets.navigator import commitment_title
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED

__all__ = [
    "BAR_LEVELS",
    "EPSILON",
    "SHARES",
    "SHARES_ASCII",
    "SHORT_NAME",
    "GroupBars",
    "Overall",
    "interval_bar",
    "interval_text",
    "overall_line",
    "percent",
    "shares_bar",
    "shares_text",
]

SHARES: Final = "▓█▒░·"
SHARES_ASCII: Final = "@#=-."
EPSILON: Final = 1e-9
"""Shares are quotients of small whole numbers; what is nearer than this to a whole cell is one."""


def interval_bar(readiness: Readiness, width: int, use_ascii: bool = False) -> Content:
    """`███████▒▒░░ 48–71 %`: solid to what is reached, shaded to what open questions may still bring, then the rest."""
    return Content(interval_text(readiness, width, use_ascii))


def shares_text(shares: Shares, width: int, use_ascii: bool = False) -> str:
    """The shares of a group as a bar of `width` characters, largest remainders first; blank without weight."""
    parts = (shares.demonstrated, shares.claimed, shares.partial, shares.open, shares.unanswered)
    total = sum(parts)
    if total <= 0 or width <= 0:
        return " " * max(width, 0)
    exact = [width * part / total for part in parts]
    cells = [math.floor(cell + EPSILON) for cell in exact]
    by_rest = sorted(range(len(parts)), key=lambda i: cells[i] - exact[i])
    for index in by_rest[: width - sum(cells)]:
        cells[index] += 1
    return "".join(glyph * count for glyph, count in zip(SHARES_ASCII if use_ascii else SHARES, cells, strict=True))


def shares_bar(shares: Shares, width: int, use_ascii: bool = False) -> Content:
    """Demonstrated ▓, claimed █, partial ▒, open ░, not answered ·, each as wide as its share."""
    return Content(shares_text(shares, width, use_ascii))


SHORT_NAME: Final = 24
"""Cells up to which names are written out and bars take what is left."""
BAR_LEVELS: Final = ("commitments", "chapters", "none")
_LEGEND: Final = (("▓", "@", "demonstrated"), ("█", "#", "claimed"), ("▒", "=", "partial"), ("░", "-", "open"),
                  ("·", ".", "not answered"))  # fmt: skip


class Overall(Static):
    """Readiness as a whole: the bar with its numbers, and what they are made of."""

    DEFAULT_CSS = """
    Overall { height: 1; padding: 0 2; margin: 1 0 0 0; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, *, use_ascii: bool = False) -> None:
        super().__init__(id="overall")
        self._ascii = use_ascii

    def show(self, analysis: Analysis, *, room: bool) -> None:
        """Show it; nothing without `room`."""
        self.display = room
        if room:
            self.update(overall_line(analysis, self.app.size.width - 4, self._ascii), layout=False)


def overall_line(analysis: Analysis, width: int, use_ascii: bool = False) -> Content:
    """`Readiness ███████▒▒░░ 48–71 %   demonstrated 31 %   187 of 291 answered   19 gaps`, as far as it fits."""
    found = analysis.readiness
    bar = interval_bar(found, max(min(width // 3, 40), 12), use_ascii).stylize("$text-accent")
    line = Content.assemble(("Readiness  ", "bold"), bar)
    gaps = len(analysis.gaps)
    parts = [
        f"demonstrated {math.floor((found.demonstrated or 0) * 100 + EPSILON)} %",
        f"{found.answered} of {found.asked} answered",
        f"{gaps} {'gap' if gaps == 1 else 'gaps'}",
    ]
    for part in parts:
        if line.cell_length + len(part) + 3 <= width:
            line += Content.styled(f"   {part}", MUTED)
    return line


class GroupBars(Static):
    """A bar for each commitment or chapter, in two columns where there is room."""

    DEFAULT_CSS = """
    GroupBars { height: auto; max-height: 50%; padding: 0 2; margin: 1 0 0 0; text-wrap: nowrap; }
    """

    def __init__(self, pack: Pack, *, use_ascii: bool = False) -> None:
        super().__init__(id="bars")
        self._names: Mapping[str, str] = {
            c.id: commitment_title(chapter, c) for chapter in pack.chapters for c in chapter.commitments
        }
        self._ascii = use_ascii
        self._groups: Sequence[GroupResult] = ()
        self._legend = False

    def show(self, analysis: Analysis, level: str, *, legend: bool = False) -> None:
        """Show the bars of a level of BAR_LEVELS; without anything asked there is none."""
        groups = {"commitments": analysis.commitments, "chapters": analysis.chapters}.get(level, ())
        self._groups = [g for g in groups if g.readiness.asked]
        self._legend = legend
        self.display = bool(self._groups)
        self._paint()

    def on_resize(self, event: Resize) -> None:
        self._paint()

    def _paint(self) -> None:
        if self._groups:
            self.update(self._lines(max(self.app.size.width - 4, 30)))

    def _lines(self, width: int) -> Content:
        columns = 2 if width >= 76 else 1
        cell = (width - 4 * (columns - 1)) // columns
        longest = max(len(self._names.get(group.id, group.title)) for group in self._groups)
        bar = cell - 11 - longest if longest <= SHORT_NAME else cell // 3
        bar = max(min(bar, 26), 6)
        drawn = []
        for group in self._groups:
            name = plain(self._names.get(group.id, group.title)).truncate(cell - bar - 11, ellipsis=True, pad=True)
            bars = shares_bar(group.shares, bar, self._ascii).stylize("$text-accent")
            drawn.append(Content.assemble(name, " ", bars, (f"{percent(group.readiness, self._ascii):>9}", MUTED)))
        height = -(-len(drawn) // columns)
        lines = [Content("    ").join(drawn[row::height]) for row in range(height)]
        if self._legend:
            legend = "   ".join(f"{a if self._ascii else g} {word}" for g, a, word in _LEGEND)
            lines.append(Content.styled(legend, MUTED))
        return Content("\n").join(lines)
