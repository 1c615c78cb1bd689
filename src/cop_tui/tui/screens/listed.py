"""A screen of lists in which things are changed: a word at the foot says what was done, and u takes it back.

The evidence register, the actions and the timeline are such screens, so that one key does one thing in all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import DataTable, Input, Static

from cop_tui.errors import CopTuiError
from cop_tui.services.session import Session
from cop_tui.services.steps import Step
from cop_tui.tui.registers import REGISTER_KEYS
from cop_tui.tui.screens.listing import SessionListing
from cop_tui.tui.screens.pick import PickScreen, criterion_choices
from cop_tui.tui.step_words import step_words
from cop_tui.tui.view import View
from cop_tui.tui.widgets.gap_table import Line, Listing, ListTable
from cop_tui.tui.widgets.groups import GROUP, group_of
from cop_tui.tui.widgets.lists import Heads
from cop_tui.tui.widgets.plain import plain


class ListsScreen(SessionListing[str | None]):
    """Closes with the criterion to go to, or None."""

    CSS_PATH = ["listing.tcss", "listed.tcss"]
    PLACE: ClassVar[str] = ""
    EXPLAIN_FROM = 20
    BINDINGS: ClassVar[list[BindingType]] = [
        *REGISTER_KEYS,
        Binding("space", "explain", "details", show=False, id="listed.details"),
        Binding("u", "undo", "undo", show=False, id="listed.undo"),
        Binding("ctrl+r", "redo", "redo", show=False, id="listed.redo"),
    ]

    def __init__(self, session: Session, at: str | None = None) -> None:
        super().__init__(session)
        self.view = View(cursors={0: at or ""})
        self.closed: set[str] = set()
        self._row = 0
        self._said = ""

    # what a screen provides

    def notice(self) -> Content | None:
        """What stands above the lists; None for nothing."""
        return None

    # showing

    def trail(self) -> tuple[str, ...]:
        return self.session.record.name, self.PLACE

    def heads(self) -> Iterable[Widget]:
        yield Static(id="notice")

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Static(id="status")

    def draw_heads(self) -> None:
        words, box = self.notice(), self.query_one("#notice", Static)
        box.display = words is not None
        if words is not None:
            box.update(words)

    def _draw_lists(self) -> None:
        """The heads count what is listed, not the lines that head or fold it."""
        super()._draw_lists()
        counted = [(x.name, sum(not line.key.startswith(GROUP) for line in x.lines)) for x in self._listings]
        self.query_one(Heads).show(counted, self.view.chosen)

    @property
    def listing(self) -> Listing:
        """The list that is shown, without what is folded away; a filter looks there too."""
        whole = super().listing
        if self.view.filter.strip() or not self.closed:
            return whole
        return replace(whole, lines=tuple(line for line in whole.lines if group_of(line) not in self.closed))

    def _fill(self) -> None:
        """Where the line under the cursor is gone the cursor stays in its row."""
        lines = self.listing.matching(self.view.filter)
        kept = self.view.cursors.get(self.view.chosen)
        if lines and kept not in {line.key for line in lines}:
            below = [line for line in lines[self._row :] if not line.key.startswith(GROUP)]
            self.view.cursors[self.view.chosen] = (below or lines[-1:])[0].key
        super()._fill()
        self._say()

    def on_screen_resume(self) -> None:
        """A dialog or another screen over this one may have changed what is listed."""
        if self._listings:
            self.reload()

    def renew(self, words: str, *, key: str | None = None, chosen: int | None = None) -> None:
        """List everything anew after a change: say what was done, with the cursor on the line `key`."""
        self._said = words
        if chosen is not None:
            self.view.chosen = chosen
        if key is not None:
            self.view.cursors[self.view.chosen] = key
        self.reload()

    @property
    def ready(self) -> bool:
        """Whether the lists are on the screen."""
        return bool(self._listings) and bool(self.query(ListTable))

    def say(self, words: str) -> None:
        """A word at the foot, until the next one."""
        self._said = words
        self._say()

    def _say(self) -> None:
        status = self.query_one("#status", Static)
        status.display = bool(self._said)
        status.update(plain(self._said.replace("\n", " ")))

    # keys

    def action_list(self, number: int) -> None:
        self._said, self._row = "", 0
        super().action_list(number)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._row = 0

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        self._row = self.query_one(ListTable).cursor_row

    def entered(self, line: Line) -> None:
        """Enter on a line: to the criterion behind it, after a choice where there are several; a head folds."""
        if line.key.startswith(GROUP):
            self.closed ^= {line.key.removeprefix(GROUP)}
            self.reload()
            return
        self.go_to_one_of(line.criteria)

    # what the screens share

    def go_to_one_of(self, criteria: tuple[str, ...]) -> None:
        """Close with a criterion; several are offered to choose from."""
        if len(criteria) == 1:
            self.dismiss(criteria[0])
        elif criteria:
            choices = criterion_choices(self.session, self.cop.use_ascii, criteria)
            self.app.push_screen(PickScreen("Go to a criterion", choices), self._chosen)
        else:
            self.say("No criterion stands behind this line.")

    def _chosen(self, keys: tuple[str, ...] | None) -> None:
        if keys:
            self.dismiss(keys[0])

    def do(self, change: Callable[[], Any], words: str, *, key: str | None = None) -> bool:
        """Change something and say so; false, with the reason at the foot, if it was refused."""
        try:
            change()
        except CopTuiError as error:
            self.say(str(error))
            return False
        self.renew(words + self.keyed(" {listed.undo} takes it back."), key=key)
        return True

    def action_register(self, name: str) -> None:
        """To another register, in place of this one."""
        self.cop.open_register(self.session, name)

    def action_undo(self) -> None:
        self._stepped(self.session.undo(), "Undone")

    def action_redo(self) -> None:
        self._stepped(self.session.redo(), "Done again")

    def _stepped(self, step: Step | None, word: str) -> None:
        if step is None:
            self.say("Nothing to undo." if word == "Undone" else "Nothing to do again.")
        else:
            self.renew(f"{word}: {step_words(step, undone=word == 'Undone')}")
