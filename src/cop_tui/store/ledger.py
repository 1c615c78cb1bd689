"""The writer's connection: many submissions in one transaction, each all or nothing."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from cop_tui.errors import CopTuiError, SaveError
from cop_tui.store.database import check_identity, connect_writer
from cop_tui.store.failures import translate, translate_os
from cop_tui.store.history import Revision
from cop_tui.store.projection import apply, put_position
from cop_tui.store.waiting import Submission

# Shorter than what other connections wait, since the writer tries again anyway and must be able to stop.
BUSY_MS: Final = 1000
# Errors of one statement's values: trying again changes nothing, and the neighbours are not to blame.
_VALUE_ERRORS: Final = (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.ProgrammingError, sqlite3.InterfaceError)

Subject = tuple[str, str]
Outcome = tuple[Submission, tuple[Revision, ...] | CopTuiError]


class Ledger:
    """Writes to one file; belongs to the thread that first writes.

    It opens its connection when needed and opens a new one when the file at its path is another one than before,
    so that nothing is written to a file that was deleted or replaced.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime]) -> None:
        self._path = path
        self._clock = clock
        self._conn: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._own: dict[Subject, str] = {}

    def write(self, submissions: Sequence[Submission], positions: Mapping[str, str]) -> list[Outcome]:
        """Commit what can be committed and say for each submission what became of it.

        Raises StoreError if nothing was written and all of it may be tried again; whatever else it raises, nothing
        was written either.
        """
        try:
            conn = self._connection()
            try:
                outcomes, own = self._transaction(conn, submissions, positions)
            except BaseException:
                _roll_back(conn)
                raise
        except sqlite3.Error as error:
            self._close_unless_sound(error)
            raise translate(error, self._path) from error
        except BaseException:
            self.close()
            raise
        self._own |= own
        return outcomes

    def close(self) -> None:
        """Give the connection back; the next write opens a new one."""
        conn, self._conn, self._file = self._conn, None, None
        if conn is not None:
            with contextlib.suppress(sqlite3.Error):  # everything is committed or rolled back already
                conn.execute("PRAGMA wal_checkpoint(PASSIVE)")  # readers may outlive us; a copy of the file is whole
            conn.close()

    def _connection(self) -> sqlite3.Connection:
        try:
            found = self._path.stat()
        except OSError as error:
            raise translate_os(error, self._path) from error
        file = (found.st_dev, found.st_ino)
        if self._conn is not None and self._file == file:
            return self._conn
        self.close()
        self._conn = connect_writer(self._path)
        self._file = file
        self._conn.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        return self._conn

    def _still_there(self) -> None:
        """With the lock held: make sure that the file was not replaced between opening it and locking it."""
        try:
            found = self._path.stat()
        except OSError as error:
            raise translate_os(error, self._path) from error
        if (found.st_dev, found.st_ino) != self._file:
            raise SaveError(f"{self._path} is being replaced at this moment.", "It is saved in the new one.")

    def _transaction(
        self, conn: sqlite3.Connection, submissions: Sequence[Submission], positions: Mapping[str, str]
    ) -> tuple[list[Outcome], dict[Subject, str]]:
        conn.execute("BEGIN IMMEDIATE")
        self._still_there()
        check_identity(conn, self._path)  # a newer version may have migrated the file while it was open here
        outcomes: list[Outcome] = []
        own = dict(self._own)
        for each in submissions:
            outcome = self._one(conn, each, own)
            outcomes.append((each, outcome))
            if not isinstance(outcome, CopTuiError):
                own |= {(revision.assessment, revision.subject): revision.id for revision in outcome}
        for assessment, criterion in positions.items():
            put_position(conn, assessment, criterion, self._clock())
        conn.execute("COMMIT")
        return outcomes, own

    def _one(
        self, conn: sqlite3.Connection, each: Submission, own: Mapping[Subject, str]
    ) -> tuple[Revision, ...] | CopTuiError:
        """Write one submission; if it must not be written, take it back and return why."""
        conn.execute("SAVEPOINT submission")
        made: list[Revision] = []
        seen = dict(own)
        try:
            for change in each.changes:
                bases = each.bases if each.typed else (change.base,)
                subject = (change.assessment, change.subject)
                revision = apply(conn, change, bases, seen.get(subject), self._clock())
                if revision is not None:
                    made.append(revision)
                    seen[subject] = revision.id
        except (CopTuiError, *_VALUE_ERRORS) as error:
            conn.execute("ROLLBACK TO submission")
            conn.execute("RELEASE submission")
            return error if isinstance(error, CopTuiError) else translate(error, self._path)
        conn.execute("RELEASE submission")
        return tuple(made)

    def _close_unless_sound(self, error: sqlite3.Error) -> None:
        """After a full disk or a lock the connection is as good as before; after anything else a new one is safer."""
        code = getattr(error, "sqlite_errorcode", None)
        if code is None or code & 0xFF not in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            self.close()


def _roll_back(conn: sqlite3.Connection) -> None:
    # SQLite has rolled back by itself after some errors; one that prevents this too shows on the next attempt.
    with contextlib.suppress(sqlite3.Error):
        if conn.in_transaction:
            conn.execute("ROLLBACK")
