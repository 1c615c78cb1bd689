"""The shapes of JSON that the command line prints: plain dicts, every number from the one Analysis.

Scripts rely on the keys; they are never renamed, more may be added. Days are ISO dates, instants are UTC in ISO form,
readiness is a share from 0 to 1 or null where nothing applies.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from cop_tui.domain.answers import Answer
from cop_tui.domain.facts import Facts
from cop_tui.domain.facts import assumed as assumed_inputs
from cop_tui.domain.pack import Pack
from cop_tui.domain.results import Gap, GroupResult, ObligationResult, Readiness
from cop_tui.domain.scoping import Scope
from cop_tui.errors import CopTuiError
from cop_tui.services.library import Library
from cop_tui.services.session import Session
from cop_tui.store.history import Revision, stamp
from cop_tui.store.records import AssessmentRecord, StoredAnswer

View = dict[str, Any]


def gaps_view(session: Session) -> View:
    """The gap analysis: `assessment`, `pack`, `today`, `readiness`, `chapters`, `obligations`, `gaps` by priority.

    Beside them: `not_answered` (asked criteria without an answer, which are no gaps), `against_scoping` (set aside
    although scoping says that they bind) and `claimed_with_open_checks`.
    """
    analysis = session.analysis
    applies = {c.id: c for c in session.scope.chapters}
    return {
        "assessment": assessment_view(session.record),
        "pack": pack_view(session.pack),
        "today": analysis.today.isoformat(),
        "readiness": readiness_view(analysis.readiness),
        "chapters": [
            {
                **_group(chapter),
                "applies": applies[chapter.id].applies,
                "signed": applies[chapter.id].signed,
                "gaps": sum(g.chapter == chapter.id for g in analysis.gaps),
            }
            for chapter in analysis.chapters
        ],
        "obligations": [_obligation(o) for o in analysis.obligations],
        "gaps": [_gap(g) for g in analysis.gaps],
        "not_answered": [r.id for r in analysis.criteria.values() if r.asked and r.state is None],
        "against_scoping": [
            {"criterion": a.criterion, "short": a.short, "reason": a.reason} for a in analysis.against_scoping
        ],
        "claimed_with_open_checks": list(analysis.claimed_with_open_checks),
    }


def scope_view(pack: Pack, scope: Scope, facts: Facts | None = None) -> View:
    """What binds: `outcome`, `roles`, `chapters`, `obligations`, `dates`, `undetermined`, and the `pack` that says so.

    Null in `applies`, `binds` and `signed` means undetermined; `settles` names the outcomes a fact would settle. With
    `facts` also what was given (`facts`) and which defaults stand in for what was not (`assumed`).
    """
    return {
        "pack": pack_view(pack),
        **({} if facts is None else {"facts": facts.to_data(), "assumed": assumed(pack, facts).to_data()}),
        "outcome": dict(scope.outcome),
        "roles": list(scope.roles),
        "chapters": [
            {"id": c.id, "applies": c.applies, "signed": c.signed, "because": c.because} for c in scope.chapters
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
            for o in scope.obligations
        ],
        "dates": [{"id": d.id, "date": d.date, "because": d.because} for d in scope.dates],
        "undetermined": [
            {"fact": u.fact, "why_it_matters": u.why_it_matters, "settles": list(u.settles)} for u in scope.undetermined
        ],
    }


def show_view(session: Session) -> View:
    """The assessment with its `facts`, `scope`, `answers` by criterion, `readiness` and where the person was last."""
    answers = {c: stored for c in session.answers if (stored := session.stored(c)) is not None}
    return {
        "assessment": assessment_view(session.record),
        "pack": pack_view(session.pack),
        "facts": session.facts.to_data(),
        "scope": scope_view(session.pack, session.scope),
        "readiness": readiness_view(session.analysis.readiness),
        "position": session.position,
        "answers": {criterion: answer_view(stored) for criterion, stored in answers.items()},
    }


def list_view(library: Library) -> list[View]:
    """All assessments, oldest first. One whose questionnaire is missing or broken says so in `problem`."""
    return [_entry(library, record) for record in library.records()]


def obligations_view(session: Session) -> View:
    """The verdict on each duty of the Act, with the criteria that serve and decide it."""
    return {
        "assessment": assessment_view(session.record),
        "pack": pack_view(session.pack),
        "today": session.analysis.today.isoformat(),
        "obligations": [
            {
                **_obligation(o),
                "served_by": list(o.served_by),
                "set_aside": list(o.set_aside),
                "readiness": readiness_view(o.readiness),
            }
            for o in session.analysis.obligations
        ],
    }


def history_view(record: AssessmentRecord, revisions: tuple[Revision, ...]) -> View:
    """Revisions in the order of commit; `changed` names the fields that differ, `criterion` is null for the rest."""
    return {"assessment": assessment_view(record), "revisions": [_revision(r) for r in revisions]}


def assessment_view(record: AssessmentRecord) -> View:
    """What names an assessment, and when it was last changed by whom."""
    return {
        "id": record.id,
        "name": record.name,
        "provider": record.provider,
        "model": record.model,
        "created_at": instant(record.created_at),
        "updated_at": instant(record.updated_at),
        "updated_by": record.updated_by,
    }


def pack_view(pack: Pack) -> View:
    """Which questionnaire in which version, and the hash of its text."""
    return {"id": pack.id, "version": pack.version, "sha256": pack.sha256}


def readiness_view(readiness: Readiness) -> View:
    """The interval with its demonstrated part, and counts of criteria (`applicable`: asked and not set aside)."""
    return {
        "low": readiness.low,
        "high": readiness.high,
        "demonstrated": readiness.demonstrated,
        "answered": readiness.answered,
        "applicable": readiness.applicable,
        "asked": readiness.asked,
        "weight": readiness.weight,
    }


def assumed(pack: Pack, facts: Facts) -> Facts:
    """The questionnaire's defaults that stand in for facts that were not given, where they say something."""
    return Facts({spec.id: spec.default for spec in assumed_inputs(pack.scoping, facts)})


def answer_view(stored: StoredAnswer) -> View:
    """An answer with time and author; evidence as people write it, which the command line reads back."""
    return {
        **_answer(stored.answer),
        "updated_at": instant(stored.updated_at),
        "updated_by": stored.updated_by,
    }


def changed_fields(revision: Revision) -> tuple[str, ...]:
    """The fields in which a revision differs from what was there before."""
    before, after = revision.before or {}, revision.after or {}
    names = dict.fromkeys((*after, *before))
    return tuple(n for n in names if _said(before.get(n)) != _said(after.get(n)))


def instant(at: datetime) -> str:
    """`2026-11-22T09:30:00Z`."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _said(value: Any) -> Any:
    """A field's content; every way of leaving it empty is the same."""
    return None if value in ("", (), [], {}, False) else value


def _answer(answer: Answer) -> View:
    return {
        "state": answer.state,
        "reason": answer.reason,
        "note": answer.note,
        "evidence": [str(item) for item in answer.evidence],
        "owner": answer.owner,
        "due": _day(answer.due),
        "effort": answer.effort,
        "checks": list(answer.checks),
        "flagged": answer.flagged,
    }


def _group(group: GroupResult) -> View:
    return {
        "id": group.id,
        "title": group.title,
        "readiness": readiness_view(group.readiness),
        "states": {state or "not-answered": count for state, count in group.states.items()},
    }


def _obligation(result: ObligationResult) -> View:
    return {
        "id": result.id,
        "article": result.article,
        "title": result.title,
        "binds": result.binds,
        "from": _day(result.due),
        "ahead": result.ahead,
        "finable": result.finable,
        "verdict": result.verdict,
        "decided_by": list(result.decided_by),
        "because": result.because,
    }


def _gap(gap: Gap) -> View:
    return {
        "criterion": gap.criterion,
        "measure": gap.measure,
        "commitment": gap.commitment,
        "chapter": gap.chapter,
        "short": gap.short,
        "state": gap.state,
        "strength": gap.strength,
        "priority": gap.priority.value,
        "band": gap.priority.band,
        "calculation": gap.priority.calculation,
        "because": gap.priority.because,
        "obligations": list(gap.obligations),
        "falls_due": _day(gap.falls_due),
        "owner": gap.owner,
        "due": _day(gap.due),
    }


def _entry(library: Library, record: AssessmentRecord) -> View:
    view: View = {
        "id": record.id,
        "name": record.name,
        "provider": record.provider,
        "model": record.model,
        "pack": {"id": record.pack_id, "version": record.pack_version, "sha256": record.pack_sha256},
        "readiness": None,
        "gaps": None,
        "updated_at": instant(record.updated_at),
        "updated_by": record.updated_by,
        "problem": None,
    }
    try:
        analysis = library.entry(record).analysis
    except CopTuiError as error:
        return {**view, "problem": error.message}
    return {**view, "readiness": readiness_view(analysis.readiness), "gaps": len(analysis.gaps)}


def _revision(revision: Revision) -> View:
    subject, _, criterion = revision.subject.partition(":")
    return {
        "id": revision.id,
        "at": stamp(revision.at),
        "author": revision.author,
        "subject": subject,
        "criterion": criterion or None,
        "changed": list(changed_fields(revision)),
        "before": _plain(revision.before),
        "after": _plain(revision.after),
        "parents": list(revision.parents),
        "hash": revision.hash,
    }


def _plain(content: Mapping[str, Any] | None) -> View | None:
    return None if content is None else dict(content)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
