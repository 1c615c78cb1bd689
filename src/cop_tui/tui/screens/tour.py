"""A tour of the workspace: six steps, each pointing at one thing. A key of the workspace ends it and does its work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from cop_tui.tui.base import CopDialog
from cop_tui.tui.named_keys import styled_keys
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.plain import plain

if TYPE_CHECKING:
    from textual.screen import Screen

MARK: Final = "-toured"


class Stop(NamedTuple):
    """One step: the pane it is about, what in it stands out, and its words; `{id}` becomes the key of a binding."""

    pane: str
    points_at: str
    title: str
    words: str
    up: bool = False


WELCOME: Final = Stop(
    "criterion", "#criterion", "New here?",
    "A tour of six short steps shows where things are. It can be left at any moment; {help}, then {help.tour}, brings "
    "it back.",
)  # fmt: skip
STOPS: Final = (
    Stop("criterion", "#criterion", "One criterion at a time",
         "The question stands on top, what the text says below it. {workspace.next_open} goes to the next open one, "
         "{workspace.previous_open} to the one before, {workspace.visited} back to where you were."),
    Stop("criterion", "#criterion-answers", "One key answers it",
         "{workspace.implemented} to {workspace.not-applicable} answer and go on to the next open criterion; "
         "{workspace.alternative} and {workspace.not-applicable} ask for the reason first. All is saved at once, "
         "{workspace.undo} takes it back. {workspace.answer_measure} answers a whole measure."),
    Stop("criterion", "#criterion-fields", "What belongs to the answer",
         "{workspace.note} writes a note, {workspace.evidence} names evidence, {workspace.owner} the owner, "
         "{workspace.due} the due date, {workspace.checks} ticks the checks. Underlined words are terms: "
         "{workspace.terms} says what they mean.", up=True),
    Stop("nav", "#nav", "Chapters, and how far each has come",
         "{workspace.nav} goes there, {navigator.go} on a measure opens its first open criterion. An id such as 1.1-04 "
         "is found with {workspace.jump}, and everything else with {workspace.search}."),
    Stop("context", "#context", "Why and where",
         "The source in the Code and the AI Act, the duties it serves, what settles it and what does not, and earlier "
         "answers. {workspace.context} goes there to scroll; {workspace.earlier} shows earlier answers in full."),
    Stop("criterion", "#status", "How far you are, and how much is left",
         "After five answers the line also says how long the rest takes at your pace. {workspace.gaps} shows the gaps, "
         "{workspace.report} writes the report, {palette} lists all that can be done, {help} explains the keys.",
         up=True),
)  # fmt: skip


class TourScreen(CopDialog[None]):
    """Over the workspace it is about. With `offered` it asks first whether one wants to be shown round."""

    CSS_PATH = ["dialogs.tcss", "tour.tcss"]
    HELP = (
        "{tour.next} goes on, {tour.previous} goes back, {tour.end} ends the tour. Keys of the workspace end it too, "
        "and work."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,right", "turn(1)", "next", key_display="enter", id="tour.next"),
        Binding("left,backspace", "turn(-1)", "back", id="tour.previous"),
        Binding("escape", "back", "end the tour", key_display="esc", id="tour.end"),
    ]

    def __init__(self, below: Screen[Any], *, offered: bool = False) -> None:
        super().__init__()
        self._below = below
        self._at = -1 if offered else 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(classes="dialog-title")
            yield Static(classes="dialog-words")
            yield KeyLine()

    def on_mount(self) -> None:
        self._show()

    def on_unmount(self) -> None:
        self._point("")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing before the first step."""
        return action != "turn" or parameters[0] == 1 or self._at > 0

    def action_turn(self, step: int) -> None:
        if self._at + step >= len(STOPS):
            self.dismiss(None)
        else:
            self._at = max(self._at + step, 0)
            self._show()

    def on_key(self, event: events.Key) -> None:
        """What is no key of the tour is meant for the workspace."""
        if event.key not in self.active_bindings and self.is_current:
            event.stop()
            self.dismiss(None)
            self.app.call_later(self.app.simulate_key, event.key)

    def _show(self) -> None:
        stop = WELCOME if self._at < 0 else STOPS[self._at]
        title = stop.title if self._at < 0 else f"{self._at + 1} of {len(STOPS)}  {stop.title}"
        self.query_one(".dialog-title", Static).update(plain(title))
        self.query_one(".dialog-words", Static).update(styled_keys(self._below, stop.words))
        self.set_class(stop.up, "-up")
        self._point(stop.points_at if self._at >= 0 else "", stop.pane)
        self.refresh_bindings()

    def _point(self, selector: str, pane: str = "criterion") -> None:
        """Let one thing of the screen below stand out, and no other."""
        show = getattr(self._below, "action_pane", None)
        if not self._below.is_attached or show is None:
            return
        self._below.query(f".{MARK}").remove_class(MARK)
        show(pane)
        if selector:
            self._below.query(selector).add_class(MARK)
