"""The evidence of one answer: add, remove, withdraw; every step is saved at once."""

from __future__ import annotations

from collections import Counter
from datetime import date

from pydantic import ValidationError
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from cop_tui.domain.answers import Evidence
from cop_tui.errors import InputError
from cop_tui.services.session import Session
from cop_tui.tui.base import CopDialog
from cop_tui.tui.due import describe_day
from cop_tui.tui.screens.dialogs import SHOWN, Field, Offers
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED


def used_evidence(session: Session) -> list[str]:
    """Every piece of evidence cited in this assessment, the most used first."""
    counts = Counter(str(e) for answer in session.answers.values() for e in answer.evidence if not e.withdrawn)
    return [text for text, _ in counts.most_common()]


class Own(Offers):
    """The evidence of this answer."""

    BINDINGS = [
        Binding("delete,backspace,x", "remove", "remove", show=True, key_display="x", id="evidence.remove"),
        Binding("w", "withdraw", "withdraw / restore", show=True, id="evidence.withdraw"),
    ]

    def _screen(self) -> EvidenceScreen:
        screen = self.screen
        assert isinstance(screen, EvidenceScreen)  # noqa: S101 - it stands nowhere else
        return screen

    def action_remove(self) -> None:
        if self.highlighted is not None:
            self._screen().take_away(self.highlighted)

    def action_withdraw(self) -> None:
        if self.highlighted is not None:
            self._screen().withdraw(self.highlighted)


class EvidenceScreen(CopDialog[None]):
    """Add and remove evidence of one criterion. Closes with nothing: what was done is done and can be undone."""

    CSS_PATH = "dialogs.tcss"
    HELP = (
        "What shows that the answer is true: a document with its section, a log, a report. Add (valid to 2027-03-01) "
        "when it runs out. Enter adds; an empty line closes. Down goes to the lists: x removes, w withdraws, enter "
        "on something used elsewhere adds it here."
    )
    BINDINGS = [Binding("escape", "back", "done", show=True, id="evidence.done")]

    def __init__(self, session: Session, criterion: str) -> None:
        super().__init__()
        self._session = session
        self._criterion = criterion
        self._used = used_evidence(session)
        self._offered: list[str] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(plain(f"Evidence for {self._criterion}"), classes="dialog-title")
            yield Field(
                placeholder="Framework v2.1 §4 (valid to 2027-03-01)", id="dialog-field", compact=True,
                suggester=SuggestFromList(self._used, case_sensitive=False),
            )  # fmt: skip
            yield Static(id="dialog-said")
            yield Static("Here", classes="offer-title", id="own-title")
            yield Own(id="evidence-own", compact=True)
            yield Static("Used elsewhere, enter adds it", classes="offer-title", id="used-title")
            yield Offers(id="evidence-used", compact=True)
            yield KeyLine()

    def on_mount(self) -> None:
        self._draw("")

    @property
    def _evidence(self) -> tuple[Evidence, ...]:
        return self._session.answer(self._criterion).evidence

    def _draw(self, typed: str) -> None:
        own, used = self.query_one(Own), self.query_one("#evidence-used", Offers)
        kept = own.highlighted
        own.set_options(Option(_shown(item, self._session.today)) for item in self._evidence)
        if kept is not None and self._evidence:
            own.highlighted = min(kept, len(self._evidence) - 1)
        words = typed.casefold().split()
        here = {str(item) for item in self._evidence}
        self._offered = [
            text for text in self._used if text not in here and all(word in text.casefold() for word in words)
        ][:SHOWN]
        used.set_options(Option(plain(text)) for text in self._offered)
        own.display = self.query_one("#own-title").display = bool(self._evidence)
        used.display = self.query_one("#used-title").display = bool(self._used)
        self.refresh_bindings()
        if not own.display and own.has_focus:
            self.query_one(Field).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        said, style = "", MUTED
        if event.value.strip():
            try:
                item = Evidence.parse(event.value)
            except ValueError:
                said, style = "That day does not exist; write (valid to 2027-03-01).", "$text-warning"
            else:
                if item.valid_until is not None:
                    said = f"Valid to {describe_day(item.valid_until, self._session.today)}."
        self._say(said, style)
        self._draw(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if not event.value.strip():
            self.dismiss(None)
            return
        if self.add(event.value):
            event.input.clear()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_list.id == "evidence-used":
            self.add(self._offered[event.option_index])

    def add(self, text: str) -> bool:
        """Cite one more piece; false, with the reason beside the field, if it cannot be."""
        try:
            item = Evidence.parse(text)
        except ValueError:
            self._say("That day does not exist; write (valid to 2027-03-01).", "bold $text-error")
            return False
        if str(item) in {str(e) for e in self._evidence}:
            self._say("It is cited here already.", "$text-warning")
            return False
        return self._store((*self._evidence, item))

    def take_away(self, index: int) -> None:
        """Take one piece away."""
        self._store(tuple(e for n, e in enumerate(self._evidence) if n != index))

    def withdraw(self, index: int) -> None:
        """Mark one piece as withdrawn, or as valid again; it stays visible."""
        self._store(
            tuple(
                e.model_copy(update={"withdrawn": not e.withdrawn}) if n == index else e
                for n, e in enumerate(self._evidence)
            )
        )

    def _store(self, evidence: tuple[Evidence, ...]) -> bool:
        try:
            self._session.change(self._criterion, evidence=evidence)
        except (InputError, ValidationError) as error:
            self._say(error.message if isinstance(error, InputError) else str(error), "bold $text-error")
            return False
        self._say("", MUTED)
        self._draw(self.query_one(Field).value)
        return True

    def _say(self, text: str, style: str) -> None:
        self.query_one("#dialog-said", Static).update(plain(text).stylize(style))


def _shown(item: Evidence, today: date) -> Content:
    words = plain(str(item))
    if item.withdrawn:
        return words.stylize("dim strike")
    return words if item.is_valid(today) else words + Content.styled("  expired", "bold $text-error")
