"""Search everything that can be read: ids, statements, articles, notes, evidence, owners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from cop_tui.domain.pack import Criterion
from cop_tui.services.marks import WORDS, mark
from cop_tui.services.session import Session
from cop_tui.tui.base import CopDialog
from cop_tui.tui.widgets.answers import COLOURS
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED

LIMIT: Final = 100
"""Hits that are listed; more than that wants another word."""
_HIT: Final = "bold underline"


@dataclass(frozen=True, slots=True)
class Searchable:
    """A criterion with its texts, named, the most telling first."""

    id: str
    texts: tuple[tuple[str, str], ...]
    folded: str

    def rank(self, words: list[str]) -> int:
        """0 where the id fits, then the number of the first text that holds a word."""
        if words and self.id.casefold().endswith(words[0]):
            return 0
        for n, (_, text) in enumerate(self.texts, 1):
            if words and words[0] in text.casefold():
                return n
        return len(self.texts) + 1


def search_index(session: Session) -> list[Searchable]:
    """Every criterion of the pack with what can be found about it now."""
    found = []
    for criterion in session.pack.criteria:
        texts = tuple((name, text) for name, text in _texts(session, criterion) if text)
        found.append(Searchable(criterion.id, texts, "\n".join(text for _, text in texts).casefold()))
    return found


def _texts(session: Session, criterion: Criterion) -> Iterator[tuple[str, str]]:
    answer = session.answer(criterion.id)
    chapter, commitment, measure = session.pack.places[criterion.id]
    yield "id", criterion.id
    yield "title", criterion.short
    yield "question", criterion.question
    yield "statement", criterion.statement
    yield "owner", answer.owner
    yield "note", answer.note
    yield "reason", answer.reason
    yield "evidence", "; ".join(str(e) for e in answer.evidence)
    yield "article", "; ".join((*criterion.legal_basis, *_articles(session, criterion)))
    yield "pointer", criterion.pointer
    yield "state", WORDS[answer.state] + (" flagged" if answer.flagged else "")
    yield "check", "; ".join(check.statement for check in criterion.all_checks())
    yield "place", f"{chapter.title}; {commitment.title}; {measure.title}"


def _articles(session: Session, criterion: Criterion) -> Iterator[str]:
    for name in criterion.obligations:
        duty = session.pack.obligation_index.get(name)
        if duty is not None:
            yield f"{duty.article} {duty.title}"


def find(index: list[Searchable], query: str) -> list[Searchable]:
    """What holds every word of the query, the best first."""
    words = query.casefold().split()
    hits = [entry for entry in index if all(word in entry.folded for word in words)]
    return sorted(hits, key=lambda entry: entry.rank(words)) if words else hits


class SearchField(Input):
    """The words to look for; up and down move among the hits without leaving it."""

    BINDINGS = [
        Binding("enter", "submit", "go there", show=True, id="search.go"),
        Binding("down", "screen.move(1)", "next hit", show=False, id="search.next"),
        Binding("up", "screen.move(-1)", "previous hit", show=False, id="search.previous"),
        Binding("pagedown", "screen.move(10)", "further on", show=False, id="search.page_down"),
        Binding("pageup", "screen.move(-10)", "further back", show=False, id="search.page_up"),
    ]


class SearchScreen(CopDialog[str | None]):
    """Gives the criterion to go to, or None."""

    CSS_PATH = "search.tcss"
    HELP = (
        "Finds every word anywhere: ids, titles, questions, statements, articles, notes, reasons, evidence, owners. "
        "Up and down choose, enter goes there, escape leaves everything as it was."
    )

    def __init__(self, session: Session, query: str = "") -> None:
        super().__init__()
        self._session = session
        self._query = query
        self._index = search_index(session)
        self._hits: list[Searchable] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield SearchField(self._query, placeholder="a word, an id, an article, an owner", id="search-field",
                              compact=True)  # fmt: skip
            yield Static(id="search-said")
            yield OptionList(id="search-hits", compact=True)
            yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self._search()

    def on_input_changed(self, event: Input.Changed) -> None:
        self._query = event.value
        self._search()

    def on_resize(self, event: Resize) -> None:
        self.call_after_refresh(self._search)

    def _search(self) -> None:
        self._hits = find(self._index, self._query)
        hits = self.query_one(OptionList)
        kept = hits.highlighted
        words = self._query.casefold().split()
        width = max(hits.scrollable_content_region.width, 30)
        hits.set_options(Option(self._line(entry, words, width)) for entry in self._hits[:LIMIT])
        if self._hits:
            hits.highlighted = min(kept or 0, len(self._hits[:LIMIT]) - 1) if not words else 0
        self.query_one("#search-said", Static).update(Content.styled(self._said(), MUTED))

    def _said(self) -> str:
        count = len(self._hits)
        if not count:
            return "Nothing holds all of these words."
        shown = f", the first {LIMIT} shown" if count > LIMIT else ""
        return f"{count} {'criterion' if count == 1 else 'criteria'}{shown}"

    def _line(self, entry: Searchable, words: list[str], width: int) -> Content:
        state = self._session.answer(entry.id).state
        asked = self._session.scope.asked(entry.id)
        criterion = self._session.criterion(entry.id)
        head = Content.assemble(
            (mark(state, self.cop.use_ascii), COLOURS[state]),
            " ",
            (entry.id.ljust(16), "bold" if asked else MUTED),
            " ",
            _lit(criterion.short, words) if asked else Content.styled(f"{criterion.short} (not asked)", MUTED),
        )
        first = head.truncate(width, ellipsis=True)
        where = next(
            ((n, t) for n, t in entry.texts if n not in ("id", "title") and any(w in t.casefold() for w in words)), None
        )
        if where is None or all(word in f"{entry.id} {criterion.short}".casefold() for word in words):
            return first
        room = width - 20
        excerpt = _lit(_excerpt(where[1], words, room - len(where[0]) - 2), words)
        second = Content.assemble(" " * 19, (f"{where[0]}  ", MUTED), excerpt)
        return first + "\n" + second.truncate(width, ellipsis=True)

    def action_move(self, by: int) -> None:
        hits = self.query_one(OptionList)
        if hits.option_count:
            hits.highlighted = max(0, min((hits.highlighted or 0) + by, hits.option_count - 1))

    def action_go(self) -> None:
        chosen = self.query_one(OptionList).highlighted
        if chosen is not None and chosen < len(self._hits):
            self.dismiss(self._hits[chosen].id)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.action_go()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._hits[event.option_index].id)


def _excerpt(text: str, words: list[str], room: int) -> str:
    """The part of a text around the first word found, on one line."""
    line = " ".join(text.split())
    room = max(room, 20)
    at = min((p for w in words if (p := line.casefold().find(w)) >= 0), default=0)
    if at + 12 <= room:
        return line
    start = max(0, at - room // 3)
    return "…" + line[line.rfind(" ", 0, start) + 1 if start else 0 :]


def _lit(text: str, words: list[str]) -> Content:
    """A text with the words that were looked for standing out."""
    content = plain(text)
    folded = content.plain.casefold()
    if len(folded) != len(content.plain):
        return content
    for word in words:
        at = folded.find(word)
        while at >= 0:
            content = content.stylize(_HIT, at, at + len(word))
            at = folded.find(word, at + len(word))
    return content
