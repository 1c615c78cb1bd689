"""What if: marks move the figures, a proposal is the smallest set, and nothing is ever stored."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from cop_tui.domain.whatif import smallest_set, what_if
from cop_tui.tui.screens.gaps import GapsScreen
from cop_tui.tui.screens.pick import PickScreen
from cop_tui.tui.screens.whatif import WhatIfScreen
from cop_tui.tui.screens.workspace import WorkspaceScreen
from cop_tui.tui.widgets.bars import percent
from cop_tui.tui.widgets.gap_table import ListTable
from cop_tui.tui.widgets.prose import Prose
from tests.conftest import CopyDemo

from .conftest import NARROW, WIDE, Started, shown, wait_until
from .desk import demo_desk


async def _what_if(pilot: Pilot[None]) -> WhatIfScreen:
    await pilot.press("g", "w")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, WhatIfScreen))
    screen = pilot.app.screen
    assert isinstance(screen, WhatIfScreen)
    await wait_until(pilot, lambda: screen.query_one(ListTable).line is not None)
    return screen


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_marks_move_the_figures_and_nothing_is_stored(
    started: Started, db: Path, copy_demo: CopyDemo, size: tuple[int, int]
) -> None:
    async with demo_desk(started, db, copy_demo, size) as (pilot, screen):
        session = screen.session
        before, kept = session.analysis, dict(session.kept())
        await _what_if(pilot)
        await pilot.press("space", "space", "space")
        fixed = [gap.criterion for gap in before.gaps[:3]]
        found = what_if(session.pack, session.scope, session.answers, session.register, fixed, session.today)
        await wait_until(pilot, lambda: f"{len(before.gaps)} → {len(before.gaps) - 3}" in shown(pilot))
        text = shown(pilot)
        assert f"→ {found.overdue_after}" in text
        assert percent(found.readiness_after) in text
        await pilot.press("0")
        await wait_until(pilot, lambda: f"{len(before.gaps)} → {len(before.gaps)}" in shown(pilot))
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, GapsScreen))
        assert session.kept() == kept
        assert session.analysis == before
        assert session.undo() is None


async def test_the_smallest_set_is_proposed_marked_and_explained(
    started: Started, db: Path, copy_demo: CopyDemo
) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        session = screen.session
        duty = next(o for o in session.analysis.obligations if o.verdict == "not met")
        found = smallest_set(
            session.pack, session.scope, session.answers, session.register, duty.id, session.today
        )  # fmt: skip
        await _what_if(pilot)
        await pilot.press("p")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, PickScreen))
        pilot.app.screen.query_one(Input).value = duty.article
        await pilot.press("enter")
        await wait_until(pilot, lambda: f"Proposed for {duty.article}" in shown(pilot))
        text = shown(pilot)
        assert "verdict changes" in text or "verdicts change" in text
        said = " ".join(row.body.plain for row in pilot.app.screen.query_one("#figures-text", Prose).rows)
        assert "No smaller set does it." in said
        table = pilot.app.screen.query_one(ListTable)
        marked = {str(k.value) for k in table.rows if str(table.get_row(k)[0]) == "[x]"}
        assert marked == set(found.criteria)
        await pilot.press("0")
        assert "Proposed" not in shown(pilot)


async def test_what_blocks_the_rest_is_said(started: Started, db: Path, copy_demo: CopyDemo) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        session = screen.session
        session.set_facts({**session.facts.to_data(), "chapters_signed": []})
        await _what_if(pilot)
        await pilot.press("p")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, PickScreen))
        pilot.app.screen.query_one(Input).value = "53(1)(c)"
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Blocked:" in shown(pilot))
        assert "alternative adequate" in " ".join(shown(pilot).split())


async def test_all_shown_can_be_marked_and_a_line_leads_to_its_criterion(
    started: Started, db: Path, copy_demo: CopyDemo
) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        gaps = screen.session.analysis.gaps
        missing = [g for g in gaps if g.state == "missing" and g.chapter == "CR"]
        await _what_if(pilot)
        await pilot.press("slash")
        pilot.app.screen.query_one(Input).value = "chapter:cr state:missing"
        await pilot.press("enter", "m")
        await wait_until(pilot, lambda: f"{len(gaps)} → {len(gaps) - len(missing)}" in shown(pilot))
        await pilot.press("t", "down", "t", "enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, WorkspaceScreen))
        assert screen.session.position == missing[0].criterion


async def test_a_small_terminal_holds_it(started: Started, db: Path, copy_demo: CopyDemo) -> None:
    async with demo_desk(started, db, copy_demo, (60, 20)) as (pilot, screen):
        await _what_if(pilot)
        await pilot.press("space", "m", "x", "equals_sign", "escape", "escape", "escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
