"""The standing of single criteria and the figures of groups of them: credit, readiness, shares, suggested state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, NamedTuple

from cop_tui.domain.answers import CREDIT, Answer, State
from cop_tui.domain.pack import Criterion
from cop_tui.domain.results import CriterionResult, GroupResult, Readiness, Shares
from cop_tui.domain.scoping import Scope

GAP_STATES: Final = (State.MISSING, State.PLANNED, State.PARTIAL)
MET_STATES: Final = (State.IMPLEMENTED, State.ALTERNATIVE)


def criterion_result(criterion: Criterion, scope: Scope, answer: Answer, today: date) -> CriterionResult:
    """The standing of one criterion. Open checks are named only where the answer says implemented."""
    state, weight, musts = answer.state, criterion.weight, criterion.must_checks
    applies, credit = scope.criteria[criterion.id], CREDIT.get(state)
    asked = applies is not False
    open_checks: tuple[str, ...] = ()
    if musts and state is State.IMPLEMENTED:
        open_checks = tuple(check for check in musts if check not in answer.checks)
    return CriterionResult(
        criterion.id,
        applies,
        state,
        weight,
        credit or 0.0,
        bool(answer.evidence) and answer.has_valid_evidence(today),
        open_checks,
        asked,
        asked and weight > 0 and (credit is not None or state is None),
    )


class Points(NamedTuple):
    """The sums behind a readiness interval, in weights: each is a whole number of halves, so nothing is rounded.

    `done` is weight × credit, `unknown` the weight that is not answered, `shown` the part of `done` that valid
    evidence carries.
    """

    weight: int
    done: float
    unknown: float
    shown: float


class Tally(NamedTuple):
    """What the figures of a group are made of: how many of its asked criteria are in which state, and summed weights.

    `shares` are the weights by standing, `shown` that part of the partial ones which valid evidence carries.
    Tallies of parts add up to that of the whole, exactly: all sums are whole numbers of halves.
    """

    states: Mapping[State | None, int]
    shares: Shares
    shown: float

    @classmethod
    def total(cls, parts: Iterable[Tally | GroupResult]) -> Tally:
        """The tally of a group that is made of others."""
        states: dict[State | None, int] = {}
        demonstrated = claimed = partial = unmet = shown = 0.0
        unanswered: float = 0
        for part in parts:
            for state, count in part.states.items():
                states[state] = states.get(state, 0) + count
            shares = part.shares
            demonstrated += shares.demonstrated
            claimed += shares.claimed
            partial += shares.partial
            unmet += shares.open
            unanswered += shares.unanswered
            shown += part.shown
        return cls(states, Shares(demonstrated, claimed, partial, unmet, unanswered), shown)

    @property
    def points(self) -> Points:
        demonstrated, claimed, partial, unmet, unanswered = self.shares
        done = demonstrated + claimed + partial
        return Points(int(done + unmet + unanswered), done, unanswered, demonstrated + self.shown)

    @property
    def readiness(self) -> Readiness:
        """The readiness interval, with its denominator and its demonstrated part."""
        states = self.states
        asked = sum(states.values())
        answered = asked - states.get(None, 0)
        applicable = asked - states.get(State.NOT_APPLICABLE, 0)
        weight, done, unknown, shown = self.points
        if weight == 0:
            return Readiness(asked=asked, answered=answered, applicable=applicable)
        return Readiness(done / weight, (done + unknown) / weight, shown / weight, weight, asked, answered, applicable)


def tally(results: Iterable[CriterionResult]) -> Tally:
    """Count and sum up those criteria that are asked, in one pass: an analysis does it for every measure and duty."""
    states: dict[State | None, int] = {}
    demonstrated = claimed = partial = unmet = shown = 0.0
    unanswered = 0
    for _, _, state, weight, credit, proven, _, asked, scored in results:
        if not asked:
            continue
        states[state] = states.get(state, 0) + 1
        if not scored:
            continue
        if state is None:
            unanswered += weight
        elif credit == 1:
            if proven:
                demonstrated += weight
            else:
                claimed += weight
        else:
            earned = weight * credit
            partial += earned
            unmet += weight - earned
            if proven:
                shown += earned
    return Tally(states, Shares(demonstrated, claimed, partial, unmet, unanswered), shown)


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
