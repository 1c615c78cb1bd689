"""Hygiene at the border."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from cop_tui.domain.text import LINE_MAX, NAME_MAX, TEXT_MAX, clean_line, clean_name, clean_text

ANY = st.text(st.characters(), max_size=300)


def test_control_characters_and_overrides_go() -> None:
    assert clean_text("a\x1b[31mred\x00\x9b\u202eevil\u2066\r\nb\rc\td") == "a[31mredevil\nb\nc\td"
    assert clean_text("\ud800x") == "x"


def test_lines_are_one_line() -> None:
    assert clean_line("  a \n\t b  ") == "a b"
    assert clean_name("x" * 999) == "x" * NAME_MAX
    assert len(clean_line("y " * 999)) <= LINE_MAX
    assert len(clean_text("z" * (TEXT_MAX + 5))) == TEXT_MAX


@given(ANY)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    for clean in (clean_text, clean_line, clean_name):
        once = clean(text)
        assert clean(once) == once


@given(ANY)
def test_nothing_left_can_steer_a_terminal(text: str) -> None:
    for char in clean_text(text):
        assert char in "\n\t" or unicodedata.category(char) != "Cc"
        assert char not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
