"""Small dialogs: a question to be answered with yes or no, and a name to be typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from cop_tui.errors import CopTuiError
from cop_tui.tui.base import CopDialog
from cop_tui.tui.named_keys import key_of
from cop_tui.tui.widgets.plain import plain


class ConfirmDialog(CopDialog[bool]):
    """Asks before something that is not easily taken back. Dismisses with True for yes, else False."""

    HELP = "{confirm.yes} goes on, {confirm.no} leaves everything as it is."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "yes", "yes", id="confirm.yes"),
        Binding("n,escape", "no", "no", id="confirm.no", key_display="n"),
    ]

    def __init__(self, title: str, words: str, yes: str = "yes", no: str = "no") -> None:
        super().__init__()
        self._title, self._words, self._yes, self._no = title, words, yes, no

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(plain(self._title), classes="dialog-title")
            yield Static(plain(self._words), classes="dialog-words")
            yield Static(
                choices((key_of(self, "confirm.yes"), self._yes), (key_of(self, "confirm.no"), self._no)),
                classes="dialog-keys",
            )

    def action_yes(self) -> None:
        self.dismiss(True)

    def action_no(self) -> None:
        self.dismiss(False)


def choices(*keys: tuple[str, str]) -> Content:
    """Keys and what they do, for the foot of a dialog."""
    return Content("   ").join(Content.assemble((key, "bold $text-accent"), " ", words) for key, words in keys)


class NameDialog(CopDialog[str]):
    """Asks for a name. `attempt` does what the name is for; what it refuses is shown beside the field."""

    HELP = "Type a name; enter keeps it. {dialog.cancel} closes the dialog and changes nothing."
    AUTO_FOCUS = "Input"

    def __init__(self, title: str, initial: str, attempt: Callable[[str], None]) -> None:
        super().__init__()
        self._title, self._initial, self._attempt = title, initial, attempt

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(plain(self._title), classes="dialog-title")
            yield Input(self._initial, max_length=200, select_on_focus=True)
            yield Static("", classes="problem")
            yield Static(
                choices(("enter", "keep the name"), (key_of(self, "dialog.cancel"), "cancel")), classes="dialog-keys"
            )

    @on(Input.Changed)
    def _typed(self) -> None:
        self.query_one(".problem", Static).update("")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        try:
            if not event.value.strip():
                raise CopTuiError("A name is needed, for example the model's name and the year.")
            self._attempt(event.value)
        except CopTuiError as error:
            self.query_one(".problem", Static).update(plain(str(error)))
            return
        self.dismiss(event.value)
