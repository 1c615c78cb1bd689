"""The writer's connection: many submissions in one transaction, each all or nothing."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from cop_tui.errors import CopTuiError, SaveError
from cop_tui.store.connections import beside
from cop_tui.store.database import check_identity, connect_writer
from cop_tui.store.failures import translate, translate_os
from cop_tui.store.history import Revision
from cop_tui.store.projection import apply, put_position
from cop_tui.store.waiting import Submission

# Shorter than what other connections wait, since the writer tries again anyway and must be able to stop.
BUSY_MS: Final = 1000
# Errors of one statement's values: trying again changes nothing, and the neighbours are not to blame.
_VALUE_ERRORS: Final = (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.ProgrammingError, sqlite3.InterfaceError)
_START_AGAIN: Final = (
    "Nothing more can be saved until cop-tui is closed and started again; copy what is not saved first."
)

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
        self._last: tuple[int, int] | None = None
        self._log: tuple[int, int] | None = None
        self._log_path = path.with_name(path.name + "-wal")
        self._logless: tuple[int, int] | None = None
        self._own: dict[Subject, str] = {}
        self._perhaps: dict[Subject, str] = {}

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
        self._perhaps = {}
        return outcomes

    def close(self) -> None:
        """Give the connection back; the next write opens a new one."""
        conn, self._conn, self._file = self._conn, None, None
        if conn is not None:
            with contextlib.suppress(sqlite3.Error):  # everything is committed or rolled back already
                if self._log_there() in (None, self._log):  # ours over a newer one would spoil the file
                    # Readers may outlive us; a copy of the file is whole.
                    conn.execute("PRAGMA wal_checkpoint(PASSIVE)")
            conn.close()

    def _connection(self) -> sqlite3.Connection:
        try:
            file = _identity(self._path)
        except OSError as error:
            raise translate_os(error, self._path) from error
        if self._conn is not None and self._file == file:
            return self._conn
        self.close()
        self._log_path = beside(self._path, "-wal")  # looking through links at every save took a sixth of its time
        if self._log is not None and self._last != file and self._log_there() == self._log:
            raise SaveError(  # SQLite would take the log of the old one into the new one
                f"{self._path} was replaced by another file while it was open, and its log was not.", _START_AGAIN
            )
        self._conn = connect_writer(self._path)
        self._file, self._last, self._log = file, file, None
        self._conn.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        return self._conn

    def _still_there(self) -> None:
        """With the lock held: make sure that the file was not replaced between opening it and locking it."""
        try:
            found = _identity(self._path)
        except OSError as error:
            raise translate_os(error, self._path) from error
        if found != self._file:
            raise SaveError(f"{self._path} is being replaced at this moment.", "It is saved in the new one.")

    def _log_still_there(self) -> None:
        """Make sure that what is written goes where others find it: SQLite writes on to a log that was taken away.

        There is no way back while the program has the file open: the memory that it shares with the old log stays.
        """
        log = self._log_there()
        self._log = self._log or log
        if log != self._log or self._logless == self._file:
            self._still_there()  # a folder that is moved may come back, with the log
            self._logless = self._file
            raise SaveError(
                f"The log of {self._path} ({self._path.name}-wal) was taken away while it was open.", _START_AGAIN
            )

    def _log_there(self) -> tuple[int, int] | None:
        try:
            return _identity(self._log_path)
        except OSError:
            return None  # taken away, or the file system allows for none

    def _transaction(
        self, conn: sqlite3.Connection, submissions: Sequence[Submission], positions: Mapping[str, str]
    ) -> tuple[list[Outcome], dict[Subject, str]]:
        conn.execute("BEGIN IMMEDIATE")
        self._still_there()
        self._log_still_there()
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
        # If the end of the transaction reports a fault it may be on disk all the same.
        self._perhaps |= own
        conn.execute("COMMIT")
        self._log_still_there()
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
                subject = (change.assessment, change.subject)
                bases = {*(each.bases if each.typed else (change.base,)), *self._maybe(subject)}
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

    def _maybe(self, subject: Subject) -> tuple[str, ...]:
        """What this writer may have written last, though it was told otherwise."""
        perhaps = self._perhaps.get(subject)
        return () if perhaps is None else (perhaps,)

    def _close_unless_sound(self, error: sqlite3.Error) -> None:
        """After a full disk or a lock the connection is as good as before; after anything else a new one is safer."""
        code = getattr(error, "sqlite_errorcode", None)
        if code is None or code & 0xFF not in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            self.close()


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def _roll_back(conn: sqlite3.Connection) -> None:
    # SQLite has rolled back by itself after some errors; one that prevents this too shows on the next attempt.
    with contextlib.suppress(sqlite3.Error):
        if conn.in_transaction:
            conn.execute("ROLLBACK")
