"""`event`: what happened that starts or stops a clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import click

from cop_tui.cli import fields, pages_registers
from cop_tui.cli.criteria import known_event, known_event_kind
from cop_tui.cli.diagnostics import say
from cop_tui.cli.files import opened
from cop_tui.cli.options import command, db_option, id_argument, json_option, look_argument
from cop_tui.cli.output import Page, counted, emit, emit_json
from cop_tui.cli.when import moment, shown
from cop_tui.domain.text import clean_line
from cop_tui.errors import InputError
from cop_tui.reports import shapes
from cop_tui.services import signing
from cop_tui.services.library import Packs
from cop_tui.services.looks import look
from cop_tui.services.session import Session
from cop_tui.services.views_registers import event_kinds_view, events_view

DAYS_MAX: Final = 3650


def _days(typed: str) -> int | None:
    """A number of days; empty for none."""
    text = clean_line(typed, 20)
    if not text:
        return None
    if not text.isdecimal() or int(text) > DAYS_MAX:
        raise ValueError(f"'{text}' is no number of days; allowed are 0 to {DAYS_MAX}")
    return int(text)


_READERS: Final = {
    "about": ("--about", fields.line),
    "category": ("--category", fields.line),
    "days": ("--days", _days),
    "note": ("--note", fields.text),
}
about_option = click.option("--about", metavar="TEXT", help="Which incident or request, where there are several.")
category_option = click.option("--category", metavar="C", help="Of what sort, where time limits differ by it.")
days_option = click.option("--days", metavar="N", help="The period in days that a request sets.")
note_option = click.option("--note", metavar="TEXT", help="A note.")


@click.group("event")
def event() -> None:
    """Record what happened that starts or stops a clock: model placed, Framework confirmed, incident known ...

    EVENT is the id of a recorded event or the beginning of it.
    """


@command("add", event)
@id_argument
@click.argument("kind", metavar="KIND")
@click.argument("when", metavar="WHEN")
@about_option
@category_option
@days_option
@note_option
@json_option
def add(ctx: click.Context, ref: str, kind: str, when: str, as_json: bool, **given: Any) -> None:
    """Record that something happened and print the event's id.

    KIND is one of `event kinds`. WHEN is a day, a day with a time (2026-11-20T14:30, '2026-11-20 14:30+01:00'), or
    now. Without an offset from UTC the time is that of this machine; a mere day begins at 00:00. Time limits count
    from the calendar day.
    """
    said = fields.read({k: v for k, v in given.items() if v != ""}, _READERS)
    at, assumed = moment(when, datetime.now().astimezone())
    with opened(ctx) as file:
        session = file.library.open(ref)
        known = known_event_kind(session.pack, kind)
        if known.takes_days and said.get("days") is None:
            say(f"{known.title}: without --days its period is not known, and no day can be counted.")
        before = {(duty.id, duty.day) for duty in session.deadlines}
        key = file.store(session, lambda: signing.add_event(session, known.id, at, **said), known.title)
        entry = session.register.events[key]
        emit_json(shapes.event(key, entry, session.pack)) if as_json else emit(key)
        new = [d for d in session.deadlines if d.day is not None and (d.id, d.day) not in before]
    say(f"Saved: {known.title} at {shown(at)}.{' ' + assumed if assumed else ''}")
    if at > datetime.now(at.tzinfo):
        say("That is still to come; an event is what has happened.")
    if new:
        days = "; ".join(f"{d.day} {d.title}" for d in new[:5])
        say(f"{counted(len(new), 'day follows', 'days follow')} from it: {days}{' ...' if len(new) > 5 else ''}.")


@command("list", event)
@look_argument
@json_option
def list_command(ctx: click.Context, ref: str, as_json: bool) -> None:
    """List the recorded events, the latest first."""
    with opened(ctx) as file:
        seen = look(file.library, ref)
        if as_json:
            emit_json(events_view(seen, seen.standing.register.events))
        else:
            pages_registers.events(seen).show()


@event.command("kinds")
@click.argument("ref", metavar="[ID]", required=False)
@db_option
@json_option
@click.pass_context
def kinds(ctx: click.Context, ref: str | None, as_json: bool) -> None:
    """List the kinds of events with what they mean; with ID those of that assessment's questionnaire."""
    if ref is None:
        pack = Packs().newest()
    else:
        with opened(ctx) as file:
            pack = look(file.library, ref).standing.pack
    if as_json:
        emit_json(event_kinds_view(pack))
    else:
        pages_registers.event_kinds(kind for kind in pack.events if kind.recordable).show()


@command("edit", event)
@id_argument
@click.argument("event_ref", metavar="EVENT")
@click.option("--when", metavar="WHEN", help="When it happened, as for `event add`.")
@about_option
@category_option
@days_option
@note_option
@json_option
def edit(ctx: click.Context, ref: str, event_ref: str, when: str | None, as_json: bool, **given: Any) -> None:
    """Correct a recorded event; days that were counted from it move. An empty text removes it."""
    said = fields.read(given, _READERS)
    assumed = ""
    if when is not None:
        said["at"], assumed = moment(when, datetime.now().astimezone())
    if not said:
        raise InputError("Nothing to change was given.", "`cop-tui event edit --help` names the options.")
    with opened(ctx) as file:
        session = file.library.open(ref)
        key = known_event(session, event_ref)
        file.store(session, lambda: signing.edit_event(session, key, **said), key)
        _show(session, key, as_json)
    say(f"Saved.{' ' + assumed if assumed else ''}")


@command("remove", event)
@id_argument
@click.argument("event_ref", metavar="EVENT")
def remove(ctx: click.Context, ref: str, event_ref: str) -> None:
    """Take back an event that was recorded by mistake; its history stays."""
    with opened(ctx) as file:
        session = file.library.open(ref)
        key = known_event(session, event_ref)
        file.store(session, lambda: signing.remove_event(session, key), key)
    say(f"Saved: {key} is taken back.")


def _show(session: Session, key: str, as_json: bool) -> None:
    held = session.register.events[key]
    if as_json:
        emit_json(shapes.event(key, held, session.pack))
        return
    page = Page()
    pages_registers.add_event(page, session, key, held)
    page.show()
