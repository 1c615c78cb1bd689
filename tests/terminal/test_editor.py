"""The note in an editor of the person's own: the terminal is lent and comes back, whatever becomes of the editor."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cop_tui.services.library import Library
from tests.bundled import bundled_packs
from tests.terminal.conftest import Start

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a POSIX terminal")
EDITOR = """
import pathlib, sys
path = pathlib.Path(sys.argv[1])
print("EDITING", path.parent, flush=True)
path.write_text(path.read_text() + sys.stdin.readline())
"""


@pytest.fixture
def editor(tmp_path: Path) -> dict[str, str]:
    """An editor that appends one line, with the folder for its files."""
    script, scratch = tmp_path / "editor.py", tmp_path / "scratch"
    script.write_text(EDITOR, encoding="utf-8")
    scratch.mkdir()
    return {"VISUAL": f"'{sys.executable}' '{script}'", "TMPDIR": str(scratch)}


def note(database: Path) -> str:
    with Library(database, author="reader", packs=bundled_packs()) as library:
        return library.open("Atlas").answer("TR-1.1-01").note


def test_the_terminal_is_lent_and_comes_back(start: Start, database: Path, editor: dict[str, str]) -> None:
    terminal = start("--db", database, "open", "Atlas", **editor)
    terminal.wait_for("answered 0 of")
    terminal.send("M")
    terminal.wait_for("EDITING")
    terminal.send("typed elsewhere\n")
    terminal.until(lambda screen: "Note taken from the editor" in screen and "EDITING" not in screen, "the app again")
    terminal.send("M")
    terminal.wait_for("EDITING")
    terminal.send("\x03")  # is meant for the editor
    terminal.wait_for("the text is as it was")
    terminal.send("1", "q")
    assert terminal.ended() == 0
    assert note(database) == "typed elsewhere"
    assert list(Path(editor["TMPDIR"]).iterdir()) == []


@pytest.mark.parametrize("controlling", [True, False])
def test_the_window_is_closed_while_the_editor_is_open(
    start: Start, database: Path, editor: dict[str, str], controlling: bool
) -> None:
    terminal = start("--db", database, "open", "Atlas", controlling=controlling, **editor)
    terminal.wait_for("answered 0 of")
    terminal.send("1", "M")
    terminal.wait_for("EDITING")
    terminal.hang_up()
    terminal.ended()
    assert list(Path(editor["TMPDIR"]).iterdir()) == []
    with Library(database, author="reader", packs=bundled_packs()) as library:
        assert library.open("Atlas").answer("TR-1.1-01").state == "implemented"
