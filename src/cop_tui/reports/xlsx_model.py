"""What a sheet of the XLSX file is made from: a table with its columns, cells in their own types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from cop_tui.reports.model import Part

Value = str | int | float | date | datetime | None
Kind = Literal["text", "day", "instant", "number", "share"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width in characters, what its cells hold.

    `fill` marks what a person may fill in, `allowed` the words that may stand there. `part` is the part of a report
    without which the column is not there.
    """

    head: str
    width: int
    kind: Kind = "text"
    fill: bool = False
    allowed: tuple[str, ...] = ()
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name, what it holds in a sentence, its columns and rows; `fixed` columns stay when scrolling."""

    name: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    fixed: int = 1
