"""Automatic backups: whole, checked, private, few, and never in the way."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cop_tui.errors import DamagedError, InputError, SaveError, StoreError, UnwritableError
from cop_tui.store import backup, leftovers
from cop_tui.store.changes import Change
from cop_tui.store.database import SCHEMA_VERSION, prepare
from cop_tui.store.inspection import look_into
from cop_tui.store.writer import Writer

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


@pytest.mark.parametrize("umask", [0o000, 0o277])
def test_it_is_whole_and_private_whatever_the_umask(path: Path, writer: Writer, umask: int) -> None:
    """The writer is still open: its last changes are in the log."""
    old = os.umask(umask)
    try:
        made = backup.make(path, now=NOON)
    finally:
        os.umask(old)
    assert made.path == path.parent / "backups" / "assessments.db" / f"20261122T120000.000000Z-v{SCHEMA_VERSION}.db"
    assert (mode(made.path), mode(made.path.parent), mode(made.path.parent.parent)) == (0o600, 0o700, 0o700)
    assert names(made.path.parent) == [made.path.name]
    with contextlib.closing(sqlite3.connect(made.path)) as conn:
        assert conn.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    held = look_into(made.path)
    assert (held.names, held.revisions, held.version) == (("Atlas aaaabbbbcccc",), 1, SCHEMA_VERSION)
    assert backup.backups_of(path) == (made,)


def test_the_last_ten_are_kept(path: Path, writer: Writer) -> None:
    made = [backup.make(path, now=NOON + timedelta(days=day)) for day in range(13)]
    assert backup.backups_of(path) == tuple(reversed(made[3:]))


def test_of_a_day_the_last_is_kept(path: Path, writer: Writer) -> None:
    made = [backup.make(path, now=NOON + timedelta(hours=hour)) for hour in (-24, -20, 0, 1, 2)]
    assert backup.backups_of(path) == (made[4], made[1])


def test_of_nothing_none_is_made(tmp_path: Path) -> None:
    prepare(tmp_path / "a.db")
    assert backup.make_daily(tmp_path / "a.db", NOON) is None


def test_a_clock_that_was_set_back_costs_no_backup(path: Path, writer: Writer) -> None:
    for day in range(10):
        backup.make(path, now=NOON + timedelta(days=day))
    late = backup.make(path, now=NOON - timedelta(days=400))
    assert backup.backups_of(path)[0] == late
    assert late.path.exists()


def test_at_most_one_an_hour_and_only_of_something_new(
    path: Path, writer: Writer, founding: Callable[..., Change]
) -> None:
    today = datetime.now(UTC)
    first = backup.make_daily(path, today)
    assert first is not None
    assert backup.make_daily(path, today) is None
    assert backup.make_daily(path, today + timedelta(days=1)) is None
    writer.submit(founding("bbbbccccdddd")).result(60)
    assert backup.make_daily(path, today) is None
    assert backup.make_daily(path, today + timedelta(days=1)) is not None
    os.truncate(backup.backups_of(path)[0].path, 100)
    assert backup.due(path, today + timedelta(days=2))


def test_answers_need_the_last_space_more(path: Path, writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "SPARE", 1 << 60)
    with pytest.raises(SaveError, match="too little space"):
        backup.make_daily(path, NOON)
    assert not (path.parent / "backups").exists()


@pytest.mark.parametrize("what", ["backups", "backups/assessments.db"])
@pytest.mark.parametrize("kind", ["link", "file"])
def test_what_is_in_the_way_is_refused(path: Path, tmp_path: Path, what: str, kind: str) -> None:
    place, other = path.parent / what, tmp_path / "elsewhere"
    other.mkdir()
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(other) if kind == "link" else place.write_text("mine")
    with pytest.raises(UnwritableError, match="a link" if kind == "link" else "no folder"):
        backup.make(path)
    assert names(other) == []


def test_other_files_are_left_alone(path: Path, writer: Writer) -> None:
    folder = backup.folder_of(path)
    folder.mkdir(parents=True)
    for name in ("notes.txt", "20261122T120000.000000Z-v3.db.gz", "99999999T999999.000000Z-v3.db"):
        (folder / name).write_text("mine")
    (folder / "20200101T000000.000000Z-v3.db").symlink_to(path)
    for day in range(12):
        backup.make(path, now=NOON + timedelta(days=day))
    assert len(names(folder)) == 10 + 4


def test_backups_of_earlier_versions_are_listed(path: Path, writer: Writer) -> None:
    made = backup.make(path, now=NOON)
    beside = path.with_name("assessments.db.backup-v1-20250102T030405.000006Z")
    made.path.rename(beside)
    (found,) = backup.backups_of(path)
    assert (found.path, found.version, found.at) == (beside, 1, datetime(2025, 1, 2, 3, 4, 5, 6, UTC))


def test_leftovers_of_a_crash_go(path: Path, writer: Writer) -> None:
    folder = backup.make(path).path.parent
    with leftovers.partial(folder) as worked_on:
        newborn = folder / ".cop-tui-b.partial"
        dead, old, workshop = (folder / f".cop-tui-{name}.partial" for name in "acd")
        for each in (newborn, dead, old):
            each.write_text("half")
        workshop.mkdir()
        minute = time.time() - 60
        for each, at in ((worked_on, minute), (dead, minute), (old, 1), (workshop, 1)):
            os.utime(each, (at, at))
        assert set(leftovers.stale(folder)) == {dead, old, workshop}
        backup.make(path)
        assert set(folder.glob(".cop*")) == {worked_on, newborn}
    assert list(folder.glob(".cop*")) == [newborn]


def test_a_locked_leftover_goes_by_its_age(path: Path, writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system knows no such locks, an hour has to pass."""
    folder = backup.make(path).path.parent
    left = folder / ".cop-tui-a.partial"
    left.write_text("half")
    minute = time.time() - 60
    os.utime(left, (minute, minute))
    monkeypatch.setattr(sys, "platform", "win32")
    assert leftovers.stale(folder) == ()
    with leftovers.partial(folder) as made:
        assert made.exists()
    assert not made.exists()


def test_a_damaged_file_makes_no_backup(path: Path, writer: Writer) -> None:
    with contextlib.closing(sqlite3.connect(path)) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root = conn.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'revisions_subject'").fetchone()[0]
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff")
    with pytest.raises(DamagedError):
        backup.make(path)
    assert names(backup.folder_of(path)) == []


def test_a_copy_of_the_persons_choice(path: Path, writer: Writer, tmp_path: Path) -> None:
    target = tmp_path / "deep" / "copy.db"
    assert backup.back_up_to(path, target) == target
    assert (mode(target), mode(target.parent)) == (0o600, 0o700)
    before = target.read_bytes()
    with pytest.raises(InputError, match="there already"):
        backup.back_up_to(path, target)
    assert target.read_bytes() == before
    backup.back_up_to(path, target, force=True)
    assert names(target.parent) == ["copy.db"]
    prepare(target)


def test_a_copy_never_goes_over_the_file_itself(path: Path, writer: Writer, tmp_path: Path) -> None:
    link, hard = tmp_path / "link.db", tmp_path / "hard.db"
    link.symlink_to(tmp_path / "nowhere.db")
    os.link(path, hard)
    targets = (path, path.with_name("assessments.db-wal"), link, hard, tmp_path)
    for target in targets:
        with pytest.raises(InputError):
            backup.back_up_to(path, target, force=True)
    assert not (tmp_path / "nowhere.db").exists()
    assert look_into(path).revisions == 1


def test_an_empty_file_is_not_taken_for_a_new_one(path: Path, writer: Writer) -> None:
    backup.make(path)
    writer.close(5)
    path.write_bytes(b"")
    with pytest.raises(DamagedError, match="is empty"):
        prepare(path)
    assert path.read_bytes() == b""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["/bin/mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, check=False
        ).returncode
    )
    if not mounted:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["/bin/umount", str(place)], check=True)


def test_a_full_disk_leaves_no_half_backup(small_disk: Path, founding: Callable[..., Change]) -> None:
    path = small_disk / "a.db"
    prepare(path)
    writer = Writer(path)
    writer.submit(founding()).result(60)
    filler = small_disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb") as file:
        while True:
            file.write(b"x" * 4096)
            file.flush()
    with pytest.raises(SaveError, match="is full"):
        backup.make(path)
    with pytest.raises(SaveError, match="too little space"):
        backup.make_daily(path, NOON)
    with pytest.raises(SaveError):
        backup.back_up_to(path, small_disk / "copy.db")
    assert [each for each in small_disk.rglob("*") if each.suffix in (".partial",) or each.name == "copy.db"] == []
    filler.unlink()
    assert backup.make(path).path.exists()
    assert writer.close(5) == ()


LIMITED = """
import resource, sys
from pathlib import Path
from cop_tui.errors import StoreError
from cop_tui.store import backup
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    backup.make(Path(sys.argv[1]))
except StoreError as error:
    print(error.message)
"""
KILLED = """
import os, sys
from pathlib import Path
from cop_tui.store import backup
calls = 0
def killing(function):
    def run(*args, **options):
        global calls
        calls += 1
        if calls == int(sys.argv[2]):
            os.kill(os.getpid(), 9)
        return function(*args, **options)
    return run
for name in ("fsync", "link", "open", "unlink"):
    setattr(os, name, killing(getattr(os, name)))
backup.make(Path(sys.argv[1]))
"""


def child(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, env=env, timeout=60, check=False, capture_output=True, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of that kind")
def test_a_limit_on_the_size_of_files(path: Path, writer: Writer) -> None:
    done = child(LIMITED, path)
    assert done.returncode == 0, done.stderr
    assert str(path.parent) in done.stdout
    assert names(backup.folder_of(path)) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_killed_at_any_moment(path: Path, writer: Writer) -> None:
    """What is listed is whole, and the file itself is as it was."""
    ended = [-9]
    while ended[-1] == -9 and len(ended) < 40:
        ended.append(child(KILLED, path, len(ended)).returncode)
        for each in backup.backups_of(path):
            assert look_into(each.path).revisions == 1
        assert look_into(path).revisions == 1
    assert ended[-1] == 0
    assert len(ended) > 5


def test_a_backup_that_somebody_takes_away(path: Path, writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "_prune", lambda folder, spared: spared.unlink())
    with pytest.raises(SaveError, match="taken away"):
        backup.make(path)


def test_file_systems_without_links(path: Path, writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", link)
    made = backup.make(path, now=NOON)
    assert look_into(made.path).revisions == 1
    copy = path.parent / "copy"
    copy.write_text("x")
    with pytest.raises(FileExistsError):
        backup.place(copy, made.path)


def test_nothing_to_back_up(tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()
    with pytest.raises(InputError, match="nothing in"):
        backup.back_up_to(tmp_path / "a.db", tmp_path / "b.db")
    assert issubclass(DamagedError, StoreError)
