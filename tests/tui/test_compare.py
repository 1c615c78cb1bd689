"""Two sides beside each other, chosen from the home screen, the workspace and the comparison itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Input

from cop_tui.domain.compare import compare
from cop_tui.services.library import Library, Packs
from cop_tui.tui.screens.compare import CompareScreen
from cop_tui.tui.screens.dialogs import TextScreen
from cop_tui.tui.screens.home import HomeScreen
from cop_tui.tui.screens.obligation import ObligationScreen
from cop_tui.tui.screens.pick import PickScreen
from cop_tui.tui.screens.sides import past_day
from cop_tui.tui.screens.workspace import WorkspaceScreen
from cop_tui.tui.widgets.gap_table import ListTable
from tests.conftest import CopyDemo

from .conftest import WIDE, Started, shown, wait_for, wait_until
from .desk import demo_desk

Prepared = Callable[..., str]


async def test_an_earlier_day_beside_now_shows_every_kind_with_denominators(
    started: Started, db: Path, copy_demo: CopyDemo
) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        library = pilot.app.library  # type: ignore[attr-defined]
        day = "2026-10-01"
        found = compare(library.earlier(screen.session, day).side(), screen.session.side())
        await pilot.press("h")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, PickScreen))
        assert "now" not in [line.strip() for line in shown(pilot).splitlines()]
        pilot.app.screen.query_one(Input).value = "another day"
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, TextScreen))
        pilot.app.screen.query_one(Input).value = "2999-01-01"
        await pilot.press("enter")
        assert "still to come" in shown(pilot)
        pilot.app.screen.query_one(Input).value = day
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen))
        await wait_until(pilot, lambda: f"Newly answered {len(found.of('newly answered'))}" in shown(pilot))
        text = shown(pilot)
        assert f"of weight {found.readiness.before.weight}" in text
        assert f"of weight {found.readiness.after.weight}" in text
        for kind in ("regressed", "improved", "evidence lost"):
            changes = found.of(kind)
            assert (f"{kind.capitalize()} {len(changes)}" in text) is bool(changes)
        await pilot.press("s")
        await wait_until(pilot, lambda: "Answer removed" in shown(pilot))
        await pilot.press("equals_sign", "escape", "t", "t", "s", "slash")
        pilot.app.screen.query_one("#filter", Input).value = "change:newly_answered chapter:ss"
        await pilot.press("enter")
        number = 1 + _shown_kinds(pilot.app.screen).index("Newly answered")
        await pilot.press(str(number), "enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert screen.session.position.startswith("SS-")


def _shown_kinds(screen: object) -> list[str]:
    assert isinstance(screen, CompareScreen)
    return [listing.name for listing in screen._listings]


@pytest.mark.parametrize("size", [WIDE, (60, 20)])
async def test_two_assessments_from_home_and_back_into_one(
    started: Started, prepared: Prepared, db: Path, packs: Packs, size: tuple[int, int]
) -> None:
    prepared("Wren 2026")
    prepared("Atlas")
    with Library(db, author="tester", packs=packs) as library:
        library.open("Atlas").change("TR-1.1-01", state="missing")
    async with started(size=size) as pilot:
        await wait_for(pilot, "Atlas")
        await pilot.press("c")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, PickScreen))
        pilot.app.screen.query_one(Input).value = "wren"
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen))
        screen = pilot.app.screen
        await wait_until(pilot, lambda: screen.query_one(ListTable).line is not None)
        names = _shown_kinds(screen)
        await pilot.press(str(1 + names.index("Newly answered")), "x", "enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, WorkspaceScreen))
        workspace = pilot.app.screen
        assert isinstance(workspace, WorkspaceScreen)
        assert workspace.session.record.name == "Atlas"
        assert workspace.session.position == "TR-1.1-01"


async def test_nothing_differs_from_itself_and_sides_can_be_chosen_again(started: Started, prepared: Prepared) -> None:
    prepared("Atlas")
    prepared("Wren 2026")
    async with started() as pilot:
        await wait_for(pilot, "Atlas")
        await pilot.press("c")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, PickScreen))
        pilot.app.screen.query_one(Input).value = "last changed"
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen))
        for key in ("a", "b"):
            await pilot.press(key)
            await wait_until(pilot, lambda: isinstance(pilot.app.screen, PickScreen))
            pilot.app.screen.query_one(Input).value = "last changed"
            await pilot.press("enter")
            await wait_until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen))
        await wait_until(pilot, lambda: "Nothing that is compared differs." in shown(pilot))
        await pilot.press("enter", "equals_sign", "escape", "escape")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen))


async def test_a_verdict_leads_to_its_duty(started: Started, db: Path, copy_demo: CopyDemo) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        library = pilot.app.library  # type: ignore[attr-defined]
        before = library.earlier(screen.session, "2026-09-30")
        await pilot.app.push_screen(CompareScreen(before, screen.session, screen.session))
        await wait_until(pilot, lambda: "1 Verdicts" in shown(pilot))
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ObligationScreen))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-22"), ("yesterday", "2026-11-21"), ("-30d", "2026-10-23"), ("-2w", "2026-11-08"),
        (" 2026-10-01 ", "2026-10-01"),
    ],
)  # fmt: skip
def test_past_days_in_the_words_of_people(text: str, day: str) -> None:
    assert past_day(text, date(2026, 11, 22)).isoformat() == day


@pytest.mark.parametrize("text", ["", "-", "-xd", "tomorrow", "2026-02-30", "2026-11-23", "-999999d"])
def test_other_days_are_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="day|still to come"):
        past_day(text, date(2026, 11, 22))
