"""Bring two copies of an assessment together: what would change, what has to be decided, and then to do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from cop_tui.domain.register import KINDS
from cop_tui.errors import InputError
from cop_tui.services.library import Library
from cop_tui.services.portable import read_file, refuse_own_file, settle, sound_history, usable
from cop_tui.services.sealing import Ask
from cop_tui.services.views import instant
from cop_tui.store.adopting import MovedError, adopt
from cop_tui.store.changes import split_subject
from cop_tui.store.history import Revision
from cop_tui.store.merge import Decisions, Merge, MergeConflict, Side, merge
from cop_tui.store.portable import Portable
from cop_tui.store.records import AssessmentRecord

__all__ = [
    "Decisions", "MergeConflict", "MergePlan", "MovedError", "Side", "apply_merge", "compare_with", "decide_all",
    "plan_merge",
]  # fmt: skip

SIDES: Final[tuple[Side, ...]] = ("ours", "theirs")


@dataclass(frozen=True, slots=True)
class MergeChange:
    """A subject that a merge changes here: `from` theirs as it is, or put together from both."""

    subject: str
    source: Literal["theirs", "both"]


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What merging a file into an assessment comes to, as both are at this moment. Nothing is written yet.

    `conflicts` are the fields that both sides changed differently: every one has to be decided before `apply_merge`.
    """

    record: AssessmentRecord
    history: tuple[Revision, ...] = field(repr=False)
    file: Portable = field(repr=False)
    merge: Merge = field(repr=False)

    @property
    def nothing(self) -> bool:
        """Whether all that the file holds is here already."""
        return not self.merge.new

    @property
    def conflicts(self) -> tuple[MergeConflict, ...]:
        return self.merge.conflicts

    @property
    def changes(self) -> tuple[MergeChange, ...]:
        """What changes here, by subject."""
        found = {subject: MergeChange(subject, "theirs") for subject in self.merge.taken}
        found |= {subject: MergeChange(subject, "both") for subject in self.merge.both if not self.nothing}
        return tuple(found[subject] for subject in sorted(found))


def plan_merge(library: Library, ref: str, source: Path, ask: Ask | None = None) -> MergePlan:
    """Compare an assessment with a portable file of another copy of it; `ask` gives the passphrase of a sealed one.

    Raises NotFoundError, InputError for a file that cannot be relied on, is of another assessment or stands on another
    questionnaire, and DamagedError if our own history does not hold.
    """
    record = library.find(ref)
    refuse_own_file(library.path, source)
    return compare_with(library, record.id, read_file(source, ask))


def compare_with(library: Library, ref: str, file: Portable) -> MergePlan:
    """As `plan_merge`, with a file that was read already."""
    record = library.find(ref)
    if file.assessment != record.id:
        raise InputError(
            f"The file holds the assessment {file.assessment} ({file.content['name']}), "
            f"which is no copy of '{record.name}' ({record.id}).",
            "Copies are made by export and import; a duplicate is an assessment of its own.",
        )
    settle(library)
    history = sound_history(library, record)
    if file.content["deleted_at"] is not None:
        raise InputError("The assessment in the file was deleted.", "Nothing was stored.")
    return MergePlan(record, history, file, merge(history, file.revisions))


def decide_all(plan: MergePlan, side: Side) -> dict[tuple[str, str], Side]:
    """The decisions that let one side hold wherever both changed the same."""
    return {(conflict.subject, conflict.field): side for conflict in plan.conflicts}


def apply_merge(library: Library, plan: MergePlan, decisions: Decisions) -> int:
    """Write what was planned, with a decision for every conflict, and return how many revisions were added.

    All or nothing. Raises MovedError if the assessment was changed since it was planned (plan again), InputError if a
    conflict is undecided or the result cannot be used, and StoreError.
    """
    added = plan.merge.revisions(decisions)
    if not added:
        return 0
    usable(library, (*plan.history, *added))
    adopt(library.path, added, plan.merge.our_head.hash)
    return len(added)


def conflict_view(conflict: MergeConflict, decisions: Decisions) -> dict[str, Any]:
    """A conflict as plain data."""
    kind, key = split_subject(conflict.subject)
    return {
        "subject": conflict.subject,
        "kind": kind,
        "id": key or None,
        "field": conflict.field or None,
        "base": conflict.base,
        "ours": conflict.ours,
        "theirs": conflict.theirs,
        "ours_by": conflict.our_revision.author,
        "ours_at": instant(conflict.our_revision.at),
        "theirs_by": conflict.their_revision.author,
        "theirs_at": instant(conflict.their_revision.at),
        "decision": decisions.get((conflict.subject, conflict.field)),
    }


def subject_words(subject: str) -> str:
    """What a subject is called for people: `SS-1.1-04`, `evidence E-7f3a1c`, `the assessment itself`."""
    kind, key = split_subject(subject)
    if kind in KINDS:
        return f"{kind} {key}"
    return key or "the assessment itself"


def value_words(value: object) -> str:
    """A value of a conflict in words; `nothing` for what is not there."""
    if isinstance(value, Mapping):
        said = [f"{key} {value_words(each)}" for key, each in value.items() if each not in ("", None, [], {}, False)]
        return "; ".join(said) or "nothing"
    if isinstance(value, list | tuple):
        return ", ".join(value_words(each) for each in value) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ("" if value is None else str(value)) or "nothing"
