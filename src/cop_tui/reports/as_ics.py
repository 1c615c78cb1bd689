"""iCalendar (RFC 5545): dated duties as all-day events, for ordinary calendar programs.

UIDs follow from the duty and the assessment, so that importing again updates what is there. Nothing is random, and the
moment is passed in: the same duties give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from icalendar import Alarm, Calendar, Event

from cop_tui.domain.clocks import add_days
from cop_tui.domain.deadlines import DatedDuty
from cop_tui.domain.text import clean_line, clean_text

EXTENSION: Final = "ics"
PRODUCT: Final = "-//cop-tui//deadlines//EN"
ALARM_DAYS: Final = (14, 1)
LEFT_OUT: Final = ("done", "passed")
# A revision counts in minutes since this moment: it grows with every export, and fits the format's 32-bit numbers.
_EPOCH: Final = datetime(2025, 1, 1, tzinfo=UTC)
_FIRST: Final = date(1900, 1, 1)


def calendar(name: str, uid_base: str, duties: Iterable[DatedDuty], *, stamp: datetime) -> bytes:
    """The duties that have a day and are neither done nor passed, as a calendar named `name`.

    `uid_base` is the assessment's id; `stamp` is the moment of writing, with its offset from UTC. Raises ValueError
    for a moment without one.
    """
    if stamp.utcoffset() is None:
        raise ValueError("the moment of writing needs its offset from UTC")
    moment = stamp.astimezone(UTC).replace(microsecond=0)
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", clean_line(name))
    for duty in duties:
        if duty.day is not None and duty.status not in LEFT_OUT:
            found.add_component(_event(duty, duty.day, uid_base, moment))
    return bytes(found.to_ical())


def uid(duty_id: str, uid_base: str) -> str:
    """The same for the same duty of the same assessment, whenever it is written."""
    return clean_line(f"{duty_id}@{uid_base}.cop-tui").replace(" ", "-")


def _event(duty: DatedDuty, day: date, uid_base: str, moment: datetime) -> Event:
    day = max(day, _FIRST)  # calendar programs know no days long before
    event = Event()
    event.add("uid", uid(duty.id, uid_base))
    event.add("dtstamp", moment)
    event.add("last-modified", moment)
    event.add("sequence", max(0, int((moment - _EPOCH).total_seconds() // 60)))
    event.add("summary", clean_line(_summary(duty)))
    event.add("description", clean_text(_description(duty)))
    event.add("dtstart", day)
    if day < date.max:
        event.add("dtend", add_days(day, 1))
    event.add("categories", [clean_line(word) for word in ("AI Act", duty.kind, duty.status)])
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED")
    if duty.status != "overdue":
        for days in ALARM_DAYS:
            event.add_component(_alarm(duty, days))
    return event


def _summary(duty: DatedDuty) -> str:
    mark = "OVERDUE: " if duty.status == "overdue" else "Yardstick: " if duty.yardstick else ""
    if duty.kind == "retention":
        mark = "Keep until: "
    return f"{mark}{duty.title}"


def _description(duty: DatedDuty) -> str:
    lines = [duty.because, duty.pointer]
    if duty.recurs:
        lines.append(f"Recurs {duty.recurs}.")
    if duty.owner:
        lines.append(f"Owner: {duty.owner}")
    if duty.criteria:
        lines.append(f"Criteria: {', '.join(duty.criteria)}")
    lines += [duty.note, f"{duty.id}. A help to plan, no legal advice."]
    return "\n".join(filter(None, lines))


def _alarm(duty: DatedDuty, days: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", clean_line(duty.title))
    alarm.add("trigger", timedelta(days=-days))
    return alarm
