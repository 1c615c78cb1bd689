"""Pack + Scope + Answers + Register ▸ Analysis: readiness, obligation verdicts, gaps in order of priority.

Pure: the day is passed in, nothing is read or stored. docs/method.md explains every formula with an example.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from cop_tui.domain.answers import EMPTY, Answers, State
from cop_tui.domain.gaps import find_gaps
from cop_tui.domain.pack import Chapter, Commitment, Measure, Pack
from cop_tui.domain.register import EMPTY_REGISTER, Register
from cop_tui.domain.results import Analysis, CriterionResult, Gap, Ground, GroupResult, ObligationResult, SetAside
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


class _Kept(NamedTuple):
    """What of an earlier analysis still holds, by id: all that no criterion with another answer has a part in.

    `touched` are the criteria to look at anew; in `criteria` the earlier results of these stand too.
    """

    touched: Collection[str]
    criteria: Mapping[str, CriterionResult]
    obligations: Mapping[str, ObligationResult]
    groups: Mapping[str, GroupResult]
    gaps: Mapping[str, Gap]


def analyse(
    pack: Pack,
    scope: Scope,
    answers: Answers,
    today: date,
    register: Register = EMPTY_REGISTER,
    before: Analysis | None = None,
) -> Analysis:
    """The whole analysis of one assessment on the day `today`.

    Citations of registered pieces count as the pieces stand in `register`; its accounts of other means and its events
    count too. `before` is any earlier analysis: what another answer does not touch is taken over from it, which after
    one answer to 5,000 criteria is nearly all; what comes out is the same with it and without.
    """
    if before is not None and not _alike(before.ground, pack, scope, today, register):
        before = None
    held = before.ground.answers if before else {}
    answers = {c: a if not a.evidence or held.get(c) is a else register.resolve(a) for c, a in answers.items()}
    kept = _kept(before, pack, answers)
    index = pack.criterion_index
    criteria = {
        **kept.criteria,
        **{c: criterion_result(index[c], scope, answers.get(c, EMPTY), today) for c in kept.touched},
    }
    obligations = {
        o.id: kept.obligations.get(o.id) or judge(pack, o, scope, criteria, register, today)
        for o in pack.obligations
        if o.kind in ("obligation", "neighbouring_obligation") and scope.may_bind(o.id)
    }
    measures = {
        m.id: kept.groups.get(m.id) or _group(m, tally([criteria[c.id] for c in m.criteria]))
        for ch in pack.chapters
        for m in ch.measures
    }
    commitments = {
        c.id: kept.groups.get(c.id) or _group(c, Tally.total([measures[m.id] for m in c.measures]))
        for ch in pack.chapters
        for c in ch.commitments
    }
    chapters = [
        kept.groups.get(ch.id) or _group(ch, Tally.total([commitments[c.id] for c in ch.commitments]))
        for ch in pack.chapters
    ]
    everything = Tally.total(chapters)
    return Analysis(
        Ground(pack, scope, answers, today, register),
        today=today,
        readiness=everything.readiness,
        shares=everything.shares,
        chapters=tuple(chapters),
        commitments=tuple(commitments.values()),
        measures=tuple(measures.values()),
        criteria=criteria,
        headings=_headings(pack, criteria),
        obligations=tuple(obligations.values()),
        gaps=find_gaps(pack, scope, criteria, answers, obligations, register.events.values(), today, kept.gaps),
        against_scoping=tuple(_against_scoping(pack, criteria, answers)),
        claimed_with_open_checks=tuple(r.id for r in criteria.values() if r.asked and r.open_checks),
    )


def _alike(ground: Ground, pack: Pack, scope: Scope, today: date, register: Register) -> bool:
    """Whether what was made from that ground may differ by answers alone: all else is the very same."""
    same = ground.pack is pack and ground.scope is scope and ground.register is register
    return same and ground.today == today


def _kept(before: Analysis | None, pack: Pack, answers: Answers) -> _Kept:
    """What may be taken over from an analysis that differs by answers alone."""
    if before is None:
        return _Kept(pack.criterion_index, {}, {}, {}, {})
    held = before.ground.answers
    touched = {c for c in pack.criterion_index if (a := held.get(c)) is not (b := answers.get(c)) and a != b}
    duties = {o for c in touched for o in pack.criterion_index[c].obligations}
    groups = {group.id for c in touched for group in pack.places[c]}
    return _Kept(
        touched,
        before.criteria,
        {o.id: o for o in before.obligations if o.id not in duties},
        {g.id: g for g in (*before.chapters, *before.commitments, *before.measures) if g.id not in groups},
        {gap.criterion: gap for gap in before.gaps if gap.criterion not in touched},
    )


def _group(group: Chapter | Commitment | Measure, found: Tally) -> GroupResult:
    return GroupResult(group.id, group.title, found.readiness, found.shares, found.states, found.shown)


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
