"""Words of ours that name keys: `{id of a binding}` in them stands for the key that the binding has now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from textual.binding import Binding
from textual.content import Content
from textual.dom import DOMNode

from cop_tui.tui.keymap import UNBOUND, key_words

NAMED: Final = re.compile(r"\{([\w.-]+)\}")
PALETTE: Final = "palette"
"""The binding that stands in for what has no key any more: the palette lists it."""


def key_of(node: DOMNode, name: str) -> str:
    """The first key of a binding as people write it; that of the palette if it has none, or is not known here.

    `node` is where the words stand: bindings of what it stands in are found, and of what was opened before.
    """
    keymap = getattr(node.app, "keys_now", {})
    for wanted in (name, PALETTE):
        keys = keymap.get(wanted) or _default(node, wanted)
        first = keys.split(",")[0]
        if first and not first.startswith(UNBOUND):
            return key_words(first)
    return "ctrl+p"


def with_keys(node: DOMNode, words: str) -> str:
    """Words with every `{id}` replaced by its key. The words are ours: what people wrote never goes in here."""
    return "".join(part for part, _ in _parts(node, words))


def styled_keys(node: DOMNode, words: str) -> Content:
    """The same with the keys standing out."""
    return Content.assemble(*((part, "bold $text-accent" if key else "") for part, key in _parts(node, words)))


def _parts(node: DOMNode, words: str) -> Iterator[tuple[str, bool]]:
    """Words and keys in turn, and which of the two it is. A key that begins a sentence begins it in capitals."""
    before = ""
    for number, part in enumerate(NAMED.split(words)):
        if number % 2:
            key = key_of(node, part)
            starts = not before or before.endswith((". ", ": ", "? "))
            part = key.capitalize() if starts and len(key) > 1 and key.isalpha() else key
        if part:
            yield part, bool(number % 2)
        before += part


def _default(node: DOMNode, name: str) -> str:
    for above in node.ancestors_with_self:
        if name in (own := _own(type(above))):
            return own[name]
    for other in _ours(DOMNode):
        if name in (own := _own(other)):
            return own[name]
    return ""


@cache
def _own(node: type[DOMNode]) -> dict[str, str]:
    """The first key of every binding with an id on a class, the inherited ones too."""
    found: dict[str, str] = {}
    for base in node.__mro__:
        for binding in Binding.make_bindings(base.__dict__.get("BINDINGS", ())):
            if binding.id is not None:
                found.setdefault(binding.id, binding.key)
    return found


def _ours(node: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for below in node.__subclasses__():
        if below.__module__.startswith("cop_tui."):
            yield below
        yield from _ours(below)
