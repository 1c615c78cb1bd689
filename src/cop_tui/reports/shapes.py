"""The shapes of JSON that the command line prints and the JSON report holds: each shape is written here once.

Scripts rely on the keys; they are never renamed, more may be added. Days are ISO dates, instants are UTC in ISO form
(`2026-11-22T09:30:00Z`), readiness is a share from 0 to 1 or null where nothing applies.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cop_tui.domain.answers import Answer, State
from cop_tui.domain.compare import Comparison, ReadinessChange
from cop_tui.domain.pack import Effort, Pack
from cop_tui.domain.results import Gap, ObligationResult, Readiness
from cop_tui.domain.scoping import Scope
from cop_tui.reports.register_shapes import (
    account,
    action,
    baseline,
    deadline,
    event,
    finding,
    lost_proof,
    piece,
    signoff,
)
from cop_tui.reports.shape_fields import DutyFields, GapFields, Identified, Named, Shape, day, following, instant

__all__ = [
    "Shape",
    "account",
    "action",
    "answer",
    "answer_with",
    "assessment",
    "baseline",
    "comparison",
    "day",
    "deadline",
    "event",
    "finding",
    "following",
    "gap",
    "gap_with",
    "group",
    "instant",
    "lost_proof",
    "obligation",
    "obligation_detail",
    "obligation_with",
    "pack",
    "piece",
    "readiness",
    "scope",
    "signoff",
]


def assessment(named: Named) -> Shape:
    """What names an assessment, and when it was last changed by whom."""
    return {
        "id": named.id,
        "name": named.name,
        "provider": named.provider,
        "model": named.model,
        "created_at": instant(named.created_at),
        "updated_at": instant(named.updated_at),
        "updated_by": named.updated_by,
    }


def pack(identified: Identified) -> Shape:
    """Which questionnaire in which version, and the hash of its text."""
    return {"id": identified.id, "version": identified.version, "sha256": identified.sha256}


def readiness(found: Readiness) -> Shape:
    """The interval with its demonstrated part, and counts of criteria (`applicable`: asked and not set aside)."""
    return found.to_data()


def group(key: str, title: str, figures: Readiness, states: Iterable[tuple[State | None, int]]) -> Shape:
    """A chapter, commitment or measure with its readiness and how often each state occurs, if it does."""
    return {
        "id": key,
        "title": title,
        "readiness": readiness(figures),
        "states": {state or "not-answered": number for state, number in states if number},
    }


def gap(found: Gap) -> Shape:
    """A gap with its priority and how that was calculated."""
    p = found.priority
    return gap_with(found, priority=p.value, band=p.band, calculation=p.calculation, because=p.because)


def gap_with(found: GapFields, *, priority: float, band: str, calculation: str, because: str) -> Shape:
    """The same from a gap whose priority stands beside it."""
    return {
        "criterion": found.criterion,
        "measure": found.measure,
        "commitment": found.commitment,
        "chapter": found.chapter,
        "short": found.short,
        "state": found.state,
        "strength": found.strength,
        "priority": priority,
        "band": band,
        "calculation": calculation,
        "because": because,
        "obligations": list(found.obligations),
        "falls_due": day(found.falls_due),
        "owner": found.owner,
        "due": day(found.due),
    }


def obligation(found: ObligationResult) -> Shape:
    """The verdict on a duty and what decides it: `account` and `yardstick` tell of chapters that are not signed."""
    return obligation_with(found, found.decided_by)


def obligation_with(found: DutyFields, decided_by: Iterable[str]) -> Shape:
    """The same where what decides the verdict stands beside it."""
    return {
        "id": found.id,
        "article": found.article,
        "title": found.title,
        "binds": found.binds,
        "from": day(found.due),
        "ahead": found.ahead,
        "finable": found.finable,
        "verdict": found.verdict,
        "decided_by": list(decided_by),
        "because": found.because,
        "account": found.account,
        "yardstick": found.yardstick,
        "unsigned": list(found.unsigned),
    }


def obligation_detail(found: DutyFields) -> Shape:
    """What may stand beside `obligation`: the criteria that serve the duty, those set aside, its readiness."""
    return {
        "served_by": list(found.served_by),
        "set_aside": list(found.set_aside),
        "readiness": readiness(found.readiness),
    }


def answer(said: Answer) -> Shape:
    """An answer; evidence as people write it (`evidence`) and the ids of registered pieces (`evidence_pieces`)."""
    return answer_with(
        state=said.state,
        reason=said.reason,
        note=said.note,
        evidence=[str(item) for item in said.evidence],
        pieces=[item.piece for item in said.evidence if item.piece],
        owner=said.owner,
        due=said.due,
        effort=said.effort,
        checks=said.checks,
        flagged=said.flagged,
    )


def answer_with(
    *,
    state: State | None,
    reason: str,
    note: str,
    evidence: Iterable[str],
    pieces: Iterable[str],
    owner: str,
    due: date | None,
    effort: Effort | None,
    checks: Iterable[str],
    flagged: bool,
) -> Shape:
    """The same from its parts."""
    return {
        "state": state,
        "reason": reason,
        "note": note,
        "evidence": list(evidence),
        "evidence_pieces": list(pieces),
        "owner": owner,
        "due": day(due),
        "effort": effort,
        "checks": list(checks),
        "flagged": flagged,
    }


def scope(pack: Pack, found: Scope) -> Shape:
    """What binds; null in `applies`, `binds` and `signed` means undetermined."""
    return {
        "outcome": dict(found.outcome),
        "roles": list(found.roles),
        "chapters": [
            {"id": c.id, "applies": c.applies, "signed": c.signed, "because": c.because} for c in found.chapters
        ],
        "obligations": [
            {
                "id": o.id,
                "article": pack.obligation_index[o.id].article,
                "title": pack.obligation_index[o.id].title,
                "kind": pack.obligation_index[o.id].kind,
                "binds": o.binds,
                "from": o.due,
                "because": o.because,
            }
            for o in found.obligations
        ],
        "dates": [{"id": d.id, "date": d.date, "because": d.because} for d in found.dates],
        "undetermined": [
            {"fact": u.fact, "why_it_matters": u.why_it_matters, "settles": list(u.settles)} for u in found.undetermined
        ],
    }


def comparison(found: Comparison) -> Shape:
    """What differs between two sides, with both denominators; a criterion may be of several kinds of change."""
    return {
        "before": found.before,
        "after": found.after,
        "words": list(found.words),
        "readiness": _moved(found.readiness),
        "own": _moved(found.own),
        "chapters": [_moved(chapter) for chapter in found.chapters],
        "changes": [
            {
                "criterion": c.criterion,
                "short": c.short,
                "kinds": list(c.kinds),
                "before": c.before,
                "after": c.after,
                "fields": list(c.fields),
            }
            for c in found.changes
        ],
        "verdicts": [
            {"id": v.id, "article": v.article, "title": v.title, "before": v.before, "after": v.after}
            for v in found.verdicts
        ],
        "gaps_closed": list(found.gaps_closed),
        "gaps_opened": list(found.gaps_opened),
        "gaps_found": list(found.gaps_found),
        "gaps_gone": list(found.gaps_gone),
        "unmapped_before": list(found.unmapped_before),
        "unmapped_after": list(found.unmapped_after),
        "reworded": list(found.reworded),
    }


def _moved(change: ReadinessChange) -> Shape:
    return {
        "id": change.id,
        "title": change.title,
        "before": readiness(change.before),
        "after": readiness(change.after),
    }
