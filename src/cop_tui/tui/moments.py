"""Moments as people type them when they record an event: `now`, `2026-11-20 14:30`, `yesterday 9:05`, `monday`."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone
from typing import Final

from cop_tui.domain.due import WEEKDAYS, describe_day
from cop_tui.domain.quantity import parse_day

HINT: Final = "Write now, 14:30, yesterday 9:00, monday, 2026-11-20 or 2026-11-20 14:30, with +01:00 for another zone."
_CLOCK = re.compile(r"^(?P<day>.*?)[\sT]*(?P<hour>\d{1,2}):(?P<minute>\d{2})\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?$", re.I)


def parse_moment(text: str, now: datetime) -> datetime:
    """A moment in the words of whoever records it; without a zone it is that of `now`, without a time 00:00.

    A weekday is the last one, today's left out. Raises ValueError with what is understood.
    """
    word = text.strip().lower()
    if word == "now":
        return now.replace(second=0, microsecond=0)
    found = _CLOCK.match(word)
    day, clock, zone = word, time(), None
    try:
        if found is not None:
            day = found["day"].strip()
            clock, zone = time(int(found["hour"]), int(found["minute"])), found["zone"]
        moment = datetime.combine(_day(day, now.date()) if day or found is None else now.date(), clock)
        return _in_zone(moment, zone, now)
    except (ValueError, OverflowError) as error:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
            raise ValueError(f"There is no {text.strip()[:40]}. {HINT}") from error
        raise ValueError(f"'{text.strip()[:40]}' is not understood. {HINT}") from error


def describe_moment(moment: datetime, today: date) -> str:
    """A moment spelt out: `Friday 20 November 2026, 2 days ago, at 14:30 (UTC+01:00)`."""
    return f"{describe_day(moment.date(), today)}, at {moment:%H:%M} ({zone_words(moment)})"


def zone_words(moment: datetime) -> str:
    """The offset of a moment: `UTC`, `UTC+01:00`."""
    return str(timezone(moment.utcoffset() or timedelta(0)))


def moment_text(moment: datetime) -> str:
    """A moment as `parse_moment` reads it again, offset included."""
    return f"{moment:%Y-%m-%d %H:%M}{moment.isoformat()[-6:] if moment.utcoffset() else 'Z'}"


def _day(word: str, today: date) -> date:
    if word in ("today", "yesterday", "tomorrow"):
        return today + timedelta(days={"today": 0, "yesterday": -1, "tomorrow": 1}[word])
    if len(word) >= 2 and word.isalpha():
        fitting = [n for n, name in enumerate(WEEKDAYS) if name.startswith(word)]
        if len(fitting) != 1:
            raise ValueError(word)
        return today - timedelta(days=(today.weekday() - fitting[0] - 1) % 7 + 1)
    return date.fromisoformat(parse_day(word))


def _in_zone(moment: datetime, zone: str | None, now: datetime) -> datetime:
    """The moment in the zone that was named, else as the clocks here stood on that day."""
    if zone is not None:
        name = "+00:00" if zone.upper() == "Z" else zone
        return moment.replace(tzinfo=datetime.strptime(name, "%z").tzinfo)
    here = datetime.now().astimezone()
    return moment.astimezone() if here.utcoffset() == now.utcoffset() else moment.replace(tzinfo=now.tzinfo)
