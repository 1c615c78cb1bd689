"""Plan an action, change one, and say that one is done: the dialogs behind the actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from cop_tui.domain.answers import State
from cop_tui.domain.due import describe_day, parse_due
from cop_tui.domain.pack import Effort
from cop_tui.domain.register import Action
from cop_tui.errors import CopTuiError
from cop_tui.services import actions
from cop_tui.services.entries import made
from cop_tui.services.session import Session
from cop_tui.tui.base import CopDialog
from cop_tui.tui.screens.dialogs import ReasonScreen
from cop_tui.tui.screens.form import FormScreen
from cop_tui.tui.screens.pick import MOST
from cop_tui.tui.widgets.answers import KEYS, answer_keys, marked
from cop_tui.tui.widgets.form import Spec
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import BLANK, MUTED, Prose, Row

EFFORTS: Final = (("", "not said"), ("S", "S small"), ("M", "M medium"), ("L", "L large"))
Done = Callable[[str], Any]
"""Gets the id of the action."""


def plan_action(screen: Screen[Any], session: Session, criteria: Sequence[str], done: Done) -> None:
    """Ask for a new action about these criteria, filled in with what their answers say already."""
    known = [c for c in criteria if c in session.pack.criterion_index]
    start = actions.proposed_action(session, known) if known else None

    def keep(values: Mapping[str, str]) -> None:
        keys.append(actions.add_action(session, made(Action, **_fields(session, values))))

    keys: list[str] = []
    form = FormScreen(session, "Plan an action", _specs(session, start), keep)
    screen.app.push_screen(form, lambda kept: done(keys[0]) if kept else None)


def change_action(screen: Screen[Any], session: Session, key: str, done: Done) -> None:
    """Ask for the fields of an action that is there."""
    entry = session.register.actions[key]

    def keep(values: Mapping[str, str]) -> None:
        actions.edit_action(session, key, **_fields(session, values))

    form = FormScreen(session, f"Edit action {key}", _specs(session, entry), keep)
    screen.app.push_screen(form, lambda kept: done(key) if kept else None)


def _specs(session: Session, action: Action | None) -> tuple[Spec, ...]:
    today = session.today
    used = {a.owner for a in session.register.actions.values()} | {a.owner for a in session.answers.values()}
    due = action.due.isoformat() if action and action.due else ""

    def day(text: str, _: Mapping[str, str]) -> str:
        return describe_day(parse_due(text, today), today)

    return (
        Spec("what", "What", action.what if action else "", required="Say what will be done.",
             placeholder="what will be done", long=True),
        Spec("owner", "Owner", action.owner if action else "", suggestions=tuple(sorted(used - {""})),
             placeholder="a role or a team"),
        Spec("due", "Due", due, check=day, placeholder="2026-12-15, +30d, friday; or empty"),
        Spec("effort", "Effort", (action.effort or "") if action else "", choices=EFFORTS),
        Spec("criteria", "Closes", " ".join(action.criteria) if action else "", criteria=True),
    )  # fmt: skip


def _fields(session: Session, values: Mapping[str, str]) -> dict[str, Any]:
    return {
        "what": values["what"],
        "owner": values["owner"],
        "due": parse_due(values["due"], session.today) if values["due"] else None,
        "effort": Effort(values["effort"]) if values["effort"] else None,
        "criteria": tuple(values["criteria"].split()),
    }


class ActionCriteria(OptionList):
    """The criteria of an action, each with its state now and its new one."""

    HELP = "{finish.1} to {finish.6} give the criterion under the cursor its new state and go on to the next."
    BINDINGS = [
        *(
            Binding(key, f"screen.state({key})", "state", show=key == "1", key_display="1-6", id=f"finish.{key}")
            for key in KEYS
        ),
        Binding("enter", "screen.finish", "done", show=True, id="finish.done"),
        Binding("j", "cursor_down", "down", show=False, id="finish.down"),
        Binding("k", "cursor_up", "up", show=False, id="finish.up"),
    ]


class FinishScreen(CopDialog[bool]):
    """Says that an action is done, with the new state of each of its criteria; closes with True once it is."""

    CSS_PATH = "form.tcss"
    HELP = (
        "An action is done when its criteria say so: give each its state as it is now, then {finish.done}. Other "
        "adequate means and not applicable ask for the reason."
    )

    def __init__(self, session: Session, key: str) -> None:
        super().__init__()
        self._session = session
        self._key = key
        self._action = session.register.actions[key]
        self._states: dict[str, State] = {}

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide"):
            yield Static(plain(f"Done: {self._action.what}"), classes="dialog-title")
            yield ActionCriteria(id="finish-list", compact=True)
            yield Prose(id="finish-keys")
            yield Static(id="form-problem")
            yield KeyLine()

    def on_mount(self) -> None:
        use_ascii = self.cop.use_ascii
        known = answer_keys(self, "finish")
        keys = [Content.assemble((f" {key} ", "bold"), marked(state, use_ascii)) for state, key in known.items()]
        rows = [Row(left.truncate(24, pad=True) + right) for left, right in zip(keys[:3], keys[3:], strict=True)]
        self.query_one(Prose).show([BLANK, *rows])
        self.query_one(ActionCriteria).highlighted = 0
        self._draw()

    def _draw(self) -> None:
        options = self.query_one(ActionCriteria)
        here = options.highlighted or 0
        longest = max(len(c) for c in self._action.criteria)
        options.set_options(Option(self._line(criterion, longest)) for criterion in self._action.criteria)
        options.highlighted = here

    def _line(self, criterion: str, longest: int) -> Content:
        use_ascii, spec = self.cop.use_ascii, self._session.pack.criterion_index.get(criterion)
        now = marked(self._session.answer(criterion).state, use_ascii).truncate(14, ellipsis=True, pad=True)
        new = self._states.get(criterion)
        becomes = marked(new, use_ascii) if new is not None else Content.styled("?", "bold $text-warning")
        arrow = " -> " if use_ascii else " → "
        line = Content.assemble(
            (criterion.ljust(longest), "bold"), "  ", now, arrow, becomes.truncate(22, pad=True), "  ",
            (plain(spec.short if spec else "").plain, MUTED),
        )  # fmt: skip
        return line.truncate(self.query_one(ActionCriteria).scrollable_content_region.width or MOST, ellipsis=True)

    def on_resize(self, event: Resize) -> None:
        super().on_resize(event)
        self.call_after_refresh(self._draw)

    def _say(self, words: str) -> None:
        self.query_one("#form-problem", Static).update(plain(words).stylize("bold $text-error"))

    def action_state(self, key: int) -> None:
        """Give the criterion under the cursor its new state and go on."""
        options = self.query_one(ActionCriteria)
        at = options.highlighted or 0
        self._states[self._action.criteria[at]] = KEYS[str(key)]
        self._draw()
        options.highlighted = min(at + 1, len(self._action.criteria) - 1)
        self._say("")

    def action_finish(self) -> None:
        """Mark the action as done, once every criterion has its state; ask for the reason where one is needed."""
        left = [c for c in self._action.criteria if c not in self._states]
        if left:
            self.query_one(ActionCriteria).highlighted = self._action.criteria.index(left[0])
            self._say(
                f"What is the state of {', '.join(left[:4])} now?" + self.keyed(" {finish.1} to {finish.6} says so.")
            )
            return
        bare = [c for c, s in self._states.items() if s.needs_reason and not self._given(c, s)]
        if not bare:
            self._finish("")
            return

        def reasoned(reason: str | None) -> None:
            if reason:
                self._finish(reason)

        used = [a.reason for a in self._session.answers.values() if a.state is self._states[bare[0]] and a.reason]
        self.app.push_screen(ReasonScreen(", ".join(bare), self._states[bare[0]], list(dict.fromkeys(used))), reasoned)

    def _given(self, criterion: str, state: State) -> bool:
        """Whether the answer has that state with its reason already."""
        answer = self._session.answer(criterion)
        return answer.state is state and bool(answer.reason)

    def _finish(self, reason: str) -> None:
        try:
            actions.finish_action(self._session, self._key, self._states, reason)
        except CopTuiError as error:
            self._say(str(error))
        else:
            self.dismiss(True)
