"""A look into a file that is begun before it is opened tells the same as one that is taken then."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cop_tui.errors import DamagedError, NewerStoreError, NotOurFileError, UnwritableError
from cop_tui.services.library import Library
from cop_tui.store import ahead, database
from cop_tui.store.ahead import Ahead
from cop_tui.store.database import SCHEMA_VERSION, connect_writer, prepare
from cop_tui.store.writer import Writer


def spoil(path: Path) -> None:
    """Overwrite all but the first page, as a fault of the disk would."""
    held = path.read_bytes()
    path.write_bytes(held[:4096] + b"\xa5" * (len(held) - 4096))


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that are looked into, in turn."""
    seen: list[Path] = []

    def inspect(path: Path) -> int:
        seen.append(path)
        return database.inspect(path)

    monkeypatch.setattr(ahead, "inspect", inspect)
    return seen


def test_it_tells_the_version_and_looks_once(path: Path, looks: list[Path]) -> None:
    begun = Ahead(path)
    assert [begun.version(), begun.version()] == [SCHEMA_VERSION] * 2
    assert looks == [path]
    prepare(path, begun.version)
    assert looks == [path]


def test_what_is_refused_then_is_refused(path: Path, tmp_path: Path) -> None:
    spoil(path)
    other = tmp_path / "notes.txt"
    other.write_text("no database")
    for file, kind in ((path, DamagedError), (other, NotOurFileError), (tmp_path / "none.db", UnwritableError)):
        with pytest.raises(kind):
            Ahead(file).version()
    before = path.read_bytes()
    with pytest.raises(DamagedError):
        Library(path, author="Ada", ahead=Ahead(path))
    assert path.read_bytes() == before


def test_a_file_that_changes_meanwhile_is_looked_into_again(path: Path, looks: list[Path], writer: Writer) -> None:
    writer.close(60)
    begun = Ahead(path)
    assert begun.version() == SCHEMA_VERSION
    spoil(path)
    with pytest.raises(DamagedError):
        begun.version()
    assert looks == [path, path]


@pytest.mark.parametrize("side", ["-wal", "-journal"])
def test_a_log_or_journal_that_comes_to_lie_beside_it_counts(path: Path, looks: list[Path], side: str) -> None:
    begun = Ahead(path)
    path.with_name(path.name + side).touch()
    assert begun.version() == SCHEMA_VERSION
    assert looks == [path]  # readers leave empty ones behind
    path.with_name(path.name + side).write_bytes(b"something")
    begun.version()
    assert looks == [path, path]


def test_a_file_that_is_made_or_replaced_meanwhile(path: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.db"
    begun = Ahead(fresh)
    prepare(fresh, begun.version)
    assert Ahead(fresh).version() == SCHEMA_VERSION
    begun = Ahead(path)
    begun.version()
    path.unlink()
    shutil.copy(fresh, path)
    assert begun.version() == SCHEMA_VERSION


def test_what_is_written_and_logged_meanwhile_is_seen(path: Path, looks: list[Path]) -> None:
    begun = Ahead(path)
    begun.version()
    conn = connect_writer(path)
    conn.execute("PRAGMA user_version = 99")
    with pytest.raises(NewerStoreError):
        begun.version()
    conn.close()
    assert looks == [path, path]


def test_the_app_hands_it_to_the_library(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    from cop_tui.cli import app_start
    from cop_tui.tui import app

    given: list[Callable[[], int]] = []

    def run(path: Path, *, ahead: Ahead, **options: object) -> int:
        given.append(ahead.version)
        return 0

    monkeypatch.setattr(app_start, "need_terminal", lambda: None)
    monkeypatch.setattr(app, "run", run)
    assert app_start.start(path) == 0
    assert given[0]() == SCHEMA_VERSION
