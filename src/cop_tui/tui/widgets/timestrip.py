"""A timeline drawn in characters: months across the width, marks where something falls due, today below them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from textual.content import Content

from cop_tui.domain.dates import add_months
from cop_tui.domain.deadlines import DatedDuty
from cop_tui.domain.due import MONTHS
from cop_tui.tui.widgets.prose import MUTED

BACK: Final = 5
AHEAD: Final = 13
"""Months that are shown before this one at most, and from it on."""
LEAST: Final = 5
"""Cells of a month at least: three letters and room to tell its weeks apart."""
SIGNS: Final = ("─", "┊", "•", "▲")
SIGNS_ASCII: Final = ("-", ":", "*", "^")


def strip_lines(duties: Iterable[DatedDuty], today: date, width: int, use_ascii: bool = False) -> list[Content]:
    """Months, marks, the line of time with today in it, and a legend. Empty where there is no room or nothing dated."""
    dated = [d for d in duties if d.day is not None and d.status in ("overdue", "due", "ahead")]
    months = min((width - 2) // LEAST, BACK + AHEAD)
    if not dated or months < 6:
        return []
    late = [d.day for d in dated if d.status == "overdue" and d.day is not None]
    back = min(BACK, months // 3, _months(min(late), today) if late else 1)
    start = add_months(today.replace(day=1), -max(back, 1))
    cell = (width - 2) // months
    return _Strip(start, months, cell, today, use_ascii).lines(dated)


def _months(earlier: date, today: date) -> int:
    return (today.year - earlier.year) * 12 + today.month - earlier.month


class _Strip:
    """The months from `start` on, `cell` cells each."""

    def __init__(self, start: date, months: int, cell: int, today: date, use_ascii: bool) -> None:
        self.start, self.months, self.cell, self.today, self.use_ascii = start, months, cell, today, use_ascii
        self.end = add_months(start, months)

    def lines(self, dated: list[DatedDuty]) -> list[Content]:
        marks: dict[int, list[DatedDuty]] = {}
        before = after = 0
        for duty in dated:
            if duty.day is None or duty.day < self.start:
                before += 1
            elif duty.day >= self.end:
                after += 1
            else:
                marks.setdefault(self._at(duty.day), []).append(duty)
        return [self._heads(), self._marks(marks), self._axis(), self._foot(before, after)]

    def _at(self, day: date) -> int:
        month = _months(self.start, day)
        return month * self.cell + min((day.day - 1) * self.cell // 31, self.cell - 1)

    def _heads(self) -> Content:
        parts = []
        for n in range(self.months):
            month = add_months(self.start, n)
            words = MONTHS[month.month - 1][:3]
            if month.month == 1 or n == 0:  # the year, where there is room for it
                words = f"{words} {month.year}" if self.cell >= 9 else str(month.year) if n else words
            here = (month.year, month.month) == (self.today.year, self.today.month)
            parts.append(Content.styled(words[: self.cell - 1].ljust(self.cell), "bold" if here else MUTED))
        return Content("").join(parts)

    def _marks(self, marks: dict[int, list[DatedDuty]]) -> Content:
        one = (SIGNS_ASCII if self.use_ascii else SIGNS)[2]
        cells = []
        for at in range(self.months * self.cell):
            here = marks.get(at, [])
            if not here:
                cells.append(Content(" "))
                continue
            text = one if len(here) == 1 else str(len(here)) if len(here) < 10 else "+"
            statuses = {duty.status for duty in here}
            text = "!" if statuses == {"overdue"} and len(here) == 1 else text
            style = "overdue" if "overdue" in statuses else "due" if "due" in statuses else "ahead"
            cells.append(Content.styled(text, _STYLES[style]))
        return Content("").join(cells)

    def _axis(self) -> Content:
        line, tick, _, today = SIGNS_ASCII if self.use_ascii else SIGNS
        whole = (tick + line * (self.cell - 1)) * self.months
        now = self._at(self.today)
        return Content.assemble((whole[:now], MUTED), (today, "bold $text-accent"), (whole[now + 1 :], MUTED))

    def _foot(self, before: int, after: int) -> Content:
        _, _, one, today = SIGNS_ASCII if self.use_ascii else SIGNS
        words = [f"{today} today", "! overdue", f"{one} falls due", "2 to 9 or + several"]
        words += [f"{before} earlier"] if before else []
        words += [f"{after} after {_month_words(add_months(self.end, -1))}"] if after else []
        return Content.styled("   ".join(words), MUTED).truncate(self.months * self.cell, ellipsis=True)


_STYLES: Final = {"overdue": "bold $text-error", "due": "bold $text-warning", "ahead": "bold $text-accent"}


def _month_words(month: date) -> str:
    return f"{MONTHS[month.month - 1]} {month.year}"
