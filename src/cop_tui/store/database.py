"""Open, check and migrate the assessment file; every refusal leaves it as it was."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from cop_tui.errors import StoreError, UnwritableError
from cop_tui.store import inspection
from cop_tui.store.connections import (
    APPLICATION_ID,
    FILE_MODE,
    connect,
    make_folder,
    pragma,
    quietly,
    translated,
)
from cop_tui.store.failures import emptied, not_ours, translate

__all__ = [
    "APPLICATION_ID",
    "SCHEMA_VERSION",
    "check_identity",
    "connect_reader",
    "connect_writer",
    "data_version",
    "inspect",
    "prepare",
    "translate",
]

SCHEMA_VERSION: Final = 3
OLDEST_SQLITE: Final = (3, 37, 0)  # STRICT tables


def prepare(path: Path, look: Callable[[], int] | None = None) -> None:
    """Make `path` ready for use: create folder and file if missing, check them, migrate an older file.

    A file that is migrated is first copied to its folder of backups (`backup.folder_of`). `look` gives what `inspect`
    says of the file as it is, for who has begun with that already (`ahead.Ahead`).

    Raises, leaving everything as it was: NotOurFileError (no database, or another program's), NewerStoreError,
    UnwritableError (file or folder), DamagedError, SaveError (disk full, locked), StoreError (SQLite too old).
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreError(
            f"This Python comes with SQLite {sqlite3.sqlite_version}; 3.37 or newer is needed.",
            "Use a newer Python, or one that brings its own SQLite.",
        )
    with contextlib.ExitStack() as undo:
        with translated(path.parent):
            make_folder(path.parent, undo)
        made = _make_file(path, undo)
        _check_access(path)
        version = inspect(path) if look is None else look()
        if version == 0 and not made:
            _refuse_emptied(path)
        if version < SCHEMA_VERSION:
            _migrate(path)
        undo.pop_all()


def inspect(path: Path) -> int:
    """As `inspection.inspect`, with the version that this program knows as the newest."""
    return inspection.inspect(path, SCHEMA_VERSION)


def connect_writer(path: Path) -> sqlite3.Connection:
    """A connection that may write to a prepared file: WAL, synchronous=FULL, foreign keys on, no implicit BEGIN.

    Raises UnwritableError if the file is missing or read-only, and what `check_identity` raises.
    """
    with translated(path):
        conn = connect(path, "rw")
        try:
            check_identity(conn, path)
            conn.execute("PRAGMA journal_mode = WAL")
            conn.execute("PRAGMA synchronous = FULL")
            conn.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            conn.close()
            raise
    return conn


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that can only read; for use in the thread that opened it.

    Raises UnwritableError if the file is missing or cannot be read, NotOurFileError, DamagedError, SaveError.
    A file of a newer version is opened: reading it changes nothing.
    """
    with translated(path):
        conn = connect(path, "ro")
        try:
            if pragma(conn, "application_id") != APPLICATION_ID:
                raise not_ours(path)
        except BaseException:
            conn.close()
            raise
    return conn


def data_version(conn: sqlite3.Connection) -> int:
    """A number that differs from the last call on `conn` exactly if another connection has changed the file since."""
    return pragma(conn, "data_version")


def check_identity(conn: sqlite3.Connection, path: Path) -> None:
    """Make sure that `conn` writes to a file of ours in the version this program knows.

    Raises NotOurFileError, NewerStoreError, or StoreError for an older version that was not migrated yet.
    """
    if pragma(conn, "application_id") != APPLICATION_ID:
        raise not_ours(path)
    version = pragma(conn, "user_version")
    if version > SCHEMA_VERSION:
        raise inspection.newer(path, version, SCHEMA_VERSION)
    if version < SCHEMA_VERSION:
        raise StoreError(f"{path} has not been brought up to date yet.", "Start cop-tui again.")


def _make_file(path: Path, undo: contextlib.ExitStack) -> bool:
    """Make an empty file for the owner alone whatever the umask, if there is none; whether it was made."""
    with translated(path), contextlib.suppress(FileExistsError):
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, FILE_MODE)
        os.close(handle)
        undo.callback(quietly, lambda: _unlink_if_empty(path))
        path.chmod(FILE_MODE)
        return True
    return False


def _unlink_if_empty(path: Path) -> None:
    if path.stat().st_size == 0:
        path.unlink()


def _check_access(path: Path) -> None:
    with translated(path):
        mode = path.stat().st_mode
        folder = path.resolve().parent  # SQLite keeps its journal beside the real file
    if stat.S_ISDIR(mode):
        raise UnwritableError(f"{path} is a folder, not a file.", "Name a file with --db or COP_TUI_DB.")
    if not stat.S_ISREG(mode):
        raise not_ours(path)
    if not os.access(path, os.R_OK | os.W_OK):
        raise UnwritableError(f"{path} is read-only.", "Make it writable, or name another file with --db.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UnwritableError(f"The folder {folder} is read-only.", "Make it writable, or name another file with --db.")


def _refuse_emptied(path: Path) -> None:
    """A file that lost all its content is not to be taken for a new one: its backups tell that there was something."""
    from cop_tui.store.backup import backups_of

    with translated(path):
        if path.stat().st_size == 0 and backups_of(path):
            raise emptied(path)


def _migrate(path: Path) -> None:
    """Bring the tables up to date: all of it, with version and application id, in one transaction."""
    from sqlite_utils import Database  # slow to import, and only needed here

    from cop_tui.store import backup, schema

    with translated(path), contextlib.closing(connect(path, "rw")) as conn, contextlib.ExitStack() as undo:
        conn.execute("BEGIN IMMEDIATE")
        undo.callback(conn.rollback)
        old = pragma(conn, "user_version")
        if old >= SCHEMA_VERSION:
            return  # another start of the program was faster
        if old:
            made = backup.make(path)
            undo.callback(quietly, made.path.unlink)  # it goes again if the migration fails
        schema.migrate(Database(conn, execute_plugins=False))
        conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        conn.execute("COMMIT")
        undo.pop_all()
