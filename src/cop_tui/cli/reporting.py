"""`report`: write reports of an assessment."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

from cop_tui.cli.diagnostics import say
from cop_tui.cli.files import opened
from cop_tui.cli.options import command, json_option, look_argument
from cop_tui.cli.output import counted, emit, emit_json
from cop_tui.errors import InputError
from cop_tui.services.looks import look
from cop_tui.services.places import export_folder
from cop_tui.services.reporting import AUDIENCES, ReportRequest, formats, hidden_from, write_reports

USUAL: Final = "md"


@command("report")
@look_argument
@click.option("--format", "names", metavar="LIST",
              help="Formats, with commas between them: html, md, pdf, docx, xlsx, csv, json, yaml, ics, oscal, "
              f"oscal-catalog, oscal-poam.  [default: {USUAL}]")  # fmt: skip
@click.option("--all", "everything", metavar="DIR", help="Write every format to this folder.")
@click.option("--audience", type=click.Choice(AUDIENCES), default="internal", show_default=True,
              help="For whom: internal (all), board (summary, obligations, plan), ai-office (answers, evidence, "
              "alternative means; nothing internal), custom (what the switches below leave).")  # fmt: skip
@click.option("--output", metavar="DIR", help="Folder to write to; else ./exports if there is one, else cop-tui in "
              "your documents.")  # fmt: skip
@click.option("--notes/--no-notes", default=None, help="With or without notes.")
@click.option("--evidence/--no-evidence", default=None, help="With or without references to evidence.")
@click.option("--owners/--no-owners", default=None, help="With or without owners.")
@click.option("--history/--no-history", default=None, help="With or without who answered when, sign-offs, baselines.")
@click.option("--template", metavar="FILE", type=click.Path(path_type=Path),
              help="A document whose styles are used, for docx.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace reports that are there.")
@json_option
def report(
    ctx: click.Context,
    ref: str,
    names: str | None,
    everything: str | None,
    audience: str,
    output: str | None,
    template: Path | None,
    force: bool,
    as_json: bool,
    **switches: bool | None,
) -> None:
    """Write reports of an assessment, a baseline or an earlier day, and print the paths written.

    Files are called after the assessment and its day: atlas-2026_gap-report_2026-11-22.html. What an audience is not
    shown is in none of its files; the first page says what was left out.
    """
    if everything is not None and (names is not None or output is not None):
        raise InputError("--all names the folder and takes every format.", "Leave out --format and --output.")
    _allowed(audience, switches)
    request = ReportRequest(
        formats=every_format() if everything is not None else chosen_formats(names or USUAL),
        audience=audience,
        folder=export_folder(everything or output),
        force=force,
        template=template,
        **{name: on is not False for name, on in switches.items()},
    )
    with opened(ctx) as file:
        paths = write_reports(look(file.library, ref), request, teller(), file.library)
    tell(paths, as_json=as_json)


def _allowed(audience: str, switches: dict[str, bool | None]) -> None:
    """A switch may leave out more, never show what the audience may not see. Raises InputError."""
    hidden = [name for name, on in switches.items() if on and name in hidden_from(audience)]
    if hidden:
        raise InputError(
            f"--{hidden[0]}: the audience {audience} is not shown {hidden[0]}.",
            "Use --audience custom and leave out what its readers should not see.",
        )


def every_format() -> tuple[str, ...]:
    """The formats that work here; the others are named on stderr, with what they need."""
    known = formats()
    for found in known:
        if found.lacks:
            say(f"Without {found.name}: it needs pip install 'cop-tui[{found.lacks}]'.")
    return tuple(f.name for f in known if not f.lacks)


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


def teller() -> Callable[[str, int, int], None] | None:
    """Tells of each step where somebody watches; None where stderr is no terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        return None
    return lambda words, done, total: say(f"[{'#' * done}{'.' * (total - done)}] {words}")


def tell(paths: tuple[Path, ...], *, as_json: bool = False) -> None:
    """Print the paths written, one in a line."""
    if as_json:
        emit_json({"files": [str(path) for path in paths]})
        return
    for path in paths:
        emit(str(path))
    say(f"{counted(len(paths), 'file')} written.")
