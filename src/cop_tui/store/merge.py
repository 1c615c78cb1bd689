"""Two copies of one assessment, changed apart, become one again. Pure, no I/O.

The result is the union of both histories, and revisions that bring it to one end: the first of them has two parents.
All of it follows from the two histories and from what a person decides, and from nothing else (not from the side that
merges, nor from who does it or when), so that both copies come to the same history byte for byte.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from cop_tui.errors import InputError
from cop_tui.store.changes import ASSESSMENT, Change
from cop_tui.store.contents import checked
from cop_tui.store.history import MERGER, Content, Revision, canonical, sealed, stamp, uuid7_of
from cop_tui.store.lineage import Lineage
from cop_tui.store.merge_fields import Blend, blended

Side = Literal["ours", "theirs"]
Decisions = Mapping[tuple[str, str], Side]
"""Whose version holds, by subject and field of a conflict."""


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """A field that both sides changed differently: for a person to decide.

    `field` names it ("" the whole subject); `base` is what both had, None what is not there. The revisions are the
    last of the subject on each side.
    """

    subject: str
    field: str
    base: object
    ours: object
    theirs: object
    our_revision: Revision = dataclasses.field(repr=False)
    their_revision: Revision = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class Merge:
    """What merging two histories comes to.

    `new` are the revisions that we lack, in order; `lacking` counts those that they lack. `taken` are the subjects
    that only they changed, `both` those that both did. `our_head` and `their_head` are the last revisions.
    """

    our_head: Revision
    their_head: Revision
    new: tuple[Revision, ...]
    lacking: int
    taken: tuple[str, ...]
    both: tuple[str, ...]
    conflicts: tuple[MergeConflict, ...]
    _blends: Mapping[str, Blend] = dataclasses.field(repr=False)
    _before: Mapping[str, Content | None] = dataclasses.field(repr=False)

    def open_conflicts(self, decisions: Decisions) -> tuple[MergeConflict, ...]:
        """The conflicts that nobody has decided."""
        return tuple(each for each in self.conflicts if (each.subject, each.field) not in decisions)

    def revisions(self, decisions: Decisions) -> tuple[Revision, ...]:
        """What we have to add to our history: what we lack, and the revisions of the merge if there is need of any.

        Raises InputError if a conflict is undecided, or if what was decided cannot be stored.
        """
        if self.open_conflicts(decisions):
            raise InputError("Some conflicts are not decided.")
        if not self.new or not self.lacking:
            return self.new
        made: list[Revision] = []
        parents = tuple(sorted((self.our_head.hash, self.their_head.hash)))
        at = max(self.our_head.at, self.their_head.at)
        for subject in self.both or (ASSESSMENT,):
            before = self._before[subject]
            blend = self._blends.get(subject)
            after = before if blend is None else self._decided(blend, decisions)
            made.append(_made(self.our_head.assessment, subject, before, after, at, parents))
            parents = (made[-1].hash,)
        return (*self.new, *made)

    def _decided(self, blend: Blend, decisions: Decisions) -> Content | None:
        ours = frozenset(name for (subject, name), side in decisions.items()
                         if subject == blend.subject and side == "ours")  # fmt: skip
        content = blend.content(ours)
        return checked(Change(self.our_head.assessment, blend.subject, content, MERGER, None)).after


def merge(ours: Sequence[Revision], theirs: Sequence[Revision]) -> Merge:
    """Compare two histories of the same assessment, each sound and complete.

    Raises InputError if they have nothing in common or stand on different questionnaires.
    """
    mine, other = {each.hash: each for each in ours}, {each.hash: each for each in theirs}
    common = mine.keys() & other.keys()
    if not common:
        raise InputError("The file and the assessment share no history.", "They are no copies of the same assessment.")
    lineage = Lineage((mine | other).values())
    order = lineage.order
    _refuse_other_pack(order, mine.keys(), other.keys())
    changed_here = {each.subject for each in order if each.hash not in other}
    changed_there = {each.subject for each in order if each.hash not in mine}
    both = tuple(sorted(changed_here & changed_there))
    told: dict[str, list[Revision]] = {}
    for each in order:
        told.setdefault(each.subject, []).append(each)
    blends: dict[str, Blend] = {}
    conflicts: list[MergeConflict] = []
    for subject in both:
        our_last = [each for each in told[subject] if each.hash in mine][-1]
        their_last = [each for each in told[subject] if each.hash in other][-1]
        bases = lineage.newest([each for each in told[subject] if each.hash in common])
        blend = blended(subject, [each.after for each in bases], our_last.after, their_last.after)
        blends[subject] = blend
        conflicts += [
            MergeConflict(subject, clash.name, clash.base, clash.ours, clash.theirs, our_last, their_last)
            for clash in blend.clashes
        ]
    return Merge(
        our_head=[each for each in order if each.hash in mine][-1],
        their_head=[each for each in order if each.hash in other][-1],
        new=tuple(each for each in order if each.hash not in mine),
        lacking=len(mine) - len(common),
        taken=tuple(sorted(changed_there - changed_here)),
        both=both,
        conflicts=tuple(conflicts),
        _blends=blends,
        _before={subject: told[subject][-1].after for subject in (*both, ASSESSMENT)},
    )


def _refuse_other_pack(order: Sequence[Revision], mine: object, other: object) -> None:
    packs = []
    for side in (mine, other):
        (*_, last) = (r.after for r in order if r.subject == ASSESSMENT and r.hash in side and r.after)  # type: ignore[operator]
        packs.append((last["pack_id"], last["pack_version"], last["pack_sha256"]))
    if packs[0] != packs[1]:
        names = [f"{pack_id} {version} ({sha256[:12]})" for pack_id, version, sha256 in packs]
        raise InputError(
            f"The two copies stand on different questionnaires: here {names[0]}, in the file {names[1]}.",
            "Nothing was stored. Bring both to the same questionnaire first.",
        )


def _made(
    assessment: str, subject: str, before: Content | None, after: Content | None, at: datetime, parents: tuple[str, ...]
) -> Revision:
    """A revision of a merge; its id follows from what it says, in the form that ids have."""
    data = canonical([assessment, subject, before, after, stamp(at), parents])
    bits = int.from_bytes(hashlib.sha256(data.encode()).digest(), "big") & (1 << 74) - 1
    millis = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    revision_id = uuid7_of(millis << 74 | bits)
    return sealed(Revision(revision_id, assessment, subject, before, after, MERGER, at, parents, ""))
