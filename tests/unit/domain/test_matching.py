"""How a typed word fits a text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_tui.domain.matching import (
    Rank,
    excerpt,
    fold,
    is_subsequence,
    near_words,
    one_edit,
    place,
    spans,
    words_of,
)

LETTERS = st.text("abcdé", max_size=8)


def near(word: str, *known: str) -> frozenset[str]:
    return near_words(word, "\n".join(("", *known, "")))


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("Économie", "economie"), ("STRASSE", "strasse"), ("straße", "strasse"), ("İstanbul", "istanbul"),
     ("  a\n\tb ", "a b"), ("1.1‑04", "1.1-04"), ("“it’s”", '"it\'s"'), ("", "")],
)  # fmt: skip
def test_texts_are_folded_alike(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(fold(fold(text)))
    assert fold(text) == fold(text.upper().lower()) or not text.isascii()


def test_where_a_word_stands() -> None:
    assert place("risk", "the risk tier") is Rank.WORD_START
    assert place("isk", "the risk tier") is Rank.SUBSTRING
    assert place("tier", "frontier (tier)") is Rank.WORD_START
    assert place("zebra", "the risk tier") is None
    assert place("risk tier", "the risk tier") is Rank.WORD_START


@pytest.mark.parametrize("other", ["framework", "framewrk", "frameworks", "framewokr", "fraNework", "xramework"])
def test_one_edit(other: str) -> None:
    assert one_edit("framework", other.lower())
    assert one_edit(other.lower(), "framework")


@pytest.mark.parametrize("other", ["fremewark", "frame", "", "krowemarf", "framewor  "])
def test_more_than_one_edit(other: str) -> None:
    assert not one_edit("framework", other)


@given(LETTERS, LETTERS)
def test_one_edit_is_what_it_says(left: str, right: str) -> None:
    letters = sorted({*left, *right})
    edited = {left}
    for n in range(len(left) + 1):
        edited |= {left[:n] + letter + left[n:] for letter in letters}
        if n < len(left):
            edited.add(left[:n] + left[n + 1 :])
            edited |= {left[:n] + letter + left[n + 1 :] for letter in letters}
        if n + 1 < len(left):
            edited.add(left[:n] + left[n + 1] + left[n] + left[n + 2 :])
    assert one_edit(left, right) is (right in edited)


def test_words_with_one_error() -> None:
    known = ("evaluation", "evaluations", "evacuation", "model", "moderate", "framework")
    assert near("evalution", *known) == {"evaluation", "evaluations"}
    assert near("framwor", *known) == {"framework"}  # still being typed
    assert near("modle", *known) == {"model"}
    assert near("modl", *known) == frozenset()  # too short to be forgiven
    assert near("abc12", "abc13") == frozenset()
    assert near("x" * 31, "x" * 30) == frozenset()


@given(st.lists(LETTERS.filter(bool), max_size=8), LETTERS)
def test_near_words_are_exactly_those_with_one_error_or_beginning_so(known: list[str], word: str) -> None:
    found = near(word, *known)
    assert found <= set(known)
    if len(word) >= 5:
        assert {w for w in known if one_edit(word, w)} <= found


@pytest.mark.parametrize("word", ["frmwrk", "mdf", "docum", "dcmttn"])
def test_letters_in_order(word: str) -> None:
    assert is_subsequence(word, "model documentation form of the framework")


@pytest.mark.parametrize("word", ["zz", "fm", "xyz", "mework", "f1k", "a" * 31])
def test_letters_that_are_not(word: str) -> None:
    assert not is_subsequence(word, "model documentation form of the framework")


def test_long_texts_of_one_letter_cost_nothing() -> None:
    assert not is_subsequence("a" * 29 + "b", "a" * 200)


def test_pointing_at_what_was_found() -> None:
    text = "Die Straße der Économie, strasse"
    assert [text[a:b] for a, b in spans(text, ["strasse", "economie"])] == ["Straße", "Économie", "strasse"]
    assert spans("abcabc", ["abc", "bca", ""]) == [(0, 6)]
    assert spans("abc", []) == []


@given(st.text(), st.lists(st.text(max_size=4), max_size=3))
def test_pointing_stays_within_the_text(text: str, words: list[str]) -> None:
    found = spans(text, [fold(word) for word in words])
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(left[1] < right[0] for left, right in pairwise(found))


def test_an_excerpt_begins_near_the_word() -> None:
    text = "one two three " * 30 + "the zebra is here\nand there"
    line = excerpt(text, ["zebra"], 40)
    assert "zebra" in line
    assert line.startswith("…")
    assert len(line) <= 40
    assert excerpt("short\n text", ["text"], 40) == "short text"
    assert "zebra" in excerpt("x" * 500 + "zebra" + "y" * 500, ["zebra"], 40)


@given(st.text(), st.text(max_size=5), st.integers(0, 200))
def test_an_excerpt_is_one_short_line(text: str, word: str, room: int) -> None:
    line = excerpt(text, [fold(word)], room)
    assert len(line) <= max(room, 20)
    assert "\n" not in line


def test_words_of_a_text() -> None:
    assert words_of("the risk-tier 2026 a_b") == {"risk", "tier"}
