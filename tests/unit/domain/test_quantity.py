"""Numbers and days as people write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_tui.domain.quantity import format_quantity, parse_count, parse_day, parse_flop


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3e25", 3e25),
        ("3e25 FLOP", 3e25),
        ("3E+25flop", 3e25),
        ("1,5e25", 1.5e25),
        ("1.5e25 FLOPs", 1.5e25),
        ("30 YFLOP", 3e25),
        ("30 YFLOp", 3e25),
        ("2.5 ZFLOP", 2.5e21),
        ("5×10^25", 5e25),
        ("5 x 10^25", 5e25),
        ("5*10**25", 5e25),
        ("5·10²⁵", 5e25),
        ("0", 0.0),
        ("12", 12.0),
        (3e25, 3e25),
        (7, 7.0),
    ],
)
def test_flop(text: object, value: float) -> None:
    assert parse_flop(text) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-3e25", "negative"),
        (-1.0, "negative"),
        ("1,500", "two ways"),
        ("1.500", "two ways"),
        ("3e25 FLOP/s", "rate"),
        ("3 PFLOPS", "rate"),
        ("3e25 kWh", "no unit of compute"),
        ("lots", "is no number"),
        ("", "is no number"),
        ("nan", "is no number"),
        (float("nan"), "too large"),
        (float("inf"), "too large"),
        ("1e99", "too large"),
        (True, "is no number"),
        (["3e25"], "is no number"),
        ("1" * 100, "at most 60"),
    ],
)
def test_flop_refused(text: object, words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        parse_flop(text)
    assert "3e25" in str(caught.value) or "zero or more" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("70B", 7e10), ("1.2 trillion", 1.2e12), ("7e9 parameters", 7e9), ("350 million", 3.5e8), ("4k", 4e3), (12, 12.0)],
)
def test_count(text: object, value: float) -> None:
    assert parse_count(text) == pytest.approx(value)


def test_count_refused() -> None:
    with pytest.raises(ValueError, match="not understood after a number"):
        parse_count("70 bananas")


@pytest.mark.parametrize("raw", ["2026-03-17", " 2026-03-17 ", date(2026, 3, 17), datetime(2026, 3, 17, 12)])
def test_day(raw: object) -> None:
    assert parse_day(raw) == "2026-03-17"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("2026-02-30", "does not exist"),
        ("17.03.2026", "is no date"),
        ("2026-3-17", "is no date"),
        (20260317, "is no date"),
    ],
)
def test_day_refused(raw: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_day(raw)


@pytest.mark.parametrize(
    ("value", "text"), [(3.2e25, "3.2e25 FLOP"), (1e26, "1e26 FLOP"), (12.0, "12 FLOP"), (1.5e5, "150000 FLOP")]
)
def test_format(value: float, text: str) -> None:
    assert format_quantity(value, "FLOP") == text


@given(st.floats(min_value=0, max_value=9.9e30, allow_nan=False))
def test_what_is_written_can_be_read_again(value: float) -> None:
    assert parse_flop(f"{value:e} FLOP") == pytest.approx(value, rel=1e-5)


@given(st.text(max_size=70))
def test_any_text_is_a_number_or_a_clear_refusal(text: str) -> None:
    for parse in (parse_flop, parse_count, parse_day):
        try:
            parse(text)
        except ValueError as error:
            assert str(error)
