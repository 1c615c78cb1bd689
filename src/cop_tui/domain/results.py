"""The results of an analysis: plain values that screens, reports and JSON read; none of them is ever stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from cop_tui.domain.answers import Answers
from cop_tui.domain.pack import Pack, Strength
from cop_tui.domain.priority import Priority
from cop_tui.domain.readiness import Readiness
from cop_tui.domain.register import Register
from cop_tui.domain.scoping import Scope
from cop_tui.domain.states import State

__all__ = [
    "AccountState",
    "Analysis",
    "CriterionResult",
    "Gap",
    "Ground",
    "GroupResult",
    "ObligationResult",
    "Readiness",
    "SetAside",
    "Shares",
    "Verdict",
]

Verdict = Literal["met", "not met", "undetermined"]
AccountState = Literal["not needed", "missing", "given"]
"""Whether a duty needs a written account of other adequate means, and whether there is one."""


class Shares(NamedTuple):
    """Weights of a group by standing: demonstrated, claimed without valid evidence, partial, open, not answered.

    They add up to the group's weight. A partial answer counts half as done (`partial` holds that half) and half open.
    """

    demonstrated: float = 0.0
    claimed: float = 0.0
    partial: float = 0.0
    open: float = 0.0
    unanswered: float = 0.0


class CriterionResult(NamedTuple):
    """One criterion's standing: whether it is asked, its state, and what stands behind the state.

    `asked` where it applies or may apply; `scored` where it counts in readiness: asked, with a weight, not set aside.
    (Both are looked at thousands of times in one analysis; `scored` as a property was 7 % of it in a profile, and
    making 298 frozen dataclasses instead of named tuples 8 %.)
    """

    id: str
    applies: bool | None
    state: State | None
    weight: int
    credit: float
    demonstrated: bool
    open_checks: tuple[str, ...]
    asked: bool
    scored: bool


class GroupResult(NamedTuple):
    """A measure's, commitment's or chapter's standing. `shown` is the part of the partial share with valid evidence."""

    id: str
    title: str
    readiness: Readiness
    shares: Shares
    states: Mapping[State | None, int]
    shown: float


class ObligationResult(NamedTuple):
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


class Gap(NamedTuple):
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


class SetAside(NamedTuple):
    """A criterion marked not applicable although scoping says that it binds."""

    criterion: str
    short: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What an analysis was made from; the answers with their citations as the register had them, and by nobody else."""

    pack: Pack
    scope: Scope
    answers: Answers
    today: date
    register: Register


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that follows from pack, scope and answers on one day."""

    ground: Ground = field(repr=False, compare=False)
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
