"""JSON of the registers: evidence, actions, events, deadlines, accounts, sign-offs, baselines; and of `verify`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cop_tui.domain.pack import Pack
from cop_tui.domain.register import Action, Event, LostProof, Piece, lost_proofs
from cop_tui.reports import shapes
from cop_tui.services.baselines import BaselineCheck
from cop_tui.services.standing import Standing
from cop_tui.services.views import Seen, View, as_look, head_view
from cop_tui.store.records import AssessmentRecord


def piece_view(standing: Standing, key: str) -> View:
    """One piece: its fields, its `standing` today, the criteria it `serves` and what its loss took down (`lost`)."""
    entry = standing.register.evidence[key]
    lost = [each for each in lost_proofs(standing.register, standing.kept(), standing.today) if each.piece == key]
    where = {
        criterion: next(item.where for item in answer.evidence if item.piece == key)
        for criterion, answer in standing.kept().items()
        if any(item.piece == key for item in answer.evidence)
    }
    return {
        **shapes.piece(key, entry, standing.today, standing.register.citing(standing.kept(), key)),
        "where": where,
        "lost": list(lost[0].criteria) if lost else [],
    }


def evidence_view(seen: Seen, pieces: Mapping[str, Piece], lost: Iterable[LostProof]) -> View:
    """The head, these pieces as `evidence`, and as `lost_proofs` what expired and withdrawn ones took down."""
    standing = as_look(seen).standing
    kept = standing.kept()
    return {
        **head_view(seen),
        "evidence": [
            shapes.piece(key, entry, standing.today, standing.register.citing(kept, key))
            for key, entry in pieces.items()
        ],
        "lost_proofs": [shapes.lost_proof(each) for each in lost],
    }


def actions_view(seen: Seen, actions: Mapping[str, Action]) -> View:
    """The head and these actions, each with whether it is `overdue`."""
    standing = as_look(seen).standing
    return {**head_view(seen), "actions": [shapes.action(key, a, standing.today) for key, a in actions.items()]}


def events_view(seen: Seen, events: Mapping[str, Event]) -> View:
    """The head and these events; `at` keeps its offset from UTC, `title` is the questionnaire's."""
    pack = as_look(seen).standing.pack
    return {**head_view(seen), "events": [shapes.event(key, event, pack) for key, event in events.items()]}


def event_kinds_view(pack: Pack) -> View:
    """The kinds of events that can be recorded: `id`, `title`, `meaning`, `categories` (id to label).

    `takes_days`: the request sets its own period; `about`: several may run beside each other.
    """
    return {
        "pack": shapes.pack(pack),
        "kinds": [
            {
                "id": kind.id,
                "title": kind.title,
                "meaning": kind.meaning,
                "categories": dict(kind.categories),
                "takes_days": kind.takes_days,
                "about": kind.about,
            }
            for kind in pack.events
            if kind.recordable
        ],
    }


def deadlines_view(seen: Seen) -> View:
    """The head and every dated duty as `deadlines`: overdue first, then by day, then what cannot be dated.

    `days` are left (negative: past); `missing` says what a day waits for, `waits_for` the same as ids; `standing` marks
    rules that wait for an event that may never come.
    """
    standing = as_look(seen).standing
    return {**head_view(seen), "deadlines": [shapes.deadline(duty) for duty in standing.deadlines]}


def signoffs_view(seen: Seen) -> View:
    """The head and the sign-offs by chapter; `stands` is false for one under which something has changed since."""
    standing = as_look(seen).standing
    return {
        **head_view(seen),
        "signoffs": [
            shapes.signoff(chapter, signed, bool(standing.signoff_stands(chapter)))
            for chapter, signed in standing.register.signoffs.items()
        ],
    }


def account_view(seen: Seen, obligation: str) -> View:
    """The head and the `account` of other adequate means for a duty, null if there is none."""
    standing = as_look(seen).standing
    held = standing.register.accounts.get(obligation)
    return {**head_view(seen), "account": None if held is None else shapes.account(obligation, held)}


def baselines_view(seen: Seen, checks: Iterable[BaselineCheck] | None = None) -> View:
    """The head and the baselines, oldest first; with `checks` also whether each `holds`, and else its `problem`."""
    standing = as_look(seen).standing
    wrong = None if checks is None else {check.id: check.problem for check in checks}
    return {
        **head_view(seen),
        "baselines": [
            {
                **shapes.baseline(key, entry),
                **({} if wrong is None else {"holds": wrong[key] is None, "problem": wrong[key]}),
            }
            for key, entry in sorted(standing.register.baselines.items(), key=lambda each: (each[1].day, each[0]))
        ],
    }


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found when an assessment was verified: sentences for what does not hold.

    `history` is about its chain of revisions, `files` (by piece) about local files of evidence. `revisions` and
    `hashed` count what was looked at. `unread` says why nothing but the history could be.
    """

    record: AssessmentRecord
    revisions: int
    history: tuple[str, ...]
    baselines: tuple[BaselineCheck, ...] = ()
    files: Mapping[str, str] | None = None
    hashed: int = 0
    unread: str | None = None

    @property
    def holds(self) -> bool:
        broken = any(check.problem is not None for check in self.baselines)
        return not (self.history or self.files or broken or self.unread)


def verify_view(found: Iterable[Verified], strays: Iterable[str] = ()) -> View:
    """`holds` for all, and for each of the `assessments` what was checked and what does not hold.

    `strays` are sentences about what stands in the file and belongs to none of them.
    """
    checked, astray = list(found), list(strays)
    return {
        "holds": all(each.holds for each in checked) and not astray,
        "strays": astray,
        "assessments": [
            {
                "assessment": shapes.assessment(each.record),
                "in_the_bin": each.record.deleted_at is not None,
                "holds": each.holds,
                "revisions": each.revisions,
                "history": list(each.history),
                "baselines": [
                    {**shapes.baseline(c.id, c.baseline), "holds": c.problem is None, "problem": c.problem}
                    for c in each.baselines
                ],
                "files": [{"piece": key, "problem": words} for key, words in (each.files or {}).items()],
                "files_checked": each.hashed,
                "problem": each.unread,
            }
            for each in checked
        ],
    }
