"""Actions: planned from a gap, started, done with the criteria's new states, dropped with a reason, seen on a board."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from cop_tui.domain.answers import State
from cop_tui.domain.register import Action, ActionStatus
from cop_tui.services import actions
from cop_tui.services.session import Session
from cop_tui.tui.screens.action_form import FinishScreen
from cop_tui.tui.screens.actions import ActionsScreen
from cop_tui.tui.screens.form import FormScreen
from cop_tui.tui.screens.pick import PickScreen
from cop_tui.tui.widgets.action_list import criterion_actions, when_words
from cop_tui.tui.widgets.form import LineField
from tests.conftest import CopyDemo

from .conftest import Started, wait_for, wait_until
from .desk import HOSTILE, demo_desk, desk

Prepared = Callable[..., str]
FIRST, SECOND = "TR-1.1-01", "TR-1.1-03"


def planned(session: Session, what: str, **fields: object) -> str:
    return actions.add_action(session, Action.of({"what": what, **fields}))


async def test_an_action_is_planned_from_the_criterion_and_shown_beside_it(
    started: Started, prepared: Prepared
) -> None:
    async with desk(started, prepared) as (pilot, screen):
        session = screen.session
        session.change(FIRST, state="missing", owner="Legal")
        await pilot.press("P")
        await wait_for(pilot, "Plan an action", f"Close {FIRST}", "Legal")
        form = pilot.app.screen
        form.query_one("#field-due", LineField).value = "soonish"
        await pilot.press("enter")
        await wait_for(pilot, "is no day that is understood")
        form.query_one("#field-due", LineField).value = "+30d"
        await wait_for(pilot, "in 30 days")
        await pilot.press("enter")
        await wait_for(pilot, "Action planned", "Actions")
        (action,) = session.register.actions.values()
        assert (action.owner, action.due, action.criteria) == (
            "Legal", session.today + timedelta(days=30), (FIRST,),
        )  # fmt: skip
        rows = [row.body.plain for row in criterion_actions(session, FIRST, "-")]
        assert len(rows) == 1
        assert "open  in 30 days, Legal" in rows[0]
        await pilot.press("u")
        await wait_for(pilot, "Undone: A-")
        assert not session.register.actions
        assert session.position == FIRST


async def test_from_a_gap_to_an_action_that_is_done(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        session = screen.session
        for criterion in (FIRST, SECOND):
            session.change(criterion, state="missing")
        await pilot.press("A")
        await wait_for(pilot, "No action is planned")
        await pilot.press("n")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, PickScreen))
        await pilot.press("tab", "tab", "enter")
        await wait_for(pilot, "Plan an action", "2: TR-1.1-0")
        await pilot.press("enter")
        await wait_for(pilot, "Planned.", "Nobody yet  1", "no due date")
        (key,) = session.register.actions
        await pilot.press("s")
        await wait_for(pilot, "in progress")
        assert session.register.actions[key].status is ActionStatus.IN_PROGRESS
        await pilot.press("d")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, FinishScreen))
        await pilot.press("1", "enter")
        await wait_for(pilot, "What is the state of TR-1.1-0")
        await pilot.press("5", "enter")
        await wait_for(pilot, "Which other adequate means")
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, FinishScreen))
        assert session.answer(FIRST).state is State.MISSING
        await pilot.press("enter", *"ours", "enter")
        await wait_for(pilot, "Done; its criteria have their new state.", "Done and dropped  1")
        assert session.register.actions[key].status is ActionStatus.DONE
        states = [session.answer(c).state for c in session.register.actions[key].criteria]
        assert states == [State.IMPLEMENTED, State.ALTERNATIVE]
        await pilot.press("u")
        await wait_for(pilot, "Undone", "in progress")
        assert session.answer(FIRST).state is State.MISSING


async def test_the_board_groups_by_owner_or_by_due_date(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        session = screen.session
        today = session.today
        late = planned(session, "Write it down", owner="Legal", due=today - timedelta(days=12), criteria=(FIRST,))
        planned(session, "Test it", owner="Security", due=today + timedelta(days=5), criteria=(SECOND,))
        planned(session, "Plan it", owner="Legal")
        ended = planned(session, "Old idea", owner="Legal")
        actions.drop_action(session, ended, "not needed")
        await pilot.press("A")
        text = await wait_for(pilot, "Legal  2, 1 overdue", "Security  1", "overdue 12 days", "Done and dropped  1")
        assert "Old idea" not in text
        assert "3 actions to do · 1 overdue" in text
        await pilot.press("b")
        text = await wait_for(pilot, "Overdue  1", "Within 30 days  1", "No due date  1")
        assert text.index("Write it down") < text.index("Test it") < text.index("Plan it")
        await pilot.press("slash", *"old", "enter")
        await wait_for(pilot, "Old idea", "dropped")
        await pilot.press("o")
        await wait_for(pilot, "Open again.")
        assert session.register.actions[ended].status is ActionStatus.OPEN
        await pilot.press("escape", "b", "slash", *"legal", "enter")
        await wait_for(pilot, "Write it down")
        await pilot.press("enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert session.position == FIRST
        assert when_words(session.register.actions[late], today) == "overdue 12 days"


async def test_edit_drop_and_fold(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        session = screen.session
        key = planned(session, HOSTILE, owner=HOSTILE, criteria=(FIRST, SECOND))
        await pilot.press("A")
        await wait_for(pilot, "[/docs] [red]x[/]")
        await pilot.press("e")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, FormScreen))
        form = pilot.app.screen
        form.query_one("#field-what", LineField).value = "Do it"
        form.query_one("#field-criteria").focus()
        await pilot.press("space")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, PickScreen))
        await pilot.press("tab", "enter")
        await wait_until(pilot, lambda: pilot.app.screen is form)
        await pilot.press("enter")
        await wait_for(pilot, "Changed.")
        assert session.register.actions[key].what == "Do it"
        assert session.register.actions[key].criteria == (SECOND,)
        await pilot.press("x", "enter")
        await wait_for(pilot, "dropped with a reason")
        await pilot.press(*"no", "enter")
        await wait_for(pilot, "Dropped.", "Done and dropped  1")
        assert session.register.actions[key].reason == "no"
        await pilot.press("home", "up", "enter")
        await wait_for(pilot, "Do it")
        await pilot.press("V")
        await wait_for(pilot, "Evidence register")
        await pilot.press("A")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ActionsScreen))
        assert len(pilot.app.screen_stack) == 3
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
async def test_small_terminals(started: Started, db: Path, copy_demo: CopyDemo, size: tuple[int, int]) -> None:
    async with demo_desk(started, db, copy_demo, size) as (pilot, screen):
        await pilot.press("A")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ActionsScreen))
        for key in ("e", "d", "x", "n"):
            await pilot.press(key)
            await pilot.pause()
            assert not isinstance(pilot.app.screen, ActionsScreen), key
            await pilot.press("escape")
            await pilot.pause()
        await pilot.press("b", "space", "s", "question_mark", "escape", "P", "escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
