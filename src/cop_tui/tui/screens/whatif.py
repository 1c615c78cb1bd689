"""What if: mark gaps as fixed and see the figures and verdicts move. Nothing is stored; leaving forgets it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from cop_tui.domain.answers import State
from cop_tui.domain.whatif import Smallest, WhatIf, smallest_set, what_if
from cop_tui.services.marks import WORDS, mark
from cop_tui.services.session import Session
from cop_tui.tui.screens.explain import ExplainScreen, subjects_of
from cop_tui.tui.screens.listing import TO_FILTER, FilterField, SessionListing
from cop_tui.tui.screens.pick import Choice, PickScreen
from cop_tui.tui.view import View
from cop_tui.tui.widgets.answers import marked
from cop_tui.tui.widgets.gap_table import LABEL, Column, Line, Listing, ListTable, gap_tags
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.lists import Heads
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED, Prose, labelled, para
from cop_tui.tui.widgets.reading import ReadingPane
from cop_tui.tui.widgets.topline import TopLine
from cop_tui.tui.widgets.whatif_words import verdict_words, whatif_rows

VERDICT: Final = 16
"""Cells of a verdict before the name of a duty."""
COLUMNS: Final = (
    Column("Fixed", 5),
    Column("Criterion", -26),
    Column("What is missing", 0),
    Column("State", 14, 48),
    Column("Effort", 6, 84),
    Column("Owner", -14, 96),
)


class WhatIfScreen(SessionListing[str | None]):
    """Closes with the criterion to go to, or None; what was marked is forgotten."""

    CSS_PATH = ["listing.tcss", "whatif.tcss"]
    EXPLAIN_FROM = 34
    HELP = (
        "{whatif.mark} marks a gap as if it were implemented; beside the list stands what would change: readiness, "
        "verdicts, the next deadline. {whatif.propose} proposes the fewest criteria by which a duty or a chapter is "
        "met, and says what blocks the rest. Nothing is stored, {list.back} leaves."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", "mark as fixed", id="whatif.mark"),
        Binding("p", "propose", "propose", id="whatif.propose",
                tooltip="propose the smallest set for a duty or a chapter"),
        Binding("m", "mark_all", "mark all shown", id="whatif.mark_all", tooltip="mark all lines that are shown"),
        Binding("0,backspace", "clear", "none", key_display="0", id="whatif.clear", tooltip="take all marks away"),
        Binding("t", "text", "read", id="whatif.text", tooltip="read what would change"),
        Binding("equals_sign", "calculation", "explain", show=False, key_display="=", id="whatif.calculation",
                tooltip="explain the figure under the cursor, line by line"),
        Binding("w", "leave", "leave", show=False, id="whatif.leave"),
    ]  # fmt: skip

    def __init__(self, session: Session, filter_words: str = "") -> None:
        super().__init__(session)
        self.view = View(filter=filter_words)
        self._fixed: set[str] = set()
        self._proposal: Smallest | None = None
        self._found: WhatIf | None = None

    def trail(self) -> tuple[str, ...]:
        return self.session.record.name, "Gap analysis", "What if (nothing is stored)"

    def compose(self) -> ComposeResult:
        self.set_class(self.cop.use_ascii, "-ascii")
        yield TopLine(*self.trail())
        with Horizontal(id="whatif"):
            with Vertical(id="whatif-list"):
                yield Heads("lists")
                yield FilterField(self.view.filter, placeholder=self.keyed(TO_FILTER), id="filter", compact=True)
                yield ListTable()
                yield Prose(measure=110, id="explained")
            yield ReadingPane(id="figures", measure=70)
        yield KeyLine()

    # showing

    def listings(self) -> tuple[Listing, ...]:
        lines = tuple(self._line(criterion) for criterion in self._candidates())
        return (Listing("What if", COLUMNS, lines, "There is nothing to fix."),)

    def _candidates(self) -> Iterable[str]:
        """Gaps by priority, then what is not answered or set aside against scoping: that may have to be true too."""
        analysis = self.session.analysis
        found = dict.fromkeys(gap.criterion for gap in analysis.gaps)
        found |= dict.fromkeys(aside.criterion for aside in analysis.against_scoping)
        found |= dict.fromkeys(r.id for r in analysis.criteria.values() if r.scored and r.state is None)
        return list(found)

    def _line(self, name: str) -> Line:
        session, use_ascii = self.session, self.cop.use_ascii
        criterion, answer = session.criterion(name), session.answer(name)
        gap = next((g for g in session.analysis.gaps if g.criterion == name), None)
        words = WORDS[answer.state]
        cells = (
            self._sign(name), name, criterion.short, f"{mark(answer.state, use_ascii)} {words}",
            answer.effort or criterion.effort, answer.owner,
        )  # fmt: skip
        head = Content.assemble((name, "bold"), "  ", marked(answer.state, use_ascii), "  ", plain(criterion.question))
        detail = [para(head)]
        if gap is not None:
            detail.append(labelled("Why now", gap.priority.because, LABEL, MUTED))
        duties = ", ".join(session.pack.obligation_index[o].article for o in criterion.obligations)
        detail.append(labelled("Serves", duties or "no duty of Chapter V", LABEL, MUTED))
        chapter, commitment, measure = session.pack.places[name]
        folded = "\n".join((*cells, chapter.id, chapter.title, commitment.title, measure.title, duties)).casefold()
        tags = gap_tags(session, name, *([gap.priority.band] if gap else []))
        return Line(name, cells, folded, tuple(detail), (name,), False, tags)

    def _sign(self, criterion: str) -> str:
        return "[x]" if criterion in self._fixed else "[ ]"

    def draw_heads(self) -> None:
        session = self.session
        self._found = what_if(
            session.pack,
            session.scope,
            session.answers,
            session.register,
            self._fixed,
            session.today,
            session.facts,
            (session.analysis, session.deadlines),
        )
        wide = self.has_class("-wide")
        rows = whatif_rows(self._found, self._proposal, session, self.cop.use_ascii, wide)
        self.query_one(ReadingPane).show(rows)

    def answers_changed(self, criteria: frozenset[str]) -> None:
        self._proposal = None
        self._fixed &= set(self.session.pack.criterion_index)
        super().answers_changed(criteria)

    # keys

    def _marked(self, *criteria: str) -> None:
        """Show those lines and the figures anew."""
        lines = {line.key: line for line in self.listing.lines}
        table = self.query_one(ListTable)
        for key in criteria:
            if key in lines:
                line = lines[key] = replace(lines[key], cells=(self._sign(key), *lines[key].cells[1:]))
                table.replace(line)
        self._listings = (replace(self.listing, lines=tuple(lines.values())),)
        self.draw_heads()

    def action_mark(self) -> None:
        line = self.line
        if line is not None:
            self._fixed ^= {line.key}
            self._marked(line.key)
            self.query_one(ListTable).action_cursor_down()

    def action_mark_all(self) -> None:
        shown = {line.key for line in self.listing.matching(self.view.filter)}
        self._fixed |= shown
        self._marked(*shown)

    def action_clear(self) -> None:
        before, self._fixed, self._proposal = self._fixed, set(), None
        self._marked(*before)

    def action_text(self) -> None:
        self.query_one(ReadingPane).focus()

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_calculation(self) -> None:
        line = self.line
        if line is not None:
            self.app.push_screen(ExplainScreen(self.session, subjects_of(self.session, line.key)))

    def entered(self, line: Line) -> None:
        self.dismiss(line.key)

    # the smallest set

    def action_propose(self) -> None:
        session, use_ascii = self.session, self.cop.use_ascii
        choices = []
        for duty in session.analysis.obligations:
            if duty.verdict != "met":
                words = f"{duty.article}  {duty.title}"
                line = Content.assemble(verdict_words(duty.verdict, use_ascii), "  ", plain(words))
                choices.append(Choice(duty.id, line, f"{words} {duty.verdict}".casefold(), duty.because))
        for chapter in session.analysis.chapters:
            if chapter.readiness.asked:
                gaps = sum(chapter.states.get(s, 0) for s in (State.PARTIAL, State.PLANNED, State.MISSING))
                meaning = f"{gaps} gaps, {chapter.readiness.unanswered} not answered"
                words = f"Chapter {chapter.title}"
                choices.append(Choice(chapter.id, Content(" " * VERDICT) + plain(words), words.casefold(), meaning))
        self.app.push_screen(PickScreen("The smallest set that turns to met ...", choices), self._propose)

    def _propose(self, chosen: tuple[str, ...] | None) -> None:
        if not chosen:
            return
        session, target = self.session, chosen[0]
        before = set(self._fixed)
        self._proposal = smallest_set(
            session.pack, session.scope, session.answers, session.register, target, session.today
        )
        self._fixed = set(self._proposal.criteria)
        shown = {line.key for line in self.listing.matching(self.view.filter)}
        if not self._fixed <= shown:
            self.action_clear_filter()  # what is proposed is to be seen
        self._marked(*before, *self._fixed)
        lines = self.listing.matching(self.view.filter)
        first = next((n for n, line in enumerate(lines) if line.key in self._fixed), None)
        if first is not None:
            self.query_one(ListTable).move_cursor(row=first, animate=False)
