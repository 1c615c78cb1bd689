"""The standing of single criteria and the figures of groups of them: credit, readiness, shares, suggested state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from cop_tui.domain.answers import CREDIT, Answer, State
from cop_tui.domain.pack import Criterion
from cop_tui.domain.results import CriterionResult, Readiness, Shares
from cop_tui.domain.scoping import Scope

GAP_STATES: Final = (State.MISSING, State.PLANNED, State.PARTIAL)
MET_STATES: Final = (State.IMPLEMENTED, State.ALTERNATIVE)


def criterion_result(criterion: Criterion, scope: Scope, answer: Answer, today: date) -> CriterionResult:
    """The standing of one criterion. Open checks are named only where the answer says implemented."""
    state = answer.state
    open_checks: tuple[str, ...] = ()
    if state is State.IMPLEMENTED:
        open_checks = tuple(check for check in criterion.must_checks if check not in answer.checks)
    applies, weight = scope.criteria[criterion.id], criterion.weight
    asked = applies is not False
    return CriterionResult(
        criterion.id,
        applies,
        state,
        weight,
        credit=0.0 if state is None else CREDIT.get(state, 0.0),
        demonstrated=bool(answer.evidence) and answer.has_valid_evidence(today),
        open_checks=open_checks,
        asked=asked,
        scored=asked and weight > 0 and state is not State.NOT_APPLICABLE,
    )


@dataclass(frozen=True, slots=True)
class Points:
    """The sums behind a readiness interval, in weights: each is a whole number of halves, so nothing is rounded.

    `done` is weight × credit, `unknown` the weight that is not answered, `shown` the part of `done` that valid
    evidence carries.
    """

    weight: int
    done: float
    unknown: int
    shown: float


@dataclass(frozen=True, slots=True)
class Tally:
    """What the figures of a group are made of: how many of its asked criteria are in which state, and summed weights.

    `demonstrated` and `claimed` are of criteria with full credit, with and without valid evidence; `partial` is the
    earned part of the others, `shown` that part of it which valid evidence carries, `open` the rest of their weight.
    Tallies of parts add up to that of the whole, exactly: all sums are whole numbers of halves.
    """

    states: Mapping[State | None, int]
    demonstrated: float = 0.0
    claimed: float = 0.0
    partial: float = 0.0
    shown: float = 0.0
    open: float = 0.0
    unanswered: int = 0

    @classmethod
    def total(cls, parts: Iterable[Tally]) -> Tally:
        """The tally of a group that is made of others."""
        parts = tuple(parts)
        states: dict[State | None, int] = {}
        for part in parts:
            for state, count in part.states.items():
                states[state] = states.get(state, 0) + count
        return cls(
            states,
            demonstrated=sum(part.demonstrated for part in parts),
            claimed=sum(part.claimed for part in parts),
            partial=sum(part.partial for part in parts),
            shown=sum(part.shown for part in parts),
            open=sum(part.open for part in parts),
            unanswered=sum(part.unanswered for part in parts),
        )

    @property
    def points(self) -> Points:
        done = self.demonstrated + self.claimed + self.partial
        return Points(int(done + self.open) + self.unanswered, done, self.unanswered, self.demonstrated + self.shown)

    @property
    def readiness(self) -> Readiness:
        """The readiness interval, with its denominator and its demonstrated part."""
        asked = sum(self.states.values())
        answered = asked - self.states.get(None, 0)
        applicable = asked - self.states.get(State.NOT_APPLICABLE, 0)
        sums = self.points
        if sums.weight == 0:
            return Readiness(asked=asked, answered=answered, applicable=applicable)
        return Readiness(
            low=sums.done / sums.weight,
            high=(sums.done + sums.unknown) / sums.weight,
            demonstrated=sums.shown / sums.weight,
            weight=sums.weight,
            asked=asked,
            answered=answered,
            applicable=applicable,
        )

    @property
    def shares(self) -> Shares:
        """The weights by standing, for bars."""
        return Shares(self.demonstrated, self.claimed, self.partial, self.open, self.unanswered)


def tally(results: Iterable[CriterionResult]) -> Tally:
    """Count and sum up those criteria that are asked, in one pass: an analysis does it for every measure and duty."""
    states: dict[State | None, int] = {}
    demonstrated = claimed = partial = shown = unmet = 0.0
    unanswered = 0
    for r in results:
        if not r.asked:
            continue
        state, weight = r.state, r.weight
        states[state] = states.get(state, 0) + 1
        if not r.scored:
            continue
        if state is None:
            unanswered += weight
        elif r.credit == 1:
            if r.demonstrated:
                demonstrated += weight
            else:
                claimed += weight
        else:
            earned = weight * r.credit
            partial += earned
            unmet += weight - earned
            if r.demonstrated:
                shown += earned
    return Tally(states, demonstrated, claimed, partial, shown, unmet, unanswered)


def points(results: Iterable[CriterionResult]) -> Points:
    """The sums of those criteria that are scored."""
    return tally(results).points


def readiness(results: Iterable[CriterionResult]) -> Readiness:
    """The readiness interval of some criteria."""
    return tally(results).readiness


def suggested_state(criterion: Criterion, ticked: Iterable[str]) -> State | None:
    """What the ticked checks suggest: all of the musts implemented, some partial, none nothing."""
    done = set(ticked)
    musts = criterion.must_checks
    if not musts or not done.intersection(musts):
        return None
    return State.IMPLEMENTED if done.issuperset(musts) else State.PARTIAL


def against_scoping(criterion: Criterion, result: CriterionResult) -> bool:
    """Marked not applicable although the facts say that it binds and its text knows no such case."""
    if result.state is not State.NOT_APPLICABLE or result.applies is not True:
        return False
    return not criterion.situational
