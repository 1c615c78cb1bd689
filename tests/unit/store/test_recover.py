"""What can still be read of a damaged file, and that the damaged file is never touched."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cop_tui.errors import DamagedError, InputError, StoreError, UnwritableError
from cop_tui.store import salvage as salvaging
from cop_tui.store.carve import page_size, rows
from cop_tui.store.changes import Change, answer_subject, entry_subject
from cop_tui.store.database import connect_reader, prepare
from cop_tui.store.purge import purge
from cop_tui.store.recover import Recovery, recover
from cop_tui.store.repository import Repository
from cop_tui.store.writer import Writer

ID = "aaaabbbbcccc"
PACK = {"pack_id": "gpai-code", "pack_version": "2025-07-10", "pack_sha256": "f" * 64}
ANSWERS = 120
PAGE = 4096


@pytest.fixture
def full(path: Path, writer: Writer) -> Path:
    """A closed file with answers of all lengths, some changed, some long enough for pages of their own."""
    for number in range(ANSWERS):
        note = f"note {number} ☃ " * (1 + number % 7 * 60)
        change = Change(ID, answer_subject(f"X-{number}"), {"state": "partial", "note": note}, "Ada", None)
        writer.submit(change)
    writer.submit(Change(ID, entry_subject("evidence", "E-1"), {"title": "Framework"}, "Ada", None))
    writer.remember(ID, "X-7")
    assert writer.close(10) == ()
    return path


@pytest.fixture
def saved(full: Path, tmp_path: Path) -> Iterator[Callable[[], Recovery]]:
    """Recovers, and holds the damaged file and its folder to be untouched."""
    count = 0

    def run() -> Recovery:
        nonlocal count
        count += 1
        before = {each.name: each.read_bytes() for each in full.parent.iterdir() if each.is_file()}
        done = recover(full, tmp_path / f"new-{count}.db", PACK)
        assert {each.name: each.read_bytes() for each in full.parent.iterdir() if each.is_file()} == before
        assert oct(done.target.stat().st_mode)[-3:] == "600"
        assert not list(tmp_path.glob(".cop-tui-*"))
        prepare(done.target)
        return done

    yield run


def repository(path: Path) -> contextlib.closing[sqlite3.Connection]:
    return contextlib.closing(connect_reader(path))


def contents(path: Path) -> dict[str, str]:
    with repository(path) as conn:
        found = Repository(conn)
        return {c: stored.answer.note for c, stored in found.answers(ID).items()}


def overwrite(path: Path, at: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)


def root(path: Path, name: str) -> int:
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as conn:
        return int(conn.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,)).fetchone()[0])


def test_a_sound_file_gives_the_same(full: Path, saved: Callable[[], Recovery]) -> None:
    done = saved()
    assert (done.problems, done.damage, done.carved) == ((), (), 0)
    (found,) = done.assessments
    assert (found.answers, found.entries, found.revisions, found.deleted) == (ANSWERS, 1, ANSWERS + 2, False)
    with repository(full) as one, repository(done.target) as other:
        assert Repository(one).history(ID) == Repository(other).history(ID)
        assert Repository(one).current(ID) == Repository(other).current(ID)
        assert Repository(other).position(ID) == "X-7"


@pytest.mark.parametrize("name", ["revisions", "answers", "sqlite_autoindex_revisions_1", "revisions_subject"])
def test_without_the_root_of_a_tree_nothing_is_lost(full: Path, saved: Callable[[], Recovery], name: str) -> None:
    before = contents(full)
    overwrite(full, (root(full, name) - 1) * PAGE, b"\xff" * PAGE)
    with pytest.raises(DamagedError):
        prepare(full)
    done = saved()
    assert done.problems == ()
    assert contents(done.target) == before


def test_without_its_first_page_nothing_is_lost(full: Path, saved: Callable[[], Recovery]) -> None:
    before = contents(full)
    overwrite(full, 0, random.Random(1).randbytes(PAGE))
    with pytest.raises(StoreError, match="cop-tui"):
        prepare(full)
    done = saved()
    assert (done.problems, len(done.damage)) == ((), len(salvaging.TABLES))
    assert done.carved == ANSWERS + 2
    assert contents(done.target) == before


def test_random_bytes_anywhere(full: Path, saved: Callable[[], Recovery]) -> None:
    """What the damage did not touch is there; what it did is said, and no answer is made up."""
    before, content = contents(full), full.read_bytes()
    places = random.Random(20261122)
    for _ in range(12):
        full.write_bytes(content)
        at = places.randrange(PAGE, len(content) - PAGE)
        overwrite(full, at, places.randbytes(PAGE))
        done = saved()
        found = contents(done.target)
        assert len(found) >= ANSWERS - 30
        told = " ".join((*done.problems, *done.damage))
        assert all(note == before[criterion] or f"answer:{criterion} " in told for criterion, note in found.items())
        if found != before:
            assert done.problems


def test_cut_off_anywhere(full: Path, saved: Callable[[], Recovery]) -> None:
    before, content = contents(full), full.read_bytes()
    places = random.Random(7)
    for _ in range(4):
        full.write_bytes(content[: places.randrange(len(content) // 2, len(content))])
        done = saved()
        found = contents(done.target)
        assert len(found) >= ANSWERS // 4
        assert done.problems
        assert all(before[criterion].startswith(note[:20]) for criterion, note in found.items())


def test_what_is_only_in_the_log(full: Path, saved: Callable[[], Recovery], founding: Callable[..., Change]) -> None:
    writer = Writer(full)
    writer.submit(Change(ID, answer_subject("X-new"), {"state": "missing"}, "Ada", None)).result(60)
    log = Path(f"{full}-wal").read_bytes()
    main = full.read_bytes()
    writer.close(5)
    full.write_bytes(main)
    Path(f"{full}-wal").write_bytes(log)
    overwrite(full, 0, b"\x00" * 40)
    done = saved()
    assert "X-new" in contents(done.target)


def test_a_log_that_belongs_to_another_file(
    full: Path, saved: Callable[[], Recovery], tmp_path: Path, founding: Callable[..., Change]
) -> None:
    other = tmp_path / "other.db"
    prepare(other)
    writer = Writer(other)
    writer.submit(founding("999999999999")).result(60)
    shutil.copy(f"{other}-wal", f"{full}-wal")
    writer.close(5)
    before = full.read_bytes()
    done = saved()
    Path(f"{full}-wal").unlink()
    full.write_bytes(before)
    assert contents(done.target) == contents(full)


def test_what_stands_without_a_history(full: Path, saved: Callable[[], Recovery]) -> None:
    with contextlib.closing(sqlite3.connect(full)) as conn, conn:
        conn.execute("DELETE FROM revisions WHERE subject IN ('answer:X-3', 'assessment', 'evidence:E-1')")
        conn.execute("PRAGMA secure_delete = ON")
        conn.execute("VACUUM") if not conn.in_transaction else None
    done = saved()
    assert contents(done.target).keys() == {f"X-{number}" for number in range(ANSWERS)} or done.carved
    with repository(done.target) as conn2:
        assert Repository(conn2).current(ID).name == "Atlas aaaabbbbcccc"


def test_without_name_and_history_of_it(full: Path, saved: Callable[[], Recovery]) -> None:
    with contextlib.closing(sqlite3.connect(full, isolation_level=None)) as conn:
        conn.execute("DELETE FROM revisions WHERE subject = 'assessment'")
        conn.execute("DELETE FROM assessments")
        conn.execute("VACUUM")
    done = saved()
    (found,) = done.assessments
    assert (found.name, found.answers) == (f"Recovered {ID}", ANSWERS)
    assert any("could not be read" in words for words in done.problems)


def test_content_that_was_changed_is_taken_over_and_named(full: Path, saved: Callable[[], Recovery]) -> None:
    with contextlib.closing(sqlite3.connect(full, isolation_level=None)) as conn:
        conn.execute("UPDATE revisions SET author = 'Mallory' WHERE subject = 'answer:X-5'")
        conn.execute("UPDATE revisions SET after = 'no JSON' WHERE subject = 'answer:X-6'")
        conn.execute("VACUUM")
    done = saved()
    assert any("answer:X-5" in words and "does not match its hash" in words for words in done.problems)
    assert "X-6" in contents(done.target)


def test_two_of_one_name(full: Path, saved: Callable[[], Recovery], founding: Callable[..., Change]) -> None:
    writer = Writer(full)
    first = writer.submit(founding("bbbbccccdddd", name="Twin")).result(60)[0]
    writer.submit(Change("bbbbccccdddd", "assessment", None, "Ada", first.id)).result(60)
    writer.submit(founding("ccccddddeeee", name="Twin")).result(60)
    writer.close(5)
    with contextlib.closing(sqlite3.connect(full, isolation_level=None)) as conn:
        conn.execute("DELETE FROM revisions WHERE assessment = 'bbbbccccdddd' AND seq > ?", (first.seq,))
        conn.execute("DELETE FROM assessments WHERE id = 'bbbbccccdddd'")
        conn.execute("VACUUM")
    names = sorted(each.name for each in saved().assessments if "Twin" in each.name)
    assert len(set(names)) == 2


def test_what_was_purged_stays_away(full: Path, saved: Callable[[], Recovery], founding: Callable[..., Change]) -> None:
    writer = Writer(full)
    first = writer.submit(founding("bbbbccccdddd")).result(60)[0]
    writer.submit(Change("bbbbccccdddd", "assessment", None, "Ada", first.id)).result(60)
    writer.close(5)
    purge(full, "bbbbccccdddd", "Ada")
    assert [each.id for each in saved().assessments] == [ID]


@pytest.mark.parametrize("content", [b"", b"x", b"Dear diary " * 900, b"SQLite format 3\x00" + b"\xff" * 9000])
def test_nothing_to_save(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(content)
    with pytest.raises(DamagedError, match="Nothing could be read"):
        recover(path, tmp_path / "new.db", PACK)
    assert [each.name for each in tmp_path.iterdir()] == ["a.db"]
    assert path.read_bytes() == content


def test_nothing_is_overwritten(full: Path, tmp_path: Path) -> None:
    taken, link = tmp_path / "taken.db", tmp_path / "link.db"
    taken.write_text("mine")
    link.symlink_to(tmp_path / "nowhere")
    for target in (taken, link, full):
        with pytest.raises(InputError, match="there already"):
            recover(full, target, PACK)
    with pytest.raises(UnwritableError):
        recover(tmp_path / "missing.db", tmp_path / "new.db", PACK)
    assert taken.read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()


def test_pages_that_lead_in_a_circle_end() -> None:
    """A row whose pages name each other, or which claims to be longer than anything, is no row."""
    size = 512
    page = bytearray(size)
    page[0] = 0x0D
    page[3:5] = (2).to_bytes(2, "big")
    page[8:10], page[10:12] = (100).to_bytes(2, "big"), (300).to_bytes(2, "big")
    page[100:103] = b"\xbf\x7f\x01"  # a length of 8191 bytes, row 1
    page[300:310] = b"\xff" * 10
    header = b"SQLite format 3\x00" + size.to_bytes(2, "big")
    content = header.ljust(size, b"\x00") + bytes(page) + (2).to_bytes(4, "big").ljust(size, b"\x01")
    assert page_size(content) == size
    assert list(rows(content)) == []


def test_random_pages_are_no_rows_and_no_crash() -> None:
    noise = random.Random(3)
    for _ in range(60):
        page = bytearray(noise.randbytes(PAGE * 3))
        page[0] = page[PAGE] = page[2 * PAGE] = 0x0D
        found = list(rows(bytes(page), b"\x37\x7f\x06\x82" + noise.randbytes(20_000)))
        assert all(isinstance(row, tuple) for row in found)
    assert os.sep
