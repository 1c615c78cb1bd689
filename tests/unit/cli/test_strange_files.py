"""Pipes, devices, folders and links where a file is expected: said in a sentence, at once, and nothing is stored."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest

from tests.unit.cli.conftest import Run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="there are no such files there")
PATIENCE = 20  # seconds; what waits for a pipe waits for ever
Make = Callable[[str], Path]


@pytest.fixture(autouse=True)
def impatient() -> Iterator[None]:
    """A command that waits is a failure, not a test run that never ends."""

    def enough(number: int, frame: FrameType | None) -> None:
        raise AssertionError("it waits")

    before = signal.signal(signal.SIGALRM, enough)
    signal.alarm(PATIENCE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(params=["pipe", "device", "folder", "circle", "nowhere"])
def strange(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    """Makes something of a kind under a name."""

    def make(name: str) -> Path:
        path = tmp_path / name
        match request.param:
            case "pipe":
                os.mkfifo(path)
            case "device":
                path.symlink_to("/dev/zero")
            case "folder":
                path.mkdir()
            case "circle":
                path.symlink_to(name)
            case _:
                path.symlink_to("/nowhere/at/all")
        return path

    return make


def test_where_a_file_is_read(run: Run, made: str, strange: Make) -> None:
    lines: list[tuple[str | Path, ...]] = [
        ("new", "B", "--facts", strange("a.yaml")),
        ("scope", strange("b.yaml")),
        *(("answer", made, "--from", strange(f"c.{kind}")) for kind in ("csv", "xlsx", "json", "yaml")),
        ("import", strange("d.cop")),
        ("merge", made, strange("e.cop")),
        ("restore", strange("f.db"), "--yes"),
        ("--db", strange("g.db"), "show", made),
        ("evidence", "add", made, "Plan", "--file", strange("h")),
        ("account", made, "AIA-53.1.c", "--file", strange("i")),
        ("export", made, "j.cop", "--passphrase-file", strange("k")),
        ("questionnaire", "lint", strange("l")),
    ]
    before = run("show", made, "--json").out
    for line in lines:
        done = run(*line)
        assert done.code in (2, 3), line
        assert (done.err + done.out).strip(), line
    assert run("show", made, "--json").out == before
    assert len(run("list", "--json").data) == 1
    assert not Path("j.cop").exists()


def test_where_a_file_is_written(run: Run, made: str, strange: Make, tmp_path: Path) -> None:
    for number, line in enumerate((("export", made), ("backup",), ("deadlines", made, "--ics"))):
        path = strange(f"{number}.out")
        kind = os.lstat(path).st_mode
        done = run(*line, path)
        assert done.code == 2, line
        assert os.lstat(path).st_mode == kind
    assert not list(tmp_path.glob("**/.cop-tui-*"))


@pytest.mark.parametrize("command", ["show", "history", "verify", "walk", "delete", "obligations"])
def test_an_id_that_is_no_text(run: Run, made: str, command: str) -> None:
    done = run(command, "\udcff\udcfe\x1b[2J")
    assert done.code == 2
    assert "There is no assessment" in done.err
    assert "\x1b" not in done.err
