"""Sign-offs and baselines in the app: sign, outdate, revoke; freeze, verify, look at, compare."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from cop_tui.domain.answers import State
from cop_tui.services.library import Library, Packs
from cop_tui.tui.screens.baselines import BaselineScreen
from cop_tui.tui.screens.compare import CompareScreen
from cop_tui.tui.screens.confirm import ConfirmDialog
from cop_tui.tui.screens.explain import ExplainScreen
from cop_tui.tui.screens.form import FormScreen
from cop_tui.tui.screens.signing import SigningScreen
from cop_tui.tui.widgets.gap_table import ListTable

from .conftest import NARROW, WIDE, Started, shown, wait_until
from .desk import HOSTILE, desk

Prepared = Callable[..., str]


async def _fill(pilot: Pilot[Any], **values: str) -> None:
    """Fill the fields of the form that is open, and keep it."""
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, FormScreen))
    for name, value in values.items():
        pilot.app.screen.query_one(f"#field-{name}", Input).value = value
    await pilot.pause()
    await pilot.press("enter")


async def _signing(pilot: Pilot[Any]) -> SigningScreen:
    await pilot.press("s")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, SigningScreen))
    screen = pilot.app.screen
    assert isinstance(screen, SigningScreen)
    await wait_until(pilot, lambda: screen.query_one(ListTable).line is not None)
    return screen


async def test_a_sign_off_is_outdated_by_a_later_change(
    started: Started, prepared: Prepared, db: Path, packs: Packs
) -> None:
    async with desk(started, prepared) as (pilot, screen):
        session = screen.session
        await _signing(pilot)
        assert "not signed off" in shown(pilot)
        await pilot.press("s")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, FormScreen))
        await pilot.press("enter")
        assert "A name is needed." in shown(pilot)
        await _fill(pilot, name=f"Anna {HOSTILE}"[:60], role="Compliance lead", statement="Checked [/x].")
        await wait_until(pilot, lambda: "● stands" in shown(pilot))
        assert "Checked [/x]." in shown(pilot)
        assert session.signoff_stands("TR") is True
        session.change("TR-1.1-01", state=State.MISSING)
        await pilot.press("escape", "s")
        await wait_until(pilot, lambda: "OUTDATED" in shown(pilot))
        assert "Answered since: TR-1.1-01" in shown(pilot)
        await pilot.press("x")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("y")
        await wait_until(pilot, lambda: "OUTDATED" not in shown(pilot))
        assert "TR" not in session.register.signoffs
        await pilot.press("u")
        await wait_until(pilot, lambda: "OUTDATED" in shown(pilot))
    with Library(db, author="reader", packs=packs) as library:
        assert library.open("Atlas").register.signoffs["TR"].role == "Compliance lead"


async def test_a_baseline_is_frozen_verified_opened_and_compared(
    started: Started, prepared: Prepared, db: Path, packs: Packs
) -> None:
    async with desk(started, prepared) as (pilot, screen):
        session = screen.session
        session.change("TR-1.1-01", state=State.PARTIAL)
        await _signing(pilot)
        await pilot.press("n")
        await _fill(pilot, name="Board [/red]", author="Anna", role="Lead", note="first")
        await wait_until(pilot, lambda: "● verified" in shown(pilot))
        assert "Board [/red]" in shown(pilot)
        await pilot.press("n")
        await _fill(pilot, name="Board [/red]", author="Anna")
        await wait_until(pilot, lambda: "a baseline named" in shown(pilot))
        await pilot.press("escape")
        session.change("TR-1.1-01", state=State.IMPLEMENTED)
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, BaselineScreen))
        await wait_until(pilot, lambda: "TR-1.1-01" in shown(pilot))
        assert "read-only" in shown(pilot)
        assert "Frozen on" in shown(pilot)
        await pilot.press("equals_sign")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ExplainScreen))
        await wait_until(pilot, lambda: "Credit of partial" in shown(pilot))
        await pilot.press("escape", "c")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen))
        await wait_until(pilot, lambda: "2 Improved 1" in shown(pilot))
        await pilot.press("2", "enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert session.position == "TR-1.1-01"


async def test_comparing_a_baseline_with_now_from_the_list(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        await _signing(pilot)
        await pilot.press("n")
        await _fill(pilot, name="Start", author="Anna")
        await wait_until(pilot, lambda: "● verified" in shown(pilot))
        screen.session.change("CR-1.1-01", state=State.PLANNED)
        await pilot.press("c")
        await wait_until(pilot, lambda: "Newly answered 1" in shown(pilot))


@pytest.mark.parametrize("size", [WIDE, NARROW, (60, 20)])
async def test_every_size_shows_both_lists(started: Started, prepared: Prepared, size: tuple[int, int]) -> None:
    async with desk(started, prepared, size) as (pilot, screen):
        await _signing(pilot)
        await pilot.press("2", "enter", "s", "x", "1", "space", "equals_sign")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ExplainScreen))
        await pilot.press("escape", "enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert screen.session.position.startswith("TR-")
