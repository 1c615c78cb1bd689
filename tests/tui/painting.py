"""Painting only what somebody could look at: in tests no terminal takes what is painted each time something changes.

A screen is painted where the app has come to rest: after the keys of one `press`, and at the end of every `pause`,
click or change of size. That all that is passed on the way can be painted as well is for `test_monkey` and the tests
in `terminal`. After a `press` the keys have had their effect, however busy the machine is.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

import pytest
from rich.console import RenderableType
from textual._compositor import Compositor
from textual.app import App
from textual.pilot import Pilot

from cop_tui.tui.typeahead import TypeAheadApp

PATIENCE: Final = 1.0
"""Seconds for a key to have its effect; one that waits for what the test does next has none before that."""


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until the last key has had its whole effect, and the screen is laid out.

    Pilot takes an app for idle that uses no processor, as it does where others keep the processor from it.
    """
    app = pilot.app
    if isinstance(app, TypeAheadApp) and app._settling is not None:
        await asyncio.wait({app._settling}, timeout=PATIENCE)
    if app.is_running and app._screen_stack and not app._exit:
        await pilot._wait_for_screen()
        app.screen._on_timer_update()


def paint_at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on a change on the screen is remembered, and painted with all others at the next rest."""
    paint, pause, press = Compositor.render_update, Pilot.pause, Pilot.press

    def changed(compositor: Compositor, full: bool = False, **options: Any) -> RenderableType | None:
        return paint(compositor, full, **options) if full else None

    def at_rest(app: App[Any]) -> None:
        if app.is_running and app._screen_stack and app.screen._compositor._dirty_regions:
            paint(app.screen._compositor, screen_stack=app._background_screens)

    async def paused(pilot: Pilot[Any], delay: float | None = None) -> None:
        await pause(pilot, delay)
        if delay is None:
            at_rest(pilot.app)

    async def pressed(pilot: Pilot[Any], *keys: str) -> None:
        await press(pilot, *keys)
        await settled(pilot)
        at_rest(pilot.app)

    monkeypatch.setattr(Compositor, "render_update", changed)
    monkeypatch.setattr(Pilot, "pause", paused)
    monkeypatch.setattr(Pilot, "press", pressed)
