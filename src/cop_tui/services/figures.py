"""What the list of assessments shows of each: few figures, kept until anything they follow from changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cop_tui.domain.dated import nearest, outstanding
from cop_tui.domain.results import Readiness
from cop_tui.services.standing import Standing


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
                "readiness": asdict(self.readiness),
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


def figures_of(standing: Standing) -> tuple[Figures, date | None]:
    """The figures of an assessment today, and the last day on which they hold if nobody changes anything."""
    open_duties = outstanding(standing.deadlines)
    late = [d for d in open_duties if d.status == "overdue"]
    following = late[0] if late else nearest(open_duties)
    figures = Figures(
        standing.analysis.readiness,
        len(standing.analysis.gaps),
        {c.id: c.applies for c in standing.scope.chapters},
        None if following is None else following.day,
        "" if following is None else following.title,
    )
    return figures, _last_day(standing, (d.day for d in open_duties))


def _last_day(standing: Standing, duties: Iterable[date | None]) -> date | None:
    """The last day before one on which time alone moves a figure: a duty's day passes, evidence starts or ends."""
    today = standing.today
    turns = [day for day in duties if day is not None and day >= today]
    for answer in standing.answers.values():
        for item in answer.evidence:
            if item.valid_until is not None and item.valid_until >= today:
                turns.append(item.valid_until)
            if item.valid_from is not None and item.valid_from > today:
                turns.append(item.valid_from - timedelta(days=1))
    return min(turns, default=None)


def program_mark(folders: Iterable[Path]) -> str:
    """A mark of the code and the questionnaires that figures are made with: another one after any change to them.

    Taken from names, sizes and times of the files, which costs a millisecond where reading them would cost many.
    """
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".py", ".yaml"):
                state = path.stat()
                found.append(f"{path} {state.st_size} {state.st_mtime_ns}")
    return hashlib.sha256("\n".join(found).encode()).hexdigest()[:16]
