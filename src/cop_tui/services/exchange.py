"""What one assessment holds, in memory and on disk: changes go to the writer at once, what others did comes back."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from cop_tui.domain.answers import EMPTY, Answer
from cop_tui.domain.register import KINDS, Entry, Register
from cop_tui.domain.snapshot import Snapshot
from cop_tui.services.steps import AnyConflict, Changed, Conflict, Entries, EntryConflict, EntryKey
from cop_tui.store.changes import (
    ANSWER_PREFIX,
    ASSESSMENT,
    Change,
    ConflictError,
    answer_subject,
    entry_subject,
    split_subject,
)
from cop_tui.store.history import Content, Revision
from cop_tui.store.records import AssessmentRecord, StoredAnswer, StoredEntry
from cop_tui.store.replay import assembled
from cop_tui.store.repository import Repository
from cop_tui.store.writer import Writer


class Exchange:
    """The content of one open assessment; memory is ahead of the disk only by what `saving` counts.

    Belongs to one thread; what the writer reports back is taken in by `poll`.
    """

    def __init__(self, record: AssessmentRecord, repository: Repository, writer: Writer, author: str) -> None:
        self.record = record
        self.author = author
        self.answers = repository.answers(record.id)
        self.entries = repository.entries(record.id)
        self.register = self._made_register()
        self._repository = repository
        self._writer = writer
        self._results: deque[tuple[tuple[str, ...], Future[tuple[Revision, ...]]]] = deque()
        self._head = repository.head(record.id)
        self._foreign = False

    def answer(self, criterion: str) -> Answer:
        """An answer as it is kept, with citations unresolved."""
        stored = self.answers.get(criterion)
        return EMPTY if stored is None else stored.answer

    def entry(self, key: EntryKey) -> Entry | None:
        stored = self.entries.get(key)
        return None if stored is None else stored.entry

    def snapshot(self) -> Snapshot:
        """All content as it stands now, saved or not."""
        said = {c: stored.answer for c, stored in sorted(self.answers.items()) if not stored.answer.is_empty}
        return assembled(self.record, said, self.register)

    @property
    def saving(self) -> int:
        """How many submissions are not yet known to be on disk."""
        return len(self._results)

    def write(self, answers: Mapping[str, Answer], entries: Entries, *, typing: bool = False) -> None:
        """Take changes into memory and hand them to the writer, together or not at all."""
        now = datetime.now(UTC)
        changes = []
        for criterion, answer in answers.items():
            stored = self.answers.get(criterion)
            base = stored.revision if stored else ""
            changes.append(self._change(answer_subject(criterion), answer.to_data(), base, typing))
            self.answers[criterion] = StoredAnswer(answer, base, now, self.author)
        for key, entry in entries.items():
            held = self.entries.get(key)
            base = held.revision if held else ""
            changes.append(self._change(entry_subject(*key), entry.to_data() if entry else None, base, typing))
            self._keep(key, entry, base, now)
        if entries:
            self.register = self._made_register()
        subjects = tuple(change.subject for change in changes)
        self._results.append((subjects, self._writer.submit(*changes)))

    def change_record(self, **fields: Any) -> None:
        """Change what names the assessment, or its facts, and wait until it is saved."""
        content = self.record.changed(**fields)
        change = self._change(ASSESSMENT, content.to_data(), content.revision, False)
        revisions = self._writer.submit(change).result()
        self._note(revisions)
        self.record = content.renewed(revision=revisions[-1].id) if revisions else content

    def poll(self) -> tuple[AnyConflict, ...]:
        """Take in what the writer has finished. Returns conflicts; raises an error that is none.

        What comes after such an error, or after conflicts that came before it, is taken in by the next call.
        """
        conflicts: list[AnyConflict] = []
        while self._results and self._results[0][1].done():
            error = self._results[0][1].exception()
            if conflicts and not (error is None or isinstance(error, ConflictError)):
                break
            _, future = self._results.popleft()
            if isinstance(error, ConflictError):
                conflicts.append(_conflict(error))
            elif error is not None:
                raise error
            else:
                self._note(future.result())
        return tuple(conflicts)

    def refresh(self) -> Changed:
        """Read again what others may have changed, and say what is another now.

        Costs next to nothing where all that has changed since is known to be ours.
        """
        head = self._repository.head(self.record.id)
        if head == self._head and not self._foreign:
            return Changed()
        self._head, self._foreign = head, False
        waiting = {subject for subjects, _ in self._results for subject in subjects}
        criteria = self._refresh_answers(waiting)
        entries = self._refresh_entries(waiting)
        record = self._repository.assessment(self.record.id)
        facts = record.facts != self.record.facts
        self.record = record
        return Changed(criteria, entries, facts)

    # inside

    def _change(self, subject: str, after: Content | None, base: str, typing: bool) -> Change:
        return Change(self.record.id, subject, after, self.author, base or None, typing)

    def _keep(self, key: EntryKey, entry: Entry | None, revision: str, at: datetime) -> None:
        if entry is None:
            self.entries.pop(key, None)
        else:
            self.entries[key] = StoredEntry(entry, revision, at, self.author)

    def _made_register(self) -> Register:
        return Register.of({key: self.entries[key].entry for key in sorted(self.entries)})

    def _refresh_answers(self, waiting: set[str]) -> frozenset[str]:
        held = {c: s for c, s in self.answers.items() if answer_subject(c) in waiting}
        fresh = {c: s for c, s in self._repository.answers(self.record.id).items() if answer_subject(c) not in waiting}
        changed = {
            c
            for c in (fresh.keys() | self.answers.keys()) - held.keys()
            if _answer(fresh.get(c)) != _answer(self.answers.get(c))
        }
        self.answers = fresh | held
        return frozenset(changed)

    def _refresh_entries(self, waiting: set[str]) -> frozenset[EntryKey]:
        held = {k: s for k, s in self.entries.items() if entry_subject(*k) in waiting}
        fresh = {k: s for k, s in self._repository.entries(self.record.id).items() if entry_subject(*k) not in waiting}
        changed = {
            k
            for k in (fresh.keys() | self.entries.keys()) - held.keys()
            if _entry(fresh.get(k)) != _entry(self.entries.get(k)) and entry_subject(*k) not in waiting
        }
        self.entries = fresh | held
        self.register = self._made_register()
        return frozenset(changed)

    def _note(self, revisions: tuple[Revision, ...]) -> None:
        for revision in revisions:
            self._foreign |= self._head not in (None, *revision.parents)
            self._head = revision.hash
            kind, key = split_subject(revision.subject)
            if revision.subject.startswith(ANSWER_PREFIX):
                stored = self.answers.get(key)
                if stored is not None:
                    self.answers[key] = replace(stored, revision=revision.id)
            elif kind in KINDS:
                held = self.entries.get((kind, key))
                if held is not None:
                    self.entries[kind, key] = replace(held, revision=revision.id)


def _conflict(error: ConflictError) -> AnyConflict:
    kind, key = split_subject(error.subject)
    theirs = error.theirs
    if kind in KINDS:
        model = KINDS[kind]
        made = [None if c is None else model.of(c) for c in (error.mine.after, theirs.after)]
        return EntryConflict(kind, key, made[0], made[1], theirs.author, theirs.at)
    mine, other = (Answer.of(c or {}) for c in (error.mine.after, theirs.after))
    return Conflict(key, mine, other, theirs.author, theirs.at)


def _answer(stored: StoredAnswer | None) -> Answer:
    return EMPTY if stored is None else stored.answer


def _entry(stored: StoredEntry | None) -> Entry | None:
    return None if stored is None else stored.entry
