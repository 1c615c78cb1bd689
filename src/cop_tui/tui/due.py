"""Days as people type them: the words live in `domain.due`, for the command line reads them too."""

from __future__ import annotations

from cop_tui.domain.due import HINT, MONTHS, WEEKDAYS, describe_day, parse_due

__all__ = ["HINT", "MONTHS", "WEEKDAYS", "describe_day", "parse_due"]
