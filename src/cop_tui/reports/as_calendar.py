"""iCalendar: the report's dated duties for ordinary calendar programs; importing again updates what is there."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Final

from cop_tui.reports.as_ics import calendar
from cop_tui.reports.model import ReportModel

NAME: Final = "ics"
TITLE: Final = "Calendar, the dated duties for calendar programs"
EXTENSION: Final = "ics"


def render(model: ReportModel) -> bytes:
    """The duties that have a day and are neither done nor passed; the same model gives the same bytes."""
    head = model.head
    stamp = head.made_at or datetime.combine(model.today, time.min, UTC)
    return calendar(f"{head.name}: duties", head.id, model.registers.deadlines.all(), stamp=stamp)
