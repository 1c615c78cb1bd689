"""What a session can undo, and what it cannot save because somebody else was first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cop_tui.domain.answers import EMPTY, Answer
from cop_tui.domain.register import Entry

EntryKey = tuple[str, str]
"""The kind of a register entry and its id."""
Entries = Mapping[EntryKey, Entry | None]
"""Register entries by kind and id; None where there is none."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be undone, in words: answers and register entries before and after."""

    words: str
    before: Mapping[str, Answer] = field(default_factory=dict)
    after: Mapping[str, Answer] = field(default_factory=dict)
    entries_before: Entries = field(default_factory=dict)
    entries_after: Entries = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conflict:
    """An answer of ours that was not saved because somebody else answered meanwhile."""

    criterion: str
    mine: Answer
    theirs: Answer
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EntryConflict:
    """A register entry of ours that was not saved because somebody else changed it meanwhile; None: removed."""

    kind: str
    key: str
    mine: Entry | None
    theirs: Entry | None
    by: str
    at: datetime


AnyConflict = Conflict | EntryConflict


@dataclass(frozen=True, slots=True)
class Changed:
    """What others have changed: the criteria whose answer is another one now, register entries, the facts."""

    criteria: frozenset[str] = frozenset()
    entries: frozenset[EntryKey] = frozenset()
    facts: bool = False

    def __bool__(self) -> bool:
        return bool(self.criteria or self.entries or self.facts)


def words_for(criterion: str, before: Answer, after: Answer) -> str:
    """What a change was, in words: the state if it changed, else the first field that did."""
    if before.state != after.state:
        return f"{criterion}: {after.state or 'answer removed'}"
    changed = next(name for name in Answer.field_names() if getattr(before, name) != getattr(after, name))
    return f"{criterion}: {changed}"


def without_change(step: Step) -> bool:
    """Whether a step leaves everything as it was."""
    same = all(step.before.get(c, EMPTY) == answer for c, answer in step.after.items())
    return same and all(step.entries_before.get(k) == entry for k, entry in step.entries_after.items())
