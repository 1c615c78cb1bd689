"""Write revisions that were made elsewhere: all of them in one transaction, or none."""

from __future__ import annotations

import contextlib
import dataclasses
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cop_tui.errors import InputError
from cop_tui.store.changes import ASSESSMENT
from cop_tui.store.database import check_identity, connect_writer
from cop_tui.store.failures import translate
from cop_tui.store.history import Revision
from cop_tui.store.projection import keep, project, put_head

_TAKEN: Final = "SELECT 1 FROM assessments WHERE name = ? AND deleted_at IS NULL AND id <> ?"
_PURGED: Final = "SELECT purged_at, purged_by FROM purges WHERE assessment = ?"


class MovedError(InputError):
    """The assessment was changed by somebody else since it was read; nothing was written."""


def adopt(path: Path, revisions: Sequence[Revision], head: str | None) -> None:
    """Add revisions of one assessment behind what the file holds of it.

    They are checked and in order, and the last of them follows all others and `head`, the assessment's last revision
    so far (None: there is no such assessment yet). The current tables then hold what the last revision of each subject
    says. Raises MovedError, InputError for a name that is taken or an assessment that was removed for good, and
    StoreError; then nothing has changed.
    """
    conn = connect_writer(path)
    with contextlib.closing(conn):
        try:
            conn.execute("BEGIN IMMEDIATE")
            check_identity(conn, path)
            _write(conn, revisions, head)
            conn.execute("COMMIT")
            with contextlib.suppress(sqlite3.Error):  # readers may outlive us; a copy of the file is whole
                conn.execute("PRAGMA wal_checkpoint(PASSIVE)")
        except sqlite3.IntegrityError as error:
            _roll_back(conn)
            raise InputError(
                "The file holds a revision whose id is here already with another content.", "Nothing was stored."
            ) from error
        except sqlite3.Error as error:
            _roll_back(conn)
            raise translate(error, path) from error
        except BaseException:
            _roll_back(conn)
            raise


def _write(conn: sqlite3.Connection, revisions: Sequence[Revision], head: str | None) -> None:
    assessment = revisions[-1].assessment
    found = conn.execute("SELECT hash FROM heads WHERE assessment = ?", (assessment,)).fetchone()
    if (found[0] if found else None) != head:
        raise MovedError("The assessment is being changed by somebody else; nothing was stored.", "Try again.")
    purged = conn.execute(_PURGED, (assessment,)).fetchone()
    if purged is not None:
        raise InputError(
            f"The assessment {assessment} was removed for good on {purged[0][:10]} by {purged[1]}.",
            "Nothing was stored; import it into another file with --db.",
        )
    first = conn.execute("SELECT COALESCE(MAX(seq), 0) + 1 FROM revisions").fetchone()[0]
    last: dict[str, Revision] = {}
    for number, revision in enumerate(revisions, start=first):
        keep(conn, dataclasses.replace(revision, seq=number))
        last[revision.subject] = revision
    # Only what stands in the end: on the way an assessment may have had a name that is taken here.
    about = last.pop(ASSESSMENT, None)
    if about is not None:
        _refuse_taken_name(conn, about)
        project(conn, about)
    for revision in last.values():
        project(conn, revision)
    put_head(conn, revisions[-1])


def _refuse_taken_name(conn: sqlite3.Connection, about: Revision) -> None:
    content = about.after or {}
    name = content.get("name")
    if content.get("deleted_at") is None and conn.execute(_TAKEN, (name, about.assessment)).fetchone():
        raise InputError(f"There is already an assessment named {name}.", "Nothing was stored; rename one of them.")


def _roll_back(conn: sqlite3.Connection) -> None:
    with contextlib.suppress(sqlite3.Error):
        if conn.in_transaction:
            conn.execute("ROLLBACK")
