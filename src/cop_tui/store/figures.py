"""Figures kept so that many assessments can be listed at once: read and written here, never trusted beyond their key.

They are a cache: what cannot be written is simply computed again the next time.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from cop_tui.errors import StoreError
from cop_tui.store.database import connect_writer

PATIENCE_MS: Final = 200
_READ: Final = """
    SELECT assessment, content FROM figures JOIN heads USING (assessment)
    WHERE made_from = heads.hash || ' ' || ? AND good_from <= ? AND (good_until IS NULL OR good_until >= ?)
"""
_PUT: Final = """
    INSERT OR REPLACE INTO figures (assessment, made_from, good_from, good_until, content)
    SELECT id, ?, ?, ?, ? FROM assessments WHERE id = ?
"""


@dataclass(frozen=True, slots=True)
class KeptFigures:
    """What is kept of one assessment: made from the revision `head`, good from one day to another (None: for ever)."""

    head: str
    good_from: date
    good_until: date | None
    content: str


def read_figures(
    conn: sqlite3.Connection, program: str, today: date, of: Collection[str] | None = None
) -> dict[str, str]:
    """The figures that hold today, by assessment: made by this program from the very last revision of each.

    Those `of` some assessments, by default of all.
    """
    with contextlib.suppress(sqlite3.Error):  # then everything is computed anew, and what is wrong shows there
        day = today.isoformat()
        if of is None:
            return dict(conn.execute(_READ, (program, day, day)).fetchall())
        rows = (conn.execute(_READ + " AND assessment = ?", (program, day, day, each)).fetchone() for each in of)
        return dict(row for row in rows if row is not None)
    return {}


def write_figures(path: Path, program: str, figures: Mapping[str, KeptFigures]) -> None:
    """Keep figures for the next time, if the file can be written without waiting for others."""
    with contextlib.suppress(StoreError, sqlite3.Error), contextlib.closing(connect_writer(path)) as conn:
        conn.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        conn.execute("PRAGMA synchronous = NORMAL")  # nothing is lost if the power goes: they are computed again
        conn.execute("BEGIN IMMEDIATE")
        for assessment, kept in figures.items():
            until = None if kept.good_until is None else kept.good_until.isoformat()
            row = (f"{kept.head} {program}", kept.good_from.isoformat(), until, kept.content, assessment)
            conn.execute(_PUT, row)
        conn.execute("COMMIT")
        # So that a first look at the file (`services.glance`) finds everything in the file itself.
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
