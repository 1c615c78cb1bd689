"""A small form: every field says beside itself how it is understood, and what is allowed where it is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Static

from cop_tui.errors import CopTuiError
from cop_tui.services.session import Session
from cop_tui.tui.base import CopDialog
from cop_tui.tui.screens.pick import PickScreen, criterion_choices
from cop_tui.tui.widgets.form import CriteriaField, FieldChanged, LineField, OneOfField, Spec, field
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED

Values = Mapping[str, str]
"""What the fields hold, by name."""
Attempt = Callable[[Values], None]
"""Does what the form is for; raises a CopTuiError with what is wrong, and the form stays open."""
WARNING, ERROR = "$text-warning", "bold $text-error"


class FormScreen(CopDialog[bool]):
    """Asks for a few fields. `attempt` gets them once each is understood; closes with True when it is done."""

    CSS_PATH = "form.tcss"
    HELP = (
        "Tab and the arrow keys go from field to field, {form.keep} keeps the form, {form.cancel} leaves everything "
        "as it was. What stands beside a field says how it is understood."
    )
    BINDINGS = [
        Binding("f6", "app.focus_next", "next field", show=True, key_display="tab", id="form.next"),
        Binding("escape", "back", "cancel", show=True, id="form.cancel"),
    ]

    def __init__(
        self, session: Session, title: str, specs: Sequence[Spec], attempt: Attempt, *, intro: str = ""
    ) -> None:
        super().__init__()
        self._session = session
        self._title = title
        self._specs = tuple(specs)
        self._attempt = attempt
        self._intro = intro

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog wide", can_focus=False):
            yield Static(plain(self._title), classes="dialog-title")
            if self._intro:
                yield Static(plain(self._intro), id="form-intro")
            for spec in self._specs:
                with Horizontal(classes="form-line"):
                    yield Static(plain(spec.label), classes="form-label")
                    yield field(spec)
                    yield Static(id=f"said-{spec.name}", classes="form-said")
            yield Static(id="form-problem")
            yield KeyLine()

    def on_mount(self) -> None:
        self._say_all()

    @property
    def values(self) -> dict[str, str]:
        """What the fields hold now, blanks around them left out."""
        return {spec.name: self._field(spec.name).text.strip() for spec in self._specs}

    def _field(self, name: str) -> LineField | OneOfField | CriteriaField:
        found = self.query_one(f"#field-{name}")
        assert isinstance(found, LineField | OneOfField | CriteriaField)  # noqa: S101 - made by `field`
        return found

    def _say_all(self) -> None:
        values = self.values
        for spec in self._specs:
            try:
                self._say(spec.name, self._understood(spec, values), MUTED)
            except ValueError as error:
                self._say(spec.name, str(error), WARNING)

    def _say(self, name: str, words: str, style: str) -> None:
        said = self.query_one(f"#said-{name}", Static)
        said.display = bool(words)  # below 80 columns it would take a line of its own
        said.update(plain(words).stylize(style))

    @staticmethod
    def _understood(spec: Spec, values: Values) -> str:
        """How a field is understood. Raises ValueError."""
        text = values[spec.name]
        return spec.check(text, values) if spec.check is not None and text else ""

    def on_input_changed(self, event: Input.Changed) -> None:
        self._renewed()

    def on_field_changed(self, event: FieldChanged) -> None:
        self._renewed()

    def _renewed(self) -> None:
        self.query_one("#form-problem", Static).update("")
        self._say_all()

    def action_choose(self) -> None:
        """Choose the criteria of the field that has the focus."""
        focused = self.focused
        if not isinstance(focused, CriteriaField):
            return

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys is not None:
                focused.show(" ".join(keys))

        choices = criterion_choices(self._session, self.cop.use_ascii)
        self.app.push_screen(PickScreen("Criteria", choices, many=True, ticked=focused.text.split()), chosen)

    def action_keep(self) -> None:
        """Do what the form is for, or say beside the first field that is wrong what is allowed."""
        values = self.values
        wrong = None
        for spec in self._specs:
            try:
                self._understood(spec, values)
                if spec.required and not values[spec.name]:
                    raise ValueError(spec.required)
            except ValueError as error:
                self._say(spec.name, str(error), ERROR)
                wrong = wrong or spec.name
        if wrong is not None:
            self._field(wrong).focus()
            return
        try:
            self._attempt(values)
        except CopTuiError as error:
            self._refused(error)
        else:
            self.dismiss(True)

    def _refused(self, error: CopTuiError) -> None:
        """Say what was refused beside the field that it names, else under the form."""
        name, colon, words = str(error).partition(": ")
        if colon and name in {spec.name for spec in self._specs}:
            self._say(name, words, ERROR)
            self._field(name).focus()
        else:
            self.query_one("#form-problem", Static).update(plain(str(error)).stylize(ERROR))
