"""The list of assessments: what it shows, filters, renames, duplicates and deletes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import DataTable

from cop_tui.services.library import Library, Packs
from cop_tui.tui.app import SHEETS
from cop_tui.tui.screens.workspace import WorkspaceScreen

from .conftest import NARROW, WIDE, Started, shown, type_text, wait_for, wait_until

HOSTILE = "see [/docs] [red]x[/] [@click=app.quit]q[/]"


@pytest.mark.parametrize("size", [WIDE, NARROW, (60, 20)])
async def test_an_empty_file_says_what_to_do(started: Started, size: tuple[int, int]) -> None:
    async with started(size) as pilot:
        text = await wait_for(pilot, "There is no assessment here yet", "start one", "filled sample")
        assert "? help" in text
        assert "delete" not in text


async def test_the_list_shows_names_and_figures(started: Started, prepared: Callable[..., str]) -> None:
    prepared("Wren 2026", training_compute_flop=3e24, placement_mode="api", placed_date="2026-05-01")
    async with started() as pilot:
        text = await wait_for(pilot, "Wren 2026", "Wren-7B", "transparency, copyright", "0–100 %")
        assert "Readiness" in text
        assert "enter open" in text


async def test_at_80_columns_the_figures_are_still_there(started: Started, prepared: Callable[..., str]) -> None:
    prepared("A name that is rather longer than the column for names can show at this width")
    async with started(NARROW) as pilot:
        text = await wait_for(pilot, "0–100 %", "A name that")
        assert all(len(line) <= 80 for line in text.splitlines())


async def test_names_are_never_markup(started: Started, prepared: Callable[..., str]) -> None:
    prepared(HOSTILE)
    async with started() as pilot:
        await wait_for(pilot, HOSTILE)
        await pilot.press("x")
        await wait_for(pilot, HOSTILE, "It leaves the list")


async def test_filter(started: Started, prepared: Callable[..., str]) -> None:
    for name in ("Atlas 2026", "Wren 2026", "Wren 2027"):
        prepared(name)
    async with started() as pilot:
        await wait_for(pilot, "Atlas 2026")
        await pilot.press("slash")
        await type_text(pilot, "wren 2027")
        await wait_until(pilot, lambda: "Atlas" not in shown(pilot))
        assert "Wren 2027" in shown(pilot)
        assert "Wren 2026" not in shown(pilot)
        await pilot.press("escape")
        await wait_for(pilot, "Atlas 2026", "Wren 2026")


async def test_a_filter_that_matches_nothing_says_so(started: Started, prepared: Callable[..., str]) -> None:
    prepared("Wren 2026")
    async with started() as pilot:
        await wait_for(pilot, "Wren 2026")
        await pilot.press("slash", "z", "z")
        await wait_for(pilot, "No assessment matches")


async def test_rename_refuses_a_taken_name(
    started: Started, prepared: Callable[..., str], db: Path, packs: Packs
) -> None:
    prepared("Atlas")
    prepared("Wren")
    async with started() as pilot:
        await wait_for(pilot, "Atlas", "Wren")
        await pilot.press("r", "ctrl+u")
        await type_text(pilot, "Atlas")
        await pilot.press("enter")
        await wait_for(pilot, "already")
        await pilot.press("s", "enter")
        await wait_for(pilot, "Atlass")
    with Library(db, author="tester", packs=packs) as library:
        assert sorted(r.name for r in library.records()) == ["Atlas", "Atlass"]


async def test_duplicate(started: Started, prepared: Callable[..., str], db: Path, packs: Packs) -> None:
    prepared("Wren")
    async with started() as pilot:
        await wait_for(pilot, "Wren")
        await pilot.press("d")
        await wait_for(pilot, "Name of the copy", "Wren (copy)")
        await pilot.press("enter")
        await wait_for(pilot, "Readiness", "Wren (copy)")
    with Library(db, author="tester", packs=packs) as library:
        assert {r.name for r in library.records()} == {"Wren", "Wren (copy)"}


@pytest.mark.parametrize(("key", "left"), [("n", ["Wren"]), ("y", [])])
async def test_delete_asks_first(
    started: Started, prepared: Callable[..., str], db: Path, packs: Packs, key: str, left: list[str]
) -> None:
    prepared("Wren")
    async with started() as pilot:
        await wait_for(pilot, "Wren")
        await pilot.press("delete")
        await wait_for(pilot, "Delete “Wren”?")
        await pilot.press(key)
        await wait_for(pilot, "Wren" if left else "no assessment here yet")
    with Library(db, author="tester", packs=packs) as library:
        assert [r.name for r in library.records()] == left


async def test_the_demo_is_offered_and_opens(started: Started) -> None:
    async with started() as pilot:
        await wait_for(pilot, "filled sample")
        await pilot.press("o")
        await wait_until(pilot, lambda: type(pilot.app.screen).__name__ == "WorkspaceScreen")
        await pilot.press("escape")
        await wait_for(pilot, "Atlas 2026", "all + systemic risk")


async def test_a_resize_keeps_the_cursor(started: Started, prepared: Callable[..., str]) -> None:
    for name in ("A", "B", "C"):
        prepared(name)
    async with started() as pilot:
        await wait_for(pilot, "0–100 %")
        await pilot.press("down")
        home = pilot.app.screen
        chosen = home.chosen()  # type: ignore[attr-defined]
        for size in (NARROW, (40, 12), (20, 5), WIDE):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        assert home.chosen() == chosen  # type: ignore[attr-defined]
        await wait_for(pilot, "Readiness")


async def test_home_that_was_only_passed_by_lists_all_once_one_comes_back(
    started: Started, prepared: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also for who leaves the workspace before the list was made behind it."""
    prepared("Atlas 2026")
    prepared("Wren 2026")
    monkeypatch.setattr("cop_tui.tui.app.WARM_AFTER", 600.0)
    async with started(open_ref="Atlas 2026") as pilot:
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, WorkspaceScreen))
        assert not pilot.app.screen_stack[0].query(DataTable)
        await pilot.press("escape")
        await wait_for(pilot, "Atlas 2026", "Wren 2026", "0–100 %")
        assert isinstance(pilot.app.focused, DataTable)
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, WorkspaceScreen))


async def test_every_style_sheet_is_read_behind_the_first_picture(started: Started) -> None:
    """So a dialog looks the same whatever was opened before it."""
    async with started() as pilot:
        sheets = {str(path) for path in SHEETS.glob("*.tcss")}
        await wait_until(pilot, lambda: sheets <= {where for where, _ in pilot.app.stylesheet.source})
