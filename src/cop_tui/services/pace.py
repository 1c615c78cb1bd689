"""How fast somebody answers, and how long what is left takes at that pace. Pure: moments are passed in."""

from __future__ import annotations

from statistics import median
from typing import Final

PAUSE: Final = 300.0
"""Seconds after which a gap between two answers is a pause, and says nothing about the pace."""
ENOUGH: Final = 5
"""Answers from which on a pace is told."""
KEPT: Final = 60
"""Gaps that count, the latest ones: somebody gets faster."""


class Pace:
    """The pace of one session at the desk. Moments are seconds of any clock that never goes back."""

    def __init__(self) -> None:
        self._counted: set[str] = set()
        self._gaps: list[float] = []
        self._last: float | None = None

    @property
    def answers(self) -> int:
        """How many criteria were answered one by one."""
        return len(self._counted)

    @property
    def seconds(self) -> float | None:
        """Seconds that one answer takes as a rule: the median of the gaps; None while too little is known."""
        if len(self._counted) < ENOUGH or not self._gaps:
            return None
        return median(self._gaps)

    def answered(self, criterion: str, moment: float) -> None:
        """A criterion was answered. Another answer to the same one says nothing about the pace."""
        last, self._last = self._last, moment
        if criterion in self._counted:
            return
        self._counted.add(criterion)
        if last is not None and 0 <= moment - last < PAUSE:
            self._gaps = [*self._gaps, moment - last][-KEPT:]

    def interrupted(self, moment: float) -> None:
        """Something else was done up to now, such as answering many criteria at once."""
        self._last = moment


def left_words(left: int, seconds: float | None) -> str:
    """What is left: `126 left, about 1 h 50 min at your pace`; without a pace `126 left`."""
    if left <= 0:
        return "nothing left"
    if seconds is None:
        return f"{left} left"
    return f"{left} left, {time_words(left * seconds)} at your pace"


def time_words(seconds: float) -> str:
    """A stretch of time as nobody could tell it more exactly: to a minute, from 20 minutes on to 5, then to 10."""
    minutes = seconds / 60
    if minutes < 1:
        return "under a minute"
    whole = round(minutes) if minutes < 20 else 5 * round(minutes / 5) if minutes < 58 else 10 * round(minutes / 10)
    hours, rest = divmod(whole, 60)
    if hours >= 10:
        return f"about {round(minutes / 60)} h"
    parts = [f"{hours} h"] if hours else []
    return f"about {' '.join([*parts, *([f'{rest} min'] if rest else [])])}"
