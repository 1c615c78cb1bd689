"""Removing for good: everything goes, a record stays, and it never comes back."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cop_tui.errors import InputError, NotFoundError, SaveError
from cop_tui.store import connections
from cop_tui.store.changes import Change, answer_subject
from cop_tui.store.database import SCHEMA_VERSION, connect_reader, prepare
from cop_tui.store.newer import reads_the_same
from cop_tui.store.purge import HOLDING, hash_of_name, purge, purges, strays
from cop_tui.store.repository import Repository
from cop_tui.store.writer import Writer

ID = "aaaabbbbcccc"
OTHER = "bbbbccccdddd"
DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def binned(path: Path, writer: Writer, founding: Callable[..., Change]) -> Path:
    """Two assessments with an answer each; the first one is in the bin."""
    writer.submit(founding(OTHER)).result(60)
    for each in (ID, OTHER):
        writer.submit(Change(each, answer_subject("X-1"), {"state": "missing", "note": f"secret {each}"}, "Ada", None))
        writer.remember(each, "X-1")
    writer.flush(60)
    with contextlib.closing(connect_reader(path)) as conn:
        record = Repository(conn).assessment(ID)
    writer.submit(Change(ID, "assessment", None, "Ada", record.revision)).result(60)
    return path


def test_every_row_goes_and_a_record_stays(binned: Path, writer: Writer) -> None:
    now = datetime(2020, 1, 1, tzinfo=UTC)  # a clock that was set back
    made = purge(binned, ID, "Bo", clock=lambda: now)
    assert writer.close(60) == ()
    assert (made.assessment, made.by, made.revisions) == (ID, "Bo", 3)
    assert made.at > now
    with contextlib.closing(connect_reader(binned)) as conn:
        assert purges(conn) == (made,)
        assert strays(conn) == []
        for table in HOLDING:
            column = "id" if table == "assessments" else "assessment"
            assert conn.execute(f"SELECT COUNT(*) FROM {table} WHERE {column} = ?", (ID,)).fetchone() == (0,)
        assert Repository(conn).problems(OTHER) == []
    everything = b"".join(each.read_bytes() for each in binned.parent.iterdir() if each.is_file())
    assert f"secret {ID}".encode() not in everything
    assert f"secret {OTHER}".encode() in everything
    assert made.name_hash == hash_of_name(ID, f"Atlas {ID}") != hash_of_name(OTHER, f"Atlas {ID}")


def test_only_what_is_in_the_bin(binned: Path) -> None:
    with pytest.raises(InputError, match="not in the bin"):
        purge(binned, OTHER, "Bo")
    with pytest.raises(NotFoundError):
        purge(binned, "ffffffffffff", "Bo")
    with contextlib.closing(connect_reader(binned)) as conn:
        assert Repository(conn).counts() == {"assessments": 1, "deleted": 1, "answers": 2, "revisions": 5}


def test_it_never_comes_back(binned: Path, writer: Writer, founding: Callable[..., Change]) -> None:
    """An app that still has it open writes on: refused, and nobody else's change with it."""
    purge(binned, ID, "Bo")
    answer = writer.submit(Change(ID, answer_subject("X-2"), {"state": "missing"}, "Ada", None))
    record = writer.submit(founding(ID, name="Again"))
    other = writer.submit(Change(OTHER, answer_subject("X-2"), {"state": "missing"}, "Ada", None))
    assert isinstance(answer.exception(5), NotFoundError)
    assert isinstance(record.exception(5), InputError)
    assert len(other.result(60)) == 1
    with contextlib.closing(connect_reader(binned)) as conn:
        assert strays(conn) == []


def test_what_comes_back_by_hand_is_found(binned: Path, tamper: Callable[..., None]) -> None:
    purge(binned, ID, "Bo")
    tamper("INSERT INTO positions VALUES (?, 'X-1', '2026-11-22T00:00:00.000000Z')", ID)
    tamper("DELETE FROM assessments WHERE id = ?", OTHER)
    with contextlib.closing(connect_reader(binned)) as conn:
        gone, orphan = sorted(strays(conn))
    assert ID in gone
    assert "is back in positions" in gone
    assert OTHER in orphan
    assert "answers" in orphan


def test_while_the_file_is_locked(binned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "BUSY_MS", 20)
    with contextlib.closing(sqlite3.connect(binned, isolation_level=None)) as conn:
        conn.execute("BEGIN IMMEDIATE")
        with pytest.raises(SaveError, match="in use"):
            purge(binned, ID, "Bo")
    with contextlib.closing(connect_reader(binned)) as conn:
        assert Repository(conn).counts()["deleted"] == 1


@pytest.mark.parametrize(("name", "revisions", "answers"), [("assessments-v1.db", 9, 3), ("assessments-v2.db", 15, 4)])
def test_a_file_of_every_earlier_version_opens_and_loses_nothing(
    tmp_path: Path, name: str, revisions: int, answers: int
) -> None:
    path = tmp_path / "older.db"
    shutil.copy(DATA / name, path)
    prepare(path)
    with contextlib.closing(connect_reader(path)) as conn:
        found = Repository(conn)
        assert conn.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert found.counts() == {"assessments": 1, "deleted": 1, "answers": answers, "revisions": revisions}
        assert [found.problems(each.id) for each in found.assessments(include_deleted=True)] == [[], []]
        assert strays(conn) == []
        assert purges(conn) == ()
    assert len(list((tmp_path / "backups" / "older.db").iterdir())) == 1


def test_the_registers_of_the_second_version(tmp_path: Path) -> None:
    path = tmp_path / "older.db"
    shutil.copy(DATA / "assessments-v2.db", path)
    prepare(path)
    with contextlib.closing(connect_reader(path)) as conn:
        found = Repository(conn)
        (record,) = found.assessments()
        held = found.current(record.id)
        assert (record.name, record.provider, found.position(record.id)) == ("Second format", "Harrowmere Labs",
                                                                              "SS-1.1-04")  # fmt: skip
        assert sorted({kind for kind, _ in found.entries(record.id)}) == [
            "account", "action", "baseline", "event", "evidence", "signoff"
        ]  # fmt: skip
        (baseline,) = held.register.baselines.values()
        frozen = found.snapshot(record.id, head=baseline.head)
        assert frozen is not None
        assert frozen.content_hash() == baseline.content
        assert held.answers["TR-1.1-02"].reason == "Other means ☃ [/b]"


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ("CREATE TABLE themes (x TEXT) STRICT", True),
        ("ALTER TABLE answers ADD COLUMN colour TEXT", False),
        ("UPDATE answers SET state = 'excused'", False),
        ("UPDATE answers SET note = 'another'", False),
        ("UPDATE revisions SET hash = 'sha3:' || hash", False),
        ("DROP TABLE entries", False),
    ],
)
def test_which_newer_files_read_the_same(
    binned: Path, writer: Writer, tamper: Callable[..., None], change: str, same: bool
) -> None:
    writer.close(60)
    tamper(change)
    tamper(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = binned.read_bytes()
    assert reads_the_same(binned) is same
    assert binned.read_bytes() == before
