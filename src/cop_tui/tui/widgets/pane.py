"""Panes side by side: what is in them is another at almost every key, and one of them has the focus."""

from __future__ import annotations

from typing import Final, cast

from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Blur, DescendantBlur, DescendantFocus, Focus
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from cop_tui.tui.widgets.prose import MUTED

Edge = tuple[str, str, str]
"""Left corner, line and right corner."""
LIGHT: Final[Edge] = ("╭", "─", "╮")
HEAVY: Final[Edge] = ("┍", "━", "┑")
LIGHT_ASCII: Final[Edge] = ("+", "-", "+")
HEAVY_ASCII: Final[Edge] = ("+", "=", "+")


class PaneTitle(Widget):
    """The line above a pane: its title in the upper edge of the frame, which is heavy where the focus is.

    It is a widget of its own so that a change of the focus paints two lines. A border that changes makes Textual render
    both panes anew, 84 lines: ten times the work.
    """

    DEFAULT_CSS = """
    PaneTitle { height: 1; }
    """

    words: reactive[Content] = reactive(Content(""))
    chosen: reactive[bool] = reactive(False)
    """Whether the focus is in the pane."""

    def __init__(self, pane: str, words: str = "", *, use_ascii: bool = False) -> None:
        super().__init__(id=f"{pane}-title")
        self.pane = pane
        self._ascii = use_ascii
        self.set_reactive(PaneTitle.words, Content(words))

    def render(self) -> Content:
        light, heavy = (LIGHT_ASCII, HEAVY_ASCII) if self._ascii else (LIGHT, HEAVY)
        left, line, right = heavy if self.chosen else light
        edge_style, style = ("$text-accent", "bold $text-accent") if self.chosen else ("$border-blurred", MUTED)
        width = self.size.width
        title = self.words.truncate(max(width - 6, 0), ellipsis=True)
        rest = line * max(width - title.cell_length - 5, 0)
        return Content.assemble(
            (f"{left}{line} ", edge_style), title.stylize(style), (f" {rest}{right}", edge_style)
        ).truncate(width)


class Framed:
    """For a pane whose frame says that it has the focus: what is in it looks the same with the focus and without.

    Textual would apply styles to all that is in it and render it anew.
    """

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Nothing to do: no style depends on it."""

    def on_focus(self, event: Focus) -> None:
        self._focus_changes(event, DescendantFocus)

    def on_blur(self, event: Blur) -> None:
        self._focus_changes(event, DescendantBlur)

    def _focus_changes(self, event: Focus | Blur, told: type[DescendantFocus | DescendantBlur]) -> None:
        """What Textual does, but for painting."""
        event.prevent_default()
        pane = cast(Widget, self)
        pane.has_focus = isinstance(event, Focus)
        if pane.parent is not None:
            pane.parent.post_message(told(pane))


class Pane(Framed, VerticalScroll):
    """Scrolls what is in it; there is always room for the scroll bar, so that nothing jumps when it comes."""

    DEFAULT_CSS = """
    Pane { overflow-y: scroll; scrollbar-size-vertical: 1; }
    """

    # A pane whose content was laid out with another height asks for one more layout, for the sake of what would be
    # seen of it. Here the scroll bar is always there, so the second layout gives what the first one gave.
    virtual_size = reactive(Size(0, 0), layout=False)
