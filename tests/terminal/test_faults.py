"""Faults of the program itself, in a real terminal: nothing is lost, and nobody else reads what was written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cop_tui.services.library import Library
from tests.terminal.conftest import ROOT, Start
from tests.terminal.pseudo import PseudoTerminal

WRITTEN = "zebra-crossing-7731"
LEAVE = b"\x1b[?1049l"
"""How a program leaves the second screen."""
LOOP = """
from cop_tui.services.session import Session
def undo(self):
    raise ValueError(f"fault with {self.answers}")
Session.undo = undo
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


def broken(start: Start, database: Path, tmp_path: Path, patch: str) -> tuple[PseudoTerminal, list[bytes]]:
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
    terminal.send("1")  # the next answer is none the worse
    terminal.wait_for("answered 1 of")
    terminal.send(leave)
    terminal.ended()
    left = after_the_end(painted)
    assert "could not be saved" in left
    assert WRITTEN not in left
    private(isolated)
