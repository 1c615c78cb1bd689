"""The command palette: every action that applies now, then the themes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen

from cop_tui.tui.bindings import declared
from cop_tui.tui.keymap import key_words
from cop_tui.tui.themes import THEMES
from cop_tui.tui.widgets.keyline import live_bindings

NOT_LISTED = ("command_palette", "cursor_", "number(", "page_", "scroll_", "move(", "read(")
"""How actions begin that are of no use in a palette: opening it, and moving about."""


class Command(NamedTuple):
    """Something the palette can do: its words, its key, and how it is done."""

    words: str
    key: str
    run: Callable[[], Any]


def binding_commands(screen: Screen[Any]) -> Iterator[Command]:
    """The actions of ours that apply on this screen now, each once, with the key that the foot of the screen shows."""
    found: dict[str, tuple[DOMNode, Binding]] = {}
    for node, binding, _enabled, _tooltip in live_bindings(screen):
        action = binding.action.rpartition(".")[2]
        if binding.id is None or not binding.description or action.startswith(NOT_LISTED):
            continue
        if action not in found or (binding.show and not found[action][1].show):
            found[action] = (node, binding)
    everywhere = screen.app

    def place(entry: tuple[DOMNode, Binding]) -> tuple[bool, bool, int]:
        """What the foot of the screen shows first, in its order; what holds everywhere last."""
        return entry[0] is everywhere, not entry[1].show, declared(type(entry[0])).get(entry[1].id, 999)

    for node, binding in sorted(found.values(), key=place):
        words = binding.tooltip or binding.description
        run = partial(screen.app.run_action, binding.action, node)
        yield Command(words[:1].upper() + words[1:], key_words(binding.key), run)


def theme_commands(screen: Screen[Any]) -> Iterator[Command]:
    """One command per theme of ours."""
    app = screen.app
    for name, theme in THEMES.items():
        if app.theme != theme.name and theme.name in app.available_themes:
            yield Command(f"Theme: {name}", "", partial(setattr, app, "theme", theme.name))


class CopCommands(Provider):
    """What the palette offers beside what a screen adds of its own."""

    def _commands(self) -> Iterator[Command]:
        yield from binding_commands(self.screen)
        yield from theme_commands(self.screen)

    async def discover(self) -> Hits:
        for command in self._commands():
            yield DiscoveryHit(_display(Content(command.words), command.key), command.run, text=command.words)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command in self._commands():
            score = matcher.match(command.words)
            if score > 0:
                display = _display(matcher.highlight(command.words), command.key)
                yield Hit(score, display, command.run, text=command.words)


def _display(words: Content, key: str) -> Content:
    return Content.assemble(words, "  ", (key, "$text-muted"))
