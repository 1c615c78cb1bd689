"""Work on the assessment file that takes its time: in a thread, with a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

from textual.widget import Widget
from textual.worker import Worker, WorkerState

from cop_tui.errors import CopTuiError

if TYPE_CHECKING:
    from cop_tui.services.library import Library
    from cop_tui.tui.base import CopScreen

GROUP: Final = "apart"
Job = Callable[["Library"], Any]
"""What is to be done; raises a CopTuiError for what cannot be."""


class Apart:
    """For a screen: `begin` a job; then `finished` gets what it returned, or `refused` why not."""

    working = False
    """Whether a job is being done. It cannot be stopped half way: it is done whole or not at all."""

    def begin(self, job: Job) -> None:
        """Do a job once everything that was entered in the app is on disk."""
        screen = cast("CopScreen[Any]", self)
        library = screen.cop.library
        if library is None or self.working:
            return
        self.working = True
        screen.run_worker(partial(_done, library, job), thread=True, group=GROUP, exit_on_error=False)

    def finished(self, result: Any) -> None:
        """The job is done. To be overridden."""

    def refused(self, error: CopTuiError) -> None:
        """It is not, and nothing has changed. To be overridden."""

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The job is over; of a fault in it the screen tells by itself."""
        if event.worker.group != GROUP or not cast(Widget, self).is_attached:
            return
        if event.state is WorkerState.SUCCESS:
            self.working = False
            result = event.worker.result
            if isinstance(result, CopTuiError):
                self.refused(result)
            else:
                self.finished(result)
        elif event.state in (WorkerState.ERROR, WorkerState.CANCELLED):
            self.working = False
            self.refused(CopTuiError("It could not be done."))


def _done(app_library: Library, job: Job) -> Any:
    """What the job returns, or the CopTuiError that it raised: an error here is no fault of the program."""
    from cop_tui.services.library import Library
    from cop_tui.services.portable import settle

    try:
        settle(app_library)
        day = app_library.today
        with Library(app_library.path, author=app_library.author, packs=app_library.packs, today=lambda: day,
                     opened=True) as library:  # fmt: skip
            return job(library)
    except CopTuiError as error:
        return error
