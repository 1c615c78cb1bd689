"""A duty and all that is behind it, and every duty that a criterion serves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import TextArea

from cop_tui.services.library import Library, Packs
from cop_tui.tui.screens.dialogs import TextScreen
from cop_tui.tui.screens.explain import ExplainScreen
from cop_tui.tui.screens.obligation import ObligationScreen
from cop_tui.tui.screens.pick import PickScreen
from cop_tui.tui.screens.workspace import WorkspaceScreen
from cop_tui.tui.widgets.gap_table import ListTable
from tests.conftest import CopyDemo

from .conftest import WIDE, Started, shown, wait_until
from .desk import HOSTILE, demo_desk, desk

Prepared = Callable[..., str]


@pytest.mark.parametrize("size", [WIDE, (60, 20)])
async def test_a_duty_with_its_verdict_and_lists(
    started: Started, db: Path, copy_demo: CopyDemo, size: tuple[int, int]
) -> None:
    async with demo_desk(started, db, copy_demo, size) as (pilot, screen):
        session = screen.session
        screen.go_to("TR-1.1-03")
        await pilot.press("D")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, PickScreen))
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ObligationScreen))
        duty = session.analysis.obligation("AIA-53.1.a")
        assert duty is not None
        await wait_until(pilot, lambda: duty.verdict in shown(pilot))
        assert "Art. 53(1)(a)" in shown(pilot)
        for key in ("t", "pagedown", "t", "2", "x", "equals_sign"):
            await pilot.press(key)
            await pilot.pause()
        assert isinstance(pilot.app.screen, ExplainScreen)
        await pilot.press("escape", "3", "enter")
        await wait_until(
            pilot, lambda: len([s for s in pilot.app.screen_stack if isinstance(s, ObligationScreen)]) == 2
        )
        await pilot.press("escape", "1", "enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert session.position in duty.served_by or session.position in duty.decided_by


async def test_the_pane_beside_a_criterion_lists_every_duty_with_its_verdict(
    started: Started, db: Path, copy_demo: CopyDemo
) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        screen.go_to("TR-1.1-03")
        await pilot.pause()
        for name in screen.criterion.obligations:
            found = screen.session.analysis.obligation(name)
            assert found is not None
            assert found.article in shown(pilot)
            assert found.verdict in shown(pilot)


async def test_the_account_of_other_means_is_written_and_moves_the_verdict(
    started: Started, prepared: Prepared, db: Path, packs: Packs
) -> None:
    async with desk(started, prepared, chapters_signed=[]) as (pilot, screen):
        session = screen.session
        serving = [c.id for c in session.pack.served_by("AIA-53.1.c") if session.scope.asked(c.id)]
        session.answer_many(serving, "implemented")  # type: ignore[arg-type]
        duty = session.analysis.obligation("AIA-53.1.c")
        assert duty is not None
        assert (duty.verdict, duty.account) == ("undetermined", "missing")
        await pilot.app.push_screen(ObligationScreen(session, duty.id))
        await wait_until(pilot, lambda: "No account of alternative adequate means" in shown(pilot))
        await pilot.press("m")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, TextScreen))
        pilot.app.screen.query_one(TextArea).load_text(f"Own opt-out registry.\n{HOSTILE}")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Own opt-out registry" in shown(pilot))
        assert "● met" in shown(pilot)
        assert "[/docs] [red]" in shown(pilot)
        met = session.analysis.obligation(duty.id)
        assert met is not None
        assert met.account == "given"
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
    with Library(db, author="reader", packs=packs) as library:
        assert library.open("Atlas").register.accounts[duty.id].text.startswith("Own opt-out registry.")


async def test_other_means_are_not_offered_where_the_chapter_is_signed(
    started: Started, db: Path, copy_demo: CopyDemo
) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        await pilot.app.push_screen(ObligationScreen(screen.session, "AIA-53.1.c"))
        await wait_until(pilot, lambda: pilot.app.screen.query_one(ListTable).line is not None)
        await pilot.press("m")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ObligationScreen)
        assert "Other means" not in shown(pilot)


async def test_a_criterion_that_serves_one_duty_opens_it_at_once(
    started: Started, db: Path, copy_demo: CopyDemo
) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        screen.go_to("AIA-52.1-notify")
        await pilot.press("D")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ObligationScreen))
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, WorkspaceScreen))
        assert screen.session.position == "AIA-52.1-notify"
