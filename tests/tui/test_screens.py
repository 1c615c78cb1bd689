"""What the main screens say, character by character, in five sizes and without UTF-8, on the sample on a fixed day.

COP_GOLDEN=write renews the files in tests/golden/screens.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from cop_tui.services.demo import create_demo
from cop_tui.tui.base import is_small
from cop_tui.tui.screens.compare import CompareScreen
from cop_tui.tui.screens.home import HomeScreen
from cop_tui.tui.screens.report import ReportDialog
from cop_tui.tui.screens.workspace import WorkspaceScreen

from .conftest import Started, shown, wait_for, wait_until

GOLDEN = Path(__file__).parents[1] / "golden" / "screens"
WRITE = os.environ.get("COP_GOLDEN") == "write"
SAVED = re.compile(r"(saved )\d\d:\d\d")


class Step(NamedTuple):
    """A screen: its name, the keys that lead to it from the one before, and the keys that lead back."""

    name: str
    keys: tuple[str, ...]
    back: tuple[str, ...] = ("escape",)


STEPS = (
    Step("help", ("question_mark",)),
    Step("search", ("slash", *"framework")),
    Step("reason", ("5",)),
    Step("evidence", ("v",)),
    Step("explain", ("equals_sign",)),
    Step("gaps", ("g",), ()),
    Step("obligations", ("2",), ()),
    Step("obligation", ("enter",)),
    Step("findings", ("5",), ()),
    Step("heat-map", ("6",), ()),
    Step("trend", ("7",), ("1",)),
    Step("what-if", ("w",)),
    Step("sign-offs", ("s",)),
    Step("report", ("e",)),
    Step("gaps-left", (), ("escape",)),
    Step("evidence-register", ("V",)),
    Step("actions", ("A",)),
    Step("deadlines", ("T",)),
)
"""From the workspace on, in this order."""
SMALL = (
    "help",
    "search",
    "reason",
    "evidence",
    "explain",
    "gaps",
    "report",
    "evidence-register",
    "actions",
    "deadlines",
)
"""What is looked at where most screens only say that there is no room for them."""


@contextmanager
def compared(folder: Path) -> Iterator[dict[str, str]]:
    """Screens put into the dictionary are compared with the files of that folder, all of them before it fails."""
    screens: dict[str, str] = {}
    yield screens
    folder.mkdir(parents=True, exist_ok=True)
    differences: list[str] = []
    for name, text in screens.items():
        path = folder / f"{name}.txt"
        if WRITE:
            path.write_text(text, "utf-8")
            continue
        kept = path.read_text("utf-8") if path.exists() else ""
        if kept != text:
            lines = difflib.unified_diff(
                kept.splitlines(), text.splitlines(), f"kept {path.name}", "shown", lineterm=""
            )
            differences += [*lines, ""]
    left = {path.stem for path in folder.glob("*.txt")} - set(screens)
    if WRITE:
        for name in left:
            (folder / f"{name}.txt").unlink()
    else:
        differences += [f"{name}.txt is of no screen any more" for name in sorted(left)]
    assert not differences, "\n".join([*differences, "COP_GOLDEN=write renews the files."])


def picture(pilot: Pilot[Any]) -> str:
    """The screen in plain characters, without the time of day."""
    return SAVED.sub(r"\g<1>00:00", shown(pilot)).rstrip("\n") + "\n"


async def rest(pilot: Pilot[Any]) -> None:
    """Wait until nothing on the screen changes any more."""
    before, same = "", 0
    while same < 2:
        await pilot.pause(0.02)
        await pilot.app.workers.wait_for_complete()
        text = shown(pilot)
        same = same + 1 if text == before else 0
        before = text


def small_steps() -> Iterator[Step]:
    """The steps that a small window takes, each straight from the workspace."""
    for step in STEPS:
        if step.name in SMALL:
            yield step._replace(back=("escape",))


async def walk(pilot: Pilot[Any], screens: dict[str, str]) -> None:
    """Through all the screens, as a person would go."""
    app = pilot.app
    await wait_until(pilot, lambda: "opening" not in shown(pilot))
    screens["home-empty"] = picture(pilot)
    await pilot.press("n")
    await rest(pilot)
    screens["new-assessment"] = picture(pilot)
    await pilot.press("escape", "escape")
    home = app.screen_stack[0]
    await wait_until(pilot, lambda: app.screen is home)
    assert isinstance(home, HomeScreen)
    create_demo(app.library)  # type: ignore[attr-defined]
    home.reload()
    await rest(pilot)
    screens["home"] = picture(pilot)
    await pilot.press("enter")
    await wait_until(pilot, lambda: isinstance(app.screen, WorkspaceScreen))
    await rest(pilot)
    screens["workspace"] = picture(pilot)
    for step in small_steps() if is_small(*app.size) else STEPS:
        await pilot.press(*step.keys)
        await rest(pilot)
        if isinstance(app.screen, ReportDialog):
            app.screen.query_one("#report-folder", Input).value = "/home/me/Documents/cop-tui"
            await rest(pilot)
        if step.keys:
            screens[step.name] = picture(pilot)
        await pilot.press(*step.back)
        await rest(pilot)
    await pilot.press("escape")
    await wait_until(pilot, lambda: app.screen is home)
    await pilot.press("c", "enter")
    await wait_until(pilot, lambda: isinstance(app.screen, CompareScreen))
    await rest(pilot)
    screens["compare"] = picture(pilot)


@pytest.mark.parametrize("size", [(150, 45), (100, 30), (80, 24), (60, 20), (40, 12)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_every_screen_says_what_it_said(started: Started, size: tuple[int, int]) -> None:
    with compared(GOLDEN / f"{size[0]}x{size[1]}") as screens:
        async with started(size=size) as pilot:
            await walk(pilot, screens)


async def test_every_screen_without_utf8(started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    with compared(GOLDEN / "100x30-ascii") as screens:
        async with started(size=(100, 30)) as pilot:
            await wait_for(pilot, "*")
            await walk(pilot, screens)
    assert all(text.isascii() for text in screens.values())
