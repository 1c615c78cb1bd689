"""Help, made from what is on the screen: its words, then every key that does something there now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from cop_tui.tui.base import CopDialog
from cop_tui.tui.widgets.keyline import key_name
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import Prose, Row

KEY_WIDTH = 20
LAST = ("help", "command_palette", "quit")
"""Actions that every screen has; they stand below its own."""


def help_lines(screen: Screen[Any]) -> Iterator[tuple[str, str]]:
    """Keys and words of every binding of ours that applies now, from the focused widget upwards, each action once.

    All keys of one action stand on one line; what the foot of the screen shows comes first.
    """
    keys: dict[str, list[str]] = {}
    words: dict[str, str] = {}
    shown: set[str] = set()
    for _node, binding, enabled, tooltip in screen.active_bindings.values():
        if binding.id is None or not enabled or not binding.description:
            continue
        named = key_name(binding)
        if named not in keys.setdefault(binding.action, []):
            keys[binding.action].append(named)
        words.setdefault(binding.action, tooltip or binding.description)
        if binding.show:
            shown.add(binding.action)

    def place(action: str) -> tuple[bool, bool]:
        return action.removeprefix("app.") in LAST, action not in shown

    for action, names in sorted(keys.items(), key=lambda item: place(item[0])):
        yield ", ".join(names), words[action]


def help_texts(screen: Screen[Any]) -> Iterator[str]:
    """The HELP of the focused widget, of what it stands in, and of the screen; textual's own widgets have none."""
    seen: set[str] = set()
    for node in (screen.focused or screen).ancestors_with_self:
        text = node.HELP
        if text and type(node).__module__.startswith("cop_tui") and text not in seen:
            seen.add(text)
            yield " ".join(text.split())


class HelpScreen(CopDialog[None]):
    """What can be done here, in words and keys. Any of ?, escape, q and enter closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,escape,q,enter,f1", "back", "close help", id="help.close", key_display="esc"),
    ]
    CSS_PATH = "help.tcss"
    AUTO_FOCUS = "VerticalScroll"

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()
        self._help_texts = tuple(help_texts(screen))
        self._key_lines = tuple(help_lines(screen))

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Help", classes="dialog-title")
            with VerticalScroll():
                for text in self._help_texts:
                    yield Static(plain(text), classes="dialog-words help-text")
                yield Prose(measure=72, id="help-keys")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Prose).show(
            Row(plain(words), Content.styled(keys, "bold $text-accent"), KEY_WIDTH) for keys, words in self._key_lines
        )
