"""`doctor`: what is wrong is found and said, nothing is changed."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cop_tui.services import disks, doctor
from cop_tui.services.doctor import Examination, examine
from cop_tui.store import backup
from tests.unit.cli.conftest import Run


def levels(data: dict[str, Any]) -> dict[str, str]:
    return {each["id"]: each["level"] for each in data["checks"]}


def found(examined: Examination, name: str) -> list[tuple[str, str]]:
    return [(look.level, look.found) for look in examined.looks if look.id == name]


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine that runs the tests may be anything."""
    monkeypatch.setattr(disks, "network_type", lambda path: "")
    monkeypatch.setattr(disks, "synchronised_by", lambda path: "")
    monkeypatch.setattr(doctor, "SPARE", 0)


@pytest.mark.usefixtures("sound")
def test_a_healthy_place(run: Run, made: str, db: Path) -> None:
    before = db.read_bytes()
    done = run("doctor", "--json")
    assert done.code == 0
    assert done.data["ok"] is True
    assert set(levels(done.data).values()) <= {"ok", "note"}
    assert done.data["environment"]["sqlite"] == sqlite3.sqlite_version
    assert done.data["paths"]["assessments"] == str(db)
    assert {"settings", "pack", "folder", "space", "permissions", "file", "log", "backups", "fault"} <= set(
        levels(done.data)
    )
    words = run("doctor")
    assert "SHA-256" in words.out
    assert "Nothing is wrong" in words.err
    assert db.read_bytes() == before


@pytest.mark.usefixtures("sound")
def test_where_there_is_nothing_yet(run: Run, db: Path) -> None:
    done = run("doctor", "--json")
    assert (done.code, levels(done.data)["file"]) == (0, "note")
    assert not db.parent.exists()


def test_what_can_be_wrong(run: Run, made: str, db: Path, monkeypatch: pytest.MonkeyPatch, isolated: Path) -> None:
    monkeypatch.setattr(disks, "network_type", lambda path: "nfs4")
    monkeypatch.setattr(disks, "synchronised_by", lambda path: "Dropbox")
    monkeypatch.setattr(doctor, "SPARE", 1 << 60)
    monkeypatch.setattr(doctor, "LOG_MAX", -1)
    config = isolated / "config.toml"
    config.write_text("theme = 3\n")
    monkeypatch.setenv("COP_TUI_CONFIG", str(config))
    db.parent.chmod(0o755)
    db.chmod(0o644)
    logs = isolated / "logs"
    logs.mkdir()
    (logs / "fault-20261122T000000.000000Z.log").write_text("somewhere")
    monkeypatch.setattr("platformdirs.user_log_path", lambda name: logs)
    os.truncate(backup.backups_of(db)[0].path, 5000)
    done = run("doctor", "--json")
    assert done.code == 1
    assert {each["id"] for each in done.data["checks"] if each["level"] == "wrong"} >= {
        "folder", "space", "settings", "permissions", "log"
    }  # fmt: skip
    assert "wrong" in [each["level"] for each in done.data["checks"] if each["id"] == "backups"]
    assert [each["found"] for each in done.data["checks"] if each["id"] == "fault"] == [
        str(logs / "fault-20261122T000000.000000Z.log")
    ]
    words = run("doctor")
    assert words.code == 1
    assert "WRONG" in words.out
    assert "chmod 600" in words.out
    assert "Dropbox" in words.out.replace("\n", " ")


@pytest.mark.usefixtures("sound")
@pytest.mark.parametrize("content", [b"", b"\x00" * 5000, b"SQLite format 3\x00" + b"\x07" * 9000])
def test_a_damaged_file(run: Run, made: str, db: Path, content: bytes) -> None:
    db.write_bytes(content)
    done = run("doctor", "--json")
    assert (done.code, levels(done.data)["file"]) == (1, "wrong")
    assert "restore" in next(each["hint"] for each in done.data["checks"] if each["id"] == "file")
    assert db.read_bytes() == content


@pytest.mark.usefixtures("sound")
def test_what_is_long_in_the_bin_is_offered_for_removal(run: Run, made: str, db: Path) -> None:
    run("delete", made, "--yes")
    assert found(examine(db), "bin") == []
    later = examine(db, datetime.now(UTC) + timedelta(days=31))
    ((level, words),) = found(later, "bin")
    assert level == "note"
    assert "Wren 2026" in words
    assert run("list", "--bin", "--json").data


@pytest.mark.usefixtures("sound")
def test_what_was_left_behind(run: Run, made: str, db: Path) -> None:
    left = db.parent / ".cop-tui-abc.partial"
    left.write_text("half")
    os.utime(left, (1, 1))
    run("restore", "--yes")
    kept = db.with_name(f"{db.name}.replaced-20261122T000000.000000Z")
    kept.write_text("old")
    left.write_text("half")
    os.utime(left, (1, 1))
    examined = examine(db)
    assert ("note", f"{left} was left behind by a crash") in found(examined, "leftover")
    assert len(found(examined, "replaced")) == 2


@pytest.mark.usefixtures("sound")
def test_backups_that_fall_behind(run: Run, made: str, db: Path) -> None:
    os.utime(backup.backups_of(db)[0].path, (1, 1))
    run("answer", made, "TR-1.1-01", "missing")
    for each in backup.backups_of(db)[:-1]:
        each.path.unlink()
    os.utime(backup.backups_of(db)[0].path, (1, 1))
    assert found(examine(db), "backups")[0][0] == "wrong"
    backup.backups_of(db)[0].path.unlink()
    assert found(examine(db), "backups")[0][0] == "note"


@pytest.mark.usefixtures("sound")
def test_a_broken_questionnaire(run: Run, made: str, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cop_tui.errors import PackError

    def broken(path: Path) -> None:
        raise PackError(["pack.yaml:1: id: is missing"])

    monkeypatch.setattr("cop_tui.questionnaires.loader.load_pack", broken)
    assert found(examine(db), "pack")[0][0] == "wrong"


@pytest.mark.usefixtures("sound")
def test_hostile_names_are_shown_and_not_obeyed(run: Run, made: str, db: Path) -> None:
    run("new", "Evil \x1b[31m[/b]\u202e name")
    run("delete", "Evil", "--yes")
    with contextlib.closing(sqlite3.connect(db)) as conn, conn:
        conn.execute("UPDATE assessments SET deleted_at = '2020-01-01T00:00:00Z' WHERE name LIKE 'Evil%'")
    done = run("doctor")
    assert "\x1b" not in done.out + done.err
    assert "\u202e" not in done.out + done.err
