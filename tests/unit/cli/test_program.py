"""The program as a process: exit codes, streams, what it imports, and what happens without a terminal."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import pytest

from cop_tui.cli import diagnostics
from cop_tui.cli.main import COMMANDS, program
from tests.unit.cli.conftest import Run

ROOT = Path(__file__).parents[3]


def process(*args: str, script: str | None = None, typed: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, without a terminal."""
    start = ["-m", "cop_tui"] if script is None else ["-c", script]
    return subprocess.run(
        [sys.executable, *start, *args],
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1", **env},
        check=False,
    )


SEEN = """
import sys
from cop_tui.cli.entry import main
try:
    main()
    print("code", 0)
except SystemExit as end:
    print("code", end.code)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_version_and_help_import_nothing_slow(option: str) -> None:
    done = process(option, script=SEEN)
    assert "code 0" in done.stdout
    assert {"textual", "pydantic", "sqlite_utils", "yaml", "rich"}.isdisjoint(done.stdout.splitlines()[-1].split())


def test_gaps_never_imports_the_app(db: Path) -> None:
    done = process("gaps", "x", script=SEEN, COP_TUI_DB=str(db))
    assert "code 2" in done.stdout
    assert {"textual", "jinja2"}.isdisjoint(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("args", [(), ("open", "x"), ("demo",)])
def test_without_a_terminal_the_app_says_so(args: tuple[str, ...], db: Path) -> None:
    done = process(*args, COP_TUI_DB=str(db))
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs a terminal" in done.stderr
    assert "walk" in done.stderr
    assert not db.parent.exists()


def test_a_whole_story_in_processes(db: Path, facts: Path) -> None:
    made = process("--db", str(db), "new", "Wren", "--facts", str(facts)).stdout.strip()
    assert process("answer", made, "TR-1.1-01", "missing", "--db", str(db)).returncode == 0
    failing = process("gaps", "Wren", "--fail-on", "must", "--db", str(db))
    assert failing.returncode == 1
    assert "\x1b" not in failing.stdout
    walked = process("walk", made, "--db", str(db), typed="1\n")
    assert walked.returncode == 0
    assert "Saved: " in walked.stdout


def test_a_reader_that_goes_away_is_no_error(db: Path) -> None:
    made = process("new", "Wren", COP_TUI_DB=str(db)).stdout.strip()
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as gone:
        done = subprocess.run(
            [sys.executable, "-m", "cop_tui", "show", made, "--json"],
            stdout=gone,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "COP_TUI_DB": str(db)},
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_file_option_works_before_and_after_the_command(run: Run, tmp_path: Path) -> None:
    one, two = tmp_path / "one.db", tmp_path / "two.db"
    run("--db", one, "new", "One")
    run("new", "Two", "--db", two)
    assert [r["name"] for r in run("--db", one, "list", "--json").data] == ["One"]
    assert [r["name"] for r in run("--db", one, "list", "--json", "--db", two).data] == ["Two"]


def test_a_file_that_is_none_of_ours(run: Run, tmp_path: Path) -> None:
    text, other = tmp_path / "text.db", tmp_path / "other.db"
    text.write_text("a letter to a friend, longer than a header of a database would be " * 4)
    with sqlite3.connect(other) as conn:
        conn.execute("CREATE TABLE birds (name TEXT)")
    conn.close()
    for path in (text, other, tmp_path):
        for words in (["list"], ["new", "X"], ["gaps", "X"]):
            done = run("--db", path, *words)
            assert (done.code, done.out) == (3, "")
            assert str(path) in done.err.replace("\n", "")
            assert "Traceback" not in done.err
    assert text.read_text().startswith("a letter")


def test_a_file_of_a_newer_version(run: Run, made: str, db: Path) -> None:
    with sqlite3.connect(db) as conn:
        conn.execute("PRAGMA user_version = 99")
    conn.close()
    done = run("new", "X")
    assert done.code == 3
    assert "newer version" in done.err


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() == 0, reason="nothing is unwritable for root")
def test_a_folder_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert run("--db", tmp_path / "deeper" / "a.db", "new", "X").code == 3
    tmp_path.chmod(0o700)


def test_a_path_through_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert run("--db", tmp_path / "file" / "a.db", "new", "X").code == 3
    assert run("--db", tmp_path / "file" / "a.db", "list").code == 3


def test_wrong_use(run: Run) -> None:
    for words in (["gapps"], ["gaps"], ["gaps", "x", "--fail-on", "all"], ["list", "--nonsense"], ["questionnaire"]):
        done = run(*words)
        assert (done.code, done.out) == (2, "")
        assert done.err
    assert "gaps" in run("gapps").err
    hostile = run("list", "\x1b[31mred")
    assert hostile.code == 2
    assert "\x1b" not in hostile.err


def test_ctrl_c(run: Run, made: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    def interrupted(prompt: str = "") -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(builtins, "input", interrupted)
    done = run("walk", made)
    assert done.code == 130
    assert "Stopped." in done.err


def test_a_fault_leaves_a_log_without_answers(run: Run, monkeypatch: pytest.MonkeyPatch, isolated: Path) -> None:
    from cop_tui.cli import listing

    def broken(path: Path) -> bool:
        raise ValueError("a secret answer")

    monkeypatch.setattr(listing, "is_there", broken)
    done = run("list")
    assert done.code == diagnostics.FAULT
    assert "Traceback" not in done.err
    assert "secret" not in done.err
    log = Path(done.err.partition(" is in ")[2].strip().removesuffix("."))
    text = log.read_text("utf-8")
    assert log.is_relative_to(isolated)
    assert "ValueError" in text
    assert "broken" in text
    assert "secret" not in text
    assert log.stat().st_mode & 0o077 == 0


def test_a_fault_without_a_place_for_the_log(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, isolated: Path
) -> None:
    import platformdirs

    from cop_tui.cli import listing

    (tmp_path / "file").write_text("x")
    monkeypatch.setattr(platformdirs, "user_log_path", lambda name: tmp_path / "file" / name)
    monkeypatch.setattr(listing, "is_there", lambda path: 1 // 0)
    done = run("list")
    assert done.code == diagnostics.FAULT
    assert "ZeroDivisionError" in done.err


def test_a_full_disk_is_said_and_exits_with_3(run: Run, made: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from cop_tui.cli import files
    from cop_tui.errors import SaveError
    from cop_tui.store.ledger import Ledger

    def full(self: Ledger, *rest: object) -> None:
        raise SaveError("The disk is full.", "Free some space.")

    monkeypatch.setattr(files, "SAVE_SECONDS", 0.5)
    monkeypatch.setattr(Ledger, "write", full)
    done = run("answer", made, "TR-1.1-01", "missing")
    assert (done.code, done.out) == (3, "")
    assert "The disk is full." in done.err
    assert "not stored" in done.err


def test_a_full_disk_while_making_an_assessment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from cop_tui.errors import SaveError
    from cop_tui.services import library
    from cop_tui.store.ledger import Ledger

    def full(self: Ledger, *rest: object) -> None:
        raise SaveError("The disk is full.", "Free some space.")

    monkeypatch.setattr(library, "DRAIN_SECONDS", 0.5)
    monkeypatch.setattr(Ledger, "write", full)
    done = run("new", "Wren")
    assert (done.code, done.out) == (3, "")
    assert "The disk is full." in done.err


def test_the_table_of_commands_is_true() -> None:
    ctx = click.Context(program)
    for name, (_, words) in COMMANDS.items():
        command = program.get_command(ctx, name)
        assert command is not None
        assert command.name == name
        assert command.help
        assert words.endswith(".")
    assert program.get_command(ctx, "nothing") is None


def test_the_app_is_given_file_and_assessment(run: Run, made: str, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cop_tui.cli import app, app_start

    calls: list[tuple[Path, str | None, bool]] = []

    def start(path: Path, *, open_ref: str | None = None, demo: bool = False) -> int:
        calls.append((path, open_ref, demo))
        return 0

    monkeypatch.setattr(app_start, "start", start)
    monkeypatch.setattr(app, "start", start)
    monkeypatch.setattr(app, "need_terminal", lambda: None)
    assert [run().code, run("open", "Wren 2026").code, run("demo").code] == [0, 0, 0]
    assert calls == [(db, None, False), (db, made, False), (db, None, True)]
    assert run("open", "Robin").code == 2
    assert run("demo", "--force").code == 2
    assert run("demo", "--add", "--report", "x").code == 2
    assert len(calls) == 3
