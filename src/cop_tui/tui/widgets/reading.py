"""Text to read beside a list: it scrolls, and t goes back to the list."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll

from cop_tui.tui.widgets.prose import Prose, Row


class ReadingPane(VerticalScroll, can_focus=True):
    """Paragraphs to read. The screen it stands in has an action `to_list`."""

    BINDINGS = [
        Binding("j", "scroll_down", "Scroll down", show=False, id="reading.down"),
        Binding("k", "scroll_up", "Scroll up", show=False, id="reading.up"),
        Binding("t,escape,tab", "screen.to_list", "to the list", key_display="t", id="reading.to_list"),
    ]
    HELP = "Text to read. Arrow keys, {reading.down} and {reading.up} scroll it, {reading.to_list} goes to the list."
    DEFAULT_CSS = """
    ReadingPane { height: auto; padding: 0 2; background: transparent; scrollbar-size-vertical: 1; }
    ReadingPane:focus { background: $boost; }
    """

    def __init__(self, *, measure: int = 110, id: str = "reading") -> None:  # noqa: A002
        super().__init__(id=id)
        self._measure = measure

    def compose(self) -> ComposeResult:
        yield Prose(measure=self._measure, id=f"{self.id}-text")

    def show(self, rows: list[Row]) -> None:
        """Replace what is shown."""
        self.query_one(Prose).show(rows)
