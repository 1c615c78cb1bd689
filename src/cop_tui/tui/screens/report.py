"""The report dialog: which formats, for whom, what goes in, where to; then progress, then the files written."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.widgets import Input, OptionList, ProgressBar, Static
from textual.worker import Worker, WorkerState

from cop_tui.errors import CopTuiError, ReportError
from cop_tui.tui.base import CopDialog
from cop_tui.tui.named_keys import key_of
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.ticks import OneList, TickList

if TYPE_CHECKING:
    from cop_tui.reports.model import ReportModel
    from cop_tui.services.reporting import FormatInfo, ReportRequest
    from cop_tui.services.session import Session

USUAL = ("html", "md")
"""Formats that are ticked at first, where there are any of them."""
FORCE = "force"
FRAME = 18
"""Lines of the dialog beside those that can be ticked."""
SWITCHES = (
    ("notes", "notes"),
    ("evidence", "evidence"),
    ("owners", "owners"),
    ("history", "who answered when, sign-offs, baselines"),
)
OPTIONS = (*SWITCHES, (FORCE, "overwrite files that are there"))
"""What goes in, where the audience may see it, and whether files are replaced."""


@dataclass
class Progress(Message):
    """A step of the writing in words; how many steps are done, and of how many."""

    words: str
    done: int
    total: int


@dataclass
class Written(Message):
    """The files, or why there are none."""

    paths: tuple[Path, ...] = ()
    error: CopTuiError | None = None


class ReportDialog(CopDialog[None]):
    """Writes reports of one assessment. What they say is read at once; rendering is done in a thread."""

    HELP = (
        "Tick the formats with {ticks.tick}, choose for whom, say what goes in, and write with {report.write} or, "
        "from the folder, with enter. An audience is never shown what it may not see, whatever is ticked. Files that "
        "are there are not overwritten unless you say so. {report.close} stops the writing between two formats; then "
        "nothing is written. When the files are written, {report.open} opens their folder."
    )
    CSS_PATH = "report.tcss"
    AUTO_FOCUS = "#report-formats"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w,f5", "write", "write", id="report.write"),
        Binding("o", "open_folder", "open the folder", id="report.open"),
        Binding("escape", "back", "close", id="report.close"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._writing = False
        self._stop = Event()
        self._paths: tuple[Path, ...] = ()

    def compose(self) -> ComposeResult:
        from cop_tui.services.places import export_folder
        from cop_tui.services.reporting import AUDIENCE_WORDS, formats

        known = tuple((f.name, _titled(f)) for f in formats())
        usual = [name for name, _ in known if name in USUAL] or [name for name, _ in known[:1]]
        with Vertical(classes="dialog"):
            yield Static(plain(f"Report: {self._session.record.name}"), classes="dialog-title")
            yield Static("Formats", classes="muted")
            with VerticalScroll(id="report-form", can_focus=False):
                yield TickList(known, usual, id="report-formats")
                yield Static("For whom", classes="muted report-label")
                yield OneList(
                    [(name, f"{name}: {words}") for name, words in AUDIENCE_WORDS.items()],
                    ("internal",),
                    id="report-audience",
                )
                yield Static("With", classes="muted report-label")
                yield TickList(OPTIONS, [name for name, _ in SWITCHES], id="report-options")
                yield Static("Folder", classes="muted report-label")
                yield Input(str(export_folder()), id="report-folder", max_length=1000)
            yield Static("", id="report-words")
            yield ProgressBar(id="report-progress", show_eta=False)
            yield Static(self._keys(), classes="dialog-keys", id="report-keys")

    def on_mount(self) -> None:
        """No higher than what is in it and a few lines on what was written; more files take from the form."""
        lines = sum(ticks.option_count for ticks in self.query(TickList))
        self.query_one(".dialog").styles.max_height = lines + FRAME

    @on(OptionList.OptionHighlighted)
    def _show_line(self, event: OptionList.OptionHighlighted) -> None:
        """The lists are as long as they are; it is the form that scrolls to the line under the cursor."""
        ticks = event.option_list
        if ticks.has_focus:
            line = Region(0, ticks.virtual_region.y + event.option_index, 1, 1)
            self.query_one("#report-form").scroll_to_region(line, animate=False)

    def _keys(self) -> Content:
        write, close = key_of(self, "report.write"), key_of(self, "report.close")
        if self._writing:
            pairs: tuple[tuple[str, str], ...] = ((close, "stop"),)
        elif self._paths:
            pairs = ((key_of(self, "report.open"), "open the folder"), (write, "write again"), (close, "close"))
        else:
            pairs = ((key_of(self, "ticks.tick"), "tick"), ("tab", "next field"), (write, "write"), (close, "cancel"))
        parts = [Content.assemble((key, "bold $text-accent"), " ", words) for key, words in pairs]
        return Content("   ").join(parts)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing is begun twice; the folder can be opened once there is something in it."""
        if action == "write":
            return not self._writing
        if action == "open_folder":
            return bool(self._paths)
        return True

    def _say(self, words: Content) -> None:
        self.query_one("#report-words", Static).update(words)
        self.query_one("#report-keys", Static).update(self._keys())
        self.refresh_bindings()

    # writing

    @on(Input.Submitted, "#report-folder")
    def _entered(self) -> None:
        self.action_write()

    def action_write(self) -> None:
        """Write what is ticked."""
        from cop_tui.services.reporting import ReportRequest

        if self._writing:
            return
        chosen = self.query_one("#report-formats", TickList).ticked
        folder = self.query_one("#report-folder", Input).value.strip()
        if not chosen or not folder:
            words = "Tick at least one format." if not chosen else "Name the folder to write to."
            self._say(plain(words).stylize("$text-error"))
            return
        options = self.query_one("#report-options", TickList).ticked
        request = ReportRequest(
            formats=chosen,
            audience=self.query_one("#report-audience", OneList).chosen,
            folder=Path(folder).expanduser().absolute(),
            notes="notes" in options,
            evidence="evidence" in options,
            owners="owners" in options,
            history="history" in options,
            force=FORCE in options,
        )
        self._writing, self._paths = True, ()
        self._stop.clear()
        self.query_one("#report-progress", ProgressBar).update(total=len(chosen), progress=0)
        self.set_class(True, "-writing")
        self._say(plain("Writing…").stylize("$text-muted"))
        self._write(request)

    def _model(self, files: Collection[str]) -> ReportModel:
        """What the report says; reads the session and the library, so it runs where they belong."""
        from cop_tui.services.reporting import report_model

        return report_model(self._session, self.cop.library, files)

    @work(thread=True, group="report", exclusive=True, exit_on_error=False)
    def _write(self, request: ReportRequest) -> None:
        """Reading the files of evidence and writing the formats takes time; only the model is made in between."""
        from cop_tui.services.evidence_files import changed_files
        from cop_tui.services.reporting import write_model

        folder = request.folder
        try:
            files = changed_files(self._session.register)
            paths = write_model(self.app.call_from_thread(self._model, files), request, self._progress,
                                self._stop.is_set)  # fmt: skip
        except CopTuiError as error:
            self.post_message(Written(error=error))
        except OSError as error:
            words = f"{folder} cannot be written: {error.strerror or error}"
            self.post_message(Written(error=ReportError(words, "Choose another folder.")))
        else:
            self.post_message(Written(tuple(paths)))

    def _progress(self, words: str, done: int, total: int) -> None:
        self.post_message(Progress(words, done, total))

    def action_back(self) -> None:
        """Close the dialog, or stop the writing once the format that is being made is done."""
        if not self._writing:
            self.dismiss()
            return
        self._stop.set()
        self._say(plain("Stopping after this format…").stylize("$text-muted"))

    def on_progress(self, message: Progress) -> None:
        self.query_one("#report-progress", ProgressBar).update(total=message.total, progress=message.done)
        self._say(plain(f"{message.words}…").stylize("$text-muted"))

    def on_written(self, message: Written) -> None:
        self._writing = False
        self.set_class(False, "-writing")
        if message.error is not None:
            self._say(plain(_refusal(message.error)).stylize("$text-error"))
            return
        self._paths = message.paths
        lines = [plain("Written:").stylize("bold"), *(plain(str(path)) for path in message.paths)]
        self.query_one("#report-formats", TickList).focus()
        self._say(Content("\n").join(lines))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault is told by every screen; here the person waits for the end of the writing."""
        if event.state is WorkerState.ERROR and event.worker.group == "report":
            self.post_message(Written(error=ReportError("The report could not be written.")))

    def action_open_folder(self) -> None:
        """Best effort; where there is no desktop it says so."""
        if not self._paths:
            return
        folder = self._paths[0].parent
        if not open_folder(folder):
            self._say(plain(f"The folder cannot be opened from here. It is {folder}").stylize("$text-muted"))


def _titled(known: FormatInfo) -> str:
    """A format's title, its extension and what it lacks."""
    lacks = f"; needs cop-tui[{known.lacks}]" if known.lacks else ""
    return f"{known.title} (.{known.extension}{lacks})"


def _refusal(error: CopTuiError) -> str:
    """What went wrong; the command line's option for overwriting is here a line to tick."""
    return str(error).replace("Replace with --force.", f"Tick “{dict(OPTIONS)[FORCE]}” to replace them.")


def open_folder(folder: Path) -> bool:
    """Show a folder in the desktop's file manager. Returns False where there is none."""
    try:
        if sys.platform == "win32":
            os.startfile(folder)  # noqa: S606
            return True
        desktop = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        if not desktop:
            return False
        command = "open" if sys.platform == "darwin" else "xdg-open"
        subprocess.Popen(  # noqa: S603 - a fixed program and a path of ours
            [command, str(folder)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except OSError:
        return False
    return True
