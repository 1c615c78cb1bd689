"""Starting: the commands, the app with many assessments, the app where one left; its memory; a peer beside it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bench.desk import HARLEQUIN, Desk
from bench.files import name_of
from bench.measure import Measure, Missing, Pair, in_turn, took
from bench.rows import Goal, Row
from cop_tui.services.library import Library

NEWEST_OF_100: Final = name_of(99)
_READ_ROWS: Final = """
import sqlite3, sys
conn = sqlite3.connect(sys.argv[1])
for row in conn.execute("SELECT * FROM assessments LEFT JOIN figures ON assessment = id").fetchall():
    print(row[1])
"""
COMPLETION: Final = {"_COP_TUI_COMPLETE": "bash_complete", "COMP_WORDS": "cop-tui li", "COMP_CWORD": "1"}


def running(desk: Desk, command: list[str], **env: str) -> Measure:
    """Running a command to its end, its output thrown away."""

    def run() -> None:
        environment = {**desk.env, **env}
        subprocess.run(command, env=environment, cwd=desk.scratch, check=True, stdout=subprocess.DEVNULL)  # noqa: S603

    return lambda: took(run)


def painting(desk: Desk, command: list[str], text: str, leave: bytes = b"\x11") -> Measure:
    """Starting a program until a text is painted."""

    def start() -> float:
        with desk.start(command, leave) as terminal:
            return terminal.painted(text) - terminal.began

    return start


def empty_painting(desk: Desk) -> Measure:
    """Starting the empty app until it is painted."""
    return painting(desk, desk.python(str(Path(__file__).with_name("empty_app.py"))), "nothing yet")


def _command(*arguments: str, **env: str) -> Callable[[Desk], Pair]:
    return lambda desk: in_turn(
        running(desk, [*desk.program, *arguments], **env), running(desk, desk.python("-c", "pass")), desk.rounds(15)
    )


def _importing(ours: str, yardstick: str) -> Callable[[Desk], Pair]:
    def measure(desk: Desk) -> Pair:
        first, second = (running(desk, desk.python("-c", f"import {names}")) for names in (ours, yardstick))
        return in_turn(first, second, desk.rounds(9))

    return measure


def _list(desk: Desk) -> Pair:
    file = desk.file(100, 250)
    ours = running(desk, [*desk.program, "--db", str(file), "list"])
    return in_turn(ours, running(desk, desk.python("-c", _READ_ROWS, str(file))), desk.rounds(11))


def _home(desk: Desk) -> Pair:
    file = desk.file(100, 250)
    return in_turn(
        painting(desk, [*desk.program, "--db", str(file)], NEWEST_OF_100), empty_painting(desk), desk.rounds(11)
    )


def _home_frame(desk: Desk) -> Pair:
    file = desk.file(100, 250)
    ours = painting(desk, [*desk.program, "--db", str(file)], "Code of Practice self-assessment")
    return in_turn(ours, empty_painting(desk), desk.rounds(7))


def left_at(desk: Desk, file: Path, ref: str) -> str:
    """The short name of the criterion at which an assessment was left."""
    with Library(file, author="bench", packs=desk.packs) as library:
        session = library.open(ref)
        return session.criterion(session.position).short


def _open(desk: Desk) -> Pair:
    file, name = desk.copy(desk.file(1, 298)), name_of(0)
    ours = painting(desk, [*desk.program, "--db", str(file), "open", name], left_at(desk, file, name))
    return in_turn(ours, empty_painting(desk), desk.rounds(11))


def _memory(desk: Desk) -> Pair:
    file, name = desk.copy(desk.file(1, 298)), name_of(0)
    text = left_at(desk, file, name)

    def ours() -> float:
        with desk.start([*desk.program, "--db", str(file), "open", name]) as terminal:
            terminal.painted(text)
            terminal.quiet(1.0)
            return terminal.resident()

    def empty() -> float:
        with desk.empty_app() as terminal:
            terminal.painted("nothing yet")
            terminal.quiet(1.0)
            return terminal.resident()

    return in_turn(ours, empty, desk.rounds(3))


def _harlequin(desk: Desk) -> Pair | Missing:
    if not HARLEQUIN.exists():
        return Missing("not installed; `make bench-peers` does that")
    file = desk.file(100, 250)
    command = [str(HARLEQUIN), "--adapter", "sqlite", "--read-only", str(desk.copy(file))]
    return in_turn(
        painting(desk, [*desk.program, "--db", str(file)], NEWEST_OF_100),
        painting(desk, command, "Data Catalog"),
        desk.rounds(5),
    )


BARE: Final = "python -c pass"
EMPTY: Final = "an empty Textual app, start to first paint"
ROWS: Final = (
    Row("import-cli", "imports", "import of the command line", "import of click", Goal(1.5),
        _importing("cop_tui.cli.main", "click")),
    Row("import-app", "imports", "import of the app", "import of what the empty app needs of Textual", Goal(1.4),
        _importing("cop_tui.tui.app", "textual.app, textual.widgets._header, textual.widgets._footer")),
    Row("version", "start", "`cop-tui --version`", BARE, Goal(3), _command("--version")),
    Row("help", "start", "`cop-tui --help`", BARE, Goal(3), _command("--help")),
    Row("completion", "start", "shell completion of a command", BARE, Goal(3), _command(**COMPLETION)),
    Row("list", "start", "`cop-tui list` with 100 assessments", "sqlite3 imported, the same rows read and printed",
        Goal(6), _list),
    Row("frame", "start", "start to the first picture of home", EMPTY, Goal(1.4), _home_frame),
    Row("home", "start", "start to the list of 100 assessments, figures included", EMPTY, Goal(1.4), _home),
    Row("open", "start", "`cop-tui open ID` to the criterion where one left, 298 answered", EMPTY, Goal(1.9), _open),
    Row("memory", "memory", "resident memory of the app on an assessment of 298 answers", "the empty app", Goal(1.6),
        _memory, unit="MiB", clock=""),
    Row("harlequin", "peers", "start to the list of 100 assessments", "harlequin, start to its catalog pane",
        Goal(1), _harlequin),
)  # fmt: skip
