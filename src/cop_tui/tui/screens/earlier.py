"""Earlier answers of one criterion in full: when, who, and what each of them changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from cop_tui.domain.answers import EMPTY, Answer
from cop_tui.domain.due import describe_day
from cop_tui.domain.reading import DataError
from cop_tui.services.revision_words import MERGED, is_merge
from cop_tui.services.session import Session
from cop_tui.store.history import Revision
from cop_tui.tui.base import CopDialog
from cop_tui.tui.widgets.answers import marked
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.leaf import Leaf
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import BLANK, MUTED, Prose, Row, labelled, para

MOST: Final = 200
"""Answers that are shown, the newest ones."""
LABEL: Final = 10


class EarlierScreen(CopDialog[None]):
    """What was said about a criterion, the newest first; each answer shows what it changed."""

    CSS_PATH = ["dialogs.tcss", "reading.tcss"]
    AUTO_FOCUS = "Leaf"
    HELP = "Every answer that was ever given to this criterion, the newest first: when, by whom, and what it changed."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,H,q,enter", "back", "close", key_display="esc", id="earlier.close"),
    ]

    def __init__(self, session: Session, criterion: str) -> None:
        super().__init__()
        self._session = session
        self._criterion = criterion

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(classes="dialog-title")
            with Leaf():
                yield Prose()
            yield KeyLine()

    def on_mount(self) -> None:
        criterion = self._session.criterion(self._criterion)
        self.query_one(".dialog-title", Static).update(plain(f"Answers to {criterion.id} {criterion.short}"))
        self.query_one(Prose).show(self._rows())

    def _rows(self) -> Iterator[Row]:
        revisions = self._session.history(self._criterion)
        shown = revisions[-MOST:]
        for number, revision in enumerate(reversed(shown)):
            if number:
                yield BLANK
            yield from self._revision(revision, last=number == 0)
        if len(revisions) > len(shown):
            yield BLANK
            yield para(f"{len(revisions) - len(shown)} earlier ones are left out here; the report has them.", MUTED)

    def _revision(self, revision: Revision, *, last: bool) -> Iterator[Row]:
        before, after = self._answer(revision.before), self._answer(revision.after)
        moment = f"{revision.at.astimezone():%Y-%m-%d %H:%M}"
        stands = ("  stands now", MUTED) if last else ""
        who = plain(MERGED if is_merge(revision) else revision.author)
        yield para(Content.assemble((moment, "bold"), "  ", who, stands))
        if after.is_empty:
            yield para("everything taken back", MUTED)
            return
        if before.state is not after.state:
            yield labelled("State", marked(after.state, self.cop.use_ascii), LABEL)
        yield from (labelled(name, text, LABEL) for name, text in self._changes(before, after))

    def _answer(self, content: Mapping[str, Any] | None) -> Answer:
        """What a revision holds; an answer of another version of the app may hold what is not known here."""
        try:
            return self._session.register.resolve(Answer.of(content)) if content else EMPTY
        except DataError:
            return EMPTY

    def _changes(self, before: Answer, after: Answer) -> Iterator[tuple[str, str]]:
        """The fields that changed but the state, with what they hold from then on."""
        if after.reason != before.reason:
            yield "Reason", after.reason or "taken away"
        if after.note != before.note:
            yield "Note", after.note or "taken away"
        if after.evidence != before.evidence:
            yield "Evidence", "; ".join(map(str, after.evidence)) or "taken away"
        if after.owner != before.owner:
            yield "Owner", after.owner or "nobody"
        if after.due != before.due:
            yield "Due", _day(after.due, self._session.today)
        if after.effort is not before.effort:
            yield "Effort", str(after.effort) if after.effort else "typical"
        if after.checks != before.checks:
            total = sum(1 for _ in self._session.criterion(self._criterion).all_checks())
            yield "Checks", f"{len(after.checks)} of {total} ticked"
        if after.flagged is not before.flagged:
            yield "Flag", "flagged for review" if after.flagged else "taken off"


def _day(day: date | None, today: date) -> str:
    return describe_day(day, today) if day else "no date"
