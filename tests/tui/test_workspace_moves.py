"""Getting about in the workspace: next, flagged, back and forward, ids; and how much is left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.events import Paste
from textual.widgets import Input, TextArea

from cop_tui.domain.answers import State
from cop_tui.services.library import Library, Packs
from cop_tui.tui.commands import NOT_LISTED, binding_commands
from cop_tui.tui.screens.search import SearchScreen
from cop_tui.tui.visits import Visits
from cop_tui.tui.widgets.keyline import live_bindings
from cop_tui.tui.widgets.navigator import Navigator
from cop_tui.tui.widgets.statusline import Part, fitted

from .conftest import NARROW, Started, shown, wait_for, wait_until
from .desk import desk, type_text_into

Prepared = Callable[..., str]


def test_visits_are_kept_as_a_browser_keeps_them() -> None:
    visits = Visits("a")
    assert visits.move(-1) is None
    for place in ("b", "b", "c"):
        visits.visit(place)
    assert [visits.move(-1), visits.move(-1), visits.move(-1)] == ["b", "a", None]
    assert visits.move(1) == "b"
    visits.visit("b")
    assert visits.move(1) == "c"
    visits.move(-1)
    visits.visit("d")
    assert visits.move(1) is None
    assert visits.move(-1) == "b"


async def test_next_in_measure_next_flagged_back_and_forward(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        session = screen.session
        await pilot.press("F")
        assert "Nothing is flagged" in shown(pilot)
        measure = [c.id for c in session.pack.places[session.position][2].criteria]
        first, flagged, last = measure[0], measure[2], measure[3]
        screen.go_to(flagged)
        await pilot.press("f", "F")
        assert "No other criterion is flagged" in shown(pilot)
        await pilot.press("1", "1")
        screen.go_to(flagged)
        await pilot.press("i")
        assert session.position == first  # round the end of the measure, past what is answered
        await pilot.press("1", "1")
        screen.go_to(last)
        await pilot.press("i")
        assert session.position == first
        assert "All of 1.1 is answered." in shown(pilot)
        screen.go_to("SS-1.1-04")
        await pilot.press("F")
        assert session.position == flagged
        await pilot.press("less_than_sign")
        assert session.position == "SS-1.1-04"
        await pilot.press("alt+left", "alt+right", "greater_than_sign")
        assert session.position == flagged
        await pilot.press("greater_than_sign")
        assert "where you were last" in shown(pilot)
        while "where you began" not in shown(pilot):
            await pilot.press("less_than_sign")
        await pilot.press("left_square_bracket")
        assert "This is the first measure." in shown(pilot)


async def test_a_colon_jumps_to_an_id(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared, NARROW) as (pilot, screen):
        for typed, meant in (("1.1-02", "TR-1.1-02"), ("ss1.1-4", "SS-1.1-04"), ("A3.4-10", "SS-A3.4-10")):
            await pilot.press("colon")
            await wait_until(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))
            await type_text_into(pilot, typed)
            await pilot.press("enter")
            await wait_until(pilot, lambda: pilot.app.screen is screen)
            assert screen.session.position == meant


async def test_how_far_and_how_much_is_left(
    started: Started, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 100_000, 60))
    monkeypatch.setattr("cop_tui.tui.screens.workspace.monotonic", lambda: float(next(clock)))
    async with desk(started, prepared) as (pilot, _):
        await wait_for(pilot, "answered 0 of 294 · chapter 0/15 · measure 0/4 · 294 left")
        await pilot.press("1", "2", "1", "1")
        assert "your pace" not in shown(pilot)
        await pilot.press("1")
        await wait_for(pilot, "answered 5 of 294 · chapter 5/15 · measure 1/7 · 289 left, about 4 h 50 min at your")
        await pilot.resize_terminal(*NARROW)
        await wait_for(pilot, "289 left, about 4 h 50 min", "chapter 5/15", "measure 1/7")
        await pilot.press("5")
        await pilot.press("escape")
        await wait_for(pilot, "Nothing changed.", "289 left")


def test_figures_make_room_and_the_most_important_one_stays() -> None:
    parts = [Part(("answered 3 of 9", "3/9"), 1), Part(("6 left, about 1 h", "6 left"), 0), Part(("2 gaps",), 2)]
    assert fitted(parts, " · ", 60) == "answered 3 of 9 · 6 left, about 1 h · 2 gaps"
    assert fitted(parts, " · ", 24) == "3/9 · 6 left · 2 gaps"
    assert fitted(parts, " · ", 12) == "3/9 · 6 left"
    assert fitted(parts, " · ", 3) == "6 left"
    assert fitted([], " · ", 9) == ""


async def test_every_action_that_applies_is_in_the_palette(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        for pane in ("criterion", "nav", "context"):
            screen.action_pane(pane)
            await pilot.pause()
            live = {b.action.rpartition(".")[2]: b for _, b, _, _ in live_bindings(screen) if b.id and b.description}
            wanted = {(b.tooltip or b.description).lower() for a, b in live.items() if not a.startswith(NOT_LISTED)}
            offered = {command.words.lower() for command in binding_commands(screen)}
            assert wanted <= offered
            for words in ("note in your own editor", "next flagged", "go to an id", "tour", "earlier answers", "terms"):
                assert any(words in each for each in offered), words
        await pilot.press("ctrl+p", *"flagged")
        await wait_for(pilot, "Next flagged")


async def test_what_others_answer_shows_and_nothing_moves(
    started: Started, prepared: Prepared, db: Path, packs: Packs
) -> None:
    async with desk(started, prepared) as (pilot, screen):
        nav = screen.query_one(Navigator)
        await pilot.press("f2", "down", "down")
        await pilot.pause()
        here = nav.cursor_node
        assert here is not None and here.data is not None
        with Library(db, author="colleague", packs=packs) as other:
            other.open("Atlas").change("TR-1.1-01", state="partial")
        await wait_for(pilot, "▸2 ◐ partial", "1/294")
        assert nav.cursor_node is here and nav.has_focus
        await pilot.press("m", "x")
        note = screen.query_one(TextArea)
        with Library(db, author="colleague", packs=packs) as other:
            session = other.open("Atlas")
            session.change("TR-1.1-02", state="missing")
            session.set_facts({**session.record.facts, "chapters_signed": ["TR"]})
        await wait_until(pilot, lambda: screen.session.answer("TR-1.1-02").state is State.MISSING)
        assert note.has_focus and note.text == "x" and note.cursor_location == (0, 1)
        assert screen.session.position == "TR-1.1-01"


async def test_a_paste_of_many_lines(started: Started, prepared: Prepared) -> None:
    lines = "first\nsecond\r\n\n  third"
    async with desk(started, prepared) as (pilot, screen):
        here = screen.session.position
        await pilot.press("m")
        pilot.app.post_message(Paste(lines))
        await wait_until(pilot, lambda: screen.session.answer(here).note == "first\nsecond\n\n  third")
        await pilot.press("escape", "o")
        pilot.app.post_message(Paste(lines))
        await wait_until(pilot, lambda: pilot.app.screen.query(Input) and pilot.app.screen.query_one(Input).value)
        assert pilot.app.screen.query_one(Input).value == "first second third"
        await pilot.press("enter")
        await wait_until(pilot, lambda: screen.session.answer(here).owner == "first second third")


async def test_a_long_note_stays_in_view_while_it_is_written(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared, NARROW) as (pilot, screen):
        await pilot.press("m")
        pilot.app.post_message(Paste("\n".join(f"line {n}" for n in range(30))))
        await wait_for(pilot, "line 29")
        await pilot.press("enter", *"last")
        await wait_for(pilot, "last", "line 29")
        await pilot.press(*["pageup"] * 4)
        await wait_for(pilot, "line 0")
        assert screen.query_one(TextArea).has_focus


async def test_what_was_undone_is_said_in_words(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        first = screen.session.position
        await pilot.press("f", "1", "P")
        await wait_until(pilot, lambda: pilot.app.screen is not screen)
        await pilot.press("escape")
        screen.go_to("SS-1.1-04")
        await pilot.press("u")
        assert screen.session.position == first
        assert f"Undone: {first} was implemented, is not answered again" in shown(pilot)
        screen.go_to("SS-1.1-04")
        await pilot.press("u")
        assert f"Undone: the flag of {first}" in shown(pilot)
        await pilot.press("u")
        assert "Nothing to undo." in shown(pilot)
        await pilot.press("ctrl+r")
        assert f"Done again: the flag of {first}" in shown(pilot)
