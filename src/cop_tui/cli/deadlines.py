"""`deadlines`: every dated duty, and the same as a calendar file."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from cop_tui.cli import pages_detail
from cop_tui.cli.diagnostics import say
from cop_tui.cli.files import opened
from cop_tui.cli.options import command, json_option, look_argument
from cop_tui.cli.output import counted, emit, emit_json
from cop_tui.errors import InputError
from cop_tui.reports.as_ics import LEFT_OUT, calendar
from cop_tui.services.files_out import write_file
from cop_tui.services.looks import Look, look
from cop_tui.services.views_registers import deadlines_view


@command("deadlines")
@look_argument
@click.option("--ics", "path", metavar="FILE", help="Write a calendar file that ordinary calendar programs import; "
              "importing it again updates what is there. - writes it to stdout.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace the calendar file if it is there.")
@click.option("--all", "everything", is_flag=True, help="Standing rules, dates that lie behind and what is done, too.")
@json_option
def deadlines(ctx: click.Context, ref: str, path: str | None, force: bool, everything: bool, as_json: bool) -> None:
    """Show every dated duty: overdue ones first, then by day, then what cannot be dated and what is missing for it.

    Days come from the facts, from recorded events, from evidence that runs out and from the team's own dates. Standing
    rules wait for an event that may never come, such as an incident; they, dates that lie behind and what is done are
    folded unless --all.
    """
    if path is None and force:
        raise InputError("--force belongs to --ics FILE.")
    if path is not None and as_json:
        raise InputError("--ics and --json both say what to write; give one of them.")
    with opened(ctx) as file:
        seen = look(file.library, ref)
        if path is not None:
            _write(seen, path, force)
        elif as_json:
            emit_json(deadlines_view(seen))
        else:
            pages_detail.deadlines(seen, everything=everything).show()
        found = seen.standing.deadlines
        late = sum(duty.status == "overdue" for duty in found)
        waits = any(w in seen.standing.pack.event_index for d in found if not d.standing for w in d.waits_for)
    if late:
        say(f"{counted(late, 'duty is', 'duties are')} overdue.")
    if waits and path is None:
        say("`cop-tui event add` records what days wait for; `cop-tui event kinds` lists it.")


def _write(seen: Look, path: str, force: bool) -> None:
    found = seen.standing.deadlines
    number = sum(duty.day is not None and duty.status not in LEFT_OUT for duty in found)
    content = calendar(seen.name, seen.record.id, found, stamp=datetime.now(UTC))
    if path == "-":
        text = content.decode("utf-8")
        # The format ends its lines with CR LF; a text stream may write them so by itself.
        emit(text.replace("\r\n", "\n") if os.linesep == "\r\n" else text, end="")
    else:
        emit(str(write_file(Path(path), content, force=force)))
    say(f"{counted(number, 'date')} written.")
