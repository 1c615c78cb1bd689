"""Lines that stand in groups, each group under a line that heads it and folds it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from cop_tui.tui.widgets.gap_table import Line
from cop_tui.tui.widgets.prose import MUTED, para

GROUP: Final = "group:"
"""How the keys of lines begin that head a group, and the tags of those that stand in one."""


def grouped(
    name: str, title: str, words: str, lines: Iterable[Line], *, at: int, width: int, closed: bool, use_ascii: bool
) -> Iterator[Line]:
    """The head of a group, then its lines; nothing for an empty one.

    `title` and `words` stand in column `at` of `width`. A filter leaves heads out and finds what is folded.
    """
    inside = [replace(line, tags=(*line.tags, f"{GROUP}{name}")) for line in lines]
    if not inside:
        return
    sign = (">" if closed else "v") if use_ascii else ("▸" if closed else "▾")
    cells = [""] * width
    cells[at] = f"{sign} {title}  {words}".rstrip()
    what = "What is in it is folded away." if closed else "What is in it stands below."
    yield Line(f"{GROUP}{name}", tuple(cells), "", (para(title, "bold"), para(what, MUTED)), (), True)
    yield from inside


def group_of(line: Line) -> str | None:
    """The group that a line stands in; None for a head and for a line without one."""
    return next((tag.removeprefix(GROUP) for tag in line.tags if tag.startswith(GROUP)), None)
