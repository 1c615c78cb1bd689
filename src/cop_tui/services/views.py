"""The shapes of JSON that the command line prints: plain dicts, every number from the one Analysis.

The parts that reports hold too are in `reports.shapes`. Scripts rely on the keys; they are never renamed, more may be
added. Days are ISO dates, instants are UTC in ISO form, readiness is a share from 0 to 1 or null where nothing applies.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from cop_tui.domain.facts import Facts
from cop_tui.domain.facts import assumed as assumed_inputs
from cop_tui.domain.pack import Pack
from cop_tui.domain.scoping import Scope
from cop_tui.errors import CopTuiError
from cop_tui.reports import shapes
from cop_tui.services.figures import Figures
from cop_tui.services.library import Library
from cop_tui.services.listed import entry_view
from cop_tui.services.looks import Look, look_at
from cop_tui.services.session import Session
from cop_tui.services.standing import Standing
from cop_tui.store.history import Revision, stamp
from cop_tui.store.records import AssessmentRecord, StoredAnswer

View = dict[str, Any]
Seen = Look | Session


def head_view(seen: Seen) -> View:
    """What every view of an assessment begins with: `assessment`, `pack`, `today` and `moment`.

    `today` is the day for which everything is derived. `moment` is null for the assessment as it is, else its `label`
    and the id of the `baseline` (null: the end of that day).
    """
    look = as_look(seen)
    moment = {"label": look.standing.label, "baseline": look.baseline} if look.earlier else None
    return {
        "assessment": shapes.assessment(look.record),
        "pack": shapes.pack(look.standing.pack),
        "today": look.standing.today.isoformat(),
        "moment": moment,
    }


def as_look(seen: Seen) -> Look:
    """A session is looked at as it is now."""
    return look_at(seen) if isinstance(seen, Session) else seen


def gaps_view(seen: Seen) -> View:
    """The gap analysis: the head, `readiness`, `chapters`, `obligations`, `gaps` by priority.

    A gap names the `actions` for it that have not ended. Beside them: `not_answered` (asked criteria without an answer,
    which are no gaps), `against_scoping` (set aside although scoping says that they bind) and
    `claimed_with_open_checks`.
    """
    look = as_look(seen)
    analysis = look.standing.analysis
    applies = {c.id: c for c in look.standing.scope.chapters}
    running = running_actions(look.standing)
    return {
        **head_view(look),
        "readiness": shapes.readiness(analysis.readiness),
        "chapters": [
            {
                **shapes.group(chapter.id, chapter.title, chapter.readiness, chapter.states.items()),
                "applies": applies[chapter.id].applies,
                "signed": applies[chapter.id].signed,
                "gaps": sum(g.chapter == chapter.id for g in analysis.gaps),
            }
            for chapter in analysis.chapters
        ],
        "obligations": [shapes.obligation(o) for o in analysis.obligations],
        "gaps": [{**shapes.gap(g), "actions": list(running.get(g.criterion, ()))} for g in analysis.gaps],
        "not_answered": [r.id for r in analysis.criteria.values() if r.asked and r.state is None],
        "against_scoping": [
            {"criterion": a.criterion, "short": a.short, "reason": a.reason} for a in analysis.against_scoping
        ],
        "claimed_with_open_checks": list(analysis.claimed_with_open_checks),
    }


def running_actions(standing: Standing) -> dict[str, tuple[str, ...]]:
    """The ids of the actions that have not ended, the soonest due first, by the criteria they are for."""
    found: dict[str, tuple[str, ...]] = {}
    for key, action in sorted(standing.register.actions.items(), key=lambda each: (each[1].due or date.max, each[0])):
        if not action.status.ended:
            found |= {criterion: (*found.get(criterion, ()), key) for criterion in action.criteria}
    return found


def scope_view(pack: Pack, scope: Scope, facts: Facts | None = None) -> View:
    """What binds: `outcome`, `roles`, `chapters`, `obligations`, `dates`, `undetermined`, and the `pack` that says so.

    Null in `applies`, `binds` and `signed` means undetermined; `settles` names the outcomes a fact would settle. With
    `facts` also what was given (`facts`) and which defaults stand in for what was not (`assumed`).
    """
    return {
        "pack": shapes.pack(pack),
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


def show_view(seen: Seen) -> View:
    """The assessment with its `facts`, `scope`, `answers` by criterion and `readiness`.

    `position` is where the person was last, null for an earlier moment.
    """
    look = as_look(seen)
    standing = look.standing
    return {
        **head_view(look),
        "facts": standing.facts.to_data(),
        "scope": scope_view(standing.pack, standing.scope),
        "readiness": shapes.readiness(standing.analysis.readiness),
        "position": standing.position if isinstance(standing, Session) else None,
        "answers": {criterion: answer_view(stored) for criterion, stored in look.answers.items()},
    }


def list_view(library: Library) -> list[View]:
    """All assessments, oldest first. One whose questionnaire is missing or broken says so in `problem`.

    `next` is the most overdue dated duty, else the nearest to come, with `date` and `title`; null if there is none.
    """
    known = library.known_figures()
    try:
        return [_entry(library, record, known.get(record.id)) for record in library.records()]
    finally:
        library.keep_figures()  # also when interrupted: the next listing goes on from there


def obligations_view(seen: Seen) -> View:
    """The verdict on each duty of the Act, with the criteria that serve and decide it.

    `account` says whether other adequate means must be written down ("not needed", "missing", "given"), `yardstick`
    whether criteria of chapters that are not signed (`unsigned`) serve it: these only measure other means.
    """
    look = as_look(seen)
    return {
        **head_view(look),
        "obligations": [
            {**shapes.obligation(o), **shapes.obligation_detail(o)} for o in look.standing.analysis.obligations
        ],
    }


def history_view(record: AssessmentRecord, revisions: tuple[Revision, ...]) -> View:
    """Revisions in the order of commit; `changed` names the fields that differ, `criterion` is null for the rest.

    `subject` is "assessment", "answer" or the register ("evidence", "action" ...), whose entry `entry` names.
    """
    return {"assessment": shapes.assessment(record), "revisions": [_revision(r) for r in revisions]}


def assumed(pack: Pack, facts: Facts) -> Facts:
    """The questionnaire's defaults that stand in for facts that were not given, where they say something."""
    return Facts({spec.id: spec.default for spec in assumed_inputs(pack.scoping, facts)})


def answer_view(stored: StoredAnswer) -> View:
    """An answer with time and author; evidence as people write it, which the command line reads back."""
    return {
        **shapes.answer(stored.answer),
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
    return shapes.instant(at) or ""


def _said(value: Any) -> Any:
    """A field's content; every way of leaving it empty is the same."""
    return None if value in ("", (), [], {}, False) else value


def _entry(library: Library, record: AssessmentRecord, known: Figures | None) -> View:
    updated_at = instant(record.updated_at)
    try:
        return entry_view(record, updated_at, known or library.figures(record))
    except CopTuiError as error:
        return entry_view(record, updated_at, None, error.message)


def _revision(revision: Revision) -> View:
    subject, _, key = revision.subject.partition(":")
    return {
        "id": revision.id,
        "at": stamp(revision.at),
        "author": revision.author,
        "subject": subject,
        "criterion": (key or None) if subject == "answer" else None,
        "entry": (key or None) if subject != "answer" else None,
        "changed": list(changed_fields(revision)),
        "before": _plain(revision.before),
        "after": _plain(revision.after),
        "parents": list(revision.parents),
        "hash": revision.hash,
    }


def _plain(content: Mapping[str, Any] | None) -> View | None:
    return None if content is None else dict(content)
