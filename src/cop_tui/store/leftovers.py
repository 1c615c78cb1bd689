"""Files that are being made get their name when they are whole; until then, and after a crash, they are here."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cop_tui.store.connections import FILE_MODE, SIDES, beside, quietly

PARTIAL_PREFIX: Final = ".cop-tui-"
PARTIAL_SUFFIX: Final = ".partial"
STALE: Final = 3600.0
"""Seconds after which a partial file or folder is certainly left over from a crash."""
YOUNG: Final = 5.0
"""Seconds for which a partial file may not be held yet by whoever makes it."""


@contextlib.contextmanager
def partial(folder: Path) -> Iterator[Path]:
    """A new empty file in a folder for its owner alone, under a name nobody guesses; it goes again in the end."""
    handle, name = tempfile.mkstemp(prefix=PARTIAL_PREFIX, suffix=PARTIAL_SUFFIX, dir=folder)
    made = Path(name)
    with contextlib.ExitStack() as stack:
        for each in (made, *(beside(made, side) for side in SIDES)):
            stack.callback(quietly, each.unlink)
        stack.enter_context(held(handle))
        made.chmod(FILE_MODE)
        yield made


@contextlib.contextmanager
def held(handle: int) -> Iterator[None]:
    """Close an open file in the end, and show others until then that somebody works on it.

    The system lets go of the lock with the program, however that ends. Where there are no such locks, and on Windows,
    where a file that is open could not be renamed, its age has to tell.
    """
    if sys.platform == "win32":
        os.close(handle)
        yield
        return
    import fcntl

    try:
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def remove_stale(*folders: Path) -> None:
    """Take away what a crash left behind."""
    for folder in folders:
        for each in stale(folder):
            if each.is_dir():
                shutil.rmtree(each, ignore_errors=True)
            else:
                quietly(each.unlink)


def stale(folder: Path) -> tuple[Path, ...]:
    """Partial files and folders in a folder that nobody is working on any more."""
    now = time.time()
    found = []
    with contextlib.suppress(OSError):
        for each in folder.iterdir():
            if each.name.startswith(PARTIAL_PREFIX) and PARTIAL_SUFFIX in each.name:
                with contextlib.suppress(OSError):
                    if _left_behind(each, now):
                        found.append(each)
    return tuple(found)


def _left_behind(path: Path, now: float) -> bool:
    status = path.lstat()
    age = now - status.st_mtime
    if stat.S_ISDIR(status.st_mode):
        return age > STALE
    return stat.S_ISREG(status.st_mode) and (age > STALE or (age > YOUNG and _let_go(path)))


def _let_go(path: Path) -> bool:
    """Whether nobody holds a file. False where the system cannot tell."""
    if sys.platform == "win32":
        return False
    import fcntl

    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True
