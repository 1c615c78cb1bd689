"""Whether what a portable file says is a history that this program could have written itself. Pure, no I/O.

The checksum tells accidents; these checks hold even against somebody who computed a new checksum and new hashes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from cop_tui.domain.text import clean_line, clean_name
from cop_tui.errors import InputError
from cop_tui.store.changes import ASSESSMENT, Change
from cop_tui.store.contents import checked
from cop_tui.store.history import Content, Revision, canonical, stamp, unstamp
from cop_tui.store.lineage import Lineage

FIELDS: Final = frozenset({"id", "assessment", "subject", "before", "after", "author", "at", "parents", "hash"})
FIRST: Final = datetime(1970, 1, 1, tzinfo=UTC)
LAST: Final = datetime(2200, 1, 1, tzinfo=UTC)
PARENTS_MAX: Final = 2
WORK_MAX: Final = 50_000_000

_UUID7: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_HASH: Final = re.compile(r"[0-9a-f]{64}")


class LineError(Exception):
    """What is wrong with a line of a portable file, in a sentence."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = clean_line(reason)  # it may repeat what a stranger wrote


def revision_at(line: int, data: Mapping[str, Any], assessment: str) -> Revision:
    """The revision of that assessment that a line holds, sound in itself. Raises LineError."""
    if set(data) != FIELDS:
        raise LineError(line, "It is no revision: a field is missing, or one is too many.")
    for name in ("id", "assessment", "subject", "author", "at", "hash"):
        if not isinstance(data[name], str):
            raise LineError(line, f"Its {name} is no text.")
    for name in ("before", "after"):
        if data[name] is not None and not isinstance(data[name], dict):
            raise LineError(line, f"What was {name} is no content.")
    if not _UUID7.fullmatch(data["id"]):
        raise LineError(line, "Its id is none.")
    if data["assessment"] != assessment:
        raise LineError(line, "It belongs to another assessment.")
    if not data["author"] or clean_name(data["author"]) != data["author"]:
        raise LineError(line, "Its author has no name that can be kept.")
    revision = Revision(
        id=data["id"],
        assessment=assessment,
        subject=data["subject"],
        before=data["before"],
        after=data["after"],
        author=data["author"],
        at=_moment(line, data["at"]),
        parents=_parents(line, data["parents"]),
        hash=data["hash"],
    )
    if revision.hash != revision.expected_hash():
        raise LineError(line, "Its content does not match its hash: it was altered after it was written.")
    _content(line, revision)
    return revision


def verified(revisions: list[Revision]) -> None:
    """Make sure that revisions, each sound in itself, are one whole history in its order. Raises LineError.

    Line 2 of the file holds the first of them.
    """
    _chained(revisions)
    try:
        lineage = Lineage(revisions)
    except InputError as error:
        raise LineError(2, error.message) from error
    for line, (revision, due) in enumerate(zip(revisions, lineage.order, strict=True), start=2):
        if revision.hash != due.hash:
            raise LineError(line, "It stands in the wrong place.")
    if lineage.lines * len(revisions) > WORK_MAX:
        raise LineError(2, "The history has too many branches to be read.")
    told: dict[str, list[tuple[int, Revision]]] = {}
    for line, revision in enumerate(revisions, start=2):
        earlier = told.setdefault(revision.subject, [])
        _continues(line, revision, [each for _, each in earlier], lineage)
        earlier.append((line, revision))
    for same in told.values():
        last = same[-1][1]
        for line, revision in same:
            if not lineage.knew(last.hash, revision.hash):
                raise LineError(line, "It was never merged with a later change of the same.")


def _moment(line: int, text: str) -> datetime:
    try:
        at = unstamp(text)
        sane = FIRST <= at < LAST and stamp(at) == text
    except (ValueError, OverflowError):
        sane = False
    if not sane:
        raise LineError(line, "Its time is none.")
    return at


def _parents(line: int, data: object) -> tuple[str, ...]:
    if not isinstance(data, list) or not all(isinstance(each, str) and _HASH.fullmatch(each) for each in data):
        raise LineError(line, "What it follows is no list of hashes.")
    if len(data) > PARENTS_MAX or sorted(set(data)) != data:
        raise LineError(line, "It follows more than two revisions, or one of them twice.")
    return tuple(data)


def _content(line: int, revision: Revision) -> None:
    """What a revision holds must be exactly what the program would have stored."""
    after = revision.after
    try:
        clean = checked(Change(revision.assessment, revision.subject, after, revision.author, None)).after
        same = canonical(clean) == canonical(after)
    except InputError as error:
        raise LineError(line, f"Its content cannot be kept. {error.message}") from error
    except (ValueError, TypeError, OverflowError, AttributeError) as error:
        raise LineError(line, "Its content cannot be kept.") from error
    if not same:
        raise LineError(line, "Its content is not as the program keeps it (control characters, blanks, a field).")
    if revision.subject == ASSESSMENT and (after is None or after["created_at"] is None):
        raise LineError(line, "It leaves no assessment.")


def _chained(revisions: list[Revision]) -> None:
    """Every revision follows what stands before it, one and only one begins, and everything leads to the last."""
    found: dict[str, Revision] = {}
    ids: set[str] = set()
    for line, revision in enumerate(revisions, start=2):
        if revision.id in ids or revision.hash in found:
            raise LineError(line, "It is there twice.")
        if not revision.parents and (found or revision.subject != ASSESSMENT):
            raise LineError(line, "It follows nothing, but does not begin the history.")
        for parent in revision.parents:
            if parent not in found:
                raise LineError(line, "A revision that it follows is not before it in the file.")
            if found[parent].at > revision.at:
                raise LineError(line, "It is dated before a revision that it follows.")
        ids.add(revision.id)
        found[revision.hash] = revision
    open_ends = found.keys() - {parent for revision in revisions for parent in revision.parents}
    for line, revision in enumerate(revisions[:-1], start=2):
        if revision.hash in open_ends:
            raise LineError(line, "Nothing follows it, but it is not the last one.")


def _continues(line: int, revision: Revision, earlier: list[Revision], lineage: Lineage) -> None:
    """What a revision says was there before must be what was there."""
    last = next((each for each in reversed(earlier) if lineage.knew(revision.hash, each.hash)), None)
    before: Content | None = None if last is None else last.after
    if canonical(before) != canonical(revision.before):
        raise LineError(line, "What it says was there before is not what was there.")
