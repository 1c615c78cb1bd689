"""A pane whose content is another at almost every key."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.reactive import reactive


class Pane(VerticalScroll):
    """Scrolls what is in it; there is always room for the scroll bar, so that nothing jumps when it comes."""

    DEFAULT_CSS = """
    Pane { overflow-y: scroll; scrollbar-size-vertical: 1; }
    """

    # A pane whose content was laid out with another height asks for one more layout, for the sake of what would be
    # seen of it. Here the scroll bar is always there, so the second layout gives what the first one gave.
    virtual_size = reactive(Size(0, 0), layout=False)
