"""Assessment files of any size, made once and kept in bench/.cache: real histories, written in bulk."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.pack import Pack
from cop_tui.questionnaires.marks import program_mark
from cop_tui.services.library import Library
from cop_tui.services.packs import Packs
from cop_tui.store import projection
from cop_tui.store.changes import ASSESSMENT, Change, answer_subject
from cop_tui.store.database import SCHEMA_VERSION, prepare
from cop_tui.store.figures import KeptFigures, write_figures
from cop_tui.store.history import Revision, revise, utc_now
from cop_tui.store.records import new_assessment_id

AUTHOR: Final = "bench"
FORMAT: Final = 3
"""Raised when this module makes other files than before."""
FACTS: Final[dict[str, Any]] = {
    "training_compute_flop": "3e25",
    "placement_mode": "api",
    "placed_date": "2026-03-17",
    "chapters_signed": ["TR", "CR", "SS"],
}
"""A model with systemic risk whose provider signed everything: nearly every criterion is asked."""
_STATES: Final = (State.IMPLEMENTED, State.PARTIAL, State.IMPLEMENTED, State.PLANNED, State.IMPLEMENTED, State.MISSING)
_NOTE: Final = "Checked with the safety team; the register of systemic risks names the owner and the day of review. "


def name_of(number: int) -> str:
    """What the assessments are called, the last one made standing first in the list."""
    return f"Bench {number:05}"


def build(path: Path, packs: Packs, *, count: int, answers: int, revisions: int = 1) -> Path:
    """A file with `count` assessments of `answers` answers each, every one given `revisions` times; kept by its name.

    Every history is whole, as if it had been written key by key: only the transactions are larger.
    """
    pack = packs.newest()
    mark = hashlib.sha256(f"{FORMAT} {SCHEMA_VERSION} {pack.sha256}".encode()).hexdigest()[:8]
    file = path / f"{count}-of-{answers}-x{revisions}-{mark}.db"
    if not file.exists():
        draft = file.with_suffix(".draft.db")
        draft.unlink(missing_ok=True)
        prepare(draft)
        with contextlib.closing(sqlite3.connect(draft, isolation_level=None)) as conn:
            conn.execute("PRAGMA synchronous = OFF")
            conn.execute("BEGIN")
            seq = 0
            for number in range(count):
                seq = _write(conn, list(_history(pack, number, answers, revisions)), seq)
            conn.execute("COMMIT")
        os.replace(draft, file)
    return file


def keep_figures(file: Path, packs: Packs) -> None:
    """Keep the figures of all assessments as the program does once it has listed them.

    All of them have the same facts and answers, so that those of the first one are those of all.
    """
    with Library(file, author=AUTHOR, packs=packs) as library, contextlib.closing(sqlite3.connect(file)) as conn:
        record = library.records()[0]
        text = library.figures(record).to_text()
        heads = dict(conn.execute("SELECT assessment, hash FROM heads").fetchall())
        day = library.today
    mark = program_mark((_package(), packs.folder))
    until = day + timedelta(days=2)
    write_figures(file, mark, {key: KeptFigures(head, day, until, text) for key, head in heads.items()})


def _package() -> Path:
    import cop_tui

    return Path(cop_tui.__file__).parent


def _history(pack: Pack, number: int, answers: int, revisions: int) -> Iterator[Revision]:
    """The revisions of one assessment in order."""
    key, now = new_assessment_id(), utc_now()
    content = {
        "name": name_of(number), "provider": "Bench Labs", "model": f"Model {number % 7}", "pack_id": pack.id,
        "pack_version": pack.version, "pack_sha256": pack.sha256, "facts": FACTS, "created_at": now.isoformat(),
        "deleted_at": None,
    }  # fmt: skip
    last = revise((), None, Change(key, ASSESSMENT, content, AUTHOR, None), now)
    yield last
    before: dict[str, dict[str, Any] | None] = {}
    for turn in range(revisions):
        for at, criterion in enumerate(c.id for c in pack.criteria[:answers]):
            after = answer_data(at, turn)
            change = Change(key, answer_subject(criterion), after, AUTHOR, None)
            last = revise((last.hash,), last.at, change, now, before=before.get(criterion))
            before[criterion] = after
            yield last


def answer_data(at: int, turn: int = 0) -> dict[str, Any]:
    """The answer number `at` of an assessment, as it is given at the turn `turn`."""
    state = _STATES[(at + turn) % len(_STATES)]
    cited = Evidence(reference=f"doc-{at % 40}", valid_until=date(2030, 1, 1))
    evidence = (cited,) if state is State.IMPLEMENTED else ()
    return Answer(state=state, note=_NOTE * (1 + at % 3), evidence=evidence, owner=f"team {at % 9}").to_data()


def _write(conn: sqlite3.Connection, history: list[Revision], seq: int) -> int:
    """Write a history as the store does, but the head once."""
    latest: dict[str, Revision] = {}
    for revision in history:
        seq += 1
        numbered = replace(revision, seq=seq)
        projection.keep(conn, numbered)
        latest[numbered.subject] = numbered
    for numbered in latest.values():
        projection.project(conn, numbered)
    projection.put_head(conn, replace(history[-1], seq=seq))
    return seq
