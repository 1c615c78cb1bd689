"""Pack + Scope + Answers + Register ▸ Analysis: readiness, obligation verdicts, gaps in order of priority.

Pure: the day is passed in, nothing is read or stored. docs/method.md explains every formula with an example.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from cop_tui.domain.answers import EMPTY, Answer, Answers, State
from cop_tui.domain.dates import falls_due, waits_for_event
from cop_tui.domain.pack import Chapter, Criterion, Measure, Pack
from cop_tui.domain.priority import Kind, prioritise
from cop_tui.domain.register import EMPTY_REGISTER, Register
from cop_tui.domain.results import Analysis, CriterionResult, Gap, GroupResult, ObligationResult, SetAside
from cop_tui.domain.scoping import Scope
from cop_tui.domain.standing import (
    GAP_STATES,
    against_scoping,
    criterion_result,
    readiness,
    shares,
    suggested_state,
)
from cop_tui.domain.verdicts import FINES_FROM, judge

__all__ = [
    "FINES_FROM", "GAP_STATES", "analyse", "criterion_result", "heading_criteria", "readiness", "shares",
    "suggested_state",
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
    everything = [criteria[c.id] for c in pack.criteria]
    return Analysis(
        today=today,
        readiness=readiness(everything),
        shares=shares(everything),
        chapters=tuple(_group(ch.id, ch.title, ch.criteria, criteria) for ch in pack.chapters),
        commitments=tuple(_group(c.id, c.title, c.criteria, criteria) for ch in pack.chapters for c in ch.commitments),
        measures=tuple(_group(m.id, m.title, m.criteria, criteria) for ch in pack.chapters for m in ch.measures),
        criteria=criteria,
        headings=_headings(pack, criteria),
        obligations=obligations,
        gaps=_gaps(pack, scope, criteria, answers, by_id, register, today),
        against_scoping=tuple(
            SetAside(c.id, c.short, answers[c.id].reason) for c in pack.criteria if against_scoping(c, criteria[c.id])
        ),
        claimed_with_open_checks=tuple(r.id for r in criteria.values() if r.asked and r.open_checks),
    )


def _group(
    group_id: str, title: str, criteria: Iterable[Criterion], results: Mapping[str, CriterionResult]
) -> GroupResult:
    found = [r for c in criteria if (r := results[c.id]).asked]
    states = Counter([r.state for r in found])
    return GroupResult(group_id, title, readiness(found), shares(found), dict(states))


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


def _gaps(
    pack: Pack,
    scope: Scope,
    results: Mapping[str, CriterionResult],
    answers: Answers,
    obligations: Mapping[str, ObligationResult],
    register: Register,
    today: date,
) -> tuple[Gap, ...]:
    """Gaps by priority; equal ones with the weaker state first, then in the order of the pack."""
    gaps = [
        _gap(pack, criterion, measure, scope, answers[criterion.id], obligations, register, today)
        for chapter in pack.chapters
        for measure in chapter.measures
        for criterion in measure.criteria
        if results[criterion.id].scored and results[criterion.id].state in GAP_STATES
    ]
    return tuple(sorted(gaps, key=lambda g: (-g.priority.value, GAP_STATES.index(g.state))))


def _kind(pack: Pack, chapter: Chapter, serves: tuple[str, ...]) -> Kind:
    if chapter.kind == "code":
        return "code"
    uncovered = any(pack.obligation_index[o].code.status == "not_covered" for o in serves)
    return "act only" if uncovered else "act"


def _gap(
    pack: Pack,
    criterion: Criterion,
    measure: Measure,
    scope: Scope,
    answer: Answer,
    obligations: Mapping[str, ObligationResult],
    register: Register,
    today: date,
) -> Gap:
    assert answer.state is not None  # noqa: S101 - a gap has a state
    chapter, commitment, _ = pack.places[criterion.id]
    serves = tuple(o for o in criterion.obligations if o in obligations)
    events = register.events.values()
    when = falls_due(criterion, scope, events)
    priority = prioritise(
        criterion.strength,
        kind=_kind(pack, chapter, serves),
        articles=tuple(obligations[o].article for o in serves if obligations[o].binds),
        enforceable=any(obligations[o].finable for o in serves),
        falls_due=when,
        waits=waits_for_event(criterion, events),
        effort=answer.effort or criterion.effort,
        today=today,
    )
    return Gap(
        criterion=criterion.id,
        measure=measure.id,
        commitment=commitment.id,
        chapter=chapter.id,
        short=criterion.short,
        state=answer.state,
        strength=criterion.strength,
        priority=priority,
        obligations=serves,
        falls_due=when,
        owner=answer.owner,
        due=answer.due,
    )
