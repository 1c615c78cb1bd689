"""Keys typed faster than the app opens what they are meant for: none is lost, none is taken as a command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key, Paste
from textual.pilot import Pilot

from cop_tui.domain.answers import State
from cop_tui.services.config import Settings
from cop_tui.tui.screens.evidence import EvidenceScreen
from cop_tui.tui.screens.gaps import GapsScreen
from cop_tui.tui.screens.search import SearchField, SearchScreen
from cop_tui.tui.screens.workspace import WorkspaceScreen
from cop_tui.tui.widgets.heat_map import HeatMap
from tests.bundled import demo_facts

from .conftest import Started, wait_until
from .desk import desk, workspace

Prepared = Callable[..., str]
TEXT = "every gap, 1 2 3 under /"


def burst(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys without waiting for any of them, as a terminal delivers what was typed ahead."""
    names = {"\r": "enter"}
    for key in keys:
        pilot.app.post_message(Key(names.get(key, key), key if len(key) == 1 else None))


async def test_a_note_typed_at_once(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        burst(pilot, "m", *TEXT, "escape", "1", "m", *"more")
        await wait_until(pilot, lambda: screen.session.answer("TR-1.1-02").note == "more")
        answer = screen.session.answer("TR-1.1-01")
        assert (answer.note, answer.state) == (TEXT, State.IMPLEMENTED)
        assert screen.session.position == "TR-1.1-02"


async def test_a_paste_right_after_the_key(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        burst(pilot, "m")
        pilot.app.post_message(Paste(TEXT))
        await wait_until(pilot, lambda: screen.session.answer("TR-1.1-01").note == TEXT)


async def test_dialogs_take_what_is_typed_at_once(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        burst(pilot, "o", *"Legal", "\r", "d", *"2027-01-31", "\r", "5", *TEXT, "\r", "4", "2")
        await wait_until(pilot, lambda: screen.session.answer("TR-1.1-03").state is State.PARTIAL)
        answer = screen.session.answer("TR-1.1-01")
        assert (answer.owner, answer.state, answer.reason) == ("Legal", State.ALTERNATIVE, TEXT)
        assert answer.due is not None
        assert answer.due.isoformat() == "2027-01-31"
        assert screen.session.answer("TR-1.1-02").state is State.MISSING


async def test_evidence_and_search_take_what_is_typed_at_once(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        burst(pilot, "v", *"Framework 2", "\r", "escape", "slash", *"SS-7.1-01", "\r", "2")
        await wait_until(pilot, lambda: screen.session.answer("SS-7.1-01").state is State.PARTIAL)
        assert [str(e) for e in screen.session.answer("TR-1.1-01").evidence] == ["Framework 2"]


@pytest.mark.parametrize(
    ("key", "kind"), [("v", EvidenceScreen), ("slash", SearchScreen), ("g", GapsScreen)], ids=["v", "slash", "g"]
)
async def test_keys_that_open_a_screen(started: Started, prepared: Prepared, key: str, kind: type[Any]) -> None:
    async with desk(started, prepared) as (pilot, screen):
        burst(pilot, key, "escape", key)
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, kind))
        assert screen.session.answers == {}
        if kind is SearchScreen:
            burst(pilot, *TEXT)
            await wait_until(pilot, lambda: [f.value for f in pilot.app.screen.query(SearchField)] == [TEXT])


async def test_leaving_and_coming_back_at_once(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, _):
        burst(pilot, "escape", "\r", "m", *"hi")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, WorkspaceScreen))
        screen = pilot.app.screen
        assert isinstance(screen, WorkspaceScreen)
        await wait_until(pilot, lambda: screen.session.answer("TR-1.1-01").note == "hi")


async def test_escape_and_a_letter_at_once_are_two_keys(started: Started, prepared: Prepared) -> None:
    """As one key with alt, which is how they come over a slow line."""
    async with desk(started, prepared) as (pilot, screen):
        burst(pilot, "slash", *"xyz")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))
        pilot.app.post_message(Key("alt+g", "g"))
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, GapsScreen))
        pilot.app.post_message(Key("alt+2", "2"))
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        await wait_until(pilot, lambda: screen.session.answer("TR-1.1-01").state is State.PARTIAL)
        burst(pilot, "slash", *"xyz")
        pilot.app.post_message(Key("alt+shift+g", "G"))
        await wait_until(pilot, lambda: pilot.app.screen is screen)


async def test_a_key_with_alt_that_is_set_stays_one_key(started: Started, prepared: Prepared) -> None:
    prepared("Atlas", **demo_facts())
    async with started(open_ref="Atlas", settings=Settings(Path("x"), keys={"workspace.gaps": ("alt+g",)})) as pilot:
        await workspace(pilot)
        pilot.app.post_message(Key("alt+g", "g"))
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, GapsScreen))


async def test_a_key_before_the_lists_are_drawn_is_no_fault(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, _):
        await pilot.press("g")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, GapsScreen))
        gaps = pilot.app.screen
        gaps._listings = ()  # type: ignore[attr-defined]
        gaps.action_list(1)  # type: ignore[attr-defined]
        assert gaps.listing.name == "Obligations"  # type: ignore[attr-defined]


async def test_the_heat_map_has_the_keys_when_the_screen_opens_on_it(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        for _ in range(2):
            await pilot.press("g")
            await wait_until(pilot, lambda: isinstance(pilot.app.screen, GapsScreen))
            await pilot.press("6")
            await wait_until(pilot, lambda: pilot.app.screen.query_one(HeatMap).has_focus)
            await pilot.press("escape")
            await wait_until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("g")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, GapsScreen))
        await wait_until(pilot, lambda: pilot.app.screen.query_one(HeatMap).has_focus)
