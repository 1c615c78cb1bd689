"""All assessments in one file: list, make, find, open, duplicate, delete; and the bin."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from cop_tui.domain.facts import parse_facts
from cop_tui.domain.register import Baseline
from cop_tui.domain.text import clean_name
from cop_tui.errors import InputError, NewerStoreError, NotFoundError, SaveError, StoreError
from cop_tui.services.backups import LONGEST, Daily
from cop_tui.services.baselines import BaselineCheck, check_baselines, find_baseline, freeze
from cop_tui.services.bin import find_deleted
from cop_tui.services.faults import log_words
from cop_tui.services.figures import Figures
from cop_tui.services.packs import Packs
from cop_tui.services.session import Session
from cop_tui.services.shelf import FiguresShelf
from cop_tui.services.standing import Standing
from cop_tui.store.ahead import Ahead
from cop_tui.store.changes import ASSESSMENT, Change, SaveEvent, answer_subject, entry_subject
from cop_tui.store.connections import translated
from cop_tui.store.database import connect_reader, data_version, prepare
from cop_tui.store.history import Revision, utc_now
from cop_tui.store.newer import reads_the_same
from cop_tui.store.purge import Purge, purge, strays
from cop_tui.store.records import AssessmentRecord, new_assessment_id
from cop_tui.store.repository import Repository
from cop_tui.store.writer import Writer

__all__ = ["Figures", "Library", "Packs"]

DRAIN_SECONDS = 10.0
PERSONAL = ("baseline", "signoff")


class Library:
    """The open assessment file. Use it as a context manager: leaving it drains the writer."""

    def __init__(
        self,
        path: Path,
        *,
        author: str,
        packs: Packs | None = None,
        today: Callable[[], date] = date.today,
        on_event: Callable[[SaveEvent], None] | None = None,
        clock: Callable[[], datetime] = utc_now,
        reading: bool = False,
        opened: bool = False,
        ahead: Ahead | None = None,
    ) -> None:
        """Open or make the file. Raises StoreError, leaving what is there as it was.

        `opened` says that another library of this process has the file open: then it is not looked into again.
        `ahead` is a look into it that was begun before.

        With `reading` a file of a newer version is opened as well if all of it reads as this version would have
        written it; `newer` then holds the reason for care. Nothing can be changed in it.
        """
        self.newer: NewerStoreError | None = None
        try:
            # Whoever closes a file lets go of all locks that the process has on it, SQLite's among them: another
            # program that then takes itself for the last one would take the log away from the library that is open.
            if not opened:
                prepare(path, None if ahead is None else ahead.version)
        except NewerStoreError as error:
            if not (reading and reads_the_same(path)):
                raise
            self.newer = error
        self.path = path
        self.author = author
        self.packs = packs or Packs()
        self._today = today
        self._reader = connect_reader(path)
        self.repository = Repository(self._reader)
        self._listener = on_event
        self._failure: StoreError | None = None
        self.writer = Writer(path, on_event=self._on_event, clock=clock, log=log_words)
        self._daily = Daily(path)
        self._figures = FiguresShelf(path, self._reader, self.repository, self.packs, today)
        self._touched: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        lost = self.close()
        if lost and error is None:
            raise SaveError(f"{len(lost)} changes could not be saved", "Is the disk full? Nothing else was harmed.")

    def close(self, timeout: float = DRAIN_SECONDS, *, figures: float = math.inf) -> tuple[Change, ...]:
        """Save what is waiting and close the file. Returns what could not be saved, normally nothing.

        Then the figures of what was changed are kept for the next listing, as far as `figures` seconds allow.
        """
        if self._touched and self.writer.flush(timeout):
            self._figures.keep_quietly(self._touched, figures)
        self._daily.close(min(timeout, LONGEST))
        self._reader.close()  # first, so that the writer is the last one and leaves no files beside the database
        return self.writer.close(timeout)

    @property
    def today(self) -> date:
        return self._today()

    def version(self) -> int:
        """A number that changes when another connection has written to the file."""
        return data_version(self._reader)

    def records(self) -> tuple[AssessmentRecord, ...]:
        return self.repository.assessments()

    def find(self, ref: str) -> AssessmentRecord:
        """By id, exact name or unique prefix of the id. Raises NotFoundError or AmbiguousError."""
        return self.repository.find(ref)

    def figures(self, record: AssessmentRecord) -> Figures:
        """What the list shows of an assessment. Raises PackError or NotFoundError if its pack cannot be loaded."""
        return self._figures.of(record)

    def known_figures(self) -> dict[str, Figures]:
        """The figures that are kept and still hold, by assessment id: all of them at once."""
        return self._figures.known()

    def keep_figures(self) -> None:
        """Keep the figures computed so far for the next listing."""
        self._figures.keep_quietly((), 0)

    def open(self, ref: str) -> Session:
        """A session on an assessment."""
        record = self.find(ref)
        session = self.session(record)
        self._touched.add(record.id)
        return session

    def session(self, record: AssessmentRecord) -> Session:
        """A session on an assessment that was found, be it in the bin."""
        pack = self.packs.get(record.pack_id, record.pack_version)
        return Session(record, pack, self.repository, self.writer, author=self.author, today=self._today)

    def standing(self, ref: str) -> Standing:
        """An assessment as it stands, or stood: `ID`, `ID@BASELINE` (name or id), `ID@2026-10-01` (end of day, UTC).

        Raises NotFoundError for an assessment, baseline or day that is not there, and PackError.
        """
        try:
            return self.open(ref)
        except NotFoundError:
            name, at, moment = ref.rpartition("@")
            if not at:
                raise
        session = self.open(name)
        return self.earlier(session, moment)

    def earlier(self, session: Session, moment: str) -> Standing:
        """An open assessment at a baseline (name or id) or at the end of an ISO day (UTC), derived for that day."""
        record = session.record
        baseline = _named_baseline(session, moment)
        if baseline is not None:
            held = self.repository.snapshot(record.id, head=baseline.head)
            day, label = baseline.day, f"{record.name} @ {baseline.name}"
        else:
            try:
                day = date.fromisoformat(moment)
            except ValueError as error:
                names = ", ".join(b.name for b in session.register.baselines.values()) or "none"
                raise NotFoundError(
                    f"{record.name} has no baseline {moment}, and it is no day.", f"Baselines: {names}."
                ) from error
            held = self.repository.snapshot(record.id, until=datetime.combine(day, time.max, UTC))
            label = f"{record.name} @ {day}"
        if held is None:
            raise NotFoundError(f"{record.name} did not exist yet on {day}.")
        return Standing(self.packs.get(held.pack_id, held.pack_version), held, day, label)

    def freeze(self, session: Session, *, name: str, author: str, role: str = "", note: str = "") -> str:
        """Freeze an open assessment under a name and return the baseline's id; as `baselines.freeze`."""
        return freeze(session, self.repository, self.writer, name=name, author=author, role=role, note=note)

    def check_baselines(self, session: Session) -> tuple[BaselineCheck, ...]:
        """Whether every baseline of an assessment still holds exactly what was frozen."""
        return check_baselines(session, self.repository)

    def create(
        self, name: str, *, provider: str = "", model: str = "", facts: Mapping[str, Any] | None = None
    ) -> AssessmentRecord:
        """Make an assessment. Raises InputError for an empty or taken name, FactsError for facts."""
        pack = self.packs.newest()
        if not clean_name(name):
            raise InputError("an assessment needs a name", "For example the model's name and the year.")
        parsed = parse_facts(pack.scoping, facts or {})
        content = {
            "name": name,
            "provider": provider,
            "model": model,
            "pack_id": pack.id,
            "pack_version": pack.version,
            "pack_sha256": pack.sha256,
            "facts": parsed.to_data(),
            "created_at": _stamp(),
        }
        new_id = new_assessment_id()
        self.save(Change(new_id, ASSESSMENT, content, self.author, None))
        return self.repository.assessment(new_id)

    def duplicate(self, ref: str, name: str) -> AssessmentRecord:
        """Copy an assessment with answers and registers under a new name; the copy's history starts anew.

        Baselines and sign-offs stay behind: they are about the original.
        """
        record = self.find(ref)
        new_id = new_assessment_id()
        content = {**record.to_data(), "name": name, "created_at": _stamp()}
        changes = [Change(new_id, ASSESSMENT, content, self.author, None)]
        changes += [
            Change(new_id, answer_subject(criterion), stored.answer.to_data(), self.author, None)
            for criterion, stored in self.repository.answers(record.id).items()
        ]
        changes += [
            Change(new_id, entry_subject(*key), stored.entry.to_data(), self.author, None)
            for key, stored in self.repository.entries(record.id).items()
            if key[0] not in PERSONAL
        ]
        self.save(*changes)
        position = self.repository.position(record.id)
        if position is not None:
            self.writer.remember(new_id, position)
        return self.repository.assessment(new_id)

    def delete(self, ref: str) -> AssessmentRecord:
        """Move an assessment to the bin. Its history stays in the file, until it is purged."""
        record = self.find(ref)
        content = {**record.to_data(), "deleted_at": _stamp()}
        self.save(Change(record.id, ASSESSMENT, content, self.author, record.revision))
        return record

    def restore(self, ref: str) -> AssessmentRecord:
        """Take an assessment out of the bin. Raises NotFoundError, AmbiguousError, InputError (name taken)."""
        record = find_deleted(self.repository, ref)
        self.save(Change(record.id, ASSESSMENT, {**record.to_data(), "deleted_at": None}, self.author, record.revision))
        return self.repository.assessment(record.id)

    def purge(self, ref: str) -> Purge:
        """Remove an assessment that is in the bin for good; the record of it. Raises NotFoundError, StoreError."""
        record = find_deleted(self.repository, ref)
        self.writer.flush(DRAIN_SECONDS)
        self._touched.discard(record.id)
        return purge(self.path, record.id, self.author)

    def strays(self) -> list[str]:
        """One sentence for each assessment that was removed for good and is back, or has rows that belong nowhere."""
        with translated(self.path):
            return strays(self._reader)

    @property
    def backup_problem(self) -> StoreError | None:
        """Why today's backup could not be made; None if there is nothing to say."""
        return self._daily.problem

    def save(self, *changes: Change) -> tuple[Revision, ...]:
        """Write changes as one transaction and wait for it. Raises StoreError or InputError."""
        self._touched |= {change.assessment for change in changes}
        try:
            return self.writer.submit(*changes).result(timeout=DRAIN_SECONDS)
        except TimeoutError as error:
            raise self.failure from error

    @property
    def failure(self) -> StoreError:
        """Why what is waiting is not saved."""
        late = SaveError(f"{self.path} could not be written in time.", "Is another program using it?")
        return self._failure or late

    def _on_event(self, event: SaveEvent) -> None:
        """Runs in the writer's thread; setting one attribute is all it does before it passes the event on."""
        if event.kind == "saved":
            self._failure = None
            self._daily.changed()
        elif event.error is not None:
            self._failure = event.error
        if self._listener is not None:
            self._listener(event)


def _named_baseline(session: Session, ref: str) -> Baseline | None:
    try:
        return session.register.baselines[find_baseline(session, ref)]
    except NotFoundError:
        return None


def _stamp() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")
