"""The gap analysis on the sample: lists, filter, explanation, findings, and the way to the criterion and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Input

from cop_tui.domain.answers import State
from cop_tui.tui.screens.gaps import GapsScreen
from cop_tui.tui.screens.obligation import ObligationScreen
from cop_tui.tui.screens.signing import SigningScreen
from cop_tui.tui.screens.workspace import WorkspaceScreen
from cop_tui.tui.widgets.gap_table import Line, ListTable, gap_listing
from tests.conftest import CopyDemo

from .conftest import NARROW, Started, shown, wait_until
from .desk import HOSTILE, demo_desk, desk

Prepared = Callable[..., str]


async def test_gaps_come_by_priority_and_lead_to_their_criterion(
    started: Started, db: Path, copy_demo: CopyDemo
) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        gaps = screen.session.analysis.gaps
        await pilot.press("g")
        await wait_until(pilot, lambda: gaps[0].criterion in shown(pilot))
        text = shown(pilot)
        assert f"Gaps {len(gaps)}" in text
        assert "▓ demonstrated" in text
        assert gaps[0].priority.calculation in text
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert screen.session.position == gaps[1].criterion
        assert gaps[1].criterion in shown(pilot)


async def test_the_filter_combines_words(started: Started, db: Path, copy_demo: CopyDemo) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        await pilot.press("g")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, GapsScreen))
        await pilot.press("slash")
        field = pilot.app.screen.query_one(Input)
        assert field.has_focus
        field.value = "legal planned"
        await pilot.pause()
        table = pilot.app.screen.query_one(ListTable)
        expected = [
            g.criterion for g in screen.session.analysis.gaps if g.owner == "Legal" and g.state is State.PLANNED
        ]
        assert table.row_count >= len(expected) > 0
        field.value = "art. 53(1)(d) missing"
        await pilot.pause()
        assert "AIA-53.1.d" in shown(pilot)
        field.value = "xyzzy"
        await pilot.pause()
        assert "Nothing fits the filter." in shown(pilot)
        await pilot.press("escape")
        assert table.has_focus
        assert table.row_count == len(screen.session.analysis.gaps)
        await pilot.press("escape")
        assert pilot.app.screen is screen


async def test_the_filter_asks_single_parts_and_survives_leaving(
    started: Started, db: Path, copy_demo: CopyDemo
) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        expected = {
            g.criterion
            for g in screen.session.analysis.gaps
            if g.state is State.MISSING and g.chapter == "SS" and g.owner.casefold().startswith("safety")
        }
        await pilot.press("g", "slash")
        pilot.app.screen.query_one(Input).value = "state:missing chapter:SS owner:safety"
        await pilot.pause()
        table = pilot.app.screen.query_one(ListTable)
        assert {str(key.value) for key in table.rows} == expected
        assert expected
        await pilot.press("enter", "down", "enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("g")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, GapsScreen))
        table = pilot.app.screen.query_one(ListTable)
        await wait_until(pilot, lambda: table.row_count == len(expected))
        await pilot.press("g")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("g")
        await wait_until(pilot, lambda: "state:missing" in shown(pilot))
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen.query_one(ListTable).row_count > len(expected))


@pytest.mark.parametrize(
    ("word", "holds"),
    [
        ("state:missing", True),
        ("state:implemented", False),
        ("chapter:ss", True),
        ("chapter:tr", False),
        ("chapter:safety", True),
        ("owner:legal", True),
        ("owner:leg", True),
        ("owner:egal", False),
        ("owner:head_of", True),
        ("verdict:met", False),
        ("1:2", True),
        ("legal", True),
        ("nobody", False),
    ],
)
def test_a_word_with_a_name_asks_that_part_of_the_line(word: str, holds: bool) -> None:
    tags = ("state:missing", "chapter:ss", "chapter:safety and security", "owner:head of legal")
    line = Line("k", (), "ratio 1:2 for legal", (), (), False, tags)
    assert line.holds(word) is holds


async def test_obligations_open_with_all_that_is_behind_them(started: Started, db: Path, copy_demo: CopyDemo) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        duty = screen.session.analysis.obligations[0]
        await pilot.press("g", "2")
        await wait_until(pilot, lambda: duty.because in shown(pilot))
        assert duty.verdict in shown(pilot)
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ObligationScreen))
        await wait_until(pilot, lambda: duty.decided_by[0] in shown(pilot))
        await pilot.press("j", "enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert screen.session.position == duty.decided_by[1]


async def test_second_looks_are_reachable(started: Started, db: Path, copy_demo: CopyDemo) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        aside, open_checks = screen.session.analysis.against_scoping, screen.session.analysis.claimed_with_open_checks
        assert aside
        assert open_checks
        await pilot.press("g", "3")
        await wait_until(pilot, lambda: aside[0].criterion in shown(pilot))
        assert "the facts say that it binds" in shown(pilot)
        await pilot.press("tab")
        await wait_until(pilot, lambda: open_checks[0] in shown(pilot))
        await pilot.press("enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert screen.session.position == open_checks[0]


async def test_findings_stand_with_their_severity_and_lead_on(started: Started, db: Path, copy_demo: CopyDemo) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        found = screen.session.findings()
        await pilot.press("g", "5")
        await wait_until(pilot, lambda: f"Findings {len(found)}" in shown(pilot))
        assert "✗ error" in shown(pilot)
        assert found[0].hint[:40] in shown(pilot)
        await pilot.press("slash")
        pilot.app.screen.query_one(Input).value = "signoff-outdated"
        await pilot.press("enter", "enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, SigningScreen))
        await pilot.press("escape", "slash")
        pilot.app.screen.query_one(Input).value = "severity:error"
        await pilot.press("enter", "enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert screen.session.position == found[0].subject


async def test_a_changed_evidence_file_is_found_behind_the_picture(
    started: Started, prepared: Prepared, tmp_path: Path
) -> None:
    from cop_tui.services.evidence import add_piece

    paper = tmp_path / "framework.txt"
    paper.write_text("as registered")
    async with desk(started, prepared) as (pilot, screen):
        key = add_piece(screen.session, "Framework", file=paper)
        paper.write_text("as it is now")
        await pilot.press("g", "5")
        await wait_until(pilot, lambda: "evidence-file-changed" in shown(pilot) or key in shown(pilot))
        assert key in shown(pilot)


async def test_an_action_is_planned_for_the_gap_under_the_cursor(
    started: Started, db: Path, copy_demo: CopyDemo
) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        gap = screen.session.analysis.gaps[0]
        before = set(screen.session.register.actions)
        await pilot.press("g", "a")
        await wait_until(pilot, lambda: "Plan an action" in shown(pilot))
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, GapsScreen))
        made = set(screen.session.register.actions) - before
        assert len(made) == 1
        assert screen.session.register.actions[made.pop()].criteria == (gap.criterion,)


async def test_explanation_and_bars_can_be_switched(started: Started, db: Path, copy_demo: CopyDemo) -> None:
    async with demo_desk(started, db, copy_demo, NARROW) as (pilot, screen):
        await pilot.press("g")
        await wait_until(pilot, lambda: "Transparency" in shown(pilot))
        calculation = screen.session.analysis.gaps[0].priority.calculation
        assert calculation not in shown(pilot)
        await pilot.press("x")
        await pilot.pause()
        assert calculation in shown(pilot)
        await pilot.press("space", "c")
        await pilot.pause()
        assert "Transparency" not in shown(pilot)


async def test_nothing_answered_is_no_gap(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, _):
        await pilot.press("g")
        await wait_until(pilot, lambda: "No gap" in shown(pilot))
        await pilot.press("enter", "x", "c", "a", "escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, WorkspaceScreen)


async def test_hostile_words_in_the_lists(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        screen.session.change("TR-1.1-01", state="missing", owner=HOSTILE)
        screen.session.change("TR-1.1-03", state="not-applicable", reason=HOSTILE)
        await pilot.press("g")
        await wait_until(pilot, lambda: "[/docs] [red]" in shown(pilot))
        for key in ("2", "3", "4", "5"):
            await pilot.press(key)
            await pilot.pause()
        assert isinstance(pilot.app.screen, GapsScreen)


@pytest.mark.parametrize("size", [(100, 30), (40, 20)])
async def test_small_terminals(started: Started, db: Path, copy_demo: CopyDemo, size: tuple[int, int]) -> None:
    async with demo_desk(started, db, copy_demo, size) as (pilot, screen):
        await pilot.press("g")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, GapsScreen))
        await pilot.press("x", "2", "3", "4", "5", "1", "enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert screen.session.position == screen.session.analysis.gaps[0].criterion


async def test_back_from_a_criterion_the_cursor_is_on_it(started: Started, db: Path, copy_demo: CopyDemo) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        await pilot.press("g", "down", "down", "enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        here = screen.session.position
        await pilot.press("g")
        table = pilot.app.screen.query_one(ListTable)
        await wait_until(pilot, lambda: table.line is not None)
        assert table.line is not None
        assert table.line.key == here


async def test_every_line_of_gaps_can_be_found_by_its_parts(started: Started, db: Path, copy_demo: CopyDemo) -> None:
    async with demo_desk(started, db, copy_demo) as (_, screen):
        listing = gap_listing(screen.session, False)
        gap = screen.session.analysis.gaps[0]
        fitting = listing.matching(f"chapter:{gap.chapter} state:{gap.state} band:{gap.priority.band}")
        assert gap.criterion in {line.key for line in fitting}
