"""Before a merge: what would change here, and every field that both sides changed differently, to be decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from cop_tui.errors import CopTuiError
from cop_tui.services.merging import (
    MergeConflict,
    MergePlan,
    MovedError,
    Side,
    apply_merge,
    compare_with,
    subject_words,
    value_words,
)
from cop_tui.store.changes import split_subject
from cop_tui.tui.apart import Apart
from cop_tui.tui.base import CopDialog
from cop_tui.tui.named_keys import with_keys
from cop_tui.tui.screens.listing import ListingScreen
from cop_tui.tui.view import View
from cop_tui.tui.widgets.gap_table import Column, Line, Listing
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.leaf import Leaf
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import BLANK, MUTED, Prose, Row, labelled, para

if TYPE_CHECKING:
    from cop_tui.domain.pack import Pack

LABEL: Final = 8
CELL_MAX: Final = 200
SAID: Final[dict[Side, str]] = {"ours": "ours", "theirs": "theirs"}
CONFLICT_COLUMNS: Final = (
    Column("Decided", 8),
    Column("What", -30),
    Column("Field", -16, 70),
    Column("Ours, here", 0),
    Column("Theirs, in the file", 34, 100),
)
CHANGE_COLUMNS: Final = (Column("What", 0), Column("Becomes", 36))
_NOTHING_TO_DECIDE: Final = "Nothing is to be decided: {merging.apply} merges."
_KEYS: Final = "{merging.ours} ours, {merging.theirs} theirs"
_NO_CONFLICT: Final = "No field was changed differently on both sides: there is nothing to decide."


class MergeScreen(ListingScreen[int | None], Apart):
    """Decides the conflicts of a merge, then does it. Closes with how many revisions it added, or None if not done."""

    CSS_PATH = ["listing.tcss", "merging.tcss"]
    HELP = """Nothing is stored until you merge, and {list.back} leaves everything as it was. What one side alone
    changed holds; where both changed the same field differently you decide: {merging.ours} keeps ours, which is here,
    {merging.theirs} takes theirs, which is in the file, enter shows both in full. Once all are decided,
    {merging.apply} merges. The history keeps both versions."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "decide('ours')", "ours", id="merging.ours", tooltip="keep ours, which is here"),
        Binding("t", "decide('theirs')", "theirs", id="merging.theirs", tooltip="take theirs, which is in the file"),
        Binding("u", "undecide", "undecided", show=False, id="merging.undecide", tooltip="leave it open again"),
        Binding("w,f5", "apply", "merge", id="merging.apply", tooltip="merge as decided"),
    ]

    def __init__(self, plan: MergePlan, pack: Pack | None = None) -> None:
        super().__init__()
        self.view = View()
        self.plan = plan
        self.decisions: dict[tuple[str, str], Side] = {}
        self._pack = pack
        self._said = ""

    # showing

    def trail(self) -> tuple[str, ...]:
        return self.plan.record.name, "Merge a file (nothing is stored yet)"

    def heads(self) -> Iterable[Widget]:
        yield Static(id="merge-said")

    def draw_heads(self) -> None:
        waiting = len(self.plan.merge.open_conflicts(self.decisions))
        if self._said:
            words = self._said
        elif waiting:
            words = f"{waiting} of {len(self.plan.conflicts)} conflicts to be decided: {_KEYS}."
        else:
            words = "Everything is decided: {merging.apply} merges." if self.plan.conflicts else _NOTHING_TO_DECIDE
        self.query_one("#merge-said", Static).update(plain(words if self._said else with_keys(self, words)))

    def listings(self) -> tuple[Listing, ...]:
        conflicts = tuple(self._conflict_line(each) for each in self.plan.conflicts)
        changes = tuple(self._change_line(each.subject, each.source) for each in self.plan.changes)
        return (
            Listing("Conflicts", CONFLICT_COLUMNS, conflicts, _NO_CONFLICT),
            Listing("What changes here", CHANGE_COLUMNS, changes, "Nothing changes here but the history."),
        )

    def _conflict_line(self, conflict: MergeConflict) -> Line:
        decided = self.decisions.get((conflict.subject, conflict.field))
        what = self._what(conflict.subject)
        ours, theirs = (_short(value_words(value)) for value in (conflict.ours, conflict.theirs))
        cells = (SAID[decided] if decided else "open", what, conflict.field or "all of it", ours, theirs)
        return Line(_key(conflict), cells, "\n".join(cells).casefold(), tuple(both(conflict)), ())

    def _change_line(self, subject: str, source: str) -> Line:
        becomes = "as it is in the file" if source == "theirs" else "put together from both sides"
        what = self._what(subject)
        detail = (para(Content.assemble((what, "bold"), f"  {becomes}")),)
        return Line(subject, (what, becomes), f"{what}\n{becomes}".casefold(), detail, ())

    def _what(self, subject: str) -> str:
        kind, key = split_subject(subject)
        known = self._pack.criterion_index.get(key) if self._pack is not None and kind == "answer" else None
        return f"{key} {known.short}" if known is not None else subject_words(subject)

    # deciding

    @property
    def conflict(self) -> MergeConflict | None:
        """The conflict under the cursor."""
        if not self._listings or self.view.chosen != 0 or self.line is None:
            return None
        return next((each for each in self.plan.conflicts if _key(each) == self.line.key), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("decide", "undecide"):
            return not self.working and self.conflict is not None
        if action == "apply":
            return not self.working and not self.plan.merge.open_conflicts(self.decisions)
        return super().check_action(action, parameters)

    def action_decide(self, side: Side) -> None:
        """For the conflict under the cursor; then to the next that is open."""
        conflict = self.conflict
        if conflict is None:
            return
        self._said = ""
        self.decisions[conflict.subject, conflict.field] = side
        waiting = self.plan.merge.open_conflicts(self.decisions)
        keys = [_key(each) for each in self.plan.conflicts]
        later = [each for each in waiting if keys.index(_key(each)) > keys.index(_key(conflict))]
        if waiting:
            self.view.cursors[0] = _key((later or waiting)[0])
        self.reload()

    def action_undecide(self) -> None:
        conflict = self.conflict
        if conflict is not None:
            self.decisions.pop((conflict.subject, conflict.field), None)
            self.reload()

    def entered(self, line: Line) -> None:
        conflict = self.conflict
        if conflict is None:
            return

        def decided(side: Side | None) -> None:
            if side is not None:
                self.action_decide(side)

        self.app.push_screen(BothDialog(self._what(conflict.subject), conflict), decided)

    # merging

    def action_apply(self) -> None:
        plan, decisions = self.plan, dict(self.decisions)
        self.begin(lambda library: apply_merge(library, plan, decisions))
        self._tell("Merging…")

    def finished(self, result: int | MergePlan) -> None:
        if isinstance(result, int):
            self.dismiss(result)
            return
        before = {_key(each): each for each in self.plan.conflicts}
        same = {_key(each) for each in result.conflicts if each == before.get(_key(each))}
        self.plan = result
        self.decisions = {
            (each.subject, each.field): self.decisions[each.subject, each.field]
            for each in result.conflicts
            if _key(each) in same and (each.subject, each.field) in self.decisions
        }
        waiting = result.merge.open_conflicts(self.decisions)
        if waiting:
            self.view.cursors[0] = _key(waiting[0])
        self._tell("The assessment was changed meanwhile: look again at what changes, then merge.")

    def refused(self, error: CopTuiError) -> None:
        if isinstance(error, MovedError):
            plan = self.plan
            self.begin(lambda library: compare_with(library, plan.record.id, plan.file))
        else:
            self._tell(str(error).replace("\n", " "))

    def _tell(self, words: str) -> None:
        self._said = words
        self.reload()

    def unsaved(self) -> str:
        return "The merge is not done: nothing of it is stored." if self.decisions else ""

    def action_back(self) -> None:
        """A merge that has begun is done whole; before that, nothing has changed."""
        if not self.working:
            super().action_back()


class BothDialog(CopDialog["Side | None"]):
    """Both versions of a conflict in full. Closes with the side that holds, or None to leave it open."""

    CSS_PATH = "merging.tcss"
    AUTO_FOCUS = "Leaf"
    HELP = (
        "What it was before, what is here and what is in the file. {merging.ours} keeps ours, {merging.theirs} takes "
        "theirs, {merging.close} decides nothing."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "decide('ours')", "ours", id="merging.ours", tooltip="keep ours, which is here"),
        Binding("t", "decide('theirs')", "theirs", id="merging.theirs", tooltip="take theirs, which is in the file"),
        Binding("escape,enter", "back", "close", key_display="esc", id="merging.close"),
    ]

    def __init__(self, what: str, conflict: MergeConflict) -> None:
        super().__init__()
        self._what, self._conflict = what, conflict

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide"):
            yield Static(plain(f"{self._what}: {self._conflict.field or 'all of it'}"), classes="dialog-title")
            with Leaf():
                yield Prose(measure=100)
            yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(Prose).show(both(self._conflict))

    def action_decide(self, side: Side) -> None:
        self.dismiss(side)


def both(conflict: MergeConflict) -> Iterable[Row]:
    """A conflict in rows: ours, theirs, and what both had before."""
    for label, value, revision in (
        ("Ours", conflict.ours, conflict.our_revision),
        ("Theirs", conflict.theirs, conflict.their_revision),
    ):
        when = f"{revision.at.astimezone():%Y-%m-%d %H:%M}"
        yield labelled(label, Content.assemble((plain(revision.author).plain, "bold"), f"  {when}"), LABEL)
        for paragraph in value_words(value).split("\n"):
            yield labelled("", paragraph, LABEL)
    yield BLANK
    yield labelled("Before", value_words(conflict.base), LABEL, MUTED)


def _key(conflict: MergeConflict) -> str:
    return f"{conflict.subject} {conflict.field}"


def _short(words: str) -> str:
    return " ".join(words[:CELL_MAX].split())
