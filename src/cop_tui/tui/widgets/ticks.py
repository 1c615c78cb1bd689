"""A few lines to be ticked: one widget, whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from cop_tui.tui.widgets.plain import plain


class TickList(OptionList):
    """Lines with a box each. `ticked` holds the names of those that are ticked, in order."""

    HELP = "Move with the arrow keys; space or enter ticks a line."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter,x", "select", "tick", id="ticks.tick"),
        Binding("j", "cursor_down", "down", id="ticks.down", show=False),
        Binding("k", "cursor_up", "up", id="ticks.up", show=False),
    ]

    def __init__(self, lines: Sequence[tuple[str, str]], ticked: Iterable[str], id: str) -> None:  # noqa: A002
        self._names = tuple(name for name, _ in lines)
        self._words = tuple(words for _, words in lines)
        self._on = set(ticked)
        super().__init__(*(Option(self._prompt(i)) for i in range(len(lines))), id=id, markup=False)

    @property
    def ticked(self) -> tuple[str, ...]:
        """Names of the lines that are ticked, in the order in which they stand."""
        return tuple(name for name in self._names if name in self._on)

    def _prompt(self, index: int) -> Content:
        on = self._names[index] in self._on
        return Content.assemble(("[x]" if on else "[ ]", "bold" if on else ""), " ", plain(self._words[index]))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._on ^= {self._names[event.option_index]}
        self.replace_option_prompt_at_index(event.option_index, self._prompt(event.option_index))
