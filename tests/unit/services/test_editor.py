"""An editor of the person's own: which one, what it is given, what is taken back."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from cop_tui.errors import InputError
from cop_tui.services.editor import edit, editor_command


def editor(tmp_path: Path, body: str) -> list[str]:
    """A program that does `body` with the file `path`."""
    script = tmp_path / "editor.py"
    script.write_text(f"import os, pathlib, sys\npath = pathlib.Path(sys.argv[1])\n{body}\n", encoding="utf-8")
    return [sys.executable, str(script)]


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def test_visual_goes_before_editor() -> None:
    name = sys.executable
    assert editor_command({"EDITOR": "nano-that-is-not", "VISUAL": f"'{name}' -X --wait"}) == [name, "-X", "--wait"]
    assert editor_command({"EDITOR": f"'{name}'", "VISUAL": "  "}) == [name]
    assert editor_command({}) is None


@pytest.mark.parametrize("words", ["no-such-editor-here -w", "'unclosed"])
def test_an_editor_that_cannot_be(words: str) -> None:
    with pytest.raises(InputError, match="EDITOR"):
        editor_command({"EDITOR": words})


def test_the_text_goes_and_comes_back_and_nothing_stays(tmp_path: Path, scratch: Path) -> None:
    log = tmp_path / "log"
    body = (
        f"import stat\nlog = pathlib.Path({str(log)!r})\n"
        "log.write_text(f'{stat.S_IMODE(path.stat().st_mode):o} {stat.S_IMODE(path.parent.stat().st_mode):o}')\n"
        "path.write_text(path.read_text() + ' and höher\\n')"
    )
    assert edit("High", editor(tmp_path, body)) == "High and höher\n"
    if os.name != "nt":
        assert log.read_text() == "600 700"
    assert list(scratch.iterdir()) == []


def test_a_last_line_end_is_no_change(tmp_path: Path) -> None:
    assert edit("High", editor(tmp_path, "path.write_text(path.read_text() + '\\n')")) is None


@pytest.mark.parametrize(
    "body",
    [
        "path.write_text('lost')\nsys.exit(3)",
        "path.write_bytes(bytes([255, 254, 0]))",
        "path.unlink()",
    ],
)
def test_what_fails_changes_nothing(tmp_path: Path, scratch: Path, body: str) -> None:
    with pytest.raises(InputError, match="as it was"):
        edit("High", editor(tmp_path, body))
    assert list(scratch.iterdir()) == []


def test_an_editor_that_cannot_be_started(tmp_path: Path, scratch: Path) -> None:
    with pytest.raises(InputError, match="could not be started"):
        edit("High", [str(tmp_path / "none")])
    assert list(scratch.iterdir()) == []
