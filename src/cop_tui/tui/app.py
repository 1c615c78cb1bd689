"""The app: what all screens stand on. The first picture comes first; the pack and the file are opened behind it."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from cop_tui.errors import CopTuiError, SaveError, StoreError
from cop_tui.tui.base import SessionScreen
from cop_tui.tui.commands import CopCommands
from cop_tui.tui.first_look import look
from cop_tui.tui.habits import EIGHT_BIT, FEW_COLOURS
from cop_tui.tui.hangup import hung_up, painting_survives
from cop_tui.tui.leaving import LeavingApp
from cop_tui.tui.messages import Changed
from cop_tui.tui.screens.home import HomeScreen

if TYPE_CHECKING:
    from cop_tui.services.config import Settings
    from cop_tui.services.glance import Glance
    from cop_tui.services.library import Packs
    from cop_tui.store.ahead import Ahead

LOAD = "load"
POLL_SECONDS = 1.0
HANGUP_SECONDS = 1.0
WARM = (
    *(
        f"cop_tui.tui.screens.{name}"
        for name in (
            *("new_assessment", "workspace", "gaps", "report", "dialogs", "evidence", "state", "search", "tour"),
            *("compare", "earlier", "glossary"),
        )
    ),
    "cop_tui.services.reporting",
)
"""What the next keys may open; imported behind the first picture."""
SHEETS = Path(__file__).with_name("screens")
SHARED_SHEETS = ("listing.tcss", "dialogs.tcss")
"""What other sheets add to: they are read first, as where a screen names them."""
WARM_AFTER = 0.3
"""Seconds after the file is open: before that the list or the workspace is painted."""


@dataclass
class Loaded(Message):
    """The pack is there, or it is not (`error`)."""

    packs: Packs | None
    error: CopTuiError | None = None


class Imported(Message):
    """What the next keys may open is imported."""


class CopTuiApp(LeavingApp):
    """Self-assessment at the terminal. `library` and `packs` are there once the home screen lists what is in the file.

    `failure` is the error that ended the app, if one did; `run` raises it for the command line to print.
    """

    TITLE = "Code of Practice self-assessment"
    # The first screen's own sheet is not read; for that of another one Textual reads all of them anew.
    CSS_PATH: ClassVar[list[str | PurePath]] = ["app.tcss", "screens/home.tcss", "screens/workspace.tcss"]
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {CopCommands}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+p", "command_palette", "commands", id="palette", priority=True),
        Binding("q", "quit", "quit", id="quit"),
        Binding("ctrl+q,ctrl+c", "quit", "quit", id="quit.anywhere", show=False, priority=True),
        Binding("f9,ctrl+t", "next_theme", "theme", id="theme", show=False, tooltip="the next theme"),
        Binding("ctrl+z", "suspend_process", "suspend", id="suspend", show=False,
                tooltip="back to the shell; fg there comes back here"),
    ]  # fmt: skip

    def __init__(
        self,
        path: Path,
        *,
        open_ref: str | None = None,
        demo: bool = False,
        packs: Packs | None = None,
        today: Callable[[], date] = date.today,
        settings: Settings | None = None,
        ahead: Ahead | None = None,
    ) -> None:
        super().__init__(settings)
        self.path = path
        self.open_ref = open_ref
        self.demo = demo
        self.packs = packs
        self.today = today
        self.failure: BaseException | None = None
        self.glanced: tuple[Glance, ...] = ()
        self._looking_ahead = ahead

    def get_default_screen(self) -> Screen[Any]:
        return HomeScreen(passing=self.open_ref is not None)

    def on_mount(self) -> None:
        self._listen_to_signals()
        self._polling = self.set_interval(POLL_SECONDS, self._poll, pause=True)
        self.call_after_refresh(self._load)

    def _listen_to_signals(self) -> None:
        """A closed window or a dropped line ends the app in order, so that the writer is drained."""
        if sys.platform == "win32":
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            with contextlib.suppress(RuntimeError, ValueError):  # not in the main thread, as in some tests
                loop.add_signal_handler(number, self.exit)

        if not self.is_headless and sys.__stdin__ is not None:
            self._terminal = sys.__stdin__.fileno()
            self.set_interval(HANGUP_SECONDS, self._leave_if_hung_up)

    def _leave_if_hung_up(self) -> None:
        """Without a controlling terminal no signal tells that the window is gone."""
        if hung_up(self._terminal):
            self.exit()

    # opening the file

    @work(thread=True, group=LOAD, exit_on_error=False)
    def _load(self) -> None:
        try:
            from cop_tui.services.library import Packs
            from cop_tui.services.marks import needs_ascii

            self.use_ascii = needs_ascii()
            packs = self.packs or Packs()
            packs.newest()
            if self._looking_ahead is not None:
                self._looking_ahead.wait()  # in this thread: keys are answered meanwhile
        except CopTuiError as error:
            self.post_message(Loaded(None, error))
        else:
            self.post_message(Loaded(packs))

    def on_loaded(self, message: Loaded) -> None:
        from cop_tui.services.config import author_of
        from cop_tui.services.library import Library

        self.packs = message.packs
        try:
            if message.error is not None:
                raise message.error
            self.library = Library(
                self.path,
                author=author_of(self.settings),
                packs=self.packs,
                today=self.today,
                on_event=self._on_save_event,
                ahead=self._looking_ahead,
            )
        except CopTuiError as error:
            self.fail(error)
            return
        self._version = self.library.version()
        if self.demo:
            self.make_demo()
        elif self.open_ref:
            try:
                self.open_workspace(self.library.find(self.open_ref).id)
            except CopTuiError as error:
                self.fail(error)
                return
        home = self.screen_stack[0]
        if isinstance(home, HomeScreen):
            home.opened()
            self.set_timer(WARM_AFTER, home.complete)
        self.set_timer(WARM_AFTER, self._warm_up)

    @work(thread=True, group="warm", exit_on_error=False)
    def _warm_up(self) -> None:
        """Import the screens that the next keys open; what the person waits for now is painted before that."""
        for name in WARM:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
        self.post_message(Imported())

    def on_imported(self) -> None:
        self._read_sheets()

    @work(group="warm", exit_on_error=False)
    async def _read_sheets(self) -> None:
        """Read the style sheets of all screens, one after the other, so that keys are answered in between.

        For one that comes with its screen Textual reads all sheets anew and applies them to all that is there: 40 ms,
        half of what it took to open the gap screen for the first time.
        """
        shared = [SHEETS / name for name in SHARED_SHEETS]
        for path in (*shared, *sorted(set(SHEETS.glob("*.tcss")) - set(shared))):
            if not self.stylesheet.has_source(str(path), ""):
                self.stylesheet.read(path)
                self.stylesheet.parse()
                await asyncio.sleep(0)

    def fail(self, error: BaseException) -> None:
        """End the app; `run` raises the error once the terminal is back."""
        self.failure = error
        self.exit(return_code=error.exit_code if isinstance(error, CopTuiError) else 1)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The boundary of worker threads: what nobody foresaw is told, and the app goes on unless it cannot."""
        error = event.worker.error
        if event.state is not WorkerState.ERROR or error is None:
            return
        if event.worker.group == LOAD:
            self.fail(error)
        else:
            self.worker_failed(error)

    @work(thread=True, group="demo", exclusive=True, exit_on_error=False)
    def make_demo(self) -> None:
        """Make the sample in a library of this thread's own, then open it."""
        from cop_tui.services.config import author_of
        from cop_tui.services.demo import create_demo
        from cop_tui.services.library import Library

        try:
            with Library(self.path, author=author_of(self.settings), packs=self.packs, opened=True) as library:
                record = create_demo(library)
        except CopTuiError as error:
            self.call_from_thread(self.show_error, error)
        else:
            self.call_from_thread(self._demo_made, record.id)

    def _demo_made(self, ref: str) -> None:
        self._reload_home()
        self.open_workspace(ref)

    def _poll(self) -> None:
        if self.library is None or not any(isinstance(s, SessionScreen) for s in self.screen_stack):
            if self._polling is not None:
                self._polling.pause()
            return
        version = self.library.version()
        if version != self._version:
            self._version = version
            self.changed_signal.publish(Changed())


def run(
    path: Path, *, open_ref: str | None = None, demo: bool = False, mouse: bool = True, ahead: Ahead | None = None
) -> int:
    """Run the app on a file. Returns the exit code. Without `mouse`, or if so set, the terminal keeps the mouse.

    `ahead` is a look into the file that was begun before.

    Raises StoreError if the file cannot be used, SaveError if changes could not be saved, NotFoundError or
    AmbiguousError for `open_ref`, and whatever fault ended the app, once everything is saved.
    """
    app = CopTuiApp(path, open_ref=open_ref, demo=demo, ahead=ahead)
    colours = app.console.color_system
    if colours in FEW_COLOURS or colours == EIGHT_BIT:
        app.start_theme(few_colours=colours in FEW_COLOURS, eight_bit=colours == EIGHT_BIT)
    if open_ref is None and not demo:
        look(app)
    lost = 0
    try:
        with painting_survives():
            if mouse and app.settings.mouse:
                app.run()
            else:
                app.run(mouse=False)
    finally:
        lost = app.close_library()
    if app.failure is not None:
        raise app.failure
    if app._exception is not None:  # Textual has no public name for the fault that ended it
        raise app._exception
    if lost:
        what = "1 change" if lost == 1 else f"{lost} changes"
        raise SaveError(f"{what} could not be saved.", f"{app.why_unsaved} Everything saved before is unharmed.")
    return app.return_code or 0


def _main(arguments: list[str]) -> int:
    """For development: `python -m cop_tui.tui.app FILE [--demo]`."""
    try:
        return run(Path(arguments[0]), demo="--demo" in arguments)
    except StoreError as error:
        print(error, file=sys.stderr)
        return error.exit_code


if __name__ == "__main__":
    raise SystemExit(_main(sys.argv[1:]))
