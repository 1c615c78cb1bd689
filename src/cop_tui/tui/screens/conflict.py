"""Two answers to one criterion, side by side: which one counts."""

from __future__ import annotations

from typing import Final

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.events import Key
from textual.timer import Timer
from textual.widgets import Static

from cop_tui.domain.answers import Answer
from cop_tui.domain.register import Entry
from cop_tui.services.marks import WORDS
from cop_tui.services.steps import AnyConflict, Conflict
from cop_tui.tui.base import CopDialog
from cop_tui.tui.named_keys import key_of
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import BLANK, MUTED, Prose, Row, labelled, para

NOTICE: Final = 0.5
"""Seconds without a key before a dialog that nobody asked for takes one."""


class ConflictScreen(CopDialog[bool | None]):
    """Two answers to one criterion, or two versions of a register entry: true keeps mine, false theirs.

    There is no third way out.
    """

    CSS_PATH = "dialogs.tcss"
    HELP = (
        "Somebody else changed this while you did. Nothing is lost: both versions stay in the history, and you "
        "decide which one counts."
    )
    BINDINGS = [
        Binding("m", "keep(True)", "keep mine", show=True, id="conflict.mine"),
        Binding("t", "keep(False)", "keep theirs", show=True, id="conflict.theirs"),
        Binding("down,j", "scroll(1)", "scroll down", show=False, id="conflict.down"),
        Binding("up,k", "scroll(-1)", "scroll up", show=False, id="conflict.up"),
        Binding("escape", "back", "", show=False, id="dialog.cancel"),
    ]

    def __init__(self, conflict: AnyConflict) -> None:
        super().__init__()
        self._conflict = conflict
        self._rest: Timer | None = None
        self._noticed = False

    def compose(self) -> ComposeResult:
        conflict = self._conflict
        with Vertical(classes="dialog wide"):
            if isinstance(conflict, Conflict):
                title, did, mine = f"Two answers to {conflict.criterion}", "answered", "answer"
            else:
                title, did, mine = f"Two versions of {conflict.key}", "changed this", "version"
            who = f"{conflict.by} {did} at {conflict.at.astimezone():%Y-%m-%d %H:%M}, after you had opened it."
            yield Static(plain(title), classes="dialog-title")
            yield Static(plain(f"{who} Your {mine} is not saved yet: choose which one counts."), id="dialog-intro")
            with Horizontal(id="conflict-sides"):
                yield Prose(id="conflict-mine")
                yield Prose(id="conflict-theirs")
            yield KeyLine()

    def on_mount(self) -> None:
        self._rest = self.set_timer(NOTICE, self._now_noticed)
        mine, theirs = self._conflict.mine, self._conflict.theirs
        self.query_one("#conflict-mine", Prose).show(self._side(self.keyed("{conflict.mine}  mine"), mine, theirs))
        self.query_one("#conflict-theirs", Prose).show(
            self._side(f"{key_of(self, 'conflict.theirs')}  theirs ({self._conflict.by})", theirs, mine)
        )

    def _side(self, title: str, answer: Answer | Entry | None, other: Answer | Entry | None) -> list[Row]:
        rows = [para(title, "bold"), BLANK]
        said, others = dict(_fields(answer)), dict(_fields(other))
        for label in dict.fromkeys((*said, *others)):
            text, different = said.get(label, ""), others.get(label, "")
            if text or different:
                rows.append(labelled(label, text or "–", 10, "bold" if text != different else MUTED))
        return rows

    @property
    def noticed(self) -> bool:
        """Whether the keys have rested since it appeared, so that a key now is meant for it."""
        return self._noticed

    def _now_noticed(self) -> None:
        self._noticed = True

    def on_key(self, event: Key) -> None:
        """It comes unasked for: what was being typed decides nothing; first the keys must rest for a moment."""
        if not self._noticed:
            event.stop()
            if self._rest is not None:
                self._rest.reset()

    def action_scroll(self, by: int) -> None:
        self.query_one("#conflict-sides").scroll_relative(y=by, animate=False)

    def action_keep(self, mine: bool) -> None:
        self.dismiss(mine)

    def action_back(self) -> None:
        """A conflict wants an answer; escape only says so."""
        self.notify("Choose m (mine) or t (theirs).", severity="warning")


def _fields(answer: Answer | Entry | None) -> list[tuple[str, str]]:
    if answer is None:
        return [("Entry", "removed")]
    if isinstance(answer, Entry):
        return [(name.replace("_", " ").capitalize(), _words(value)) for name, value in answer.held().items()]
    return [
        ("Answer", WORDS[answer.state]),
        ("Reason", answer.reason),
        ("Note", answer.note),
        ("Evidence", "; ".join(str(e) for e in answer.evidence)),
        ("Owner", answer.owner),
        ("Due", answer.due.isoformat() if answer.due else ""),
        ("Effort", answer.effort or ""),
        ("Checks", ", ".join(answer.checks)),
        ("Flag", "flagged" if answer.flagged else ""),
    ]


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
