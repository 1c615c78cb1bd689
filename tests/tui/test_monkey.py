"""Random keys, pastes and window sizes: whatever comes, the app stands, and every answer is on disk."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from textual import events
from textual.pilot import Pilot

from cop_tui.domain.answers import EMPTY, Answer
from cop_tui.services.library import Library, Packs
from cop_tui.services.session import Session
from cop_tui.tui.screens.home import HomeScreen
from cop_tui.tui.screens.workspace import WorkspaceScreen
from tests.conftest import CopyDemo

from .conftest import Started, shown
from .desk import HOSTILE, demo_desk

STEPS: Final = int(os.environ.get("COP_MONKEY_STEPS", "70"))
SEEDS: Final = [int(seed) for seed in os.environ.get("COP_MONKEY_SEEDS", "1,2026,88").split(",")]
"""A longer run: COP_MONKEY_STEPS=2000 COP_MONKEY_SEEDS=7,8,9."""
PATIENCE: Final = 60.0
"""Seconds that one step may take on a busy machine before it counts as hanging."""
BORED: Final = 8
"""Steps on one screen after which it is time to go on."""
SIZES: Final = ((150, 45), (100, 30), (80, 24), (60, 20), (40, 12), (20, 5), (1, 1), (200, 60))
ANSWERS: Final = ("1", "2", "3", "4", "5", "6", "0")
MOVES: Final = (
    "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "shift+tab", "enter", "escape", "space",
    "backspace", "delete", "left_square_bracket", "right_square_bracket", "f2", "f3", "f4", "f6", "n", "p", "j", "k",
)  # fmt: skip
LETTERS: Final = (
    *"abcdefghilmorstuvwxyzAEFHLPTV", "slash", "colon", "equals_sign", "question_mark", "ctrl+p", "ctrl+r", "ctrl+t",
    "minus", "7", "8", "9", "alt+left", "alt+right",
)  # fmt: skip
PASTES: Final = (
    HOSTILE,
    "one\ntwo\r\nthree\ttab\x00nul",
    "\x1b[2J\x1b]0;title\x07" + "\u202eright to left" + "e\u0301\u200d\U0001f469\u200d\U0001f4bb",
    "2026-12-15",
    "9" * 5000,
    "SS-1.1-04",
    "[bold red]" * 40,
    "",
)


class Monkey:
    """Somebody who presses anything; the same for the same seed."""

    def __init__(self, pilot: Pilot[Any], seed: int) -> None:
        self.pilot, self.chance = pilot, random.Random(seed)
        self.done: list[str] = []
        self._screen: object = None
        self._stayed = 0

    def _bored(self) -> str | None:
        """A key that leads on, after a while on a screen that is not the workspace: back, and from home in again."""
        screen = self.pilot.app.screen
        self._stayed = self._stayed + 1 if screen is self._screen else 0
        self._screen = screen
        if isinstance(screen, WorkspaceScreen) or self._stayed < BORED or self.chance.random() > 0.4:
            return None
        return self.chance.choice(("enter", "escape")) if isinstance(screen, HomeScreen) else "escape"

    async def step(self) -> None:
        """One key, paste or size."""
        kind = self.chance.choices(("answer", "move", "letter", "paste", "resize"), (30, 35, 25, 5, 5))[0]
        bored = self._bored()
        if bored is not None:
            self.done.append(bored)
            await self.pilot.press(bored)
        elif kind == "resize":
            size = self.chance.choice(SIZES)
            self.done.append(f"size {size}")
            await self.pilot.resize_terminal(*size)
        elif kind == "paste":
            text = self.chance.choice(PASTES)
            self.done.append(f"paste {text[:20]!r}")
            self.pilot.app.post_message(events.Paste(text))
            await self.pilot.pause()
        else:
            key = self.chance.choice({"answer": ANSWERS, "move": MOVES, "letter": LETTERS}[kind])
            self.done.append(key)
            await self.pilot.press(key)

    async def run(self, steps: int) -> None:
        """Many steps; when one fails or hangs, what led to it is told."""
        for _ in range(steps):
            try:
                await asyncio.wait_for(self.step(), PATIENCE)
            except TimeoutError:
                pytest.fail(f"hangs after {self.done}; on the screen:\n{shown(self.pilot)}")
            assert self.pilot.app._exception is None, f"after {self.done[-30:]}"
            assert self.pilot.app.is_running, f"left after {self.done[-30:]}"


@pytest.fixture
def nothing_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports and calendars go to the test's folder; no editor, no file manager."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "exports").mkdir()
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], Answer]:
    """Every answer that a session of the app takes, as the last one that took it left it."""
    found: dict[tuple[str, str], Answer] = {}
    original = Session._write

    def write(self: Session, answers: Mapping[str, Answer], entries: Any, **options: Any) -> None:
        original(self, answers, entries, **options)
        found.update({(self.record.id, criterion): answer.stored for criterion, answer in answers.items()})

    monkeypatch.setattr(Session, "_write", write)
    return found


@pytest.mark.usefixtures("nothing_outside")
@pytest.mark.parametrize("seed", SEEDS)
async def test_nothing_that_is_pressed_crashes_or_loses_an_answer(
    started: Started, db: Path, packs: Packs, copy_demo: CopyDemo, written: dict[tuple[str, str], Answer], seed: int
) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, _):
        monkey = Monkey(pilot, seed)
        written.clear()
        try:
            await monkey.run(STEPS)
        except Exception:
            print("seed", seed, "steps", monkey.done)
            raise
        library = pilot.app.library  # type: ignore[attr-defined]
        assert library.writer.flush(PATIENCE)
        assert library.writer.pending == 0
    assert written, "it answered nothing; another seed reaches more"
    with Library(db, author="reader", packs=packs) as reader:
        for record in reader.repository.assessments(include_deleted=True):
            answers = reader.repository.answers(record.id)
            for (assessment, criterion), answer in written.items():
                if assessment == record.id:
                    assert (answers[criterion].answer if criterion in answers else EMPTY) == answer, criterion
            assert reader.repository.problems(record.id) == []
