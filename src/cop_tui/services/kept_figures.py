"""What the list of assessments shows of each, and how it is kept. Nothing here needs models or a questionnaire."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cop_tui.domain.readiness import Readiness


@dataclass(frozen=True, slots=True)
class Figures:
    """Readiness, number of gaps, what binds (chapter to yes, no or open), and the next dated duty.

    `next_day` is the most overdue day if any is overdue, else the nearest to come; None if there is none.
    """

    readiness: Readiness
    gaps: int
    binds: Mapping[str, bool | None]
    next_day: date | None = None
    next_title: str = ""

    def to_text(self) -> str:
        """One line of JSON, which `from_text` reads."""
        day = None if self.next_day is None else self.next_day.isoformat()
        return json.dumps(
            {
                "readiness": self.readiness._asdict(),
                "gaps": self.gaps,
                "binds": dict(self.binds),
                "next": [day, self.next_title],
            }
        )

    @classmethod
    def from_text(cls, text: str) -> Figures:
        """The figures that `to_text` wrote. Raises ValueError, TypeError or KeyError for anything else."""
        data: dict[str, Any] = json.loads(text)
        day, title = data["next"]
        return cls(
            Readiness(**data["readiness"]),
            int(data["gaps"]),
            dict(data["binds"]),
            None if day is None else date.fromisoformat(day),
            title,
        )
