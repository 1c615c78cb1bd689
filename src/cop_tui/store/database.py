"""Open, check and migrate the assessment file; every refusal leaves it as it was."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cop_tui.errors import NewerStoreError, StoreError, UnwritableError
from cop_tui.store.failures import damaged, not_ours, translate, translate_os

__all__ = [
    "APPLICATION_ID",
    "SCHEMA_VERSION",
    "check_identity",
    "connect_reader",
    "connect_writer",
    "data_version",
    "prepare",
    "translate",
]

APPLICATION_ID: Final = 0x436F5055
SCHEMA_VERSION: Final = 2
BUSY_MS: Final = 5000
FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600
OLDEST_SQLITE: Final = (3, 37, 0)  # STRICT tables

_MAGIC: Final = b"SQLite format 3\x00"
_JOURNAL_MAGIC: Final = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
_HEADER_SIZE: Final = 100


def prepare(path: Path) -> None:
    """Make `path` ready for use: create folder and file if missing, check them, migrate an older file.

    A file that is migrated is first copied to `<name>.backup-v<old>-<UTC stamp>` beside it.

    Raises, leaving everything as it was: NotOurFileError (no database, or another program's), NewerStoreError,
    UnwritableError (file or folder), DamagedError, SaveError (disk full, locked), StoreError (SQLite too old).
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreError(
            f"This Python comes with SQLite {sqlite3.sqlite_version}; 3.37 or newer is needed.",
            "Use a newer Python, or one that brings its own SQLite.",
        )
    with contextlib.ExitStack() as undo:
        _make_folder(path.parent, undo)
        _make_file(path, undo)
        _check_access(path)
        if _inspect(path) < SCHEMA_VERSION:
            _migrate(path)
        undo.pop_all()


def connect_writer(path: Path) -> sqlite3.Connection:
    """A connection that may write to a prepared file: WAL, synchronous=FULL, foreign keys on, no implicit BEGIN.

    Raises UnwritableError if the file is missing or read-only, and what `check_identity` raises.
    """
    with _translated(path):
        conn = _connect(path, "rw")
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
    with _translated(path):
        conn = _connect(path, "ro")
        try:
            if _pragma(conn, "application_id") != APPLICATION_ID:
                raise not_ours(path)
        except BaseException:
            conn.close()
            raise
    return conn


def data_version(conn: sqlite3.Connection) -> int:
    """A number that differs from the last call on `conn` exactly if another connection has changed the file since."""
    return _pragma(conn, "data_version")


def check_identity(conn: sqlite3.Connection, path: Path) -> None:
    """Make sure that `conn` writes to a file of ours in the version this program knows.

    Raises NotOurFileError, NewerStoreError, or StoreError for an older version that was not migrated yet.
    """
    if _pragma(conn, "application_id") != APPLICATION_ID:
        raise not_ours(path)
    version = _pragma(conn, "user_version")
    if version > SCHEMA_VERSION:
        raise _newer(path, version)
    if version < SCHEMA_VERSION:
        raise StoreError(f"{path} has not been brought up to date yet.", "Start cop-tui again.")


@contextlib.contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise translate(error, path) from error
    except OSError as error:
        raise translate_os(error, path) from error


def _connect(path: Path, mode: str, extra: str = "") -> sqlite3.Connection:
    # as_uri quotes what a URI gives a meaning to: blanks, ?, # and %.
    uri = f"{path.absolute().as_uri()}?mode={mode}{extra}"
    conn = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_MS / 1000)
    # Tables of a hostile file must not run functions of ours through views and triggers.
    conn.execute("PRAGMA trusted_schema = OFF")
    return conn


def _pragma(conn: sqlite3.Connection, name: str) -> int:
    return int(conn.execute(f"PRAGMA {name}").fetchone()[0])


def _newer(path: Path, version: int) -> NewerStoreError:
    return NewerStoreError(
        f"{path} was written by a newer version of cop-tui (its format is {version}, this one knows {SCHEMA_VERSION}).",
        "It was left as it is. Install the newer version, or name another file with --db.",
    )


def _make_folder(folder: Path, undo: contextlib.ExitStack) -> None:
    """Make `folder` and what is missing above it, for the owner alone whatever the umask."""
    missing: list[Path] = []
    with _translated(folder):
        while not folder.exists():
            missing.append(folder)
            folder = folder.parent
        for each in reversed(missing):
            with contextlib.suppress(FileExistsError):  # another start of the program may be as far
                each.mkdir(FOLDER_MODE)
                undo.callback(_quietly, each.rmdir)
                each.chmod(FOLDER_MODE)


def _make_file(path: Path, undo: contextlib.ExitStack) -> None:
    """Make an empty file for the owner alone whatever the umask, if there is none."""
    with _translated(path), contextlib.suppress(FileExistsError):
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, FILE_MODE)
        os.close(handle)
        undo.callback(_quietly, lambda: _unlink_if_empty(path))
        path.chmod(FILE_MODE)


def _quietly(undo: Callable[[], None]) -> None:
    """Take back what this start made; what is no longer empty belongs to another start as well and stays."""
    with contextlib.suppress(OSError):
        undo()


def _unlink_if_empty(path: Path) -> None:
    if path.stat().st_size == 0:
        path.unlink()


def _check_access(path: Path) -> None:
    with _translated(path):
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


def _inspect(path: Path) -> int:
    """The schema version of the file (0: nothing in it yet), without changing anything.

    Raises NotOurFileError, NewerStoreError, DamagedError.
    """
    with _translated(path):
        with path.open("rb") as file:
            header = file.read(_HEADER_SIZE)
        if not header or _was_empty(path):
            return 0
        if not header.startswith(_MAGIC):
            raise not_ours(path)
        if len(header) < _HEADER_SIZE:
            raise damaged(path)
        # The header alone settles most refusals; opening the file could already leave files beside it.
        version, application = (int.from_bytes(header[at : at + 4], "big") for at in (60, 68))
        if application not in (0, APPLICATION_ID) or (application == 0 and _foreign(path)):
            raise not_ours(path)
        if application and version > SCHEMA_VERSION:
            raise _newer(path, version)
        return _check_content(path)


def _was_empty(path: Path) -> bool:
    """Whether a crash left a journal beside the file that says it had no pages yet: opening it empties it again."""
    try:
        with _beside(path, "-journal").open("rb") as file:
            head = file.read(20)
    except FileNotFoundError:
        return False
    return head.startswith(_JOURNAL_MAGIC) and head[16:20] == b"\x00" * 4


def _foreign(path: Path) -> bool:
    """Whether a database without an application id has tables and so belongs to someone else."""
    wal = _beside(path, "-wal")
    if wal.exists() and wal.stat().st_size:
        return False  # its latest state is in the log: _check_content decides
    with contextlib.closing(_connect(path, "ro", "&immutable=1")) as conn:
        return _has_tables(conn)


def _check_content(path: Path) -> int:
    # A journal left by a crash can only be rolled back by who may write.
    mode = "rw" if _beside(path, "-journal").exists() else "ro"
    with contextlib.closing(_connect(path, mode)) as conn:
        if conn.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise damaged(path)
        application, version = _pragma(conn, "application_id"), _pragma(conn, "user_version")
        if application != APPLICATION_ID:
            if application or _has_tables(conn):
                raise not_ours(path)
            return 0
        if version > SCHEMA_VERSION:
            raise _newer(path, version)
        return version


def _has_tables(conn: sqlite3.Connection) -> bool:
    return bool(conn.execute("SELECT EXISTS (SELECT 1 FROM sqlite_schema)").fetchone()[0])


def _beside(path: Path, suffix: str) -> Path:
    real = path.resolve()
    return real.with_name(real.name + suffix)


def _migrate(path: Path) -> None:
    """Bring the tables up to date: all of it, with version and application id, in one transaction."""
    from sqlite_utils import Database  # slow to import, and only needed here

    from cop_tui.store import schema

    with _translated(path), contextlib.closing(_connect(path, "rw")) as conn, contextlib.ExitStack() as undo:
        conn.execute("BEGIN IMMEDIATE")
        undo.callback(conn.rollback)
        old = _pragma(conn, "user_version")
        if old >= SCHEMA_VERSION:
            return  # another start of the program was faster
        if old:
            _back_up(path, old, undo)
        schema.migrate(Database(conn, execute_plugins=False))
        conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        conn.execute("COMMIT")
        undo.pop_all()


def _back_up(path: Path, old: int, undo: contextlib.ExitStack) -> None:
    """Copy the file as it is now beside itself; the copy goes again if the migration fails."""
    target = path.with_name(f"{path.name}.backup-v{old}-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}")
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, FILE_MODE))
    undo.callback(_quietly, target.unlink)
    target.chmod(FILE_MODE)
    with contextlib.closing(_connect(path, "ro")) as source, contextlib.closing(_connect(target, "rw")) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, complete in itself
