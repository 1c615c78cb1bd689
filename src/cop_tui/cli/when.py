"""Moments as people type them on the command line: a day, a day with a time, or `now`."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from cop_tui.domain.text import clean_line
from cop_tui.errors import InputError

HINT: Final = "Write 2026-11-20, 2026-11-20T14:30, '2026-11-20 14:30+01:00' or now."
_WHEN = re.compile(r"\d{4}-\d{2}-\d{2}(?P<time>[T ]\d{2}:\d{2}(:\d{2})?\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?)?")


def moment(typed: str, now: datetime) -> tuple[datetime, str]:
    """The moment, with its offset from UTC, and what was assumed about it in words (empty: nothing).

    `now` is the present with this machine's offset. Without an offset the time is this machine's; a mere day begins at
    00:00 of it. Raises InputError.
    """
    text = clean_line(typed)
    if text.lower() == "now":
        return now.replace(microsecond=0), ""
    found = _WHEN.fullmatch(text.upper())
    if found is None:
        raise InputError(f"'{clean_line(typed, 60)}' is no moment.", HINT)
    try:
        given = datetime.fromisoformat(text.upper().replace(" +", "+").replace(" -", "-").replace(" Z", "Z"))
        if given.tzinfo is None:
            given = given.astimezone()
    except (ValueError, OverflowError) as error:
        raise InputError(f"There is no moment '{clean_line(typed, 60)}'.", HINT) from error
    if not found["time"]:
        return given, "Only a day was given: 00:00 of it, local time of this machine."
    return given, "" if found["offset"] else "Without an offset from UTC the time is that of this machine."


def shown(at: datetime) -> str:
    """`2026-11-20 14:30+01:00`."""
    return at.isoformat(sep=" ", timespec="minutes" if at.second == 0 else "seconds")
