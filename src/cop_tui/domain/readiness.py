"""The readiness interval. Apart from the other results, so that a list of assessments needs no models to start."""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

# Shares are quotients of small whole numbers; what is nearer than this to a whole per cent is one.
_SLACK: Final = 1e-9


class Readiness(NamedTuple):
    """How far a group of criteria has come, as an interval that closes as answers come in.

    `low` counts what is not answered as 0, `high` as 1; both are shares of `weight`, the summed weights of the
    criteria that are asked and not set aside as not applicable. They are None where `weight` is 0: then there is
    nothing to be ready for. `demonstrated` is the part of `low` whose criteria carry valid evidence.
    `asked`, `answered` and `applicable` count criteria (applicable: asked and not set aside).
    """

    low: float | None = None
    high: float | None = None
    demonstrated: float | None = None
    weight: int = 0
    asked: int = 0
    answered: int = 0
    applicable: int = 0

    @property
    def unanswered(self) -> int:
        return self.asked - self.answered

    @property
    def bounds(self) -> tuple[int, int] | None:
        """The interval in whole per cent: low rounded down, high rounded up, so that nothing looks better than it is.

        A closed interval is one number, rounded down. None where nothing applies.
        """
        if self.low is None or self.high is None:
            return None
        low = math.floor(self.low * 100 + _SLACK)
        return (low, low) if self.high - self.low < _SLACK else (low, math.ceil(self.high * 100 - _SLACK))

    def words(self, dash: str = "–") -> str:
        """The interval for reading: `48–71 %`, `48 %` once it is settled, a dash where nothing applies."""
        if self.bounds is None:
            return dash
        low, high = self.bounds
        return f"{low} %" if low == high else f"{low}{dash}{high} %"

    def to_data(self) -> dict[str, Any]:
        """As JSON has it: shares from 0 to 1, null where nothing applies."""
        return {
            "low": self.low,
            "high": self.high,
            "demonstrated": self.demonstrated,
            "answered": self.answered,
            "applicable": self.applicable,
            "asked": self.asked,
            "weight": self.weight,
        }
