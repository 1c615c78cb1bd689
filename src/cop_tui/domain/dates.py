"""The day on which a criterion falls due, as far as the facts and the recorded events tell."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Final

from cop_tui.domain.clocks import KEEPING, KNOWN_EVENTS, Clock, Origin, add_months, clocks, names_of
from cop_tui.domain.pack import Criterion, Deadline, Pack
from cop_tui.domain.register import Event
from cop_tui.domain.scoping import Scope

__all__ = [
    "KNOWN_EVENTS", "LEGACY_BY", "add_months", "earliest_duty", "falls_due", "hangs_on_event", "limit_rule", "relieved",
    "waits_for_event", "with_limits",
]  # fmt: skip

LEGACY_BY: Final = date(2027, 8, 2)
"""Models placed before 2025-08-02 have until this day (Art. 111(3))."""


def falls_due(criterion: Criterion, scope: Scope, events: Iterable[Event] = ()) -> date | None:
    """The day by which the criterion must be met: its own time limit, else the earliest duty that it serves.

    None where the facts do not tell, and where its time limit hangs on an event that is not recorded, such as an
    incident or a request: no day has passed as long as the event has not come. Of several clocks that run, the earliest
    counts; one that an event has stopped no longer does. What recurs falls due for the next time.
    """
    if hangs_on_event(criterion):
        own = [relieved(clock, scope) for clock in _clocks(criterion, scope, events) if _counts(clock)]
        return min((day for day in own if day is not None), default=None)
    return earliest_duty(criterion.obligations, scope)


def earliest_duty(obligations: Iterable[str], scope: Scope) -> date | None:
    """The day from which the first of these duties must be met; None where the facts do not tell."""
    days = [
        date.fromisoformat(found.due)
        for o in obligations
        if (found := scope.obligation(o)) is not None and found.binds is not False and found.due
    ]
    return min(days, default=None)


def hangs_on_event(criterion: Criterion) -> bool:
    """Whether its time limit counts to or from an event; a time to keep something is no day to be met by."""
    rule = criterion.deadline.rule if criterion.deadline else None
    return rule is not None and rule.get("direction") not in (None, *KEEPING)


def waits_for_event(criterion: Criterion, events: Collection[Event] = ()) -> bool:
    """Whether its time limit hangs on an event that facts never tell, such as an incident, and none is open."""
    rule = criterion.deadline.rule if criterion.deadline else None
    if rule is None or not hangs_on_event(criterion) or any(name in KNOWN_EVENTS for name in names_of(rule)):
        return False
    return not events or not any(clock.running for clock in _clocks(criterion, None, events))


def relieved(clock: Clock, scope: Scope) -> date | None:
    """The day of a clock; for models placed before 2025-08-02 not before 2027-08-02 (Art. 111(3)).

    The period that an authority sets in its own request is never moved.
    """
    day = clock.day
    own = clock.start.given is not None and clock.start.given.days is not None and "qualitative" in clock.rule
    return max(day, LEGACY_BY) if day is not None and scope.outcome.get("legacy") and not own else day


def limit_rule(pack: Pack, row: Deadline) -> dict[str, Any] | None:
    """The rule of a deadline row with all that it takes to run it: its events, what discharges and what ends it."""
    if row.rule is None:
        return None
    return {
        **row.rule,
        "origins": tuple(_origin(pack, name) for name in names_of(row.rule)),
        "closed_by": row.closed_by,
        "ends_with": row.ends_with,
        "category": row.category,
    }


def with_limits(pack: Pack) -> Pack:
    """The pack with the time limits of its criteria completed from the deadline rows that carry them.

    A criterion's time limit says how far and from what; which events discharge it, and for which category it holds, is
    said once, in the row that names the criterion and counts from the same event.
    """
    if not pack.events:
        return pack
    rules = {
        (criterion, names_of(row.rule)): limit_rule(pack, row) for row in pack.deadlines for criterion in row.criteria
    }

    def completed(criterion: Criterion) -> Criterion:
        limit = criterion.deadline
        rule = rules.get((criterion.id, names_of(limit.rule))) if limit is not None and limit.rule else None
        if limit is None or rule is None:
            return criterion
        return criterion.renewed(deadline=limit.renewed(rule=rule))

    chapters = []
    for chapter in pack.chapters:
        commitments = []
        for commitment in chapter.commitments:
            measures = tuple(m.renewed(criteria=tuple(completed(c) for c in m.criteria)) for m in commitment.measures)
            commitments.append(commitment.renewed(measures=measures))
        chapters.append(chapter.renewed(commitments=tuple(commitments)))
    return pack.renewed(chapters=tuple(chapters))


def _origin(pack: Pack, name: str) -> Origin:
    kind = pack.event_index.get(name)
    if kind is None:  # a fact that is a day
        return Origin(name, (), from_fact=name)
    recorded = kind.stands_for or ((name,) if kind.recorded else ())
    return Origin(name, recorded, kind.counts, kind.about, tuple(kind.categories) or _categories(pack, recorded),
                  kind.from_fact)  # fmt: skip


def _categories(pack: Pack, recorded: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(c for name in recorded for c in pack.event_index[name].categories)


def _clocks(criterion: Criterion, scope: Scope | None, events: Iterable[Event]) -> tuple[Clock, ...]:
    rule = criterion.deadline.rule if criterion.deadline else None
    return () if rule is None else clocks(rule, scope, {str(n): e for n, e in enumerate(events)})


def _counts(clock: Clock) -> bool:
    """Whether a clock tells a day to be met by: it runs, or its day stands whatever was recorded since."""
    return clock.running or (clock.start.origin.counts == "first" and clock.ended is None)
