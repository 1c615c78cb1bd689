"""The standing of single criteria and the figures of groups of them: credit, readiness, shares, suggested state."""

from __future__ import annotations

from collections.abc import Iterable
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
        id=criterion.id,
        applies=applies,
        state=state,
        weight=weight,
        credit=0.0 if state is None else CREDIT.get(state, 0.0),
        demonstrated=answer.has_valid_evidence(today),
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


def points(results: Iterable[CriterionResult]) -> Points:
    """The sums of those criteria that are scored."""
    weight = unknown = 0
    done = shown = 0.0
    for r in results:
        if not r.scored:
            continue
        weight += r.weight
        if r.state is None:
            unknown += r.weight
        else:
            earned = r.weight * r.credit
            done += earned
            if r.demonstrated:
                shown += earned
    return Points(weight, done, unknown, shown)


def readiness(results: Iterable[CriterionResult]) -> Readiness:
    """The readiness interval of some criteria, with its denominator and its demonstrated part."""
    asked = [r for r in results if r.asked]
    states = [r.state for r in asked]
    answered, applicable = len(asked) - states.count(None), len(asked) - states.count(State.NOT_APPLICABLE)
    sums = points(asked)
    if sums.weight == 0:
        return Readiness(asked=len(asked), answered=answered, applicable=applicable)
    return Readiness(
        low=sums.done / sums.weight,
        high=(sums.done + sums.unknown) / sums.weight,
        demonstrated=sums.shown / sums.weight,
        weight=sums.weight,
        asked=len(asked),
        answered=answered,
        applicable=applicable,
    )


def shares(results: Iterable[CriterionResult]) -> Shares:
    """The weights of some criteria by standing, for bars."""
    demonstrated = claimed = partial = unmet = 0.0
    unanswered = 0
    for r in results:
        if not r.scored:
            continue
        if r.state is None:
            unanswered += r.weight
        elif r.credit == 1:
            if r.demonstrated:
                demonstrated += r.weight
            else:
                claimed += r.weight
        else:
            partial += r.weight * r.credit
            unmet += r.weight * (1 - r.credit)
    return Shares(demonstrated, claimed, partial, unmet, unanswered)


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
