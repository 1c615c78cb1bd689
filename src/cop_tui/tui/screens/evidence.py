"""The evidence of one answer: cite, unlink, withdraw; every step is saved at once and lands in the register."""

from __future__ import annotations

from collections import Counter

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.suggester import SuggestFromList
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from cop_tui.domain.answers import Evidence
from cop_tui.domain.due import describe_day
from cop_tui.domain.register import PieceStatus
from cop_tui.errors import CopTuiError
from cop_tui.services import evidence
from cop_tui.services.entries import count
from cop_tui.services.session import Session
from cop_tui.tui.base import CopDialog
from cop_tui.tui.screens.dialogs import SHOWN, Field, Offers, TextScreen
from cop_tui.tui.screens.piece_form import withdraw_screen
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.piece_list import citation_words
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED

NO_DAY = "That day does not exist; write (valid to 2027-03-01)."


class Own(Offers):
    """The evidence of this answer."""

    BINDINGS = [
        Binding("delete,backspace,x", "screen.unlink", "unlink here", show=True, key_display="x", id="evidence.remove"),
        Binding("w", "screen.withdraw", "withdraw / reinstate", show=True, id="evidence.withdraw"),
        Binding("r", "screen.open_register", "register", show=True, id="evidence.open",
                tooltip="the evidence register at this piece"),
        Binding("a", "screen.register", "add to the register", show=True, id="evidence.register"),
        Binding("s", "screen.where", "section", show=True, id="evidence.where", tooltip="the place in the piece"),
    ]  # fmt: skip


class EvidenceScreen(CopDialog[str | None]):
    """Cite and unlink evidence of one criterion; what was done is done and can be undone.

    Closes with a criterion to go to if one was chosen in the register, else None.
    """

    CSS_PATH = "dialogs.tcss"
    HELP = (
        "What shows that the answer is true: a document, a log, a report. A title that the register has links that "
        "piece, any other registers a new one; add (valid to 2027-03-01) when it runs out. An empty line closes. "
        "{field.offers} goes to the lists: {evidence.remove} unlinks here, {evidence.withdraw} withdraws everywhere, "
        "enter on something used elsewhere links it here."
    )
    BINDINGS = [Binding("escape", "back", "done", show=True, id="evidence.done")]

    def __init__(self, session: Session, criterion: str) -> None:
        super().__init__()
        self._session = session
        self._criterion = criterion
        self._offered: list[Evidence] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(plain(f"Evidence for {self._criterion}"), classes="dialog-title")
            yield Field(
                placeholder="Framework v2.1 (valid to 2027-03-01)", id="dialog-field", compact=True,
                suggester=SuggestFromList([item.reference for item in self._elsewhere()], case_sensitive=False),
            )  # fmt: skip
            yield Static(id="dialog-said")
            yield Static("Here", classes="offer-title", id="own-title")
            yield Own(id="evidence-own", compact=True)
            yield Static("In the register and elsewhere, enter links it", classes="offer-title", id="used-title")
            yield Offers(id="evidence-used", compact=True)
            yield KeyLine()

    def on_mount(self) -> None:
        self._draw("")

    @property
    def _evidence(self) -> tuple[Evidence, ...]:
        return self._session.answer(self._criterion).evidence

    def _elsewhere(self) -> list[Evidence]:
        """What could be cited here too, the most used first: pieces not withdrawn, then what is not registered."""
        here = {(item.piece, "" if item.piece else item.reference) for item in self._evidence}
        cited = Counter(item.piece for a in self._session.kept().values() for item in a.evidence if item.piece)
        pieces = [
            Evidence(piece=key, reference=piece.title, valid_until=piece.valid_until)
            for key, piece in self._session.register.evidence.items()
            if piece.status is not PieceStatus.WITHDRAWN
        ]
        loose = Counter(
            item for a in self._session.kept().values() for item in a.evidence if not item.piece and not item.withdrawn
        )
        found = [*sorted(pieces, key=lambda e: -cited[e.piece]), *(item for item, _ in loose.most_common())]
        return [item for item in found if (item.piece, "" if item.piece else item.reference) not in here]

    def _draw(self, typed: str) -> None:
        own, used = self.query_one(Own), self.query_one("#evidence-used", Offers)
        kept = own.highlighted
        own.set_options(Option(citation_words(self._session, item)) for item in self._evidence)
        if kept is not None and self._evidence:
            own.highlighted = min(kept, len(self._evidence) - 1)
        words = typed.casefold().split()
        found = self._elsewhere()
        self._offered = [e for e in found if all(word in str(e).casefold() for word in words)][:SHOWN]
        used.set_options(Option(citation_words(self._session, item)) for item in self._offered)
        own.display = self.query_one("#own-title").display = bool(self._evidence)
        used.display = self.query_one("#used-title").display = bool(found)
        self.refresh_bindings()
        if (not own.display and own.has_focus) or (not used.display and used.has_focus):
            self.query_one(Field).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        said, style = "", MUTED
        if event.value.strip():
            try:
                said = self._meaning(Evidence.parse(event.value))
            except ValueError:
                said, style = NO_DAY, "$text-warning"
        self._say(said, style)
        self._draw(event.value)

    def _meaning(self, item: Evidence) -> str:
        """What a typed line would do."""
        pieces = self._session.register.evidence.items()
        known = next((key for key, piece in pieces if item.reference in (piece.title, key)), None)
        words = f"Links {known} of the register." if known else "Registers a new piece."
        day = item.valid_until
        return f"{words} Valid to {describe_day(day, self._session.today)}." if day is not None else words

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if not event.value.strip():
            self.dismiss(None)
        elif self.add(event.value):
            event.input.clear()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_list.id == "evidence-used":
            self._link(self._offered[event.option_index])

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        self.refresh_bindings()

    def add(self, text: str) -> bool:
        """Cite what a line means; false, with the reason beside the field, if it cannot be."""
        try:
            fresh = evidence.cite(self._session, self._criterion, text)
        except CopTuiError as error:
            self._say(NO_DAY if "does not exist" in error.message else error.message, "bold $text-error")
            return False
        if not fresh:
            self._say("It is cited here already.", "$text-warning")
            return False
        self._done("")
        return True

    def _link(self, item: Evidence) -> None:
        """Cite a piece here too; what is cited elsewhere without being registered is registered for all."""
        try:
            piece = item.piece or self._registered(item)
            evidence.link(self._session, piece, [self._criterion])
        except CopTuiError as error:
            self._say(error.message, "bold $text-error")
        else:
            self._done("Linked.")

    def _registered(self, item: Evidence) -> str:
        for criterion, answer in self._session.kept().items():
            if item in answer.evidence:
                return evidence.register_cited(self._session, criterion, answer.evidence.index(item))
        return item.piece

    # what the keys do with a citation

    @property
    def _own(self) -> tuple[int, Evidence] | None:
        """The citation under the cursor with its place."""
        at = self.query_one(Own).highlighted
        return (at, self._evidence[at]) if at is not None and at < len(self._evidence) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What belongs in the register is one thing, what is there already another."""
        if action in ("open_register", "where", "register"):
            own = self._own if self.is_mounted else None
            return own is not None and bool(own[1].piece) is (action != "register")
        return super().check_action(action, parameters)

    def action_unlink(self) -> None:
        """Take the citation away from this answer; the piece stays in the register."""
        if self._own is not None:
            self._store(tuple(e for n, e in enumerate(self._evidence) if n != self._own[0]), "Unlinked here.")

    def action_withdraw(self) -> None:
        """Withdraw a piece for every criterion that cites it, or take that back."""
        if self._own is None:
            return
        at, item = self._own
        piece = self._session.register.evidence.get(item.piece)
        if piece is None:
            turned = item.renewed(withdrawn=not item.withdrawn)
            self._store(tuple(turned if n == at else e for n, e in enumerate(self._evidence)), "")
        elif piece.status is PieceStatus.WITHDRAWN:
            evidence.reinstate_piece(self._session, item.piece)
            self._done("In force again.")
        else:
            withdraw_screen(self, self._session, item.piece, self._done)

    def action_register(self) -> None:
        """Make an old citation a piece of the register, wherever it is cited."""
        if self._own is not None:
            at, item = self._own
            cites = sum(item in answer.evidence for answer in self._session.kept().values())
            key = evidence.register_cited(self._session, self._criterion, at)
            self._done(f"{key} is in the register now, for {count(cites, 'criterion')}.")

    def action_open_register(self) -> None:
        if self._own is not None:
            self.cop.open_register(self._session, "evidence", self._own[1].piece)

    def action_where(self) -> None:
        """Say where in the piece it stands."""
        if self._own is None:
            return
        at, item = self._own

        def given(where: str | None) -> None:
            if where is not None:
                placed = Evidence(piece=item.piece, where=where)
                self._store(tuple(placed if n == at else e for n, e in enumerate(self._evidence)), "")

        title = self._session.register.evidence[item.piece].title
        self.app.push_screen(TextScreen(f"Where in {title}?", initial=item.where, placeholder="§4"), given)

    def on_screen_resume(self) -> None:
        if self.is_mounted and self.query(Own):
            self._draw(self.query_one(Field).value)

    def _store(self, changed: tuple[Evidence, ...], words: str) -> None:
        try:
            self._session.change(self._criterion, evidence=changed)
        except CopTuiError as error:
            self._say(error.message, "bold $text-error")
        else:
            self._done(words)

    def _done(self, words: str) -> None:
        self._say(words, MUTED)
        self._draw(self.query_one(Field).value)

    def _say(self, text: str, style: str) -> None:
        self.query_one("#dialog-said", Static).update(plain(text).stylize(style))
