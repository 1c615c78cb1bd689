"""Backups of the assessment file: whole copies made with SQLite's own means, checked before they count."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
import stat
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from cop_tui.errors import InputError, SaveError, UnwritableError
from cop_tui.store.connections import (
    FOLDER_MODE,
    SIDES,
    beside,
    connect,
    connect_source,
    pragma,
    quietly,
    sync_folder,
    translated,
)
from cop_tui.store.failures import damaged
from cop_tui.store.inspection import inspect, mark, whole
from cop_tui.store.leftovers import partial, remove_stale

KEPT: Final = 10
"""Automatic backups that are kept of one file: the last one of a day (and schema version), of the last days."""
AGAIN: Final = timedelta(hours=1)
"""After this time the backup of the day is made anew if something has changed."""
FOLDER: Final = "backups"
SPARE: Final = 8 << 20
"""Bytes that an automatic backup leaves free on the disk: answers need them more."""
_STAMP: Final = "%Y%m%dT%H%M%S.%fZ"
_NAME: Final = re.compile(r"(?P<at>\d{8}T\d{6}\.\d{6}Z)-v(?P<version>\d+)\.db")
_EARLIER: Final = re.compile(r"\.backup-v(?P<version>\d+)-(?P<at>\d{8}T\d{6}\.\d{6}Z)")


@dataclass(frozen=True, slots=True, order=True)
class Backup:
    """An automatic backup: when it was made (UTC), the schema version it holds, where it is, its size in bytes."""

    at: datetime
    version: int
    path: Path
    size: int
    written: datetime
    """By the clock of the file system; `at` never lies before that of an earlier backup, this may."""


def folder_of(path: Path) -> Path:
    """Where the automatic backups of a file are. It need not exist."""
    real = path.resolve()
    return real.parent / FOLDER / real.name


def backups_of(path: Path) -> tuple[Backup, ...]:
    """The automatic backups of a file, newest first; also those that earlier versions left beside the file.

    Their content is not looked at. Raises OSError if a folder cannot be read.
    """
    real = path.resolve()
    found = [_backup(each, _NAME.fullmatch(each.name)) for each in _entries(folder_of(path))]
    found += [
        _backup(each, _EARLIER.fullmatch(each.name.removeprefix(real.name)))
        for each in _entries(real.parent)
        if each.name.startswith(real.name)
    ]
    return tuple(sorted((each for each in found if each is not None), reverse=True))


def make(path: Path, *, now: datetime | None = None) -> Backup:
    """Back a file up into its folder, and let go of the oldest backups.

    The copy is written under another name, checked, and given its name in one step: a backup is whole or not there.
    Raises SaveError (disk full), UnwritableError (a link or a file in the way), DamagedError, StoreError.
    """
    folder = folder_of(path)
    with translated(folder):
        _private_folder(folder)
        remove_stale(folder)
        known = backups_of(path)
        at = (now or datetime.now(UTC)).astimezone(UTC)
        if known and known[0].at >= at:  # the clock was set back; the newest is still to be the last in order
            at = known[0].at + timedelta(microseconds=1)
        with partial(folder) as copy:
            version = copy_database(path, copy)
            target = folder / f"{at.strftime(_STAMP)}-v{version}.db"
            place(copy, target)
    _prune(folder, spared=target)
    found = _backup(target, _NAME.fullmatch(target.name))
    if found is None:
        raise SaveError(f"The backup {target} was taken away while it was made.", "Try again.")
    return found


def due(path: Path, now: datetime) -> bool:
    """Whether the file holds something of which there is no backup, and none was made in the last hour.

    Raises OSError, sqlite3.Error.
    """
    known = backups_of(path)
    if any(abs(now - each.written) < AGAIN for each in known):
        return False
    with contextlib.closing(connect(path, "ro")) as conn:
        if conn.execute("SELECT 1 FROM revisions LIMIT 1").fetchone() is None:
            return False
        present = mark(conn)
    if not known:
        return True
    try:
        with contextlib.closing(connect_source(known[0].path)) as conn:
            return mark(conn) != present
    except sqlite3.Error:
        return True


def make_daily(path: Path, now: datetime) -> Backup | None:
    """The backup of the day, made anew at most once an hour and only if something has changed since the last.

    Takes away what a crash left behind here. Raises what `make` raises, and SaveError if the disk would be all but full
    with it.
    """
    remove_stale(path.resolve().parent, folder_of(path))
    with translated(path):
        if not due(path, now):
            return None
        size = sum(side.stat().st_size for side in (path, beside(path, "-wal")) if side.exists())
        if shutil.disk_usage(path.resolve().parent).free < 2 * size + SPARE:
            raise SaveError(f"There is too little space beside {path} for a backup.", "Free some space on that disk.")
    return make(path, now=now)


def back_up_to(path: Path, target: Path, *, force: bool = False) -> Path:
    """Copy a file to a place of the person's choice and return that. `force` replaces a file that is there.

    Raises InputError (something is in the way, or it is the file itself), and what `make` raises.
    """
    target = target.expanduser().absolute()
    _refuse_target(path, target, force)
    if inspect(path, newest=1 << 31) == 0:
        raise InputError(f"There is nothing in {path} yet.", "There is nothing to back up.")
    with translated(target):
        target.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        remove_stale(target.parent)
        with partial(target.parent) as copy:
            copy_database(path, copy, mode="rw" if os.access(path, os.W_OK) else "ro")
            if force:
                copy.replace(target)
                sync_folder(target.parent)
            else:
                place(copy, target)
    return target


def copy_database(source: Path, target: Path, *, mode: str = "ro", aside: bool = False) -> int:
    """Copy a database into an empty file, complete in itself, on the disk and checked. Returns its schema version.

    `aside` is for a source that no program works with. Raises sqlite3.Error, OSError, or DamagedError if the copy is
    not sound.
    """
    conn = connect_source(source) if aside else connect(source, mode)
    with contextlib.closing(conn) as origin, contextlib.closing(connect(target, "rw")) as copy:
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    with contextlib.closing(connect(target, "ro", "&immutable=1")) as copy:
        if not whole(copy):
            raise damaged(source)
        version = pragma(copy, "user_version")
    handle = os.open(target, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return version


def place(made: Path, target: Path) -> None:
    """Give a file its name, for good; never instead of another one. Raises OSError, FileExistsError among them."""
    try:
        os.link(made, target)
    except FileExistsError:
        raise
    except OSError:  # a file system that knows no links
        if os.path.lexists(target):
            raise FileExistsError(17, "File exists", str(target)) from None
        made.replace(target)
    sync_folder(target.parent)


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _backup(path: Path, found: re.Match[str] | None) -> Backup | None:
    if found is None:
        return None
    try:
        status = path.lstat()
        at = datetime.strptime(found["at"], _STAMP).replace(tzinfo=UTC)
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    written = datetime.fromtimestamp(status.st_mtime, UTC)
    return Backup(at, int(found["version"]), path, status.st_size, written)


def _private_folder(folder: Path) -> None:
    """Make the folder of backups, for the owner alone; a link in its place is not followed."""
    for each in (folder.parent, folder):
        with contextlib.suppress(FileExistsError):
            each.mkdir(FOLDER_MODE)
            each.chmod(FOLDER_MODE)
        if not stat.S_ISDIR(each.lstat().st_mode):
            what = "a link" if each.is_symlink() else "no folder"
            raise UnwritableError(f"{each} is {what}; backups belong there.", "Move it away and try again.")


def _prune(folder: Path, spared: Path) -> None:
    found = [_backup(each, _NAME.fullmatch(each.name)) for each in _entries(folder)]
    days: set[tuple[date, int]] = set()
    for each in sorted((each for each in found if each is not None), reverse=True):
        day = (each.at.date(), each.version)
        if (day in days or len(days) >= KEPT) and each.path != spared:
            quietly(each.path.unlink)
        days.add(day)


def _refuse_target(path: Path, target: Path, force: bool) -> None:
    real = path.resolve()
    if target.is_symlink():  # looked at first: links may go round in a circle
        raise InputError(f"{target} is a link to another place.", "Name the place itself.")
    if target.resolve() in (real, *(beside(path, side) for side in SIDES)):
        raise InputError(f"{target} is the assessment file itself.", "Choose another place for the backup.")
    if target.is_dir():
        raise InputError(f"{target} is a folder.", f"Name a file, such as {target / 'assessments-backup.db'}.")
    if os.path.lexists(target):
        if not force:
            raise InputError(f"{target} is there already.", "Replace it with --force, or name another file.")
        if os.path.samefile(target, path) or not stat.S_ISREG(target.lstat().st_mode):
            raise InputError(f"{target} cannot be replaced.", "Choose another place for the backup.")
