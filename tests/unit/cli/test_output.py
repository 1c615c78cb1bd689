from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cop_tui.cli import app_start
from cop_tui.cli.diagnostics import guarded, say
from cop_tui.cli.output import Page, emit, emit_json, width
from cop_tui.errors import CopTuiError
from tests.unit.cli.conftest import Run


def test_lines_are_wrapped_and_hang() -> None:
    page = Page(40, plain=False)
    page.line("one two three four five six seven eight nine ten", 2, 4)
    page.field("Note", "")
    page.field("Note", "a\nb")
    assert page.text().splitlines() == ["  one two three four five six seven", "    eight nine ten", "Note: a", "  b"]


def test_a_table_that_does_not_fit_becomes_paragraphs() -> None:
    rows = [("Safety and Security", "0-100 %", "1"), ("漢字", "-", "22")]
    wide, narrow = Page(60, plain=False), Page(20, plain=False)
    wide.table(("Chapter", "Readiness", "Gaps"), rows, right=(2,))
    assert wide.text().splitlines() == [
        "Chapter              Readiness  Gaps",
        "Safety and Security  0-100 %       1",
        "漢字                 -            22",
    ]
    narrow.table(("Chapter", "Readiness", "Gaps"), rows)
    assert "Safety and Security" in narrow.text()
    assert "Readiness 0-100 %;" in narrow.text()


@given(st.text(max_size=300))
def test_any_text_stays_text(text: str) -> None:
    page = Page(60, plain=False)
    page.line(text, 2, 4)
    page.field("Note", text)
    page.table(("A", "B"), [(text, "x")])
    shown = page.text()
    assert all(cell_len(line) <= 62 for line in shown.splitlines())
    assert not any((ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066" for c in shown)


def test_markup_is_no_markup() -> None:
    page = Page(60, plain=False)
    page.line("[bold]x[/bold] [/docs] :smile:")
    assert page.text() == "[bold]x[/bold] [/docs] :smile:"


def test_plain_signs_where_the_locale_knows_no_more() -> None:
    page = Page(60, plain=True)
    page.line("3 force × 2 ÷ 4 – done → x")
    assert page.text() == "3 force x 2 / 4 - done -> x"


def test_a_stream_that_knows_no_unicode(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii", newline="\n"))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(raw, encoding="ascii", newline="\n"))
    emit("é")
    emit_json({"a": "é"})
    say("é")
    assert raw.getvalue() == b'?\n{\n  "a": "\\u00e9"\n}\n?\n'
    assert Page().ascii


def test_width_is_kept_in_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    for given_columns, used in (("10", 40), ("90", 90), ("500", 120)):
        monkeypatch.setenv("COLUMNS", given_columns)
        assert width() == used


def test_a_stream_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    with pytest.raises(CopTuiError, match="No space left"):
        emit("x")
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(CopTuiError, match="no standard output"):
        emit("x")
    monkeypatch.setattr(sys, "stderr", None)
    say("into nothing")
    assert guarded(lambda: 1) == 1


def test_terminals_are_looked_at_with_care() -> None:
    closed = io.StringIO()
    closed.close()
    assert not app_start._is_terminal(None)
    assert not app_start._is_terminal(closed)


def test_what_a_terminal_would_obey_is_written_as_its_escape(run: Run, made: str, tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m\u202eb\x9b.cop"
    done = run("export", made, path)
    assert done.out.strip().endswith("a\\x1b[31m\\u202eb\\x9b.cop")
    told = run("export", made, path, "--force", "--json")
    assert not set("\x1b\u202e\x9b") & set(told.out + told.err)
    assert told.data["file"] == str(path)


def test_a_pack_of_a_stranger_says_nothing_to_the_terminal(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text('id: "\\e[31m"\n"\\e]0;t\\a\\u202e": 1\nchapters: ["../../../etc"]\n')
    for done in (run("questionnaire", "lint", tmp_path), run("questionnaire", "lint", tmp_path, "--json")):
        assert done.code == 2
        assert not set("\x1b\x07\u202e") & set(done.out + done.err)
        assert "chapters: must be a list of ids" in done.out
