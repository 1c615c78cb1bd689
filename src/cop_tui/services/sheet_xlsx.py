"""XLSX as spreadsheet programs write it, read with care: sizes are looked at before anything is unpacked.

Only cells are read. A file with macros, odd members, document type declarations or anything larger than a sheet of
answers can be is refused; formulas are never calculated.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, Final

from cop_tui.errors import InputError
from cop_tui.reports.sheet_cells import cell_read
from cop_tui.services.sheets import (
    CRITERION,
    MAX_COLUMNS,
    MAX_ROWS,
    NOTHING,
    UPDATED,
    Sheet,
    columns,
    refuse,
    rows_of,
)

MAX_UNPACKED: Final = 60_000_000
MAX_MEMBERS: Final = 500
MAX_TAGS: Final = 600_000
"""In all parts together: what a small file unpacks to takes openpyxl up to 300 bytes and 20 microseconds a tag."""
MAX_BOOK_TAGS: Final = 5_000
BOOK: Final = "xl/workbook.xml"
"""It lists the sheets, and every one of them is looked at."""
SHEET: Final = "answers"
_MEMBER: Final = re.compile(r"[A-Za-z0-9_\-\[\]. ()]+(?:/[A-Za-z0-9_\-\[\]. ()]+)*/?")
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, LookupError, ValueError, TypeError, AttributeError, SyntaxError, OSError, EOFError,
    NotImplementedError, RuntimeError, OverflowError, AssertionError,
)  # fmt: skip
"""What reading a file can end with that is no workbook, or not a whole one."""


def xlsx_rows(content: bytes, name: str) -> Sheet:
    """The rows of the sheet of answers. Raises InputError naming everything wrong with it."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(f"{name} is protected by a password or an old Excel file.", "Save it as XLSX without one.")
    try:
        _look(content, name)
        table = _table(content, name)
    except InputError:
        raise
    except ImportError:
        raise InputError(
            f"{name} cannot be read: XLSX needs a library that is not installed.",
            "Install with: pip install 'cop-tui[xlsx]'. Without it CSV, JSON and YAML work.",
        ) from None
    except _BROKEN:
        raise InputError(f"{name} is no XLSX file, or it is damaged.", NOTHING) from None
    problems: list[str] = []
    heads, said = columns((_head(value) for value in table[0]) if table else (), name)
    lines = list(_texts(table, heads, problems))
    rows = tuple(rows_of(lines, heads, problems))
    refuse(problems, name)
    return Sheet(rows, said)


def _look(content: bytes, name: str) -> None:
    """Refuse what no spreadsheet program writes: by the directory of the archive, then by declarations in its parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        names = [member.filename for member in members]
        if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
            raise InputError(f"{name} unpacks to more than a sheet of answers can be.", NOTHING)
        odd = any(not _MEMBER.fullmatch(each) or ".." in each.split("/") for each in names)
        if odd or len(set(names)) < len(names) or any(member.flag_bits & 1 for member in members):
            raise InputError(f"{name} holds parts that no XLSX file has.", NOTHING)
        if any(each.lower().endswith("vbaproject.bin") for each in names):
            raise InputError(f"{name} holds macros.", "Save it as XLSX without them.")
        tags = 0
        for member in members:
            if member.filename.lower().endswith((".xml", ".rels", ".vml")):
                text = archive.read(member)
                # Written in UTF-16 a declaration would look different; no spreadsheet program writes that.
                if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\x00" in text:
                    raise InputError(f"{name} holds declarations that no XLSX file needs.", NOTHING)
                tags_here = text.count(b"<")
                tags += tags_here
                if tags > MAX_TAGS or (member.filename.lower() == BOOK and tags_here > MAX_BOOK_TAGS):
                    raise InputError(f"{name} unpacks to more than a sheet of answers can be.", NOTHING)


def _table(content: bytes, name: str) -> list[list[Any]]:
    """The cells of the sheet of answers from its heads on, row by row; a row of the sheet is a row of the list."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about parts that are not read
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        try:
            sheets = sorted(book.worksheets, key=lambda sheet: sheet.title.strip().lower() != SHEET)
            for sheet in sheets:
                table = _cells(sheet, name)
                if table and any(_head(value).strip().lower() == CRITERION for value in table[0]):
                    return table
                if sheet.title.strip().lower() == SHEET:
                    return table
        finally:
            book.close()
    return []


def _cells(sheet: Any, name: str) -> list[list[Any]]:
    table = []
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), 1):
        if number > MAX_ROWS + 1:
            raise InputError(
                f"{name}: the sheet goes on after row {MAX_ROWS:,}.", "Delete the empty rows below the last answer."
            )
        table.append([_value(cell) for cell in row])
    return table


class _Formula:
    """A cell that is calculated."""


def _value(cell: Any) -> Any:
    if cell.data_type == "f":
        return _Formula
    return cell_read(cell.value) if isinstance(cell.value, str) else cell.value


def _head(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(
    table: list[list[Any]], heads: tuple[str | None, ...], problems: list[str]
) -> Iterator[tuple[str, list[str]]]:
    """The rows below the heads as text; cells of columns that are not read are empty."""
    for number, row in enumerate(table[1:], 2):
        where, texts = f"row {number}", []
        for head, value in zip(heads, row, strict=False):
            try:
                texts.append("" if head is None else _words(head, value))
            except ValueError as error:
                texts.append("")
                problems.append(f"{where}: {head}: {error}")
        if any(texts):
            yield where, texts


def _words(head: str, value: Any) -> str:
    """A cell as text. Raises ValueError for what cannot stand there."""
    if value is None:
        return ""
    if value is _Formula:
        raise ValueError("is calculated by a formula; replace it by its value")
    if isinstance(value, str):
        return value
    if head == "due" and isinstance(value, int | float) and not isinstance(value, bool):
        return _serial(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return _moment(head, value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def _moment(head: str, value: datetime) -> str:
    if head == UPDATED:
        return f"{value.isoformat(timespec='seconds')}Z"
    if value.time() == time.min:
        return value.date().isoformat()
    if head == "due":
        raise ValueError(f"'{value}' has a time of day; write a day, such as 2027-03-01")
    return value.isoformat(sep=" ", timespec="minutes")


def _serial(value: float) -> str:
    """A date that has lost its format: the days that spreadsheets count from the end of 1899."""
    from openpyxl.utils.datetime import from_excel

    if 36_526 <= value < 109_575 and value == int(value):  # the years 2000 to 2199
        day = from_excel(value)
        if isinstance(day, datetime):
            return day.date().isoformat()
    raise ValueError(f"'{value:g}' is no date; write year-month-day, such as 2027-03-01")
