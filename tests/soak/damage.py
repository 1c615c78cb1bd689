"""Files that were damaged: refused or found by verify; the backup comes back, and what can be read is saved."""

from __future__ import annotations

import contextlib
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from cop_tui.domain.answers import Answer
from cop_tui.errors import CopTuiError
from cop_tui.services.library import Library
from cop_tui.store import backup, restore
from cop_tui.store.changes import Change, answer_subject
from cop_tui.store.connections import beside
from cop_tui.store.recover import recover
from tests.soak.answering import acks_of
from tests.soak.ground import NAME, Ack, Ground, Result, examine
from tests.soak.processes import Child, Say

PACK: Final = {"pack_id": "unknown", "pack_version": "0", "pack_sha256": "0" * 64}


@dataclass(frozen=True)
class Damage:
    """What is done to a file, by somebody else, between two starts. `always` it must be refused."""

    name: str
    do: Callable[[Ground, Path, Random], None]
    always: bool


def _cut_off(ground: Ground, path: Path, picks: Random) -> None:
    _settled(path)
    with path.open("r+b") as file:
        file.truncate(picks.randrange(0, path.stat().st_size))


def _random_bytes(ground: Ground, path: Path, picks: Random) -> None:
    _settled(path)
    with path.open("r+b") as file:
        for _ in range(picks.randrange(1, 6)):
            file.seek(picks.randrange(path.stat().st_size))
            file.write(picks.randbytes(picks.choice((1, 40, 4096))))


def _emptied_begin(ground: Ground, path: Path, picks: Random) -> None:
    _settled(path)
    with path.open("r+b") as file:
        file.write(bytes(picks.choice((16, 100, 4096, 8192))))


def _log_of_another(ground: Ground, path: Path, picks: Random) -> None:
    """The log of a file that was killed with a log beside it."""
    _settled(path)
    other = ground.folder(ground.empty) / "a.db"
    _leave_a_log(ground, other, "Eve", 0)
    shutil.copy(beside(other, "-wal"), beside(path, "-wal"))


DAMAGES: Final = (
    Damage("cut off", _cut_off, always=True),
    Damage("overwritten with random bytes", _random_bytes, always=False),
    Damage("with an overwritten beginning", _emptied_begin, always=True),
    Damage("with the log of another file", _log_of_another, always=True),
)


def _leave_a_log(ground: Ground, path: Path, author: str, first: int) -> list[Ack]:
    """Twenty answers, then SIGKILL."""

    def work(say: Say) -> None:
        with Library(path, author=author, packs=ground.packs) as library:
            ref = library.find(NAME).id
            for number in range(first, first + 20):
                criterion = ground.criteria[number]
                said = Answer(note=f"{author}-{number} {'as agreed ' * 30}").to_data()
                library.save(Change(ref, answer_subject(criterion), said, author, None))
                say(f"ack {criterion} note {author}-{number}")
            say("done")
            signal.pause()

    with Child(work) as child:
        child.must_say("done")
        child.kill()
    return acks_of(child)


def _settled(path: Path) -> None:
    """Take the log in, as the next start and end would."""
    with contextlib.closing(sqlite3.connect(path)) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def damaged_by(damage: Damage) -> Callable[[Ground, Random], Result]:
    """A round: answers, a backup, more answers, the damage; then what the program says, `restore`, and recovery."""

    def run(ground: Ground, picks: Random) -> Result:
        result, folder = Result(), ground.folder(ground.empty)
        path = folder / "a.db"
        early = _leave_a_log(ground, path, "Ada", 0)
        backup.make(path)
        late = _leave_a_log(ground, path, "Bo", 20)
        damage.do(ground, path, picks)
        before = path.read_bytes()
        refused = _refused(ground, path, [*early, *late], result, always=damage.always)
        if refused and path.read_bytes() != before:
            result.damaged.append(f"{path}: refused, and yet changed")
        _recovered(ground, path, [*early, *late], result)
        if refused:
            found = restore.newest_good(path)
            if found is None:
                result.lost.append(f"{path}: the backup is not found")
            else:
                restore.restore(path, found[0].path)
                examine(ground, path, early, result)
        return result

    return run


def _refused(ground: Ground, path: Path, acks: list[Ack], result: Result, *, always: bool) -> bool:
    """Whether the file is refused, or verify finds something; if neither, all has to be there."""
    try:
        with Library(path, author="reader", packs=ground.packs) as library:
            problems = [p for record in library.records() for p in library.repository.problems(record.id)]
    except CopTuiError:
        return True
    if always:
        result.damaged.append(f"{path}: not refused")
    elif not problems:
        examine(ground, path, acks, result)
    return False


def _recovered(ground: Ground, path: Path, acks: list[Ack], result: Result) -> None:
    """What can be read is in a new file; what is not there is told."""
    target = path.with_name("recovered.db")
    start = time.monotonic()
    try:
        done = recover(path, target, PACK)
    except CopTuiError:
        return  # nothing could be read, and that was said
    result.seconds = max(result.seconds, time.monotonic() - start)
    found = Result()
    with contextlib.suppress(CopTuiError):
        name = next((each.name for each in done.assessments), None)
        if name is None:
            found.lost.append(f"{path}: nothing at all was recovered")
        else:
            examine(ground, target, acks, found, name)
        if found.lost and not (done.problems or done.damage):
            result.lost += [f"{sentence}, and recovery said nothing" for sentence in found.lost]
