"""A calculation as a table: what a line is, how it is reckoned, what comes out, where that is laid down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from textual.content import Content

from cop_tui.domain.explain import Step
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED, Row

TABLE_FROM: Final = 84
"""Cells from which on the four parts stand in columns; below it they stand under each other."""
GAP: Final = 2
SAME: Final = "as above"


@dataclass(frozen=True, slots=True)
class StepRow(Row):
    """One line of a calculation in four columns, each wrapped in its own; under each other where it is narrow."""

    cells: tuple[Content, Content, Content, Content] = (Content(), Content(), Content(), Content())

    def lines(self, width: int) -> list[Content]:
        if width < TABLE_FROM:
            return self._stacked(width)
        widths = columns(width)
        wrapped = [cell.wrap(room) or [Content()] for cell, room in zip(self.cells, widths, strict=True)]
        height = max(map(len, wrapped))
        made = []
        for n in range(height):
            parts = [part[n] if n < len(part) else Content() for part in wrapped]
            padded = [p.pad_right(max(room - p.cell_length, 0)) for p, room in zip(parts, widths, strict=True)]
            made.append(Content(" " * GAP).join(padded))
        return made

    def _stacked(self, width: int) -> list[Content]:
        label, calculation, result, source = self.cells
        head = Content.assemble(label, "  ", result) if label else result
        made = list(head.wrap(max(width, 4)))
        for part in (calculation, source):
            if part and part.plain != SAME:
                made += [Content("  ") + line for line in part.wrap(max(width - 2, 4))]
        return made


def columns(width: int) -> tuple[int, int, int, int]:
    """The cells of the four columns in a table of that width."""
    room = width - 3 * GAP
    label, result, source = room * 26 // 100, room * 18 // 100, room * 22 // 100
    return label, room - label - result - source, result, source


def head_row() -> StepRow:
    """The titles of the columns."""
    return StepRow(cells=tuple(Content.styled(word, MUTED) for word in ("What", "Calculation", "Result", "Source")))  # type: ignore[arg-type]


def step_rows(steps: Iterable[Step]) -> list[Row]:
    """The lines of a calculation; a source that is that of the line above is not written out again."""
    rows: list[Row] = []
    above = ""
    for step in steps:
        source = SAME if step.source == above else step.source
        above = step.source
        result = plain(step.result).stylize("bold")
        rows.append(StepRow(cells=(plain(step.label), plain(step.calculation), result, plain(source).stylize(MUTED))))
    return rows
