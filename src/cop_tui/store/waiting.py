"""What waits for the writer: submissions, and how text that is being typed becomes one of them."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass

from cop_tui.store.changes import Change
from cop_tui.store.history import Revision

TYPING_WAIT = 0.12  # seconds that text being typed may wait for more of it


@dataclass(frozen=True, slots=True)
class Submission:
    """Changes that are written together or not at all.

    `number` counts calls; `due` is the time (seconds, monotonic clock) from which it may be written. `bases` are the
    revisions that the author of a merged change may have seen. `futures` all get the same outcome.
    """

    number: int
    changes: tuple[Change, ...]
    bases: frozenset[str | None]
    futures: tuple[Future[tuple[Revision, ...]], ...]
    due: float

    @property
    def typed(self) -> tuple[str, str, str] | None:
        """What is being typed and by whom; None for everything else."""
        if len(self.changes) != 1 or not self.changes[0].typing:
            return None
        change = self.changes[0]
        return change.assessment, change.subject, change.author

    @property
    def subjects(self) -> frozenset[tuple[str, str]]:
        """What is changed: each an assessment and a subject in it."""
        return frozenset((change.assessment, change.subject) for change in self.changes)

    def resolve(self, revisions: tuple[Revision, ...]) -> None:
        for future in self.futures:
            future.set_result(revisions)

    def refuse(self, error: Exception) -> None:
        for future in self.futures:
            future.set_exception(error)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person is in an assessment; `number` and `due` as in a submission."""

    number: int
    criterion: str
    due: float


def submission(number: int, changes: tuple[Change, ...], now: float) -> Submission:
    """A submission of changes made at `now` (monotonic clock)."""
    future: Future[tuple[Revision, ...]] = Future()
    future.set_running_or_notify_cancel()  # what was entered is saved, whoever stops waiting for it
    wait = TYPING_WAIT if len(changes) == 1 and changes[0].typing else 0.0
    return Submission(number, changes, frozenset(change.base for change in changes), (future,), now + wait)


def merged(waiting: Iterable[Submission]) -> list[Submission]:
    """The same submissions in the same order, with neighbours that are one person's typing in one place as one."""
    result: list[Submission] = []
    for each in waiting:
        if result and each.typed is not None and result[-1].typed == each.typed:
            first = result[-1]
            result[-1] = Submission(
                number=first.number,
                changes=each.changes,
                bases=first.bases | each.bases,
                futures=first.futures + each.futures,
                due=first.due,
            )
        else:
            result.append(each)
    return result
