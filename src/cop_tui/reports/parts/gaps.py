"""The gap list, and what a careful reader looks at twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from cop_tui.domain.answers import CREDIT
from cop_tui.domain.pack import Pack
from cop_tui.domain.results import Analysis, Gap
from cop_tui.reports.attention_rows import AsideRow, Attention, OpenChecksRow, StaleRow
from cop_tui.reports.rows import ActionRef, AnswerRow, GapRow, Ref

SOON: Final = timedelta(days=90)
"""Evidence that runs out within this time is worth a reminder."""


def gap_rows(pack: Pack, analysis: Analysis, actions: Mapping[str, tuple[ActionRef, ...]]) -> tuple[GapRow, ...]:
    """Every gap in order of priority, ranked from 1, with the running actions that are for it."""
    return tuple(
        _gap(pack, analysis.today, rank, gap, actions.get(gap.criterion, ()))
        for rank, gap in enumerate(analysis.gaps, 1)
    )


def _gap(pack: Pack, today: date, rank: int, gap: Gap, actions: tuple[ActionRef, ...]) -> GapRow:
    chapter, _, measure = pack.places[gap.criterion]
    return GapRow(
        rank=rank,
        criterion=gap.criterion,
        short=gap.short,
        question=pack.criterion_index[gap.criterion].question,
        chapter=gap.chapter,
        commitment=gap.commitment,
        measure=gap.measure,
        place=f"{chapter.title}, {measure.number} {measure.title}",
        state=gap.state,
        strength=gap.strength,
        priority=gap.priority.value,
        band=gap.priority.band,
        because=gap.priority.because,
        calculation=gap.priority.calculation,
        obligations=gap.obligations,
        articles=tuple(pack.obligation_index[o].article for o in gap.obligations),
        owner=gap.owner,
        due=gap.due,
        due_passed=gap.due is not None and gap.due < today,
        falls_due=gap.falls_due,
        late=gap.priority.days_late,
        actions=actions,
    )


def attention(analysis: Analysis, asked: Sequence[AnswerRow]) -> Attention:
    """What stands out among the answers to the criteria that are asked."""
    return Attention(
        against_scoping=tuple(AsideRow(a.criterion, a.short, a.reason) for a in analysis.against_scoping),
        open_checks=tuple(
            OpenChecksRow(r.id, r.short, tuple(k for k in r.checks if k.id in r.open_checks))
            for r in asked
            if r.open_checks
        ),
        stale=tuple(
            StaleRow(r.id, r.short, e)
            for r in asked
            for e in r.evidence
            if e.standing != "valid" or (e.valid_until is not None and e.valid_until <= analysis.today + SOON)
        ),
        unproven=tuple(_ref(r) for r in asked if _unproven(r)),
        flagged=tuple(_ref(r) for r in asked if r.flagged),
    )


def _unproven(row: AnswerRow) -> bool:
    """Counted as met on the word of the team alone."""
    return row.state is not None and CREDIT.get(row.state) == 1 and not row.demonstrated


def _ref(row: AnswerRow) -> Ref:
    return Ref(row.id, row.short, row.state)
