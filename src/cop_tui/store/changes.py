"""What goes into the writer and what comes back: changes, events, conflicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from cop_tui.errors import StoreError
from cop_tui.store.history import ANSWER_PREFIX, ASSESSMENT, Revision

__all__ = [
    "ANSWER_PREFIX",
    "ASSESSMENT",
    "Change",
    "ConflictError",
    "SaveEvent",
    "answer_subject",
    "entry_subject",
    "split_subject",
]

EntryKey = tuple[str, str]
"""The kind of a register entry (`domain.register.KINDS`) and its id."""


def answer_subject(criterion: str) -> str:
    """The subject of a change to the answer of that criterion: `answer:SS-1.1-04`."""
    return ANSWER_PREFIX + criterion


def entry_subject(kind: str, key: str) -> str:
    """The subject of a change to a register entry: `evidence:E-7f3a1c`."""
    return f"{kind}:{key}"


def split_subject(subject: str) -> EntryKey:
    """Kind and id that a subject names; the id is empty for the assessment itself."""
    kind, _, key = subject.partition(":")
    return kind, key


@dataclass(frozen=True, slots=True)
class Change:
    """What a person wants a subject of an assessment to hold from now on.

    `subject` is `assessment`, `answer:` with a criterion's id, or a register's name with an entry's id. `after` is the
    full new content (`Answer.to_data()`, `AssessmentRecord.to_data()`, `Entry.to_data()`); None or an empty answer
    removes it, and None for an assessment sets `deleted_at`. A baseline is never changed or removed.
    `base` is the id of the subject's revision that the author saw, None if there was none. With `typing` the change is
    text being typed: it may wait a moment for more of it and become one revision with it.
    """

    assessment: str
    subject: str
    after: Mapping[str, Any] | None = field(hash=False)
    author: str
    base: str | None
    typing: bool = False


@dataclass(frozen=True, slots=True)
class SaveEvent:
    """How saving goes: "saving" when changes are waiting, "saved" (at `at`, UTC), "failed" (with `error`).

    After "failed" the changes are kept and tried again until "saved", unless `error` says otherwise or their future
    refused them.
    """

    kind: Literal["saving", "saved", "failed"]
    at: datetime | None = None
    error: StoreError | None = None


class ConflictError(StoreError):
    """Someone else changed the subject since its author last saw it; nothing of the submission was written.

    To insist, submit `mine` again with `theirs.id` as its base.
    """

    def __init__(self, mine: Change, theirs: Revision) -> None:
        self.subject = mine.subject
        self.mine = mine
        self.theirs = theirs
        what = mine.subject.removeprefix(ANSWER_PREFIX)
        super().__init__(
            f"{what} was changed by {theirs.author} at {theirs.at:%Y-%m-%d %H:%M} UTC, after you last saw it.",
            "Your version was not saved. Compare the two and choose which one is to stand.",
        )
