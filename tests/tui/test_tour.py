"""The tour: offered once, six steps, each pointing at one thing; it is never in the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.events import Key, Paste

from cop_tui.domain.answers import State
from cop_tui.services.config import Settings, remember_theme, remembered_theme, tour_remembered
from cop_tui.tui.screens.tour import STOPS, TourScreen
from cop_tui.tui.screens.workspace import WorkspaceScreen
from cop_tui.tui.typeahead import TypeAheadApp

from .conftest import NARROW, WIDE, Started, shown, wait_for, wait_until
from .desk import desk

Prepared = Callable[..., str]


async def test_who_is_new_is_offered_the_tour_once(started: Started, prepared: Prepared) -> None:
    prepared("Wren")
    remember_theme("light")
    async with started(open_ref="Wren", newcomer=True) as pilot:
        await wait_for(pilot, "New here?", "six short steps")
        await wait_until(pilot, tour_remembered)
        assert remembered_theme() == "light"
        await pilot.press("enter")
        await wait_for(pilot, "1 of 6")
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, WorkspaceScreen))
        await pilot.press("escape", "enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, WorkspaceScreen))
        await pilot.pause(0.2)
        assert isinstance(pilot.app.screen, WorkspaceScreen)
    remember_theme("dark")
    assert tour_remembered()


async def test_a_key_of_the_workspace_ends_it_and_does_its_work(started: Started, prepared: Prepared) -> None:
    prepared("Wren")
    async with started(open_ref="Wren", newcomer=True) as pilot:
        await wait_for(pilot, "New here?")
        screen = next(s for s in pilot.app.screen_stack if isinstance(s, WorkspaceScreen))
        first = screen.session.position
        await pilot.press("1")
        await wait_until(pilot, lambda: pilot.app.screen is screen and screen.session.answer(first).state)
        assert screen.session.position != first


@pytest.mark.parametrize("size", [WIDE, NARROW, (60, 20)])
async def test_six_steps_and_what_they_point_at(started: Started, prepared: Prepared, size: tuple[int, int]) -> None:
    async with desk(started, prepared, size) as (pilot, screen):
        await pilot.press("question_mark")
        await wait_for(pilot, "t starts a tour")
        await pilot.press("t")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, TourScreen))
        for number, stop in enumerate(STOPS, 1):
            await wait_for(pilot, f"{number} of 6", stop.title)
            (pointed,) = screen.query(".-toured")
            assert pointed is screen.query_one(stop.points_at)
            assert pointed.region.size, stop.points_at
            assert "{" not in shown(pilot)
            await pilot.press("enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert not screen.query(".-toured")
        assert screen.query_one("#criterion").has_focus
        await pilot.press("f5", "enter", "left")
        await wait_for(pilot, "1 of 6")


async def test_the_words_name_the_keys_as_they_are_set(started: Started, prepared: Prepared) -> None:
    prepared("Wren")
    async with started(open_ref="Wren", settings=Settings(keys={"workspace.next_open": ("w",)})) as pilot:
        await wait_for(pilot, "answered 0 of")
        await pilot.press("f5")
        await wait_for(pilot, "w goes to the")


async def test_it_is_not_offered_between_a_key_and_what_it_does(
    started: Started, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(started, prepared) as (pilot, screen):
        first = screen.session.position
        app = pilot.app
        assert isinstance(app, TypeAheadApp)
        hand_on = app._hand_on

        async def slowly(event: Key | Paste) -> None:
            await hand_on(event)
            monkeypatch.undo()
            monkeypatch.setattr("cop_tui.tui.screens.workspace.tour_remembered", lambda: False)
            app.when_at_rest(screen._offer_tour)

        monkeypatch.setattr(app, "_hand_on", slowly)
        app.post_message(Key("1", "1"))
        await wait_for(pilot, "New here?")
        assert screen.session.answer(first).state is State.IMPLEMENTED
        assert screen.session.position != first
