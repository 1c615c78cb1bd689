"""Assessments and answers as they stand in the file now."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from cop_tui.domain.answers import Answer, Name
from cop_tui.domain.plain import Model
from cop_tui.domain.reading import Checked, filled
from cop_tui.domain.register import Entry
from cop_tui.store.history import stamp

Instant = Annotated[datetime, Checked(lambda at: at.astimezone(UTC))]
ENTRY_LETTERS: Final = {"evidence": "E", "action": "A", "event": "V", "baseline": "B"}
DERIVED: Final = frozenset({"id", "updated_at", "updated_by", "revision"})


class AssessmentContent(Model):
    """What people decide about an assessment as a whole; the content of its revisions."""

    name: Annotated[Name, Checked(filled)]
    provider: Name = ""
    model: Name = ""
    pack_id: str
    pack_version: str
    pack_sha256: str
    facts: dict[str, Any] = field(default_factory=dict)
    created_at: Instant | None = None
    deleted_at: Instant | None = None

    def to_data(self) -> dict[str, Any]:
        """Plain data for the `after` of a change: without what the store derives, instants as `stamp` writes them."""
        data = {name: value for name, value in super().to_data().items() if name not in DERIVED}
        instants = {"created_at": self.created_at, "deleted_at": self.deleted_at}
        return data | {name: None if at is None else stamp(at) for name, at in instants.items()}


class AssessmentRecord(AssessmentContent):
    """An assessment as it stands. Times are UTC; `updated_*` moves with every revision of it or of its answers.

    `revision` is the id of the last revision of the subject "assessment": the `base` of the next change to it.
    """

    id: str
    created_at: Instant = field()
    updated_at: Instant
    updated_by: str
    revision: str


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer with its last revision (the `base` of the next change to it), when (UTC) and by whom it was made."""

    answer: Answer
    revision: str
    updated_at: datetime
    updated_by: str


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """A register entry with its last revision (the `base` of the next change to it), when (UTC) and by whom."""

    entry: Entry
    revision: str
    updated_at: datetime
    updated_by: str


def new_entry_id(kind: str) -> str:
    """A fresh id of an entry: a letter for its kind and 6 lower-case hexadecimal characters, as in E-7f3a1c."""
    return f"{ENTRY_LETTERS[kind]}-{secrets.token_hex(3)}"


def new_assessment_id() -> str:
    """A fresh id: 12 lower-case hexadecimal characters."""
    return secrets.token_hex(6)
