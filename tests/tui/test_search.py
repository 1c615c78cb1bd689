"""Search: what is on the screen, what it keeps, and the way to a criterion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from cop_tui.services.query import Finder
from cop_tui.tui.screens.search import SearchScreen

from .conftest import NARROW, Started, shown, type_text, wait_for, wait_until
from .desk import HOSTILE, desk

Prepared = Callable[..., str]


async def searching(pilot: Pilot[Any], text: str) -> SearchScreen:
    """Open the search and put a text into it."""
    await pilot.press("slash")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))
    screen = pilot.app.screen
    assert isinstance(screen, SearchScreen)
    screen.query_one(Input).value = text
    await pilot.pause()
    return screen


async def test_enter_goes_to_the_hit_and_escape_stays(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        await pilot.press("slash", *"1.1-04")
        await wait_until(pilot, lambda: "SS-1.1-04" in shown(pilot))
        await pilot.press("escape")
        assert screen.session.position == "TR-1.1-01"
        await pilot.press("slash", *"tiers", "down", "up", "enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert screen.session.position == Finder(screen.session).query("tiers").hits[0].criterion


async def test_the_query_is_there_again_and_typing_replaces_it(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        await pilot.press("slash", *"tiers", "down", "enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("slash")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))
        field = pilot.app.screen.query_one(Input)
        await wait_until(pilot, lambda: field.value == "tiers" and "criteri" in shown(pilot))
        await pilot.press(*"zebra")
        assert field.value == "zebra"
        await pilot.press("escape", "slash")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))
        assert pilot.app.screen.query_one(Input).value == "zebra"


async def test_by_id_it_begins_empty_and_keeps_the_query(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        Finder.of(screen.session).last = "tiers"
        found: list[str | None] = []
        for typed, expected in (("A3.4-10", "SS-A3.4-10"), ("1.1-4", "SS-1.1-04"), ("ss-1.1-04", "SS-1.1-04")):
            pilot.app.push_screen(SearchScreen(screen.session, by_id=True), found.append)
            await wait_until(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))
            assert pilot.app.screen.query_one(Input).value == ""
            await type_text(pilot, typed)
            await pilot.press("enter")
            await wait_until(pilot, lambda: pilot.app.screen is screen)
            assert found[-1] == expected
        assert Finder.of(screen.session).last == "tiers"


async def test_filters_are_explained_and_what_is_wrong_is_said(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        screen.session.change("SS-1.1-04", state="missing", owner="Legal and compliance")
        await searching(pilot, "state:missing owner:legal")
        text = await wait_for(pilot, "1 criterion", "missing; owner with 'legal'")
        assert "Legal and compliance" in text
        await pilot.press("escape")
        await searching(pilot, "state:mising")
        text = await wait_for(pilot, "Did you mean missing?")
        assert "unanswered" in " ".join(text.split())
        await pilot.press("escape")
        await searching(pilot, "ownr:legal")
        await wait_for(pilot, "There is no filter 'ownr'. Did you mean owner?")


async def test_what_fits_only_nearly_is_said(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, _):
        await searching(pilot, "evalution")
        await wait_for(pilot, "all similar only", "valuation")
        await pilot.press("escape")
        await searching(pilot, "zzzzqqq")
        await wait_for(pilot, "Nothing fits all of this")


async def test_tab_completes(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        screen.session.change("SS-1.1-04", owner="Legal and compliance")
        await pilot.press("slash", *"sta")
        field = pilot.app.screen.query_one(Input)
        for keys, expected in (
            ((), "state:"), ("mi", "state:missing"), ((" ", *"-ow"), "state:missing -owner:"),
            ("le", 'state:missing -owner:"Legal and compliance"'),
        ):  # fmt: skip
            await type_text(pilot, "".join(keys))
            for _ in range(50):  # the offer comes a moment after the key
                await pilot.press("tab")
                if field.value == expected:
                    break
            assert field.value == expected


@pytest.mark.parametrize("size", [(150, 45), NARROW])
async def test_any_words_may_be_typed(started: Started, prepared: Prepared, size: tuple[int, int]) -> None:
    async with desk(started, prepared, size) as (pilot, screen):
        screen.session.change("SS-1.1-04", note=f"{HOSTILE} ß İİİ", owner="[/docs]")
        for words in (HOSTILE, "[", "\\", "(((", "ß", "İ", "-", '"', 'owner:"[/docs]', "x" * 300, "a:b"):
            found = await searching(pilot, words)
            assert found.query_one(Input).value == words
            text = shown(pilot)
            assert "criteri" in text or "Nothing fits" in text or "There is no filter" in text, words
            await pilot.press("escape")
            await wait_until(pilot, lambda: pilot.app.screen is screen)


async def test_the_cursor_survives_another_size(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, _):
        screen = await searching(pilot, "risk")
        await pilot.press("down", "down", "down")
        await pilot.resize_terminal(*NARROW)
        await pilot.pause()
        assert screen.query_one(OptionList).highlighted == 3
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        assert pilot.app.screen is screen
