"""The dates that a team gives itself: when evidence expires, actions and answers are due."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date

from cop_tui.domain.answers import Answer, State
from cop_tui.domain.dated import DatedDuty, status_on
from cop_tui.domain.pack import Pack
from cop_tui.domain.register import CLAIMING, Action, ActionStatus, Piece, PieceStatus, Register
from cop_tui.domain.scoping import Scope

_SETTLED = (State.IMPLEMENTED, State.ALTERNATIVE, State.NOT_APPLICABLE)


def own_dates(
    pack: Pack, scope: Scope, answers: Mapping[str, Answer], register: Register, today: date
) -> Iterator[DatedDuty]:
    """Evidence expiry, action due dates and due dates of answers. `answers` are resolved (`Register.resolve_all`)."""
    asked = {c: a for c, a in answers.items() if c in pack.criterion_index and scope.asked(c)}
    for key, piece in register.evidence.items():
        if piece.valid_until is not None and piece.status is not PieceStatus.WITHDRAWN:
            yield _piece(key, piece, piece.valid_until, asked, register, today)
    yield from _cited(asked, today)
    for key, action in register.actions.items():
        if action.due is not None and action.status is not ActionStatus.DROPPED:
            yield _action(key, action, action.due, today)
    for key, answer in asked.items():
        if answer.due is not None:
            yield _answer(pack, key, answer, answer.due, today)


def _bare(asked: Mapping[str, Answer], criteria: tuple[str, ...], today: date) -> tuple[str, ...]:
    """Those that claim credit and have no valid evidence on that day."""
    return tuple(c for c in criteria if asked[c].state in CLAIMING and not asked[c].has_valid_evidence(today))


def _piece(
    key: str, piece: Piece, day: date, asked: Mapping[str, Answer], register: Register, today: date
) -> DatedDuty:
    criteria = register.citing(asked, key)
    return _expiry(f"evidence:{key}", piece.title, day, criteria, _bare(asked, criteria, today), piece.owner, today)


def _cited(asked: Mapping[str, Answer], today: date) -> Iterator[DatedDuty]:
    """Expiry of evidence that is cited with answers and not registered; the same citation once."""
    found: dict[tuple[str, date], list[str]] = {}
    for key, answer in asked.items():
        for item in answer.evidence:
            if not item.piece and item.valid_until is not None and not item.withdrawn:
                found.setdefault((item.reference, item.valid_until), []).append(key)
    for (reference, day), criteria in found.items():
        mark = hashlib.sha256(f"{day}\n{reference}".encode()).hexdigest()[:12]
        names = tuple(dict.fromkeys(criteria))
        owner = ", ".join(sorted({asked[c].owner for c in names} - {""}))
        yield _expiry(f"evidence:{mark}", reference, day, names, _bare(asked, names, today), owner, today)


def _expiry(
    key: str, title: str, day: date, criteria: tuple[str, ...], bare: tuple[str, ...], owner: str, today: date
) -> DatedDuty:
    """Overdue once it has expired and left a criterion without proof; otherwise a date to know."""
    expired = day < today
    used = bool(bare) if expired else bool(criteria)
    because = f"Its last day of validity is {day}."
    if expired and bare:
        because += f" Without proof since: {', '.join(bare)}."
    elif expired:
        because += " Nothing that is claimed rests on it alone."
    return DatedDuty(
        id=key,
        title=f"Evidence expires: {title}",
        day=day,
        days=(day - today).days,
        status=status_on(day, today, informs=not used),
        kind="evidence",
        strength="own",
        pointer="",
        because=because,
        criteria=criteria,
        owner=owner,
    )


def _action(key: str, action: Action, day: date, today: date) -> DatedDuty:
    done = action.status.ended
    return DatedDuty(
        id=f"action:{key}",
        title=action.what,
        day=day,
        days=(day - today).days,
        status=status_on(day, today, done=done),
        kind="action",
        strength="own",
        pointer="",
        because=f"Done on {action.ended_on}." if done else "The action's own due date.",
        criteria=action.criteria,
        owner=action.owner,
    )


def _answer(pack: Pack, key: str, answer: Answer, day: date, today: date) -> DatedDuty:
    criterion = pack.criterion_index[key]
    state = "not answered" if answer.state is None else str(answer.state)
    return DatedDuty(
        id=f"answer:{key}",
        title=criterion.short,
        day=day,
        days=(day - today).days,
        status=status_on(day, today, done=answer.state in _SETTLED),
        kind="answer",
        strength="own",
        pointer=criterion.pointer,
        because=f"The team's own due date for {key}, which is {state}.",
        criteria=(key,),
        obligations=criterion.obligations,
        owner=answer.owner,
        confidence="high",
    )
