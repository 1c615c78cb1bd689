"""Read what can be read of a damaged file: table by table, then range by range, then page by page.

Works on a copy that its caller made; what was read is not judged here, except that a row that was found outside its
table counts only if it is a revision whose hash is right.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cop_tui.store import carve
from cop_tui.store.connections import beside, connect
from cop_tui.store.history import Revision, unstamp

TABLES: Final = ("revisions", "assessments", "answers", "entries", "heads", "positions", "purges")
COLUMNS: Final = ("id", "seq", "assessment", "subject", "before", "after", "author", "at", "parents", "hash")
MOST_FAILURES: Final = 20_000
"""Failed looks at one table; after these the rest of it counts as unreadable."""

Row = Mapping[str, Any]


@dataclass(slots=True)
class Salvage:
    """What was read: revisions whose hash is right, others that read well, and the rows of the other tables."""

    revisions: dict[str, Revision] = field(default_factory=dict)
    doubtful: dict[str, Revision] = field(default_factory=dict)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    """One sentence for each part that could not be read by way of its table."""
    carved: int = 0
    """How many revisions were found outside their table."""


def salvage(copy: Path) -> Salvage:
    """Everything that can be read of the file `copy` and of the log beside it. Raises OSError."""
    found = Salvage()
    wal = beside(copy, "-wal")
    content, log = copy.read_bytes(), wal.read_bytes() if wal.exists() else b""  # before the log is taken in
    for table in TABLES:
        found.tables[table], unread = _read(copy, table)
        found.unread += unread
    for row in found.tables["revisions"]:
        _take(found, row)
    for values in carve.rows(content, log):
        if len(values) == len(COLUMNS) and values[0] not in found.revisions:
            before = len(found.revisions)
            _take(found, dict(zip(COLUMNS, values, strict=True)), carved=True)
            found.carved += len(found.revisions) - before
    for known in found.revisions:
        found.doubtful.pop(known, None)
    return found


def _take(found: Salvage, row: Row, *, carved: bool = False) -> None:
    try:
        revision = revision_from(row)
        sound = revision.hash == revision.expected_hash()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, UnicodeError):
        if not carved:
            found.unread.append(f"revision {row['id']}: its content cannot be read")
        return
    if sound:
        found.revisions[revision.id] = revision
    elif any(isinstance(value, str) and "\x00" in value for value in row.values()):
        found.unread.append(f"revision {revision.id}: part of it is missing")
    elif not carved:
        found.doubtful[revision.id] = revision


def revision_from(row: Row) -> Revision:
    """The revision in a row that may hold anything. Raises ValueError, TypeError, KeyError or AttributeError."""
    texts = {name: row[name] for name in ("id", "assessment", "subject", "author", "hash")}
    if not all(isinstance(text, str) and text for text in texts.values()) or not isinstance(row["seq"], int):
        raise TypeError("no revision")
    parents = json.loads(row["parents"])
    if not isinstance(parents, list) or not all(isinstance(each, str) for each in parents):
        raise TypeError("no revision")
    contents = [None if row[side] is None else json.loads(row[side]) for side in ("before", "after")]
    if not all(content is None or isinstance(content, dict) for content in contents):
        raise TypeError("no revision")
    return Revision(
        **texts,
        before=contents[0],
        after=contents[1],
        at=unstamp(row["at"]),
        parents=tuple(parents),
        seq=row["seq"],
    )


def _read(copy: Path, table: str) -> tuple[list[Row], list[str]]:
    """The rows of a table as far as they can be read, and what could not be."""
    rows: dict[int, Row] = {}
    unread: list[str] = []
    try:
        with contextlib.closing(_opened(copy)) as conn:
            if conn.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)).fetchone() is None:
                return [], [f"the table {table} is not there"] if table == "revisions" else []
            try:
                rows.update(_range(conn, table, None))
            except (sqlite3.Error, OverflowError):
                unread += [
                    f"{table}: row {first} cannot be read in its place"
                    if first == last
                    else f"{table}: rows {first} to {last} cannot be read in their place"
                    for first, last in _by_ranges(conn, table, rows)
                ]
    except sqlite3.Error as error:
        unread.append(f"{table}: cannot be read in its place ({error})")
    return [rows[number] for number in sorted(rows)], unread


def _opened(copy: Path) -> sqlite3.Connection:
    conn = connect(copy, "rw")  # a copy of ours: what a crash left beside it may be taken in
    conn.text_factory = lambda raw: raw.decode("utf-8", "replace")
    conn.row_factory = sqlite3.Row
    return conn


def _range(conn: sqlite3.Connection, table: str, limits: tuple[int, int] | None) -> Iterator[tuple[int, Row]]:
    where, parameters = ("", ()) if limits is None else ("WHERE rowid BETWEEN ? AND ?", limits)
    query = f"SELECT rowid AS rowid_, * FROM {table} NOT INDEXED {where} ORDER BY rowid"  # noqa: S608 - a name of ours
    for row in conn.execute(query, parameters):
        data = dict(row)
        yield data.pop("rowid_"), data


def _by_ranges(conn: sqlite3.Connection, table: str, rows: dict[int, Row]) -> list[tuple[int, int]]:
    """Read a table in halves of halves; what is left are the ranges of rows that cannot be read."""
    waiting, bad = [(1, _bound(conn, table, rows))], list[tuple[int, int]]()
    failures = 0
    while waiting:
        first, last = waiting.pop()
        try:
            rows.update(_range(conn, table, (first, last)))
        except (sqlite3.Error, OverflowError):
            failures += 1
            if first == last or failures > MOST_FAILURES:
                if bad and bad[-1][1] + 1 == first:
                    bad[-1] = (bad[-1][0], last)
                else:
                    bad.append((first, last))
            else:
                middle = (first + last) // 2
                waiting += [(middle + 1, last), (first, middle)]
    return bad


def _bound(conn: sqlite3.Connection, table: str, rows: Mapping[int, Row]) -> int:
    with contextlib.suppress(sqlite3.Error):
        return max(1, int(conn.execute(f"SELECT MAX(rowid) FROM {table}").fetchone()[0] or 1))  # noqa: S608
    pages = int(conn.execute("PRAGMA page_count").fetchone()[0])
    return max([*rows, pages * 64])  # no row of ours is shorter than a 64th of a page
