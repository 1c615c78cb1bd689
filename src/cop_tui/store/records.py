"""Assessments and answers as they stand in the file now."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer

from cop_tui.domain.answers import Answer, Name
from cop_tui.domain.register import Entry
from cop_tui.store.history import stamp

Instant = Annotated[
    AwareDatetime,
    AfterValidator(lambda at: at.astimezone(UTC)),
    PlainSerializer(stamp, return_type=str, when_used="json"),
]
ENTRY_LETTERS: Final = {"evidence": "E", "action": "A", "event": "V", "baseline": "B"}
DERIVED: Final = frozenset({"id", "updated_at", "updated_by", "revision"})


class AssessmentContent(BaseModel):
    """What people decide about an assessment as a whole; the content of its revisions."""

    # An infinite number in the facts is to be refused, not silently made nothing.
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")

    name: Annotated[Name, Field(min_length=1)]
    provider: Name = ""
    model: Name = ""
    pack_id: str
    pack_version: str
    pack_sha256: str
    facts: dict[str, Any] = {}
    created_at: Instant | None = None
    deleted_at: Instant | None = None


class AssessmentRecord(AssessmentContent):
    """An assessment as it stands. Times are UTC; `updated_*` moves with every revision of it or of its answers.

    `revision` is the id of the last revision of the subject "assessment": the `base` of the next change to it.
    """

    id: str
    created_at: Instant
    updated_at: Instant
    updated_by: str
    revision: str

    def to_data(self) -> dict[str, Any]:
        """Its content as plain data, for the `after` of a change: without what the store derives."""
        return self.model_dump(mode="json", exclude=set(DERIVED))


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
