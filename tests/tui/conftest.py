"""The app on a file of the test's own, driven by key presses; what is on the screen is read as text."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from cop_tui.services.config import remember_tour
from cop_tui.services.library import Library, Packs
from cop_tui.tui.app import CopTuiApp

from .painting import paint_at_rest

WIDE = (150, 45)
NARROW = (80, 24)
TIMEOUT = 60.0

AppPilot = Pilot[None]
Started = Callable[..., AbstractAsyncContextManager[AppPilot]]


async def wait_until(pilot: Pilot[Any], holds: Callable[[], object], timeout: float = TIMEOUT) -> None:
    """Let the app work until `holds` does; fails after `timeout` seconds with what is on the screen."""
    end = time.monotonic() + timeout
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"not reached in {timeout} s; on the screen:\n{shown(pilot)}")
        await pilot.pause(0.02)
    await pilot.pause()


def shown(pilot: Pilot[Any]) -> str:
    """The text on the top screen, line by line."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


async def wait_for(pilot: Pilot[Any], *needles: str, timeout: float = TIMEOUT) -> str:
    """Wait until every needle is on the screen. Returns the text."""
    await wait_until(pilot, lambda: all(needle in shown(pilot) for needle in needles), timeout)
    return shown(pilot)


async def wait_for_offer(pilot: Pilot[Any], words: str) -> None:
    """Wait until the list on the top screen has the cursor on a line with these words: what enter will take."""

    def offered() -> bool:
        lists = list(pilot.app.screen.query(OptionList))
        line = lists[0].highlighted_option if lists else None
        return line is not None and words in str(line.prompt)

    await wait_until(pilot, offered)


async def type_text(pilot: Pilot[Any], text: str) -> None:
    """Press a key for each character."""
    names = {" ": "space", "-": "minus", "+": "plus", ".": "full_stop", ",": "comma", "/": "slash"}
    await pilot.press(*(names.get(character, character) for character in text))


@pytest.fixture(autouse=True)
def painted_at_rest(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What would only be painted over is not painted, but where keys are pressed at random: there all of it is."""
    if "test_monkey" not in request.module.__name__:
        paint_at_rest(monkeypatch)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Where the test's assessments are."""
    return tmp_path / "assessments.db"


@pytest.fixture
def started(db: Path, packs: Packs, today: date) -> Started:
    """`async with started() as pilot:` runs the app on the test's file until it is ready, and drains it at the end."""

    @asynccontextmanager
    async def start(size: tuple[int, int] = WIDE, *, newcomer: bool = False, **options: Any) -> AsyncIterator[AppPilot]:
        if not newcomer:  # who is new is offered a tour
            remember_tour()
        app = CopTuiApp(db, packs=packs, today=lambda: today, **options)
        try:
            async with app.run_test(size=size) as pilot:
                await wait_until(pilot, lambda: app.library is not None or app.failure is not None)
                yield pilot
        finally:
            app.close_library()

    return start


@pytest.fixture
def prepared(db: Path, packs: Packs, today: date) -> Callable[..., str]:
    """Make an assessment in the test's file before the app starts. Returns its id."""

    def make(name: str = "Wren 2026", **facts: Any) -> str:
        with Library(db, author="tester", packs=packs, today=lambda: today) as library:
            return library.create(name, provider="Wren Labs", model="Wren-7B", facts=facts).id

    return make
