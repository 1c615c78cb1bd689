"""Measuring in turn: ours, the yardstick, ours, the yardstick ... so that what slows the machine slows both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Measure = Callable[[], float]
"""Does something once and gives what it took, in the unit of its row."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A median with the quartiles around it."""

    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Ours beside a yardstick (None: there is none, and `ratio` says nothing)."""

    ours: Spread
    yardstick: Spread | None
    ratio: Spread | None


@dataclass(frozen=True, slots=True)
class Growth:
    """What it takes at each size, and for each step from one size to the next the ratio of times."""

    sizes: tuple[int, ...]
    values: tuple[Spread, ...]
    steps: tuple[Spread, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """Nothing could be measured, and why."""

    why: str


def spread(values: Sequence[float]) -> Spread:
    """Median and quartiles; of one value, that value."""
    if len(values) < 2:
        return Spread(values[0], values[0], values[0])
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(median, low, high)


def in_turn(ours: Measure, yardstick: Measure, rounds: int) -> Pair:
    """Both in turn, `rounds` times; one pair before them warms up and does not count."""
    pairs = [(ours(), yardstick()) for _ in range(rounds + 1)][1:]
    return Pair(
        spread([a for a, _ in pairs]), spread([b for _, b in pairs]), spread([a / max(b, 1e-9) for a, b in pairs])
    )


def alone(ours: Measure, rounds: int) -> Pair:
    """Ours without a yardstick."""
    return Pair(spread([ours() for _ in range(rounds + 1)][1:]), None, None)


def growing(measures: Mapping[int, Measure], rounds: int, *, warm: bool = True) -> Growth:
    """Every size in turn, smallest first, `rounds` times."""
    found: dict[int, list[float]] = {size: [] for size in measures}
    for _ in range(rounds + warm):
        for size, measure in measures.items():
            found[size].append(measure())
    kept = {size: values[1:] if warm else values for size, values in found.items()}
    steps = [
        spread([b / max(a, 1e-9) for a, b in zip(kept[small], kept[large], strict=True)])
        for small, large in pairwise(kept)
    ]
    return Growth(tuple(kept), tuple(spread(values) for values in kept.values()), tuple(steps))


def took(action: Callable[[], object]) -> float:
    """Seconds on the wall that an action takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def worked(action: Callable[[], object], times: int = 1) -> float:
    """Seconds of this thread's processor time that an action takes: what others do on the machine is not in it.

    With `times` it is done so often and the mean given, for what is over too soon to be measured once.
    """
    began = time.thread_time()
    for _ in range(times):
        action()
    return (time.thread_time() - began) / times
