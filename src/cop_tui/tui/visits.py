"""Where one was, as a browser keeps it: back, forward, and going on from there."""

from __future__ import annotations

from typing import Final

KEPT: Final = 500
"""Places that are remembered."""


class Visits:
    """Places in the order in which they were visited."""

    def __init__(self, place: str) -> None:
        self._places = [place]
        self._at = 0

    def visit(self, place: str) -> None:
        """Somebody went to a place; what lay forward of here is forgotten."""
        if place != self._places[self._at]:
            self._places = [*self._places[: self._at + 1], place][-KEPT:]
            self._at = len(self._places) - 1

    def move(self, step: int) -> str | None:
        """Go back (-1) or forward (1). Returns the place, or None if there is none."""
        at = self._at + step
        if not 0 <= at < len(self._places):
            return None
        self._at = at
        return self._places[at]
