"""What a session can undo, and what it cannot save because somebody else was first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cop_tui.domain.answers import Answer


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be undone: the answers of some criteria before and after, and what it was in words."""

    words: str
    before: Mapping[str, Answer]
    after: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Conflict:
    """An answer of ours that was not saved because somebody else answered meanwhile."""

    criterion: str
    mine: Answer
    theirs: Answer
    by: str
    at: datetime


def words_for(criterion: str, before: Answer, after: Answer) -> str:
    """What a change was, in words: the state if it changed, else the first field that did."""
    if before.state != after.state:
        return f"{criterion}: {after.state or 'answer removed'}"
    changed = next(name for name in type(after).model_fields if getattr(before, name) != getattr(after, name))
    return f"{criterion}: {changed}"
