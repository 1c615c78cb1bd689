"""The keys that do something now, in one line at the foot of a screen: one widget, repainted only when they change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from textual.binding import ActiveBinding, Binding
from textual.content import Content
from textual.events import Resize
from textual.style import Style
from textual.widgets import Static

from cop_tui.tui.keymap import UNBOUND, character, key_words

if TYPE_CHECKING:
    from textual.screen import Screen

KEEP = ("help",)
"""Actions that keep their place however narrow the line is."""
Key = tuple[str, str, str, str]
"""Name of the key, words, action, and the key as Textual calls it."""
LAST = (
    "remove",
    "drop",
    "revoke",
    "delete",
    "filter",
    "explain",
    "to_list",
    "back",
    "no",
    "help",
    "command_palette",
    "quit",
)
"""Actions that stand at the end, in this order."""


def key_name(binding: Binding) -> str:
    """A key as people write it: `ctrl+p`, `?`, `enter`; nothing if the binding has none any more."""
    return binding.key_display or key_words(binding.key)


def live_bindings(screen: Screen[Any]) -> Iterator[ActiveBinding]:
    """Every binding that applies now, but for keys that the focused field takes as text."""
    field = screen.focused
    for key, active in screen.active_bindings.items():
        typed = character(key)
        taken = field is not None and active.node is not field and field.check_consume_key(key, typed)
        if active.enabled and (active.binding.priority or not taken):
            yield active


class KeyLine(Static):
    """Lists the shown bindings of the focused widget and what it stands in; each can be clicked."""

    DEFAULT_CSS = """
    KeyLine { dock: bottom; height: 1; padding: 0 1; background: $panel; color: $text-muted; text-wrap: nowrap; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.auto_links = False  # a key that can be clicked is no link and does not look like one
        self._items: list[Key] = []

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._renew)
        self.call_after_refresh(self._renew, self.screen)

    def on_resize(self, event: Resize) -> None:
        self._paint()

    def _renew(self, screen: Screen[Any]) -> None:
        if not self.is_attached or screen is not self.screen:
            return
        items = shown_keys(screen)
        if items != self._items:
            self._items = items
            self._paint()

    def _paint(self) -> None:
        width = self.content_size.width
        parts = [_part(*item) for item in self._items]
        keep = sum(p.cell_length + 3 for item, p in zip(self._items, parts, strict=True) if item[2] in KEEP)
        line: list[Content] = []
        used = 0
        for item, part in zip(self._items, parts, strict=True):
            kept = item[2] in KEEP
            if not kept and used + part.cell_length + keep > width:
                continue
            line.append(part)
            used += part.cell_length + 3
            keep -= part.cell_length + 3 if kept else 0
        self.update(Content("   ").join(line), layout=False)


def shown_keys(screen: Screen[Any]) -> list[Key]:
    """Every binding that applies now and is meant to be shown, each action once."""
    found: dict[str, Key] = {}
    for _node, binding, _enabled, _tooltip in live_bindings(screen):
        action = binding.action.removeprefix("app.").removeprefix("screen.")
        if binding.key.startswith(UNBOUND):
            continue
        if binding.show and binding.description and action not in found:
            found[action] = (key_name(binding), binding.description, action, binding.key)
    last = [found.pop(action) for action in LAST if action in found]
    return [*found.values(), *last]


def _part(name: str, words: str, action: str, key: str) -> Content:
    part = Content.assemble((name, "bold $text-accent"), " ", words)
    return part.stylize(Style.from_meta({"@click": f"app.simulate_key('{key}')"}))
