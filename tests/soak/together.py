"""Several programs on one file, and what the machine around them does: clocks, folders, locks."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from cop_tui.domain.answers import Answer
from cop_tui.errors import CopTuiError, SaveError
from cop_tui.services.library import Library
from cop_tui.store import backup, restore
from cop_tui.store.changes import Change, SaveEvent, answer_subject
from cop_tui.store.history import utc_now
from cop_tui.store.inspection import look_into
from tests.soak.answering import App, acks_of, writer_of_answers
from tests.soak.ground import NAME, Ack, Ground, Result, examine
from tests.soak.processes import Child, Say, ended_well

NOBODY: Final = 65534


def writers(number: int) -> Callable[[Ground, Random], Result]:
    """So many processes answer the same criteria at once; now and then one is killed."""

    def run(ground: Ground, picks: Random) -> Result:
        result, folder = Result(), ground.folder(ground.empty)
        path = folder / "a.db"
        with contextlib.ExitStack() as stack:
            children = [
                stack.enter_context(Child(writer_of_answers(ground, path, f"W{at}", picks.randrange(1 << 30), 25)))
                for at in range(number)
            ]
            killed = picks.choice(children) if picks.random() < 0.7 else None
            if killed is not None:
                killed.must_say("ready")
                killed.listen(picks.uniform(0, 0.3))
                killed.kill()
            for child in children:
                child.end()
        result.damaged += ended_well(children)
        examine(ground, path, [ack for child in children for ack in acks_of(child)], result)
        return result

    return run


def app_and_commands(ground: Ground, picks: Random) -> Result:
    """The app answers the first criteria, two others write notes at the end of the questionnaire."""
    result, folder = Result(), ground.folder(ground.empty)
    path = folder / "a.db"
    app = App(ground, folder)
    away = [criterion for criterion in ground.criteria if criterion not in ground.order[:60]]

    def notes(author: str) -> Callable[[Say], None]:
        def work(say: Say) -> None:
            for number in range(40):
                with Library(path, author=author, packs=ground.packs) as library:
                    session = library.open(NAME)
                    criterion = away[(number * 7 + len(author)) % len(away)]
                    session.change(criterion, note=f"{author}-{number}")
                    if library.writer.flush(30) and not session.poll():
                        say(f"ack {criterion} note {author}-{number}")

        return work

    try:
        with Child(notes("Bo")) as one, Child(notes("Cyd")) as other:
            app.answer(picks, 20)
            one.listen(picks.uniform(0, 0.5))
            other.listen(0)
            app.stop_and_look()
            app.terminal.signal(9)
            app.terminal.ended()
            for child in (one, other):
                child.end()
        result.damaged += ended_well([one, other])
    finally:
        app.terminal.close()
    examine(ground, path, [*app.acks(app.saved), *acks_of(one), *acks_of(other)], result)
    return result


def backups_while_answering(ground: Ground, picks: Random) -> Result:
    """Each backup is whole, and holds all that was acknowledged before it was begun."""
    result, folder = Result(), ground.folder(ground.empty)
    path = folder / "a.db"
    with Child(writer_of_answers(ground, path, "Ada", picks.randrange(1 << 30))) as child:
        child.must_say("ready")
        for number in range(3):
            child.listen(picks.uniform(0, 0.2))
            known = acks_of(child)
            copy = folder / f"copy-{number}.db"
            with Child(lambda say, copy=copy: _backed_up(path, copy)) as other:  # type: ignore[misc]
                if other.end():
                    result.damaged.append(f"{copy}: could not be made")
                    continue
            examine(ground, copy, known, result)
        child.kill()
    examine(ground, path, acks_of(child), result)
    return result


def _backed_up(path: Path, copy: Path) -> None:
    backup.make(path)
    backup.back_up_to(path, copy)


def restore_while_open(ground: Ground, picks: Random) -> Result:
    """It is refused while somebody has the file open, and nothing that is saved meanwhile is lost."""
    result, folder = Result(), ground.folder(ground.empty)
    path = folder / "a.db"

    def restoring(say: Say) -> None:
        try:
            restore.restore(path, ground.older)
        except SaveError:
            say("refused")

    with Child(writer_of_answers(ground, path, "Ada", picks.randrange(1 << 30))) as child:
        child.must_say("ready")
        child.listen(10, "ack")
        for _ in range(3):
            with Child(restoring) as other:
                other.end()
            if not other.said("refused"):
                result.damaged.append(f"{path}: restored under somebody's feet")
            child.listen(picks.uniform(0, 0.2))
        child.kill()
    examine(ground, path, acks_of(child), result)
    return result


def _some_answers(
    ground: Ground, path: Path, author: str, clock: Callable[[], datetime] = utc_now
) -> Callable[[Say], None]:
    def work(say: Say) -> None:
        time.tzset()
        with Library(path, author=author, packs=ground.packs, clock=clock) as library:
            ref = library.find(NAME).id
            for number, criterion in enumerate(ground.criteria[:15]):
                said = Answer(note=f"{author}-{number}").to_data()
                old = library.repository.answers(ref).get(criterion)
                library.save(Change(ref, answer_subject(criterion), said, author, old.revision if old else None))
                say(f"ack {criterion} note {author}-{number}")
        say("done")

    return work


def _in_turn(ground: Ground, path: Path, works: Sequence[Callable[[Say], None]], result: Result) -> None:
    acks: list[Ack] = []
    for work in works:
        with Child(work) as child:
            child.end()
        if not child.said("done"):
            result.damaged.append(f"{path}: not all could be answered: {child.heard[-2:]}")
        acks += acks_of(child)
    examine(ground, path, acks, result)
    with contextlib.closing(sqlite3.connect(path)) as conn:
        times = [row[0] for row in conn.execute("SELECT at FROM revisions ORDER BY seq")]
    if times != sorted(times):
        result.damaged.append(f"{path}: a revision is dated before the one it follows")


def clock_moved(ground: Ground, picks: Random) -> Result:
    """Back by up to ten years, forth and back between answers."""
    result, path = Result(), ground.folder(ground.empty) / "a.db"

    def jumping() -> datetime:
        return datetime.now(UTC) - timedelta(days=picks.uniform(-3, 3650))

    works = [_some_answers(ground, path, f"Ada{n}", jumping if n % 2 == 0 else utc_now) for n in range(3)]
    _in_turn(ground, path, works, result)
    return result


def time_zone(ground: Ground, picks: Random) -> Result:
    """Each start is somewhere else."""
    result, path = Result(), ground.folder(ground.empty) / "a.db"
    before = os.environ.get("TZ")
    works = []
    for number, zone in enumerate(picks.sample(["Pacific/Kiritimati", "Etc/GMT+12", "Europe/Brussels", "UTC"], 3)):

        def there(say: Say, zone: str = zone, number: int = number) -> None:
            os.environ["TZ"] = zone
            _some_answers(ground, path, f"Ada{number}")(say)

        works.append(there)
    _in_turn(ground, path, works, result)
    assert os.environ.get("TZ") == before
    return result


def locked(ground: Ground, picks: Random) -> Result:
    """Another program holds the file for seconds: it is said, and all is saved afterwards."""
    result, path = Result(), ground.folder(ground.empty) / "a.db"
    with Child(_telling(ground, path)) as child:
        child.must_say("ack")
        with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as other:
            other.execute("BEGIN EXCLUSIVE")
            if not child.listen(30, "failed"):
                result.damaged.append(f"{path}: nobody was told that the file is locked")
            child.listen(picks.uniform(0, 2))
            other.execute("ROLLBACK")
        _recovers(child, result)
    examine(ground, path, acks_of(child), result)
    return result


def folder_moved(ground: Ground, picks: Random) -> Result:
    """The folder is moved away and comes back; or stays away, and what is in it is what was acknowledged."""
    result, folder = Result(), ground.folder(ground.empty)
    away = folder.with_name(f"{folder.name}-away")
    with Child(_telling(ground, folder / "a.db")) as child:
        child.must_say("ack")
        child.listen(picks.uniform(0, 0.2))
        folder.rename(away)
        if not child.listen(30, "failed"):
            result.damaged.append(f"{folder}: nobody was told that the folder is gone")
        if picks.random() < 0.6:
            away.rename(folder)
            away = folder
            _recovers(child, result)
        child.kill()
    examine(ground, away / "a.db", acks_of(child), result)
    if away != folder:
        if folder.exists():
            result.damaged.append(f"{folder}: it was made anew")
        shutil.rmtree(away)
    return result


def _recovers(child: Child, result: Result) -> None:
    """All that waited is saved in the end."""
    start, before = time.monotonic(), len(child.said("ack"))
    while len(child.said("ack")) == before and time.monotonic() - start < 30:
        child.listen(0.05)
    result.seconds = max(result.seconds, time.monotonic() - start)
    if len(child.said("ack")) == before:
        result.lost.append(f"what waited was never saved: {child.heard[-2:]}")


def _telling(ground: Ground, path: Path) -> Callable[[Say], None]:
    """Answers one criterion after the other for ever, and says when saving fails."""

    def work(say: Say) -> None:
        def told(event: SaveEvent) -> None:
            if event.kind == "failed":
                say(f"failed {event.error}".replace("\n", " "))

        with Library(path, author="Ada", packs=ground.packs, on_event=told) as library:
            ref, number = library.find(NAME).id, 0
            while True:
                criterion = ground.criteria[number % len(ground.criteria)]
                said = Answer(note=f"Ada-{number}").to_data()
                library.writer.submit(Change(ref, answer_subject(criterion), said, "Ada", None)).result(60)
                say(f"ack {criterion} note Ada-{number}")
                number += 1

    return work


def read_only(ground: Ground, picks: Random) -> Result:
    """Folder and file become read-only between two starts: it is refused in words, and nothing changes."""
    result, folder = Result(), ground.folder(ground.empty)
    path = folder / "a.db"
    root = os.geteuid() == 0
    if root:
        if not all(each.stat().st_mode & 0o001 for each in ground.base.parents):
            return Result(skipped="nobody but root can get there")
        ground.base.chmod(0o711)
        for each in (folder, path):
            os.chown(each, NOBODY, NOBODY)

    def mortal(work: Callable[[Say], None]) -> Callable[[Say], None]:
        def run(say: Say) -> None:
            if root:  # no permission holds root back
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            try:
                work(say)
            except CopTuiError as error:
                say(f"refused {error.message}")

        return run

    with Child(mortal(_some_answers(ground, path, "Ada"))) as first:
        first.end()
    (folder if picks.random() < 0.5 else path).chmod(0o500)
    before = path.read_bytes()
    with Child(mortal(_some_answers(ground, path, "Bo"))) as second:
        second.end()
    if not second.said("refused") or path.read_bytes() != before:
        result.damaged.append(f"{path}: read-only, and yet: {second.heard}")
    folder.chmod(0o700)
    path.chmod(0o600)
    with Child(mortal(_some_answers(ground, path, "Cy"))) as third:
        third.end()
    examine(ground, path, [ack for child in (first, second, third) for ack in acks_of(child)], result)
    if look_into(path).answers != 15 or not third.said("done"):
        result.damaged.append(f"{path}: {third.heard[-2:]}")
    return result
