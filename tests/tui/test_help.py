"""Help and palette list what can be done now: every shown key, and nothing that does not apply."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cop_tui.tui.commands import binding_commands
from cop_tui.tui.screens.help import help_lines
from cop_tui.tui.widgets.keyline import shown_keys

from .conftest import NARROW, Started, shown, wait_for, wait_for_offer, wait_until


async def test_help_lists_the_keys_of_the_screen(started: Started, prepared: Callable[..., str]) -> None:
    prepared()
    async with started() as pilot:
        await wait_for(pilot, "Wren 2026")
        await pilot.press("question_mark")
        text = await wait_for(pilot, "Help", "Every assessment in this file", "x, del", "delete", "rename")
        assert "open the demo" not in text
        await pilot.press("question_mark")
        await wait_for(pilot, "Readiness", "Wren 2026")


async def test_help_fits_a_small_screen(started: Started) -> None:
    async with started((40, 12)) as pilot:
        await wait_for(pilot, "no assessment")
        await pilot.press("question_mark")
        await wait_for(pilot, "Help")
        await pilot.press("escape")
        await wait_for(pilot, "no assessment")


async def test_every_shown_key_is_in_help_and_palette(started: Started, prepared: Callable[..., str]) -> None:
    prepared()
    async with started() as pilot:
        await wait_for(pilot, "Wren 2026")
        screen = pilot.app.screen
        in_help = {words for _, words in help_lines(screen)}
        in_palette = {command.words.lower() for command in binding_commands(screen)}
        keys = shown_keys(screen)
        assert len(keys) >= 9
        for _, words, action, _ in keys:
            assert any(words in said for said in in_help), words
            assert any(words in said for said in in_palette) or action == "command_palette", words


async def test_every_binding_of_ours_has_an_id(started: Started, prepared: Callable[..., str]) -> None:
    prepared()
    async with started() as pilot:
        await wait_for(pilot, "Wren 2026")
        for press in ("", "n", "e", "question_mark"):
            if press:
                await pilot.press(press)
                await pilot.pause()
            for node, binding, _, _ in pilot.app.screen.active_bindings.values():
                if binding.show and type(node).__module__.startswith("cop_tui"):
                    assert binding.id, (type(node).__name__, binding.key)
            if press:
                await pilot.press("escape", "escape")
                await pilot.pause()


@pytest.mark.parametrize(
    ("typed", "offer", "expected"), [("rena", "Rename", "NameDialog"), ("help", "Help", "HelpScreen")]
)
async def test_the_palette_does_what_a_key_does(
    started: Started, prepared: Callable[..., str], typed: str, offer: str, expected: str
) -> None:
    prepared()
    async with started() as pilot:
        await wait_for(pilot, "Wren 2026")
        await pilot.press("ctrl+p", *typed)
        await wait_for_offer(pilot, offer)
        await pilot.press("enter")
        await wait_until(pilot, lambda: type(pilot.app.screen).__name__ == expected)


async def test_the_foot_keeps_help_however_narrow(started: Started, prepared: Callable[..., str]) -> None:
    prepared()
    async with started(NARROW) as pilot:
        await wait_for(pilot, "Wren 2026")
        for width in (80, 60, 50, 40):
            await pilot.resize_terminal(width, 24)
            await pilot.pause()
            assert "? help" in shown(pilot).splitlines()[-1]


async def test_keys_that_the_field_takes_are_not_shown(started: Started, prepared: Callable[..., str]) -> None:
    prepared()
    async with started() as pilot:
        await wait_for(pilot, "Wren 2026")
        await pilot.press("slash")
        await pilot.pause()
        foot = shown(pilot).splitlines()[-1]
        assert "n new" not in foot
        assert "ctrl+p" in foot
