"""What is at hand about a criterion: terms, earlier answers, its words to copy, the note in an editor."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Static

from cop_tui.domain.answers import State
from cop_tui.services.library import Library, Packs
from cop_tui.tui.screens.earlier import EarlierScreen
from cop_tui.tui.screens.glossary import GlossaryScreen
from cop_tui.tui.widgets.context import ContextPane
from cop_tui.tui.widgets.criterion import CriterionPane
from cop_tui.tui.widgets.prose import Prose

from .conftest import NARROW, Started, shown, wait_for, wait_until
from .desk import HOSTILE, SHOWN, desk, on_disk

Prepared = Callable[..., str]


def underlined(prose: Prose) -> list[str]:
    """The words of a text that are underlined, as they come."""
    return [
        row.body.plain[span.start : span.end]
        for row in prose.rows
        for span in row.body.spans
        if span.style == "underline"
    ]


async def test_terms_are_underlined_and_a_key_tells_what_they_mean(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        screen.go_to("SS-7.3-05")
        await pilot.pause()
        assert underlined(screen.query_one(CriterionPane).query_one("#criterion-head", Prose)) == [
            "Model Report", "systemic risks", "model", "risk",
        ]  # fmt: skip
        guidance = underlined(screen.query_one(ContextPane).query_one(Prose))
        assert len(guidance) == len(set(map(str.lower, guidance)))
        await pilot.press("t")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, GlossaryScreen))
        text = await wait_for(pilot, "Terms in SS-7.3-05", "How likely a harm is")
        assert "trigger points" not in text
        await pilot.press("a")
        await wait_for(pilot, "all 65 terms", "(self-)exfiltration")
        await pilot.press("end", "a", "t")
        await wait_until(pilot, lambda: pilot.app.screen is screen)


async def test_a_criterion_without_terms_shows_the_whole_glossary(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared, NARROW) as (pilot, screen):
        pilot.app.push_screen(GlossaryScreen("X", (), screen.glossary.terms))
        await wait_for(pilot, "No term of the glossary", "Glossary, all 65 terms")
        assert "all terms and back" not in shown(pilot)


async def test_earlier_answers_in_full(started: Started, prepared: Prepared, db: Path, packs: Packs) -> None:
    prepared("Atlas")
    here = "TR-1.1-01"
    with Library(db, author="Ada", packs=packs) as library:
        session = library.open("Atlas")
        session.change(here, state=State.PLANNED, note=f"see {HOSTILE}")
        session.change(here, owner="Legal", flagged=True)
    with Library(db, author="Ben", packs=packs) as library:
        session = library.open("Atlas")
        session.change(here, state=State.ALTERNATIVE, reason="We do it otherwise.", flagged=False)
        session.change(here, note="")
    async with started(open_ref="Atlas") as pilot:
        await wait_for(pilot, "We do it otherwise.")
        pilot.app.screen.go_to(here)  # type: ignore[attr-defined]
        await pilot.press("H")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, EarlierScreen))
        text = await wait_for(pilot, "Ada", "Ben", "stands now", "other adequate means", "We do it otherwise.")
        assert f"see {SHOWN}" in text
        assert text.index("Ben") < text.index("Ada")
        for words in ("taken away", "Owner     Legal", "flagged for review", "taken off", "○ planned"):
            assert words in text
        await pilot.press("H")
        await wait_until(pilot, lambda: not isinstance(pilot.app.screen, EarlierScreen))
        pilot.app.screen.go_to("TR-1.1-03")  # type: ignore[attr-defined]
        await pilot.press("H")
        await wait_for(pilot, "Nothing was said about this criterion before.")


async def test_the_criterion_and_a_gap_are_copied(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        here = screen.criterion
        await pilot.press("y")
        assert pilot.app.clipboard.splitlines() == [
            f"{here.id} (must): {here.question}", "State: not answered", f"Source: {here.pointer}",
        ]  # fmt: skip
        assert f"Copied: {here.id}" in str(screen.query_one("#status", Static).content)
        screen._answer(here.id, State.NOT_APPLICABLE, reason="No model is placed.")
        screen.go_to(here.id)
        await pilot.press("y")
        assert "State: not applicable\nReason: No model is placed." in pilot.app.clipboard
        await pilot.press("4", "g")
        await wait_for(pilot, "Gaps 1")
        await pilot.press("y")
        assert pilot.app.clipboard.count("\t") > 3
        assert here.id in pilot.app.clipboard


@pytest.fixture
def lent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lets an app without a terminal lend it; says how often it did."""
    times: list[str] = []

    @contextmanager
    def suspend(app: Any) -> Iterator[None]:
        times.append("lent")
        yield

    monkeypatch.setattr("textual.app.App.suspend", suspend)
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    return times


def editor(tmp_path: Path, body: str) -> str:
    script = tmp_path / "editor.py"
    script.write_text(f"import pathlib, sys\npath = pathlib.Path(sys.argv[1])\n{body}\n", encoding="utf-8")
    return f'"{sys.executable}" "{script}"'


async def test_the_note_in_an_editor(
    started: Started, prepared: Prepared, db: Path, packs: Packs, tmp_path: Path,
    lent: list[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    async with desk(started, prepared) as (pilot, screen):
        here = screen.session.position
        await pilot.press("M")
        assert "No editor is set" in shown(pilot)
        monkeypatch.setenv("EDITOR", "no-such-editor")
        await pilot.press("M")
        assert "EDITOR names an editor that is not here" in shown(pilot)
        assert lent == []
        monkeypatch.setenv("VISUAL", editor(tmp_path, "path.write_text(path.read_text() + 'typed\\nelsewhere\\n')"))
        await pilot.press("m", "a", "space", "ctrl+o")  # also while the note is being written
        await wait_until(pilot, lambda: screen.session.answer(here).note == "a typed\nelsewhere")
        assert screen.query_one(CriterionPane).note.text == "a typed\nelsewhere"
        await pilot.press("escape")
        await wait_until(pilot, lambda: screen.session.saving == 0)
        assert on_disk(db, packs, here).note == "a typed\nelsewhere"
        for body, words in (
            ("pass", "The note is as it was."),
            ("path.write_text('lost'); sys.exit(1)", "ended with 1; the text is as it was"),
        ):
            monkeypatch.setenv("VISUAL", editor(tmp_path, body))
            await pilot.press("M")
            assert words in shown(pilot)
            assert screen.session.answer(here).note == "a typed\nelsewhere"
        await pilot.press("u")
        assert screen.session.answer(here).note == "a"
        assert len(lent) == 3


async def test_a_terminal_that_cannot_be_lent(
    started: Started, prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", editor(tmp_path, "path.write_text('x')"))
    async with desk(started, prepared) as (pilot, screen):
        await pilot.press("M")
        assert "cannot be lent" in shown(pilot)
        assert screen.session.answer(screen.session.position).is_empty
