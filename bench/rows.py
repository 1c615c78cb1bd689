"""What a row of the table is: what is measured beside what, what is wanted, and whether it is so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from bench.desk import Desk
from bench.measure import Growth, Missing, Pair, Spread
from bench.unmet import UNMET

FLAT = 1.5
"""A step from one size to the next that takes at most so much longer counts as flat."""
LINEAR = 1.15
"""Growth counts as linear up to so much more than the growth of the size."""

Unit = Literal["s", "MiB"]
Found = Pair | Growth | Missing


@dataclass(frozen=True, slots=True)
class Goal:
    """What is wanted: at most so many times the yardstick, at most so much, or growth (`flat`, `linear`).

    A goal without any of them wants nothing: the row tells, beside those that judge.
    """

    ratio: float | None = None
    most: float | None = None
    growth: Literal["", "flat", "linear"] = ""

    def words(self, unit: Unit) -> str:
        """As it stands in the table."""
        parts = []
        if self.ratio is not None:
            parts.append("faster" if self.ratio == 1 else f"≤ {self.ratio:g}×")
        if self.most is not None:
            parts.append(f"≤ {amount(self.most, unit)}")
        if self.growth:
            parts.append("flat" if self.growth == "flat" else "linear or better")
        return " and ".join(parts) or "-"

    def met(self, found: Found) -> bool | None:
        """Whether it is so; None if nothing was measured or wanted."""
        if isinstance(found, Missing) or self == Goal():
            return None
        if isinstance(found, Growth):
            return all(step.median <= most for step, most in zip(found.steps, self.allowed(found), strict=True))
        by_ratio = self.ratio is None or (found.ratio is not None and found.ratio.median <= self.ratio)
        return by_ratio and (self.most is None or found.ours.median <= self.most)

    def allowed(self, found: Growth) -> tuple[float, ...]:
        """How much longer each step may take."""
        if self.growth == "flat":
            return (FLAT,) * len(found.steps)
        return tuple(large / small * LINEAR for small, large in pairwise(found.sizes))


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what is measured beside what, on which clock, and what is wanted."""

    id: str
    group: str
    what: str
    yardstick: str
    goal: Goal
    measure: Callable[[Desk], Found]
    unit: Unit = "s"
    clock: Literal["wall", "processor", ""] = "wall"


@dataclass(frozen=True, slots=True)
class Result:
    """A row with what was found."""

    row: Row
    found: Found

    @property
    def met(self) -> bool | None:
        return self.row.goal.met(self.found)

    @property
    def unmet(self) -> str:
        """Why the goal is not met; empty where it is."""
        return UNMET.get(self.row.id, "") if self.met is False else ""

    @property
    def ours(self) -> str:
        match self.found:
            case Pair(ours=ours):
                return amount(ours.median, self.row.unit)
            case Growth(sizes=sizes, values=values):
                return ", ".join(
                    f"{size:,}: {amount(v.median, self.row.unit)}" for size, v in zip(sizes, values, strict=True)
                )
        return "-"

    @property
    def yardstick(self) -> str:
        if isinstance(self.found, Pair) and self.found.yardstick is not None:
            return amount(self.found.yardstick.median, self.row.unit)
        return "-"

    @property
    def ratio(self) -> str:
        """The ratio; of growth, that of each step."""
        match self.found:
            case Pair(ratio=Spread(median=median)):
                return f"{median:.2f}×"
            case Growth(steps=steps):
                return ", ".join(f"{step.median:.2f}×" for step in steps)
        return "-"

    @property
    def spread(self) -> str:
        """The quartiles of what counts: of the ratio, else of ours."""
        match self.found:
            case Pair(ratio=Spread() as ratio):
                return f"{ratio.low:.2f}-{ratio.high:.2f}"
            case Pair(ours=ours):
                return f"{amount(ours.low, self.row.unit)}-{amount(ours.high, self.row.unit)}"
            case Growth(steps=steps):
                return ", ".join(f"{step.low:.2f}-{step.high:.2f}" for step in steps)
        return "-"

    @property
    def verdict(self) -> str:
        """Met, not met and why, or why nothing was measured."""
        if isinstance(self.found, Missing):
            return f"not measured: {self.found.why}"
        return {True: "met", False: "not met", None: "told"}[self.met]

    def to_data(self) -> dict[str, Any]:
        """For the results file."""
        row, found = self.row, self.found
        data: dict[str, Any] = {
            "id": row.id, "group": row.group, "what": row.what, "yardstick": row.yardstick, "unit": row.unit,
            "clock": row.clock, "goal": row.goal.words(row.unit), "met": self.met,
            "unmet": self.unmet,
        }  # fmt: skip
        match found:
            case Pair(ours, yardstick, ratio):
                data |= {"ours": _data(ours), "yardstick_value": _data(yardstick), "ratio": _data(ratio)}
            case Growth(sizes, values, steps):
                data |= {"sizes": list(sizes), "ours": [_data(v) for v in values], "steps": [_data(s) for s in steps]}
            case Missing(why):
                data |= {"missing": why}
        return data


def amount(value: float, unit: Unit) -> str:
    """A value for people: microseconds, milliseconds or seconds, or MiB."""
    if unit == "MiB":
        return f"{value:.0f} MiB"
    if value < 0.001:
        return f"{value * 1e6:.0f} µs"
    if value < 1:
        return f"{value * 1e3:.3g} ms"
    return f"{value:.3g} s"


def _data(found: Spread | None) -> dict[str, float] | None:
    return None if found is None else {"median": found.median, "low": found.low, "high": found.high}
