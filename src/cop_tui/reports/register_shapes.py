"""The shapes of JSON of the registers and of what follows from them; `shapes` has all of them and their conventions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cop_tui.domain.dated import DatedDuty
from cop_tui.domain.findings import Finding
from cop_tui.domain.pack import Pack
from cop_tui.domain.register import Account, Action, Baseline, Event, LostProof, Piece, SignOff
from cop_tui.reports.shape_fields import Shape, day


def piece(key: str, entry: Piece, today: date, serves: Iterable[str]) -> Shape:
    """A piece of evidence with its standing on that day and the criteria whose answers cite it."""
    return {
        "id": key,
        **entry.to_data(),
        "standing": entry.standing(today),
        "serves": list(serves),
    }


def lost_proof(lost: LostProof) -> Shape:
    """A piece that stopped counting (`because` expired or withdrawn) and what is without valid evidence since."""
    return {
        "piece": lost.piece,
        "title": lost.title,
        "date": lost.day.isoformat(),
        "because": lost.why,
        "criteria": list(lost.criteria),
    }


def action(key: str, entry: Action, today: date) -> Shape:
    """An action, and whether its day has passed while it is open."""
    return {"id": key, **entry.to_data(), "overdue": entry.overdue(today)}


def event(key: str, entry: Event, pack: Pack | None = None) -> Shape:
    """A recorded event; `at` keeps its offset. `title` is the questionnaire's name for its kind."""
    kind = None if pack is None else pack.event_index.get(entry.kind)
    return {"id": key, **entry.to_data(), "title": entry.kind if kind is None else kind.title}


def account(obligation: str, entry: Account) -> Shape:
    """The written account of other adequate means for a duty."""
    return {"obligation": obligation, **entry.to_data()}


def signoff(chapter: str, entry: SignOff, stands: bool) -> Shape:
    """A sign-off, and whether what was signed is still exactly what is there."""
    return {"chapter": chapter, **entry.to_data(), "stands": stands}


def baseline(key: str, entry: Baseline) -> Shape:
    """A baseline: `head` is the hash of its revision, `content` that of everything it holds."""
    return {"id": key, **entry.to_data()}


def deadline(duty: DatedDuty) -> Shape:
    """A dated duty: `days` are left, negative when past; `waits_for` says in ids what is missing for a day."""
    return {
        "id": duty.id,
        "title": duty.title,
        "date": day(duty.day),
        "days": duty.days,
        "status": duty.status,
        "kind": duty.kind,
        "strength": duty.strength,
        "pointer": duty.pointer,
        "because": duty.because,
        "recurs": duty.recurs,
        "waits_for": list(duty.waits_for),
        "missing": duty.missing,
        "criteria": list(duty.criteria),
        "obligations": list(duty.obligations),
        "owner": duty.owner,
        "note": duty.note,
        "confidence": duty.confidence,
        "standing": duty.standing,
        "yardstick": duty.yardstick,
    }


def finding(found: Finding) -> Shape:
    """A contradiction or weak spot."""
    return {
        "severity": found.severity,
        "code": found.code,
        "subject": found.subject,
        "message": found.message,
        "hint": found.hint,
    }
