"""The actions of an open assessment: what somebody does about gaps; every call is one step that can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cop_tui.domain.answers import Answer, State
from cop_tui.domain.register import Action, ActionStatus
from cop_tui.errors import InputError
from cop_tui.services.entries import changed, count, find, held, made
from cop_tui.services.session import Session
from cop_tui.store.records import new_entry_id


def find_action(session: Session, ref: str) -> str:
    """An action's id from its id, the beginning of it, or its exact words. Raises NotFoundError, AmbiguousError."""
    return find(session.register.actions, ref, "action", lambda action: action.what)


def proposed_action(session: Session, criteria: Iterable[str]) -> Action:
    """An action that closes these gaps, with what their answers already say about owner, day and effort."""
    wanted = tuple(criteria)
    first = session.criterion(wanted[0])
    answer = session.answer(first.id)
    others = f" and {count(len(wanted) - 1, 'more')}" if len(wanted) > 1 else ""
    return made(
        Action,
        what=f"Close {first.id}: {first.short}{others}",
        criteria=wanted,
        owner=answer.owner,
        due=answer.due,
        effort=answer.effort or first.effort,
    )


def add_action(session: Session, action: Action) -> str:
    """Keep an action and return its id. Raises NotFoundError for a criterion that the pack does not have."""
    for criterion in action.criteria:
        session.criterion(criterion)
    key = new_entry_id("action")
    session.change_entries(f"{key}: action added", {("action", key): action})
    return key


def edit_action(session: Session, action: str, **fields: Any) -> None:
    """Change fields of an action. Raises NotFoundError, InputError."""
    entry = held(session.register.actions, action, "action")
    for criterion in fields.get("criteria", ()):
        session.criterion(criterion)
    session.change_entries(f"{action}: changed", {("action", action): changed(entry, **fields)})


def finish_action(session: Session, action: str, states: Mapping[str, State], reason: str = "") -> None:
    """Mark an action as done and give its criteria their new states, as one step.

    `reason` is the written reason for the states that need one. Raises InputError if a criterion of the action is left
    out of `states` or a needed reason is missing.
    """
    entry = held(session.register.actions, action, "action")
    missing = [c for c in entry.criteria if c not in states]
    if missing:
        raise InputError(
            f"What is the state of {', '.join(missing)} now?", "An action is done when its criteria say so."
        )
    kept = session.kept()
    answers = {
        c: kept.get(c, Answer()).changed(state=state, **({"reason": reason} if reason and state.needs_reason else {}))
        for c, state in states.items()
    }
    after = changed(entry, status=ActionStatus.DONE, ended_on=session.today)
    session.change_entries(f"{action}: done", {("action", action): after}, answers)


def drop_action(session: Session, action: str, reason: str) -> None:
    """Give an action up, with the reason. Raises InputError without one."""
    entry = held(session.register.actions, action, "action")
    after = changed(entry, status=ActionStatus.DROPPED, ended_on=session.today, reason=reason)
    session.change_entries(f"{action}: dropped", {("action", action): after})


def move_action(session: Session, action: str, status: ActionStatus) -> None:
    """Open an action again or say that work on it has begun."""
    entry = held(session.register.actions, action, "action")
    if status.ended:
        raise InputError("An action ends by being done or dropped.")
    after = changed(entry, status=status, ended_on=None, reason="")
    session.change_entries(f"{action}: {status}", {("action", action): after})
