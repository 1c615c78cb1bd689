"""Record that something happened: which kind of event, when, and what its clocks need to know."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from textual.content import Content
from textual.screen import Screen

from cop_tui.domain.law import EventKind
from cop_tui.domain.register import Event
from cop_tui.services import signing
from cop_tui.services.session import Session
from cop_tui.tui.moments import HINT, describe_moment, moment_text, parse_moment
from cop_tui.tui.screens.form import FormScreen
from cop_tui.tui.screens.pick import Choice, PickScreen
from cop_tui.tui.widgets.form import FieldCheck, Spec
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED

DAYS_MAX = 3650


def clock_now(session: Session) -> datetime:
    """The moment, on the session's day."""
    return datetime.combine(session.today, datetime.now().time()).astimezone()


def record_event(screen: Screen[Any], session: Session, done: Callable[[str], Any], wanted: str = "") -> None:
    """Ask for the kind of event, then for the event; `done` gets its id. `wanted` is a kind to begin with."""
    kinds = {kind.id: kind for kind in session.pack.events if kind.recordable}
    if wanted in kinds:
        _ask(screen, session, kinds[wanted], None, done)
        return

    def chosen(keys: tuple[str, ...] | None) -> None:
        if keys:
            _ask(screen, session, kinds[keys[0]], None, done)

    screen.app.push_screen(PickScreen("What happened?", _choices(kinds.values())), chosen)


def change_event(screen: Screen[Any], session: Session, key: str, done: Callable[[str], Any]) -> None:
    """Ask for the fields of an event that is recorded; its kind stays."""
    event = session.register.events[key]
    kind = session.pack.event_index.get(event.kind) or EventKind(id=event.kind, title=event.kind, meaning="")
    _ask(screen, session, kind, key, done)


def _choices(kinds: Collection[EventKind]) -> list[Choice]:
    """Titles, and in a column beside them the ids that files and the command line know."""
    longest = max((len(kind.title) for kind in kinds), default=0)
    found = []
    for kind in kinds:
        words = " ".join((kind.title, kind.id, kind.meaning, *kind.categories.values()))
        line = Content.assemble(plain(kind.title.ljust(longest)), (f"  {kind.id}", MUTED))
        found.append(Choice(kind.id, line, words.casefold(), kind.meaning))
    return found


def _ask(screen: Screen[Any], session: Session, kind: EventKind, key: str | None, done: Callable[[str], Any]) -> None:
    event = session.register.events[key] if key is not None else None
    made: list[str] = []

    def keep(values: Mapping[str, str]) -> None:
        fields = _fields(session, values)
        if key is None:
            made.append(signing.add_event(session, kind.id, **fields))
        else:
            if event is not None and values["note"] == _one_line(event.note):
                del fields["note"]  # it may have more lines than the field shows
            signing.edit_event(session, key, **fields)
            made.append(key)

    form = FormScreen(session, kind.title, _specs(session, kind, event), keep, intro=kind.meaning)
    screen.app.push_screen(form, lambda kept: done(made[0]) if kept else None)


def _specs(session: Session, kind: EventKind, event: Event | None) -> tuple[Spec, ...]:
    specs = [
        Spec("at", "When", moment_text(event.at) if event else "now", check=_moment_check(session), required=HINT,
             placeholder="now, yesterday 9:00, 2026-11-20 14:30")
    ]  # fmt: skip
    if kind.categories:
        specs.append(
            Spec(
                "category",
                "Category",
                event.category if event else "",
                choices=tuple(kind.categories.items()),
                check=lambda text, _: kind.categories[text],
            )
        )
    if kind.about or (event and event.about):
        used = tuple(dict.fromkeys(e.about for e in session.register.events.values() if e.about))
        specs.append(Spec("about", "About", event.about if event else "", suggestions=used,
                          placeholder="a name that tells it from others", long=True))  # fmt: skip
    if kind.takes_days or (event and event.days is not None):
        days = "" if event is None or event.days is None else str(event.days)
        specs.append(Spec("days", "Days", days, check=_days_check, placeholder="the period that the request sets"))
    specs.append(Spec("note", "Note", _one_line(event.note) if event else "", placeholder="or empty", long=True))
    return tuple(specs)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _moment_check(session: Session) -> FieldCheck:
    return lambda text, _: describe_moment(parse_moment(text, clock_now(session)), session.today)


def _days_check(text: str, values: Mapping[str, str]) -> str:
    if not text.isascii() or not text.isdigit() or int(text) > DAYS_MAX:
        raise ValueError(f"A whole number of days, {DAYS_MAX} at most.")
    return f"{int(text)} days from the day above"


def _fields(session: Session, values: Mapping[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {k: v for k, v in values.items() if k in ("category", "about", "note")}
    fields["at"] = parse_moment(values["at"], clock_now(session))
    if "days" in values:
        fields["days"] = int(values["days"]) if values["days"] else None
    return fields
