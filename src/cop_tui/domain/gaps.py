"""Gaps: criteria that are asked and fall short, each with the day it falls due and its priority."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from cop_tui.domain.answers import Answer, Answers
from cop_tui.domain.dates import earliest_duty, falls_due, hangs_on_event, waits_for_event
from cop_tui.domain.pack import Chapter, Commitment, Criterion, Measure, Pack
from cop_tui.domain.priority import Kind, Priority, prioritise
from cop_tui.domain.register import Event
from cop_tui.domain.results import CriterionResult, Gap, ObligationResult
from cop_tui.domain.scoping import Scope
from cop_tui.domain.standing import GAP_STATES


def find_gaps(
    pack: Pack,
    scope: Scope,
    results: Mapping[str, CriterionResult],
    answers: Answers,
    obligations: Mapping[str, ObligationResult],
    events: Collection[Event],
    today: date,
) -> tuple[Gap, ...]:
    """Gaps by priority; equal ones with the weaker state first, then in the order of the pack."""
    found = _Finder(pack, scope, obligations, events, today)
    gaps = [
        found.gap(criterion, (chapter, commitment, measure), answers[criterion.id])
        for chapter in pack.chapters
        for commitment in chapter.commitments
        for measure in commitment.measures
        for criterion in measure.criteria
        if results[criterion.id].scored and results[criterion.id].state in GAP_STATES
    ]
    return tuple(sorted(gaps, key=lambda g: (-g.priority.value, GAP_STATES.index(g.state))))


@dataclass(frozen=True, slots=True)
class _Served:
    """What follows for a gap from the duties that its criterion serves."""

    duties: tuple[str, ...]
    articles: tuple[str, ...]
    enforceable: bool
    kind: Kind
    earliest: date | None


@dataclass(slots=True)
class _Finder:
    """One analysis. Many criteria serve the same duties, and many gaps are ranked alike: each is worked out once."""

    pack: Pack
    scope: Scope
    obligations: Mapping[str, ObligationResult]
    events: Collection[Event]
    today: date
    _served: dict[tuple[bool, tuple[str, ...]], _Served] = field(default_factory=dict)
    _ranked: dict[tuple[object, ...], Priority] = field(default_factory=dict)

    def gap(self, criterion: Criterion, place: tuple[Chapter, Commitment, Measure], answer: Answer) -> Gap:
        assert answer.state is not None  # noqa: S101 - a gap has a state
        chapter, commitment, measure = place
        served = self._serving(chapter, criterion.obligations)
        if hangs_on_event(criterion):
            when = falls_due(criterion, self.scope, self.events)
            waits = waits_for_event(criterion, self.events)
        else:
            when, waits = served.earliest, False
        return Gap(
            criterion=criterion.id,
            measure=measure.id,
            commitment=commitment.id,
            chapter=chapter.id,
            short=criterion.short,
            state=answer.state,
            strength=criterion.strength,
            priority=self._priority(criterion, served, when, waits, answer),
            obligations=served.duties,
            falls_due=when,
            owner=answer.owner,
            due=answer.due,
        )

    def _serving(self, chapter: Chapter, named: tuple[str, ...]) -> _Served:
        key = (chapter.kind == "code", named)
        if key not in self._served:
            duties = tuple(o for o in named if o in self.obligations)
            found = [self.obligations[o] for o in duties]
            self._served[key] = _Served(
                duties,
                tuple(o.article for o in found if o.binds),
                any(o.finable for o in found),
                self._kind(chapter, duties),
                earliest_duty(named, self.scope),
            )
        return self._served[key]

    def _kind(self, chapter: Chapter, duties: tuple[str, ...]) -> Kind:
        if chapter.kind == "code":
            return "code"
        uncovered = any(self.pack.obligation_index[o].code.status == "not_covered" for o in duties)
        return "act only" if uncovered else "act"

    def _priority(
        self, criterion: Criterion, served: _Served, when: date | None, waits: bool, answer: Answer
    ) -> Priority:
        effort = answer.effort or criterion.effort
        key = (criterion.strength, served.kind, served.articles, served.enforceable, when, waits, effort)
        if key not in self._ranked:
            self._ranked[key] = prioritise(
                criterion.strength,
                kind=served.kind,
                articles=served.articles,
                enforceable=served.enforceable,
                falls_due=when,
                waits=waits,
                effort=effort,
                today=self.today,
            )
        return self._ranked[key]
