"""What a person does to a terminal: kill it, close it, make it small. No answer may be lost."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from cop_tui.domain.answers import State
from cop_tui.services.library import Library
from tests.bundled import bundled_packs
from tests.terminal.conftest import Start
from tests.terminal.pseudo import PseudoTerminal


def states(database: Path) -> dict[str, State | None]:
    with Library(database, author="reader", packs=bundled_packs()) as library:
        session = library.open("Atlas")
        assert library.repository.problems(session.record.id) == []
        return {c: a.state for c, a in session.answers.items()}


def opened(start: Start, database: Path, *, controlling: bool = True) -> PseudoTerminal:
    terminal = start("--db", database, "open", "Atlas", controlling=controlling)
    terminal.wait_for("TR-1.1-01", "answered 0 of")
    return terminal


def answer_three(terminal: PseudoTerminal) -> None:
    """Three answers, one key each; the app moves on by itself."""
    for key, count in (("1", 1), ("4", 2), ("2", 3)):
        terminal.send(key)
        terminal.wait_for(f"answered {count} of")


THREE = {"TR-1.1-01": State.IMPLEMENTED, "TR-1.1-02": State.MISSING, "TR-1.1-03": State.PARTIAL}


def test_killed_one_second_after_an_answer(start: Start, database: Path) -> None:
    terminal = opened(start, database)
    answer_three(terminal)
    end = time.monotonic() + 1
    while time.monotonic() < end:
        terminal.pump()
    terminal.signal(signal.SIGKILL)
    assert terminal.ended() == -signal.SIGKILL
    assert states(database) == THREE


@pytest.mark.parametrize("controlling", [True, False])
def test_closed_right_after_an_answer(start: Start, database: Path, controlling: bool) -> None:
    """With a controlling terminal SIGHUP tells of it, without one nothing does: the app must not go on alone."""
    terminal = opened(start, database, controlling=controlling)
    answer_three(terminal)
    terminal.hang_up()
    terminal.ended()
    assert states(database) == THREE


def test_closed_in_the_middle_of_painting(start: Start, database: Path) -> None:
    """What is painted for a terminal that is gone must not keep the app from ending."""
    terminal = opened(start, database, controlling=False)
    terminal.send("1" * 80)
    terminal.until(lambda screen: "answered 0 of" not in screen and "answered" in screen, "an answer")
    terminal.hang_up()
    terminal.ended(patience=30)
    assert len(states(database)) >= 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_right_after_an_answer(start: Start, database: Path, number: signal.Signals) -> None:
    terminal = opened(start, database)
    answer_three(terminal)
    terminal.signal(number)
    assert terminal.ended() >= 0  # it ended by itself, in order
    assert states(database) == THREE


def test_quit_and_resume_at_the_same_criterion(start: Start, database: Path) -> None:
    terminal = opened(start, database)
    answer_three(terminal)
    terminal.send("q")
    assert terminal.ended() == 0
    again = start("--db", database, "open", "Atlas")
    assert "TR-1.1-05" in again.wait_for("answered 3 of", "TR-1.1-05")


def test_resizing_at_any_moment(start: Start, database: Path) -> None:
    terminal = opened(start, database)
    for rows, cols in ((24, 80), (12, 40), (45, 150), (20, 60), (5, 20), (30, 100)):
        terminal.resize(rows, cols)
        end = time.monotonic() + 0.3
        while time.monotonic() < end:
            terminal.pump()
        assert terminal.process.poll() is None
    terminal.send("1")
    terminal.wait_for("answered 1 of")


def test_text_that_looks_like_control_is_shown_and_kept(start: Start, database: Path) -> None:
    terminal = opened(start, database)
    terminal.send("m")
    terminal.wait_for("esc done")
    terminal.send("see [/docs] [red]x[/]")
    terminal.wait_for("see [/docs] [red]x[/]")
    terminal.send("escape")
    terminal.signal(signal.SIGTERM)
    terminal.ended()
    with Library(database, author="reader", packs=bundled_packs()) as library:
        assert library.open("Atlas").answer("TR-1.1-01").note == "see [/docs] [red]x[/]"


@pytest.mark.parametrize("extra", [{"NO_COLOR": "1"}, {"LANG": "C", "LC_ALL": "C"}])
def test_plain_terminals(start: Start, database: Path, extra: dict[str, str]) -> None:
    terminal = start("--db", database, "open", "Atlas", **extra)
    screen = terminal.wait_for("TR-1.1-01", "implemented")
    if "LC_ALL" in extra:
        assert "●" not in screen


def test_a_store_that_cannot_be_opened_is_said_in_one_sentence(start: Start, tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database at all " * 100)
    terminal = start("--db", broken)
    assert terminal.ended() == 3
    assert broken.read_bytes() == b"no database at all " * 100
    assert "is not a file of cop-tui" in terminal.text()
    assert "Traceback" not in terminal.text()
    assert os.listdir(tmp_path) == ["broken.db"]
