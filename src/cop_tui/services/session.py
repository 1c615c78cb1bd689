"""Working on one assessment: answers in memory and on disk, undo and redo, analysis, where the person is.

Every change is handed to the writer at once; memory is ahead of the disk only by what `saving` names. The session
belongs to one thread; what the writer reports back arrives through `poll`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from cop_tui.domain.analysis import analyse
from cop_tui.domain.answers import EMPTY, Answer, State
from cop_tui.domain.facts import Facts, parse_facts
from cop_tui.domain.pack import Criterion, Pack
from cop_tui.domain.results import Analysis
from cop_tui.domain.scoping import Scope, scope
from cop_tui.errors import InputError, NotFoundError
from cop_tui.services.steps import Conflict, Step, words_for
from cop_tui.store.changes import ASSESSMENT, Change, ConflictError, answer_subject
from cop_tui.store.history import Revision
from cop_tui.store.records import AssessmentRecord, StoredAnswer
from cop_tui.store.repository import Repository
from cop_tui.store.writer import Writer


class Session:
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
        self.pack = pack
        self.author = author
        self._repository = repository
        self._writer = writer
        self._today = today
        self._results: deque[tuple[tuple[str, ...], Future[tuple[Revision, ...]]]] = deque()
        self._undo: list[Step] = []
        self._redo: list[Step] = []
        self._analysis: Analysis | None = None
        self._record = record
        self._stored = repository.answers(record.id)
        self._head = repository.head(record.id)
        self._foreign = False
        self._facts = parse_facts(pack.scoping, record.facts)
        self._scope = scope(pack, self._facts)
        self.position = self._start(repository.position(record.id))

    # what there is

    @property
    def record(self) -> AssessmentRecord:
        return self._record

    @property
    def facts(self) -> Facts:
        return self._facts

    @property
    def scope(self) -> Scope:
        return self._scope

    @property
    def answers(self) -> dict[str, Answer]:
        """Every answer that says something, by criterion id."""
        return {key: stored.answer for key, stored in self._stored.items() if not stored.answer.is_empty}

    def answer(self, criterion: str) -> Answer:
        stored = self._stored.get(criterion)
        return EMPTY if stored is None else stored.answer

    def stored(self, criterion: str) -> StoredAnswer | None:
        """An answer with its time and author; None if nothing is said."""
        stored = self._stored.get(criterion)
        return None if stored is None or stored.answer.is_empty else stored

    def criterion(self, criterion: str) -> Criterion:
        """A criterion by id. Raises NotFoundError."""
        found = self.pack.criterion_index.get(criterion)
        if found is None:
            raise NotFoundError(
                f"there is no criterion {criterion} in {self.pack.id} {self.pack.version}",
                "Criteria have ids such as SS-1.1-04; `cop-tui gaps` and the app list them.",
            )
        return found

    @property
    def today(self) -> date:
        return self._today()

    @property
    def analysis(self) -> Analysis:
        """What follows from the answers as they stand now; computed anew only after a change or at midnight."""
        if self._analysis is None or self._analysis.today != self.today:
            self._analysis = analyse(self.pack, self._scope, self.answers, self.today)
        return self._analysis

    def asked(self) -> tuple[Criterion, ...]:
        """The criteria that are asked, in order."""
        return tuple(c for c in self.pack.criteria if self._scope.asked(c.id))

    def history(self, criterion: str) -> tuple[Revision, ...]:
        """Every earlier state of an answer, oldest first."""
        return self._repository.history(self._record.id, answer_subject(criterion))

    # changing

    def change(self, criterion: str, *, typing: bool = False, words: str | None = None, **fields: Any) -> Answer:
        """Replace fields of one answer, keep it in memory and hand it to the writer.

        Raises NotFoundError for an unknown criterion and InputError for what may not be stored (a state that needs
        a reason without one, an unknown check); then nothing has changed.
        """
        before = self.answer(criterion)
        after = self._checked(criterion, before.changed(**fields))
        if after == before:
            return after
        self._apply(Step(words or words_for(criterion, before, after), {criterion: before}, {criterion: after}), typing)
        return after

    def answer_many(self, criteria: Iterable[str], state: State | None, reason: str = "") -> int:
        """Give several criteria one state, as one step to undo. Returns how many changed."""
        before = {c: self.answer(c) for c in criteria}
        after = {
            c: self._checked(c, old.changed(state=state, **({"reason": reason} if reason else {})))
            for c, old in before.items()
        }
        changed = {c: new for c, new in after.items() if new != before[c]}
        if changed:
            step = Step(f"{len(changed)} answers", {c: before[c] for c in changed}, changed)
            self._apply(step, typing=False)
        return len(changed)

    def undo(self) -> Step | None:
        """Take back the last step. Returns it, or None if there is none."""
        if not self._undo:
            return None
        step = self._undo.pop()
        self._redo.append(step)
        self._write(step.before, typing=False)
        return step

    def redo(self) -> Step | None:
        """Do again what was undone last. Returns it, or None if there is none."""
        if not self._redo:
            return None
        step = self._redo.pop()
        self._undo.append(step)
        self._write(step.after, typing=False)
        return step

    def set_facts(self, raw: Mapping[str, Any]) -> Scope:
        """Replace the facts. Answers stay, also of criteria that are no longer asked. Raises FactsError."""
        facts = parse_facts(self.pack.scoping, raw)
        self._change_record(facts=facts.to_data())
        self._facts, self._scope, self._analysis = facts, scope(self.pack, facts), None
        return self._scope

    def rename(self, **names: str) -> None:
        """Change `name`, `provider` or `model`."""
        self._change_record(**names)

    def move_to(self, criterion: str) -> None:
        """Remember where the person is, for the next time."""
        if criterion != self.position:
            self.position = criterion
            self._writer.remember(self._record.id, criterion)

    def resolve(self, conflict: Conflict, *, keep_mine: bool) -> None:
        """Settle a conflict: ours replaces theirs as a new revision, or theirs stays."""
        self.refresh()
        if keep_mine:
            self._apply(
                Step(f"{conflict.criterion}: mine kept", {conflict.criterion: conflict.theirs},
                     {conflict.criterion: conflict.mine}),
                typing=False,
            )  # fmt: skip

    # what comes back

    @property
    def saving(self) -> int:
        """How many submissions are not yet known to be on disk."""
        return len(self._results)

    def poll(self) -> tuple[Conflict, ...]:
        """Take in what the writer has finished. Returns conflicts; raises a StoreError that is none."""
        conflicts: list[Conflict] = []
        while self._results and self._results[0][1].done():
            criteria, future = self._results.popleft()
            error = future.exception()
            if isinstance(error, ConflictError):
                conflicts.append(self._conflict(criteria, error))
            elif error is not None:
                raise error
            else:
                self._note_revisions(future.result())
        if conflicts:
            self.refresh()
        return tuple(conflicts)

    def refresh(self) -> frozenset[str]:
        """Read again what others may have changed. Returns the criteria whose answer is another one now.

        Costs next to nothing where all that has changed since is known to be ours.
        """
        head = self._repository.head(self._record.id)
        if head == self._head and not self._foreign:
            return frozenset()
        self._head, self._foreign = head, False
        waiting = {c for criteria, _ in self._results for c in criteria}
        fresh = self._repository.answers(self._record.id)
        changed = {
            c
            for c in fresh.keys() | self._stored.keys()
            if c not in waiting and _answer(fresh.get(c)) != _answer(self._stored.get(c))
        }
        kept = {c: self._stored[c] for c in waiting if c in self._stored}
        self._stored = {**{c: s for c, s in fresh.items() if c not in waiting}, **kept}
        record = self._repository.assessment(self._record.id)
        if record.facts != self._record.facts:
            self._facts = parse_facts(self.pack.scoping, record.facts)
            self._scope = scope(self.pack, self._facts)
        self._record = record
        self._analysis = None
        return frozenset(changed)

    # inside

    def _start(self, position: str | None) -> str:
        if position in self.pack.criterion_index:
            return str(position)
        asked = self.asked()
        return (asked or self.pack.criteria)[0].id

    def _checked(self, criterion: str, answer: Answer) -> Answer:
        spec = self.criterion(criterion)
        problem = answer.problem
        if problem is not None:
            raise InputError(f"{criterion}: {problem}")
        known = [k.id for k in spec.all_checks()]
        for check in answer.checks:
            if check not in known:
                raise InputError(f"{criterion} has no check {check}", f"Its checks: {', '.join(known) or 'none'}.")
        return answer

    def _apply(self, step: Step, typing: bool) -> None:
        last = self._undo[-1] if self._undo else None
        if typing and last is not None and last.words == step.words and last.after == step.before:
            step = replace(step, before=last.before)
            self._undo.pop()
        self._undo.append(step)
        self._redo.clear()
        self._write(step.after, typing)

    def _write(self, answers: Mapping[str, Answer], typing: bool) -> None:
        now = datetime.now(UTC)
        changes = []
        for criterion, answer in answers.items():
            stored = self._stored.get(criterion)
            base = stored.revision if stored else ""
            changes.append(
                Change(self._record.id, answer_subject(criterion), answer.to_data(), self.author, base or None, typing)
            )
            self._stored[criterion] = StoredAnswer(answer, base or "", now, self.author)
        self._analysis = None
        self._results.append((tuple(answers), self._writer.submit(*changes)))

    def _note_revisions(self, revisions: tuple[Revision, ...]) -> None:
        for revision in revisions:
            self._foreign |= self._head not in (None, *revision.parents)
            self._head = revision.hash
            criterion = revision.subject.removeprefix(answer_subject(""))
            stored = self._stored.get(criterion)
            if stored is not None:
                self._stored[criterion] = replace(stored, revision=revision.id)

    def _conflict(self, criteria: tuple[str, ...], error: ConflictError) -> Conflict:
        criterion = error.subject.removeprefix(answer_subject(""))
        mine = error.mine.after or {}
        theirs = error.theirs.after or {}
        return Conflict(
            criterion,
            Answer.model_validate(dict(mine)),
            Answer.model_validate(dict(theirs)),
            error.theirs.author,
            error.theirs.at,
        )

    def _change_record(self, **fields: Any) -> None:
        record = self._record.model_copy(update=fields)
        content = type(record).model_validate(record.model_dump())
        change = Change(record.id, ASSESSMENT, content.to_data(), self.author, record.revision or None)
        revisions = self._writer.submit(change).result()
        self._note_revisions(revisions)
        self._record = content.model_copy(update={"revision": revisions[-1].id}) if revisions else content


def _answer(stored: StoredAnswer | None) -> Answer:
    return EMPTY if stored is None else stored.answer
