"""How readiness went over the last weeks, told again from the history in one pass. Pure, no I/O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from cop_tui.domain.analysis import criterion_result, readiness
from cop_tui.domain.answers import EMPTY, Answer
from cop_tui.domain.pack import Pack
from cop_tui.domain.register import KINDS, Entry, Register
from cop_tui.domain.results import Readiness
from cop_tui.domain.scoping import Scope
from cop_tui.services.standing import scope_of
from cop_tui.store.changes import ANSWER_PREFIX, ASSESSMENT, split_subject
from cop_tui.store.history import Revision

WEEKS: Final = 12
"""How many weeks are told at most, this one included."""


@dataclass(frozen=True, slots=True)
class Point:
    """The standing at the end of a day (UTC), derived for that day."""

    day: date
    readiness: Readiness


def trend(history: Iterable[Revision], pack: Pack, today: date, weeks: int = WEEKS) -> tuple[Point, ...]:
    """The standing today and on the same day of the weeks before, oldest first; not from before it existed.

    `history` is complete and in the order of commit. Raises FactsError, ValueError, TypeError or KeyError for content
    that cannot be read.
    """
    days = [today - timedelta(weeks=back) for back in reversed(range(weeks))]
    told = _Told(pack)
    found: list[Point] = []
    waiting = iter(history)
    following = next(waiting, None)
    for day in days:
        end = datetime.combine(day, time.max, UTC)
        while following is not None and following.at <= end:
            told.take(following)
            following = next(waiting, None)
        point = told.point(day)
        if point is not None:
            found.append(point)
    return tuple(found)


class _Told:
    """What an assessment holds while its history is told; what is validated once stays until it changes."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._facts: Mapping[str, Any] | None = None
        self._scope: Scope | None = None
        self._fresh: dict[str, Mapping[str, Any] | None] = {}
        self._answers: dict[str, Answer] = {}
        self._entries: dict[tuple[str, str], Entry] = {}

    def take(self, revision: Revision) -> None:
        self._fresh[revision.subject] = revision.after

    def point(self, day: date) -> Point | None:
        """The standing on a day; None as long as there is no assessment."""
        self._read()
        if self._facts is None:
            return None
        if self._scope is None:
            self._scope = scope_of(self._pack, self._facts)[1]
        register = Register.of(self._entries)
        return Point(day, readiness(self._results(self._scope, register, day)))

    def _results(self, scope: Scope, register: Register, day: date) -> Iterator[Any]:
        for criterion in self._pack.criteria:
            answer = register.resolve(self._answers.get(criterion.id, EMPTY))
            yield criterion_result(criterion, scope, answer, day)

    def _read(self) -> None:
        """Take in what has changed since the last point."""
        for subject, held in self._fresh.items():
            if subject == ASSESSMENT:
                facts = None if held is None else held["facts"]
                if facts != self._facts:
                    self._facts, self._scope = facts, None
                continue
            kind, key = split_subject(subject)
            if subject.startswith(ANSWER_PREFIX):
                self._answers.pop(key, None)
                if held is not None:
                    self._answers[key] = Answer.of(held)
            else:
                self._entries.pop((kind, key), None)
                if held is not None:
                    self._entries[kind, key] = KINDS[kind].of(held)
        self._fresh.clear()
