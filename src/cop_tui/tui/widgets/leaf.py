"""A leaf of text in a dialog: it scrolls, and leaves every other key to the dialog."""

from __future__ import annotations

from textual.binding import Binding
from textual.containers import VerticalScroll


class Leaf(VerticalScroll, can_focus=True):
    """Holds what is to be read."""

    BINDINGS = [
        Binding("j", "scroll_down", "Scroll down", show=False, id="leaf.down"),
        Binding("k", "scroll_up", "Scroll up", show=False, id="leaf.up"),
        Binding("space", "page_down", "Page down", show=False, id="leaf.page_down"),
    ]
    HELP = "Text to read: the arrow keys, {leaf.down} and {leaf.up} scroll it, {leaf.page_down} a page."
