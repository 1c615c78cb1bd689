"""An assessment opened at the desk: what the tests of workspace, gaps, search and dialogs share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from cop_tui.domain.answers import Answer
from cop_tui.services.library import Library, Packs
from cop_tui.tui.screens.workspace import WorkspaceScreen
from tests.bundled import demo_facts
from tests.conftest import CopyDemo

from .conftest import WIDE, Started, wait_until

HOSTILE = "[/docs] [red]x[/] \x1b[31mred\x1b[0m $text {x} \\["
SHOWN = "[/docs] [red]x[/] [31mred[0m $text {x} \\["
"""What of it is kept and shown."""


@asynccontextmanager
async def desk(
    started: Started, prepared: Callable[..., str], size: tuple[int, int] = WIDE, **facts: Any
) -> AsyncIterator[tuple[Pilot[Any], WorkspaceScreen]]:
    """The workspace on an assessment which everything binds and in which nothing is answered."""
    prepared("Atlas", **{**demo_facts(), **facts})
    async with started(size=size, open_ref="Atlas") as pilot:
        yield pilot, await workspace(pilot)


@asynccontextmanager
async def demo_desk(
    started: Started, db: Path, copy_demo: CopyDemo, size: tuple[int, int] = WIDE
) -> AsyncIterator[tuple[Pilot[Any], WorkspaceScreen]]:
    """The workspace on the sample."""
    copy_demo(db)
    async with started(size=size, open_ref="Atlas 2026") as pilot:
        yield pilot, await workspace(pilot)


async def workspace(pilot: Pilot[Any]) -> WorkspaceScreen:
    """The workspace, once it is there."""
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, WorkspaceScreen))
    screen = pilot.app.screen
    assert isinstance(screen, WorkspaceScreen)
    await pilot.pause()
    return screen


def on_disk(db: Path, packs: Packs, criterion: str, name: str = "Atlas") -> Answer:
    """An answer as another program reads it."""
    library = Library(db, author="reader", packs=packs)
    try:
        return library.open(name).answer(criterion)
    finally:
        library.close()


async def type_text_into(pilot: Pilot[Any], text: str) -> None:
    """Put text into the field that has the focus, as a quick hand would."""
    field = pilot.app.focused
    assert isinstance(field, Input)
    field.value = text
    await pilot.pause()
