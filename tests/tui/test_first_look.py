"""The list that stands there before the file is open: what it shows, what its keys do, and how the rest follows."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from textual.widgets import DataTable

from cop_tui.domain.pack import Pack
from cop_tui.services.config import remember_tour
from cop_tui.services.library import Packs
from cop_tui.tui.app import CopTuiApp
from cop_tui.tui.first_look import look
from cop_tui.tui.screens import home
from cop_tui.tui.screens.workspace import WorkspaceScreen

from .conftest import WIDE, Started, shown, wait_for, wait_until


async def test_the_list_is_there_before_the_file_is_open_and_enter_waits_for_it(
    db: Path, packs: Packs, today: date, prepared: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared("Atlas 2026")
    prepared("Wren 2026")
    remember_tour()  # who is new is offered a tour
    go_on = threading.Event()
    newest = packs.newest

    def late() -> Pack:
        go_on.wait(30)
        return newest()

    monkeypatch.setattr(packs, "newest", late)
    app = CopTuiApp(db, packs=packs, today=lambda: today)
    look(app)
    try:
        async with app.run_test(size=WIDE) as pilot:
            await wait_for(pilot, "Atlas 2026", "Wren 2026")
            assert app.library is None
            assert "delete" not in shown(pilot)
            await pilot.press("enter")
            go_on.set()
            await wait_until(pilot, lambda: isinstance(app.screen, WorkspaceScreen))
            await wait_for(pilot, "Wren 2026")
            await pilot.press("escape")
            await wait_for(pilot, "Atlas 2026", "Wren 2026", "0–100 %", "delete")
    finally:
        go_on.set()
        app.close_library()


async def test_a_long_list_is_filled_little_by_little(
    started: Started, prepared: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "ROWS_AT_ONCE", 2)
    names = [f"Wren {year}" for year in range(2020, 2027)]
    for name in names:
        prepared(name)
    async with started() as pilot:
        table = pilot.app.screen.query_one(DataTable)
        await wait_until(pilot, lambda: table.row_count == len(names))
        text = await wait_for(pilot, *names)
        assert [line.split()[1] for line in text.splitlines() if line.strip().startswith("Wren")] == [
            name.split()[1] for name in reversed(names)
        ]
        await pilot.press("ctrl+end", "enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, WorkspaceScreen))
        await wait_for(pilot, names[0])
