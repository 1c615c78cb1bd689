"""The day on which a criterion falls due, as far as the facts tell."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

from cop_tui.domain.pack import Criterion
from cop_tui.domain.scoping import Scope

KNOWN_EVENTS = ("placing_on_market", "article_52_1_notification")
"""The events whose day follows from the facts."""
LEGACY_BY = date(2027, 8, 2)
"""Models placed before 2025-08-02 have until this day (Art. 111(3))."""


def falls_due(criterion: Criterion, scope: Scope) -> date | None:
    """The day by which the criterion must be met: its own time limit, else the earliest duty that it serves.

    None where the facts do not tell, and where its time limit hangs on an event that is not recorded, such as an
    incident or a request: no day has passed as long as the event has not come.
    """
    if hangs_on_event(criterion):
        own = _from_rule(criterion.deadline.rule if criterion.deadline else None, scope)
        return max(own, LEGACY_BY) if own is not None and scope.outcome.get("legacy") else own
    days = [
        date.fromisoformat(found.due)
        for o in criterion.obligations
        if (found := scope.obligation(o)) is not None and found.binds is not False and found.due
    ]
    return min(days, default=None)


def hangs_on_event(criterion: Criterion) -> bool:
    """Whether its time limit counts to or from an event; a time to keep something is no day to be met by."""
    rule = criterion.deadline.rule if criterion.deadline else None
    return rule is not None and rule.get("direction") not in (None, "at_least", "until", "covers")


def waits_for_event(criterion: Criterion) -> bool:
    """Whether its time limit hangs on an event that facts never tell, such as an incident or a request."""
    rule = criterion.deadline.rule if criterion.deadline else None
    return hangs_on_event(criterion) and rule is not None and rule.get("relative_to") not in KNOWN_EVENTS


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _from_rule(rule: dict[str, Any] | None, scope: Scope) -> date | None:
    if rule is None:
        return None
    start = _event(rule.get("relative_to"), scope)
    if start is None:
        return None
    if "offset_days" in rule:
        return start + timedelta(days=int(rule["offset_days"]))
    if "every_months" in rule:
        return add_months(start, int(rule["every_months"]))
    return None


def _event(name: object, scope: Scope) -> date | None:
    """The day of an event that scoping knows: placing on the market, or the date by which to notify."""
    if name == "placing_on_market":
        return date.fromisoformat(scope.placed) if scope.placed else None
    if name == "article_52_1_notification":
        notify = scope.outcome.get("notify_by")
        return date.fromisoformat(notify) if isinstance(notify, str) else None
    return None
