from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_tui.domain.results import Readiness
from cop_tui.reports.wording import count, distance, down, interval, listed, long_day, part


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.489, 0.701, "48–71 %"),
        (0.29, 0.57, "29–57 %"),
        (0.0, 1.0, "0–100 %"),
        (0.999, 1.0, "99–100 %"),
        (0.505, 0.505, "50 %"),
        (1.0, 1.0, "100 %"),
        (None, None, "–"),
    ],
)
def test_the_interval_flatters_nobody(low: float | None, high: float | None, words: str) -> None:
    assert interval(Readiness(low=low, high=high)) == words


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_the_shown_interval_holds_the_true_one(met: int, open_: int, unknown: int) -> None:
    total = met + open_ + unknown
    if total == 0 or unknown == 0:
        return
    shown = interval(Readiness(low=met / total, high=(met + unknown) / total)).removesuffix(" %").split("–")
    assert int(shown[0]) <= 100 * met / total + 1e-6
    assert int(shown[-1]) >= 100 * (met + unknown) / total - 1e-6


def test_small_words() -> None:
    assert down(None) == "–"
    assert down(0.29) == "29 %"
    assert part(1, 0) == "–"
    assert part(1, 3) == "33.3 %"
    assert (count(0, "gap"), count(1, "gap"), count(2, "duty", "duties")) == ("no gaps", "1 gap", "2 duties")
    assert listed([]) == ""
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert (distance(0), distance(1), distance(-3)) == ("today", "in 1 day", "3 days ago")
    assert long_day(date(2026, 3, 7)) == "7 March 2026"
