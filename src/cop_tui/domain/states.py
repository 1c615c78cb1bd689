"""The states of a criterion and what each is worth; apart from the answers: a list starts without the models."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Final


class State(enum.StrEnum):
    """Implementation status of a criterion, in OSCAL's words. Not answered is the absence of a state."""

    IMPLEMENTED = "implemented"
    PARTIAL = "partial"
    PLANNED = "planned"
    MISSING = "missing"
    ALTERNATIVE = "alternative"
    NOT_APPLICABLE = "not-applicable"

    @property
    def needs_reason(self) -> bool:
        """Other adequate means (Arts. 53(4), 55(2)) and not applicable are explained in writing."""
        return self in (State.ALTERNATIVE, State.NOT_APPLICABLE)


STATES: Final = tuple(State)
CREDIT: Final[Mapping[State | None, float]] = {
    State.IMPLEMENTED: 1.0,
    State.ALTERNATIVE: 1.0,
    State.PARTIAL: 0.5,
    State.PLANNED: 0.0,
    State.MISSING: 0.0,
}
