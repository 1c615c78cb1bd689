"""Leaving and coming back: the same assessment, the same criterion, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cop_tui.domain.answers import State
from cop_tui.services.library import Packs
from cop_tui.tui.screens.home import HomeScreen
from cop_tui.tui.screens.workspace import WorkspaceScreen

from .conftest import Started, shown, wait_until
from .desk import desk, on_disk, workspace

Prepared = Callable[..., str]


async def test_the_same_criterion_after_a_restart(started: Started, prepared: Prepared, db: Path, packs: Packs) -> None:
    async with desk(started, prepared) as (pilot, screen):
        await pilot.press("1", "2")
        screen.go_to("SS-3.1-01")
        await pilot.press("3", "m", *"half", "ctrl+q")
    note = on_disk(db, packs, "SS-3.2-01").note
    assert note == "half"
    assert on_disk(db, packs, "TR-1.1-02").state is State.PARTIAL
    async with started(open_ref="Atlas") as pilot:
        screen = await workspace(pilot)
        assert screen.session.position == "SS-3.2-01"
        assert "half" in shown(pilot)
        assert "answered 3 of" in shown(pilot)
        await pilot.press("escape")
        await wait_until(pilot, lambda: not isinstance(pilot.app.screen, WorkspaceScreen))
        assert "Atlas" in shown(pilot)


async def test_the_list_is_made_when_it_is_come_back_to(started: Started, prepared: Prepared) -> None:
    made = prepared("Atlas 2026")
    async with started(open_ref="Atlas 2026") as pilot:
        await workspace(pilot)
        home = pilot.app.screen_stack[0]
        assert isinstance(home, HomeScreen)
        assert home.chosen() is None
        await pilot.press("escape")
        await wait_until(pilot, lambda: home.chosen() == made)


async def test_escape_from_the_note_is_one_step_only(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        await pilot.press("m", "x", "escape")
        assert pilot.app.screen is screen
        await pilot.press("f4", "escape")
        assert pilot.app.screen is screen
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is not screen)
