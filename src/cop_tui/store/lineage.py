"""Who follows whom: the order of a history with branches, and what each of its revisions knew. Pure, no I/O.

Copies of an assessment that were merged have a history with branches. Their revisions are stored in another order in
every copy; here they get the one order that is the same everywhere.
"""

from __future__ import annotations

import bisect
import heapq
import itertools
from collections.abc import Iterable, Sequence
from typing import Final

from cop_tui.errors import InputError
from cop_tui.store.history import Revision

WORK_MAX: Final = 5_000_000
"""Bounds memory and time for a history that somebody has tangled on purpose."""


def linear(revisions: Iterable[Revision]) -> list[Revision]:
    """The revisions of one assessment in order of time, each after all that it follows; equal in every copy.

    Never fails: what a broken history leaves without a place comes last.
    """
    known = list(revisions)
    if not known or (
        not known[0].parents and all(later.parents == (first.hash,) for first, later in itertools.pairwise(known))
    ):
        return known  # without branches there is one order only
    by_hash = {revision.hash: number for number, revision in enumerate(known)}
    following: list[list[int]] = [[] for _ in known]
    missing = [0] * len(known)
    for number, revision in enumerate(known):
        for parent in {by_hash[each] for each in revision.parents if each in by_hash}:
            following[parent].append(number)
            missing[number] += 1
    ready = [(each.at, each.hash, number) for number, each in enumerate(known) if not missing[number]]
    heapq.heapify(ready)
    order: list[int] = []
    while ready:
        _, _, number = heapq.heappop(ready)
        order.append(number)
        for later in following[number]:
            missing[later] -= 1
            if not missing[later]:
                heapq.heappush(ready, (known[later].at, known[later].hash, later))
    if len(order) < len(known):
        placed = set(order)
        order += [number for number in range(len(known)) if number not in placed]
    return [known[number] for number in order]


def followed(revisions: Iterable[Revision], head: str) -> list[Revision]:
    """The revision with that hash and everything it follows, in their order; empty if it is not there."""
    order = linear(revisions)
    by_hash = {revision.hash: revision for revision in order}
    wanted: set[str] = set()
    waiting = [head]
    while waiting:
        found = waiting.pop()
        if found not in wanted and found in by_hash:
            wanted.add(found)
            waiting += by_hash[found].parents
    return [revision for revision in order if revision.hash in wanted]


def ends(revisions: Sequence[Revision]) -> list[Revision]:
    """The revisions that nothing follows: one in a sound history."""
    parents = {parent for revision in revisions for parent in revision.parents}
    return [revision for revision in revisions if revision.hash not in parents]


class Lineage:
    """Answers whether one revision knew another, for a sound history of one assessment.

    A history falls into lines, along which each revision follows the one before. For every revision it is enough to
    know how far along each line it has seen; this changes only where lines begin or meet.
    """

    def __init__(self, revisions: Iterable[Revision]) -> None:
        """Raises InputError for a history that is tangled beyond use."""
        self.order: tuple[Revision, ...] = tuple(linear(revisions))
        self._place: dict[str, tuple[int, int]] = {}
        self._ends: list[str] = []
        self._seen: list[list[tuple[int, dict[int, int]]]] = []
        work = 0
        for revision in self.order:
            work += self._add(revision)
            if work > WORK_MAX:
                raise InputError("The history has too many branches to be read.")

    @property
    def lines(self) -> int:
        return len(self._ends)

    def knew(self, later: str, earlier: str) -> bool:
        """Whether the revision with the hash `later` is or follows the one with the hash `earlier`."""
        line, place = self._place[earlier]
        return self._how_far(later, line) >= place

    def newest(self, among: Sequence[Revision]) -> list[Revision]:
        """Those, in the order of the history, that none of the others follows."""
        found: list[Revision] = []
        for revision in among:
            found = [each for each in found if not self.knew(revision.hash, each.hash)] + [revision]
        return found

    def _add(self, revision: Revision) -> int:
        """Give a revision its place; what it cost."""
        line = next((at for p in revision.parents if self._ends[at := self._place[p][0]] == p), None)
        if line is None:
            line, place = len(self._ends), 0
            self._ends.append(revision.hash)
            self._seen.append([])
        else:
            place = self._place[self._ends[line]][1] + 1
            self._ends[line] = revision.hash
        self._place[revision.hash] = (line, place)
        if place and len(revision.parents) == 1:
            return 0
        seen: dict[int, int] = {}
        for parent in revision.parents:
            its_line, its_place = self._place[parent]
            for other, far in (*self._known(its_line, its_place).items(), (its_line, its_place)):
                seen[other] = max(far, seen.get(other, -1))
        seen.pop(line, None)
        self._seen[line].append((place, seen))
        return len(seen)

    def _known(self, line: int, place: int) -> dict[int, int]:
        """How far along the other lines the revision at that place has seen."""
        marks = self._seen[line]
        return marks[bisect.bisect_right(marks, place, key=lambda mark: mark[0]) - 1][1]

    def _how_far(self, revision: str, line: int) -> int:
        own, place = self._place[revision]
        return place if own == line else self._known(own, place).get(line, -1)
