"""Events, accounts of other means and sign-offs of an open assessment; every call is one step to undo."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from cop_tui.domain.register import Account, Event, SignOff
from cop_tui.domain.snapshot import chapter_hash
from cop_tui.errors import InputError, NotFoundError
from cop_tui.services.entries import changed, held, made
from cop_tui.services.session import Session
from cop_tui.store.records import new_entry_id


def add_event(session: Session, kind: str, at: datetime, **fields: Any) -> str:
    """Record that something happened and return the event's id. Raises InputError for an unknown kind."""
    event = _checked_event(session, made(Event, kind=kind, at=at, **fields))
    key = new_entry_id("event")
    session.change_entries(f"{key}: {event.kind} recorded", {("event", key): event})
    return key


def edit_event(session: Session, event: str, **fields: Any) -> None:
    """Correct a recorded event."""
    entry = held(session.register.events, event, "event")
    session.change_entries(f"{event}: changed", {("event", event): _checked_event(session, changed(entry, **fields))})


def remove_event(session: Session, event: str) -> None:
    """Take back an event that was recorded by mistake; its history stays."""
    held(session.register.events, event, "event")
    session.change_entries(f"{event}: removed", {("event", event): None})


def write_account(session: Session, obligation: str, text: str, author: str = "") -> None:
    """Write down the alternative adequate means for a duty; empty text takes the account away.

    Raises NotFoundError for a duty that the pack does not have.
    """
    if obligation not in session.pack.obligation_index:
        raise NotFoundError(f"there is no obligation {obligation}", "`cop-tui obligations ID` lists them.")
    account = made(Account, text=text, author=author or session.author)
    after = account if account.text else None
    session.change_entries(f"{obligation}: other means", {("account", obligation): after})


def sign_off(session: Session, chapter: str, *, name: str, role: str, statement: str, day: date | None = None) -> None:
    """Sign a chapter as it stands now. Raises NotFoundError for an unknown chapter, InputError without a name."""
    _known_chapter(session, chapter)
    signed = made(
        SignOff,
        name=name,
        role=role,
        statement=statement,
        day=day or session.today,
        content=chapter_hash(session.pack, session.snapshot(), chapter),
    )
    session.change_entries(f"{chapter}: signed off", {("signoff", chapter): signed})


def revoke_sign_off(session: Session, chapter: str) -> None:
    """Take a sign-off back; its history stays."""
    _known_chapter(session, chapter)
    session.change_entries(f"{chapter}: sign-off taken back", {("signoff", chapter): None})


def _known_chapter(session: Session, chapter: str) -> None:
    known = [c.id for c in session.pack.chapters]
    if chapter not in known:
        raise NotFoundError(f"there is no chapter {chapter}", f"Chapters: {', '.join(known)}.")


def _checked_event(session: Session, event: Event) -> Event:
    kinds = {kind.id: kind for kind in session.pack.events if kind.recordable}
    found = kinds.get(event.kind)
    if found is None:
        raise InputError(f"there is no kind of event called {event.kind}", f"Kinds: {', '.join(kinds)}.")
    choices = list(found.categories)
    if event.category and event.category not in choices:
        allowed = f"Categories: {', '.join(choices)}." if choices else "This kind of event has none."
        raise InputError(f"{event.kind} has no category {event.category}", allowed)
    if choices and not event.category:
        raise InputError(f"{event.kind} needs a category", f"Categories: {', '.join(choices)}.")
    return event
