"""The list of assessments, and what is in the bin, as text for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from rich.cells import cell_len, set_cell_size

from cop_tui.cli.output import GAP, Page
from cop_tui.domain.readiness import Readiness

LEAST_TITLE: Final = 12
"""Characters of a title of which at least so many are shown, or none."""


def list_page(rows: Iterable[dict[str, Any]]) -> Page:
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


def bin_page(rows: list[dict[str, Any]]) -> Page:
    """What is in the bin, and until when it is kept at least."""
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
