"""Gaps: criteria that are asked and fall short, each with the day it falls due and its priority."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from cop_tui.domain.answers import Answer, Answers
from cop_tui.domain.dates import earliest_duty, falls_due, hangs_on_event, waits_for_event
from cop_tui.domain.pack import Chapter, Criterion, Effort, Pack, Strength
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
    kept: Mapping[str, Gap],
) -> tuple[Gap, ...]:
    """Gaps by priority; equal ones with the weaker state first, then in the order of `results`, which is the pack's.

    `kept` are known ones by criterion: of a criterion's own, only its answer and the recorded events make its gap.
    """
    found = _Finder(pack, scope, obligations, events, today)
    gaps = [
        kept.get(result.id) or found.gap(pack.criterion_index[result.id], answers[result.id])
        for result in results.values()
        if result.scored and result.state in GAP_STATES
    ]
    return tuple(sorted(gaps, key=lambda gap: (-gap.priority.value, GAP_STATES.index(gap.state))))


class _Served(NamedTuple):
    """What follows for a gap from the duties that its criterion serves, and the priorities of such gaps so far."""

    duties: tuple[str, ...]
    articles: tuple[str, ...]
    enforceable: bool
    kind: Kind
    earliest: date | None
    ranked: dict[tuple[Strength, date | None, bool, Effort], Priority]


@dataclass(slots=True)
class _Finder:
    """One analysis. Many criteria serve the same duties, and many gaps are ranked alike: each is worked out once."""

    pack: Pack
    scope: Scope
    obligations: Mapping[str, ObligationResult]
    events: Collection[Event]
    today: date
    _served: dict[tuple[str, tuple[str, ...]], _Served] = field(default_factory=dict)

    def gap(self, criterion: Criterion, answer: Answer) -> Gap:
        assert answer.state is not None  # noqa: S101 - a gap has a state
        chapter, commitment, measure = self.pack.places[criterion.id]
        key = (chapter.kind, criterion.obligations)
        served = self._served.get(key)
        if served is None:
            served = self._served[key] = self._serving(chapter, criterion.obligations)
        if hangs_on_event(criterion):
            when = falls_due(criterion, self.scope, self.events)
            waits = waits_for_event(criterion, self.events)
        else:
            when, waits = served.earliest, False
        strength, effort = criterion.strength, answer.effort or criterion.effort
        rank = (strength, when, waits, effort)
        priority = served.ranked.get(rank)
        if priority is None:
            priority = served.ranked[rank] = prioritise(
                strength,
                kind=served.kind,
                articles=served.articles,
                enforceable=served.enforceable,
                falls_due=when,
                waits=waits,
                effort=effort,
                today=self.today,
            )
        return Gap(
            criterion.id,
            measure.id,
            commitment.id,
            chapter.id,
            criterion.short,
            answer.state,
            strength,
            priority,
            served.duties,
            falls_due=when,
            owner=answer.owner,
            due=answer.due,
        )

    def _serving(self, chapter: Chapter, named: tuple[str, ...]) -> _Served:
        duties = [self.obligations[o] for o in named if o in self.obligations]
        return _Served(
            tuple([o.id for o in duties]),
            tuple([o.article for o in duties if o.binds]),
            any(o.finable for o in duties),
            self._kind(chapter, duties),
            earliest_duty(named, self.scope),
            {},
        )

    def _kind(self, chapter: Chapter, duties: Iterable[ObligationResult]) -> Kind:
        if chapter.kind == "code":
            return "code"
        uncovered = any(self.pack.obligation_index[o.id].code.status == "not_covered" for o in duties)
        return "act only" if uncovered else "act"
