"""Faults of the program itself, in a real terminal: nothing is lost, and nobody else reads what was written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cop_tui.services.library import Library
from tests.terminal.conftest import ROOT, Start
from tests.terminal.pseudo import PseudoTerminal
from tests.terminal.test_durability import states

WRITTEN = "zebra-crossing-7731"
LEAVE = b"\x1b[?1049l"
"""How a program leaves the second screen."""
LOOP = """
from cop_tui.services.session import Session
def undo(self):
    raise ValueError(f"fault with {self.answers}")
Session.undo = undo
"""
LOADING = """
from cop_tui.services.packs import Packs
def newest(self):
    raise ValueError("fault")
Packs.newest = newest
"""
WORKER = """
from cop_tui.services import reporting
def write_model(model, *rest):
    raise ValueError(f"fault with {model}")
reporting.write_model = write_model
"""
WRITER = """
from cop_tui.store import ledger
apply = ledger.apply
def faulty(conn, change, *rest):
    if change.after and change.after.get("note", "").endswith("!"):
        raise ValueError(f"fault with {change}")
    return apply(conn, change, *rest)
ledger.apply = faulty
"""


def broken(
    start: Start, database: Path, tmp_path: Path, patch: str, *, wait: bool = True
) -> tuple[PseudoTerminal, list[bytes]]:
    """The app with a fault in it, and everything it paints."""
    (tmp_path / "patch").mkdir()
    (tmp_path / "patch" / "sitecustomize.py").write_text(patch, encoding="utf-8")
    path = os.pathsep.join((str(tmp_path / "patch"), str(ROOT / "src")))
    terminal = start("--db", database, "open", "Atlas", PYTHONPATH=path)
    painted: list[bytes] = []
    feed = terminal._stream.feed

    def keep(data: bytes) -> None:
        painted.append(data)
        feed(data)

    terminal._stream.feed = keep  # type: ignore[method-assign]
    if wait:
        terminal.wait_for("answered 0 of")
    return terminal, painted


def after_the_end(painted: list[bytes]) -> str:
    """What stays in the terminal once the program is gone."""
    return b"".join(painted).rpartition(LEAVE)[2].decode("utf-8", "replace")


def private(home: Path) -> None:
    """Nothing that was written is in any file of the person's home: logs, settings, caches."""
    for each in home.rglob("*"):
        if each.is_file():
            assert WRITTEN.encode() not in each.read_bytes(), each


def test_a_fault_in_the_event_loop(start: Start, database: Path, tmp_path: Path, isolated: Path) -> None:
    terminal, painted = broken(start, database, tmp_path, LOOP)
    terminal.send("m")
    terminal.wait_for("esc done")
    terminal.send(WRITTEN, "escape")
    terminal.wait_for(WRITTEN, "m note")
    terminal.send("u")
    assert terminal.ended() == 70
    left = after_the_end(painted)
    assert "a fault in the program (ValueError)" in left
    assert "Traceback" not in left
    assert WRITTEN not in left
    (log,) = isolated.rglob("fault-*.log")
    assert "undo" in log.read_text("utf-8")
    private(isolated)
    with Library(database, author="reader") as library:
        assert library.open("Atlas").answer("TR-1.1-01").note == WRITTEN


@pytest.mark.parametrize("leave", ["q", "\x03"])
def test_a_fault_in_the_writer(start: Start, database: Path, tmp_path: Path, isolated: Path, leave: str) -> None:
    terminal, painted = broken(start, database, tmp_path, WRITER)
    terminal.send("m")
    terminal.wait_for("esc done")
    terminal.send(f"{WRITTEN}!", "escape")
    terminal.wait_for("NOT SAVED: A change could not be saved because of a fault in the program (ValueError)")
    terminal.send("n")
    terminal.wait_for("TR-1.1-02")
    terminal.send("1")  # the next answer is none the worse
    terminal.wait_for("TR-1.1-03", "NOT SAVED")
    terminal.send(leave)
    terminal.wait_for("not on disk, and would be lost")
    terminal.send("y")
    assert terminal.ended() == 3
    left = after_the_end(painted)
    assert "could not be saved" in left
    assert WRITTEN not in left
    logs = {log.name: log.read_text("utf-8") for log in isolated.rglob("fault-*.log")}
    assert all("faulty" in text for text in logs.values())
    assert any(name in left.replace("\r\n", "") for name in logs)
    private(isolated)
    assert "TR-1.1-02" in states(database)


def test_a_fault_behind_the_first_picture(start: Start, database: Path, tmp_path: Path, isolated: Path) -> None:
    """Nothing can be opened without the questionnaire: the program ends rather than stand there for ever."""
    terminal, painted = broken(start, database, tmp_path, LOADING, wait=False)
    assert terminal.ended() == 70
    left = after_the_end(painted)
    assert "a fault in the program (ValueError)" in left
    (log,) = isolated.rglob("fault-*.log")
    assert "newest" in log.read_text("utf-8")


def test_a_fault_in_a_thread_of_a_screen(start: Start, database: Path, tmp_path: Path, isolated: Path) -> None:
    terminal, _ = broken(start, database, tmp_path, WORKER)
    terminal.send("m")
    terminal.wait_for("esc done")
    terminal.send(WRITTEN, "escape")
    terminal.wait_for(WRITTEN, "m note")
    terminal.send("e")
    terminal.wait_for("w write")
    terminal.send("w")
    terminal.wait_for("Something went wrong (ValueError).", "A log is in", "The report could not be written.")
    (log,) = isolated.rglob("fault-*.log")
    assert "write_model" in log.read_text("utf-8")
    private(isolated)
    terminal.send("escape")
    terminal.until(lambda screen: "Report: Atlas" not in screen, "the dialog closed")
    terminal.send("1")
    terminal.wait_for("answered 1 of")
