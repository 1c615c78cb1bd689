"""The lines of a form: a label, what is typed or chosen, and beside it how that is understood or what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Key
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static
from textual.widgets.input import Selection

from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED

FieldCheck = Callable[[str, Mapping[str, str]], str]
"""Says in words how a text is understood, given all fields; raises ValueError with what is allowed."""
MOVES: Final[list[BindingType]] = [
    Binding("enter", "screen.keep", "keep", show=True, id="form.keep"),
    Binding("down", "app.focus_next", "next field", show=False, id="form.down"),
    Binding("up", "app.focus_previous", "previous field", show=False, id="form.up"),
]


@dataclass(frozen=True, slots=True)
class Spec:
    """One field. With `choices` (value and words) it is chosen; with `criteria` chosen from a list of criteria.

    `required` is what to say where it stays empty; an empty field is not checked otherwise. A `long`
    one gets more room.
    """

    name: str
    label: str
    initial: str = ""
    check: FieldCheck | None = None
    choices: tuple[tuple[str, str], ...] = ()
    placeholder: str = ""
    required: str = ""
    suggestions: tuple[str, ...] = ()
    criteria: bool = False
    long: bool = False


class FieldChanged(Message):
    """A field of the form holds something else now."""


class LineField(Input):
    """One line of text."""

    BINDINGS = MOVES

    def __init__(self, spec: Spec) -> None:
        suggester = SuggestFromList(spec.suggestions, case_sensitive=False) if spec.suggestions else None
        super().__init__(
            spec.initial, placeholder=spec.placeholder, suggester=suggester, compact=True, id=f"field-{spec.name}",
            select_on_focus=False, classes="-long" if spec.long else "",
        )  # fmt: skip

    @property
    def text(self) -> str:
        """What the field holds."""
        return self.value

    def on_mount(self) -> None:
        self.cursor_position = 0  # a long text is read from its beginning

    def on_focus(self) -> None:
        self.selection = Selection(len(self.value), 0)  # all of it, with the beginning in sight

    def on_blur(self) -> None:
        self.cursor_position = 0


class OneOfField(Static, can_focus=True):
    """One of a few values: left and right, or its first letter."""

    DEFAULT_CSS = """
    OneOfField { height: 1; padding: 0 1; text-wrap: nowrap; }
    OneOfField:focus { background: $block-cursor-blurred-background; }
    """
    HELP = "{oneof.previous} and {oneof.next} choose, as does a first letter; {form.keep} keeps the whole form."
    BINDINGS = [
        Binding("right,space", "turn(1)", "choose", show=True, key_display="←/→", id="oneof.next"),
        Binding("left", "turn(-1)", "the one before", show=False, id="oneof.previous"),
        *MOVES,
    ]

    def __init__(self, spec: Spec) -> None:
        super().__init__(id=f"field-{spec.name}")
        self._choices = spec.choices
        values = [value for value, _ in spec.choices]
        self._at = values.index(spec.initial) if spec.initial in values else 0

    @property
    def text(self) -> str:
        """The value that is chosen."""
        return self._choices[self._at][0]

    def on_mount(self) -> None:
        self._draw()

    def on_focus(self) -> None:
        self._draw()

    def on_blur(self) -> None:
        self._draw()

    def _draw(self) -> None:
        words = plain(self._choices[self._at][1])
        left, right = ("< ", " >") if getattr(self.app, "use_ascii", False) else ("‹ ", " ›")
        self.update(Content.assemble((left, MUTED), words, (right, MUTED)) if self.has_focus else words)

    def action_turn(self, by: int) -> None:
        self._at = (self._at + by) % len(self._choices)
        self._draw()
        self.post_message(FieldChanged())

    def on_click(self) -> None:
        self.action_turn(1)

    def on_key(self, event: Key) -> None:
        """The next choice that begins with a letter."""
        letter = (event.character or "").casefold()
        if not letter.isalpha():
            return
        event.stop()
        for by in range(1, len(self._choices) + 1):
            if self._choices[(self._at + by) % len(self._choices)][1].casefold().startswith(letter):
                self.action_turn(by)
                return


class CriteriaField(Static, can_focus=True):
    """Criteria, chosen in a dialog of their own."""

    DEFAULT_CSS = """
    CriteriaField { height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    CriteriaField:focus { background: $block-cursor-blurred-background; }
    """
    HELP = "{form.choose} opens the list of criteria to choose from; {form.keep} keeps the whole form."
    BINDINGS = [Binding("space,right", "screen.choose", "choose", show=True, key_display="space", id="form.choose"),
                *MOVES]  # fmt: skip

    def __init__(self, spec: Spec) -> None:
        super().__init__(id=f"field-{spec.name}")
        self._text = spec.initial

    @property
    def text(self) -> str:
        """The ids, with blanks between them."""
        return self._text

    def on_mount(self) -> None:
        self.show(self._text)

    def show(self, text: str) -> None:
        """Take other criteria."""
        self._text = text
        names = text.split()
        words = f"{len(names)}: {', '.join(names)}" if len(names) > 1 else ", ".join(names)
        self.update(plain(words) if names else Content.styled("none", MUTED))
        self.post_message(FieldChanged())


def field(spec: Spec) -> LineField | OneOfField | CriteriaField:
    """The widget of a field."""
    if spec.criteria:
        return CriteriaField(spec)
    return OneOfField(spec) if spec.choices else LineField(spec)
