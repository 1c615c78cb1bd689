"""Remove an assessment for good, and leave a record that it was done. Nothing else ever removes anything."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from cop_tui.domain.canonical import digest
from cop_tui.errors import InputError, NotFoundError
from cop_tui.store.connections import translated
from cop_tui.store.database import connect_writer
from cop_tui.store.history import stamp, unstamp, utc_now

HOLDING: Final = ("positions", "figures", "answers", "entries", "heads", "revisions", "assessments")
"""The tables that say something about an assessment, in the order in which its rows can go."""


@dataclass(frozen=True, slots=True)
class Purge:
    """The record of a purge: which assessment, how much history it had and how that ended, who and when (UTC).

    The name is not kept: `name_hash` proves it to somebody who knows it (`hash_of_name`).
    """

    assessment: str
    name_hash: str
    head: str
    revisions: int
    at: datetime
    by: str


def hash_of_name(assessment: str, name: str) -> str:
    """The hash under which a purge remembers a name; the id in it keeps equal names apart."""
    return digest([assessment, name])


def purge(path: Path, assessment: str, author: str, *, clock: Callable[[], datetime] = utc_now) -> Purge:
    """Remove every row of an assessment that is in the bin, overwriting what is freed.

    Copies elsewhere, backups among them, are not touched. Raises NotFoundError, InputError if it is not in the bin,
    and StoreError; then nothing has changed.
    """
    with translated(path), contextlib.closing(connect_writer(path)) as conn:
        conn.execute("PRAGMA secure_delete = ON")
        conn.execute("BEGIN IMMEDIATE")
        try:
            made = _purge(conn, assessment, author, clock())
            conn.execute("COMMIT")
        except BaseException:
            conn.execute("ROLLBACK") if conn.in_transaction else None
            raise
        # The log holds the rows as they were; if somebody is reading, it is emptied when the last program closes.
        with contextlib.suppress(sqlite3.Error):
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return made


def purges(conn: sqlite3.Connection) -> tuple[Purge, ...]:
    """Every purge of this file, oldest first. Raises sqlite3.Error."""
    rows = conn.execute(
        "SELECT assessment, name_hash, head, revisions, purged_at, purged_by FROM purges ORDER BY purged_at, assessment"
    )
    return tuple(Purge(row[0], row[1], row[2], row[3], unstamp(row[4]), row[5]) for row in rows)


def strays(conn: sqlite3.Connection) -> list[str]:
    """One sentence for each assessment that was purged and is back, or has rows but no entry. Raises sqlite3.Error."""
    known = {row[0] for row in conn.execute("SELECT id FROM assessments")}
    gone = {row[0] for row in conn.execute("SELECT assessment FROM purges")}
    found: dict[str, list[str]] = {}
    for table in HOLDING:
        column = "id" if table == "assessments" else "assessment"
        for (each,) in conn.execute(f"SELECT DISTINCT {column} FROM {table}"):  # noqa: S608 - names are ours
            if each in gone or each not in known:
                found.setdefault(each, []).append(table)
    return [
        f"assessment {each}: it was removed for good and is back in {', '.join(tables)}"
        if each in gone
        else f"assessment {each}: it has rows in {', '.join(tables)} but stands nowhere"
        for each, tables in sorted(found.items())
    ]


def _purge(conn: sqlite3.Connection, assessment: str, author: str, now: datetime) -> Purge:
    row = conn.execute("SELECT name, deleted_at FROM assessments WHERE id = ?", (assessment,)).fetchone()
    if row is None:
        raise NotFoundError(f"There is no assessment with the id {assessment}.")
    if row[1] is None:
        raise InputError(f"'{row[0]}' is not in the bin.", f"`cop-tui delete {assessment}` moves it there first.")
    (revisions,) = conn.execute("SELECT COUNT(*) FROM revisions WHERE assessment = ?", (assessment,)).fetchone()
    head = conn.execute("SELECT hash, at FROM heads WHERE assessment = ?", (assessment,)).fetchone()
    at = now if head is None else max(now, unstamp(head[1]))
    made = Purge(assessment, hash_of_name(assessment, row[0]), head[0] if head else "", revisions, at, author)
    for table in HOLDING:
        column = "id" if table == "assessments" else "assessment"
        conn.execute(f"DELETE FROM {table} WHERE {column} = ?", (assessment,))  # noqa: S608 - names are ours
    conn.execute(
        "INSERT INTO purges (assessment, name_hash, head, revisions, purged_at, purged_by) VALUES (?, ?, ?, ?, ?, ?)",
        (made.assessment, made.name_hash, made.head, made.revisions, stamp(made.at), made.by),
    )
    return made
