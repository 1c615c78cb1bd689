"""Pack + Scope + Answers ▸ Analysis: readiness, obligation verdicts, gaps in order of priority.

Pure: the day is passed in, nothing is read or stored. docs/method.md explains every formula with an example.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from cop_tui.domain.answers import CREDIT, EMPTY, Answer, Answers, State
from cop_tui.domain.dates import falls_due, waits_for_event
from cop_tui.domain.pack import Chapter, Criterion, Measure, Obligation, Pack, Strength
from cop_tui.domain.priority import Kind, prioritise
from cop_tui.domain.results import (
    Analysis,
    CriterionResult,
    Gap,
    GroupResult,
    ObligationResult,
    Readiness,
    SetAside,
    Shares,
    Verdict,
)
from cop_tui.domain.scoping import Scope

GAP_STATES: Final = (State.MISSING, State.PLANNED, State.PARTIAL)
FINES_FROM: Final = date(2026, 8, 2)
"""Since this day the Commission can fine breaches of Chapter V (Arts. 101, 113)."""

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


def analyse(pack: Pack, scope: Scope, answers: Answers, today: date) -> Analysis:
    """The whole analysis of one assessment on the day `today`."""
    criteria = {c.id: criterion_result(c, scope, answers.get(c.id, EMPTY), today) for c in pack.criteria}
    obligations = tuple(
        _obligation(pack, o, scope, criteria, answers, today)
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
        gaps=_gaps(pack, scope, criteria, answers, by_id, today),
        against_scoping=tuple(
            SetAside(c.id, c.short, answers[c.id].reason) for c in pack.criteria if _against(c, criteria[c.id])
        ),
        claimed_with_open_checks=tuple(r.id for r in criteria.values() if r.asked and r.open_checks),
    )


def criterion_result(criterion: Criterion, scope: Scope, answer: Answer, today: date) -> CriterionResult:
    """The standing of one criterion. Open checks are named only where the answer says implemented."""
    state = answer.state
    open_checks: tuple[str, ...] = ()
    if state is State.IMPLEMENTED:
        ticked = set(answer.checks)
        open_checks = tuple(k.id for k in criterion.all_checks() if k.strength is Strength.MUST and k.id not in ticked)
    return CriterionResult(
        id=criterion.id,
        applies=scope.criteria[criterion.id],
        state=state,
        weight=criterion.weight,
        credit=0.0 if state is None else CREDIT.get(state, 0.0),
        demonstrated=answer.has_valid_evidence(today),
        open_checks=open_checks,
    )


def readiness(results: Iterable[CriterionResult]) -> Readiness:
    """The readiness interval of some criteria, with its denominator and its demonstrated part."""
    asked = [r for r in results if r.asked]
    scored = [r for r in asked if r.scored]
    answered = sum(r.state is not None for r in asked)
    applicable = sum(r.state is not State.NOT_APPLICABLE for r in asked)
    weight = sum(r.weight for r in scored)
    if weight == 0:
        return Readiness(asked=len(asked), answered=answered, applicable=applicable)
    low = sum(r.weight * r.credit for r in scored)
    unknown = sum(r.weight for r in scored if r.state is None)
    shown = sum(r.weight * r.credit for r in scored if r.demonstrated)
    return Readiness(
        low=low / weight,
        high=(low + unknown) / weight,
        demonstrated=shown / weight,
        weight=weight,
        asked=len(asked),
        answered=answered,
        applicable=applicable,
    )


def shares(results: Iterable[CriterionResult]) -> Shares:
    """The weights of some criteria by standing, for bars."""
    totals: Counter[str] = Counter()
    for r in results:
        if not r.scored:
            continue
        if r.state is None:
            totals["unanswered"] += r.weight
        elif r.credit == 1:
            totals["demonstrated" if r.demonstrated else "claimed"] += r.weight
        else:
            totals["partial"] += r.weight * r.credit  # type: ignore[assignment]
            totals["open"] += r.weight * (1 - r.credit)  # type: ignore[assignment]
    return Shares(**totals)


def suggested_state(criterion: Criterion, ticked: Iterable[str]) -> State | None:
    """What the ticked checks suggest: all of the musts implemented, some partial, none nothing."""
    done = set(ticked)
    musts = [k.id for k in criterion.all_checks() if k.strength is Strength.MUST]
    if not musts or not done.intersection(musts):
        return None
    return State.IMPLEMENTED if done.issuperset(musts) else State.PARTIAL


def _group(
    group_id: str, title: str, criteria: Iterable[Criterion], results: Mapping[str, CriterionResult]
) -> GroupResult:
    found = [results[c.id] for c in criteria]
    states = Counter(r.state for r in found if r.asked)
    return GroupResult(group_id, title, readiness(found), shares(found), dict(states))


def _headings(pack: Pack, results: Mapping[str, CriterionResult]) -> dict[str, State | None]:
    """The state of every heading: the weakest among the asked criteria that cover it, through other headings too."""
    headings = {h.id: h.covered_by for ch in pack.chapters for m in ch.measures for h in m.headings}
    inside: dict[str, list[str]] = {}
    for chapter in pack.chapters:
        for measure in chapter.measures:
            for row in (*measure.criteria, *measure.headings):
                inside.setdefault(measure.id, []).append(row.id)
                if row.appendix is not None:
                    inside.setdefault(row.appendix, []).append(row.id)

    def covering(ref: str, path: frozenset[str]) -> set[str]:
        if ref in results:
            return {ref}
        if ref in path:
            return set()
        parts = headings.get(ref) or inside.get(ref, [])
        return {criterion for part in parts for criterion in covering(part, path | {ref})}

    found: dict[str, State | None] = {}
    for heading in headings:
        states = {results[c].state for c in covering(heading, frozenset()) if results[c].asked}
        found[heading] = next((s for s in _WEAKEST if s in states), None)
    return found


def _against(criterion: Criterion, result: CriterionResult) -> bool:
    """Marked not applicable although the facts say that it binds and its text knows no such case."""
    if result.state is not State.NOT_APPLICABLE or result.applies is not True:
        return False
    return not criterion.situational


def _obligation(
    pack: Pack,
    obligation: Obligation,
    scope: Scope,
    results: Mapping[str, CriterionResult],
    answers: Answers,
    today: date,
) -> ObligationResult:
    scoped = scope.obligation(obligation.id)
    assert scoped is not None  # noqa: S101 - only duties of the scope come here
    serving = [c for c in pack.served_by(obligation.id) if results[c.id].asked]
    binding = [c for c in serving if c.strength is Strength.MUST]
    failing = tuple(c.id for c in binding if results[c.id].state in GAP_STATES)
    unanswered = tuple(c.id for c in binding if results[c.id].state is None)
    aside = tuple(c.id for c in binding if _against(c, results[c.id]))
    settled = tuple(c.id for c in binding if results[c.id].state in (State.IMPLEMENTED, State.ALTERNATIVE))
    verdict: Verdict = "undetermined"
    if failing:
        decided, because = failing, f"{_count(failing)} partial, planned or missing."
        verdict = "not met"
    elif unanswered:
        decided, because = unanswered, f"{_count(unanswered)} not answered."
    elif aside:
        decided = aside
        because = f"{_count(aside)} set aside as not applicable although scoping says that they bind."
    elif not settled:
        decided, because = (), _unsettled(pack, obligation, scope)
    else:
        decided, because = settled, f"All {len(settled)} binding criteria that serve it are met."
        verdict = "met"
    if scoped.binds is None:
        verdict, because = "undetermined", f"The facts do not decide whether it binds. {because}"
    due = date.fromisoformat(scoped.due) if scoped.due else None
    ahead = due is not None and due > today
    if ahead:
        because += f" It need not be met before {due}."
    return ObligationResult(
        id=obligation.id,
        article=obligation.article,
        title=obligation.title,
        binds=scoped.binds,
        verdict=verdict,
        decided_by=decided,
        because=because,
        due=due,
        ahead=ahead,
        finable=scoped.binds is True and due is not None and today >= max(FINES_FROM, due),
        readiness=readiness(results[c.id] for c in serving),
        served_by=tuple(c.id for c in serving),
        set_aside=aside,
    )


def _unsettled(pack: Pack, obligation: Obligation, scope: Scope) -> str:
    """Why no criterion settles a duty."""
    if obligation.when_unasked and not any(scope.asked(c.id) for c in pack.served_by(obligation.id)):
        return obligation.when_unasked
    return "Nothing in the questionnaire settles it."


def _count(ids: tuple[str, ...]) -> str:
    return "1 binding criterion is" if len(ids) == 1 else f"{len(ids)} binding criteria are"


def _gaps(
    pack: Pack,
    scope: Scope,
    results: Mapping[str, CriterionResult],
    answers: Answers,
    obligations: Mapping[str, ObligationResult],
    today: date,
) -> tuple[Gap, ...]:
    """Gaps by priority; equal ones with the weaker state first, then in the order of the pack."""
    gaps = [
        _gap(pack, criterion, measure, scope, answers[criterion.id], obligations, today)
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
    today: date,
) -> Gap:
    assert answer.state is not None  # noqa: S101 - a gap has a state
    chapter, commitment, _ = pack.places[criterion.id]
    serves = tuple(o for o in criterion.obligations if o in obligations)
    when = falls_due(criterion, scope)
    priority = prioritise(
        criterion.strength,
        kind=_kind(pack, chapter, serves),
        articles=tuple(obligations[o].article for o in serves if obligations[o].binds),
        enforceable=any(obligations[o].finable for o in serves),
        falls_due=when,
        waits=waits_for_event(criterion),
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
