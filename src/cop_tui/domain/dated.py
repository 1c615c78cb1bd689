"""A dated duty: what is due, when, from what that day was counted, and what is missing where there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from cop_tui.domain.base import Confidence

DUE_WITHIN: Final = 30
"""A duty counts as due from so many days before its day."""

KEEP: Final = "retention"
"""The kind of what is kept until a day, rather than done by it."""
Status = Literal["overdue", "due", "ahead", "no fixed day", "cannot be dated", "passed", "done"]
_ORDER: Final[tuple[Status, ...]] = ("overdue", "due", "ahead", "passed", "done")


@dataclass(frozen=True, slots=True)
class DatedDuty:
    """One duty, date or reminder on the timeline.

    `id` stays the same as long as it is the same duty. `days` are left to `day`; negative: past. `because` says from
    what the day was counted. `waits_for` names the facts and events that are missing for a day, `missing` says so.
    `standing` marks a rule that waits for an event that may never come, such as an incident. `yardstick` marks a time
    limit of a Code chapter that is not signed: it measures other means and is never overdue.
    `passed` is for dates to know (enforcement, relief, hints, times to keep): they lie behind and are never overdue.
    """

    id: str
    title: str
    day: date | None
    days: int | None
    status: Status
    kind: str
    strength: str
    pointer: str
    because: str
    recurs: str | None = None
    waits_for: tuple[str, ...] = ()
    missing: str = ""
    criteria: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    owner: str = ""
    note: str = ""
    confidence: Confidence = "high"
    standing: bool = False
    yardstick: bool = False


def status_on(day: date, today: date, *, informs: bool = False, done: bool = False) -> Status:
    """Where a day stands: done, behind (overdue, or merely passed if it only informs), due soon, or ahead."""
    if done:
        return "done"
    left = (day - today).days
    if left < 0:
        return "passed" if informs else "overdue"
    return "due" if left <= DUE_WITHIN and not informs else "ahead"


def in_order(duties: Iterable[DatedDuty]) -> tuple[DatedDuty, ...]:
    """Overdue ones first, the most overdue before the others; then by day; standing rules last."""

    def key(duty: DatedDuty) -> tuple[int, date, int, bool, str]:
        if duty.day is None:
            return (2, date.max, 0 if duty.status == "no fixed day" else 1, duty.standing, duty.id)
        late = duty.status == "overdue"
        return (0 if late else 1, duty.day, _ORDER.index(duty.status), False, duty.id)

    return tuple(sorted(duties, key=key))


def outstanding(duties: Iterable[DatedDuty]) -> list[DatedDuty]:
    """What is still to be done by a day: overdue or to come. Times to keep something and mere yardsticks are not."""
    return [
        d
        for d in duties
        if d.day is not None and d.status in ("overdue", "due", "ahead") and d.kind != KEEP and not d.yardstick
    ]


def nearest(duties: Iterable[DatedDuty]) -> DatedDuty | None:
    """The next thing to be done that is not overdue; None if there is none."""
    coming = (d for d in outstanding(duties) if d.status != "overdue")
    return min(coming, key=lambda d: (d.day or date.max, d.id), default=None)
