"""What is more than one answer: killed at any moment, and without room on the disk, it is done or it is not."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from cop_tui.domain.answers import Answer
from cop_tui.errors import CopTuiError
from cop_tui.services.library import Library
from cop_tui.services.merging import apply_merge, plan_merge
from cop_tui.services.portable import import_assessment
from cop_tui.store import backup, restore
from cop_tui.store.changes import Change, SaveEvent, answer_subject
from cop_tui.store.inspection import look_into
from cop_tui.store.leftovers import PARTIAL_PREFIX, STALE, YOUNG
from tests.soak.ground import CARRIED, NAME, Ground, Result, examine, leftovers
from tests.soak.processes import Child, Say

V1: Final = Path(__file__).parents[1] / "data" / "assessments-v1.db"
V1_HOLDS: Final = (3, 9)
"""Answers and revisions in the file of the first version."""
DISK: Final = "3m"
MARK: Final = "done"


@dataclass(frozen=True)
class Operation:
    """Something the program does in a folder, and whether what is found afterwards is all of it or nothing.

    `start` is the file that it begins with; `check` says whether it was done, and puts what must not be into the
    result.
    """

    name: str
    start: Callable[[Ground], Path | None]
    run: Callable[[Ground, Path], None]
    check: Callable[[Ground, Path, Result], bool]


def _import(ground: Ground, folder: Path) -> None:
    with Library(folder / "a.db", author="Ada", packs=ground.packs) as library:
        import_assessment(library, ground.carried)


def _imported(ground: Ground, folder: Path, result: Result) -> bool:
    path = folder / "a.db"
    examine(ground, path, ground.acks, result)
    with Library(path, author="reader", packs=ground.packs) as library:
        there = any(record.name == CARRIED for record in library.records())
    if there:
        examine(ground, path, ground.foreign, result, CARRIED)
    return there


def _merge(ground: Ground, folder: Path) -> None:
    with Library(folder / "a.db", author="Ada", packs=ground.packs) as library:
        apply_merge(library, plan_merge(library, NAME, ground.copy), {})


def _merged(ground: Ground, folder: Path, result: Result) -> bool:
    path = folder / "a.db"
    examine(ground, path, ground.acks, result)
    with Library(path, author="reader", packs=ground.packs) as library:
        there = library.open(NAME).answer(ground.theirs[0][0]).note != ""
    if there:
        examine(ground, path, ground.theirs, result)
    return there


def _back_up(ground: Ground, folder: Path) -> None:
    (folder / "copy.db").unlink(missing_ok=True)
    backup.make(folder / "a.db")
    backup.back_up_to(folder / "a.db", folder / "copy.db")


def _backed_up(ground: Ground, folder: Path, result: Result) -> bool:
    path, copy = folder / "a.db", folder / "copy.db"
    examine(ground, path, ground.acks, result)
    made = [each.path for each in backup.backups_of(path)]
    for each in (*made, *([copy] if copy.exists() else [])):
        if look_into(each).answers != len(ground.acks):
            result.damaged.append(f"{each}: not a whole backup")
    return copy.exists() and bool(made)


def _restore(ground: Ground, folder: Path) -> None:
    restore.restore(folder / "a.db", ground.older)


def _restored(ground: Ground, folder: Path, result: Result) -> bool:
    path = folder / "a.db"
    if look_into(path).answers == len(ground.acks):
        examine(ground, path, ground.acks, result)
        return False
    examine(ground, path, ground.early, result)
    kept = [each for each in folder.glob("a.db.replaced-*Z") if look_into(each).answers == len(ground.acks)]
    if not kept:
        result.lost.append(f"{folder}: what was replaced is not kept")
    return True


def _migrate(ground: Ground, folder: Path) -> None:
    with Library(folder / "a.db", author="Ada", packs=ground.packs):
        pass


def _migrated(ground: Ground, folder: Path, result: Result) -> bool:
    held = look_into(folder / "a.db")
    if (held.answers, held.revisions) != V1_HOLDS:
        result.lost.append(f"{folder}: {held}")
    result.acknowledged += held.answers
    for each in backup.backups_of(folder / "a.db"):
        if look_into(each.path).version != 1:
            result.damaged.append(f"{each.path}: not the file as it was")
    start = time.monotonic()
    with Library(folder / "a.db", author="reader", packs=ground.packs) as library:
        result.seconds = max(result.seconds, time.monotonic() - start)
        problems = [p for record in library.records() for p in library.repository.problems(record.id)]
    result.damaged += problems
    return held.version > 1


def _report(ground: Ground, folder: Path) -> None:
    ground.write_reports(folder)


def _reported(ground: Ground, folder: Path, result: Result) -> bool:
    there = [name for name in ground.reports if (folder / name).exists()]
    for name in there:
        if (folder / name).read_bytes() != ground.reports[name]:
            result.damaged.append(f"{folder / name}: half a report")
        (folder / name).unlink()
    return len(there) == len(ground.reports)


OPERATIONS: Final = (
    Operation("import", lambda ground: ground.full, _import, _imported),
    Operation("merge", lambda ground: ground.full, _merge, _merged),
    Operation("backup", lambda ground: ground.full, _back_up, _backed_up),
    Operation("restore", lambda ground: ground.full, _restore, _restored),
    Operation("migration", lambda ground: V1, _migrate, _migrated),
    Operation("writing reports", lambda ground: None, _report, _reported),
)


def _worker(operation: Operation, ground: Ground, folder: Path, most: int = 0) -> Callable[[Say], None]:
    """The work of a child that runs an operation once; `most` limits the size of the files it may write (bytes)."""

    def work(say: Say) -> None:
        if most:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
        say("ready")
        try:
            operation.run(ground, folder)
        except CopTuiError as error:
            say(f"refused {error.message}")
        else:
            say(MARK)

    return work


def _done_at_last(operation: Operation, ground: Ground, folder: Path, result: Result) -> None:
    """The next time it works, and nothing temporary is left."""
    with Child(_worker(operation, ground, folder)) as child:
        child.end()
        done = bool(child.said(MARK))
    if not (done and operation.check(ground, folder, result)):
        result.damaged.append(f"{folder}: {operation.name} does not work afterwards: {child.heard[-1:]}")
    result.damaged += leftovers(folder)


def _later(folder: Path) -> None:
    """Some time passes until the next start: what was being made is not taken for something new."""
    for each in folder.rglob(f"{PARTIAL_PREFIX}*"):
        age = STALE if each.is_dir() else YOUNG
        os.utime(each, (time.time() - age - 1,) * 2)


def _checked(operation: Operation, ground: Ground, folder: Path, result: Result) -> bool:
    try:
        return operation.check(ground, folder, result)
    except CopTuiError as error:
        result.damaged.append(f"{folder}: {error}")
        return False


def killed_during(operation: Operation) -> Callable[[Ground, Random], Result]:
    """A round in which the operation is killed at a random moment, looked at, and done again."""
    usual: list[float] = []

    def run(ground: Ground, picks: Random) -> Result:
        result = Result()
        if not usual:
            with Child(_worker(operation, ground, ground.folder(operation.start(ground)))) as child:
                child.must_say("ready")
                start = time.monotonic()
                child.end()
                usual.append(time.monotonic() - start)
        folder = ground.folder(operation.start(ground))
        with Child(_worker(operation, ground, folder)) as child:
            child.must_say("ready")
            child.listen(picks.uniform(0, usual[0]), MARK)
            child.kill()
        _later(folder)
        if not _checked(operation, ground, folder, result) and child.said(MARK):
            result.lost.append(f"{folder}: {operation.name} said that it was done")
        if not result.damaged:
            _done_at_last(operation, ground, folder, result)
        return result

    return run


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A small file system of its own at a folder, where one can be mounted; whether there is one."""
    mounted = os.geteuid() == 0 and not subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)], capture_output=True, check=False
    ).returncode  # fmt: skip
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path, free: int) -> Path:
    """Fill the disk of a folder until so many bytes are left."""
    filler = folder / "filler"
    left = shutil.disk_usage(folder).free
    with contextlib.suppress(OSError), filler.open("wb") as file:
        file.write(bytes(max(0, left - free)))
    return filler


def disk_full_during(operation: Operation) -> Callable[[Ground, Random], Result]:
    """A round in which there is not room enough, now on a small disk, now by a limit on the size of files."""

    def run(ground: Ground, picks: Random) -> Result:
        result, folder = Result(), ground.folder()
        start = operation.start(ground)
        with small_disk(folder) if picks.random() < 0.7 else contextlib.nullcontext(False) as mounted:
            if start is not None:
                shutil.copy(start, folder / "a.db")
            filler = fill(folder, picks.randrange(0, 120_000)) if mounted else None
            with Child(_worker(operation, ground, folder, 0 if mounted else picks.randrange(1, 90_000))) as child:
                child.end()
            result.damaged += leftovers(folder)
            if not child.said("refused") and not child.said(MARK):
                result.damaged.append(f"{folder}: {operation.name} ended without a word: {child.code} {child.heard}")
            if filler is not None:
                filler.unlink()
            if not _checked(operation, ground, folder, result) and child.said(MARK):
                result.lost.append(f"{folder}: {operation.name} said that it was done")
            if not result.damaged:
                _done_at_last(operation, ground, folder, result)
        return result

    return run


def disk_full_while_answering(ground: Ground, picks: Random) -> Result:
    """It goes on, says so, and saves what waits once there is room."""
    result, folder = Result(), ground.folder()
    with small_disk(folder) as mounted:
        shutil.copy(ground.empty, folder / "a.db")
        most = (folder / "a.db").stat().st_size + picks.randrange(0, 60_000)

        def work(say: Say) -> None:
            with Library(folder / "a.db", author="Ada", packs=ground.packs, on_event=lambda e: told(e, say)) as library:
                ref = library.find(NAME).id
                if not mounted:
                    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
                say("ready")
                waiting = []
                for number, criterion in enumerate(ground.criteria[:60]):
                    said = Answer(note=f"Ada-{number} {'and so on ' * 300}").to_data()
                    future = library.writer.submit(Change(ref, answer_subject(criterion), said, "Ada", None))
                    words = f"ack {criterion} note Ada-{number}"
                    future.add_done_callback(lambda f, words=words: say(words) if not f.exception() else None)  # type: ignore[misc]
                    waiting.append(future)
                if not mounted:
                    failed.wait(30)
                    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.getrlimit(resource.RLIMIT_FSIZE)[1],) * 2)
                for future in waiting:
                    future.result(60)

        failed = threading.Event()

        def told(event: SaveEvent, say: Say) -> None:
            if event.kind == "failed":
                failed.set()
                say(f"failed {event.error.message if event.error else ''}")

        with Child(work) as child:
            child.must_say("ready")
            filler = fill(folder, picks.randrange(0, 100_000)) if mounted else None
            if not child.listen(30, "failed"):
                result.damaged.append(f"{folder}: nothing was said about a full disk: {child.heard[-2:]}")
            if filler is not None:
                filler.unlink()
            if child.end():
                result.lost.append(f"{folder}: not all was saved once there was room: {child.code}")
            acks = [(line.split(" ")[0], "note", line.split(" ")[2]) for line in child.said("ack")]
        examine(ground, folder / "a.db", acks, result)
    return result
