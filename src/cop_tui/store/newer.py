"""Whether a file of a newer version can be read by this one without being misunderstood.

Equal columns alone would not do: a newer version may mean something else by them. A file passes only if all of it is
exactly what this version would have written: every table that is read has the very columns it has here, every revision
has the hash that this version computes, every content is one that this version knows, and what stands follows from the
history by this version's rules. Whatever a newer version adds to a content makes the file fail, and it stays refused.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from pathlib import Path
from typing import Final

from cop_tui.errors import CopTuiError
from cop_tui.store import inspection
from cop_tui.store.database import connect_reader
from cop_tui.store.repository import Repository
from cop_tui.store.schema import VERSION_1, VERSION_2, VERSION_3

READ: Final = ("assessments", "answers", "revisions", "heads", "positions", "entries", "purges")


def reads_the_same(path: Path) -> bool:
    """Whether everything in a sound file of a newer version reads as this version would have written it."""
    try:
        inspection.inspect(path, newest=1 << 31)
        with contextlib.closing(connect_reader(path)) as conn:
            repository = Repository(conn)
            return _same_tables(conn) and not any(
                repository.problems(record.id) for record in repository.assessments(include_deleted=True)
            )
    except (CopTuiError, sqlite3.Error, KeyError, ValueError, TypeError, AttributeError):
        return False


def _same_tables(conn: sqlite3.Connection) -> bool:
    found = dict(conn.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").fetchall())
    known = {}
    for statement in (*VERSION_1, *VERSION_2, *VERSION_3):
        named = re.match(r"\s*CREATE TABLE (\w+)", statement)
        if named is not None:
            known[named[1]] = " ".join(statement.split())
    return all(" ".join(str(found.get(table)).split()) == known[table] for table in READ)
