"""Bars and percentages: rounded so that they never promise more, or rule out more, than the figures do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_tui.domain.results import Readiness, Shares
from cop_tui.tui.widgets.bars import interval_bar, percent, shares_bar, shares_text
from cop_tui.tui.widgets.plain import plain, plain_rich


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.48, 0.71, "48–71 %"),
        (0.489, 0.701, "48–71 %"),
        (0.0, 1.0, "0–100 %"),
        (1.0, 1.0, "100 %"),
        (0.999, 0.999, "99 %"),
        (0.29, 0.29, "29 %"),
        (None, None, "–"),
    ],
)
def test_percent(low: float | None, high: float | None, words: str) -> None:
    assert percent(Readiness(low, high)) == words


def test_the_bar_is_solid_shaded_and_light() -> None:
    assert interval_bar(Readiness(0.5, 0.8), 10).plain == "█████▒▒▒░░ 50–80 %"
    assert interval_bar(Readiness(0.5, 0.8), 10, use_ascii=True).plain == "#####===.. 50-80 %"
    assert interval_bar(Readiness(), 10).plain == "–"


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 60))
def test_the_bar_has_its_width(one: float, other: float, width: int) -> None:
    low, high = sorted((one, other))
    bar = interval_bar(Readiness(low, high), width).plain
    assert sum(bar.count(glyph) for glyph in "█▒░") == width
    assert bar.count("█") <= low * width + 1e-6


def test_shares() -> None:
    assert shares_bar(Shares(1, 1, 1, 1, 1), 10).plain == "▓▓██▒▒░░··"
    assert shares_bar(Shares(), 4).plain == "    "
    assert shares_text(Shares(demonstrated=3, unanswered=1), 4, use_ascii=True) == "@@@."


@given(*[st.floats(0, 300)] * 5, st.integers(1, 80))
def test_shares_fill_their_width(a: float, b: float, c: float, d: float, e: float, width: int) -> None:
    assert len(shares_bar(Shares(a, b, c, d, e), width).plain) == width


@given(st.text())
def test_plain_text_is_never_markup(text: str) -> None:
    assert "\x1b" not in plain(text).plain
    assert not plain(text).spans
    assert not plain_rich(text).spans
    assert plain(text).plain == plain_rich(text).plain


def test_markup_stays_as_it_was_typed() -> None:
    assert plain("see [/docs] [red]x[/]").plain == "see [/docs] [red]x[/]"
