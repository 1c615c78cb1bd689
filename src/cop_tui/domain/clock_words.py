"""What a day was counted from, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from cop_tui.domain.clocks import Clock, Start
from cop_tui.domain.pack import Pack
from cop_tui.domain.scoping import Scope

_UNITS: Final = {
    "offset_business_days": "business day",
    "offset_days": "day",
    "every_days": "day",
    "offset_months": "month",
    "every_months": "month",
    "horizon_months": "month",
    "offset_years": "year",
}
_QUALITIES: Final = {
    "as_set_in_measure": "within the period that the measure sets",
    "period_set_in_request": "within the period that it sets",
    "reasonable_time": "within a reasonable time",
    "whenever": "each time",
    "continuous": "continuously",
    "until_event": "until then",
    "when_grounds_arise": "when the grounds arise",
}
HOLIDAYS: Final = "Monday to Friday are counted; public holidays are not known here and can only make it later."


def amount(rule: Mapping[str, Any]) -> str:
    """How far a rule counts: "5 business days". Empty where it has no number."""
    for key, unit in _UNITS.items():
        if key in rule:
            number = abs(int(rule[key]))
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return ""


def period(rule: Mapping[str, Any]) -> str:
    """After what time a rule recurs: "12 months", "4 weeks". Empty if it does not."""
    days = rule.get("every_days")
    if days is not None and int(days) % 7 == 0:
        return f"{int(days) // 7} weeks"
    return amount(rule) if days is not None or "every_months" in rule else ""


def qualitative(rule: Mapping[str, Any]) -> str:
    """A time limit without a number: "without undue delay". Empty where there is a number."""
    word = str(rule.get("qualitative", ""))
    return _QUALITIES.get(word, word.replace("_", " "))


def would_count(title: str, rule: Mapping[str, Any]) -> str:
    """From what a rule will count once its event has come: "14 days after 'Complaint received'"."""
    if "qualitative" in rule:
        return f"Counts from '{title}': {qualitative(rule)}."
    return _distance(rule, f"'{title}'")


def _distance(rule: Mapping[str, Any], origin: str) -> str:
    number = int(next((rule[key] for key in _UNITS if key in rule), 0))
    if number == 0:
        return f"Before {origin}." if rule.get("direction") == "before" else f"On the day of {origin}."
    words = f"{period(rule) or amount(rule)} {'after' if number > 0 else 'before'} {origin}."
    return f"{words} {HOLIDAYS}" if "offset_business_days" in rule else words


def counted_from(pack: Pack, scope: Scope, clock: Clock, days: Mapping[str, date]) -> str:
    """From what a clock's day was counted: "5 business days after Framework confirmed on 2026-11-20"."""
    rule, start = clock.rule, clock.start
    origin = _origin(pack, scope, start, days)
    if "qualitative" in rule:
        if start.given is not None and start.given.days is not None:
            given = start.given.days
            return f"{given} day{'' if given == 1 else 's'}, as the request sets, after {origin}."
        return f"Since {origin}, {qualitative(rule)}."
    discharges = [e for e in clock.discharges if e.day == clock.base and e.day >= start.day]
    if clock.recurs and discharges:
        last = discharges[-1]
        return f"{period(rule)} after {pack.event_index[last.kind].title} on {last.day}."
    return _distance(rule, origin)


def _origin(pack: Pack, scope: Scope, start: Start, days: Mapping[str, date]) -> str:
    """The event that a clock counts from, with its day and where that comes from."""
    fact = start.origin.from_fact
    if start.given is None:
        kind = pack.event_index.get(start.origin.name)
        title = kind.title if kind is not None else start.origin.name
        if fact in scope.outcome:
            return f"the last day for {title}, {start.day} (the event is not recorded)"
        return f"{title} on {start.day} (from the facts)"
    event = start.given
    words = f"{pack.event_index[event.kind].title} on {start.day}"
    if start.origin.about and event.about:
        words += f" ({event.about})"
    told = scope.placed if fact == "placed_date" else scope.outcome.get(fact or "") or days.get(fact or "")
    if told is not None and str(told) != str(start.day):
        words += f" (recorded; the facts say {told})"
    if start.origin.categories and event.category not in start.origin.categories:
        words += "; its category is not recorded, so that every limit counts"
    return words
