"""What every screen and dialog of the app has in common.

A screen yields `TopLine(...)` first and `KeyLine()` last; between them stands what it is about. A dialog derives from
`CopDialog` and yields one container with the class `dialog`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol, TypeVar, cast

from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.reactive import reactive
from textual.screen import ModalScreen, Screen
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from cop_tui.domain.text import clean_line, clean_text
from cop_tui.errors import CopTuiError
from cop_tui.tui.messages import Changed, SaveState
from cop_tui.tui.named_keys import styled_keys, with_keys

if TYPE_CHECKING:
    from datetime import date

    from textual.signal import Signal
    from textual.widget import Widget

    from cop_tui.services.glance import Glance
    from cop_tui.services.library import Library, Packs
    from cop_tui.services.session import Session
    from cop_tui.services.steps import AnyConflict

T = TypeVar("T")
BREAKPOINTS: list[tuple[int, str]] = [(0, "-narrow"), (80, "-medium"), (120, "-wide")]
LOW: list[tuple[int, str]] = [(0, "-low"), (30, "-high")]
CALM: Final = frozenset(
    (
        "back",
        "escape",
        "clear_filter",
        "to_list",
        "leave",
        "help",
        "command_palette",
        "quit",
        "suspend_process",
        "next_theme",
    )
)
"""Actions that a screen still takes where there is no room for it: what the person cannot see is not worked on."""
COPY_MAX = 50_000
"""Characters that are put on the clipboard at most: terminals drop what is much longer."""
COPY_SHOWN = 60
TOO_SMALL: Final = "-too-small"
"""The class of a screen that is covered."""
COMMON: list[BindingType] = [
    Binding("question_mark,f1", "help", "help", id="help", key_display="?"),
    Binding("escape", "back", "back", id="back", show=False),
]


def is_small(width: int, height: int) -> bool:
    """Whether a window is too small for a screen with lists or panes: 40x12 is, 80x12 and 50x20 are not."""
    return (width < 60 and height < 16) or width < 40 or height < 10


def is_tiny(width: int, height: int) -> bool:
    """Whether a window is too small even for a dialog."""
    return width < 30 or height < 7


class AppApi(Protocol):
    """What screens may ask of the app."""

    library: Library | None
    packs: Packs | None
    use_ascii: bool
    glanced: tuple[Glance, ...]
    """What a first look at the file has shown, before it was open."""
    today: Callable[[], date]
    save_state: SaveState | None
    save_signal: Signal[SaveState]
    changed_signal: Signal[Changed]

    def open_workspace(self, ref: str, criterion: str | None = None) -> None: ...
    def open_gaps(self, session: Session) -> None: ...
    def open_report(self, session: Session) -> None: ...
    def open_facts(self, session: Session) -> None: ...
    def open_register(self, session: Session, name: str, at: str | None = None) -> None: ...
    def make_demo(self) -> Any: ...
    def open_help(self, screen: Screen[Any]) -> None: ...
    def show_conflict(self, conflict: AnyConflict, decided: Callable[[bool | None], None]) -> None: ...
    def show_error(self, error: CopTuiError) -> None: ...
    def worker_failed(self, fault: BaseException) -> None: ...
    def paint_now(self, *widgets: Widget) -> None: ...
    def when_at_rest(self, then: Callable[[], object]) -> None: ...


class _Common:
    """Shared by screens and dialogs: help, a word with the app, a note where the terminal is too small."""

    HELP: ClassVar[str | None] = None
    """What the screen is for and how it is worked with, in plain text; shown above the keys by `?`.

    `{id of a binding}` in it becomes its key.
    """

    @property
    def cop(self) -> AppApi:
        """The app, as screens see it."""
        return cast(AppApi, cast("Screen[Any]", self).app)

    def keyed(self, words: str) -> str:
        """Words of ours with every `{id of a binding}` in them replaced by its key."""
        return with_keys(cast("Screen[Any]", self), words)

    def action_help(self) -> None:
        self.cop.open_help(cast("Screen[Any]", self))

    def copied(self, words: str, what: str = "") -> None:
        """Put words on the clipboard, through the terminal (OSC 52: also over ssh), and say so.

        `what` names it for the message; without it the beginning of the words does. Whether the terminal lets
        programs do this cannot be known; tmux does with `set-clipboard on`.
        """
        screen = cast("Screen[Any]", self)
        text = clean_text(words, COPY_MAX)
        if not text:
            self.tell("There is nothing to copy here.")
            return
        screen.app.copy_to_clipboard(text)
        self.tell(f"Copied: {clean_line(what or text, COPY_SHOWN)}")

    def tell(self, words: str) -> None:
        """A word on what was just done; screens with a place of their own for that show it there."""
        cast("Screen[Any]", self).app.notify(words, timeout=3, markup=False)

    def on_compose(self) -> None:
        """Textual sets the classes for the size with the first resize, after the first layout: that would jump.

        Here they are set before what is on the screen has any styles: later all styles would be worked out again.
        """
        screen = cast("Screen[Any]", self)
        for size, levels in ((screen.app.size.width, BREAKPOINTS), (screen.app.size.height, LOW)):
            screen.add_class([name for least, name in levels if size >= least][-1], update=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The boundary of the screen's threads: only the screen hears of them, not the app."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.cop.worker_failed(event.worker.error)

    def too_small(self, width: int, height: int) -> bool:
        """Whether a calm sentence stands in for this screen in a window of that size."""
        return is_small(width, height)

    def on_resize(self, event: Resize) -> None:
        screen = cast("Screen[Any]", self)
        small = self.too_small(event.size.width, event.size.height)
        if small and not screen.query(TooSmall):
            screen.mount(TooSmall())
        screen.set_class(small, TOO_SMALL)


class TooSmall(Static):
    """Covers a screen that has no room; under it everything stays as it is, the focus too."""

    DEFAULT_CSS = """
    TooSmall {
        layer: small; display: none; width: 100%; height: 100%; padding: 1 2;
        background: $background; color: $text-muted;
    }
    """

    def __init__(self) -> None:
        super().__init__(
            "This window is too small for this screen: it needs about 60 columns and 16 rows. "
            "Nothing is lost, and all is as it was once the window is larger.\n\n"
            "{back} back   {help} help   {quit} quit"
        )

    def on_mount(self) -> None:
        self.update(styled_keys(self.screen, str(self.content)))


class CopScreen(_Common, Screen[T]):
    """A full screen. Its class is `-narrow` below 80 columns, `-medium` below 120, else `-wide`.

    It is `-low` below 30 rows, else `-high`.
    """

    BINDINGS: ClassVar[list[BindingType]] = COMMON
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS = LOW

    # Textual paints all of a screen anew when the focus goes elsewhere in it. What changes then are the two widgets.
    focused = reactive(None, repaint=False)

    def action_back(self) -> None:
        self.dismiss()

    def unsaved(self) -> str:
        """What quitting now would throw away, in words; as a rule nothing: answers are saved as given."""
        return ""


class CopDialog(_Common, ModalScreen[T]):
    """A dialog over a screen; escape closes it with None. Its one child has the class `dialog`."""

    BINDINGS: ClassVar[list[BindingType]] = [*COMMON[:1], Binding("escape", "back", "cancel", id="dialog.cancel")]
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS = LOW

    def too_small(self, width: int, height: int) -> bool:
        return is_tiny(width, height)

    def action_back(self) -> None:
        self.dismiss(None)


class SessionScreen(CopScreen[T]):
    """A screen on one open assessment; it takes in what the writer and other sessions did."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def on_mount(self) -> None:
        self.cop.save_signal.subscribe(self, self._saved)
        self.cop.changed_signal.subscribe(self, self._changed)

    def answers_changed(self, criteria: frozenset[str]) -> None:
        """Answers (or, with no criterion named, facts, names or registers) are no longer what is shown.

        To be overridden.
        """

    def _saved(self, state: SaveState) -> None:
        if state.kind == "saving":
            return
        while True:
            try:
                conflicts = self.session.poll()
            except CopTuiError as error:  # refused for good: the assessment may have been removed
                self.cop.show_error(error)
                continue
            for conflict in conflicts:
                self.cop.show_conflict(conflict, lambda keep, which=conflict: self._resolve(which, keep))  # type: ignore[misc]
            if not conflicts:
                return

    def _resolve(self, conflict: AnyConflict, keep_mine: bool | None) -> None:
        """Closing the dialog without a choice leaves theirs, which is what the file holds."""
        from cop_tui.services.steps import Conflict  # at the top it would bring the models: 60 ms

        try:
            self.session.resolve(conflict, keep_mine=bool(keep_mine))
        except CopTuiError as error:
            self.cop.show_error(error)
            return
        self._tell(frozenset({conflict.criterion} if isinstance(conflict, Conflict) else ()))

    def _changed(self, message: Changed) -> None:
        """Only the first screen of a session finds news; it passes them on to the others."""
        before = (self.session.scope, self.session.record.name)
        try:
            changed = self.session.refresh()
        except CopTuiError as error:
            self.cop.show_error(error)
            return
        if changed or before != (self.session.scope, self.session.record.name):
            self._tell(frozenset() if changed.entries or changed.facts else changed.criteria)

    def _tell(self, criteria: frozenset[str]) -> None:
        for screen in self.app.screen_stack:
            if isinstance(screen, SessionScreen) and screen.session is self.session:
                screen.answers_changed(criteria)
