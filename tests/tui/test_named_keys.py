"""Words that name keys follow the keys: with other keys in the settings nothing on any screen names an old one."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import ModalScreen

from cop_tui.services.config import Settings
from cop_tui.tui.bindings import maps, nodes
from cop_tui.tui.keymap import check
from cop_tui.tui.named_keys import NAMED, key_of, styled_keys, with_keys
from cop_tui.tui.screens.help import help_texts
from tests.conftest import CopyDemo

from .conftest import WIDE, Started, shown, wait_for, wait_until
from .desk import demo_desk

CHORDS = (
    "alt",
    "ctrl+alt",
    "super",
    "alt+super",
    "ctrl+super",
    "hyper",
    "alt+hyper",
    "ctrl+hyper",
    "meta",
    "ctrl+meta",
)
KEPT = ("palette", "quit.anywhere")
"""Bindings that keep their key, so that the test can get about."""
WAYS = (
    "workspace.note", "workspace.checks", "workspace.evidence", "workspace.owner", "workspace.due",
    "workspace.answer_measure", "workspace.alternative", "workspace.search", "workspace.jump", "workspace.terms",
    "workspace.facts", "workspace.report", "workspace.nav", "workspace.context", "workspace.tour", "register.plan",
    "register.evidence register.new", "register.evidence register.link", "register.actions",
    "register.actions actions.done",
    "register.timeline", "register.timeline timeline.record", "workspace.gaps", "workspace.gaps list.2",
    "workspace.gaps list.6", "workspace.gaps list.7", "workspace.gaps gaps.what_if whatif.mark",
    "workspace.gaps gaps.calculation", "workspace.gaps gaps.signing", "workspace.gaps gaps.signing signing.sign",
    "workspace.home", "workspace.home home.duplicate", "workspace.home home.delete", "workspace.home home.report",
    "workspace.undo", "workspace.flag", "workspace.remove", "workspace.missing",
)  # fmt: skip
NAMING = re.compile(
    r"\b(?i:enter|escape|esc|tab|space|f\d+|bksp|ctrl\+(?!p\b)\w)\b(?! (?:and the|or later))"
    r"|(?<![\w.(§/:+-])([b-zB-HJ-Z/:=%])(?= (?:shows?|to|takes?|brings?|writes?|opens?|names|goes|says|plans?|lists?|"
    r"leaves?|keeps|does|draws?|asks?|records?|changes?|links?|proposes?|starts?|swaps?|compares?|marks?|adds?)\b)"
    r"|^.{0,4}\b[1-6] [●◐○✗◆–] ",
    re.MULTILINE,
)
"""How words name a key: its name, or a letter with what it does, or a number before an answer."""


def other_keys() -> Iterator[tuple[str, str]]:
    """Another key for every binding, none of them twice."""
    letters = string.ascii_lowercase + string.digits
    free = (f"{chord}+{letter}" for chord in CHORDS for letter in letters)
    names = dict.fromkeys(bound.id for bounds in maps() for bound in bounds)
    for name in names:
        if name not in KEPT:
            yield name, next(free)


@pytest.fixture(scope="module")
def changed() -> Settings:
    return Settings(Path("config.toml"), keys={name: (key,) for name, key in other_keys()})


def named_in(text: str) -> list[str]:
    return sorted({found.group(0) for found in NAMING.finditer(text)})


def test_every_name_in_the_help_is_a_binding() -> None:
    known = {bound.id for bounds in maps() for bound in bounds}
    for node in nodes():
        for name in NAMED.findall(node.__dict__.get("HELP") or ""):
            assert name in known, f"{node.__name__}: {name}"


def test_no_help_names_a_key_by_hand() -> None:
    """Enter and the arrows of plain fields and lists belong to Textual and cannot be moved."""
    allowed = {"enter", "tab"}
    for node in nodes():
        found = {word.lower() for word in named_in(node.__dict__.get("HELP") or "")}
        assert found <= allowed, f"{node.__name__}: {found - allowed}"


async def test_other_keys_are_named_everywhere(
    started: Started, db: Path, copy_demo: CopyDemo, changed: Settings
) -> None:
    fields = {"workspace.home home.duplicate": ["enter"], "workspace.home home.report": ["enter", "tab"]}
    assert len(check(changed).keymap) == len(changed.keys)

    def other(**options: Any) -> Any:
        return started(settings=changed, **options)

    async with demo_desk(other, db, copy_demo, WIDE) as (pilot, screen):
        await wait_until(pilot, lambda: "register.evidence" in pilot.app.keys_now)  # type: ignore[attr-defined]
        wrong: dict[str, list[str]] = {}
        for way in ("", *WAYS):
            for name in way.split():
                await _press(pilot, name)
            text = _ours(pilot)
            words = "\n".join((text, *help_texts(pilot.app.screen)))
            if (found := named_in(words)) and found != fields.get(way):
                wrong[way] = [*found, *(line for line in words.splitlines() if named_in(line))]
            await _return(pilot, screen)
        assert wrong == {}


async def _press(pilot: Pilot[Any], name: str) -> None:
    await pilot.press(key_press(pilot, name))
    await pilot.pause()


def key_press(pilot: Pilot[Any], name: str) -> str:
    return str(pilot.app.keys_now[name]).split(",")[0]  # type: ignore[attr-defined]


def _ours(pilot: Pilot[Any]) -> str:
    """What is on the screen; of a dialog only itself."""
    screen, lines = pilot.app.screen, shown(pilot).splitlines()
    if not isinstance(screen, ModalScreen):
        return "\n".join(lines)
    box = screen.children[0].region
    return "\n".join(line[box.x : box.right] for line in lines[box.y : box.bottom])


async def _return(pilot: Pilot[Any], screen: Any) -> None:
    for _ in range(8):
        if pilot.app.screen is screen:
            return
        before = pilot.app.screen
        for active in list(before.active_bindings.values()):
            if active.enabled and active.binding.action.rpartition(".")[2] in ("back", "no", "leave", "clear_filter"):
                await pilot.press(active.binding.key)
                break
        else:
            await pilot.press(key_press(pilot, "home.open"))
        await pilot.pause()
        if pilot.app.screen is not before and type(pilot.app.screen) is type(screen):
            return


async def test_what_a_key_is_called(started: Started) -> None:
    async with started(settings=Settings(Path("x"), keys={"home.new": ("ctrl+n",), "home.rename": ()})) as pilot:
        await wait_for(pilot, "ctrl+n  start one", "o  open a filled sample")
        screen = pilot.app.screen
        assert key_of(screen, "home.new") == "ctrl+n"
        assert key_of(screen, "home.rename") == key_of(screen, "no.such.id") == "ctrl+p"
        assert (
            with_keys(screen, "{home.open} opens. {home.open} it is, {help} helps.")
            == "Enter opens. Enter it is, ? helps."
        )
        assert styled_keys(screen, "{help}!").plain == "?!"
