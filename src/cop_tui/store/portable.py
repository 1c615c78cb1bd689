"""An assessment as one file to carry: every revision, one per line, with a checksum. Pure, no I/O.

The file is UTF-8 text that can be compared line by line. Every line is canonical JSON: the first says what it is, then
come the revisions in the one order that is the same in every copy, and the last holds the SHA-256 of all bytes before
it. Answers, registers and baselines follow from the revisions and are not written again. What the same program exports
from equal histories is equal byte for byte, and a byte that differs is always noticed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from cop_tui.domain.text import clean_line
from cop_tui.errors import InputError
from cop_tui.store.changes import ANSWER_PREFIX, ASSESSMENT
from cop_tui.store.history import Content, Revision, canonical, stamp
from cop_tui.store.lineage import linear
from cop_tui.store.portable_checks import LineError, revision_at, verified

FORMAT: Final = "cop-tui-assessment"
VERSION: Final = 1
SIZE_MAX: Final = 200_000_000  # bytes
LINE_MAX: Final = 8_000_000  # bytes
DEPTH_MAX: Final = 40
PROGRAM_MAX: Final = 60

_ID: Final = re.compile(r"[0-9a-f]{12}")
_NOT_OURS: Final = "It is no file that `cop-tui export` wrote."
_CUT: Final = "The file is cut off: its last line is not there, or not whole."
_ALTERED: Final = "The file was altered after it was written: its checksum does not fit."
_REFUSED: Final = "Nothing was stored. Ask for the file again, as `cop-tui export` writes it."


@dataclass(frozen=True, slots=True)
class Portable:
    """What a sound file holds: the whole history of one assessment, in order."""

    assessment: str
    program: str
    revisions: tuple[Revision, ...] = field(repr=False)
    sha256: str

    @property
    def head(self) -> str:
        return self.revisions[-1].hash

    @property
    def content(self) -> Content:
        """The assessment's own content as it stands at the end: names, questionnaire, facts."""
        return _last(self.revisions)[ASSESSMENT]


def render(revisions: Iterable[Revision], program: str) -> bytes:
    """The file that holds this history; `program` names who writes it. Raises InputError for an empty history."""
    order = linear(revisions)
    if not order:
        raise InputError("There is no history to export.")
    lines = [_header(order, program), *(_data(revision) for revision in order)]
    text = "".join(f"{canonical(line)}\n" for line in lines).encode()
    return text + _trailer(hashlib.sha256(text).hexdigest())


def read(data: bytes) -> Portable:
    """What the bytes of a file hold, once all of it is checked. Raises InputError with the line and the reason."""
    if len(data) > SIZE_MAX:
        raise InputError(f"The file is larger than {SIZE_MAX // 1_000_000} MB.", _REFUSED)
    number = 1
    try:
        lines = data.split(b"\n")
        header = _checked_header(lines[0])
        rest, checksum = _parted(lines)
        revisions = []
        for number, line in enumerate(rest, start=2):
            revisions.append(revision_at(number, parsed(number, line), header["assessment"]["id"]))
        verified(revisions)
    except LineError as error:
        raise InputError(f"Line {error.line}: {error.reason}", _REFUSED) from error
    except RecursionError as error:
        raise InputError(f"Line {number}: It is nested too deeply.", _REFUSED) from error
    if header != _header(revisions, header["program"]):
        raise InputError("Line 1: What it says about the file is not what the file holds.", _REFUSED)
    body = hashlib.sha256(data[: len(data) - len(lines[-2]) - 1]).hexdigest()
    if body != checksum:
        raise InputError(_ALTERED, _REFUSED)
    return Portable(header["assessment"]["id"], header["program"], tuple(revisions), checksum)


def parsed(number: int, line: bytes) -> dict[str, Any]:
    """The object that a line holds in the one way in which it may be written. Raises LineError, RecursionError."""
    if len(line) > LINE_MAX:
        raise LineError(number, f"It is longer than {LINE_MAX // 1_000_000} MB.")
    try:
        text = line.decode()
        found = json.loads(text, parse_constant=_no_number)
    except ValueError as error:  # neither UTF-8 nor JSON, or a number without end
        raise LineError(number, "It is not JSON in UTF-8.") from error
    if not isinstance(found, dict):
        raise LineError(number, "It holds no object.")
    if _depth(found) > DEPTH_MAX:
        raise LineError(number, "It is nested too deeply.")
    try:
        same = canonical(found) == text
    except (ValueError, TypeError) as error:
        raise LineError(number, "It holds a value that cannot be kept.") from error
    if not same:
        raise LineError(number, "It is not written as cop-tui writes it: order, spelling or a doubled key.")
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _depth(data: object) -> int:
    deepest, waiting = 0, [(data, 1)]
    while waiting:
        value, depth = waiting.pop()
        deepest = max(deepest, depth)
        if depth > DEPTH_MAX:
            break
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        waiting += [(each, depth + 1) for each in inner if isinstance(each, dict | list)]
    return deepest


def _data(revision: Revision) -> dict[str, Any]:
    return {
        "id": revision.id,
        "assessment": revision.assessment,
        "subject": revision.subject,
        "before": revision.before,
        "after": revision.after,
        "author": revision.author,
        "at": stamp(revision.at),
        "parents": list(revision.parents),
        "hash": revision.hash,
    }


def _header(order: list[Revision], program: str) -> dict[str, Any]:
    stands = _last(order)
    about = stands.get(ASSESSMENT, {})
    answers = sum(subject.startswith(ANSWER_PREFIX) for subject in stands)
    return {
        "format": FORMAT,
        "version": VERSION,
        "program": program,
        "assessment": {"id": order[-1].assessment, "name": about.get("name")},
        "pack": {key: about.get(f"pack_{key}") for key in ("id", "version", "sha256")},
        "head": order[-1].hash,
        "counts": {
            "revisions": len(order),
            "answers": answers,
            "entries": len(stands) - answers - (ASSESSMENT in stands),
        },
    }


def _last(order: Iterable[Revision]) -> Mapping[str, Content]:
    """What every subject that is there holds at the end."""
    told = {revision.subject: revision.after for revision in order}
    return {subject: after for subject, after in told.items() if after is not None}


def _trailer(sha256: str) -> bytes:
    return f"{canonical({'sha256': sha256})}\n".encode()


def _checked_header(line: bytes) -> dict[str, Any]:
    """The first line. Says of a file of another kind or of a later version what it is before anything else."""
    try:
        found = json.loads(line[:LINE_MAX])
    except ValueError:
        found = None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise InputError(_NOT_OURS, "`cop-tui export ID FILE` writes one.")
    version = found.get("version")
    if isinstance(version, int) and not isinstance(version, bool) and version > VERSION:
        raise InputError(
            f"The file was written by a newer version of cop-tui (its format is {version}, this one knows {VERSION}).",
            "Install the newer version.",
        )
    header = parsed(1, line)
    about, program = header.get("assessment"), header.get("program")
    if not isinstance(about, dict) or not isinstance(about.get("id"), str) or not _ID.fullmatch(about["id"]):
        raise LineError(1, "It names no assessment.")
    if not isinstance(program, str) or clean_line(program, PROGRAM_MAX) != program:
        raise LineError(1, "It does not say which program wrote it.")
    return header


def _parted(lines: list[bytes]) -> tuple[list[bytes], str]:
    """The lines of the revisions, and the checksum that the last line holds."""
    if len(lines) < 4 or lines[-1]:
        raise InputError(_CUT, _REFUSED)
    try:
        found = parsed(len(lines) - 1, lines[-2])
    except LineError as error:
        raise InputError(_CUT, _REFUSED) from error
    checksum = found.get("sha256")
    if set(found) != {"sha256"} or not isinstance(checksum, str):
        raise InputError(_CUT, _REFUSED)
    return lines[1:-2], checksum
