"""The backup of the day: in the background, never in the way."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cop_tui.services import backups
from cop_tui.services.backups import Daily
from cop_tui.services.library import Library, Packs
from cop_tui.store import backup
from cop_tui.store.database import prepare
from cop_tui.store.inspection import look_into


def eventually(condition: Callable[[], object]) -> None:
    end, pause = time.monotonic() + 60, threading.Event()
    while not condition():
        assert time.monotonic() < end
        pause.wait(0.01)


def test_a_day_on_which_something_changes_has_one(tmp_path: Path, packs: Packs) -> None:
    path = tmp_path / "a.db"
    for name in ("Atlas", "Wren"):
        with Library(path, author="Ada", packs=packs) as library:
            library.create(name)
            assert library.backup_problem is None
    (made,) = backup.backups_of(path)
    assert made.written.date() == datetime.now(UTC).date()


def test_what_changed_in_the_last_hour_of_a_long_session_is_in_it(
    tmp_path: Path, packs: Packs, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.db"
    with Library(path, author="Ada", packs=packs) as library:
        library.create("Atlas")
        eventually(lambda: backup.backups_of(path))
        monkeypatch.setattr(backup, "AGAIN", timedelta())
        library.create("Wren")
    (made,) = backup.backups_of(path)
    assert look_into(made.path).names == ("Atlas", "Wren")


def test_a_look_makes_none(tmp_path: Path, packs: Packs) -> None:
    path = tmp_path / "a.db"
    prepare(path)
    with Library(path, author="Ada", packs=packs) as library:
        assert library.records() == ()
    assert backup.backups_of(path) == ()


def test_a_long_look_makes_one(tmp_path: Path, packs: Packs) -> None:
    path = tmp_path / "a.db"
    with Library(path, author="Ada", packs=packs) as library:
        library.create("Atlas")
    backup.backups_of(path)[0].path.unlink()
    daily = Daily(path, settled=0.01)
    with contextlib.closing(daily):
        eventually(lambda: backup.backups_of(path))
    assert daily.problem is None


def test_a_backup_that_fails_is_told_and_stops_nothing(tmp_path: Path, packs: Packs) -> None:
    path = tmp_path / "a.db"
    (tmp_path / "backups").write_text("in the way")
    with Library(path, author="Ada", packs=packs) as library:
        record = library.create("Atlas")
        eventually(lambda: library.backup_problem)
        assert library.find("Atlas") == record
        assert "no folder" in str(library.backup_problem)


def test_a_backup_that_takes_long_holds_nothing_up(
    tmp_path: Path, packs: Packs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Changes are saved while it runs, and closing waits for a bounded time only."""
    going, release = threading.Event(), threading.Event()

    def slow(path: Path, now: datetime) -> None:
        going.set()
        release.wait(120)

    monkeypatch.setattr(backup, "make_daily", slow)
    monkeypatch.setattr("cop_tui.services.library.LONGEST", 0.05)
    library = Library(tmp_path / "a.db", author="Ada", packs=packs)
    library.create("Atlas")
    assert going.wait(60)
    library.create("Wren")
    begun = time.monotonic()
    assert library.close(60) == ()
    assert time.monotonic() - begun < 30
    release.set()
    assert backups.LONGEST == 5.0
