"""Small dialogs of the workspace: a line or paragraph of text, a reason, a conflict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, OptionList, Static, TextArea
from textual.widgets.option_list import Option

from cop_tui.domain.answers import State
from cop_tui.domain.text import clean_text
from cop_tui.services.marks import WORDS
from cop_tui.tui.base import CopDialog
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED

Check = Callable[[str], str]
"""Says in words how a text is understood; raises ValueError with what is allowed."""
SHOWN: Final = 50


class Field(Input):
    """One line; down goes to what is offered below it."""

    BINDINGS = [
        Binding("enter", "submit", "take", show=True, id="field.take"),
        Binding("down", "offers", "choose", show=True, id="field.offers"),
    ]

    def action_offers(self) -> None:
        """To what is offered below."""
        self.app.action_focus_next()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Down leads somewhere only where something is offered."""
        if action == "offers" and self.is_attached:
            return any(offers.display and offers.option_count for offers in self.screen.query(Offers))
        return True


class Paragraph(TextArea):
    """Several lines; enter takes the text, ctrl+j starts a new line."""

    BINDINGS = [
        Binding("enter", "take", "take", show=True, id="paragraph.take", priority=True),
        Binding("ctrl+j", "line", "new line", show=True, id="paragraph.line", priority=True),
    ]

    def action_take(self) -> None:
        screen = self.screen
        if isinstance(screen, TextScreen):
            screen.take(self.text)

    def action_line(self) -> None:
        self.insert("\n")


class Offers(OptionList):
    """Texts to choose from; up from the first one goes back to the field."""

    BINDINGS = [Binding("up", "back_or_up", "Up", show=False, id="offers.up")]

    def on_focus(self) -> None:
        if self.highlighted is None and self.option_count:
            self.highlighted = 0

    def action_back_or_up(self) -> None:
        if not self.highlighted:
            self.app.action_focus_previous()
        else:
            self.action_cursor_up()


class TextScreen(CopDialog[str | None]):
    """Asks for a text: one line with completion, or a paragraph. Gives the text, or None if cancelled.

    `check` says under the field how the text is understood and refuses, beside it, what is not allowed; an empty
    text passes unless `required` names what to say then.
    """

    CSS_PATH = "dialogs.tcss"
    HELP = "Type, or go down to choose from what was used before. Enter takes it, {dialog.cancel} cancels."

    def __init__(
        self,
        title: str,
        *,
        intro: str = "",
        initial: str = "",
        check: Check | None = None,
        suggestions: Sequence[str] = (),
        placeholder: str = "",
        multiline: bool = False,
        required: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self._intro = intro
        self._initial = initial
        self._check = check
        self._suggestions = tuple(dict.fromkeys(s for s in suggestions if s))
        self._placeholder = placeholder
        self._multiline = multiline
        self._required = required

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(plain(self._title), classes="dialog-title")
            if self._intro:
                yield Static(plain(self._intro), id="dialog-intro")
            if self._multiline:
                yield Paragraph(
                    self._initial, compact=True, soft_wrap=True, tab_behavior="focus", id="dialog-text",
                    placeholder=Content(self._placeholder), highlight_cursor_line=False,
                )  # fmt: skip
            else:
                suggester = SuggestFromList(self._suggestions, case_sensitive=False) if self._suggestions else None
                yield Field(
                    self._initial, placeholder=self._placeholder, suggester=suggester, id="dialog-field", compact=True
                )
            yield Static(id="dialog-said")
            yield Offers(id="dialog-offers", compact=True)
            yield KeyLine()

    def on_mount(self) -> None:
        self._offer(self._initial if not self._initial else "")
        self._say(self._initial)
        if self._multiline:
            area = self.query_one(Paragraph)
            area.move_cursor(area.document.end)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._say(event.value)
        self._offer(event.value if event.value != self._initial else "")

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        self._say("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.take(event.value)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        chosen = self._offered[event.option_index]
        if self._multiline:
            area = self.query_one(Paragraph)
            area.load_text(chosen)
            area.focus()
            area.move_cursor(area.document.end)
        else:
            self.take(chosen)

    def take(self, text: str) -> None:
        """Close with a text, or say beside the field why it cannot be taken."""
        text = clean_text(text)
        problem = self._problem(text)
        if problem:
            self._show_said(problem, "bold $text-error")
        else:
            self.dismiss(text)

    def _problem(self, text: str) -> str:
        if not text:
            return self._required
        try:
            if self._check is not None:
                self._check(text)
        except ValueError as error:
            return str(error)
        return ""

    def _say(self, text: str) -> None:
        said, style = "", MUTED
        if text.strip() and self._check is not None:
            try:
                said = self._check(text)
            except ValueError as error:
                said, style = str(error), "$text-warning"
        self._show_said(said, style)

    def _show_said(self, text: str, style: str) -> None:
        self.query_one("#dialog-said", Static).update(plain(text).stylize(style))

    def _offer(self, typed: str) -> None:
        words = typed.casefold().split()
        self._offered = [s for s in self._suggestions if all(w in s.casefold() for w in words)][:SHOWN]
        offers = self.query_one(Offers)
        offers.set_options([Option(plain(s.replace("\n", " "))) for s in self._offered])
        offers.display = bool(self._suggestions)
        self.refresh_bindings()


class ReasonScreen(TextScreen):
    """Asks why: other adequate means and not applicable need a written reason."""

    HELP = (
        "Other adequate means (AI Act Art. 53(4), 55(2)) and not applicable need a reason that a reviewer can check. "
        "{paragraph.take} takes it, {dialog.cancel} leaves the answer as it was."
    )

    def __init__(self, title: str, state: State, suggestions: Sequence[str] = (), initial: str = "") -> None:
        asked = {
            State.ALTERNATIVE: "Which other adequate means do you use, and why are they adequate?",
            State.NOT_APPLICABLE: "Why does this not apply to you?",
        }.get(state, "Why?")
        super().__init__(
            f"{WORDS[state].capitalize()}: {title}",
            intro=asked,
            initial=initial,
            suggestions=suggestions,
            placeholder="Reason",
            multiline=True,
            required="A written reason is needed.",
        )
