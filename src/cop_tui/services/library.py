"""All assessments in one file: list, make, find, open, duplicate, delete."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from cop_tui.domain.analysis import analyse
from cop_tui.domain.facts import parse_facts
from cop_tui.domain.pack import Pack
from cop_tui.domain.results import Analysis
from cop_tui.domain.scoping import Scope, scope
from cop_tui.domain.text import clean_name
from cop_tui.errors import InputError, SaveError, StoreError
from cop_tui.questionnaires.loader import load_pack
from cop_tui.questionnaires.locate import find_pack
from cop_tui.services.session import Session
from cop_tui.store.changes import ASSESSMENT, Change, SaveEvent, answer_subject
from cop_tui.store.database import connect_reader, data_version, prepare
from cop_tui.store.history import Revision, utc_now
from cop_tui.store.records import AssessmentRecord, new_assessment_id
from cop_tui.store.repository import Repository
from cop_tui.store.writer import Writer

DRAIN_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list of assessments: the record with what follows from its answers today."""

    record: AssessmentRecord
    scope: Scope
    analysis: Analysis


class Packs:
    """Packs, each loaded once."""

    def __init__(self, root: Path | None = None) -> None:
        self._root = root
        self._loaded: dict[tuple[str, str], Pack] = {}

    def newest(self, pack_id: str = "gpai-code") -> Pack:
        return self._load(pack_id, find_pack(pack_id, None, self._root).version)

    def get(self, pack_id: str, version: str) -> Pack:
        """A pack by id and version. Raises NotFoundError or PackError."""
        return self._load(pack_id, version)

    def _load(self, pack_id: str, version: str) -> Pack:
        key = (pack_id, version)
        if key not in self._loaded:
            self._loaded[key] = load_pack(find_pack(pack_id, version, self._root).path)
        return self._loaded[key]


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
    ) -> None:
        """Open or make the file. Raises StoreError, leaving what is there as it was."""
        prepare(path)
        self.path = path
        self.author = author
        self.packs = packs or Packs()
        self._today = today
        self._reader = connect_reader(path)
        self.repository = Repository(self._reader)
        self._listener = on_event
        self._failure: StoreError | None = None
        self.writer = Writer(path, on_event=self._on_event, clock=clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        lost = self.close()
        if lost and error is None:
            raise SaveError(f"{len(lost)} changes could not be saved", "Is the disk full? Nothing else was harmed.")

    def close(self, timeout: float = DRAIN_SECONDS) -> tuple[Change, ...]:
        """Save what is waiting and close the file. Returns what could not be saved, normally nothing."""
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

    def entry(self, record: AssessmentRecord) -> Entry:
        """A record with its scope and analysis of today. Raises PackError if its pack cannot be loaded."""
        pack = self.packs.get(record.pack_id, record.pack_version)
        scoped = scope(pack, parse_facts(pack.scoping, record.facts))
        answers = {key: stored.answer for key, stored in self.repository.answers(record.id).items()}
        return Entry(record, scoped, analyse(pack, scoped, answers, self.today))

    def open(self, ref: str) -> Session:
        """A session on an assessment."""
        record = self.find(ref)
        pack = self.packs.get(record.pack_id, record.pack_version)
        return Session(record, pack, self.repository, self.writer, author=self.author, today=self._today)

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
        """Copy an assessment with its answers under a new name; the copy's history starts anew."""
        record = self.find(ref)
        new_id = new_assessment_id()
        content = {**record.to_data(), "name": name, "created_at": _stamp()}
        changes = [Change(new_id, ASSESSMENT, content, self.author, None)]
        changes += [
            Change(new_id, answer_subject(criterion), stored.answer.to_data(), self.author, None)
            for criterion, stored in self.repository.answers(record.id).items()
        ]
        self.save(*changes)
        position = self.repository.position(record.id)
        if position is not None:
            self.writer.remember(new_id, position)
        return self.repository.assessment(new_id)

    def delete(self, ref: str) -> AssessmentRecord:
        """Take an assessment off the list. Its history stays in the file."""
        record = self.find(ref)
        content = {**record.to_data(), "deleted_at": _stamp()}
        self.save(Change(record.id, ASSESSMENT, content, self.author, record.revision))
        return record

    def restore(self, ref: str) -> AssessmentRecord:
        """Put a deleted assessment back on the list."""
        gone = [r for r in self.repository.assessments(include_deleted=True) if r.deleted_at and ref in (r.id, r.name)]
        if not gone:
            raise InputError(f"no deleted assessment is called {ref}")
        record = gone[-1]
        self.save(Change(record.id, ASSESSMENT, {**record.to_data(), "deleted_at": None}, self.author, record.revision))
        return self.repository.assessment(record.id)

    def save(self, *changes: Change) -> tuple[Revision, ...]:
        """Write changes as one transaction and wait for it. Raises StoreError or InputError."""
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
        elif event.error is not None:
            self._failure = event.error
        if self._listener is not None:
            self._listener(event)


def _stamp() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")
