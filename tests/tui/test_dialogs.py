"""The small dialogs, and days as people type them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.widgets import TextArea

from cop_tui.domain.answers import Answer, State
from cop_tui.domain.due import describe_day, parse_due
from cop_tui.services.library import Library, Packs
from cop_tui.services.steps import Conflict
from cop_tui.tui.screens.conflict import ConflictScreen
from cop_tui.tui.screens.dialogs import ReasonScreen, TextScreen

from .conftest import NARROW, WIDE, Started, shown, wait_until
from .desk import HOSTILE, desk

Prepared = Callable[..., str]
SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-12-15", date(2026, 12, 15)),
        (" 2026-12-15 ", date(2026, 12, 15)),
        ("+30d", date(2026, 12, 22)),
        ("+ 2 weeks", date(2026, 12, 6)),
        ("+3m", date(2027, 2, 22)),
        ("+7", date(2026, 11, 29)),
        ("today", SUNDAY),
        ("tomorrow", date(2026, 11, 23)),
        ("friday", date(2026, 11, 27)),
        ("Su", date(2026, 11, 29)),
    ],
)
def test_days_as_typed(typed: str, meant: date) -> None:
    assert parse_due(typed, SUNDAY) == meant


@pytest.mark.parametrize("typed", ["", "t", "2026-02-30", "15.12.2026", "soon", "+1y", "++3", "+99999d", "0000-00-00"])
def test_days_that_are_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"day|exist"):
        parse_due(typed, SUNDAY)


def test_days_in_words() -> None:
    assert describe_day(date(2026, 11, 27), SUNDAY) == "Friday 27 November 2026, in 5 days"
    assert describe_day(SUNDAY, SUNDAY).endswith(", today")
    assert describe_day(date(2026, 11, 21), SUNDAY).endswith(", yesterday")
    assert describe_day(date(2025, 11, 22), SUNDAY).endswith(", 365 days ago")


async def test_a_paragraph_takes_enter_and_a_new_line_another_key(started: Started) -> None:
    results: list[str | None] = []
    async with started(size=WIDE) as pilot:
        screen = ReasonScreen("SS-1.1-04", State.ALTERNATIVE, ["because", HOSTILE])
        pilot.app.push_screen(screen, results.append)
        await wait_until(pilot, lambda: "[/docs]" in shown(pilot))
        await pilot.press("a", "ctrl+j", "b")
        assert screen.query_one(TextArea).text == "a\nb"
        await pilot.press("enter")
        await wait_until(pilot, lambda: bool(results))
    assert results == ["a\nb"]


async def test_one_line_with_offers(started: Started) -> None:
    results: list[str | None] = []
    async with started(size=NARROW) as pilot:

        def check(text: str) -> str:
            if "x" in text:
                raise ValueError("no x, please")
            return f"understood: {text}"

        def ask(**options: Any) -> None:
            pilot.app.push_screen(TextScreen("Owner", suggestions=["Legal", "Security"], **options), results.append)

        ask(check=check)
        await wait_until(pilot, lambda: "Security" in shown(pilot))
        await pilot.press("s", "e", "x", "enter")
        assert "no x, please" in shown(pilot)
        await pilot.press("backspace")
        await pilot.pause()
        assert "understood: se" in shown(pilot)
        assert "Legal" not in shown(pilot)
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: len(results) == 1)
        ask(initial="Legal")
        await pilot.pause()
        await pilot.press("escape")
        await wait_until(pilot, lambda: len(results) == 2)
        ask(initial="Legal")
        await pilot.pause()
        await pilot.press("home", *["delete"] * 5, "enter")
        await wait_until(pilot, lambda: len(results) == 3)
    assert results == ["Security", None, ""]


@pytest.mark.parametrize(("key", "mine"), [("m", True), ("t", False)])
async def test_a_conflict_wants_a_choice(started: Started, key: str, mine: bool) -> None:
    results: list[bool | None] = []
    conflict = Conflict(
        "SS-1.1-04",
        Answer(state=State.IMPLEMENTED, note=HOSTILE),
        Answer(state=State.MISSING, owner="Legal"),
        "[/] other",
        datetime(2026, 11, 22, 12, tzinfo=UTC),
    )
    async with started(size=NARROW) as pilot:
        dialog = ConflictScreen(conflict)
        pilot.app.push_screen(dialog, results.append)
        await wait_until(pilot, lambda: "[/docs]" in shown(pilot))
        await wait_until(pilot, lambda: dialog.noticed)
        text = shown(pilot)
        assert "implemented" in text
        assert "missing" in text
        await pilot.press("escape")
        assert not results
        await pilot.press(key)
        await wait_until(pilot, lambda: bool(results))
    assert results == [mine]


async def test_what_was_being_typed_does_not_decide_a_conflict(started: Started) -> None:
    results: list[bool | None] = []
    answer = Answer(state=State.IMPLEMENTED)
    conflict = Conflict("SS-1.1-04", answer, answer, "other", datetime(2026, 11, 22, 12, tzinfo=UTC))
    async with started(size=NARROW) as pilot:
        dialog = ConflictScreen(conflict)
        pilot.app.push_screen(dialog, results.append)
        for letter in "mt":
            pilot.app.post_message(Key(letter, letter))
        await wait_until(pilot, lambda: dialog.noticed)
        assert pilot.app.screen is dialog
        await pilot.press("m")
        await wait_until(pilot, lambda: bool(results))
    assert results == [True]


async def test_an_app_that_ends_before_a_conflict_is_decided_keeps_both(
    started: Started, prepared: Prepared, db: Path, packs: Packs
) -> None:
    """The window may be closed, the machine shut down: what I wrote is in the history, theirs stands."""
    async with desk(started, prepared) as (pilot, screen):
        criterion = screen.session.position
        with Library(db, author="colleague", packs=packs) as other:
            other.open("Atlas").change(criterion, state="missing")
            other.writer.flush(60)
            screen.action_answer(1)
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConflictScreen))
        await wait_until(pilot, lambda: "NOT SAVED" in shown(pilot))
        pilot.app.exit()
    with Library(db, author="reader", packs=packs) as after:
        session = after.open("Atlas")
        said = [revision.after["state"] for revision in session.history(criterion) if revision.after]
        assert said[-3:] == ["missing", "implemented", "missing"]


async def test_what_was_removed_for_good_is_told_and_never_called_saved(
    started: Started, prepared: Prepared, db: Path, packs: Packs
) -> None:
    async with desk(started, prepared) as (pilot, screen):
        with Library(db, author="colleague", packs=packs) as other:
            other.delete("Atlas")
            other.purge(screen.session.record.id)
        await pilot.press("1")
        await wait_until(pilot, lambda: "NOT SAVED: There is no assessment" in shown(pilot))
        await pilot.press("2")
        await wait_until(pilot, lambda: screen.session.saving == 0)
        assert "NOT SAVED" in shown(pilot)


async def test_the_foot_of_a_dialog_names_no_key_that_does_nothing(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared, NARROW) as (pilot, _):
        await pilot.press("d")
        await wait_until(pilot, lambda: "enter take" in shown(pilot))
        assert "down choose" not in shown(pilot)


async def test_another_sessions_answers_arrive_and_conflicts_are_shown(
    started: Started, prepared: Prepared, db: Path, packs: Packs
) -> None:
    async with desk(started, prepared) as (pilot, screen):
        with Library(db, author="colleague", packs=packs) as other:
            theirs = other.open("Atlas")
            theirs.change("TR-1.1-02", state="partial")
        await wait_until(pilot, lambda: screen.session.answer("TR-1.1-02").state is State.PARTIAL)
        await pilot.press("1")
        assert screen.session.position == "TR-1.1-03"
        with Library(db, author="colleague", packs=packs) as other:
            other.open("Atlas").change("TR-1.1-03", state="missing")
            other.writer.flush(60)
            screen.action_answer(1)
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConflictScreen))
        assert "colleague answered at" in shown(pilot)
        assert "esc cancel" not in shown(pilot)
        dialog = pilot.app.screen
        assert isinstance(dialog, ConflictScreen)
        await wait_until(pilot, lambda: dialog.noticed)
        await pilot.press("t")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert screen.session.answer("TR-1.1-03").state is State.MISSING
