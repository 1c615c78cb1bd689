"""JSON: everything a report says as data, with the keys of the command line's `gaps` and `show`.

Readiness is a share of 0 to 1 or null, days are ISO dates, instants are UTC. The order is that of the questionnaire.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any, Final

from cop_tui.domain.results import Readiness
from cop_tui.reports.model import ChapterPart, Group, ReportModel
from cop_tui.reports.rows import AnswerRow, DutyRow, EvidenceRow, GapRow

NAME: Final = "json"
TITLE: Final = "JSON, complete, for programs"
EXTENSION: Final = "json"

View = dict[str, Any]


def render(model: ReportModel) -> bytes:
    """The report as UTF-8 JSON, ending in a newline; the same model gives the same bytes."""
    return (json.dumps(view(model), ensure_ascii=False, indent=2) + "\n").encode()


def view(model: ReportModel) -> View:
    """The report as plain data."""
    head, pack = model.head, model.pack
    answered = [r for r in (*model.rows(), *model.not_asked) if said(r)]
    return {
        "assessment": {
            "id": head.id,
            "name": head.name,
            "provider": head.provider,
            "model": head.model,
            "created_at": _instant(head.created_at),
            "updated_at": _instant(head.updated_at),
            "updated_by": head.updated_by,
        },
        "pack": {"id": pack.id, "version": pack.version, "sha256": pack.sha256},
        "today": model.today.isoformat(),
        "tool": head.tool,
        "audience": model.audience,
        "left_out": list(model.left_out),
        "disclaimer": pack.disclaimer,
        "readiness": _readiness(model.summary.readiness),
        "chapters": [_chapter(ch, model.gaps) for ch in model.chapters],
        "obligations": [_duty(d) for d in model.duties],
        "gaps": [_gap(g) for g in model.gaps],
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
        "next_steps": [{"title": s.title, "text": s.text, "criteria": list(s.criteria)} for s in model.summary.steps],
        "facts": dict(model.facts_data),
        "scope": {"pack": {"id": pack.id, "version": pack.version, "sha256": pack.sha256}, **model.scope_data},
        "answers": {r.id: _answer(r, model.left_out) for r in answered},
        "method": [{"term": term, "meaning": meaning} for term, meaning in model.method],
        "sources": [{"title": s.title, "reference": s.reference, "url": s.url} for s in pack.sources],
    }


def said(row: AnswerRow) -> bool:
    """Whether a person said anything about the criterion, be it only a note or an owner."""
    return row.at is not None or row.state is not None


def _chapter(chapter: ChapterPart, gaps: tuple[GapRow, ...]) -> View:
    return {
        **_group(chapter.group),
        "applies": chapter.applies,
        "signed": chapter.signed,
        "because": chapter.because,
        "gaps": sum(g.chapter == chapter.group.id for g in gaps),
        "commitments": [
            {**_group(c.group), "measures": [_group(m.group) for m in c.measures]} for c in chapter.commitments
        ],
    }


def _group(group: Group) -> View:
    return {
        "id": group.id,
        "title": group.title,
        "readiness": _readiness(group.readiness),
        "states": {state or "not-answered": number for state, number in group.counts if number},
    }


def _readiness(readiness: Readiness) -> View:
    return {
        "low": readiness.low,
        "high": readiness.high,
        "demonstrated": readiness.demonstrated,
        "answered": readiness.answered,
        "applicable": readiness.applicable,
        "asked": readiness.asked,
        "weight": readiness.weight,
    }


def _duty(duty: DutyRow) -> View:
    return {
        "id": duty.id,
        "article": duty.article,
        "title": duty.title,
        "binds": duty.binds,
        "from": _day(duty.due),
        "ahead": duty.ahead,
        "finable": duty.finable,
        "verdict": duty.verdict,
        "decided_by": [r.id for r in duty.decided_by],
        "because": duty.because,
        "requires": duty.requires,
        "because_binds": duty.because_binds,
        "enforced_by": duty.enforced_by,
        "sanctions": list(duty.sanctions),
        "served_by": list(duty.served_by),
        "set_aside": list(duty.set_aside),
        "readiness": _readiness(duty.readiness),
        "code": {"status": duty.coverage_status, "words": duty.coverage, "measures": list(duty.measures)},
        "confidence": duty.confidence,
    }


def _gap(gap: GapRow) -> View:
    return {
        "criterion": gap.criterion,
        "measure": gap.measure,
        "commitment": gap.commitment,
        "chapter": gap.chapter,
        "short": gap.short,
        "state": gap.state,
        "strength": gap.strength,
        "priority": gap.priority,
        "band": gap.band,
        "calculation": gap.calculation,
        "because": gap.because,
        "obligations": list(gap.obligations),
        "falls_due": _day(gap.falls_due),
        "owner": gap.owner,
        "due": _day(gap.due),
    }


def _answer(row: AnswerRow, left_out: tuple[str, ...]) -> View:
    """An answer as in the command line's `show`, and whether the facts ask for it; what is left out has no key."""
    found = {
        "state": row.state,
        "reason": row.reason,
        "note": row.note,
        "evidence": [_cited(e) for e in row.evidence],
        "owner": row.owner,
        "due": _day(row.due),
        "effort": row.effort if row.effort_given else None,
        "checks": [k.id for k in row.checks if k.ticked],
        "flagged": row.flagged,
        "updated_at": _instant(row.at),
        "updated_by": row.by,
        "asked": row.asked,
        "demonstrated": row.demonstrated,
    }
    gone = {"notes": "note", "evidence": "evidence"}
    return {key: value for key, value in found.items() if key not in {gone[name] for name in left_out}}


def _cited(evidence: EvidenceRow) -> str:
    """A piece of evidence as people write it, which the command line reads back."""
    until = f" (valid to {evidence.valid_until.isoformat()})" if evidence.valid_until else ""
    withdrawn = " (withdrawn)" if evidence.standing == "withdrawn" else ""
    return f"{evidence.reference}{until}{withdrawn}".strip()


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _instant(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
