"""Append-only history: every change is a revision, chained to its parents by hash. Pure, no I/O.

A revision names its parents by hash, so that two copies of an assessment can be told apart, compared and merged:
a merge is a revision with two parents. The first revision of an assessment has none.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from cop_tui.domain.canonical import canonical, digest

__all__ = [
    "ANSWER_PREFIX",
    "ASSESSMENT",
    "MERGER",
    "Content",
    "Proposal",
    "Revision",
    "canonical",
    "revise",
    "sealed",
    "stamp",
    "unstamp",
    "utc_now",
    "uuid7",
    "uuid7_of",
    "verify",
]

ASSESSMENT: Final = "assessment"
ANSWER_PREFIX: Final = "answer:"
MERGER: Final = "merge"
"""The author of what a merge writes: nobody's words, only a choice between what two people wrote."""

Content = Mapping[str, Any]


class Proposal(Protocol):
    """What a revision is made from: who says what about which subject."""

    @property
    def assessment(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def after(self) -> Content | None: ...
    @property
    def author(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Revision:
    """One change as it is kept for ever.

    `before` and `after` are the whole content of the subject, None where it did not exist. `at` is UTC. `seq` counts
    commits in one file (0: not stored yet); it differs from copy to copy and is therefore not part of the hash.
    """

    id: str
    assessment: str
    subject: str
    before: Content | None = field(hash=False)
    after: Content | None = field(hash=False)
    author: str
    at: datetime
    parents: tuple[str, ...]
    hash: str
    seq: int = 0

    def expected_hash(self) -> str:
        """The hash that this revision's content calls for."""
        data = {
            "id": self.id,
            "assessment": self.assessment,
            "subject": self.subject,
            "before": self.before,
            "after": self.after,
            "author": self.author,
            "at": stamp(self.at),
            "parents": self.parents,
        }
        return digest(data)


def utc_now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def stamp(at: datetime) -> str:
    """An instant as text that sorts like time: `2026-11-22T09:30:00.000000Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def unstamp(text: str) -> datetime:
    """The instant that `stamp` wrote. Raises ValueError for anything else."""
    return datetime.fromisoformat(text).astimezone(UTC)


class _Uuid7:
    """Makes UUIDs of version 7 (RFC 9562) that only ever grow within this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def __call__(self) -> str:
        millis = time.time_ns() // 1_000_000
        # 48 bits of time, then 74 random bits; a clock that stands still or goes back counts on from the last one.
        with self._lock:
            fresh = millis << 74 | secrets.randbits(74)
            self._last = fresh if fresh > self._last else self._last + 1 + secrets.randbits(32)
            value = self._last
        return uuid7_of(value)


def uuid7_of(value: int) -> str:
    """The UUID of version 7 made of 122 bits: 48 of time (milliseconds since 1970), then 74 others."""
    low = value & (1 << 62) - 1
    middle = value >> 62 & 0xFFF
    whole = (value >> 74 & (1 << 48) - 1) << 80 | 0x7 << 76 | middle << 64 | 0b10 << 62 | low
    text = f"{whole:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


# The order of ids holds for the process as a whole, so what remembers the last one belongs to the process.
_next_uuid7: Final = _Uuid7()


def uuid7() -> str:
    """A new id: sorts after every id made before in this process, and by time (milliseconds) between processes."""
    return _next_uuid7()


def revise(
    parent_hashes: Sequence[str],
    parent_at: datetime | None,
    change: Proposal,
    now: datetime,
    *,
    before: Content | None = None,
) -> Revision:
    """The revision that makes `change` part of the history.

    `parent_hashes` and `parent_at` (None for the first revision) are hash and latest time of what it follows;
    a clock that was set back never makes a revision older than its parent. `before` is what the subject held.
    """
    at = now.astimezone(UTC)
    if parent_at is not None and parent_at > at:
        at = parent_at.astimezone(UTC)
    draft = Revision(
        id=uuid7(),
        assessment=change.assessment,
        subject=change.subject,
        before=before,
        after=change.after,
        author=change.author,
        at=at,
        parents=tuple(parent_hashes),
        hash="",
    )
    return sealed(draft)


def sealed(draft: Revision) -> Revision:
    """The same revision with the hash that belongs to it."""
    return Revision(
        id=draft.id,
        assessment=draft.assessment,
        subject=draft.subject,
        before=draft.before,
        after=draft.after,
        author=draft.author,
        at=draft.at,
        parents=draft.parents,
        hash=draft.expected_hash(),
        seq=draft.seq,
    )


def verify(revisions: Iterable[Revision]) -> list[str]:
    """One sentence for each broken link in a complete history, naming the revision; empty when all is sound.

    Finds content that does not match its hash, a parent that is missing or of another assessment, a second
    beginning of one assessment, and time that goes back.
    """
    known = list(revisions)
    by_hash = {revision.hash: revision for revision in known}
    begun: set[str] = set()
    problems: list[str] = []
    for revision in known:
        name = f"revision {revision.id} ({revision.subject} of {revision.assessment})"
        if revision.hash != revision.expected_hash():
            problems.append(f"{name}: its content does not match its hash")
        if not revision.parents:
            if revision.assessment in begun:
                problems.append(f"{name}: it follows nothing, but the history had begun before it")
            begun.add(revision.assessment)
        for parent_hash in revision.parents:
            parent = by_hash.get(parent_hash)
            if parent is None or parent.assessment != revision.assessment:
                problems.append(f"{name}: the revision it follows ({parent_hash[:12]}…) is missing")
            elif parent.at > revision.at:
                problems.append(f"{name}: it is dated before the revision it follows")
    return problems
