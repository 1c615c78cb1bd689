"""Chapters, commitments and measures with their standing, and every answer in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from cop_tui.domain.answers import EMPTY, Evidence, State
from cop_tui.domain.duties import serves
from cop_tui.domain.pack import Chapter, Check, Commitment, Criterion, Effort, Measure, Pack, Strength
from cop_tui.domain.posture import posture_words
from cop_tui.domain.results import Analysis, GroupResult
from cop_tui.domain.scoping import Scope
from cop_tui.reports.model import ChapterPart, CommitmentPart, Group, MeasurePart
from cop_tui.reports.rows import ActionRef, AnsweredBy, AnswerRow, CheckRow, EvidenceRow, HeadingRow, Standing
from cop_tui.reports.wording import STATE_ORDER

NOBODY = AnsweredBy(EMPTY)
UNDECIDED = "The facts given do not decide whether it concerns you, so its criteria are asked."


def chapter_parts(
    pack: Pack,
    scope: Scope,
    analysis: Analysis,
    answers: Mapping[str, AnsweredBy],
    actions: Mapping[str, tuple[ActionRef, ...]],
) -> tuple[ChapterPart, ...]:
    """All chapters in the pack's order, also those that do not concern the provider."""
    groups = {g.id: g for g in (*analysis.chapters, *analysis.commitments, *analysis.measures)}
    other_means = set(scope.outcome.get("alternative_means_for") or ())

    def measure_part(measure: Measure) -> MeasurePart:
        rows = tuple(
            replace(
                answer_row(pack, c, analysis, answers.get(c.id, NOBODY)),
                duties=serves(pack, scope, c.id),
                actions=tuple(a.id for a in actions.get(c.id, ())),
            )
            for c in measure.criteria
            if scope.asked(c.id)
        )
        group = _group(groups[measure.id], measure.number, measure.title)
        return MeasurePart(group, rows, _headings(measure, analysis))

    def commitment_part(commitment: Commitment) -> CommitmentPart:
        group = _group(groups[commitment.id], commitment.number, commitment.title)
        return CommitmentPart(group, tuple(measure_part(m) for m in commitment.measures))

    def chapter_part(chapter: Chapter) -> ChapterPart:
        found = scope.chapter(chapter.id)
        return ChapterPart(
            group=_group(groups[chapter.id], chapter.id, chapter.title),
            kind=chapter.kind,
            applies=found.applies,
            signed=found.signed,
            other_means=chapter.id in other_means,
            because=UNDECIDED if found.applies is None else found.because,
            commitments=tuple(commitment_part(c) for c in chapter.commitments),
            signing=posture_words(pack, scope, chapter.id),
        )

    return tuple(chapter_part(chapter) for chapter in pack.chapters)


def said_once(chapters: tuple[ChapterPart, ...]) -> tuple[tuple[str, ...], tuple[ChapterPart, ...]]:
    """What signing gives in the same words for several chapters, and the chapters without these sentences."""
    often = Counter(sentence for chapter in chapters for sentence in chapter.signing)
    shared = tuple(sentence for sentence, number in often.items() if number > 1)
    rest = tuple(replace(ch, signing=tuple(s for s in ch.signing if s not in shared)) for ch in chapters)
    return shared, rest


def not_asked_rows(
    pack: Pack, scope: Scope, analysis: Analysis, answers: Mapping[str, AnsweredBy]
) -> tuple[AnswerRow, ...]:
    """Answers to criteria that the facts leave out or that the questionnaire does not know.

    Nothing that a person answered is missing from a report.
    """
    known = tuple(
        answer_row(pack, c, analysis, answers[c.id]) for c in pack.criteria if c.id in answers and not scope.asked(c.id)
    )
    strangers = sorted(answers.keys() - pack.criterion_index.keys())
    return known + tuple(_stranger(key, answers[key], analysis.today) for key in strangers)


def answer_row(pack: Pack, criterion: Criterion, analysis: Analysis, answered: AnsweredBy) -> AnswerRow:
    """One criterion with everything that was said about it."""
    answer = answered.answer
    chapter, _, measure = pack.places[criterion.id]
    result = analysis.criteria[criterion.id]
    return AnswerRow(
        id=criterion.id,
        chapter=chapter.id,
        measure=measure.id,
        short=criterion.short,
        question=criterion.question,
        statement=criterion.statement,
        pointer=criterion.pointer,
        strength=criterion.strength,
        asked=result.asked,
        applies=result.applies,
        state=answer.state,
        reason=answer.reason,
        note=answer.note,
        evidence=tuple(evidence_row(item, analysis.today) for item in answer.evidence),
        owner=answer.owner,
        due=answer.due,
        effort=answer.effort or criterion.effort,
        effort_given=answer.effort is not None,
        checks=tuple(_checks(criterion.checks, set(answer.checks), 0)),
        open_checks=result.open_checks,
        flagged=answer.flagged,
        at=answered.at,
        by=answered.by,
        demonstrated=result.demonstrated,
        deadline=criterion.deadline.text if criterion.deadline else None,
        condition=criterion.condition,
        legal_basis=criterion.legal_basis,
        obligations=criterion.obligations,
        remark=criterion.note,
        confidence=criterion.confidence,
        said=not answer.is_empty,
        ticked=answer.checks,
    )


def _stranger(criterion: str, answered: AnsweredBy, today: date) -> AnswerRow:
    """An answer to something that is not in this version of the questionnaire."""
    answer = answered.answer
    return AnswerRow(
        id=criterion,
        chapter="",
        measure="",
        short="not in this version of the questionnaire",
        question="",
        statement="",
        pointer="",
        strength=Strength.EXAMPLE,
        asked=False,
        applies=None,
        state=answer.state,
        reason=answer.reason,
        note=answer.note,
        evidence=tuple(evidence_row(item, today) for item in answer.evidence),
        owner=answer.owner,
        due=answer.due,
        effort=answer.effort or Effort.M,
        effort_given=answer.effort is not None,
        checks=tuple(CheckRow(k, "", Strength.EXAMPLE, True, 0) for k in answer.checks),
        open_checks=(),
        flagged=answer.flagged,
        at=answered.at,
        by=answered.by,
        demonstrated=answer.has_valid_evidence(today),
        deadline=None,
        condition=None,
        legal_basis=(),
        obligations=(),
        remark=None,
        confidence="high",
        ticked=answer.checks,
    )


def evidence_row(item: Evidence, today: date) -> EvidenceRow:
    """A piece of evidence with its standing on that day."""
    standing: Standing = "expired"
    if item.withdrawn:
        standing = "withdrawn"
    elif item.is_valid(today):
        standing = "valid"
    elif item.draft:
        standing = "draft"
    elif item.valid_from is not None and item.valid_from > today:
        standing = "not yet in force"
    own = item.stored
    return EvidenceRow(
        item.reference,
        item.valid_until,
        standing,
        item.piece,
        item.where,
        valid_from=own.valid_from,
        withdrawn=own.withdrawn,
        draft=own.draft,
    )


def _checks(checks: tuple[Check, ...], ticked: set[str], depth: int) -> Iterator[CheckRow]:
    for check in checks:
        yield CheckRow(check.id, check.statement, check.strength, check.id in ticked, depth)
        yield from _checks(check.checks, ticked, depth + 1)


def _headings(measure: Measure, analysis: Analysis) -> tuple[HeadingRow, ...]:
    return tuple(
        HeadingRow(h.id, h.statement, h.pointer, analysis.headings.get(h.id), h.covered_by) for h in measure.headings
    )


def _group(found: GroupResult, number: str, title: str) -> Group:
    counts = tuple((state, found.states.get(state, 0)) for state in STATE_ORDER)
    return Group(found.id, number, title, found.readiness, found.shares, counts)


def counted(states: Iterable[State | None]) -> tuple[tuple[State | None, int], ...]:
    """How often each state occurs, in the order of the states, not answered last."""
    found = Counter(states)
    return tuple((state, found[state]) for state in STATE_ORDER)
