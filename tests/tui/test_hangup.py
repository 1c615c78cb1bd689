"""A terminal that is gone."""

from __future__ import annotations

import os
import sys

import pytest

from cop_tui.tui.hangup import hung_up, painting_survives

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a POSIX terminal")


def test_what_a_closed_terminal_refuses_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the thread that paints would end, and whoever paints would wait for it for ever."""
    master, slave = os.openpty()
    with os.fdopen(slave, "w") as stream:
        monkeypatch.setattr(sys, "__stderr__", stream)
        with painting_survives():
            assert sys.__stderr__ is not None
            assert sys.__stderr__.fileno() == slave
            assert not hung_up(slave)
            sys.__stderr__.write("seen")
            sys.__stderr__.flush()
            assert os.read(master, 10) == b"seen"
            os.close(master)
            assert hung_up(slave)
            for _ in range(2):
                assert sys.__stderr__.write("unseen" * 9000) == 54_000
                sys.__stderr__.flush()
        assert sys.__stderr__ is stream
        os.dup2(os.open(os.devnull, os.O_WRONLY), slave)  # what could not be written is tried again when it is closed


def test_without_stderr_there_is_nothing_to_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "__stderr__", None)
    with painting_survives():
        assert sys.__stderr__ is None
