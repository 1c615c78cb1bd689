"""Help, made from what is on the screen: its words, then every key that does something there now."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from cop_tui.tui.base import COMMON, CopDialog
from cop_tui.tui.bindings import declared, title_of
from cop_tui.tui.keymap import key_words
from cop_tui.tui.named_keys import with_keys
from cop_tui.tui.widgets.keyline import live_bindings
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import BLANK, Prose, Row, para

KEY_WIDTH = 20
HERE, EVERYWHERE, EDITING = "On this screen", "Everywhere", "Moving and editing"
NO_KEY = "–"
NUMBERED = re.compile(r"(.*)\((\d+)\)")
"""Actions that do the same for each of several numbers, as `list(2)`."""


@dataclass
class Line:
    """One action: its keys, its words, and whether the foot of the screen names it."""

    action: str
    keys: list[str]
    words: str
    shown: bool
    place: int
    """Where it is declared; Textual puts keys of its own first."""


def help_sections(screen: Screen[Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Keys and words of every binding that applies now: those of the focused widget, of the screen, of the app.

    Each action stands once in a section with all its keys; what the foot of the screen shows comes first. The last
    section has what the focused widget brings from Textual, such as moving the cursor.
    """
    sections: dict[str, dict[str, Line]] = {}
    common = {binding.id for binding in COMMON if isinstance(binding, Binding)}
    for node, binding, _enabled, tooltip in live_bindings(screen):
        if not binding.description or (binding.id is None and node is not screen.focused):
            continue
        if binding.id is None:
            title = EDITING
        elif node is screen.app or binding.id in common:
            title = EVERYWHERE
        else:
            title = HERE if node is screen else title_of(type(node))
        lines = sections.setdefault(title, {})
        places = declared(type(node))
        words = tooltip or binding.description
        words = words[:1].lower() + words[1:] if words[1:2].islower() else words
        line = lines.setdefault(binding.action, Line(binding.action, [], words, False, 999))
        if (named := key_words(binding.key)) and named not in line.keys:
            line.keys.append(named)
        line.shown |= binding.show
        line.place = min(line.place, places.get(binding.id, 999))
    last = [title for title in (HERE, EVERYWHERE, EDITING) if title in sections]
    order = [*(title for title in sections if title not in last), *last]
    order.sort(key=lambda title: not any(line.shown for line in sections[title].values()) or title == EVERYWHERE)
    return [(t, list(_rows(sorted(sections[t].values(), key=lambda x: (not x.shown, x.place))))) for t in order]


def _rows(lines: Iterable[Line]) -> Iterator[tuple[str, str]]:
    """Lines as they are shown; actions on the digits in a row, which differ by their number alone, share one."""
    rows: list[tuple[list[str], str, tuple[str, str] | None]] = []
    for line in lines:
        numbered = NUMBERED.fullmatch(line.action)
        same = (numbered[1], re.sub(r"\d+", "", line.words)) if numbered and all(map(_is_digit, line.keys)) else None
        if same and rows and rows[-1][2] == same:
            rows[-1][0].extend(line.keys)
        else:
            rows.append((list(line.keys), line.words, same))
    for keys, words, same in rows:
        if same and len(keys) > 1:
            yield f"{keys[0]}-{keys[-1]}", re.sub(r"\d+", lambda found, last=keys[-1]: f"{found[0]} to {last}", words)  # type: ignore[misc]
        else:
            yield ", ".join(keys) or NO_KEY, words


def _is_digit(key: str) -> bool:
    return len(key) == 1 and key.isdigit()


def help_lines(screen: Screen[Any]) -> Iterator[tuple[str, str]]:
    """Keys and words of every binding of ours that applies now, from the focused widget upwards."""
    for title, rows in help_sections(screen):
        if title != EDITING:
            yield from rows


def help_texts(screen: Screen[Any]) -> Iterator[str]:
    """The HELP of the focused widget, of what it stands in, and of the screen; textual's own widgets have none."""
    seen: set[str] = set()
    for node in (screen.focused or screen).ancestors_with_self:
        text = node.HELP
        if text and type(node).__module__.startswith("cop_tui") and text not in seen:
            seen.add(text)
            yield with_keys(node, " ".join(text.split()))


class HelpScreen(CopDialog[None]):
    """What can be done here, in words and keys. Any of ?, escape, q and enter closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,escape,q,enter,f1", "back", "close help", id="help.close", key_display="esc"),
        Binding("t", "tour", "tour", id="help.tour", tooltip="a tour of the screen, where there is one"),
    ]
    CSS_PATH = "help.tcss"
    AUTO_FOCUS = "VerticalScroll"

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()
        self._help_texts = tuple(help_texts(screen))
        self._tour: Callable[[], None] | None = getattr(screen, "action_tour", None)
        self._sections = help_sections(screen)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Help", classes="dialog-title")
            with VerticalScroll():
                for text in self._help_texts:
                    yield Static(plain(text), classes="dialog-words help-text")
                if self._tour is not None:
                    words = self.keyed("{help.tour} starts a tour of this screen in six steps.")
                    yield Static(words, classes="dialog-words help-text")
                yield Prose(measure=72, id="help-keys")

    def on_mount(self) -> None:
        self.query_one(Prose).show(self._key_rows())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A tour is offered only where there is one."""
        return action != "tour" or self._tour is not None

    def action_tour(self) -> None:
        """Close the help, and show round the screen it was about."""
        if self._tour is not None:
            self.dismiss(None)
            self.app.call_later(self._tour)

    def _key_rows(self) -> Iterator[Row]:
        for number, (title, lines) in enumerate(self._sections):
            if number:
                yield BLANK
            yield para(title, "bold")
            for keys, words in lines:
                yield Row(plain(words), Content.styled(keys, "bold $text-accent"), KEY_WIDTH)
