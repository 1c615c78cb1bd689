"""Keys: every binding has an id of one meaning; settings change keys everywhere; what is wrong in them is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_tui.cli.keys_reference import render
from cop_tui.services.config import Settings
from cop_tui.tui.bindings import nodes, own_bindings, places
from cop_tui.tui.commands import binding_commands
from cop_tui.tui.keymap import Checked, check, key_named, key_words, rough
from cop_tui.tui.screens.help import HERE, HelpScreen, help_lines, help_sections
from cop_tui.tui.widgets.checks import CheckList

from .conftest import Started, shown, wait_for, wait_until
from .contrast import noticed
from .desk import desk

DOCUMENT = Path(__file__).parents[2] / "docs" / "keys.md"


def settings(**keys: Any) -> Settings:
    named = {name.replace("__", "."): value for name, value in keys.items()}
    return Settings(Path("config.toml"), keys=named)


def said(checked: Checked) -> str:
    return "\n".join(str(warning) for warning in checked.warnings)


def test_every_binding_has_an_id() -> None:
    assert len(nodes()) > 20
    for node in nodes():
        for binding in own_bindings(node):
            assert binding.id, f"{node.__name__}: {binding.key} has no id"


def test_no_id_means_two_things() -> None:
    meaning: dict[str, str] = {}
    for node in nodes():
        for binding in own_bindings(node):
            action = binding.action.rpartition(".")[2]
            assert meaning.setdefault(str(binding.id), action) == action, f"{binding.id} in {node.__name__}"


def test_every_binding_says_what_it_does() -> None:
    for place in places():
        for bound in place.bindings:
            assert bound.words, bound.id
            assert bound.keys, bound.id


def test_the_document_is_fresh() -> None:
    assert DOCUMENT.read_text("utf-8") == render(), "write render() of cop_tui.cli.keys_reference to docs/keys.md"


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("n", "n"), ("N", "N"), ("shift+n", "N"), ("?", "question_mark"), ("/", "slash"), (",", "comma"), ("+", "plus"),
        (" ", "space"), ("space", "space"), ("esc", "escape"), ("del", "delete"), ("F5", "f5"), ("Ctrl+X", "ctrl+x"),
        ("ctrl+shift+x", "ctrl+shift+x"), ("shift+ctrl+x", "ctrl+shift+x"), ("ctrl++", "ctrl+plus"),
        ("shift+tab", "shift+tab"), ("pgup", "pageup"), ("slash", "slash"), ("question_mark", "question_mark"),
        ("é", "é"), ("f25", None), ("entr", None), ("ctlr+x", None), ("", None), ("ctrl+", None), ("\x1b", None),
    ],
)  # fmt: skip
def test_names_of_keys(written: str, named: str | None) -> None:
    assert key_named(written) == named
    if named is not None:
        assert key_named(key_words(named)) == named


@given(st.text(max_size=12))
def test_no_name_of_a_key_is_a_fault(written: str) -> None:
    named = key_named(written)
    assert named is None or (named and "," not in named)


def test_nothing_set_costs_nothing() -> None:
    assert check(Settings()) == Checked({})
    assert rough(Settings()) == {}


def test_keys_that_are_right() -> None:
    found = check(settings(workspace__note=("N",), workspace__next_open=("n", "f7"), home__delete=()))
    assert found.warnings == ()
    assert found.keymap["workspace.note"] == "N"
    assert found.keymap["workspace.next_open"] == "n,f7"
    assert key_words(found.keymap["home.delete"]) == ""


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"workspace.nte": ("N",)}, "config.toml: keys.workspace.nte: is no action; `cop-tui keys` lists them. "
                                    "Did you mean workspace.note?"),
        ({"workspace.note": ("entr",)}, "keys.workspace.note: 'entr' is no key. Did you mean enter?"),
        ({"workspace.note": ("ctrl+entr",)}, "Did you mean ctrl+enter?"),
        ({"workspace.note": ("N",), "workspace.flag": ("N",)}, "keys.workspace.flag: 'N' is set for workspace.note"),
        ({"workspace.note": ("u",)}, "keys.workspace.note: 'u' is also the key of workspace.undo"),
        ({"workspace.note": ("q",)}, "'q' is also the key of quit"),
        ({"palette": (":",)}, "keys.palette: ':' could no longer be typed anywhere"),
    ],
)  # fmt: skip
def test_keys_that_are_wrong(keys: dict[str, tuple[str, ...]], expected: str) -> None:
    assert expected in said(check(Settings(Path("config.toml"), keys=keys)))


def test_what_is_right_still_holds() -> None:
    found = check(settings(workspace__note=("N", "entr"), workspace__flag=("N",), nothing=("x",)))
    assert found.keymap["workspace.note"] == "N"
    assert "workspace.flag" not in found.keymap
    assert len(found.warnings) == 3


def test_two_actions_that_share_a_key_by_turns_may_go_on() -> None:
    """Enter in the wizard goes on, and at the end it finishes: moving the one must not take the other's key."""
    found = check(settings(wizard__finish=("f8",)))
    assert found.warnings == ()
    assert found.keymap["wizard.finish"] == "f8"
    assert "enter" in found.keymap["wizard.go_on"].split(",")


async def test_keys_as_set_work_and_are_shown(started: Started, prepared: Callable[..., str]) -> None:
    prepared()
    chosen = settings(home__new=("w",), home__rename=(), home__report=("f8",))
    async with started(settings=chosen) as pilot:
        await wait_for(pilot, "Wren 2026", "w new", "f8 report")
        assert "rename" not in shown(pilot).splitlines()[-1]
        lines = {words: keys for keys, words in help_lines(pilot.app.screen)}
        assert lines["new"] == "w"
        assert lines["rename"] == "–"
        assert "Rename" in {command.words for command in binding_commands(pilot.app.screen)}
        await pilot.press("n", "r")
        await pilot.pause()
        assert type(pilot.app.screen).__name__ == "HomeScreen"
        await pilot.press("w")
        await wait_until(pilot, lambda: type(pilot.app.screen).__name__ == "NewAssessmentScreen")


async def test_warnings_are_shown_once_and_stop_nothing(started: Started) -> None:
    chosen = settings(home__nwe=("w",))
    async with started(settings=chosen) as pilot:
        await wait_until(pilot, lambda: "Did you mean home.new?" in noticed(pilot.app))
        assert len(pilot.app._notifications) == 1


async def test_help_has_hidden_keys_and_those_of_the_focused_widget(
    started: Started, prepared: Callable[..., str]
) -> None:
    async with desk(started, prepared) as (pilot, screen):
        screen.go_to("SS-A1.3-01")
        await pilot.press("c")
        await wait_until(pilot, lambda: screen.query_one(CheckList).has_focus)
        sections = dict(help_sections(screen))
        assert next(iter(sections)) == "Check list"
        assert "tick" in {words for _, words in sections["Check list"]}
        assert any(words == "redo" for _, words in sections[HERE])
        await pilot.press("question_mark")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        await wait_for(pilot, "Check list", "first check")


async def test_copied_goes_to_the_terminal(started: Started) -> None:
    async with started() as pilot:
        await wait_for(pilot, "no assessment")
        pilot.app.screen.copied("SS-1.1-04 [/x] \x1b[31m")  # type: ignore[attr-defined]
        await wait_until(pilot, lambda: noticed(pilot.app) == "Copied: SS-1.1-04 [/x] [31m")
        assert pilot.app.clipboard == "SS-1.1-04 [/x] [31m"
        pilot.app.screen.copied("  ")  # type: ignore[attr-defined]
        await wait_until(pilot, lambda: "nothing to copy" in noticed(pilot.app))
