"""Look at a file before anything is done to it: whose it is, its version, whether it is whole. Changes nothing.

What only a log or a journal beside it needs is imported there: every command and the app's start come through here.
"""

from __future__ import annotations

import contextlib
import sqlite3
import stat
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cop_tui.errors import NewerStoreError
from cop_tui.store.connections import APPLICATION_ID, beside, connect, connect_source, pragma, translated
from cop_tui.store.failures import damaged, not_ours

if TYPE_CHECKING:
    from cop_tui.store.history import Revision

MAGIC: Final = b"SQLite format 3\x00"
HEADER_SIZE: Final = 100
TRIES: Final = 3
TRY_AGAIN: Final = 0.2
"""Seconds between two looks at a journal: another program may be in the middle of a transaction."""
_JOURNAL_MAGIC: Final = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
_LAST: Final = "SELECT * FROM revisions NOT INDEXED ORDER BY rowid DESC LIMIT 1"


def inspect(path: Path, newest: int, *, aside: bool = False) -> int:
    """The schema version of the file (0: nothing in it yet), without changing anything.

    `aside` is for a file that no program works with: then nothing is put beside it either.
    Raises NotOurFileError, NewerStoreError (later than `newest`), DamagedError, or what `translate` makes of an error.
    """
    with translated(path):
        if not stat.S_ISREG(path.stat().st_mode):  # to open a pipe would wait for somebody who writes to it
            raise not_ours(path)
        with path.open("rb") as file:
            header = file.read(HEADER_SIZE)
        if not header or _was_empty(path):
            return 0
        if not header.startswith(MAGIC):
            raise not_ours(path)
        if len(header) < HEADER_SIZE:
            raise damaged(path)
        # The header alone settles most refusals; opening the file could already leave files beside it.
        version, application = (int.from_bytes(header[at : at + 4], "big") for at in (60, 68))
        if application not in (0, APPLICATION_ID) or (application == 0 and _foreign(path)):
            raise not_ours(path)
        if application and version > newest:
            raise newer(path, version, newest)
        if _cut_off(path, header):
            raise damaged(path, "its end is missing")
        return _check_content(path, newest, aside)


def newer(path: Path, version: int, newest: int) -> NewerStoreError:
    """The error for a file of a later version than this program knows."""
    return NewerStoreError(
        f"{path} was written by a newer version of cop-tui (its format is {version}, this one knows {newest}).",
        "It was left as it is. Install the newer version, or name another file with --db.",
    )


def whole(conn: sqlite3.Connection, *, thorough: bool = False) -> bool:
    """Whether the structure of a database is sound; `thorough` compares the indexes with their tables as well."""
    check = "integrity_check" if thorough else "quick_check"
    return bool(conn.execute(f"PRAGMA {check}(1)").fetchone()[0] == "ok")


@dataclass(frozen=True, slots=True)
class Held:
    """What a sound file of ours holds, for a person who is to choose between files.

    `last` is when (UTC) the last change in it was made, None if there is none.
    """

    version: int
    names: tuple[str, ...]
    assessments: int
    deleted: int
    answers: int
    revisions: int
    last: datetime | None
    mark: str
    """The same for two files that hold the same history."""


def look_into(path: Path) -> Held:
    """What a file of ours of any version holds, after checking it thoroughly.

    Raises NotOurFileError, DamagedError, or what `translate` makes of an error.
    """
    with translated(path):
        if inspect(path, newest=1 << 31, aside=True) == 0:
            raise not_ours(path)
        with contextlib.closing(connect_source(path)) as conn:
            if not whole(conn, thorough=True):
                raise damaged(path)
            return held(conn)


def held(conn: sqlite3.Connection) -> Held:
    """What the file of an open connection holds. Raises sqlite3.Error."""
    from cop_tui.store.history import unstamp

    names = [row[0] for row in conn.execute("SELECT name FROM assessments WHERE deleted_at IS NULL ORDER BY name")]
    (deleted,) = conn.execute("SELECT COUNT(*) FROM assessments WHERE deleted_at IS NOT NULL").fetchone()
    (answers,) = conn.execute("SELECT COUNT(*) FROM answers").fetchone()
    (revisions,) = conn.execute("SELECT COUNT(*) FROM revisions").fetchone()
    last = conn.execute("SELECT at FROM revisions ORDER BY seq DESC LIMIT 1").fetchone()
    return Held(
        version=pragma(conn, "user_version"),
        names=tuple(names),
        assessments=len(names),
        deleted=deleted,
        answers=answers,
        revisions=revisions,
        last=None if last is None else unstamp(last[0]),
        mark=mark(conn),
    )


def mark(conn: sqlite3.Connection) -> str:
    """A short text that changes with every change of the history. Raises sqlite3.Error."""
    row = conn.execute(
        "SELECT user_version, (SELECT COUNT(*) FROM revisions),"
        " (SELECT hash FROM revisions ORDER BY seq DESC LIMIT 1) FROM pragma_user_version"
    ).fetchone()
    return " ".join(map(str, row))


def log_of_another(path: Path) -> bool:
    """Whether the log (-wal) beside a file belongs to another file, or to an earlier state of this one.

    History only grows, so what the file says without the log must still be there with it. What cannot be read
    decides nothing.
    """
    wal = beside(path, "-wal")
    if not wal.exists() or not wal.stat().st_size:
        return False
    # First without, then with the log: somebody who is writing meanwhile only adds.
    with contextlib.closing(connect(path, "ro", "&immutable=1")) as conn:
        before = _last_revision(conn)
    if before is None:
        return False
    with contextlib.closing(connect(path, "ro")) as conn:
        return _lacks(conn, before)


def _lacks(conn: sqlite3.Connection, revision: Revision) -> bool:
    try:
        found = conn.execute("SELECT hash FROM revisions WHERE id = ?", (revision.id,)).fetchone()
        if found is None:
            return not _purged(conn, revision.assessment)
        return bool(found[0] != revision.hash)
    except sqlite3.Error:
        return False


def _last_revision(conn: sqlite3.Connection) -> Revision | None:
    """The last revision, if it can be read and is what its hash says; a crash may have left anything in its place."""
    from cop_tui.store.projection import revision_of

    try:
        cursor = conn.cursor()
        cursor.row_factory = sqlite3.Row
        row = cursor.execute(_LAST).fetchone()
        found = None if row is None else revision_of(row)
        return found if found is not None and found.hash == found.expected_hash() else None
    except (sqlite3.Error, ValueError, TypeError, KeyError, AttributeError):
        return None


def _purged(conn: sqlite3.Connection, assessment: str) -> bool:
    try:
        return conn.execute("SELECT 1 FROM purges WHERE assessment = ?", (assessment,)).fetchone() is not None
    except sqlite3.OperationalError:  # an earlier version knows no purges
        return False


def _was_empty(path: Path) -> bool:
    """Whether a crash left a journal beside the file that says it had no pages yet: opening it empties it again."""
    try:
        with beside(path, "-journal").open("rb") as file:
            head = file.read(20)
    except FileNotFoundError:
        return False
    return head.startswith(_JOURNAL_MAGIC) and head[16:20] == b"\x00" * 4


def _cut_off(path: Path, header: bytes) -> bool:
    """Whether the last page is not all there, and nothing lies beside the file that would complete it.

    SQLite would take zeros for what is missing, and its own check need not notice.
    """
    size = int.from_bytes(header[16:18], "big")
    size = 65536 if size == 1 else size
    if size == 0 or path.stat().st_size % size == 0:
        return False
    sides = (beside(path, side) for side in ("-wal", "-journal"))
    return not any(side.exists() and side.stat().st_size for side in sides)


def _foreign(path: Path) -> bool:
    """Whether a database without an application id has tables and so belongs to someone else."""
    wal = beside(path, "-wal")
    if wal.exists() and wal.stat().st_size:
        return False  # its latest state is in the log: _check_content decides
    with contextlib.closing(connect(path, "ro", "&immutable=1")) as conn:
        return _has_tables(conn)


def _check_content(path: Path, newest: int, aside: bool) -> int:
    if log_of_another(path):
        raise damaged(path, f"the log beside it, {beside(path, '-wal').name}, does not belong to it")
    # A journal left by a crash can only be rolled back by who may write.
    journal = beside(path, "-journal")
    mode = "rw" if journal.exists() else "ro"
    if mode == "rw" and _spoils(path, journal):
        raise damaged(path, f"with the journal beside it, {journal.name}, it does not fit together")
    with contextlib.closing(connect_source(path) if aside and mode == "ro" else connect(path, mode)) as conn:
        if not whole(conn):
            raise damaged(path)
        application, version = pragma(conn, "application_id"), pragma(conn, "user_version")
        if application != APPLICATION_ID:
            if application or _has_tables(conn):
                raise not_ours(path)
            return 0
        if version > newest:
            raise newer(path, version, newest)
        return version


def _spoils(path: Path, journal: Path) -> bool:
    """Whether a file would not be whole once a journal is rolled back into it. One that is being written goes away."""
    for _ in range(TRIES):
        try:
            if journal.stat().st_size == 0 or _whole_after_rollback(path, journal):
                return False
        except FileNotFoundError:
            return False
        time.sleep(TRY_AGAIN)
    return True


def _whole_after_rollback(path: Path, journal: Path) -> bool:
    """Try on a copy what a journal does to a file: one of another file would overwrite pages of this one."""
    import shutil
    import tempfile

    from cop_tui.store.leftovers import PARTIAL_PREFIX, PARTIAL_SUFFIX

    with tempfile.TemporaryDirectory(prefix=PARTIAL_PREFIX, suffix=PARTIAL_SUFFIX, dir=journal.parent) as folder:
        copy = Path(folder) / "copy.db"
        shutil.copyfile(path, copy)
        shutil.copyfile(journal, beside(copy, "-journal"))
        try:
            with contextlib.closing(connect(copy, "rw")) as conn:
                return whole(conn)
        except sqlite3.DatabaseError:
            return False


def _has_tables(conn: sqlite3.Connection) -> bool:
    return bool(conn.execute("SELECT EXISTS (SELECT 1 FROM sqlite_schema)").fetchone()[0])
