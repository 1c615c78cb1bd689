"""How the assessment file is opened: one place for the address, the pragmas, and the translation of refusals."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from cop_tui.store.failures import translate, translate_os

APPLICATION_ID: Final = 0x436F5055
BUSY_MS: Final = 5000
FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600
SIDES: Final = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file while it is in use, or after a crash."""


class _Connection(sqlite3.Connection):
    def execute(self, *args: Any) -> sqlite3.Cursor:
        """As of any connection. What SQLite says of a damaged file may quote bytes that are no text."""
        try:
            return super().execute(*args)
        except UnicodeDecodeError as error:
            raise sqlite3.DatabaseError("database disk image is malformed") from error


def connect(path: Path, mode: str, extra: str = "") -> sqlite3.Connection:
    """A plain connection (`mode`: ro or rw) that begins no transaction by itself. Raises sqlite3.Error."""
    # as_uri quotes what a URI gives a meaning to: blanks, ?, # and %.
    uri = f"{path.absolute().as_uri()}?mode={mode}{extra}"
    conn = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_MS / 1000, factory=_Connection)
    # Tables of a hostile file must not run functions of ours through views and triggers.
    conn.execute("PRAGMA trusted_schema = OFF")
    return conn


def connect_source(path: Path) -> sqlite3.Connection:
    """A connection that reads a file as it lies there, with the log beside it if there is one.

    Where nothing lies beside it, nothing is put there. Raises sqlite3.Error.
    """
    # A reader of a file in WAL mode would leave an empty log beside it.
    alone = not any(os.path.lexists(beside(path, side)) for side in SIDES)
    return connect(path, "ro", "&immutable=1" if alone else "")


def pragma(conn: sqlite3.Connection, name: str) -> int:
    """The number that a pragma holds."""
    return int(conn.execute(f"PRAGMA {name}").fetchone()[0])


def beside(path: Path, suffix: str) -> Path:
    """A file that SQLite keeps beside the real one."""
    real = path.resolve()
    return real.with_name(real.name + suffix)


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite or the system refuses about `path` into a StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        raise translate(error, path) from error
    except OSError as error:
        raise translate_os(error, path) from error


def make_folder(folder: Path, undo: contextlib.ExitStack | None = None) -> None:
    """Make `folder` and what is missing above it, for the owner alone whatever the umask.

    What is made is taken back by `undo`. Raises OSError.
    """
    missing: list[Path] = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        with contextlib.suppress(FileExistsError):  # another start of the program may be as far
            each.mkdir(FOLDER_MODE)
            if undo is not None:
                undo.callback(quietly, each.rmdir)
            each.chmod(FOLDER_MODE)


def sync_folder(folder: Path) -> None:
    """Make new names in a folder last; where folders cannot be synced the system does it in its time."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def quietly(undo: Callable[[], None]) -> None:
    """Take back what this start made; what is no longer empty belongs to another start as well and stays."""
    with contextlib.suppress(OSError):
        undo()
