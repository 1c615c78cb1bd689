"""The results of an analysis: plain values that screens, reports and JSON read; none of them is ever stored."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from cop_tui.domain.answers import State
from cop_tui.domain.pack import Strength
from cop_tui.domain.priority import Priority

# Shares are quotients of small whole numbers; what is nearer than this to a whole per cent is one.
_SLACK: Final = 1e-9

Verdict = Literal["met", "not met", "undetermined"]
AccountState = Literal["not needed", "missing", "given"]
"""Whether a duty needs a written account of other adequate means, and whether there is one."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far a group of criteria has come, as an interval that closes as answers come in.

    `low` counts what is not answered as 0, `high` as 1; both are shares of `weight`, the summed weights of the
    criteria that are asked and not set aside as not applicable. They are None where `weight` is 0: then there is
    nothing to be ready for. `demonstrated` is the part of `low` whose criteria carry valid evidence.
    `asked`, `answered` and `applicable` count criteria (applicable: asked and not set aside).
    """

    low: float | None = None
    high: float | None = None
    demonstrated: float | None = None
    weight: int = 0
    asked: int = 0
    answered: int = 0
    applicable: int = 0

    @property
    def unanswered(self) -> int:
        return self.asked - self.answered

    @property
    def bounds(self) -> tuple[int, int] | None:
        """The interval in whole per cent: low rounded down, high rounded up, so that nothing looks better than it is.

        A closed interval is one number, rounded down. None where nothing applies.
        """
        if self.low is None or self.high is None:
            return None
        low = math.floor(self.low * 100 + _SLACK)
        return (low, low) if self.high - self.low < _SLACK else (low, math.ceil(self.high * 100 - _SLACK))

    def words(self, dash: str = "–") -> str:
        """The interval for reading: `48–71 %`, `48 %` once it is settled, a dash where nothing applies."""
        if self.bounds is None:
            return dash
        low, high = self.bounds
        return f"{low} %" if low == high else f"{low}{dash}{high} %"


@dataclass(frozen=True, slots=True)
class Shares:
    """Weights of a group by standing: demonstrated, claimed without valid evidence, partial, open, not answered.

    They add up to the group's weight. A partial answer counts half as done (`partial` holds that half) and half open.
    """

    demonstrated: float = 0.0
    claimed: float = 0.0
    partial: float = 0.0
    open: float = 0.0
    unanswered: float = 0.0


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion's standing: whether it is asked, its state, and what stands behind the state."""

    id: str
    applies: bool | None
    state: State | None
    weight: int
    credit: float
    demonstrated: bool
    open_checks: tuple[str, ...] = ()

    @property
    def asked(self) -> bool:
        return self.applies is not False

    @property
    def scored(self) -> bool:
        """Whether it counts in readiness: asked, with a weight, not set aside."""
        return self.asked and self.weight > 0 and self.state is not State.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A measure's, commitment's or chapter's standing."""

    id: str
    title: str
    readiness: Readiness
    shares: Shares
    states: Mapping[State | None, int]


@dataclass(frozen=True, slots=True)
class ObligationResult:
    """A duty's verdict and the criteria that decide it.

    `due` is the day from which it must be met (None: the facts do not tell), `ahead` whether that day is still to come,
    `finable` whether a breach can be fined today, as far as the facts tell. `set_aside` names
    serving criteria that a person marked not applicable although nothing in the facts or the text says so.
    `yardstick` says that binding criteria of chapters which are not signed (`unsigned`) serve it: these only measure
    other adequate means, of which `account` says whether they are written down.
    """

    id: str
    article: str
    title: str
    binds: bool | None
    verdict: Verdict
    decided_by: tuple[str, ...]
    because: str
    due: date | None
    ahead: bool
    finable: bool
    readiness: Readiness
    served_by: tuple[str, ...]
    set_aside: tuple[str, ...] = ()
    account: AccountState = "not needed"
    yardstick: bool = False
    unsigned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A criterion that is asked and partial, planned or missing, with its priority."""

    criterion: str
    measure: str
    commitment: str
    chapter: str
    short: str
    state: State
    strength: Strength
    priority: Priority
    obligations: tuple[str, ...]
    falls_due: date | None
    owner: str
    due: date | None

    @property
    def overdue(self) -> bool:
        """Whether the day of the law or the Code has passed."""
        return (self.priority.days_late or 0) > 0


@dataclass(frozen=True, slots=True)
class SetAside:
    """A criterion marked not applicable although scoping says that it binds."""

    criterion: str
    short: str
    reason: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that follows from pack, scope and answers on one day."""

    today: date
    readiness: Readiness
    shares: Shares
    chapters: tuple[GroupResult, ...]
    commitments: tuple[GroupResult, ...]
    measures: tuple[GroupResult, ...]
    criteria: Mapping[str, CriterionResult] = field(repr=False)
    headings: Mapping[str, State | None] = field(repr=False)
    obligations: tuple[ObligationResult, ...] = ()
    gaps: tuple[Gap, ...] = ()
    against_scoping: tuple[SetAside, ...] = ()
    claimed_with_open_checks: tuple[str, ...] = ()

    def obligation(self, obligation_id: str) -> ObligationResult | None:
        return next((o for o in self.obligations if o.id == obligation_id), None)

    def group(self, group_id: str) -> GroupResult:
        """A chapter's, commitment's or measure's result by id. Raises KeyError."""
        for group in (*self.chapters, *self.commitments, *self.measures):
            if group.id == group_id:
                return group
        raise KeyError(group_id)
