"""Putting a backup in place: whole or not at all, nothing lost, nothing old comes back."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cop_tui.errors import DamagedError, InputError, NewerStoreError, NotOurFileError, SaveError, UnwritableError
from cop_tui.store import backup, restore
from cop_tui.store.changes import Change
from cop_tui.store.database import SCHEMA_VERSION, connect_reader, connect_writer, prepare
from cop_tui.store.inspection import look_into
from cop_tui.store.repository import Repository
from cop_tui.store.writer import Writer


def revisions(path: Path) -> int:
    prepare(path)
    with contextlib.closing(connect_reader(path)) as conn:
        repository = Repository(conn)
        assert all(not repository.problems(each.id) for each in repository.assessments())
        return repository.counts()["revisions"]


@pytest.fixture
def copy(path: Path, writer: Writer, tmp_path: Path, founding: Callable[..., Change]) -> Path:
    """A backup with one revision; the file itself has one more, and is closed."""
    made = backup.back_up_to(path, tmp_path / "copies" / "copy.db")
    writer.submit(founding("bbbbccccdddd")).result(60)
    writer.close(60)
    return made


def test_the_backup_is_in_place_and_what_was_there_is_kept(path: Path, copy: Path) -> None:
    before = copy.read_bytes()
    done = restore.restore(path, copy)
    assert done.kept is not None
    assert (revisions(path), revisions(done.kept), done.held.revisions) == (1, 2, 1)
    assert copy.read_bytes() == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not [each for each in path.parent.iterdir() if each.name.startswith(".cop")]


def test_the_newest_good_backup(path: Path, writer: Writer, founding: Callable[..., Change]) -> None:
    assert restore.newest_good(path) is None
    good = backup.make(path)
    os.truncate(backup.make(path, now=datetime.now(UTC) + timedelta(days=1)).path, 5000)
    found = restore.newest_good(path)
    assert found is not None
    assert (found[0], found[1].revisions) == (good, 1)


def test_what_the_log_holds_is_kept_and_does_not_come_back(
    path: Path, copy: Path, tmp_path: Path, founding: Callable[..., Change]
) -> None:
    """After a crash the last changes are only in the log beside the file."""
    live = Writer(path)
    live.submit(founding("eeeeffff0000")).result(60)
    crashed = tmp_path / "crashed" / "assessments.db"
    crashed.parent.mkdir()
    for side in ("", "-wal"):
        shutil.copy(f"{path}{side}", f"{crashed}{side}")
    live.close(60)
    assert Path(f"{crashed}-wal").stat().st_size
    done = restore.restore(crashed, copy)
    assert done.kept is not None
    assert (revisions(crashed), revisions(done.kept)) == (1, 3)


@pytest.mark.parametrize("content", [b"", b"nothing", b"\x00" * 9000])
def test_in_the_place_of_a_damaged_file(path: Path, copy: Path, content: bytes) -> None:
    path.write_bytes(content)
    log = Path(f"{path}-wal")
    log.write_bytes(b"what a log may hold" * 400)
    Path(f"{path}-shm").write_bytes(b"x")
    done = restore.restore(path, copy)
    assert done.kept is not None
    assert done.kept.read_bytes() == content
    assert Path(f"{done.kept}-wal").read_bytes() == b"what a log may hold" * 400
    assert revisions(path) == 1


def test_a_foreign_log_is_not_taken_in(path: Path, copy: Path, tmp_path: Path, writer: Writer) -> None:
    other = tmp_path / "other.db"
    prepare(other)
    conn = connect_writer(other)
    conn.execute("CREATE TABLE strange (x)")
    shutil.copy(f"{other}-wal", f"{path}-wal")
    conn.close()
    before = path.read_bytes()
    done = restore.restore(path, copy)
    assert done.kept is not None
    assert revisions(path) == 1
    assert done.kept.read_bytes() == before or revisions(done.kept) == 2


def test_where_there_is_nothing_yet(copy: Path, tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "a.db"
    done = restore.restore(path, copy)
    assert (done.kept, revisions(path)) == (None, 1)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_log_without_its_file_does_not_come_back(copy: Path, tmp_path: Path) -> None:
    path = tmp_path / "alone" / "a.db"
    path.parent.mkdir()
    Path(f"{path}-wal").write_bytes(b"old")
    done = restore.restore(path, copy)
    assert done.kept is not None
    assert Path(f"{done.kept}-wal").read_bytes() == b"old"
    assert revisions(path) == 1


def test_an_older_backup_is_brought_up_to_date_when_it_is_opened(path: Path, copy: Path) -> None:
    older = Path(__file__).parents[2] / "data" / "assessments-v2.db"
    assert restore.restore(path, older).held.version == 2
    assert {each.name for each in older.parent.glob("assessments-v2.db*")} == {older.name}
    assert revisions(path) == 15


def test_what_is_refused(path: Path, copy: Path, tmp_path: Path) -> None:
    before = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    foreign, newer, broken, text = (tmp_path / name for name in ("foreign.db", "newer.db", "broken.db", "text"))
    with contextlib.closing(sqlite3.connect(foreign)) as conn:
        conn.execute("CREATE TABLE birds (name)")
    shutil.copy(copy, newer)
    with contextlib.closing(sqlite3.connect(newer)) as conn:
        conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    broken.write_bytes(copy.read_bytes()[:20_000])
    text.write_text("Dear diary")
    kinds = {foreign: NotOurFileError, newer: NewerStoreError, broken: DamagedError, text: NotOurFileError,
             tmp_path / "missing": UnwritableError, path: InputError}  # fmt: skip
    for source, kind in kinds.items():
        with pytest.raises(kind):
            restore.restore(path, source)
    for place in (foreign, tmp_path):
        with pytest.raises((NotOurFileError, InputError)):
            restore.restore(place, copy)
    assert {each.name: each.read_bytes() for each in path.parent.iterdir()} == before


@pytest.mark.parametrize("kind", ["reader", "writer", "transaction"])
def test_while_somebody_has_it_open(path: Path, copy: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process: locks of one's own process do not count."""
    monkeypatch.setattr(restore, "WAIT_MS", 50)
    code = (
        "import sys; from pathlib import Path; from cop_tui.store.database import *\n"
        f"conn = {'connect_reader' if kind == 'reader' else 'connect_writer'}(Path(sys.argv[1]))\n"
        f"conn.execute('{'BEGIN IMMEDIATE' if kind == 'transaction' else 'SELECT * FROM heads'}').fetchall()\n"
        "print('open', flush=True); sys.stdin.read()"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(SaveError, match="open in another program"):
            restore.restore(path, copy)
        damaged = path.read_bytes()
        path.write_bytes(b"damaged while it was open" * 1000)
        with pytest.raises(SaveError, match="open in another program"):
            restore.restore(path, copy)
        path.write_bytes(damaged)
        other.communicate("")
    assert revisions(path) == 2
    assert restore.restore(path, copy).kept is not None


def test_an_app_that_opened_it_just_before_writes_to_the_new_one(
    path: Path, copy: Path, founding: Callable[..., Change], open_writer: Callable[..., Writer]
) -> None:
    live = open_writer()
    live.submit(founding("eeeeffff0000")).result(60)
    new = path.with_name("new.db")
    shutil.copy(copy, new)
    os.replace(new, path)
    for side in ("-wal", "-shm"):
        Path(f"{path}{side}").unlink()
    live.submit(founding("111122223333")).result(60)
    live.close(60)
    assert revisions(path) == 2


KILLED = """
import os, sys
from pathlib import Path
from cop_tui.store import restore
calls = 0
def killing(function):
    def run(*args, **options):
        global calls
        calls += 1
        if calls == int(sys.argv[3]):
            os.kill(os.getpid(), 9)
        return function(*args, **options)
    return run
for name in ("fsync", "link", "replace", "rename", "open", "unlink"):
    setattr(os, name, killing(getattr(os, name)))
restore.restore(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
@pytest.mark.parametrize("damaged", [False, True])
def test_killed_at_any_moment(path: Path, copy: Path, tmp_path: Path, damaged: bool) -> None:
    """Afterwards the path leads to the old content or to the new, and the old is somewhere in any case."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    content, ended = path.read_bytes(), [-9]
    while ended[-1] == -9 and len(ended) < 40:
        step = len(ended)
        place = tmp_path / f"{step}" / "a.db"
        place.parent.mkdir()
        place.write_bytes(content[:30_000] if damaged else content)
        command = [sys.executable, "-c", KILLED, str(place), str(copy), str(step)]
        ended.append(subprocess.run(command, env=env, timeout=60, check=False, capture_output=True).returncode)
        kept = list(place.parent.glob("a.db.replaced-*Z"))
        if damaged:
            assert content[:30_000] in [each.read_bytes() for each in (place, *kept)]
            with contextlib.suppress(DamagedError):
                assert revisions(place) == 1
        else:
            assert 2 in [revisions(each) for each in (place, *kept)]
        assert restore.restore(place, copy).held.revisions == 1
        assert revisions(place) == 1
    assert ended[-1] == 0
    assert len(ended) > 6


def test_a_full_disk(path: Path, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> int:
        raise sqlite3.OperationalError("database or disk is full")

    before = path.read_bytes()
    monkeypatch.setattr(backup, "copy_database", full)
    with pytest.raises(SaveError):
        restore.restore(path, copy)
    assert path.read_bytes() == before
    assert {each.name.removeprefix(path.name) for each in path.parent.iterdir()} <= {"", "-wal", "-shm"}


def test_without_links(path: Path, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", link)
    done = restore.restore(path, copy)
    assert done.kept is not None
    assert (revisions(path), revisions(done.kept)) == (1, 2)


def test_cut_off_anywhere_it_is_refused(path: Path, copy: Path) -> None:
    """A file that is cut off at any of twenty places is refused, stays as it is, and can be restored."""
    content = path.read_bytes()
    places = random.Random(20261122)
    for _ in range(20):
        size = places.randrange(1, len(content))
        path.write_bytes(content[:size])
        with pytest.raises((DamagedError, NotOurFileError)) as caught:
            prepare(path)
        assert "cop-tui restore" in str(caught.value)
        assert "--recover" in str(caught.value)
        assert path.read_bytes() == content[:size]
    restore.restore(path, copy)
    assert revisions(path) == 1


def test_a_log_of_another_or_an_earlier_time_is_refused(
    path: Path, writer: Writer, tmp_path: Path, founding: Callable[..., Change]
) -> None:
    """A log that was swapped would put old or foreign pages over the new ones without any other sign."""
    early = Path(shutil.copy(f"{path}-wal", tmp_path / "early-wal"))
    for number in range(5):
        writer.submit(founding(f"{number:012x}")).result(60)
    writer.close(60)
    other = tmp_path / "other.db"
    prepare(other)
    foreign = Writer(other)
    foreign.submit(founding("999999999999")).result(60)
    late = Path(shutil.copy(f"{other}-wal", tmp_path / "late-wal"))
    foreign.close(60)
    before = path.read_bytes()
    for log in (early, late):
        shutil.copy(log, f"{path}-wal")
        with pytest.raises(DamagedError, match="does not belong to it"):
            prepare(path)
        assert path.read_bytes() == before
        Path(f"{path}-wal").unlink()
        Path(f"{path}-shm").unlink(missing_ok=True)
    assert revisions(path) == 6
    assert look_into(path).assessments == 6


def test_a_journal_of_another_file_is_not_rolled_back(path: Path, writer: Writer, tmp_path: Path) -> None:
    """A hot journal of another database would write that one's pages over ours."""
    writer.close(60)
    other = tmp_path / "other.db"
    code = (
        "import os, sqlite3, sys; conn = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "conn.execute('CREATE TABLE t (x)')\n"
        "for _ in range(90): conn.execute('INSERT INTO t VALUES (randomblob(3000))')\n"
        "conn.execute('PRAGMA cache_size = 1'); conn.execute('BEGIN')\n"
        "conn.execute('UPDATE t SET x = randomblob(3001)')\n"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(other)], timeout=60, check=False)
    shutil.copy(f"{other}-journal", f"{path}-journal")
    before = path.read_bytes()
    with pytest.raises(DamagedError, match="journal beside it"):
        prepare(path)
    assert path.read_bytes() == before
    Path(f"{path}-journal").unlink()
    assert revisions(path) == 1
