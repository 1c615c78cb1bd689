"""Baselines: an assessment frozen under a name. What one holds is replayed from the history, which never changes."""

from __future__ import annotations

from dataclasses import dataclass

from cop_tui.domain.register import Baseline
from cop_tui.errors import DamagedError, InputError, NotFoundError, StoreError
from cop_tui.services.entries import find, made
from cop_tui.services.session import Session
from cop_tui.store.changes import Change, entry_subject
from cop_tui.store.records import new_entry_id
from cop_tui.store.repository import Repository
from cop_tui.store.writer import Writer

SAVE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class BaselineCheck:
    """Whether what a baseline's history gives is still exactly what was frozen."""

    id: str
    baseline: Baseline
    problem: str | None


def find_baseline(session: Session, ref: str) -> str:
    """A baseline's id from its id, the beginning of it, or its name. Raises NotFoundError, AmbiguousError."""
    return find(session.register.baselines, ref, "baseline", lambda baseline: baseline.name)


def freeze(
    session: Session, repository: Repository, writer: Writer, *, name: str, author: str, role: str = "", note: str = ""
) -> str:
    """Freeze the assessment as it is on disk, once everything of ours is, and return the baseline's id.

    Raises InputError for an empty or taken name or one with an @ (it stands before a baseline's name in ID@BASELINE),
    StoreError if the file cannot be written.
    """
    if "@" in name:
        raise InputError(f"{name} holds an @.", "ID@BASELINE names a baseline; choose a name without an @.")
    if not writer.flush(SAVE_SECONDS):
        raise StoreError("What was entered last is not on disk yet.", "Freeze again once it is saved.")
    session.poll()
    session.refresh()
    if any(held.name == name for held in session.register.baselines.values()):
        raise InputError(f"There is a baseline named {name} already.", "A baseline never changes; choose another name.")
    record = session.record
    head = repository.head(record.id)
    frozen = repository.snapshot(record.id, head=head)
    if head is None or frozen is None:
        raise NotFoundError(f"There is nothing to freeze in {record.name}.")
    baseline = made(
        Baseline,
        name=name,
        author=author,
        role=role,
        note=note,
        day=session.today,
        head=head,
        content=frozen.content_hash(),
    )
    key = new_entry_id("baseline")
    change = Change(record.id, entry_subject("baseline", key), baseline.to_data(), session.author, None)
    writer.submit(change).result(SAVE_SECONDS)
    session.refresh()
    return key


def check_baselines(session: Session, repository: Repository) -> tuple[BaselineCheck, ...]:
    """Every baseline of an assessment, checked against its history."""
    return tuple(
        BaselineCheck(key, baseline, _problem(repository, session.record.id, baseline))
        for key, baseline in session.register.baselines.items()
    )


def _problem(repository: Repository, assessment: str, baseline: Baseline) -> str | None:
    try:
        held = repository.snapshot(assessment, head=baseline.head)
    except (NotFoundError, DamagedError) as error:
        return error.message
    if held is None or held.content_hash() != baseline.content:
        return f"The history no longer gives what was frozen as {baseline.name}."
    return None
