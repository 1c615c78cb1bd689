"""Make a new file of what can be read of a damaged one, and say what could not be read.

History comes first: every revision proves itself by its hash, and what stands follows from it. What stands in the
current tables but not in the history is taken over as a revision by `recovery`. The damaged file is only ever read.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cop_tui.domain.answers import Answer
from cop_tui.errors import CopTuiError, DamagedError, InputError
from cop_tui.store import backup, contents
from cop_tui.store.carve import page_size
from cop_tui.store.changes import ASSESSMENT, Change, answer_subject, entry_subject
from cop_tui.store.connections import SIDES, beside, translated
from cop_tui.store.database import connect_reader, connect_writer, prepare
from cop_tui.store.history import Content, Revision, canonical, revise, stamp, utc_now
from cop_tui.store.inspection import MAGIC, log_of_another
from cop_tui.store.leftovers import PARTIAL_PREFIX, PARTIAL_SUFFIX
from cop_tui.store.projection import insert, put_position
from cop_tui.store.records import AssessmentContent
from cop_tui.store.repository import Repository
from cop_tui.store.salvage import Row, Salvage, salvage
from cop_tui.store.schema import VERSION_1

AUTHOR: Final = "recovery"
LONGEST: Final = 4 << 30
"""Bytes to which a file that was cut off is filled up for reading."""
_NAME_INDEX: Final = next(each for each in VERSION_1 if "INDEX assessments_name" in each)


@dataclass(frozen=True, slots=True)
class Recovered:
    """One assessment in the new file, with how much of it there is."""

    id: str
    name: str
    answers: int
    entries: int
    revisions: int
    deleted: bool


@dataclass(frozen=True, slots=True)
class Recovery:
    """The new file and what is in it, with one sentence for each thing that was damaged or is lost."""

    target: Path
    assessments: tuple[Recovered, ...]
    carved: int
    """How many revisions were found outside their table."""
    damage: tuple[str, ...]
    """What of the old file could not be read in its place; all of it may have been found elsewhere."""
    problems: tuple[str, ...]
    """What is lost or not proved; none if the new file holds everything."""


def recover(path: Path, target: Path, pack: Mapping[str, str]) -> Recovery:
    """Make `target` of what can be read of the file at `path`.

    `pack` (pack_id, pack_version, pack_sha256) is given to an assessment whose own entry is lost. Raises InputError
    if `target` is there, DamagedError if nothing can be read (then no file is made), SaveError, UnwritableError.
    """
    target = target.expanduser().absolute()
    if os.path.lexists(target):
        raise InputError(f"{target} is there already.", "Name a new file.")
    with translated(path):
        path.stat()
    with translated(target), _workshop(target.parent) as workshop:
        found, problems = _read(path, workshop)
        if not (found.revisions or found.doubtful or found.tables["assessments"]):
            raise DamagedError(
                f"Nothing could be read of {path}.", "`cop-tui restore` puts a backup in its place, if there is one."
            )
        made = workshop / "recovered.db"
        prepare(made)
        with contextlib.closing(connect_writer(made)) as conn:
            problems += _Rebuilding(conn, found, pack).rebuild()
            conn.execute("PRAGMA journal_mode = DELETE")
        with contextlib.closing(connect_reader(made)) as conn:
            assessments, doubts = _described(conn)
        backup.place(made, target)
    lost = tuple(dict.fromkeys((*problems, *doubts)))
    return Recovery(target, assessments, found.carved, tuple(found.unread), lost)


@contextlib.contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix=PARTIAL_PREFIX, suffix=PARTIAL_SUFFIX, dir=folder))  # mode 0700
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _read(path: Path, workshop: Path) -> tuple[Salvage, list[str]]:
    """Read a copy: opening the damaged file itself could change what lies beside it."""
    copy, problems = workshop / "damaged.db", list[str]()
    shutil.copyfile(path, copy)
    for side in SIDES:
        if side != "-shm" and beside(path, side).exists():
            shutil.copyfile(beside(path, side), beside(copy, side))
    foreign = False
    with contextlib.suppress(sqlite3.Error):
        foreign = log_of_another(copy)
    if foreign:
        beside(copy, "-wal").unlink()
        problems.append(
            f"the log beside the file ({beside(path, '-wal').name}) belongs to another one; it was not used"
        )
    for side in ("", *SIDES):
        with contextlib.suppress(FileNotFoundError):
            beside(copy, side).chmod(0o600)
    _lengthen(copy)
    return salvage(copy), problems


def _lengthen(copy: Path) -> None:
    """SQLite reads nothing at all of a file that is shorter than its header says: fill up what is missing."""
    with copy.open("r+b") as file:
        header = file.read(32)
        size = page_size(header)
        pages = int.from_bytes(header[28:32], "big")
        wanted = pages * size
        if header.startswith(MAGIC) and copy.stat().st_size < wanted <= LONGEST:
            file.truncate(wanted)


class _Rebuilding:
    """The new file being written, in one transaction."""

    def __init__(self, conn: sqlite3.Connection, found: Salvage, pack: Mapping[str, str]) -> None:
        self.conn = conn
        self.found = found
        self.pack = pack
        self.problems = list[str]()
        self.heads: dict[str, Revision] = {}
        self.last: dict[tuple[str, str], Revision] = {}
        self.seq = 0

    def rebuild(self) -> list[str]:
        """Write everything; what could not be is told."""
        conn = self.conn
        conn.execute("PRAGMA foreign_keys = OFF")  # checked in the end
        conn.execute("BEGIN IMMEDIATE")
        conn.execute("DROP INDEX assessments_name")  # names may have been free again meanwhile
        gone = self._purges()
        known = {**self.found.doubtful, **self.found.revisions}
        for revision in sorted(known.values(), key=lambda each: (each.seq, each.at, each.id)):
            if revision.assessment not in gone:
                self._put(revision)
                if revision.id in self.found.doubtful:
                    self.problems.append(f"revision {revision.id} ({revision.subject} of {revision.assessment}): "
                                         "taken over, but its content does not match its hash")  # fmt: skip
        self._take_current(gone)
        self._name_all()
        self._positions()
        conn.execute(_NAME_INDEX)
        if conn.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise DamagedError("What was read does not fit together.", "Please report this.")
        conn.execute("COMMIT")
        return self.problems

    def _put(self, revision: Revision) -> None:
        self.seq += 1
        placed = dataclasses.replace(revision, seq=self.seq)
        self.conn.execute("SAVEPOINT one")
        try:
            insert(self.conn, placed)
        except (CopTuiError, sqlite3.Error, ValueError, TypeError, KeyError, AttributeError) as error:
            self.conn.execute("ROLLBACK TO one")
            self.problems.append(f"revision {revision.id} ({revision.subject} of {revision.assessment}): not taken "
                                 f"over ({type(error).__name__})")  # fmt: skip
        else:
            self.heads[revision.assessment] = placed
            self.last[revision.assessment, revision.subject] = placed
        self.conn.execute("RELEASE one")

    def _append(self, assessment: str, subject: str, after: Content | None) -> None:
        """A revision of our own after all others."""
        head, before = self.heads.get(assessment), self.last.get((assessment, subject))
        change = contents.checked(Change(assessment, subject, after, AUTHOR, None))
        revision = revise(
            (head.hash,) if head else (),
            head.at if head else None,
            change,
            utc_now(),
            before=None if before is None else before.after,
        )
        self._put(revision)

    def _purges(self) -> set[str]:
        columns = ("assessment", "name_hash", "head", "revisions", "purged_at", "purged_by")
        for row in self.found.tables["purges"]:
            with contextlib.suppress(sqlite3.Error):
                self.conn.execute("INSERT INTO purges VALUES (?, ?, ?, ?, ?, ?)", [row[name] for name in columns])
        return {str(row["assessment"]) for row in self.found.tables["purges"]}

    def _take_current(self, gone: set[str]) -> None:
        """What stands in the current tables by a revision that is lost."""
        for assessment, subject, after, row in self._current():
            last = self.last.get((assessment, subject))
            newer = last is None or str(row["updated_at"]) >= stamp(last.at)
            lost = row["revision"] not in self.found.revisions and row["revision"] not in self.found.doubtful
            if assessment in gone or not (newer and lost) or (last and canonical(last.after) == canonical(after)):
                continue
            try:
                self._append(assessment, subject, after)
            except CopTuiError as error:
                self.problems.append(f"{subject} of {assessment}: {error.message}")
            else:
                self.problems.append(f"{subject} of {assessment}: what stood was read, how it came about was not")

    def _current(self) -> Iterator[tuple[str, str, dict[str, Any], Row]]:
        for table, read in (("assessments", _content), ("answers", _answer), ("entries", _entry)):
            for row in self.found.tables[table]:
                try:
                    yield (*read(row), row)
                except (ValueError, TypeError, KeyError, AttributeError):
                    self.problems.append(f"{table}: the row of {row.get('revision')} cannot be read")

    def _name_all(self) -> None:
        """Every assessment has an entry of its own and a name of its own."""
        for assessment in self.heads:
            if (assessment, ASSESSMENT) not in self.last:
                self._append(assessment, ASSESSMENT, {
                    "name": f"Recovered {assessment}", "created_at": stamp(self.heads[assessment].at), **self.pack
                })  # fmt: skip
                self.problems.append(f"assessment {assessment}: its name, facts and questionnaire could not be read")
        taken: set[str] = set()
        for (assessment, subject), revision in list(self.last.items()):
            content = revision.after or {}
            if subject != ASSESSMENT or content.get("deleted_at") is not None:
                continue
            if content["name"] in taken:
                self._append(assessment, ASSESSMENT, {**content, "name": f"{content['name'][:150]} ({assessment})"})
            taken.add(content["name"])

    def _positions(self) -> None:
        for row in self.found.tables["positions"]:
            if isinstance(row["criterion"], str) and (row["assessment"], ASSESSMENT) in self.last:
                put_position(self.conn, row["assessment"], row["criterion"], utc_now())
        for row in self.found.tables["heads"]:
            head = self.heads.get(row["assessment"])
            hashes = {each.hash for each in self.found.revisions.values()}
            if head is not None and row["hash"] not in hashes:
                self.problems.append(f"assessment {row['assessment']}: the end of its history could not be read")


def _content(row: Row) -> tuple[str, str, dict[str, Any]]:
    data = {key: row[key] for key in AssessmentContent.field_names() if key != "facts"}
    content = AssessmentContent.of({**data, "facts": json.loads(row["facts"])})
    return str(row["id"]), ASSESSMENT, content.to_data()


def _answer(row: Row) -> tuple[str, str, dict[str, Any]]:
    data = {key: row[key] for key in Answer.field_names()}
    data |= {"evidence": json.loads(row["evidence"]), "checks": json.loads(row["checks"])}
    answer = Answer.of({**data, "flagged": bool(row["flagged"])})
    return str(row["assessment"]), answer_subject(row["criterion"]), answer.to_data()


def _entry(row: Row) -> tuple[str, str, dict[str, Any]]:
    found = json.loads(row["content"])
    if not isinstance(found, dict):
        raise TypeError("no entry")
    return str(row["assessment"]), entry_subject(row["kind"], row["id"]), found


def _described(conn: sqlite3.Connection) -> tuple[tuple[Recovered, ...], list[str]]:
    repository = Repository(conn)
    found, problems = [], []
    for record in repository.assessments(include_deleted=True):
        history = repository.history(record.id)
        answers, entries = repository.answers(record.id), repository.entries(record.id)
        found.append(Recovered(record.id, record.name, len(answers), len(entries), len(history),
                               record.deleted_at is not None))  # fmt: skip
        problems += repository.problems(record.id)
    return tuple(found), problems
