"""How readiness went over the last weeks: a small picture beside its numbers, and the same as a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from cop_tui.domain.due import MONTHS
from cop_tui.domain.results import Readiness
from cop_tui.services.trend import Point
from cop_tui.tui.widgets.bars import interval_text, percent
from cop_tui.tui.widgets.gap_table import LABEL, Column, Line, Listing
from cop_tui.tui.widgets.prose import MUTED, labelled, para

STEPS: Final = "▁▂▃▄▅▆▇█"
STEPS_ASCII: Final = ".:-=+*%#"
TREND_COLUMNS: Final = (
    Column("Week to", 10),
    Column("Readiness", 10, right=True),
    Column("Change", 6, right=True),
    Column("Demonstrated", 12, right=True),
    Column("Answered", 10, 90, right=True),
    Column("Drawn", 0, 56),
)
NOT_YET: Final = "The history is being read."


def reached(readiness: Readiness) -> float:
    """What is reached for certain, as a share; 0 where nothing applies."""
    return readiness.low or 0.0


def shown(readiness: Readiness) -> float:
    """What valid evidence carries, as a share; 0 where nothing applies."""
    return readiness.demonstrated or 0.0


def steps(shares: Sequence[float], use_ascii: bool = False) -> str:
    """A column for each share, from 0 to 1, so that two of these pictures can be compared."""
    glyphs = STEPS_ASCII if use_ascii else STEPS
    return "".join(glyphs[min(int(max(share, 0.0) * len(glyphs)), len(glyphs) - 1)] for share in shares)


def _whole(share: float) -> int:
    return int(share * 100 + 1e-9)


class TrendLine(Static):
    """Reached and demonstrated, week by week: one line where there is room, else two. It is there from two weeks on."""

    DEFAULT_CSS = """
    TrendLine { height: auto; padding: 0 2; margin: 1 0 0 0; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, *, use_ascii: bool = False) -> None:
        super().__init__(id="trend")
        self._ascii = use_ascii
        self._points: Sequence[Point] = ()
        self.display = False

    def show(self, points: Sequence[Point], *, room: bool) -> None:
        """Show the weeks; nothing without `room`."""
        self._points = points
        self.display = room and len(points) > 1
        self._paint()

    def on_resize(self, event: Resize) -> None:
        self._paint()

    def _paint(self) -> None:
        if self.display:
            self.update(trend_words(self._points, self.app.size.width - 4, self._ascii))


def trend_words(points: Sequence[Point], width: int, use_ascii: bool = False) -> Content:
    """The picture with its first and last number in words."""
    joint = "->" if use_ascii else "→"
    weeks = Content.styled(f"Last {len(points)} weeks", "")
    parts = []
    for name, part in (("reached", reached), ("demonstrated", shown)):
        shares = [part(point.readiness) for point in points]
        first, last = _whole(shares[0]), _whole(shares[-1])
        drawn = Content.styled(steps(shares, use_ascii), "$text-accent")
        parts.append(Content.assemble((f"{name} ", MUTED), drawn, f" {first} {joint} {last} %"))
    if weeks.cell_length + sum(part.cell_length for part in parts) + 8 <= width:
        return Content("    ").join([weeks, *parts])
    pad = Content(" " * (weeks.cell_length + 2))
    return Content("\n").join([weeks + "  " + parts[0].pad_left(5), pad + parts[1]])


def trend_listing(points: Sequence[Point] | None, use_ascii: bool) -> Listing:
    """The weeks as a list, the latest first; None while they are not known yet."""
    known = points or ()
    befores = [None, *known][: len(known)]
    lines = [_week(point, before, use_ascii) for point, before in zip(known, befores, strict=True)]
    return Listing("Trend", TREND_COLUMNS, tuple(reversed(lines)), NOT_YET if points is None else "Nothing is known.")


def _week(point: Point, before: Point | None, use_ascii: bool) -> Line:
    now = point.readiness
    moved = "" if before is None else signed(_whole(reached(now)) - _whole(reached(before.readiness)))
    cells = (
        point.day.isoformat(),
        percent(now, use_ascii),
        moved,
        f"{_whole(shown(now))} %",
        f"{now.answered} of {now.asked}",
        interval_text(now, 24, use_ascii).partition(" ")[0] if now.bounds else "",
    )
    detail = [
        para(f"As it stood at the end of {day_words(point.day)}", "bold"),
        labelled("Readiness", f"{percent(now, use_ascii)} of a weight of {now.weight}", LABEL),
        labelled("Demonstrated", f"{_whole(shown(now))} %, by evidence that was valid on that day", LABEL),
        labelled("Answered", f"{now.answered} of {now.asked} criteria", LABEL),
    ]
    if before is not None:
        given = signed(now.answered - before.readiness.answered)
        parts = [f"{moved} points" if moved else "", f"{given} answers" if given else ""]
        words = ", ".join(part for part in parts if part) or "nothing moved"
        detail.append(labelled("That week", words, LABEL, MUTED))
    return Line(point.day.isoformat(), cells, "\n".join(cells).casefold(), tuple(detail), ())


def signed(number: int) -> str:
    """`+3`, `-2`, nothing for 0."""
    return f"{number:+d}" if number else ""


def day_words(day: date) -> str:
    """`22 November 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
