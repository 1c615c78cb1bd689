"""Any size at any moment: what has the focus keeps it, a small window says so calmly, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from cop_tui.domain.answers import State
from cop_tui.services.library import Packs
from cop_tui.tui.base import is_small
from cop_tui.tui.screens.home import HomeScreen
from cop_tui.tui.screens.workspace import WorkspaceScreen
from cop_tui.tui.widgets.alone import Alone
from cop_tui.tui.widgets.criterion import NoteArea
from tests.conftest import CopyDemo

from .conftest import NARROW, WIDE, Started, type_text, wait_for, wait_until
from .desk import demo_desk, desk, on_disk

Prepared = Callable[..., str]
SIZES = (NARROW, (40, 12), (1, 1), (120, 30))
TINY = (40, 12)
CALM = "too small for this"


async def _through_all_sizes(pilot: Pilot[Any]) -> None:
    """From the first to the last, or from the last to the first, where the one before ended."""
    screen, focused = pilot.app.screen, pilot.app.screen.focused
    for size in (SIZES if pilot.app.size == SIZES[0] else SIZES[::-1])[1:]:
        await pilot.resize_terminal(*size)
        await pilot.pause()
        assert pilot.app.screen is screen
        assert pilot.app.screen.focused is focused, size


OPENED = {
    "workspace": (), "navigator": ("f2",), "context": ("f4",), "note": ("m",), "search": ("slash",), "reason": ("5",),
    "evidence": ("v",), "owner": ("o",), "due": ("d",), "measure": ("a",), "help": ("question_mark",),
    "palette": ("ctrl+p",), "explain": ("equals_sign",), "facts": ("b",), "report": ("e",), "gaps": ("g",),
    "filter": ("g", "slash"), "obligations": ("g", "2"), "obligation": ("g", "2", "enter"), "heat": ("g", "6"),
    "trend": ("g", "7"), "what if": ("g", "w"), "sign-offs": ("g", "s"), "register": ("V",), "piece": ("V", "n"),
    "actions": ("A",), "action": ("A", "n"), "timeline": ("T",), "event": ("T", "n"),
}  # fmt: skip


@pytest.mark.parametrize("third", range(3))
async def test_resizing_with_every_screen_open_keeps_the_focus(
    started: Started, db: Path, copy_demo: CopyDemo, third: int
) -> None:
    async with demo_desk(started, db, copy_demo, NARROW) as (pilot, screen):
        for name, keys in list(OPENED.items())[third::3]:
            await pilot.press(*keys)
            await pilot.pause()
            assert keys == () or name in ("navigator", "context", "note") or pilot.app.screen is not screen, name
            await _through_all_sizes(pilot)
            for _ in range(6):
                if pilot.app.screen is screen and screen.query_one("#criterion").has_focus:
                    break
                await pilot.press("escape")
                await pilot.pause()
            assert pilot.app.screen is screen, name


async def test_in_a_small_window_the_criterion_stands_alone_and_answers(
    started: Started, prepared: Prepared, db: Path, packs: Packs
) -> None:
    async with desk(started, prepared) as (pilot, screen):
        await pilot.resize_terminal(*TINY)
        text = await wait_for(pilot, "the criterion alone", "TR-1.1-01", "1 ● implemented", "6 – not applicable")
        assert "1-6 answer" in text
        assert all(len(line) <= TINY[0] for line in text.splitlines())
        await pilot.press("2")
        await wait_for(pilot, "TR-1.1-02")
        await pilot.press("1", "p")
        await pilot.pause()
        await pilot.press("u")
        await wait_for(pilot, "TR-1.1-02")
        assert screen.session.answer("TR-1.1-02").state is None
        await pilot.press("5")
        await pilot.pause()
        assert pilot.app.screen is not screen
        await type_text(pilot, "model card")
        await pilot.press("enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert screen.session.answer("TR-1.1-02").reason == "model card"
        await pilot.press("n")
        await pilot.resize_terminal(*WIDE)
        await wait_for(pilot, "Why and where")
        assert not screen.query_one(Alone).display
    assert on_disk(db, packs, "TR-1.1-01").state is State.PARTIAL


async def test_a_note_that_is_being_written_stays_open_when_the_window_shrinks(
    started: Started, prepared: Prepared
) -> None:
    async with desk(started, prepared, NARROW) as (pilot, screen):
        await pilot.press("m")
        await pilot.resize_terminal(*TINY)
        await type_text(pilot, "1 2")
        assert screen.query_one(NoteArea).text == "1 2"
        assert screen.session.answer("TR-1.1-01").state is None
        assert not screen.query_one(Alone).display
        await pilot.press("escape")
        await wait_for(pilot, "the criterion alone")


async def test_what_cannot_be_seen_is_not_worked_on(started: Started, db: Path, copy_demo: CopyDemo) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        await pilot.press("g")
        await wait_for(pilot, "Gap analysis")
        gaps = pilot.app.screen
        await pilot.resize_terminal(*TINY)
        text = await wait_for(pilot, CALM)
        assert "esc back" in " ".join(text.split())
        await pilot.press("w", "enter", "6", "x")
        await pilot.pause()
        assert pilot.app.screen is gaps
        await pilot.press("question_mark")
        await wait_for(pilot, "Help")
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen))
        await wait_for(pilot, "Atlas 2026")


async def test_typing_goes_on_after_a_small_moment(started: Started, db: Path, copy_demo: CopyDemo) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, _):
        await pilot.press("g", "slash")
        await pilot.pause()
        field = pilot.app.screen.query_one(Input)
        await type_text(pilot, "le")
        await pilot.resize_terminal(*TINY)
        await pilot.resize_terminal(*NARROW)
        await type_text(pilot, "gal")
        assert field.value == "legal"
        assert field.has_focus


@pytest.mark.parametrize(
    ("size", "small"),
    [((40, 12), True), ((59, 15), True), ((39, 40), True), ((150, 9), True), ((60, 12), False), ((80, 12), False),
     ((59, 16), False), ((40, 20), False)],
)  # fmt: skip
def test_what_counts_as_small(size: tuple[int, int], small: bool) -> None:
    assert is_small(*size) is small


async def test_the_criterion_alone_fits(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (_, screen):
        for width, height in product((1, 10, 30, 38, 58), (1, 5, 12, 15)):
            for criterion in ("TR-1.1-01", "SS-3.2-01", "AIA-52.1-notify"):
                screen.session.position = criterion
                lines = list(screen.query_one(Alone).lines(width, height))
                assert all(line.cell_length <= width for line in lines), (width, height)
                if height >= 12 and width >= 38:
                    assert len(lines) <= height, (width, height)


def test_the_workspace_is_never_covered_by_the_sentence() -> None:
    assert WorkspaceScreen.too_small(WorkspaceScreen, 1, 1) is False  # type: ignore[arg-type]


async def test_the_palette_survives_a_window_without_room(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared, NARROW) as (pilot, screen):
        await pilot.resize_terminal(1, 1)
        await pilot.press("ctrl+p", "a", "pagedown", "pageup", "down")
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        await pilot.resize_terminal(*NARROW)
        await wait_for(pilot, "TR-1.1-01")
