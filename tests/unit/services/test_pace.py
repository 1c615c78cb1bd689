"""The pace of answering: moments go in, words come out."""

from __future__ import annotations

import pytest

from cop_tui.services.pace import ENOUGH, PAUSE, Pace, left_words, time_words


def paced(*gaps: float) -> Pace:
    pace, moment = Pace(), 1000.0
    pace.answered("c0", moment)
    for number, gap in enumerate(gaps, 1):
        moment += gap
        pace.answered(f"c{number}", moment)
    return pace


def test_nothing_is_told_before_enough_is_known() -> None:
    assert Pace().seconds is None
    assert paced(*[30.0] * (ENOUGH - 2)).seconds is None
    assert paced(*[30.0] * (ENOUGH - 1)).seconds == 30.0


def test_one_long_thought_or_a_pause_does_not_tilt_it() -> None:
    assert paced(20, 22, PAUSE - 1, 21, 23).seconds == 22
    assert paced(20, 20, 5 * PAUSE, 20, 20).seconds == 20


def test_only_pauses_give_no_pace() -> None:
    assert paced(*[PAUSE] * 6).seconds is None


def test_the_same_criterion_counts_once() -> None:
    pace = paced(20, 20, 20)
    for moment in range(2000, 2010):
        pace.answered("c0", float(moment))
    assert pace.seconds is None
    assert pace.answers == 4


def test_many_at_once_say_nothing() -> None:
    pace = paced(20, 20, 20)
    pace.interrupted(1200.0)
    pace.answered("next", 1220.0)
    assert pace.seconds == 20


def test_the_latest_count() -> None:
    assert paced(*[200.0] * 100, *[10.0] * 60).seconds == 10.0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (20, "under a minute"), (70, "about 1 min"), (19 * 60, "about 19 min"), (22 * 60, "about 20 min"),
        (3590, "about 1 h"), (6600, "about 1 h 50 min"), (7190, "about 2 h"), (35_990, "about 10 h"),
        (50_000, "about 14 h"),
    ],
)  # fmt: skip
def test_times(seconds: float, words: str) -> None:
    assert time_words(seconds) == words


def test_what_is_left() -> None:
    assert left_words(126, 52.4) == "126 left, about 1 h 50 min at your pace"
    assert left_words(126, None) == "126 left"
    assert left_words(0, 52.4) == "nothing left"
