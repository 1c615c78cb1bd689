"""One answer for a whole measure."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from cop_tui.domain.answers import State
from cop_tui.services.marks import mark
from cop_tui.tui.base import CopDialog
from cop_tui.tui.named_keys import key_of
from cop_tui.tui.widgets.answers import KEYS, answer_keys, marked
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import BLANK, MUTED, Prose, Row, para


class StateScreen(CopDialog[tuple[State | None, bool] | None]):
    """Asks for one state for many criteria, and whether only for those that are not answered."""

    CSS_PATH = "dialogs.tcss"
    HELP = "One answer for a whole measure. It is one step: {workspace.undo} takes it back."
    BINDINGS = [
        *(
            Binding(key, f"choose({key})", "answer", show=key == "1", key_display="1-6", id=f"states.{key}")
            for key in KEYS
        ),
        Binding("0,backspace", "choose(0)", "remove", show=True, id="states.remove"),
        Binding("t", "toggle_all", "all / open only", show=True, id="states.toggle"),
    ]

    def __init__(self, title: str, total: int, unanswered: int) -> None:
        super().__init__()
        self._title = title
        self._total = total
        self._unanswered = unanswered
        self._mixed = self._only_open = 0 < unanswered < total

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(plain(f"Answer the whole measure: {self._title}"), classes="dialog-title")
            yield Prose(id="state-rows")
            yield KeyLine()

    def on_mount(self) -> None:
        self._draw()

    def _draw(self) -> None:
        use_ascii = self.cop.use_ascii
        few = f"the {self._unanswered} not answered yet of {self._total} criteria"
        rows = [para(f"Which answer for {few if self._only_open else f'all {self._total} criteria'}?", "bold")]
        if self._mixed:
            rows.append(
                para(f"{key_of(self, 'states.toggle')} switches between all and only those not answered.", MUTED)
            )
        rows.append(BLANK)
        keys = answer_keys(self, "states")
        rows += [Row(Content.assemble((f" {key} ", "bold"), marked(state, use_ascii))) for state, key in keys.items()]
        remove = key_of(self, "states.remove")
        rows.append(Row(Content.assemble((f" {remove} ", "bold"), mark(None, use_ascii), " remove the answers")))
        self.query_one(Prose).show(rows)

    def action_toggle_all(self) -> None:
        if self._mixed:
            self._only_open = not self._only_open
            self._draw()

    def action_choose(self, key: int) -> None:
        self.dismiss((KEYS[str(key)] if key else None, self._only_open))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """All or only the open ones is a question only where there are both."""
        return self._mixed if action == "toggle_all" else True
