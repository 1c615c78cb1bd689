"""One duty of the Act: in words, with its verdict rule by rule, what serves it, other means, and related duties."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.widget import Widget

from cop_tui.domain.duties import duty_map
from cop_tui.domain.explain import READINESS
from cop_tui.errors import CopTuiError
from cop_tui.services.session import Session
from cop_tui.services.signing import write_account
from cop_tui.tui.screens.dialogs import TextScreen
from cop_tui.tui.screens.explain import ExplainScreen, subjects_of
from cop_tui.tui.screens.listing import SessionListing
from cop_tui.tui.screens.pick import PickScreen, criterion_choices
from cop_tui.tui.view import View
from cop_tui.tui.widgets.duty_text import annex_listing, duty_rows, related_listing, serving_listing
from cop_tui.tui.widgets.gap_table import Line, Listing
from cop_tui.tui.widgets.reading import ReadingPane

CRITERIA: Final = 0
RELATED: Final = 2


class ObligationScreen(SessionListing[str | None]):
    """Closes with the criterion to go to, or None."""

    CSS_PATH = ["listing.tcss", "obligation.tcss"]
    EXPLAIN_FROM = 40
    HELP = (
        "A duty and everything behind its verdict. {list.go} on a criterion goes there, on a related duty it opens "
        "that. {obligation.account} writes the account of alternative adequate means where a chapter that serves the "
        "duty is not signed."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "text", "read the text", id="obligation.text"),
        Binding("m", "account", "other means", id="obligation.account",
                tooltip="write the account of alternative adequate means"),
        Binding("equals_sign", "calculation", "explain", key_display="=", id="obligation.calculation",
                tooltip="explain the figure under the cursor, line by line"),
    ]  # fmt: skip

    def __init__(self, session: Session, obligation: str) -> None:
        super().__init__(session)
        self.view = View()
        self._obligation = session.pack.obligation_index[obligation]

    @property
    def _where(self) -> str:
        return self._obligation.article

    def trail(self) -> tuple[str, ...]:
        return self.session.record.name, "Obligations", self._where

    def heads(self) -> Iterable[Widget]:
        yield ReadingPane(id="duty")

    def listings(self) -> tuple[Listing, ...]:
        session, use_ascii = self.session, self.cop.use_ascii
        self._map = duty_map(session.pack, session.scope, session.analysis, self._obligation.id)
        makers = (serving_listing, annex_listing, related_listing)
        return tuple(make(session, self._map, use_ascii) for make in makers)

    def draw_heads(self) -> None:
        rows = duty_rows(self.session, self._map, self._obligation, self.cop.use_ascii)
        self.query_one(ReadingPane).show(list(rows))

    # keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Other means matter where a chapter is not signed, or where they are written already."""
        if action == "account" and self._listings:
            return self._map.account != "not needed" or self._obligation.id in self.session.register.accounts
        return super().check_action(action, parameters)

    def action_text(self) -> None:
        self.query_one(ReadingPane).focus()

    def action_account(self) -> None:
        account = self.session.register.accounts.get(self._obligation.id)
        law = "Art. 55(2)" if self._obligation.id.startswith("AIA-55") else "Art. 53(4)"
        screen = TextScreen(
            f"{self._obligation.article}: alternative adequate means",
            intro=f"By which means do you meet this duty without the Code ({law}), and why are they adequate? The "
            "criteria are the yardstick. An empty text takes the account away.",
            initial=account.text if account else "",
            placeholder="What is done, by whom, since when, and what shows it",
            multiline=True,
        )
        self.app.push_screen(screen, self._written)

    def _written(self, text: str | None) -> None:
        if text is None:
            return
        try:
            write_account(self.session, self._obligation.id, text)
        except CopTuiError as error:
            self.cop.show_error(error)
            return
        self._tell(frozenset())

    def action_calculation(self) -> None:
        subjects = [(self._obligation.article, self._obligation.id)]
        line = self.line
        if self.view.chosen == CRITERIA and line is not None:
            subjects += [each for each in subjects_of(self.session, line.key) if each not in subjects]
        elif self.view.chosen == RELATED and line is not None:
            subjects += [(line.cells[0], line.key), ("Readiness", READINESS)]
        self.app.push_screen(ExplainScreen(self.session, subjects))

    def entered(self, line: Line) -> None:
        if self.view.chosen == RELATED:
            self.app.push_screen(ObligationScreen(self.session, line.key), self._go)
        elif len(line.criteria) == 1:
            self.dismiss(line.criteria[0])
        elif line.criteria:
            choices = criterion_choices(self.session, self.cop.use_ascii, line.criteria)
            self.app.push_screen(PickScreen(line.cells[0], choices), lambda keys: self._go(keys[0] if keys else None))
        else:
            self.notify("No criterion gives this point.", markup=False)

    def _go(self, criterion: str | None) -> None:
        if criterion is not None:
            self.dismiss(criterion)
