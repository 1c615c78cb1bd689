"""Clocks: from what a time limit counts, how far, and what has stopped it.

Arithmetic over days and recorded events, in one place. Business days are Monday to Friday: public holidays are not
known here, so a day that is counted forward is never later than the true one.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from cop_tui.domain.register import Event
from cop_tui.domain.scoping import Scope

KNOWN_EVENTS: Final[Mapping[str, str]] = {
    "placing_on_market": "placed_date",
    "article_52_1_notification": "notify_by",
}
"""The events whose day follows from the facts, each with the fact or outcome that gives it."""
KEEPING: Final = ("at_least", "until", "covers")
"""Directions of a time to keep or to look ahead: no day by which something must be met."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a time limit counts from: an event by name, the kinds recorded for it, and what may stand in."""

    name: str
    recorded: tuple[str, ...]
    counts: str = "each"
    about: bool = False
    categories: tuple[str, ...] = ()
    from_fact: str | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """The day from which one clock runs. `event` is the recorded event's id, empty where the facts give the day."""

    origin: Origin
    day: date
    event: str = ""
    given: Event | None = None

    @property
    def about(self) -> str:
        return _same(self.given.about) if self.given is not None and self.origin.about else ""


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of a time limit, with the events that discharged it and the one that ended it.

    A limit that recurs has any number of discharges; any other is closed by the first.
    """

    start: Start
    rule: Mapping[str, Any]
    discharges: tuple[Event, ...] = ()
    ended: Event | None = None

    @property
    def recurs(self) -> bool:
        return any(key.startswith("every_") for key in self.rule)

    @property
    def running(self) -> bool:
        return self.ended is None and (self.recurs or not self.discharges)

    @property
    def base(self) -> date:
        """The day from which the next occurrence is counted: the last discharge, never before the start."""
        return max((self.start.day, *(e.day for e in self.discharges if self.recurs)))

    @property
    def day(self) -> date | None:
        """The day on which it falls due, for the next time if it recurs; None where the text gives no number."""
        if self.start.given is not None and "qualitative" in self.rule and self.start.given.days is not None:
            return add_days(self.start.day, self.start.given.days)
        return counted(self.base, self.rule)


def names_of(rule: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The names that a rule counts from."""
    found = () if rule is None else rule.get("relative_to", ())
    return (found,) if isinstance(found, str) else tuple(str(name) for name in found)


def origins(rule: Mapping[str, Any]) -> tuple[Origin, ...]:
    """What a rule counts from: as the questionnaire has told (`origins`), else the bare names."""
    told = rule.get("origins")
    if told is not None:
        return tuple(told)
    return tuple(
        Origin(name, (name,), "first" if name in KNOWN_EVENTS else "each", from_fact=KNOWN_EVENTS.get(name))
        for name in names_of(rule)
    )


def clocks(
    rule: Mapping[str, Any], scope: Scope | None, events: Mapping[str, Event], days: Mapping[str, date] | None = None
) -> tuple[Clock, ...]:
    """Every clock of a rule, in order of its start: those that run, and those that were stopped.

    `events` are recorded ones by id; `days` are further facts that give a day. Without a scope no fact counts.
    """
    found: list[Start] = []
    counted_from = origins(rule)
    for origin in counted_from:
        recorded = _recorded(origin, events)
        if recorded:
            found += recorded
        elif (day := _fact_day(origin.from_fact, scope, days or {})) is not None:
            found.append(Start(origin, day))
    if not found:
        return ()
    if len(counted_from) > 1:
        found = list(_combined(found, rule.get("whichever") == "later"))
    closing = [_stops(rule, found, events, kind) for kind in rule.get("closed_by", ())]
    ending = [_stops(rule, found, events, kind) for kind in rule.get("ends_with", ())]
    recurring = any(key.startswith("every_") for key in rule)
    running = []
    for n, start in enumerate(found):
        end = min((e for stops in ending if (e := stops.get(n))), key=_when, default=None)
        if recurring:
            closers = _repeated(rule, n, found, ending, events)
        else:
            closers = tuple(sorted((e for stops in closing if (e := stops.get(n))), key=_when))
        running.append(Clock(start, rule, closers, end))
    return tuple(c for c in running if _fits(c.start, rule.get("category")))


def counted(start: date, rule: Mapping[str, Any], times: int = 1) -> date | None:
    """So far from the start: the offset of a rule, or `times` its period. None where it has no number."""
    for key, value in rule.items():
        match key:
            case "offset_days" | "every_days":
                return add_days(start, int(value) * times)
            case "offset_business_days":
                return add_business_days(start, int(value))
            case "offset_months" | "every_months" | "horizon_months":
                return add_months(start, int(value) * times)
            case "offset_years":
                return add_months(start, int(value) * 12)
    return None


def occurrences(base: date, rule: Mapping[str, Any], today: date, floor: date | None = None) -> tuple[date, ...]:
    """The days of a recurring limit up to and with the first that has not passed, strictly increasing.

    None of them is before `floor`: what would be falls on that day, once.
    """
    found: list[date] = []
    times = 0
    while not found or found[-1] < today:
        times += 1
        day = counted(base, rule, times)
        if day is None or day <= base:  # no further day
            break
        day = day if floor is None else max(day, floor)
        if not found or day > found[-1]:
            found.append(day)
    return tuple(found)


def add_days(day: date, days: int) -> date:
    """So many days later, within the days that can be written."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month; within the days that can be written."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_business_days(day: date, days: int) -> date:
    """So many days later, Saturdays and Sundays not counted."""
    weeks, rest = divmod(days, 5)
    if day.weekday() > 4 and days > 0:
        day = add_days(day, 4 - day.weekday())
    day = add_days(day, weeks * 7)
    for _ in range(rest):
        day = add_days(day, 3 if day.weekday() == 4 else 1)
    return day


def _recorded(origin: Origin, events: Mapping[str, Event]) -> list[Start]:
    found = sorted(
        (Start(origin, e.day, key, e) for key, e in events.items() if e.kind in origin.recorded),
        key=lambda s: (_when(s.given), s.event),
    )
    match origin.counts:
        case "first":
            return found[:1]
        case "last":
            return found[-1:]
    return found


def _fact_day(name: str | None, scope: Scope | None, days: Mapping[str, date]) -> date | None:
    if name is None or scope is None:
        return None
    if name == "placed_date":
        return date.fromisoformat(scope.placed) if scope.placed else None
    text = scope.outcome.get(name)
    return date.fromisoformat(text) if isinstance(text, str) else days.get(name)


def _combined(starts: Iterable[Start], later: bool) -> Iterator[Start]:
    """One start for each thing that events are about: the later or the earlier of its days, under its first event."""
    groups: dict[str, list[Start]] = {}
    for start in starts:
        groups.setdefault(start.about, []).append(start)
    for group in groups.values():
        first = min(group, key=lambda s: (s.day, s.event))
        chosen = max(group, key=lambda s: s.day) if later else first
        yield Start(chosen.origin, chosen.day, first.event, chosen.given)


def _fits(start: Start, category: str | None) -> bool:
    """Whether an event is of the category; one whose category is not recorded fits all, so that no clock is missed."""
    given = "" if start.given is None else start.given.category
    return category is None or given == category or given not in start.origin.categories


def _stops(rule: Mapping[str, Any], starts: list[Start], events: Mapping[str, Event], kind: str) -> dict[int, Event]:
    """Which start each event of that kind stops, by the start's place.

    Where several run that cannot be told apart, one event stops none of them: it could be any. Once there are as many
    events as open starts, all are stopped.
    """
    stopping = sorted((e for e in events.values() if e.kind == kind), key=_when)
    found: dict[int, Event] = {}
    for about in {s.about for s in starts}:
        group = [(n, s) for n, s in enumerate(starts) if s.about == about]
        mine = [e for e in stopping if not group[0][1].origin.about or _same(e.about) == about]
        if _any_time(rule, group[0][1]):
            found.update((n, mine[0]) for n, _ in group if mine)
            continue
        open_now = list(group)
        held: list[Event] = []
        for event in mine:
            begun = [(n, s) for n, s in open_now if _begun(s, event)]
            if not begun:
                continue
            held.append(event)
            if len(held) >= len(begun):
                found.update((n, e) for (n, _), e in zip(begun, held, strict=False))
                open_now = [each for each in open_now if each not in begun]
                held = []
    return found


def _repeated(
    rule: Mapping[str, Any],
    place: int,
    starts: list[Start],
    ending: list[dict[int, Event]],
    events: Mapping[str, Event],
) -> tuple[Event, ...]:
    """The events that discharge one occurrence after another; none that could belong to another start."""
    mine = starts[place]

    def open_at(n: int, event: Event) -> bool:
        over = any((end := stops.get(n)) is not None and _when(end) < _when(event) for stops in ending)
        return starts[n].about == mine.about and _begun(starts[n], event) and not over

    return tuple(
        event
        for event in sorted(events.values(), key=_when)
        if event.kind in rule.get("closed_by", ())
        and (not mine.origin.about or _same(event.about) == mine.about)
        and [n for n in range(len(starts)) if open_at(n, event)] == [place]
    )


def _any_time(rule: Mapping[str, Any], start: Start) -> bool:
    """Whether what discharges it may come before the start: what happens once, or is named and due before it."""
    if start.given is None or start.origin.counts == "first":
        return not any(key.startswith("every_") for key in rule)
    return rule.get("direction") == "before" and bool(start.about)


def _begun(start: Start, event: Event) -> bool:
    return start.day <= event.day if start.given is None else start.given.at <= event.at


def _when(event: Event | None) -> float:
    return 0.0 if event is None else event.at.timestamp()


def _same(text: str) -> str:
    return " ".join(text.casefold().split())
