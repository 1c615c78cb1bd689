"""A first look at the assessments of a file, for lists that are to be there at once.

Opening the library takes the models, the questionnaire and the writer: with them the first list took the time of three
starts of an empty app, without them of two. Names and kept figures need none of it. What a look cannot tell for certain
it does not tell at all: then the library is opened, and says what is wrong or computes what is missing.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import cop_tui
from cop_tui.errors import CopTuiError
from cop_tui.questionnaires.locate import bundled_root
from cop_tui.questionnaires.marks import program_mark
from cop_tui.services.kept_figures import Figures
from cop_tui.store.connections import APPLICATION_ID, beside, connect, pragma
from cop_tui.store.database import SCHEMA_VERSION
from cop_tui.store.figures import read_figures

_READ: Final = """
    SELECT id, name, provider, model, pack_id, pack_version, pack_sha256, updated_at, updated_by FROM assessments
    WHERE deleted_at IS NULL ORDER BY
"""
_FIND: Final = "SELECT id FROM assessments WHERE deleted_at IS NULL AND ?1 IN (id, name) ORDER BY id <> ?1 LIMIT 1"
_OLDEST: Final = " created_at, id"
_LATEST: Final = " updated_at DESC, created_at, id LIMIT ?"


@dataclass(frozen=True, slots=True)
class Glance:
    """An assessment as listed. `updated_at` is UTC in the store's form, which sorts by time.

    `figures` are None where none are kept that hold today.
    """

    id: str
    name: str
    provider: str
    model: str
    pack_id: str
    pack_version: str
    pack_sha256: str
    updated_at: str
    updated_by: str
    figures: Figures | None = None


def glance(path: Path, today: date, packs: Path | None = None, latest: int | None = None) -> tuple[Glance, ...] | None:
    """The assessments of a file, oldest first; None where it takes more than a look. Nothing is changed or made.

    With `latest` only so many, those that were changed last and in that order.
    Only a file with all of its content in it is looked at: a log or journal that says something may have been left by a
    crash, or belong to another file. Whether it is sound is for `store.database.prepare` to say, before anything of it
    is relied on.
    `packs` is the folder of the questionnaires, by default the bundled ones.
    """
    with contextlib.suppress(CopTuiError, OSError, sqlite3.Error), _looking(path) as conn:
        if conn is not None:
            program = program_mark((Path(cop_tui.__file__).parent, packs or bundled_root()))
            rows = conn.execute(_READ + _LATEST, (latest,)) if latest else conn.execute(_READ + _OLDEST)
            found = rows.fetchall()
            kept = read_figures(conn, program, today, [row[0] for row in found] if latest else None)
            return tuple(replace(Glance(*row), figures=_figures(kept.get(row[0]))) for row in found)
    return None


def id_of(path: Path, ref: str) -> str | None:
    """The id of the assessment with exactly that id or else that name; None where it takes more than a look."""
    with contextlib.suppress(CopTuiError, OSError, sqlite3.Error), _looking(path) as conn:
        if conn is not None:
            row = conn.execute(_FIND, (ref,)).fetchone()
            return None if row is None else str(row[0])
    return None


@contextlib.contextmanager
def _looking(path: Path) -> Iterator[sqlite3.Connection | None]:
    """A connection that reads the file as it lies there; None where that would not be enough."""
    if not path.is_file() or any(_says_something(beside(path, side)) for side in ("-wal", "-journal")):
        yield None
        return
    with contextlib.closing(connect(path, "ro", "&immutable=1")) as conn:
        ours = pragma(conn, "application_id") == APPLICATION_ID and pragma(conn, "user_version") == SCHEMA_VERSION
        yield conn if ours else None


def _says_something(file: Path) -> bool:
    """A reader leaves an empty log behind."""
    return os.path.lexists(file) and file.stat().st_size > 0


def _figures(text: str | None) -> Figures | None:
    if text is None:
        return None
    try:
        return Figures.from_text(text)
    except (ValueError, TypeError, KeyError):
        return None
