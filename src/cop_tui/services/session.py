"""Working on one assessment: answers in memory and on disk, undo and redo, analysis, where the person is.

Every change is handed to the writer at once; memory is ahead of the disk only by what `saving` names. The session
belongs to one thread; what the writer reports back arrives through `poll`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from cop_tui.domain.answers import Answer, State
from cop_tui.domain.facts import parse_facts
from cop_tui.domain.pack import Pack
from cop_tui.domain.register import Register
from cop_tui.domain.scoping import Scope, scope
from cop_tui.domain.snapshot import Snapshot
from cop_tui.errors import InputError
from cop_tui.services.exchange import Exchange
from cop_tui.services.standing import Standing
from cop_tui.services.steps import (
    AnyConflict,
    Changed,
    Entries,
    EntryConflict,
    Step,
    without_change,
    words_for,
)
from cop_tui.store.changes import answer_subject
from cop_tui.store.history import Revision
from cop_tui.store.records import AssessmentRecord, StoredAnswer, StoredEntry
from cop_tui.store.repository import Repository
from cop_tui.store.writer import Writer


class Session(Standing):
    """One open assessment."""

    def __init__(
        self,
        record: AssessmentRecord,
        pack: Pack,
        repository: Repository,
        writer: Writer,
        *,
        author: str,
        today: Callable[[], date] = date.today,
    ) -> None:
        self.author = author
        self._repository = repository
        self._writer = writer
        self._today = today
        self._exchange = Exchange(record, repository, writer, author)
        self._undo: list[Step] = []
        self._redo: list[Step] = []
        super().__init__(pack, self._exchange.snapshot(), today(), record.name)
        self.position = self._start(repository.position(record.id))

    # what there is

    @property
    def record(self) -> AssessmentRecord:
        return self._exchange.record

    @property
    def today(self) -> date:
        return self._today()

    def snapshot(self) -> Snapshot:
        """All content as it stands now, saved or not."""
        return self._exchange.snapshot()

    @property
    def register(self) -> Register:
        return self._exchange.register

    def kept(self) -> dict[str, Answer]:
        return {key: stored.answer for key, stored in self._exchange.answers.items() if not stored.answer.is_empty}

    def answer(self, criterion: str) -> Answer:
        if self._answers is None:  # to resolve all of them for one took a third of the time until a change was saved
            return self.register.resolve(self._exchange.answer(criterion))
        return super().answer(criterion)

    def stored(self, criterion: str) -> StoredAnswer | None:
        """An answer with its time and author; None if nothing is said."""
        stored = self._exchange.answers.get(criterion)
        if stored is None or stored.answer.is_empty:
            return None
        return replace(stored, answer=self.register.resolve(stored.answer))

    def stored_entry(self, kind: str, key: str) -> StoredEntry | None:
        """A register entry with its time and author; None if there is none."""
        return self._exchange.entries.get((kind, key))

    def history(self, criterion: str) -> tuple[Revision, ...]:
        """Every earlier state of an answer, oldest first."""
        return self._repository.history(self.record.id, answer_subject(criterion))

    def revisions(self) -> tuple[Revision, ...]:
        """The whole history, in the order of commit, as far as it is on disk."""
        return self._repository.history(self.record.id)

    # changing

    def change(self, criterion: str, *, typing: bool = False, words: str | None = None, **fields: Any) -> Answer:
        """Replace fields of one answer, keep it in memory and hand it to the writer.

        Raises NotFoundError for an unknown criterion and InputError for what may not be stored (a state that needs
        a reason without one, an unknown check); then nothing has changed.
        """
        before = self._exchange.answer(criterion)
        after = self._checked(criterion, before.changed(**fields))
        if after != before:
            step = Step(words or words_for(criterion, before, after), {criterion: before}, {criterion: after})
            self._apply(step, typing)
        return self.answer(criterion)

    def answer_many(self, criteria: Iterable[str], state: State | None, reason: str = "") -> int:
        """Give several criteria one state, as one step to undo. Returns how many changed."""
        before = {c: self._exchange.answer(c) for c in criteria}
        after = {
            c: self._checked(c, old.changed(state=state, **({"reason": reason} if reason else {})))
            for c, old in before.items()
        }
        changed = {c: new for c, new in after.items() if new != before[c]}
        if changed:
            step = Step(f"{len(changed)} answers", {c: before[c] for c in changed}, changed)
            self._apply(step, typing=False)
        return len(changed)

    def change_entries(self, words: str, entries: Entries, answers: Mapping[str, Answer] | None = None) -> bool:
        """Replace register entries (None removes), and answers that go with them, as one step to undo.

        Returns whether anything changed. Raises NotFoundError or InputError as `change` does; then nothing has.
        """
        new = {key for kind, key in entries if kind == "evidence"}
        after = {c: self._checked(c, answer, new) for c, answer in (answers or {}).items()}
        step = Step(
            words,
            before={c: self._exchange.answer(c) for c in after},
            after=after,
            entries_before={key: self._exchange.entry(key) for key in entries},
            entries_after=dict(entries),
        )
        if without_change(step):
            return False
        self._apply(step, typing=False)
        return True

    def undo(self) -> Step | None:
        """Take back the last step. Returns it, or None if there is none."""
        if not self._undo:
            return None
        step = self._undo.pop()
        self._redo.append(step)
        self._write(step.before, step.entries_before)
        return step

    def redo(self) -> Step | None:
        """Do again what was undone last. Returns it, or None if there is none."""
        if not self._redo:
            return None
        step = self._redo.pop()
        self._undo.append(step)
        self._write(step.after, step.entries_after)
        return step

    def set_facts(self, raw: Mapping[str, Any]) -> Scope:
        """Replace the facts. Answers stay, also of criteria that are no longer asked. Raises FactsError."""
        facts = parse_facts(self.pack.scoping, raw)
        self._exchange.change_record(facts=facts.to_data())
        self._facts, self._scope = facts, scope(self.pack, facts)
        self._forget()
        return self._scope

    def rename(self, **names: str) -> None:
        """Change `name`, `provider` or `model`."""
        self._exchange.change_record(**names)
        self.label = self.record.name

    def move_to(self, criterion: str) -> None:
        """Remember where the person is, for the next time."""
        if criterion != self.position:
            self.position = criterion
            self._writer.remember(self.record.id, criterion)

    def resolve(self, conflict: AnyConflict, *, keep_mine: bool) -> None:
        """Settle a conflict: ours replaces theirs as a new revision, or theirs stays.

        Ours is in the history in either case, and where theirs stays `redo` brings it back.
        """
        self.refresh()
        if isinstance(conflict, EntryConflict):
            key = (conflict.kind, conflict.key)
            written = self.change_entries(f"{conflict.key}: mine kept", {key: conflict.mine})
        else:
            before = {conflict.criterion: self._exchange.answer(conflict.criterion)}
            kept = Step(f"{conflict.criterion}: mine kept", before, {conflict.criterion: conflict.mine.stored})
            written = not without_change(kept)
            if written:
                self._apply(kept, typing=False)
        if written and not keep_mine:
            self.undo()

    # what comes back

    @property
    def saving(self) -> int:
        """How many submissions are not yet known to be on disk."""
        return self._exchange.saving

    def poll(self) -> tuple[AnyConflict, ...]:
        """Take in what the writer has finished. Returns conflicts; raises a StoreError that is none."""
        conflicts = self._exchange.poll()
        if conflicts:
            self.refresh()
        return tuple(self._readable(conflict) for conflict in conflicts)

    def refresh(self) -> Changed:
        """Read again what others may have changed, and say what is another now (falsy: nothing).

        Costs next to nothing where all that has changed since is known to be ours.
        """
        changed = self._exchange.refresh()
        if changed.facts:
            self._facts = parse_facts(self.pack.scoping, self.record.facts)
            self._scope = scope(self.pack, self._facts)
        if changed:
            self._forget()
        self.label = self.record.name
        return changed

    # inside

    def _readable(self, conflict: AnyConflict) -> AnyConflict:
        if isinstance(conflict, EntryConflict):
            return conflict
        resolve = self.register.resolve
        return replace(conflict, mine=resolve(conflict.mine), theirs=resolve(conflict.theirs))

    def _start(self, position: str | None) -> str:
        if position in self.pack.criterion_index:
            return str(position)
        asked = self.asked()
        return (asked or self.pack.criteria)[0].id

    def _checked(self, criterion: str, answer: Answer, new_pieces: Collection[str] = ()) -> Answer:
        spec = self.criterion(criterion)
        problem = answer.problem
        if problem is not None:
            raise InputError(f"{criterion}: {problem}")
        known = [k.id for k in spec.all_checks()]
        for check in answer.checks:
            if check not in known:
                raise InputError(f"{criterion} has no check {check}", f"Its checks: {', '.join(known) or 'none'}.")
        answer = answer.stored
        for item in answer.evidence:
            if item.piece and item.piece not in self.register.evidence and item.piece not in new_pieces:
                raise InputError(f"there is no piece of evidence {item.piece}", "`cop-tui evidence list` shows them.")
        return answer

    def _apply(self, step: Step, typing: bool) -> None:
        last = self._undo[-1] if self._undo else None
        if typing and last is not None and last.words == step.words and last.after == step.before:
            step = replace(step, before=last.before)
            self._undo.pop()
        self._undo.append(step)
        self._redo.clear()
        self._write(step.after, step.entries_after, typing=typing)

    def _write(self, answers: Mapping[str, Answer], entries: Entries, *, typing: bool = False) -> None:
        self._exchange.write(answers, entries, typing=typing)
        self._forget()
