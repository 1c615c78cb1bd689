"""Why one gap comes before another: force × exposure × lateness ÷ effort, with the calculation shown.

- force: a duty of the Act that no measure of the Code covers 4, must 3, should 2, encouraged 1
- exposure: 2 if a duty it serves is already enforceable, else 1; plus ¼ for each further binding duty it serves
- lateness: 1 on the day it falls due; grows by 1 for every 365 days after it and never stops growing;
  before it 1 ÷ (1 + days left ÷ 90); 1 where there is no date
- effort: S 1, M 2, L 4
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, NamedTuple

from cop_tui.domain.pack import Effort, Strength

Kind = Literal["code", "act", "act only"]
"""Whether a criterion is the Code's, a duty of the Act, or one that no measure of the Code covers."""
Band = Literal["critical", "high", "medium", "low"]
BANDS: Final[tuple[tuple[float, Band], ...]] = ((12.0, "critical"), (6.0, "high"), (2.0, "medium"), (0.0, "low"))
FORCE: Final[dict[Strength, int]] = {Strength.MUST: 3, Strength.SHOULD: 2, Strength.ENCOURAGED: 1}
FORCE_ACT: Final = 4
EFFORT: Final[dict[Effort, int]] = {Effort.S: 1, Effort.M: 2, Effort.L: 4}
EFFORT_WORDS: Final[dict[Effort, str]] = {Effort.S: "small", Effort.M: "medium", Effort.L: "large"}
DAYS_PER_STEP: Final = 365
DAYS_AHEAD: Final = 90


class Priority(NamedTuple):
    """The rank of a gap with every factor that made it. `value` is rounded to two decimals."""

    value: float
    band: Band
    force: int
    exposure: float
    lateness: float
    effort: int
    days_late: int | None
    because: str

    @property
    def calculation(self) -> str:
        """The formula with its numbers, for people to check."""
        return (
            f"{self.force} force × {self.exposure:g} exposure × {self.lateness:.4f} lateness"
            f" ÷ {self.effort} effort = {self.value:.2f}"
        )


def prioritise(
    strength: Strength,
    *,
    kind: Kind,
    articles: tuple[str, ...],
    enforceable: bool,
    falls_due: date | None,
    waits: bool = False,
    effort: Effort,
    today: date,
) -> Priority:
    """The priority of one gap.

    `articles` names the binding duties the criterion serves, the number of which counts; `falls_due` is the day of the
    law or the Code, not the team's own; `waits` says that its time limit hangs on an event that is not recorded.
    """
    force = FORCE_ACT if kind == "act only" and strength is Strength.MUST else FORCE[strength]
    exposure = (2.0 if enforceable else 1.0) + 0.25 * max(len(articles) - 1, 0)
    days = None if falls_due is None else (today - falls_due).days
    late, divisor = lateness(days), EFFORT[effort]
    value = round(force * exposure * late / divisor, 2)
    because = _because(strength, kind, articles, enforceable, falls_due, waits, days, effort)
    return Priority(value, _band(value), force, exposure, late, divisor, days, because)


def _band(value: float) -> Band:
    for least, name in BANDS:
        if value >= least:
            return name
    raise ValueError(value)


def lateness(days: int | None) -> float:
    """The factor for days past (positive) or to (negative) the date: always rising, 1 on the day itself."""
    if days is None:
        return 1.0
    return 1 + days / DAYS_PER_STEP if days >= 0 else 1 / (1 - days / DAYS_AHEAD)


def _because(
    strength: Strength,
    kind: Kind,
    articles: tuple[str, ...],
    enforceable: bool,
    falls_due: date | None,
    waits: bool,
    days: int | None,
    effort: Effort,
) -> str:
    if kind == "act only" and strength is Strength.MUST:
        what = "A duty of the Act that no measure of the Code covers"
    elif kind == "code":
        what = f"A '{strength}' of the Code"
    else:
        what = "A duty of the Act" if strength is Strength.MUST else f"A '{strength}' that goes with a duty of the Act"
    serves = f"{' serving' if kind == 'code' else ','} {', '.join(articles)}" if articles else ""
    force = ", already enforceable" if enforceable else ""
    if days is None:
        when = "its time hangs on an event that is not recorded" if waits else "no date follows from the facts"
    elif days > 0:
        when = f"{days} {'day' if days == 1 else 'days'} past its date {falls_due}"
    elif days == 0:
        when = f"due today, {falls_due}"
    else:
        when = f"due in {-days} {'day' if days == -1 else 'days'}, {falls_due}"
    return f"{what}{serves}{force}; {when}; {EFFORT_WORDS[effort]} effort."
