"""`report`: write reports of an assessment."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from cop_tui.cli.diagnostics import say
from cop_tui.cli.files import opened
from cop_tui.cli.options import command, json_option, look_argument
from cop_tui.cli.output import counted, emit, emit_json
from cop_tui.errors import InputError
from cop_tui.services.looks import look
from cop_tui.services.places import export_folder
from cop_tui.services.reporting import AUDIENCES, ReportRequest, formats, write_reports


@command("report")
@look_argument
@click.option("--format", "names", metavar="LIST", default="md", show_default=True,
              help="Formats, with commas between them: html, md, json, csv, ics.")  # fmt: skip
@click.option("--audience", type=click.Choice(AUDIENCES), default="internal", show_default=True,
              help="For whom the report is written.")  # fmt: skip
@click.option("--output", metavar="DIR", help="Folder to write to; else ./exports if there is one, else cop-tui in "
              "your documents.")  # fmt: skip
@click.option("--no-notes", is_flag=True, help="Leave out notes.")
@click.option("--no-evidence", is_flag=True, help="Leave out evidence.")
@click.option("--force", is_flag=True, help="Replace reports that are there.")
@json_option
def report(
    ctx: click.Context,
    ref: str,
    names: str,
    audience: str,
    output: str | None,
    no_notes: bool,
    no_evidence: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Write reports of an assessment, a baseline or an earlier day, and print the paths written."""
    request = ReportRequest(
        formats=chosen_formats(names),
        audience=audience,
        folder=export_folder(output),
        notes=not no_notes,
        evidence=not no_evidence,
        force=force,
    )
    with opened(ctx) as file:
        paths = write_reports(look(file.library, ref), request, library=file.library)
    tell(paths, as_json=as_json)


def chosen_formats(names: str) -> tuple[str, ...]:
    """The formats that a list such as `md,html` names. Raises InputError naming all that are unknown."""
    known = [f.name for f in formats()]
    wanted = tuple(dict.fromkeys(part.strip().lower() for part in names.split(",") if part.strip()))
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        near = [n for name in unknown for n in difflib.get_close_matches(name, known, n=1)]
        what = ", ".join(f"'{name[:40]}'" for name in unknown) or "nothing"
        meant = f" Did you mean {', '.join(near)}?" if near else ""
        raise InputError(f"--format: {what} is no format of a report.{meant}", f"Allowed are {', '.join(known)}.")
    return wanted


def tell(paths: tuple[Path, ...], *, as_json: bool = False) -> None:
    """Print the paths written, one in a line."""
    if as_json:
        emit_json({"files": [str(path) for path in paths]})
        return
    for path in paths:
        emit(str(path))
    say(f"{counted(len(paths), 'file')} written.")
