"""JSON: everything a report says as data, with the keys of the command line's `gaps` and `show`.

Readiness is a share of 0 to 1 or null, days are ISO dates, instants are UTC. The order is that of the questionnaire.
`shapes` has the shapes that the command line prints too.
"""

from __future__ import annotations

import json
from typing import Any, Final

from cop_tui.domain.duties import ServingMeasure
from cop_tui.reports import shapes
from cop_tui.reports.model import ChapterPart, Group, Head, ReportModel
from cop_tui.reports.register_rows import BaselineRow, PieceRow, Registers
from cop_tui.reports.rows import AnswerRow, DutyRow, EvidenceRow, GapRow

NAME: Final = "json"
TITLE: Final = "JSON, complete, for programs"
EXTENSION: Final = "json"

View = dict[str, Any]
_GONE: Final = {"notes": ("note",), "evidence": ("evidence", "evidence_pieces")}


def render(model: ReportModel) -> bytes:
    """The report as UTF-8 JSON, ending in a newline; the same model gives the same bytes."""
    return (json.dumps(view(model), ensure_ascii=False, indent=2) + "\n").encode()


def view(model: ReportModel) -> View:
    """The report as plain data."""
    pack = model.pack
    return {
        "assessment": shapes.assessment(model.head),
        "pack": shapes.pack(pack),
        "today": model.today.isoformat(),
        "moment": _moment(model.head),
        "content": model.head.content,
        "tool": model.head.tool,
        "audience": model.audience,
        "left_out": list(model.left_out),
        "disclaimer": pack.disclaimer,
        "readiness": shapes.readiness(model.summary.readiness),
        "chapters": [_chapter(ch, model.gaps) for ch in model.chapters],
        "signing": list(model.signing),
        "obligations": [_duty(d) for d in model.duties],
        "gaps": [{**_gap(g), "actions": [a.id for a in g.actions]} for g in model.gaps],
        "not_answered": [r.id for r in model.rows() if r.state is None],
        "not_asked": [r.id for r in model.not_asked],
        "against_scoping": [
            {"criterion": a.id, "short": a.short, "reason": a.reason} for a in model.attention.against_scoping
        ],
        "claimed_with_open_checks": [o.id for o in model.attention.open_checks],
        "stale_evidence": [
            {"criterion": s.id, "evidence": _cited(s.evidence), "standing": s.evidence.standing}
            for s in model.attention.stale
        ],
        **_registers(model),
        "next_steps": [{"title": s.title, "text": s.text, "criteria": list(s.criteria)} for s in model.summary.steps],
        "facts": dict(model.facts_data),
        "scope": {"pack": shapes.pack(pack), **model.scope_data},
        "answers": {r.id: _answer(r, model.left_out) for r in (*model.rows(), *model.not_asked) if r.said},
        "method": [{"term": term, "meaning": meaning} for term, meaning in model.method],
        "sources": [{"title": s.title, "reference": s.reference, "url": s.url} for s in pack.sources],
    }


def _moment(head: Head) -> View | None:
    """Null for the assessment as it is, else what moment is reported and which baseline froze it."""
    moment = head.moment
    if moment is None:
        return None
    frozen = moment.baseline
    return {
        "label": moment.label,
        "baseline": None if frozen is None else frozen.id,
        "frozen": None if frozen is None else _baseline(frozen),
    }


def _chapter(chapter: ChapterPart, gaps: tuple[GapRow, ...]) -> View:
    return {
        **_group(chapter.group),
        "applies": chapter.applies,
        "signed": chapter.signed,
        "because": chapter.because,
        "signing": list(chapter.signing),
        "gaps": sum(g.chapter == chapter.group.id for g in gaps),
        "commitments": [
            {**_group(c.group), "measures": [_group(m.group) for m in c.measures]} for c in chapter.commitments
        ],
    }


def _group(group: Group) -> View:
    return shapes.group(group.id, group.title, group.readiness, group.counts)


def _duty(duty: DutyRow) -> View:
    return {
        **shapes.obligation_with(duty, (r.id for r in duty.decided_by)),
        "requires": duty.requires,
        "because_binds": duty.because_binds,
        "enforced_by": duty.enforced_by,
        "sanctions": list(duty.sanctions),
        **shapes.obligation_detail(duty),
        "account_text": duty.account_text,
        "account_by": duty.account_by,
        "measures": [_serving(measure) for measure in duty.serving],
        "related": [r.id for r in duty.related],
        "annex": [
            {"id": p.id, "article": p.article, "title": p.title, "criteria": [c.id for c in p.criteria]}
            for p in duty.annex
        ],
        "code": {"status": duty.coverage_status, "words": duty.coverage, "measures": list(duty.measures)},
        "confidence": duty.confidence,
    }


def _serving(measure: ServingMeasure) -> View:
    return {
        "id": measure.id,
        "title": measure.title,
        "chapter": measure.chapter,
        "signed": measure.signed,
        "criteria": [c.id for c in measure.criteria],
    }


def _gap(gap: GapRow) -> View:
    return shapes.gap_with(gap, priority=gap.priority, band=gap.band, calculation=gap.calculation, because=gap.because)


def _registers(model: ReportModel) -> View:
    """Evidence, actions, events, deadlines, findings, sign-offs, baselines, and what changed since the last one."""
    held = model.registers
    return {
        "evidence": [_piece(row, model) for row in held.evidence],
        "lost_proofs": [shapes.lost_proof(lost) for lost in held.lost],
        "actions": [shapes.action(row.id, row.entry, model.today) for row in held.actions],
        "events": [{**shapes.event(row.id, row.entry), "title": row.title} for row in held.events],
        "deadlines": [shapes.deadline(duty) for duty in held.deadlines.all()],
        "findings": _findings(held),
        "signoffs": [shapes.signoff(row.chapter, row.entry, row.stands) for row in held.signoffs],
        "baselines": [_baseline(row) for row in held.baselines],
        "changes": _changes(held),
    }


def _piece(row: PieceRow, model: ReportModel) -> View:
    return shapes.piece(row.id, row.entry, model.today, (r.id for r in row.serves))


def _findings(held: Registers) -> list[View]:
    return [shapes.finding(finding) for group in held.findings for finding in group.findings]


def _baseline(row: BaselineRow) -> View:
    return shapes.baseline(row.id, row.entry)


def _changes(held: Registers) -> View | None:
    """What has changed since the last baseline; null where there is none."""
    if held.changed is None:
        return None
    return {"baseline": held.changed.baseline, "day": held.changed.day.isoformat(),
            **shapes.comparison(held.changed.comparison)}  # fmt: skip


def _answer(row: AnswerRow, left_out: tuple[str, ...]) -> View:
    """An answer as in the command line's `show`, and whether the facts ask for it; what is left out has no key."""
    found = {
        **shapes.answer_with(
            state=row.state,
            reason=row.reason,
            note=row.note,
            evidence=[_cited(e) for e in row.evidence],
            pieces=[e.piece for e in row.evidence if e.piece],
            owner=row.owner,
            due=row.due,
            effort=row.effort if row.effort_given else None,
            checks=[k.id for k in row.checks if k.ticked],
            flagged=row.flagged,
        ),
        "updated_at": shapes.instant(row.at),
        "updated_by": row.by,
        "asked": row.asked,
        "demonstrated": row.demonstrated,
        "obligations": [s.id for s in row.duties],
        "actions": list(row.actions),
    }
    gone = {key for name in left_out for key in _GONE[name]}
    return {key: value for key, value in found.items() if key not in gone}


def _cited(evidence: EvidenceRow) -> str:
    """A piece of evidence as people write it, which the command line reads back."""
    until = f" (valid to {evidence.valid_until.isoformat()})" if evidence.valid_until else ""
    mark = f" ({evidence.standing})" if evidence.standing in ("withdrawn", "draft") else ""
    return f"{evidence.reference}{until}{mark}".strip()
