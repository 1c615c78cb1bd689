"""Every way in which SQLite or the system refuses, in one sentence and a hint."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path
from typing import Final

from cop_tui.errors import DamagedError, NotOurFileError, SaveError, StoreError, UnwritableError

# Primary result codes, and a part of their messages for errors that carry no code.
_FULL: Final = (sqlite3.SQLITE_FULL, "disk is full")
_BUSY: Final = (sqlite3.SQLITE_BUSY, "database is locked")
_LOCKED: Final = (sqlite3.SQLITE_LOCKED, "table is locked")
_READONLY: Final = (sqlite3.SQLITE_READONLY, "readonly database")
_CANTOPEN: Final = (sqlite3.SQLITE_CANTOPEN, "unable to open")
_CORRUPT: Final = (sqlite3.SQLITE_CORRUPT, "malformed")
_NOTADB: Final = (sqlite3.SQLITE_NOTADB, "not a database")
_IOERR: Final = (sqlite3.SQLITE_IOERR, "disk i/o error")
_RESCUE: Final = (
    "`cop-tui restore` puts the newest good backup in its place, `cop-tui doctor --recover NEWFILE` saves what can "
    "still be read into a new file"
)
_DISK: Final = "Free some space on that disk and try again."


def _is(error: sqlite3.Error, *kinds: tuple[int, str]) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return any(code & 0xFF == primary for primary, _ in kinds)
    text = str(error).lower()
    return any(words in text for _, words in kinds)


def translate(error: sqlite3.Error, path: Path) -> StoreError:
    """What `error` means for the person whose file `path` is."""
    if _is(error, _FULL):
        return SaveError(f"The disk that holds {path} is full.", _DISK)
    if _is(error, _BUSY, _LOCKED):
        return SaveError(
            f"{path} is in use by another program at the moment.",
            "Wait a moment, or close the other program.",
        )
    if _is(error, _IOERR):
        return SaveError(f"Reading or writing {path} failed.", "Check that its disk is connected and sound.")
    if _is(error, _READONLY):
        return UnwritableError(f"{path} cannot be written.", "Check who owns the file and its folder, or use --db.")
    if _is(error, _CANTOPEN):
        return UnwritableError(
            f"{path} cannot be opened.", "Check that it still exists and who owns it and its folder, or use --db."
        )
    if _is(error, _CORRUPT):
        return damaged(path)
    if _is(error, _NOTADB):
        return not_ours(path)
    return StoreError(f"{path} cannot be used: {error}.", "Name another file with --db or COP_TUI_DB to go on working.")


def translate_os(error: OSError, path: Path) -> StoreError:
    """What a refusal of the operating system means for the person whose file or folder `path` is."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return SaveError(f"The disk that is to hold {path} is full.", _DISK)
    reason = (error.strerror or type(error).__name__).lower()
    return UnwritableError(f"{path} cannot be written: {reason}.", "Name another file with --db or COP_TUI_DB.")


def damaged(path: Path, why: str = "") -> DamagedError:
    """The error for a file of ours whose content is broken; `why` says more where more is known."""
    return DamagedError(f"{path} is damaged{': ' if why else ''}{why}.", f"It was left as it is. {_RESCUE}, or name "
                        "another file with --db.")  # fmt: skip


def emptied(path: Path) -> DamagedError:
    """The error for a file that has backups and yet nothing in it."""
    return DamagedError(
        f"{path} is empty, but there are backups of what it held.",
        "`cop-tui restore` puts the newest one in its place. To begin anew, remove the empty file.",
    )


def not_ours(path: Path) -> NotOurFileError:
    """The error for a file of some other kind."""
    return NotOurFileError(
        f"{path} is not a file of cop-tui.",
        f"It was left as it is. Name another file with --db or COP_TUI_DB; if it was one of ours, {_RESCUE}.",
    )
