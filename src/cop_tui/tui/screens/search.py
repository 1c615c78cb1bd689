"""Search everything that can be read, and jump by id: words taken loosely, and filters such as `state:missing`."""

from __future__ import annotations

from typing import Final

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.suggester import Suggester
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from cop_tui.domain.matching import excerpt, spans
from cop_tui.services.completion import completed
from cop_tui.services.marks import mark
from cop_tui.services.query import Finder, Hit, Query
from cop_tui.services.session import Session
from cop_tui.tui.base import CopDialog
from cop_tui.tui.widgets.answers import COLOURS
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED

LIMIT: Final = 100
"""Hits that are listed; more than that wants another word."""
HINT: Final = "words, an id, or filters such as state:missing due:<30d"
ID_HINT: Final = "an id such as 1.1-04, SS-1.1-04 or A3.4-10"
_FOUND: Final = "bold underline"
_INDENT: Final = 19
"""Cells before the context of a hit: it stands under the short name."""


class Completer(Suggester):
    """Offers how the query may go on."""

    def __init__(self, session: Session) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._session = session

    async def get_suggestion(self, value: str) -> str | None:
        return completed(value, self._session)


class SearchField(Input):
    """The words to look for; up and down move among the hits without leaving it."""

    BINDINGS = [
        Binding("enter", "submit", "go there", show=True, id="search.go"),
        Binding("tab", "complete", "complete", show=True, id="search.complete"),
        Binding("down", "screen.move(1)", "next hit", show=False, id="search.next"),
        Binding("up", "screen.move(-1)", "previous hit", show=False, id="search.previous"),
        Binding("pagedown", "screen.move(10)", "further on", show=False, id="search.page_down"),
        Binding("pageup", "screen.move(-10)", "further back", show=False, id="search.page_up"),
    ]
    HELP = (
        "{search.complete}, or right at the end, takes what is offered behind the cursor. A minus before a word or "
        "filter means not."
    )

    def action_complete(self) -> None:
        """Take what is offered."""
        self.cursor_position = len(self.value)
        self.action_cursor_right()


class SearchScreen(CopDialog[str | None]):
    """Gives the criterion to go to, or None. Without a `query` it takes up what was looked for last.

    With `by_id` it asks for an id and begins empty; any other word works as well.
    """

    CSS_PATH = "search.tcss"
    HELP = (
        "Finds every word anywhere: ids, names, questions, statements, articles, notes, reasons, evidence, owners; "
        'also with one typing error, without accents, and "a phrase" in quotation marks. Filters: state: chapter: '
        "measure: strength: owner: due: flag: evidence: article: has: is:, such as state:gap due:<30d -owner:none. "
        "{search.previous} and {search.next} choose, {search.go} goes there, {dialog.cancel} leaves everything as it "
        "was."
    )

    def __init__(self, session: Session, query: str | None = None, *, by_id: bool = False) -> None:
        super().__init__()
        self._session = session
        self._finder = Finder.of(session)
        self._by_id = by_id
        self._text = query if query is not None else "" if by_id else self._finder.last
        self._query: Query | None = None
        self._hits: tuple[Hit, ...] = ()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield SearchField(self._text, placeholder=ID_HINT if self._by_id else HINT, id="search-field", compact=True,
                              suggester=Completer(self._session))  # fmt: skip
            yield Static(id="search-said")
            yield OptionList(id="search-hits", compact=True)
            yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self._search(self._text)

    def on_input_changed(self, event: Input.Changed) -> None:
        if self._query is None or event.value != self._query.text:
            self._search(event.value)

    def on_resize(self, event: Resize) -> None:
        self.call_after_refresh(self._show)

    def _search(self, text: str) -> None:
        self._query = self._finder.query(text, self._session.position)
        if not self._by_id:
            self._finder.last = text
        self._hits = self._query.top(LIMIT)
        self._show()
        self.query_one(OptionList).highlighted = 0 if self._hits else None

    # showing

    def _show(self) -> None:
        """The hits as they stand, and what was understood of the query; the cursor stays."""
        if self._query is None:
            return
        hits = self.query_one(OptionList)
        kept = hits.highlighted
        width = max(hits.scrollable_content_region.width, 30)
        hits.set_options(Option(self._line(hit, width)) for hit in self._hits)
        hits.highlighted = min(kept or 0, len(self._hits) - 1) if self._hits else None
        self.query_one("#search-said", Static).update(self._said(self._query))

    def _said(self, query: Query) -> Content:
        """How many there are, what the filters mean, and what was not understood."""
        count = len(query.found)
        words = f"{count} {'criterion' if count == 1 else 'criteria'}" if count else "Nothing fits all of this"
        if count > LIMIT:
            words += f", the first {LIMIT} shown"
        if query.similar:
            words += ", all similar only" if query.similar == count else f", {query.similar} of them similar only"
        joint = " - " if self.cop.use_ascii else " · "
        parts = [words, plain(query.explained).plain] if query.explained else [words]
        said = Content.styled(joint.join(parts), MUTED)
        if query.problems:
            return Content.assemble(plain(" ".join(query.problems)).stylize("$text-warning"), "\n", said)
        return said

    def _line(self, hit: Hit, width: int) -> Content:
        state = self._session.answer(hit.criterion).state
        short = self._session.criterion(hit.criterion).short
        asked = self._session.scope.asked(hit.criterion)
        head = Content.assemble(
            (mark(state, self.cop.use_ascii), COLOURS[state]),
            " ",
            _lit(hit.criterion, hit.words).stylize("bold" if asked else MUTED),
            " " * max(_INDENT - 2 - len(hit.criterion), 1),
            _lit(short, hit.words) if asked else Content.styled(f"{plain(short).plain} (not asked)", MUTED),
        )
        first = head.truncate(width, ellipsis=True)
        if not hit.where:
            return first
        text = plain(hit.text).plain
        part = excerpt(text, hit.words, width - _INDENT - len(hit.where) - 2)
        second = Content.assemble(" " * _INDENT, (f"{hit.where}  ", MUTED), _lit(part, hit.words))
        return Content.assemble(first, "\n", second.truncate(width, ellipsis=True))

    # keys

    def action_move(self, by: int) -> None:
        hits = self.query_one(OptionList)
        if hits.option_count:
            hits.highlighted = max(0, min((hits.highlighted or 0) + by, hits.option_count - 1))

    def action_go(self) -> None:
        chosen = self.query_one(OptionList).highlighted
        if chosen is not None and chosen < len(self._hits):
            self.dismiss(self._hits[chosen].criterion)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.action_go()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._hits[event.option_index].criterion)


def _lit(text: str, words: tuple[str, ...]) -> Content:
    """A text with what was found standing out; it is never markup."""
    content = plain(text)
    for start, end in spans(content.plain, words):
        content = content.stylize(_FOUND, start, end)
    return content
