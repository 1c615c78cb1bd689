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

    HELP = "Move with the arrow keys; {ticks.tick} ticks a line."
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

    BOXES: ClassVar[tuple[str, str]] = ("[ ]", "[x]")

    def _prompt(self, index: int) -> Content:
        on = self._names[index] in self._on
        return Content.assemble((self.BOXES[on], "bold" if on else ""), " ", plain(self._words[index]))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._on = self._chosen(self._names[event.option_index])
        for index in range(len(self._names)):
            self.replace_option_prompt_at_index(index, self._prompt(index))

    def _chosen(self, name: str) -> set[str]:
        """What is ticked once that line was chosen."""
        return self._on ^ {name}


class OneList(TickList):
    """Lines of which exactly one is chosen."""

    HELP = "Move with the arrow keys; {ticks.tick} chooses a line."
    BOXES = ("( )", "(x)")

    @property
    def chosen(self) -> str:
        """The name of the line that is chosen."""
        return self.ticked[0]

    def _chosen(self, name: str) -> set[str]:
        return {name}
