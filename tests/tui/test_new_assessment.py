"""A new assessment in four steps: nothing is lost on the way, and what binds is shown at every answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cop_tui.domain.pack import Pack
from cop_tui.services.library import Library, Packs
from cop_tui.tui.screens.draft import Draft
from cop_tui.tui.screens.new_assessment import NewAssessmentScreen
from cop_tui.tui.screens.scope_words import brief, duties, standing, summary
from cop_tui.tui.widgets.questions import QuestionList

from .conftest import NARROW, WIDE, AppPilot, Started, shown, type_text, wait_for, wait_until

HOSTILE = "[/b] [red]x"


async def begin(pilot: AppPilot) -> NewAssessmentScreen:
    await wait_for(pilot, "new")
    await pilot.press("n")
    await wait_for(pilot, "What is this assessment to be")
    screen = pilot.app.screen
    assert isinstance(screen, NewAssessmentScreen)
    return screen


async def answer(pilot: AppPilot, *keys: str) -> None:
    """Press keys one by one, letting each have its effect, as a person does."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


def at(screen: NewAssessmentScreen) -> str | None:
    return screen.query_one(QuestionList).current


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_the_whole_journey(started: Started, db: Path, packs: Packs, size: tuple[int, int]) -> None:
    async with started(size) as pilot:
        screen = await begin(pilot)
        await type_text(pilot, "Wren")
        await answer(pilot, "enter", *"Labs", "enter", "enter")
        assert at(screen) == "actor"
        await answer(pilot, "1", "2", "1", "1", "2", "enter")
        await wait_until(pilot, lambda: at(screen) == "sole_scientific_rd")
        await answer(pilot, "2", "2")
        assert at(screen) == "placed_date"
        await answer(pilot, *"2026")
        await answer(pilot, "minus", "0", "5", "minus", "0", "1", "enter")
        await answer(pilot, "3", "e", "2", "5", "enter")
        assert at(screen) == "cumulative_compute_flop"
        await answer(pilot, "f4")
        text = await wait_for(pilot, "Provider of a GPAI model with systemic risk", "Your posture, chapter by chapter")
        assert "presumption" not in text
        await answer(pilot, "n")
        await wait_for(pilot, "Ready to begin answering", "Wren", "Labs")
        await answer(pilot, "enter")
        await wait_until(pilot, lambda: type(pilot.app.screen).__name__ == "WorkspaceScreen")
    with Library(db, author="tester", packs=packs) as library:
        record = library.find("Wren")
        assert record.provider == "Labs"
        assert record.facts == {
            "actor": "developer",
            "established_in_eu": False,
            "size": "large",
            "chapters_signed": ["TR", "CR"],
            "sole_scientific_rd": False,
            "placement_mode": "api",
            "placed_date": "2026-05-01",
            "training_compute_flop": 3e25,
        }


async def test_the_result_follows_every_answer(started: Started) -> None:
    async with started() as pilot:
        screen = await begin(pilot)
        await answer(pilot, "x", "f4")
        await wait_for(pilot, "Not settled yet", "Still open", "Training compute")
        screen.query_one(QuestionList).go_to("training_compute_flop")
        await pilot.pause()
        await answer(pilot, "escape", "enter", *"3e25")
        await wait_for(pilot, "= 3e25 FLOP")
        await wait_until(pilot, lambda: "Not settled yet" not in shown(pilot))


async def test_a_number_that_is_none_is_refused_beside_the_field(started: Started) -> None:
    async with started() as pilot:
        screen = await begin(pilot)
        await answer(pilot, "x", "f4")
        await wait_until(pilot, lambda: screen.has_class("-page") is False and at(screen) == "sole_scientific_rd")
        screen.query_one(QuestionList).go_to("training_compute_flop")
        await pilot.pause()
        await answer(pilot, "escape", "enter", *"lots", "enter")
        assert at(screen) == "training_compute_flop"
        assert "lots" in shown(pilot)
        await answer(pilot, "f4")
        assert screen.query_one(QuestionList).display
        assert at(screen) == "training_compute_flop"
        await answer(pilot, "ctrl+u", *"1e24", "enter")
        assert at(screen) == "cumulative_compute_flop"


async def test_no_name_no_second_step(started: Started) -> None:
    async with started() as pilot:
        screen = await begin(pilot)
        await answer(pilot, "enter")
        await wait_for(pilot, "A name is needed")
        await answer(pilot, "f4")
        assert at(screen) == "name"


async def test_back_and_forth_loses_nothing(started: Started) -> None:
    async with started() as pilot:
        screen = await begin(pilot)
        await answer(pilot, "w", "enter", "p", "f4")
        await wait_until(pilot, lambda: at(screen) == "sole_scientific_rd")
        await answer(pilot, "f3")
        await wait_until(pilot, lambda: at(screen) == "provider")
        assert screen.draft.names == {"name": "w", "provider": "p", "model": ""}
        await answer(pilot, "f4", "f4", "f4", "f3", "f3", "f3")
        await wait_until(pilot, lambda: at(screen) == "provider")
        assert screen.draft.names["provider"] == "p"


async def test_escape_asks_before_throwing_away(started: Started) -> None:
    async with started() as pilot:
        screen = await begin(pilot)
        await answer(pilot, "w", "escape", "escape")
        await wait_for(pilot, "Leave without keeping it?")
        await answer(pilot, "n")
        assert pilot.app.screen is screen
        await answer(pilot, "ctrl+c")
        await wait_for(pilot, "Quit?", "not kept yet")
        await answer(pilot, "n", "escape")
        await answer(pilot, "y")
        await wait_for(pilot, "There is no assessment here yet")


async def test_untouched_it_leaves_at_once(started: Started) -> None:
    async with started() as pilot:
        await begin(pilot)
        await answer(pilot, "escape", "escape")
        await wait_for(pilot, "There is no assessment here yet")


async def test_a_taken_name_comes_back_to_the_name(started: Started, prepared: Callable[..., str]) -> None:
    prepared("Wren")
    async with started() as pilot:
        screen = await begin(pilot)
        await type_text(pilot, "Wren")
        await answer(pilot, "f4", "f4", "f4", "enter")
        await wait_for(pilot, "already an assessment named Wren")
        assert at(screen) == "name"


async def test_names_are_not_markup(started: Started) -> None:
    async with started() as pilot:
        screen = await begin(pilot)
        screen.draft.names["name"] = HOSTILE
        await answer(pilot, "f4", "f4", "f4")
        await wait_for(pilot, HOSTILE, "Ready to")


async def test_facts_of_an_existing_assessment(
    started: Started, prepared: Callable[..., str], db: Path, packs: Packs
) -> None:
    ref = prepared("Wren", training_compute_flop=3e24, placement_mode="api", placed_date="2026-05-01")
    async with started() as pilot:
        await wait_for(pilot, "Wren")
        app = pilot.app
        session = app.library.open(ref)  # type: ignore[attr-defined]
        app.open_facts(session)  # type: ignore[attr-defined]
        await wait_for(pilot, "Facts and scope", "Wren Labs")
        screen = app.screen
        assert isinstance(screen, NewAssessmentScreen)
        screen.query_one(QuestionList).go_to("chapters_signed")
        await pilot.pause()
        await answer(pilot, "escape", "enter", "3", "f4", "f4", "f4")
        await wait_for(pilot, "Ready to be kept")
        await answer(pilot, "enter")
        await wait_for(pilot, "Readiness")
        assert session.facts.given["chapters_signed"] == ("SS",)
    with Library(db, author="tester", packs=packs) as library:
        assert library.find("Wren").facts["chapters_signed"] == ["SS"]


@pytest.mark.parametrize("size", [WIDE, (100, 30), NARROW, (60, 20)])
async def test_every_size(started: Started, size: tuple[int, int]) -> None:
    async with started(size) as pilot:
        await begin(pilot)
        await answer(pilot, "w", "enter", "enter", "enter", "1")
        if size[0] < 120:
            await answer(pilot, "f2")
            await wait_for(pilot, "Not settled yet")
            await answer(pilot, "f2")
        await answer(pilot, "f4", "f4")
        await wait_for(pilot, "Not settled yet")
        await answer(pilot, "n")
        await wait_for(pilot, "4 Confirm" if size[0] >= 60 else "w")
        assert all(len(line) <= size[0] for line in shown(pilot).splitlines())


# the draft itself


@pytest.mark.parametrize(("typed", "value"), [("3e25", 3e25), ("1,5e25", 1.5e25), ("30 YFLOP", 3e25), ("", None)])
def test_compute_as_people_write_it(pack: Pack, typed: str, value: float | None) -> None:
    draft = Draft(pack)
    question = next(q for q in draft.questions("model") if q.id == "training_compute_flop")
    assert draft.set(question, typed) == ""
    assert draft.value(question) == value


def test_contradictions_are_named_and_keep_the_last_result(pack: Pack) -> None:
    draft = Draft(pack, {"name": "x"})
    questions = {q.id: q for q in draft.questions("model")}
    draft.set(questions["training_compute_flop"], "3e25")
    before = draft.scope
    assert "smaller than the training compute" in draft.set(questions["cumulative_compute_flop"], "1e25")
    assert draft.scope is before
    assert dict(draft.problems())["cumulative_compute_flop"]
    assert draft.set(questions["cumulative_compute_flop"], "4e25") == ""
    assert not dict(draft.problems())


def test_what_is_open_says_what_would_settle_it(pack: Pack) -> None:
    draft = Draft(pack, {"name": "Wren"})
    because = draft.scope.chapters[0].because
    assert because.startswith("Not settled; it depends on what is not known:")
    for page in (brief(draft, 200), standing(draft, 200)):
        words = " ".join(page.plain.split())
        assert words.count(because) == 1
        assert "Chapter V stays open" not in words


def test_not_known_is_an_answer(pack: Pack) -> None:
    draft = Draft(pack, {"name": "x"})
    for group in ("provider", "model"):
        for question in draft.questions(group):
            if question.spec is not None:
                assert draft.set(question, None) == ""
    assert not dict(draft.problems())
    assert set(draft.facts.values()) <= {None}
    assert draft.scope.undetermined


def test_questions_follow_the_answers(pack: Pack) -> None:
    draft = Draft(pack)
    actor = next(q for q in draft.questions("provider") if q.id == "actor")
    assert "original_compute_flop" not in {q.id for q in draft.questions("model")}
    draft.set(actor, "modifier")
    assert "original_compute_flop" in {q.id for q in draft.questions("model")}


def test_every_choice_of_the_pack_can_be_taken(pack: Pack) -> None:
    for spec in pack.scoping.inputs:
        draft = Draft(pack)
        question = next((q for g in ("provider", "model") for q in draft.questions(g) if q.id == spec.id), None)
        if question is None or not question.choices:
            continue
        for value, words in question.choices:
            raw: object = [value] if question.several and value else value or None
            assert draft.set(question, raw) == "", (spec.id, value)
            assert draft.taken(question) == (value,)
            assert draft.words(question) == words


@pytest.mark.parametrize("width", [24, 60, 76, 140])
def test_the_pages_keep_their_width(pack: Pack, width: int) -> None:
    draft = Draft(pack, {"name": "x" * 300}, {"training_compute_flop": 3e25, "placement_mode": "api"})
    for page in (brief, standing, duties):
        assert max(line.cell_length for line in page(draft, width).split("\n")) <= max(width, 24)
    assert "Assumed" in summary(draft, width, True).plain
