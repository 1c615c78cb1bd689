"""A first look tells exactly what the library tells, or nothing."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from cop_tui.services.glance import glance, id_of
from cop_tui.services.library import Library, Packs
from cop_tui.services.listed import glance_view
from cop_tui.services.views import list_view
from tests.conftest import TODAY


@pytest.fixture
def file(tmp_path: Path, packs: Packs, copy_demo: Callable[[Path], None]) -> Path:
    """A file that was closed in order, with the sample, an empty assessment and a deleted one; figures are kept."""
    path = tmp_path / "a.db"
    copy_demo(path)
    with Library(path, author="tester", packs=packs, today=lambda: TODAY) as library:
        library.create("Wren", model="W-1")
        library.delete(library.create("Gone").id)
        list_view(library)
    return path


def listed(path: Path, packs: Packs) -> list[dict[str, object]]:
    with Library(path, author="tester", packs=packs, today=lambda: TODAY) as library:
        return list_view(library)


def test_it_tells_what_the_library_tells(file: Path, packs: Packs) -> None:
    found = glance(file, TODAY)
    assert found is not None
    assert glance_view(found) == listed(file, packs)


def test_the_latest_come_first_and_only_so_many(file: Path) -> None:
    both, one = glance(file, TODAY, latest=2), glance(file, TODAY, latest=1)
    assert both is not None
    assert one == both[:1]
    assert [each.updated_at for each in both] == sorted((each.updated_at for each in both), reverse=True)
    assert all(each.figures is not None for each in both)


def test_figures_of_another_day_are_not_told(file: Path) -> None:
    found = glance(file, TODAY.replace(year=2030))
    assert found is not None
    assert all(each.figures is None for each in found)
    assert glance_view(found) is None


def test_it_changes_and_leaves_nothing(file: Path) -> None:
    for side in ("-wal", "-shm"):
        file.with_name(file.name + side).unlink(missing_ok=True)
    before = file.read_bytes(), sorted(path.name for path in file.parent.iterdir())
    assert glance(file, TODAY)
    assert before == (file.read_bytes(), sorted(path.name for path in file.parent.iterdir()))


def test_a_file_that_takes_more_than_a_look_is_left_to_the_library(file: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.db"
    assert glance(missing, TODAY) is None
    assert not missing.exists()
    (tmp_path / "text.db").write_text("no database at all, however long it may be " * 100)
    assert glance(tmp_path / "text.db", TODAY) is None
    assert glance(tmp_path, TODAY) is None
    log = file.with_name(f"{file.name}-wal")
    log.write_bytes(b"of another file")
    assert glance(file, TODAY) is None
    assert id_of(file, "Wren") is None
    log.unlink()
    with contextlib.closing(sqlite3.connect(file)) as conn:
        conn.execute("PRAGMA user_version = 99")
    assert glance(file, TODAY) is None


def test_an_id_goes_before_a_name_and_the_deleted_are_not_found(file: Path, packs: Packs) -> None:
    with Library(file, author="tester", packs=packs, today=lambda: TODAY) as library:
        wren = library.find("Wren")
    assert id_of(file, "Wren") == id_of(file, wren.id) == wren.id
    assert id_of(file, "Gone") is None
    assert id_of(file, wren.id[:6]) is None
