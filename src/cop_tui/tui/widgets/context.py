"""Why and where: what stands behind a criterion, what settles it, and what was answered before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content

from cop_tui.domain.answers import State
from cop_tui.domain.conditions import UNKNOWN, Tri, parse
from cop_tui.domain.dates import falls_due
from cop_tui.domain.decision import run_table, start_values
from cop_tui.domain.due import describe_day
from cop_tui.domain.duties import serves
from cop_tui.domain.pack import Criterion
from cop_tui.domain.scoping import Scope
from cop_tui.domain.terms import Glossary
from cop_tui.services.marks import WORDS, mark
from cop_tui.services.revision_words import MERGED, is_merge
from cop_tui.services.session import Session
from cop_tui.tui.widgets.action_list import criterion_actions
from cop_tui.tui.widgets.answers import COLOURS
from cop_tui.tui.widgets.pane import Pane
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import BLANK, MUTED, Prose, Row, item, para
from cop_tui.tui.widgets.underlined import underlined

VERDICT_MARKS = {"met": State.IMPLEMENTED, "not met": State.MISSING, "undetermined": None}
"""A verdict shows the mark of the state it resembles, always with its word."""
EARLIER = 12


class ContextPane(Pane, can_focus=True):
    """Reading matter beside the criterion; it scrolls and answers no other key."""

    BINDINGS = [
        Binding("j", "scroll_down", "Scroll down", show=False, id="context.down"),
        Binding("k", "scroll_up", "Scroll up", show=False, id="context.up"),
    ]
    HELP = (
        "Where the criterion stands, which duties it serves, what settles it, earlier answers. Underlined words are "
        "terms of the glossary. Keys open duties, terms and earlier answers in full."
    )

    def __init__(self, session: Session, glossary: Glossary, *, use_ascii: bool = False) -> None:
        super().__init__(id="context")
        self._session = session
        self._glossary = glossary
        self._ascii = use_ascii
        self._shown = ""
        self._values: tuple[Scope, Mapping[str, Any]] | None = None

    def compose(self) -> ComposeResult:
        yield Prose(measure=70, id="context-text")

    def show_criterion(self, criterion_id: str) -> None:
        """Show what stands behind a criterion."""
        criterion = self._session.criterion(criterion_id)
        self.query_one(Prose).show(self._rows(criterion))
        if criterion_id != self._shown:
            self._shown = criterion_id
            self.scroll_home(animate=False, immediate=True)

    def _rows(self, criterion: Criterion) -> Iterator[Row]:
        yield para(criterion.pointer, "bold")
        if criterion.legal_basis:
            yield para(f"AI Act {', '.join(criterion.legal_basis)}".replace("AI Act AI Act", "AI Act"), MUTED)
        yield from _section("Actions", list(self._actions(criterion)))
        yield from _section("Serves", list(self._serves(criterion)))
        yield from _section("Due", list(self._due(criterion)))
        seen: set[str] = set()
        yield from _section("Why it matters", [para(underlined(criterion.why, self._glossary, seen))])
        for title, texts in (
            ("Settles it", criterion.settles),
            ("Does not settle it", criterion.does_not_settle),
            ("Good evidence", criterion.evidence),
        ):
            yield from _section(title, [self._item(underlined(text, self._glossary, seen)) for text in texts])
        yield from _section("Reliefs", list(self._reliefs(criterion)))
        yield from _section("Remark", [para(criterion.note)] if criterion.note else [])
        if criterion.confidence != "high":
            words = f"The reading of this text is of {criterion.confidence} confidence: check it against the source."
            yield from _section("Confidence", [para(words)])
        yield from _section("Other law", [self._item(text) for text in criterion.other_law])
        yield from _section("Earlier answers", list(self._earlier(criterion)))

    def _item(self, text: str | Content, style: str = "") -> Row:
        return item(text, style, "-" if self._ascii else "·")

    def _serves(self, criterion: Criterion) -> Iterator[Row]:
        """Every duty it serves with its verdict, the duties it only touches, and the annex points it gives."""
        session = self._session
        for served in serves(session.pack, session.scope, criterion.id):
            words = plain(served.article)
            found = session.analysis.obligation(served.id)
            if served.how == "annex point":
                words = Content.assemble(words, ("  gives it", MUTED))
            elif found is None:
                words = Content.assemble(words, ("  does not bind", MUTED))
            else:
                state = VERDICT_MARKS[found.verdict]
                words = Content.assemble(words, "  ", (mark(state, self._ascii), COLOURS[state]), f" {found.verdict}")
            if served.how == "touches":
                words = Content.assemble(words, (", touched only", MUTED))
            yield self._item(words)

    def _due(self, criterion: Criterion) -> Iterator[Row]:
        if criterion.deadline is not None:
            yield para(criterion.deadline.text)
        day = falls_due(criterion, self._session.scope)
        if day is not None:
            today = self._session.today
            yield para(describe_day(day, today), "" if day >= today else "$text-warning")

    def _actions(self, criterion: Criterion) -> Iterator[Row]:
        return criterion_actions(self._session, criterion.id, "-" if self._ascii else "·")

    def _reliefs(self, criterion: Criterion) -> Iterator[Row]:
        for name in criterion.reliefs:
            relief = self._session.pack.relief_index.get(name)
            holds = UNKNOWN if relief is None or relief.applies_if is None else self._holds(relief.applies_if)
            if relief is not None and holds is not False:
                yield self._item(Content.assemble(plain(relief.title), ". ", (relief.text, MUTED)))

    def _holds(self, expression: str) -> Tri:
        """Whether a condition over facts and outcomes holds; the table is run once for each scope."""
        session = self._session
        if self._values is None or self._values[0] is not session.scope:
            table = session.pack.scoping
            self._values = (session.scope, run_table(table, start_values(table, session.facts)).values)
        return parse(expression).holds(self._values[1])

    def _earlier(self, criterion: Criterion) -> Iterator[Row]:
        """Revisions that changed the state or its reason, the newest first, without the one that stands."""
        seen: tuple[object, ...] | None = None
        rows: list[Row] = []
        for revision in self._session.history(criterion.id):
            after = revision.after or {}
            key = (after.get("state"), after.get("reason"))
            if key == seen:
                continue
            seen = key
            raw = after.get("state")
            state = State(raw) if raw else None
            words = Content.assemble(
                f"{revision.at.astimezone():%Y-%m-%d}  ",
                (mark(state, self._ascii), COLOURS[state]),
                f" {WORDS[state]}  ",
                (plain(MERGED if is_merge(revision) else revision.author).plain, MUTED),
            )
            rows.append(self._item(words))
        newest = list(reversed(rows))[:EARLIER]
        yield from newest


def _section(title: str, rows: list[Row]) -> Iterator[Row]:
    if rows:
        yield BLANK
        yield para(title, f"bold {MUTED}")
        yield from rows
