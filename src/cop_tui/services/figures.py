"""What the list of assessments shows of each: few figures, kept until anything they follow from changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from cop_tui.domain.dated import nearest, outstanding
from cop_tui.services.kept_figures import Figures
from cop_tui.services.standing import Standing

__all__ = ["Figures", "figures_of"]


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
