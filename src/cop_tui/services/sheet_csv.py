"""CSV as people and spreadsheet programs write it: with commas or semicolons, with and without a byte order mark."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from cop_tui.errors import InputError
from cop_tui.reports.sheet_cells import unguarded
from cop_tui.services.sheets import CRITERION, MAX_COLUMNS, MAX_ROWS, NOTHING, Sheet, columns, refuse, rows_of

SEPARATORS: Final = (",", ";", "\t")
_SAVE_AS: Final = "Save it as CSV UTF-8, or as XLSX."
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")


def csv_rows(content: bytes, name: str) -> Sheet:
    """The rows of a CSV file. Raises InputError naming everything wrong with it."""
    text = _text(content, name)
    if text[:4].lower() == "sep=" and "\n" in text[:8]:
        text = text[text.index("\n") + 1 :]  # a line that only tells Excel the separator
    separator = _separator(text)
    problems: list[str] = []
    try:
        table = list(_records(text, separator))
    except csv.Error as error:
        raise InputError(f"{name} is no well-formed CSV: {error}.", NOTHING) from None
    heads, warnings = columns(table[0][1] if table else [], name)
    rows = tuple(rows_of(table[1:], heads, problems))
    refuse(problems, name)
    return Sheet(rows, warnings)


def _text(content: bytes, name: str) -> str:
    if content.startswith(_WIDE) or b"\x00" in content:
        raise InputError(f"{name} is no UTF-8 text.", _SAVE_AS)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{name} is no UTF-8 text: line {line} has a letter in another encoding (as Excel's plain CSV has).",
            _SAVE_AS,
        ) from None


def _separator(text: str) -> str:
    """The separator with which the first row has a column `criterion` and the most columns."""

    def heads(separator: str) -> int:
        try:
            first = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
        except csv.Error:
            return 0
        return len(first) if CRITERION in (head.strip().lower() for head in first) else 0

    return max(SEPARATORS, key=heads)


def _records(text: str, separator: str) -> Iterator[tuple[str, list[str]]]:
    """The rows that hold anything, with the number that a spreadsheet shows beside them; one more than are allowed."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    kept = 0
    for number, cells in enumerate(reader, 1):
        if any(cells):
            kept += 1
            if kept > MAX_ROWS + 2:
                return
            yield f"row {number}", [unguarded(cell) for cell in cells[:MAX_COLUMNS]]
