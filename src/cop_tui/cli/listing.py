"""`list`: the assessments of the file. What it imports at once is little, so that the usual list is there at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from rich.cells import cell_len, set_cell_size

from cop_tui.cli.diagnostics import say
from cop_tui.cli.options import chosen_file, command, json_option
from cop_tui.cli.output import GAP, Page, counted, emit, emit_json
from cop_tui.domain.readiness import Readiness
from cop_tui.services.glance import glance
from cop_tui.services.listed import glance_view
from cop_tui.store.database import inspect

if TYPE_CHECKING:
    from cop_tui.services.library import Library

TELL_FROM: Final = 30
"""Assessments without kept figures from which on the list says why it takes a moment."""
LEAST_TITLE: Final = 12
"""Characters of a title of which at least so many are shown, or none."""


@command("list")
@click.option("--bin", "of_bin", is_flag=True, help="List what is in the bin instead.")
@json_option
def list_command(ctx: click.Context, of_bin: bool, as_json: bool) -> None:
    """List the assessments of the file with readiness and number of gaps."""
    path = chosen_file(ctx)
    rows = None if of_bin else _glanced(path)
    if rows is None:
        rows = _read(ctx, path, of_bin)
    if as_json:
        emit_json(rows)
    elif of_bin:
        _bin_page(rows).show()
    elif rows:
        page(rows).show()
    else:
        emit("No assessments yet.")
        say("`cop-tui new NAME` makes one; `cop-tui demo` shows a filled one.")


def _glanced(path: Path) -> list[dict[str, Any]] | None:
    """The list where all of it is kept: a third of the processor time that opening the library takes (0.2 for 0.66 s).

    None where it is not. Raises StoreError for a file that is not sound.
    """
    found = glance(path, date.today())
    rows = None if found is None else glance_view(found)
    if rows is not None:
        inspect(path)
    return rows


def _read(ctx: click.Context, path: Path, of_bin: bool) -> list[dict[str, Any]]:
    from cop_tui.cli.files import is_there, opened
    from cop_tui.services.bin import bin_view

    if not is_there(path):
        return []
    with opened(ctx) as file:
        return bin_view(file.library.repository) if of_bin else _listed(file.library)


def _listed(library: Library) -> list[dict[str, Any]]:
    from cop_tui.services.views import list_view

    missing = len(library.records()) - len(library.known_figures())
    if missing > TELL_FROM:
        say(f"Working out the figures of {counted(missing, 'assessment')}; the next list has them at once.")
    return list_view(library)


def _bin_page(rows: list[dict[str, Any]]) -> Page:
    made = Page()
    if not rows:
        made.line("The bin is empty.")
        return made
    found = [
        (row["id"], row["name"], str(row["answers"]), row["deleted_at"][:10], row["deleted_by"], row["kept_until"])
        for row in rows
    ]
    made.table(("Id", "Name", "Answers", "Deleted", "By", "Kept at least until"), found, right=(2,))
    return made


def page(rows: Iterable[dict[str, Any]]) -> Page:
    """The list of assessments, with as much of the next duty's title as there is room for."""
    made = Page()
    head = ("Id", "Name", "Model", "Readiness", "Gaps", "Changed", "Next")
    found = [
        (
            row["id"],
            row["name"],
            row["model"] or "-",
            row["problem"] or Readiness(low=row["readiness"]["low"], high=row["readiness"]["high"]).words(),
            "-" if row["gaps"] is None else str(row["gaps"]),
            row["updated_at"][:10],
            row["next"],
        )
        for row in rows
    ]
    widths = [max(map(cell_len, column)) for column in zip(head[:-1], *(row[:-1] for row in found), strict=True)]
    room = made.columns - sum(widths) - len(GAP) * len(widths)
    made.table(head, [(*row[:-1], _next(row[-1], room)) for row in found], right=(4,))
    return made


def _next(following: dict[str, str] | None, room: int) -> str:
    """The day and the title of the next duty, cut where it does not fit; the day alone where little would be left."""
    if following is None:
        return "-"
    whole = f"{following['date']} {following['title']}"
    if cell_len(whole) <= room:
        return whole
    if room < len(following["date"]) + LEAST_TITLE:
        return following["date"]
    return set_cell_size(whole, room - 1).rstrip() + "…"
