"""Read the assessment file: assessments, answers, history. Nothing here writes."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from cop_tui.domain.answers import Answer
from cop_tui.domain.register import KINDS, Register
from cop_tui.domain.snapshot import Snapshot
from cop_tui.errors import AmbiguousError, DamagedError, NotFoundError
from cop_tui.store.changes import EntryKey, entry_subject
from cop_tui.store.failures import damaged, translate
from cop_tui.store.history import ANSWER_PREFIX, Revision, canonical, unstamp, verify
from cop_tui.store.lineage import ends, linear
from cop_tui.store.projection import revision_of
from cop_tui.store.records import AssessmentRecord, StoredAnswer, StoredEntry, new_assessment_id
from cop_tui.store.replay import assembled, replay

__all__ = ["AssessmentRecord", "Repository", "StoredAnswer", "StoredEntry", "new_assessment_id"]

PREFIX_MIN = 4


class Repository:
    """What the file holds, through a reader's connection; to be used in the thread that opened it.

    Every method may raise DamagedError for content that cannot be read, and SaveError or UnwritableError as
    `database.translate` gives them.
    """

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        # As bytes: the name of a file need not be text.
        name = conn.execute("SELECT CAST(file AS BLOB) FROM pragma_database_list WHERE name = 'main'").fetchone()[0]
        self._path = Path(os.fsdecode(name))

    def assessments(self, include_deleted: bool = False) -> tuple[AssessmentRecord, ...]:
        """All assessments, oldest first."""
        rows = self._rows(
            "SELECT * FROM assessments WHERE deleted_at IS NULL OR ? ORDER BY created_at, id", include_deleted
        )
        return tuple(self._record(row) for row in rows)

    def assessment(self, assessment: str) -> AssessmentRecord:
        """The assessment with that id, deleted or not. Raises NotFoundError."""
        rows = self._rows("SELECT * FROM assessments WHERE id = ?", assessment)
        if not rows:
            raise NotFoundError(f"There is no assessment with the id {assessment}.")
        return self._record(rows[0])

    def find(self, ref: str) -> AssessmentRecord:
        """The assessment that a person means by `ref`: its id, its exact name, or the beginning of its id.

        A beginning has at least four characters and fits one assessment only. Deleted ones are not found.
        Raises NotFoundError, or AmbiguousError naming the candidates.
        """
        ref = ref.encode("utf-8", "replace").decode()  # what was typed need not be text, but SQLite wants it
        # Asked for one by one: reading every record would make opening one as slow as the file is long.
        for column in ("id", "name"):
            rows = self._rows(f"SELECT * FROM assessments WHERE {column} = ? AND deleted_at IS NULL", ref)  # noqa: S608
            if rows:
                return self._record(rows[0])
        known = self.assessments()
        fitting = [record for record in known if len(ref) >= PREFIX_MIN and record.id.startswith(ref)]
        if not fitting:
            raise NotFoundError(
                f"There is no assessment {ref!r}.", "`cop-tui list` shows ids and names; four characters of an id do."
            )
        if len(fitting) > 1:
            names = ", ".join(f"{record.id} ({record.name})" for record in fitting)
            raise AmbiguousError(f"{ref!r} is the beginning of more than one id: {names}.", "Give more characters.")
        return fitting[0]

    def answers(self, assessment: str) -> dict[str, StoredAnswer]:
        """What was answered, by criterion id, in the order of the ids."""
        rows = self._rows("SELECT * FROM answers WHERE assessment = ? ORDER BY criterion", assessment)
        return {row["criterion"]: self._answer(row) for row in rows}

    def entries(self, assessment: str) -> dict[EntryKey, StoredEntry]:
        """Every register entry, by kind and id, in that order."""
        rows = self._rows("SELECT * FROM entries WHERE assessment = ? ORDER BY kind, id", assessment)
        return {(row["kind"], row["id"]): self._entry(row) for row in rows}

    def current(self, assessment: str) -> Snapshot:
        """The assessment as it stands in the current tables. Raises NotFoundError."""
        answers = {c: stored.answer for c, stored in self.answers(assessment).items()}
        register = Register.of({key: stored.entry for key, stored in self.entries(assessment).items()})
        return assembled(self.assessment(assessment), answers, register)

    def snapshot(self, assessment: str, *, head: str | None = None, until: datetime | None = None) -> Snapshot | None:
        """The assessment as it stood at the revision with that hash, or at that instant (both: the earlier one).

        Replayed from history, which never changes. None if there was nothing yet. Raises NotFoundError for a revision
        that is not in the history.
        """
        history = self.history(assessment)
        with self._readable():
            return replay(history, head=head, until=until)

    def history(self, assessment: str, subject: str | None = None) -> tuple[Revision, ...]:
        """All revisions of an assessment, or of one subject of it, in order of time, each after all that it follows."""
        rows = self._rows(
            "SELECT * FROM revisions WHERE assessment = ?1 AND (?2 IS NULL OR subject = ?2)"
            " ORDER BY CASE WHEN ?2 IS NULL THEN '' ELSE at END, seq",
            assessment,
            subject,
        )
        with self._readable():
            found = tuple(revision_of(row) for row in rows)
        return found if subject is not None else tuple(linear(found))

    def head(self, assessment: str) -> str | None:
        """The hash of the last revision of an assessment; it changes with everything that anyone changes in it."""
        rows = self._rows("SELECT hash FROM heads WHERE assessment = ?", assessment)
        return str(rows[0]["hash"]) if rows else None

    def position(self, assessment: str) -> str | None:
        """The criterion where the person left off; None if unknown."""
        rows = self._rows("SELECT criterion FROM positions WHERE assessment = ?", assessment)
        return str(rows[0]["criterion"]) if rows else None

    def counts(self) -> dict[str, int]:
        """How many `assessments` (not deleted), `deleted` ones, `answers` and `revisions` the file holds."""
        row = self._rows(
            "SELECT (SELECT COUNT(*) FROM assessments WHERE deleted_at IS NULL) AS assessments,"
            " (SELECT COUNT(*) FROM assessments WHERE deleted_at IS NOT NULL) AS deleted,"
            " (SELECT COUNT(*) FROM answers) AS answers, (SELECT COUNT(*) FROM revisions) AS revisions"
        )[0]
        return {key: int(row[key]) for key in row.keys()}  # noqa: SIM118 - iterating a Row gives values

    def problems(self, assessment: str) -> list[str]:
        """One sentence for each thing about an assessment that its history does not bear out; empty when sound.

        Beyond `history.verify`: the head is the last revision, and what stands now is what the history ends with.
        """
        try:
            history = self.history(assessment)
            answers = self.answers(assessment)
            entries = self.entries(assessment)
            record = self.assessment(assessment)
        except DamagedError as error:
            return [error.message]
        found = verify(history)
        if not found and len(ends(history)) > 1:
            found.append(f"assessment {assessment}: its history has more than one end")
        if self.head(assessment) != (history[-1].hash if history else None):
            found.append(f"assessment {assessment}: the history does not end where it should")
        told = {revision.subject: revision for revision in history}
        stands: dict[str, tuple[str, Any]] = {
            ANSWER_PREFIX + criterion: (stored.revision, stored.answer.to_data())
            for criterion, stored in answers.items()
        }
        stands |= {entry_subject(*key): (stored.revision, stored.entry.to_data()) for key, stored in entries.items()}
        stands["assessment"] = (record.revision, record.to_data())
        for subject in sorted(told.keys() | stands.keys()):
            last = told.get(subject)
            due = None if last is None or last.after is None else canonical([last.id, last.after])
            if due != (canonical(stands[subject]) if subject in stands else None):
                found.append(f"{subject} of {assessment}: what stands is not what its history ends with")
        return found

    def _rows(self, sql: str, *parameters: object) -> list[sqlite3.Row]:
        try:
            cursor = self._conn.cursor()
            cursor.row_factory = sqlite3.Row
            return cursor.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise translate(error, self._path) from error

    @contextlib.contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            raise damaged(self._path) from error

    def _record(self, row: sqlite3.Row) -> AssessmentRecord:
        with self._readable():
            return AssessmentRecord.of({**dict(row), "facts": json.loads(row["facts"])})

    def _entry(self, row: sqlite3.Row) -> StoredEntry:
        with self._readable():
            return StoredEntry(
                entry=KINDS[row["kind"]].of(json.loads(row["content"])),
                revision=row["revision"],
                updated_at=unstamp(row["updated_at"]),
                updated_by=row["updated_by"],
            )

    def _answer(self, row: sqlite3.Row) -> StoredAnswer:
        with self._readable():
            data = {key: row[key] for key in Answer.field_names()}
            data |= {"evidence": json.loads(row["evidence"]), "checks": json.loads(row["checks"])}
            data["flagged"] = bool(row["flagged"])
            return StoredAnswer(
                answer=Answer.of(data),
                revision=row["revision"],
                updated_at=unstamp(row["updated_at"]),
                updated_by=row["updated_by"],
            )
