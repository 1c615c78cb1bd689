"""`list`: the assessments of the file. What it imports at once is little, so that the usual list is there at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cop_tui.cli.diagnostics import say
from cop_tui.cli.options import chosen_file, command, is_there, json_option
from cop_tui.store.ahead import Ahead

if TYPE_CHECKING:
    from cop_tui.services.library import Library

TELL_FROM: Final = 30
"""Assessments without kept figures from which on the list says why it takes a moment."""


@command("list")
@click.option("--bin", "of_bin", is_flag=True, help="List what is in the bin instead.")
@json_option
def list_command(ctx: click.Context, of_bin: bool, as_json: bool) -> None:
    """List the assessments of the file with readiness and number of gaps."""
    path = chosen_file(ctx)
    ahead = Ahead(path)  # all of the file is read for that, while the rest is imported here
    from cop_tui.cli.output import emit, emit_json
    from cop_tui.cli.pages_list import bin_page, list_page

    rows = None if of_bin else _glanced(path, ahead)
    if rows is None:
        rows = _read(ctx, path, of_bin, ahead)
    if as_json:
        emit_json(rows)
    elif of_bin:
        bin_page(rows).show()
    elif rows:
        list_page(rows).show()
    else:
        emit("No assessments yet.")
        say("`cop-tui new NAME` makes one; `cop-tui demo` shows a filled one.")


def _glanced(path: Path, ahead: Ahead) -> list[dict[str, Any]] | None:
    """The list where all of it is kept: a quarter of the processor time that opening the library takes.

    None where it is not. Raises StoreError for a file that is not sound.
    """
    from cop_tui.services.glance import glance
    from cop_tui.services.listed import glance_view

    found = glance(path, date.today())
    rows = None if found is None else glance_view(found)
    if rows is not None:
        ahead.version()
    return rows


def _read(ctx: click.Context, path: Path, of_bin: bool, ahead: Ahead) -> list[dict[str, Any]]:
    if not is_there(path):
        return []
    from cop_tui.cli.files import opened
    from cop_tui.services.bin import bin_view

    with opened(ctx, ahead=ahead) as file:
        return bin_view(file.library.repository) if of_bin else _listed(file.library)


def _listed(library: Library) -> list[dict[str, Any]]:
    from cop_tui.cli.output import counted
    from cop_tui.services.views import list_view

    missing = len(library.records()) - len(library.known_figures())
    if missing > TELL_FROM:
        say(f"Working out the figures of {counted(missing, 'assessment')}; the next list has them at once.")
    return list_view(library)
