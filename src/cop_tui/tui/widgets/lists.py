"""The heads of the lists of a screen: names with numbers, one of them chosen, in as many lines as they need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED

CHOSEN: Final = "bold $block-cursor-foreground on $block-cursor-background"

LONGEST: Final = 30
"""Cells of a name; longer ones are cut."""


class Heads(Static):
    """Which lists there are, how long each is, and which is shown."""

    DEFAULT_CSS = """
    Heads { height: auto; padding: 0 1; text-wrap: nowrap; }
    """

    def __init__(self, id: str = "heads") -> None:  # noqa: A002
        super().__init__(id=id)
        self._heads: tuple[tuple[str, int | None], ...] = ()
        self._chosen = 0
        self._height = 0

    def show(self, heads: Sequence[tuple[str, int | None]], chosen: int) -> None:
        """Show names, each with the number of its lines if it has any to count."""
        self._heads, self._chosen = tuple(heads), chosen
        self._paint()

    def on_resize(self, event: Resize) -> None:
        self._paint()

    def _paint(self) -> None:
        width = max((self.size.width or self.app.size.width) - 2, 20)
        lines = [Content("")]
        for n, (name, count) in enumerate(self._heads):
            words = f" {n + 1} {plain(name).truncate(LONGEST, ellipsis=True).plain} " + (
                "" if count is None else f"{count} "
            )
            head = Content.styled(words, CHOSEN if n == self._chosen else MUTED)
            if lines[-1].cell_length and lines[-1].cell_length + head.cell_length + 1 > width:
                lines.append(Content(""))
            lines[-1] = lines[-1] + (" " if lines[-1].cell_length else "") + head
        self.update(Content("\n").join(lines), layout=len(lines) != self._height)
        self._height = len(lines)
