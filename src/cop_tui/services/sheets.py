"""Sheets of answers that come back filled in: CSV, XLSX, JSON or YAML to rows of text, whoever wrote the file.

The file is a stranger's: it is bounded in size and rows, nothing in it is run, and what is wrong with it is said all
at once with the row. `services.filling` puts the rows into an assessment.
"""

from __future__ import annotations

import difflib
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cop_tui.domain.text import clean_line
from cop_tui.errors import InputError, NotFoundError
from cop_tui.reports.sheet_cells import FIELDS, SHOWN

MAX_BYTES: Final = 20_000_000
MAX_ROWS: Final = 5_000
MAX_COLUMNS: Final = 200
CRITERION: Final = "criterion"
UPDATED: Final = "updated_at"
KINDS: Final = (".csv", ".xlsx", ".json", ".yaml", ".yml")
NOTHING: Final = "Nothing was stored."

_ALIASES: Final = {"checks": "checks_ticked"}
_REFUSED: Final = {
    ".xls": "an old Excel file", ".xlsm": "a workbook with macros", ".xlsb": "a binary workbook",
    ".ods": "an OpenDocument sheet", ".numbers": "a Numbers sheet", ".tsv": "a sheet with tabs",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetRow:
    """What a sheet says about one criterion: `where` it stands, and the text of its cells by column."""

    where: str
    criterion: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet in their order, and what a person should know about it."""

    rows: tuple[SheetRow, ...]
    warnings: tuple[str, ...] = field(default=())


def read_sheet(path: Path) -> Sheet:
    """Read a sheet of answers. Raises NotFoundError if there is none, InputError naming everything wrong with it."""
    name = clean_line(path.name, 100) or "the sheet"
    kind = path.suffix.lower()
    if kind not in KINDS:
        what = f" is {_REFUSED[kind]}" if kind in _REFUSED else " is no sheet that can be read"
        raise InputError(f"{name}{what}.", "Save it as XLSX or as CSV (UTF-8); JSON and YAML can be read too.")
    content = _content(path, name)
    if kind == ".csv":
        from cop_tui.services.sheet_csv import csv_rows

        return csv_rows(content, name)
    if kind == ".xlsx":
        from cop_tui.services.sheet_xlsx import xlsx_rows

        return xlsx_rows(content, name)
    from cop_tui.services.sheet_data import json_rows, yaml_rows

    return json_rows(content, name) if kind == ".json" else yaml_rows(path, name)


def columns(heads: Iterable[str], name: str) -> tuple[tuple[str | None, ...], tuple[str, ...]]:
    """The column that each head names (None: it is not read), and warnings about heads that nobody knows.

    Raises InputError if there is no column `criterion`, or one that is read twice.
    """
    found: list[str | None] = []
    warnings: list[str] = []
    for head in heads:
        shown = clean_line(head, 60)
        word = "_".join(shown.lower().replace("_", " ").split())
        word = _ALIASES.get(word, word)
        known = word in FIELDS or word in (CRITERION, UPDATED)
        if known and word in found:
            raise InputError(f"{name}: the column {word} is there twice.", NOTHING)
        found.append(word if known else None)
        if not known and word and word not in SHOWN:
            warnings.append(_unknown(shown, word))
    if CRITERION not in found:
        raise InputError(
            f"{name}: no column is called criterion.",
            f"The first row names the columns: criterion and any of {', '.join(FIELDS)}.",
        )
    return tuple(found), tuple(warnings)


def rows_of(
    table: Iterable[tuple[str, Iterable[str]]], heads: tuple[str | None, ...], problems: list[str]
) -> Iterator[SheetRow]:
    """The rows of a table that say something; `table` gives where each stands and its cells."""
    for number, (where, values) in enumerate(table, 1):
        cells = {head: value for head, value in zip(heads, values, strict=False) if head is not None}
        if number > MAX_ROWS:
            problems.append(f"{where}: there are more than {MAX_ROWS:,} rows; delete those that are empty")
            return
        criterion = cells.pop(CRITERION, "").strip()
        if criterion:
            yield SheetRow(where, criterion, cells)
        elif any(value.strip() for head, value in cells.items() if head != UPDATED):
            problems.append(f"{where}: names no criterion")


def refuse(problems: list[str], name: str) -> None:
    """Raise InputError naming all problems, if there are any."""
    if problems:
        raise InputError("\n".join(f"{name}: {problem}." for problem in problems), NOTHING)


def _content(path: Path, name: str) -> bytes:
    """The bytes of a file of a sensible size."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise InputError(f"{name} is no file.", "Give the path of a sheet of answers.")
        if found.st_size > MAX_BYTES:
            raise InputError(f"{name} is larger than {MAX_BYTES:,} bytes; a sheet of answers is far smaller.", NOTHING)
        with path.open("rb") as file:
            return file.read(MAX_BYTES)
    except FileNotFoundError:
        raise NotFoundError(f"There is no file {name}.", "Give the path of a sheet of answers.") from None
    except (OSError, ValueError) as error:
        reason = (error.strerror or "error") if isinstance(error, OSError) else "its name cannot be used"
        raise InputError(f"{name} cannot be read: {reason}.", NOTHING) from None


def _unknown(shown: str, word: str) -> str:
    near = difflib.get_close_matches(word, FIELDS, n=1, cutoff=0.7)
    return f"the column '{shown}' is not read{f'; did you mean {near[0]}?' if near else ''}"
