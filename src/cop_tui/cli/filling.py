"""`answer --from`: take many answers from a sheet."""

from __future__ import annotations

from pathlib import Path

import click

from cop_tui.cli.diagnostics import say
from cop_tui.cli.files import opened
from cop_tui.cli.output import counted, emit, emit_json
from cop_tui.services.filling import Filled, fill_in
from cop_tui.services.sheets import read_sheet


def from_sheet(ctx: click.Context, ref: str, path: Path, *, as_json: bool = False) -> None:
    """Fill an assessment in from a sheet and say what changed. Raises InputError; then nothing is stored."""
    with opened(ctx) as file:
        session = file.library.open(ref)
        sheet = read_sheet(path.expanduser())
        filled = file.store(session, lambda: fill_in(session, sheet), "The assessment")
    for warning in filled.warnings:
        say(f"{warning}.")
    if as_json:
        emit_json(_view(filled))
    else:
        emit(_summary(filled))
    say("Saved." if filled.changed else "Nothing had to be stored.")


def _summary(filled: Filled) -> str:
    words = f"{len(filled.changed)} changed, {len(filled.same)} the same"
    new = f"; {counted(len(filled.registered), 'piece')} of evidence registered" if filled.registered else ""
    return f"{words}{new}."


def _view(filled: Filled) -> dict[str, list[str]]:
    return {
        "changed": list(filled.changed),
        "same": list(filled.same),
        "registered": list(filled.registered),
        "warnings": list(filled.warnings),
    }
