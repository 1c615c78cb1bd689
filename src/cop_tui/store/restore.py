"""Put a backup in the place of the assessment file: whole, in one step, and never over what is there.

What was there is kept beside it. At any moment, whatever happens, the path names either the old file with its log or
the new file without one, so that nothing of the old content can come back into the new.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cop_tui.errors import InputError, NewerStoreError, NotOurFileError, SaveError, StoreError
from cop_tui.store import backup
from cop_tui.store.connections import FILE_MODE, beside, connect, make_folder, sync_folder, translated
from cop_tui.store.database import SCHEMA_VERSION, inspect
from cop_tui.store.inspection import MAGIC, Held, look_into, newer
from cop_tui.store.leftovers import partial, remove_stale

_LOCKS: Final = (0x40000000, 512)  # where SQLite keeps its locks in every database file, and how many bytes of them
WAIT_MS: Final = 2000


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place, and where what was there before is now (None: there was nothing)."""

    held: Held
    kept: Path | None


def newest_good(path: Path) -> tuple[backup.Backup, Held] | None:
    """The newest automatic backup that is sound, with what is in it; None if there is none."""
    with translated(path):
        known = backup.backups_of(path)
    for each in known:
        with contextlib.suppress(StoreError):
            return each, checked(each.path)
    return None


def checked(source: Path) -> Held:
    """What a file holds that is to be put in place.

    Raises NotOurFileError, DamagedError, NewerStoreError, and UnwritableError if it cannot be read.
    """
    held = look_into(source)
    if held.version > SCHEMA_VERSION:
        raise newer(source, held.version, SCHEMA_VERSION)
    return held


def present(path: Path) -> Held | str:
    """What the file holds that would be replaced, or in words why that cannot be told (empty: there is none).

    Raises NotOurFileError for the database of another program: that is never replaced.
    """
    if not os.path.lexists(path):
        return ""
    if path.is_dir():
        raise InputError(f"{path} is a folder, not a file.", "Name a file with --db or COP_TUI_DB.")
    try:
        return look_into(path)
    except NotOurFileError:
        with translated(path), path.open("rb") as file:
            if file.read(len(MAGIC)) == MAGIC:
                raise
        return f"{path} is not readable as an assessment file."
    except StoreError as error:
        return error.message


def restore(path: Path, source: Path) -> Restored:
    """Put a copy of `source` in the place of the file at `path`, keeping that one beside it under another name.

    Raises NotOurFileError, DamagedError, NewerStoreError about `source`; InputError if it is the file itself;
    SaveError if another program has the file open or the disk is full; UnwritableError. Then nothing has changed.
    """
    real = path.resolve()
    with translated(source):
        if real.exists() and os.path.samefile(real, source):
            raise InputError(f"{source} is the assessment file itself.", "Name a backup of it.")
    held = checked(source)
    present(real)
    with translated(real):
        make_folder(real.parent)
        remove_stale(real.parent)
        with partial(real.parent) as copy:
            backup.copy_database(source, copy, aside=True)
            _write_ahead(copy)
            with _alone(real):
                kept = _keep(real)
                os.replace(copy, real)
                sync_folder(real.parent)
    return Restored(held, kept)


def _write_ahead(copy: Path) -> None:
    """Have it in the mode in which the program works: then every program that has it open holds a lock on it."""
    with contextlib.closing(connect(copy, "rw")) as conn:
        conn.execute("PRAGMA journal_mode = WAL")


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Take what is in the log of a sound file into the file, and keep every other program from opening it.

    Raises SaveError if another program has it open.
    """
    if not path.exists():
        yield
        return
    if _sound(path):
        with contextlib.closing(connect(path, "rw")) as conn:
            conn.execute(f"PRAGMA busy_timeout = {WAIT_MS}")
            try:
                mode = conn.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
            except sqlite3.OperationalError as error:
                if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                    raise _in_use(path) from error
                raise
            if mode != "delete":
                raise _in_use(path)
    if sys.platform == "win32":
        yield  # the system itself refuses to replace a file that is open
        return
    with path.open("r+b") as file:
        _lock(file.fileno(), path)
        yield  # the lock goes with the file


def _lock(handle: int, path: Path) -> None:
    import fcntl

    start, length = _LOCKS
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
    except (BlockingIOError, PermissionError) as error:
        raise _in_use(path) from error


def _in_use(path: Path) -> SaveError:
    return SaveError(
        f"{path} is open in another program; nothing was changed.",
        "Close cop-tui everywhere else, and whatever else works with the file, and try again.",
    )


def _sound(path: Path) -> bool:
    try:
        return inspect(path) > 0
    except NewerStoreError:
        return True
    except StoreError:
        return False


def _keep(path: Path) -> Path | None:
    """Give what is there a second name; with it goes what a crash left beside it. None if there is nothing."""
    sides = [beside(path, side) for side in ("-wal", "-journal")]
    if not path.exists() and not any(map(os.path.lexists, sides)):
        return None
    kept = path.with_name(f"{path.name}.replaced-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}")
    if path.exists():
        try:
            os.link(path, kept)
        except FileExistsError:
            raise
        except OSError:  # a file system that knows no links
            _copy(path, kept)
    for side in sides:
        if os.path.lexists(side):
            os.rename(side, kept.with_name(kept.name + side.name.removeprefix(path.name)))
    beside(path, "-shm").unlink(missing_ok=True)
    sync_folder(path.parent)
    return kept


def _copy(path: Path, kept: Path) -> None:
    handle = os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE)
    with open(handle, "wb") as target, path.open("rb") as source:
        shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())
