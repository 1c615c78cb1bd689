"""Pack + Scope + Answers + Register ▸ Analysis: readiness, obligation verdicts, gaps in order of priority.

Pure: the day is passed in, nothing is read or stored. docs/method.md explains every formula with an example.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from cop_tui.domain.answers import EMPTY, Answers, State
from cop_tui.domain.gaps import find_gaps
from cop_tui.domain.pack import Chapter, Commitment, Measure, Pack
from cop_tui.domain.register import EMPTY_REGISTER, Register
from cop_tui.domain.results import Analysis, CriterionResult, GroupResult, SetAside
from cop_tui.domain.scoping import Scope
from cop_tui.domain.standing import (
    GAP_STATES,
    Tally,
    against_scoping,
    criterion_result,
    readiness,
    suggested_state,
    tally,
)
from cop_tui.domain.verdicts import FINES_FROM, judge

__all__ = [
    "FINES_FROM", "GAP_STATES", "analyse", "criterion_result", "heading_criteria", "readiness", "suggested_state",
]  # fmt: skip

# Weakest first. A heading takes the weakest; "not answered" (None) stands between a gap and a met state, since
# it may still turn out to be either.
_WEAKEST: Final[tuple[State | None, ...]] = (
    State.MISSING,
    State.PLANNED,
    State.PARTIAL,
    None,
    State.ALTERNATIVE,
    State.IMPLEMENTED,
    State.NOT_APPLICABLE,
)


def analyse(pack: Pack, scope: Scope, answers: Answers, today: date, register: Register = EMPTY_REGISTER) -> Analysis:
    """The whole analysis of one assessment on the day `today`.

    Citations of registered pieces count as the pieces stand in `register`; its accounts of other means and its events
    count too.
    """
    answers = register.resolve_all(answers)
    criteria = {c.id: criterion_result(c, scope, answers.get(c.id, EMPTY), today) for c in pack.criteria}
    obligations = tuple(
        judge(pack, o, scope, criteria, register, today)
        for o in pack.obligations
        if o.kind in ("obligation", "neighbouring_obligation") and scope.may_bind(o.id)
    )
    by_id = {o.id: o for o in obligations}
    measures = {m.id: tally([criteria[c.id] for c in m.criteria]) for ch in pack.chapters for m in ch.measures}
    commitments = {
        c.id: Tally.total(measures[m.id] for m in c.measures) for ch in pack.chapters for c in ch.commitments
    }
    chapters = {ch.id: Tally.total(commitments[c.id] for c in ch.commitments) for ch in pack.chapters}
    everything = Tally.total(chapters.values())
    return Analysis(
        today=today,
        readiness=everything.readiness,
        shares=everything.shares,
        chapters=tuple(_group(ch, chapters) for ch in pack.chapters),
        commitments=tuple(_group(c, commitments) for ch in pack.chapters for c in ch.commitments),
        measures=tuple(_group(m, measures) for ch in pack.chapters for m in ch.measures),
        criteria=criteria,
        headings=_headings(pack, criteria),
        obligations=obligations,
        gaps=find_gaps(pack, scope, criteria, answers, by_id, register.events.values(), today),
        against_scoping=tuple(_against_scoping(pack, criteria, answers)),
        claimed_with_open_checks=tuple(r.id for r in criteria.values() if r.asked and r.open_checks),
    )


def _group(group: Chapter | Commitment | Measure, tallies: Mapping[str, Tally]) -> GroupResult:
    found = tallies[group.id]
    return GroupResult(group.id, group.title, found.readiness, found.shares, found.states)


def _against_scoping(pack: Pack, results: Mapping[str, CriterionResult], answers: Answers) -> Iterator[SetAside]:
    not_applicable = State.NOT_APPLICABLE
    for result in results.values():
        if result.state is not_applicable:
            criterion = pack.criterion_index[result.id]
            if against_scoping(criterion, result):
                yield SetAside(criterion.id, criterion.short, answers[criterion.id].reason)


def _headings(pack: Pack, results: Mapping[str, CriterionResult]) -> dict[str, State | None]:
    """The state of every heading: the weakest among the asked criteria that cover it."""
    found: dict[str, State | None] = {}
    for heading, covering in heading_criteria(pack).items():
        states = {results[c].state for c in covering if results[c].asked}
        found[heading] = next((s for s in _WEAKEST if s in states), None)
    return found


def heading_criteria(pack: Pack) -> Mapping[str, frozenset[str]]:
    """The criteria that cover each heading, through other headings, measures and appendices too."""
    return pack.covering
