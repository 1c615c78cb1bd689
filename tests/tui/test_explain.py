"""Every figure under the cursor is explained line by line, from the workspace, the gaps and a duty."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.content import Content

from cop_tui.tui.screens.explain import ExplainScreen, subjects_of
from cop_tui.tui.screens.gaps import GapsScreen
from cop_tui.tui.screens.workspace import WorkspaceScreen
from cop_tui.tui.widgets.steps import TABLE_FROM, StepRow, columns
from tests.conftest import CopyDemo

from .conftest import NARROW, WIDE, Started, shown, wait_until
from .desk import demo_desk


@pytest.mark.parametrize("size", [WIDE, NARROW, (40, 12)])
async def test_a_criterion_and_what_it_goes_into(
    started: Started, db: Path, copy_demo: CopyDemo, size: tuple[int, int]
) -> None:
    async with demo_desk(started, db, copy_demo, size) as (pilot, screen):
        gap = screen.session.analysis.gaps[0]
        screen.go_to(gap.criterion)
        names = [name for name, _ in subjects_of(screen.session, gap.criterion)]
        assert names[0] == gap.criterion
        assert "Readiness" in names
        await pilot.press("equals_sign")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ExplainScreen))
        await wait_until(pilot, lambda: gap.criterion in shown(pilot))
        for _ in names:
            await pilot.press("tab")
            await pilot.pause()
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, WorkspaceScreen)


async def test_the_priority_of_a_gap_is_reckoned_line_by_line(started: Started, db: Path, copy_demo: CopyDemo) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        gap = screen.session.analysis.gaps[0]
        await pilot.press("g")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, GapsScreen))
        await pilot.press("equals_sign")
        await wait_until(pilot, lambda: "Calculation" in shown(pilot))
        text = shown(pilot)
        assert f"{gap.priority.value:.2f}" in text
        assert "Source" in text
        await pilot.press("5")
        await wait_until(pilot, lambda: "Readiness:" in shown(pilot))
        assert screen.session.analysis.readiness.words() in shown(pilot)


async def test_a_place_among_the_chapters_and_readiness_itself(started: Started, db: Path, copy_demo: CopyDemo) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        await pilot.press("f2", "home", "equals_sign")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ExplainScreen))
        await wait_until(pilot, lambda: "TR Transparency" in shown(pilot))
        await pilot.press("escape", "percent_sign")
        await wait_until(pilot, lambda: "Readiness:" in shown(pilot))
        assert screen.session.analysis.readiness.words() in shown(pilot)


async def test_a_duty_is_explained_with_its_rules(started: Started, db: Path, copy_demo: CopyDemo) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, _):
        await pilot.press("g", "2", "equals_sign")
        await wait_until(pilot, lambda: "Rule 1" in shown(pilot))
        assert "docs/method.md" in shown(pilot)


@pytest.mark.parametrize("width", [30, TABLE_FROM - 1, TABLE_FROM, 140])
def test_a_line_of_a_calculation_fits_its_width(width: int) -> None:
    cells = Content("a label"), Content("1 + 2 + 3 " * 12), Content("42"), Content("docs/method.md, Readiness")
    lines = StepRow(cells=cells).lines(width)
    assert all(line.cell_length <= width for line in lines)
    assert "42" in "\n".join(line.plain for line in lines)
    if width >= TABLE_FROM:
        assert sum(columns(width)) + 6 == width
