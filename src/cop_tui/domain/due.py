"""Days as people type them for their own plans: `2026-12-15`, `+30d`, `+6w`, `friday`, `tomorrow`."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from cop_tui.domain.dates import add_months
from cop_tui.domain.quantity import parse_day

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
HINT: Final = "Write 2026-12-15, +30d, +6w, +3m, tomorrow or a weekday such as friday."
_LATER = re.compile(r"^\+\s*(\d{1,4})\s*(?:(d|w|m)|(d)ays?|(w)eeks?|(m)onths?)?$")


def parse_due(text: str, today: date) -> date:
    """A day in the words of whoever plans. Raises ValueError with what is understood."""
    word = text.strip().lower()
    if word in ("today", "tomorrow"):
        return today + timedelta(days=word == "tomorrow")
    found = _LATER.match(word)
    try:
        if found is not None:
            return _later(today, int(found[1]), found[2] or found[3] or found[4] or found[5] or "d")
        if len(word) >= 2 and word.isalpha():
            return _weekday(word, today)
        return date.fromisoformat(parse_day(word))
    except (ValueError, OverflowError) as error:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
            raise ValueError(f"The day {word} does not exist.") from error
        raise ValueError(f"'{text.strip()[:40]}' is no day that is understood. {HINT}") from error


def describe_day(day: date, today: date) -> str:
    """A day spelt out, with how far away it is: `Friday 27 November 2026, in 5 days`."""
    days = (day - today).days
    if days == 0:
        away = "today"
    elif abs(days) == 1:
        away = "tomorrow" if days > 0 else "yesterday"
    else:
        away = f"in {days} days" if days > 0 else f"{-days} days ago"
    return f"{WEEKDAYS[day.weekday()].capitalize()} {day.day} {MONTHS[day.month - 1]} {day.year}, {away}"


def _later(today: date, count: int, unit: str) -> date:
    if unit == "m":
        return add_months(today, count)
    return today + timedelta(days=count * (7 if unit == "w" else 1))


def _weekday(word: str, today: date) -> date:
    """The next such day after today; two letters are enough where they fit one day only."""
    fitting = [i for i, name in enumerate(WEEKDAYS) if name.startswith(word)]
    if len(fitting) != 1:
        raise ValueError(word)
    return today + timedelta(days=(fitting[0] - today.weekday() - 1) % 7 + 1)
