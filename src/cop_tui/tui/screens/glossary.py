"""The glossary: the terms of one criterion with what they mean, and all others a key away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from cop_tui.domain.law import Term
from cop_tui.tui.base import CopDialog
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.leaf import Leaf
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import BLANK, MUTED, Prose, Row, para


class GlossaryScreen(CopDialog[None]):
    """Terms with their meanings; where the criterion has none of its own, all of them."""

    CSS_PATH = ["dialogs.tcss", "reading.tcss"]
    AUTO_FOCUS = "Leaf"
    HELP = (
        "Terms of the glossary that stand in the question, statement, checks and guidance, as they come; they are "
        "underlined there. {glossary.all} shows all terms and back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "all", "all terms and back", id="glossary.all"),
        Binding("escape,t,q,enter", "back", "close", key_display="esc", id="glossary.close"),
    ]

    def __init__(self, criterion: str, terms: Sequence[Term], every: Sequence[Term]) -> None:
        super().__init__()
        self._criterion = criterion
        self._terms = tuple(terms)
        self._every = tuple(every)
        self._all = not terms

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(classes="dialog-title")
            with Leaf():
                yield Prose()
            yield KeyLine()

    def on_mount(self) -> None:
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without terms of its own there is nothing to go back to."""
        return action != "all" or bool(self._terms)

    def action_all(self) -> None:
        self._all = not self._all
        self._show()
        self.query_one(Leaf).scroll_home(animate=False)

    def _show(self) -> None:
        shown = self._every if self._all else self._terms
        title = f"Glossary, all {len(shown)} terms" if self._all else f"Terms in {self._criterion}"
        self.query_one(".dialog-title", Static).update(plain(title))
        none = [] if self._terms else [para(f"No term of the glossary stands in {self._criterion}.", MUTED), BLANK]
        self.query_one(Prose).show([*none, *self._rows(shown)])

    def _rows(self, terms: Sequence[Term]) -> Iterator[Row]:
        for number, term in enumerate(terms):
            if number:
                yield BLANK
            yield para(term.term, "bold")
            yield para(term.meaning)
            also = f"; see also {', '.join(term.see_also)}" if term.see_also else ""
            yield para(f"{term.pointer}{also}", MUTED)
            if term.confidence != "high":
                yield para(f"This reading is of {term.confidence} confidence.", "$text-warning")
