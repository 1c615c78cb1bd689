"""`backup`, `restore`, and the bin: what a person reads, and what is kept."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from cop_tui.store import backup as backups
from cop_tui.store.database import SCHEMA_VERSION
from tests.unit.cli.conftest import Run


def test_back_up_change_and_restore(run: Run, made: str, db: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    run("answer", made, "TR-1.1-01", "implemented")
    done = run("backup", copy)
    assert (done.code, done.out) == (0, f"{copy}\n")
    assert "1 answer" in done.err
    run("answer", made, "TR-1.1-02", "missing")
    done = run("restore", copy, "--yes")
    assert done.code == 0
    kept = Path(done.out.strip())
    assert kept.parent == db.parent
    assert "1 assessment ('Wren 2026'), 1 answer" in done.err
    assert "1 assessment ('Wren 2026'), 2 answers" in done.err
    assert list(run("show", made, "--json").data["answers"]) == ["TR-1.1-01"]
    assert list(run("--db", kept, "show", made, "--json").data["answers"]) == ["TR-1.1-01", "TR-1.1-02"]


def test_without_a_file_the_newest_automatic_backup(run: Run, made: str, db: Path) -> None:
    assert backups.backups_of(db)
    run("answer", made, "TR-1.1-01", "implemented")
    done = run("restore", "--json", "--yes")
    assert done.data["assessments"] == ["Wren 2026"]
    assert done.data["answers"] == 0
    assert Path(done.data["replaced"]).exists()


@pytest.mark.parametrize("typed", ["", "n\n", "perhaps\n"])
def test_restore_asks(run: Run, made: str, db: Path, typed: str) -> None:
    before = db.read_bytes()
    done = run("restore", typed=typed)
    assert (done.code, done.out) == (2, "")
    assert "Nothing was changed" in done.err
    assert db.read_bytes() == before
    assert run("restore", typed="y\n").code == 0


def test_what_can_be_wrong(run: Run, made: str, db: Path, tmp_path: Path) -> None:
    text = tmp_path / "letter.txt"
    text.write_text("Dear friend")
    assert run("restore", text, "--yes").code == 3
    assert run("restore", tmp_path / "missing", "--yes").code == 2
    assert run("backup", text).code == 2
    assert text.read_text() == "Dear friend"
    assert run("backup", db, "--force").code == 2
    other = tmp_path / "none.db"
    assert run("--db", other, "backup", tmp_path / "x.db").code == 2
    done = run("--db", other, "restore", "--yes")
    assert (done.code, other.exists()) == (2, False)
    assert "--recover" in done.err


def test_a_damaged_file_names_the_ways_out(run: Run, made: str, db: Path, tmp_path: Path) -> None:
    run("answer", made, "TR-1.1-01", "implemented", "--note", "kept")
    whole = db.read_bytes()
    db.write_bytes(whole[: len(whole) - 30_000])
    done = run("list")
    assert done.code == 3
    assert "cop-tui restore" in done.err
    assert "doctor --recover" in done.err
    saved = tmp_path / "saved.db"
    done = run("doctor", "--recover", saved, "--json")
    assert done.code in (0, 1)
    assert done.data["complete"] is (done.code == 0)
    assert [each["id"] for each in done.data["assessments"]] == [made]
    assert run("doctor", "--recover", saved).code == 2
    assert run("restore", "--yes").code == 0
    assert run("list").code == 0


def test_recover_says_that_everything_is_there(run: Run, made: str, db: Path, tmp_path: Path) -> None:
    done = run("doctor", "--recover", tmp_path / "new.db")
    assert done.code == 0
    assert "Everything was read" in done.out
    assert "was not touched" in done.err
    assert run("--db", tmp_path / "new.db", "verify").code == 0
    assert run("--db", tmp_path / "none.db", "doctor", "--recover", tmp_path / "x.db").code == 2


def test_the_bin(run: Run, made: str, db: Path) -> None:
    assert "empty" in run("list", "--bin").out
    assert run("delete", made, "--purge", "--yes").code == 2
    run("delete", made, "--yes")
    assert run("list", "--json").data == []
    (row,) = run("list", "--bin", "--json").data
    assert (row["id"], row["name"], row["answers"]) == (made, "Wren 2026", 0)
    assert made in run("list", "--bin").out
    assert "in the bin" in run("verify").out
    assert run("delete", made[:6], "--undo").code == 0
    assert run("list", "--json").data[0]["id"] == made
    assert run("delete", "nobody", "--undo").code == 2
    assert run("delete", made, "--undo", "--purge").code == 2


def test_purging(run: Run, made: str, db: Path) -> None:
    run("answer", made, "TR-1.1-01", "implemented", "--note", "confidential words")
    run("delete", made, "--yes")
    done = run("delete", made, "--purge", typed="no\n")
    assert done.code == 2
    assert "1 answer" in done.err
    done = run("delete", "Wren 2026", "--purge", "--yes")
    assert done.code == 0
    assert "Backups" in done.err
    assert run("list", "--bin", "--json").data == []
    assert run("delete", made, "--undo").code == 2
    assert b"confidential words" not in db.read_bytes()
    assert run("verify").code == 0
    with contextlib.closing(sqlite3.connect(db)) as conn, conn:
        assert conn.execute("SELECT assessment, purged_by FROM purges").fetchall() == [(made, "tester")]
        conn.execute("INSERT INTO heads VALUES (?, 'x', '2026-11-22T00:00:00.000000Z')", (made,))
    done = run("verify", "--json")
    assert done.code == 1
    assert not done.data["holds"]
    assert made in done.data["strays"][0]
    assert "DOES NOT HOLD" in run("verify").out


def test_what_was_changed_in_the_bin_is_found_too(run: Run, made: str, db: Path) -> None:
    run("delete", made, "--yes")
    with contextlib.closing(sqlite3.connect(db)) as conn, conn:
        conn.execute("UPDATE revisions SET author = 'Mallory'")
    assert run("verify").code == 1


def test_a_newer_file_is_read_if_it_reads_the_same(run: Run, made: str, db: Path) -> None:
    run("answer", made, "TR-1.1-01", "implemented")
    with contextlib.closing(sqlite3.connect(db)) as conn:
        conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = db.read_bytes()
    for words in (["list"], ["show", made], ["gaps", made], ["verify"], ["history", made]):
        done = run(*words)
        assert done.code == 0
        assert done.out
        assert "newer version" in done.err
    for words in (["answer", made, "TR-1.1-02", "missing"], ["delete", made, "--yes"], ["new", "X"]):
        assert run(*words).code == 3
    with contextlib.closing(sqlite3.connect(db)) as conn, conn:
        conn.execute("ALTER TABLE answers ADD COLUMN colour TEXT")
    assert run("list").code == 3
    assert len(before) == db.stat().st_size
