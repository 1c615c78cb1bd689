"""The workspace, worked as a person does: keys in, words on the screen, answers in the file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.widget import Widget
from textual.widgets import TextArea

from cop_tui.domain.answers import State
from cop_tui.services.library import Packs
from cop_tui.tui.screens.workspace import WorkspaceScreen
from cop_tui.tui.widgets.checks import CheckList
from cop_tui.tui.widgets.navigator import Navigator
from cop_tui.tui.widgets.pane import PaneTitle

from .conftest import NARROW, WIDE, Started, shown, wait_for, wait_until
from .desk import HOSTILE, SHOWN, desk, on_disk

Prepared = Callable[..., str]


async def test_answering_goes_on_to_the_next_open_criterion(
    started: Started, prepared: Prepared, db: Path, packs: Packs
) -> None:
    async with desk(started, prepared) as (pilot, screen):
        first = screen.session.position
        assert "Criterion 1 of 4" in shown(pilot)
        assert first == "TR-1.1-01"
        await pilot.press("1", "4", "2")
        ids = [c.id for c in screen.session.pack.criteria][:4]
        assert screen.session.position == ids[3]
        assert [screen.session.answer(c).state for c in ids] == [
            State.IMPLEMENTED, State.MISSING, State.PARTIAL, None,
        ]  # fmt: skip
        assert "answered 3 of 294" in shown(pilot)
        assert "3/15" in shown(pilot)
        assert "▸1" not in shown(pilot)
        await pilot.press("up")
        await wait_until(pilot, lambda: "▸2 ◐ partial" in shown(pilot))  # told by a sign, not by colour alone
        await pilot.press("down")
        await wait_until(pilot, lambda: screen.session.saving == 0)
        assert on_disk(db, packs, "TR-1.1-02").state is State.MISSING


async def test_other_means_need_a_reason_and_can_be_cancelled(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        here = screen.session.position
        await pilot.press("5")
        await pilot.pause()
        assert "Which other adequate means" in shown(pilot)
        await pilot.press("enter")
        assert "A written reason is needed" in shown(pilot)
        await pilot.press("escape")
        assert screen.session.answer(here).is_empty
        assert screen.session.position == here
        assert "Nothing changed." in shown(pilot)
        await pilot.press("5", *"ours", "enter")
        await pilot.pause()
        assert screen.session.answer(here).reason == "ours"
        assert screen.session.position != here


async def test_not_applicable_offers_the_condition_as_the_reason(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        criterion = next(c for c in screen.session.asked() if c.reason_offered)
        screen.go_to(criterion.id)
        await pilot.press("6")
        await pilot.pause()
        assert "The condition is not given" in shown(pilot)
        await pilot.press("tab", "enter", "enter")
        await pilot.pause()
        answer = screen.session.answer(criterion.id)
        assert answer.state is State.NOT_APPLICABLE
        assert criterion.condition is not None
        assert criterion.condition[:20] in answer.reason


async def test_undo_and_redo_say_what_they_did_and_go_there(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        await pilot.press("1", "2", "u")
        assert screen.session.position == "TR-1.1-02"
        assert "Undone: TR-1.1-02 was partial, is not answered again" in shown(pilot)
        await pilot.press("u", "u")
        assert "Nothing to undo." in shown(pilot)
        assert screen.session.answers == {} or all(a.is_empty for a in screen.session.answers.values())
        await pilot.press("ctrl+r")
        assert "Done again: TR-1.1-01 is implemented" in shown(pilot)
        assert screen.session.position == "TR-1.1-01"


async def test_a_whole_measure_is_one_step(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        await pilot.press("4", "a")
        await pilot.pause()
        assert "the 3 not answered yet of 4" in shown(pilot)
        await pilot.press("1")
        await pilot.pause()
        assert "3 answers set to implemented" in shown(pilot)
        assert screen.session.answer("TR-1.1-01").state is State.MISSING
        await pilot.press("u")
        assert sum(a.state is not None for a in screen.session.answers.values()) == 1


async def test_the_note_is_saved_as_it_is_typed_and_is_never_markup(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        await pilot.press("m")
        area = screen.query_one("#note", TextArea)
        assert area.has_focus
        await pilot.press("h", "i", "1")
        assert screen.session.answer("TR-1.1-01").note == "hi1"
        area.load_text(HOSTILE)
        await pilot.pause()
        await pilot.press("escape", "j", "k")
        assert screen.session.answer("TR-1.1-01").note == SHOWN
        assert "[/docs] [red]x[/]" in shown(pilot)
        assert screen.session.answer("TR-1.1-02").is_empty
        await pilot.press("u")
        assert screen.session.answer("TR-1.1-01").note == ""
        assert area.text == ""


async def test_hostile_words_are_shown_as_they_are(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        screen.session.rename(name="Atlas [/x]")
        screen.session.change(
            "TR-1.1-01", state="not-applicable", reason=HOSTILE, note=HOSTILE, owner=HOSTILE,
            evidence=[{"reference": HOSTILE}],
        )  # fmt: skip
        screen.answers_changed(frozenset())
        await pilot.pause()
        assert shown(pilot).count("[/docs]") == 4
        for keys in (("o",), ("v",), ("6",), ("slash",), ("g",)):
            await pilot.press(*keys)
            await pilot.pause()
            await pilot.press("escape")
            await pilot.pause()
        assert isinstance(pilot.app.screen, WorkspaceScreen)


async def test_owner_due_effort_and_flag(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        today = screen.session.today
        await pilot.press("o", *"Legal", "enter", "d", *"+30d")
        await pilot.pause()
        assert "in 30 days" in shown(pilot)
        await pilot.press("enter", "z", "z", "f")
        await pilot.pause()
        answer = screen.session.answer("TR-1.1-01")
        assert (answer.owner, answer.due, answer.effort, answer.flagged) == (
            "Legal", today + timedelta(days=30), "M", True,
        )  # fmt: skip
        assert "flagged for review" in shown(pilot)
        await pilot.press("d", *"nonsense", "enter")
        assert "is no day that is understood" in shown(pilot)
        await pilot.press("escape")
        assert screen.session.answer("TR-1.1-01").due == today + timedelta(days=30)


async def test_checks_are_ticked_and_suggest_but_the_state_stays(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        screen.go_to("SS-A1.3-01")
        await pilot.pause()
        await pilot.press("c")
        assert screen.query_one(CheckList).has_focus
        await pilot.press("space", "down", "space")
        await pilot.pause()
        answer = screen.session.answer("SS-A1.3-01")
        assert len(answer.checks) == 2
        assert answer.state is None
        assert "suggest partial: press 2" in shown(pilot)
        await pilot.press("escape", "1", "k")
        screen.go_to("SS-A1.3-01")
        await pilot.pause()
        assert "checks open, no evidence" in shown(pilot)


async def test_moving_by_criterion_measure_and_open_ones(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        session = screen.session
        await pilot.press("down", "j")
        assert session.position == "TR-1.1-03"
        await pilot.press("up", "k", "k")
        assert session.position == "TR-1.1-01"
        assert "This is the first criterion." in shown(pilot)
        await pilot.press("right_square_bracket")
        assert session.pack.places[session.position][2].id == "TR-M1.2"
        await pilot.press("left_square_bracket")
        assert session.pack.places[session.position][2].id == "TR-M1.1"
        await pilot.press("p")
        assert session.position == session.asked()[-1].id
        await pilot.press("n")
        assert session.position == "TR-1.1-01"


async def test_nothing_open_is_said_calmly(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        ids = [c.id for c in screen.session.asked()]
        screen.session.answer_many(ids[1:], State.IMPLEMENTED)
        await pilot.press("n")
        assert "This is the only one left." in shown(pilot)
        await pilot.press("1")
        await pilot.pause()
        assert "Every criterion is answered. g shows the gaps." in shown(pilot)
        assert screen.session.position == ids[0]
        await pilot.press("0")
        assert screen.session.answer(ids[0]).state is None


async def test_the_tree_leads_to_the_first_open_criterion(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        await pilot.press("1", "shift+tab")
        tree = screen.query_one(Navigator)
        assert tree.has_focus
        await pilot.press("down", "enter")
        await pilot.pause()
        assert screen.session.pack.places[screen.session.position][2].id == "TR-M1.2"
        assert not tree.has_focus
        await pilot.press("f2", "home", "enter")
        await pilot.pause()
        assert screen.session.position == "TR-1.1-02"


async def test_a_chapter_that_does_not_bind_can_be_looked_at_only(started: Started, prepared: Prepared) -> None:
    facts: dict[str, Any] = {
        "training_compute_flop": 5e23, "cumulative_compute_flop": 5e23, "threshold_known_date": None,
        "threshold_met_date": None,
    }  # fmt: skip
    async with desk(started, prepared, **facts) as (pilot, screen):
        assert screen.session.scope.chapter("SS").applies is False
        assert "not asked" in shown(pilot)
        screen.go_to("SS-1.1-04")
        await pilot.pause()
        assert "Not asked: this chapter does not bind." in " ".join(shown(pilot).split())
        await pilot.press("1")
        assert screen.session.answer("SS-1.1-04").is_empty
        assert "nothing to answer here" in shown(pilot)


@pytest.mark.parametrize("size", [NARROW, (60, 20), (40, 12)])
async def test_small_terminals(started: Started, prepared: Prepared, size: tuple[int, int]) -> None:
    async with desk(started, prepared, size) as (pilot, screen):
        assert "TR-1.1-01" in shown(pilot)
        assert "1-6" in shown(pilot)
        await pilot.press("tab")
        await pilot.pause()
        assert "Measure 1.1" in shown(pilot)
        await pilot.press("f2")
        await pilot.pause()
        assert "Transparency" in shown(pilot)
        await pilot.press("escape", "1", "g")
        await pilot.pause()
        await pilot.press("escape", "slash", *"risk", "enter")
        await pilot.pause()
        assert screen.session.position != "TR-1.1-02"
        assert pilot.app.screen is screen


async def test_the_palette_knows_every_criterion(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        await pilot.press("ctrl+p", *"go to ss-1.1-04")
        await wait_until(pilot, lambda: "Acceptance criteria and tiers" in shown(pilot))
        await pilot.press("enter")
        await wait_until(pilot, lambda: screen.session.position == "SS-1.1-04")


async def test_help_names_the_keys(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, _):
        await pilot.press("question_mark")
        await wait_until(pilot, lambda: "next open" in shown(pilot))
        assert "other adequate means" in shown(pilot)


async def test_plain_characters_where_the_locale_knows_no_more(
    started: Started, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.ISO-8859-1")
    async with desk(started, prepared) as (pilot, screen):
        assert pilot.app.use_ascii  # type: ignore[attr-defined]
        await pilot.press("2", "1", "f")
        screen.go_to("SS-A1.3-01")
        await pilot.pause()
        assert not set("●◐○✗◆▸▾☑☐╭│·⚑") & set(shown(pilot))
        await pilot.press("g")
        await wait_until(pilot, lambda: "Gaps 1" in shown(pilot))
        assert not set("●◐○✗◆▓█▒░─") & set(shown(pilot))


def test_everything_that_can_be_done_has_an_id_and_words() -> None:
    bindings = [binding for binding in WorkspaceScreen.BINDINGS if isinstance(binding, Binding)]
    ids = [binding.id for binding in bindings]
    assert len(bindings) == len(WorkspaceScreen.BINDINGS)
    assert all(ids)
    assert len(set(ids)) == len(ids)
    assert all(binding.description for binding in bindings)


async def test_c_says_so_where_there_are_no_checks(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        screen.go_to(next(c.id for c in screen.session.asked() if not c.checks))
        await pilot.press("c")
        assert "This criterion has no checks." in shown(pilot)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=str)
async def test_the_title_of_the_pane_with_the_focus_is_heavy(
    started: Started, prepared: Prepared, size: tuple[int, int]
) -> None:
    """By the form of its line, not by colour alone."""
    async with desk(started, prepared, size) as (pilot, _):
        assert "┍━ Criterion 1 of 4" in shown(pilot)
        for key, title in (("tab", "Why and where"), ("tab", "Chapters"), ("m", "Criterion 1 of 4")):
            await pilot.press(key)
            await wait_for(pilot, f"┍━ {title}")
            assert shown(pilot).count("┍━ ") == 1
        await pilot.press("escape", "tab")
        await wait_for(pilot, "╭─ Criterion 1 of 4")


async def test_another_pane_gets_the_focus_without_styles_layout_or_painting_of_all(
    started: Started, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That was 14 times the time of a key."""
    async with desk(started, prepared) as (pilot, screen):
        done: list[str] = []
        apply, layout, refresh = Stylesheet.apply, WorkspaceScreen._refresh_layout, Widget.refresh

        def applied(sheet: Stylesheet, node: DOMNode, **options: Any) -> None:
            if screen in node.ancestors_with_self:
                done.append(f"styles of {node}")
            apply(sheet, node, **options)

        def laid_out(which: WorkspaceScreen, *sizes: Any, **options: Any) -> None:
            done.append("layout")
            layout(which, *sizes, **options)

        def refreshed(widget: Widget, *regions: Any, **options: Any) -> Widget:
            if screen in widget.ancestors_with_self and not regions and not isinstance(widget, PaneTitle):
                done.append(f"all of {widget}")
            return refresh(widget, *regions, **options)

        monkeypatch.setattr(Stylesheet, "apply", applied)
        monkeypatch.setattr(WorkspaceScreen, "_refresh_layout", laid_out)
        monkeypatch.setattr(Widget, "refresh", refreshed)
        for pane in ("context", "nav", "criterion"):
            await pilot.press("tab")
            assert screen.query_one(f"#{pane}").has_focus
        assert done == []
