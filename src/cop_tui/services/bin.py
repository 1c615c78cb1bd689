"""The bin: what was deleted and can be put back. Nothing leaves it by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from cop_tui.errors import AmbiguousError, NotFoundError
from cop_tui.store.records import AssessmentRecord
from cop_tui.store.repository import PREFIX_MIN, Repository

BIN_DAYS: Final = 30
"""Days that a deleted assessment is kept for certain; after them its removal is offered, never done."""


def deleted(repository: Repository) -> tuple[AssessmentRecord, ...]:
    """The assessments in the bin, the one deleted last first."""
    gone = [r for r in repository.assessments(include_deleted=True) if r.deleted_at is not None]
    return tuple(sorted(gone, key=lambda r: (r.deleted_at or r.updated_at, r.id), reverse=True))


def find_deleted(repository: Repository, ref: str) -> AssessmentRecord:
    """An assessment in the bin by id, exact name (the one deleted last) or unique beginning of its id.

    Raises NotFoundError or AmbiguousError.
    """
    gone = deleted(repository)
    for record in gone:
        if ref in (record.id, record.name):
            return record
    fitting = [record for record in gone if len(ref) >= PREFIX_MIN and record.id.startswith(ref)]
    if len(fitting) > 1:
        names = ", ".join(f"{record.id} ({record.name})" for record in fitting)
        raise AmbiguousError(f"{ref!r} is the beginning of more than one id: {names}.", "Give more characters.")
    if not fitting:
        raise NotFoundError(f"There is no assessment {ref!r} in the bin.", "`cop-tui list --bin` shows the bin.")
    return fitting[0]


def bin_view(repository: Repository) -> list[dict[str, Any]]:
    """What is in the bin, the last deleted first, with the day until which it is kept for certain."""
    return [
        {
            "id": record.id,
            "name": record.name,
            "model": record.model,
            "answers": len(repository.answers(record.id)),
            "deleted_at": f"{record.deleted_at:%Y-%m-%dT%H:%M:%SZ}",
            "deleted_by": record.updated_by,
            "kept_until": f"{record.deleted_at + timedelta(days=BIN_DAYS):%Y-%m-%d}",
        }
        for record in deleted(repository)
        if record.deleted_at is not None
    ]
