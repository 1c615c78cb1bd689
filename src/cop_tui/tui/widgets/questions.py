"""The list of what is asked with its answers, and the choices of the question under the cursor. One widget each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from cop_tui.tui.widgets.plain import plain

LABEL_WIDTH = 27


@dataclass(frozen=True, slots=True)
class Line:
    """A question in the list: its answer in words, whether that is only assumed, whether it is wrong."""

    id: str
    label: str
    words: str
    assumed: bool = False
    wrong: bool = False

    def prompt(self, width: int) -> Content:
        """The line, cut to `width` cells."""
        label = plain(self.label).truncate(LABEL_WIDTH - 1, ellipsis=True, pad=True)
        room = max(width - LABEL_WIDTH - 2, 4)
        tail = " (assumed)" if self.assumed else ""
        words = plain(self.words.replace("\n", " ")).truncate(max(room - len(tail), 4), ellipsis=True)
        styled = words.stylize("$text-error") if self.wrong else words
        return Content.assemble("!" if self.wrong else " ", label, " ", styled, (tail, "$text-disabled"))


class QuestionList(OptionList):
    """What is asked in this step, one line each, with the answer beside it."""

    HELP = "The questions of this step with their answers. {questions.answer} goes to the answer below the list."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,right,l", "select", "answer", id="questions.answer", key_display="enter"),
        Binding("j", "cursor_down", "next question", id="questions.down", show=False),
        Binding("k", "cursor_up", "previous question", id="questions.up", show=False),
    ]

    def __init__(self, id: str) -> None:  # noqa: A002
        super().__init__(id=id, markup=False)
        self._lines_shown: tuple[Line, ...] = ()

    def show(self, lines: Iterable[Line]) -> None:
        """Show these questions; only what changed is drawn, and the cursor stays on its question."""
        fresh = tuple(lines)
        old = self._lines_shown
        self._lines_shown = fresh
        width = self.content_size.width or 60
        if [line.id for line in fresh] == [line.id for line in old]:
            for index, line in enumerate(fresh):
                if line != old[index]:
                    self.replace_option_prompt_at_index(index, line.prompt(width))
            return
        here = self.current
        with self.prevent(OptionList.OptionHighlighted):
            self.set_options([Option(line.prompt(width), id=line.id) for line in fresh])
            ids = [line.id for line in fresh]
            self.highlighted = ids.index(here) if here in ids else (0 if ids else None)

    def redraw(self) -> None:
        """Cut the lines anew for another width."""
        width = self.content_size.width or 60
        for index, line in enumerate(self._lines_shown):
            self.replace_option_prompt_at_index(index, line.prompt(width))

    @property
    def current(self) -> str | None:
        """The id of the question under the cursor."""
        index = self.highlighted
        return None if index is None or index >= self.option_count else self.get_option_at_index(index).id

    def go_to(self, question: str) -> None:
        """Put the cursor on a question, if it is asked."""
        ids = [line.id for line in self._lines_shown]
        if question in ids:
            self.highlighted = ids.index(question)


class ChoiceList(OptionList):
    """The answers to choose from: one with enter or its number, or several with space."""

    HELP = (
        "Choose with {choices.take} or with the number of the line. Where several apply, {choices.toggle} or the "
        "number ticks one."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "keep, next question", id="choices.take"),
        Binding("space", "tick", "tick", id="choices.toggle"),
        Binding("j", "cursor_down", "down", id="choices.down", show=False),
        Binding("k", "cursor_up", "up", id="choices.up", show=False),
        Binding("pagedown", "screen.read(1)", "read on", id="choices.read_on", show=False),
        Binding("pageup", "screen.read(-1)", "read back", id="choices.read_back", show=False),
        *(Binding(str(n), f"number({n})", f"choice {n}", id=f"choices.{n}", show=False) for n in range(1, 10)),
    ]

    @dataclass
    class Taken(Message):
        """An answer to a question: the values chosen (the empty text is "not known"), and whether to go on."""

        question: str
        values: tuple[str, ...]
        go_on: bool

    def __init__(self, id: str) -> None:  # noqa: A002
        super().__init__(id=id, markup=False)
        self._choices: tuple[tuple[str, str], ...] = ()
        self._taken: tuple[str, ...] = ()
        self._several = False
        self._asking = ""

    def show(self, question: str, choices: Sequence[tuple[str, str]], taken: tuple[str, ...], several: bool) -> None:
        """Offer these choices for a question; `taken` are the values that hold now."""
        self._asking = question
        self._choices, self._taken, self._several = tuple(choices), taken, several
        values = [value for value, _ in self._choices]
        with self.prevent(OptionList.OptionHighlighted):
            self.set_options([Option(self._prompt(i)) for i in range(len(values))])
            first = next((v for v in taken if v in values), None)
            self.highlighted = values.index(first) if first is not None else (0 if values else None)
        self.refresh_bindings()

    def _prompt(self, index: int) -> Content:
        value, words = self._choices[index]
        on = value in self._taken
        box = ("[x]" if on else "[ ]") if self._several else ("(x)" if on else "( )")
        number = str(index + 1) if index < 9 else " "
        return Content.assemble((f"{number} ", "$text-muted"), (box, "bold" if on else ""), " ", plain(words))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Ticking is for questions with several answers."""
        return self._several if action == "tick" else True

    def action_take(self) -> None:
        index = self.highlighted
        if index is None:
            return
        if self._several:
            self.post_message(self.Taken(self._asking, self._taken, True))
        else:
            self.post_message(self.Taken(self._asking, (self._choices[index][0],), True))

    def action_tick(self) -> None:
        if self.highlighted is not None:
            self._tick(self.highlighted)

    def action_number(self, number: int) -> None:
        """The line with that number: ticked, or taken at once."""
        if number > len(self._choices):
            return
        self.highlighted = number - 1
        if self._several:
            self._tick(number - 1)
        else:
            self.action_take()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click on a line does what its number does."""
        event.stop()
        self.action_number(event.option_index + 1) if event.option_index < 9 else self.action_take()

    def _tick(self, index: int) -> None:
        value = self._choices[index][0]
        if not value:
            self._taken = () if "" in self._taken else ("",)
        else:
            kept = [v for v, _ in self._choices if v and (v in self._taken) != (v == value)]
            self._taken = tuple(kept)
        for each in range(len(self._choices)):
            self.replace_option_prompt_at_index(each, self._prompt(each))
        self.post_message(self.Taken(self._asking, self._taken, False))
