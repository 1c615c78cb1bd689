"""The line mode as a process: through a real pipe, and at a terminal, where lines are pasted and ctrl+c is pressed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from cop_tui.cli.plain import PROMPT
from cop_tui.domain.answers import Answer, State
from cop_tui.services.library import Library
from tests.bundled import bundled_packs
from tests.terminal.conftest import ROOT, Start
from tests.terminal.pseudo import PATIENCE


def on_disk(database: Path, criterion: str) -> Answer:
    """An answer as another program reads it."""
    with Library(database, author="reader", packs=bundled_packs()) as library:
        return library.open("Atlas").answer(criterion)


class Walker:
    """`cop-tui walk` with a pipe at either end."""

    def __init__(self, database: Path, home: Path, *options: str) -> None:
        env = {"PATH": os.environ["PATH"], "HOME": str(home), "LOGNAME": "tester", "LANG": "C.UTF-8",
               "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cop_tui", "walk", "Atlas", "--db", str(database), *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env,
            # A shell may let what it runs in the background ignore ctrl+c.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip
        self._patience = threading.Timer(PATIENCE, self.process.kill)
        self._patience.start()
        self.said = ""

    def close(self) -> None:
        self._patience.cancel()
        self.process.kill()
        self.process.wait(60)

    def until(self, words: str) -> str:
        """Read until these words have come; what came."""
        assert self.process.stdout is not None
        got, end = bytearray(), words.encode()
        while not got.endswith(end):
            letter = self.process.stdout.read(1)
            assert letter, f"it ended before it said {words!r}:\n{got.decode()}"
            got += letter
        self.said += got.decode()
        return got.decode()

    def type(self, line: str) -> str:
        """Type a line at the prompt; what is said up to the next one."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()
        return self.until(PROMPT)

    def end(self) -> tuple[int, str]:
        """Close the input; the exit code, and what was still said."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        rest = self.process.stdout.read().decode()
        return self.process.wait(60), rest


@pytest.fixture
def walker(database: Path, isolated: Path) -> Iterator[Walker]:
    with started(database, isolated) as found:
        yield found


@contextmanager
def started(database: Path, home: Path, *options: str) -> Iterator[Walker]:
    found = Walker(database, home, *options)
    try:
        found.until(PROMPT)
        yield found
    finally:
        found.close()
        for stream in (found.process.stdin, found.process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()


def test_the_whole_job_through_a_pipe(walker: Walker, database: Path) -> None:
    """Answer, say more, look, find, go, take back; at every prompt what was said to be saved is on disk."""
    assert "1 of " in walker.said
    assert "Saved: TR-1.1-01 implemented." in walker.type("1")
    assert on_disk(database, "TR-1.1-01").state is State.IMPLEMENTED
    walker.type("back")
    for line in ("note first line", "note + second line", "evidence Form v2 (valid to 2099-03-01)", "owner Legal",
                 "due 2099-12-15", "effort S", "flag"):  # fmt: skip
        assert "Saved: TR-1.1-01" in walker.type(line)
    said = on_disk(database, "TR-1.1-01")
    assert (said.note, said.owner, str(said.due), said.effort, said.flagged) == (
        "first line\nsecond line", "Legal", "2099-12-15", "S", True)  # fmt: skip
    assert [str(each) for each in said.evidence] == ["Form v2 (valid to 2099-03-01)"]
    assert "Aside" not in walker.type("next open")
    assert "Saved: " in walker.type("not applicable nobody asks for it")
    assert "Settles it: " in walker.type("?")
    assert "TR-1.1-01  implemented" in walker.type("search owner:legal flag:yes")
    assert "SS-1.1-04, must." in walker.type("1.1-04")
    assert "as one step" in walker.type("measure missing")
    assert on_disk(database, "SS-1.1-05").state is State.MISSING
    assert "gaps" in walker.type("gaps chapter:SS")
    assert "Weight of a 'must'" in walker.type("why SS-1.1-04")
    walker.type("undo")
    assert on_disk(database, "SS-1.1-05").state is None
    walker.type("redo")
    assert "Safety and Security: " in walker.type("progress")
    for line in ("deadlines", "actions", "help", "history", "guidance", "nonsense", "", "state:x", "/state:x", "ü€😀"):
        walker.type(line)
    code, rest = walker.end()
    assert code == 0
    assert "changes were made in this walk." in rest
    assert "All is saved." in rest
    assert "\x1b" not in walker.said + rest
    assert "Traceback" not in walker.said + rest
    assert on_disk(database, "SS-1.1-05").state is State.MISSING


def test_killed_right_after_it_said_saved(walker: Walker, database: Path) -> None:
    walker.type("4 we lack it")
    walker.process.kill()
    walker.process.wait(60)
    assert on_disk(database, "TR-1.1-01").reason == "we lack it"


def test_the_end_of_the_input_in_the_middle_of_a_reason(walker: Walker, database: Path) -> None:
    assert walker.process.stdin is not None
    walker.type("2")
    walker.process.stdin.write(b"5\n")
    walker.process.stdin.flush()
    walker.until("empty cancels): ")
    code, rest = walker.end()
    assert code == 0
    assert "1 change was made in this walk." in rest
    assert on_disk(database, "TR-1.1-02").is_empty


@pytest.mark.skipif(sys.platform == "win32", reason="ctrl+c is another thing there")
def test_interrupted_it_says_what_is_saved(walker: Walker, database: Path) -> None:
    walker.type("2")
    for _ in range(60):  # what comes between the prompt and the reading is noticed with the next one
        walker.process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            walker.process.wait(1)
            break
    assert walker.process.stdout is not None
    rest = walker.process.stdout.read().decode()
    assert walker.process.wait(60) == 130
    assert "1 change was made in this walk." in rest
    assert "All is saved." in rest
    assert "Traceback" not in rest


def test_a_reader_that_goes_away(database: Path, isolated: Path) -> None:
    """Whoever reads has gone; what was typed is stored all the same, without noise."""
    with started(database, isolated) as walker:
        assert walker.process.stdin is not None
        assert walker.process.stdout is not None
        walker.process.stdout.close()
        walker.process.stdin.write(b"1\n2\n")
        walker.process.stdin.close()
        walker.process.wait(60)
    assert on_disk(database, "TR-1.1-01").state is State.IMPLEMENTED


def test_at_a_terminal_lines_that_are_pasted_stay_in_the_note(start: Start, database: Path) -> None:
    terminal = start("walk", "Atlas", "--db", database)
    terminal.wait_for(PROMPT.strip())
    terminal.send("note one\r6 two\rthree\r")
    terminal.wait_for("Saved: TR-1.1-01 note, 3 lines.")
    terminal.send("1\r")
    terminal.wait_for("Saved: TR-1.1-01 implemented.")
    terminal.send("\x03")
    assert terminal.ended() == 130
    assert "All is saved." in terminal.text()
    said = on_disk(database, "TR-1.1-01")
    assert (said.note, said.state) == ("one\n6 two\nthree", State.IMPLEMENTED)
    assert on_disk(database, "TR-1.1-02").is_empty


def test_at_a_terminal_ctrl_d_ends(start: Start, database: Path) -> None:
    terminal = start("walk", "Atlas", "--db", database, rows=24, cols=80)
    terminal.wait_for(PROMPT.strip())
    terminal.send("\x04")
    assert terminal.ended() == 0
    assert "All is saved." in terminal.text()
