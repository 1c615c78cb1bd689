"""ctrl+z and fg, in a shell of its own, as people do it; and the mouse, which may be left to the terminal."""

from __future__ import annotations

import os
import signal
import sys
import termios
from pathlib import Path

import pytest

from tests.terminal.conftest import ROOT, Start
from tests.terminal.pseudo import PseudoTerminal
from tests.terminal.test_durability import states

SHELL = Path("/bin/sh")


@pytest.mark.skipif(not SHELL.exists(), reason="needs a shell")
def test_suspend_and_come_back(database: Path, tmp_path: Path, isolated: Path) -> None:
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(isolated),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "PYTHONPATH": str(ROOT / "src"),
    }
    app = f"{sys.executable} -m cop_tui --db {database} open Atlas"
    script = f"{app}; echo IN THE SHELL; read line; fg; echo OUT OF IT"
    shell = PseudoTerminal([str(SHELL), "-mc", script], env=env, cwd=tmp_path)
    try:
        shell.wait_for("TR-1.1-01", "answered 0 of")
        shell.send("1")
        shell.wait_for("answered 1 of")
        shell.send("\x1a")
        shell.wait_for("IN THE SHELL")
        shell.screen.reset()  # the emulator knows no second screen: what the app painted is gone
        assert list(states(database)) == ["TR-1.1-01"]  # on disk before it stopped
        shell.send("\n")
        shell.wait_for("answered 1 of", "TR-1.1-02", "Chapters")
        shell.send("2")
        shell.wait_for("answered 2 of")
        shell.send("q")
        shell.wait_for("OUT OF IT")
        assert shell.ended() == 0
    finally:
        if shell.process.poll() is None:
            shell.signal(signal.SIGCONT)
        shell.close()


@pytest.mark.parametrize("leave", ["q", "\x03"])
def test_stopped_from_outside(start: Start, database: Path, leave: str) -> None:
    """SIGSTOP cannot be noticed; whatever had the terminal meanwhile may have left it as it likes it."""
    terminal = start("--db", database, "open", "Atlas")
    terminal.wait_for("answered 0 of")
    for _ in range(3):
        terminal.signal(signal.SIGSTOP)
        os.waitid(os.P_PID, terminal.process.pid, os.WSTOPPED | os.WNOWAIT)
        cooked = termios.tcgetattr(terminal.master)
        cooked[3] |= termios.ECHO | termios.ICANON | termios.ISIG
        termios.tcsetattr(terminal.master, termios.TCSANOW, cooked)
        terminal.screen.reset()
        terminal.signal(signal.SIGCONT)
        terminal.wait_for("Chapters", "answered 0 of")
    terminal.send("1")
    terminal.wait_for("answered 1 of")
    terminal.send(leave)
    assert terminal.ended() == 0


def test_without_a_shell_the_app_stays(start: Start, database: Path) -> None:
    terminal = start("--db", database, "open", "Atlas")
    terminal.wait_for("answered 0 of")
    terminal.send("\x1a")
    terminal.wait_for("no shell")
    terminal.send("1")
    terminal.wait_for("answered 1 of")


@pytest.mark.parametrize(
    ("arguments", "text", "mouse"),
    [((), "", True), (("--no-mouse",), "", False), ((), "mouse = false", False)],
)
def test_the_mouse_may_be_left_to_the_terminal(
    start: Start, database: Path, tmp_path: Path, arguments: tuple[str, ...], text: str, mouse: bool
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(text)
    terminal = start(*arguments, "--db", database, "open", "Atlas", COP_TUI_CONFIG=str(config))
    seen: list[bytes] = []
    feed = terminal._stream.feed

    def keep(data: bytes) -> None:
        seen.append(data)
        feed(data)

    terminal._stream.feed = keep  # type: ignore[method-assign]
    terminal.wait_for("answered 0 of")
    assert (b"\x1b[?1000h" in b"".join(seen)) is mouse


def test_a_broken_settings_file_costs_a_warning(start: Start, database: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[keys]\n"workspace.nte" = "N"\n"workspace.flag" = "F"\n')
    terminal = start("--db", database, "open", "Atlas", COP_TUI_CONFIG=str(config))
    terminal.wait_for("answered 0 of", "Did you mean", "workspace.note?")
    terminal.send("F")
    terminal.wait_for("flag")
    config.write_text("[keys\n")
    terminal = start("--db", database, "open", "Atlas", COP_TUI_CONFIG=str(config))
    terminal.wait_for("answered 0 of", "is no valid TOML")


@pytest.mark.parametrize("term", ["dumb", "ansi", "xterm", "linux"])
def test_terminals_of_few_colours(start: Start, database: Path, term: str) -> None:
    terminal = start("--db", database, "open", "Atlas", TERM=term, COLORTERM="")
    terminal.wait_for("TR-1.1-01", "implemented", "answered 0 of")
