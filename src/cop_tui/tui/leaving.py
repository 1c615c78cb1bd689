"""How saving goes, and leaving: nothing that is not on disk is left behind unasked."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from cop_tui.tui.base import CopScreen
from cop_tui.tui.habits import HabitsApp
from cop_tui.tui.messages import SaveState
from cop_tui.tui.screens.confirm import ConfirmDialog

if TYPE_CHECKING:
    from cop_tui.services.config import Settings
    from cop_tui.store.changes import SaveEvent

CLOSE_SECONDS: Final = 10.0
FIGURE_SECONDS: Final = 0.3  # to compute ahead what the list shows; the rest is computed when it is listed
LOST_SECONDS: Final = 0.5
"""How long quitting waits for the disk after the person chose to leave unsaved changes behind."""


class LeavingApp(HabitsApp):
    """The part of the app that hears from the writer and ends in order."""

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__(settings)
        self.save_state: SaveState | None = None

    def _on_save_event(self, event: SaveEvent) -> None:
        """Called by the writer's thread; once the app's loop is closed there is nobody left to tell."""
        with contextlib.suppress(RuntimeError):
            self.post_message(SaveState(event.kind, event.at, event.error))

    def on_save_state(self, message: SaveState) -> None:
        if message.kind == "saved" and self.library is not None and self.library.writer.pending:
            message = SaveState("saving")  # more was entered since: nobody is to take that for saved
        self.save_state = message
        self.save_signal.publish(message)

    def close_library(self) -> int:
        """Drain the writer and close the file. Returns how many changes could not be saved."""
        library, self.library = self.library, None
        if library is None:
            return 0
        failed = self.save_state is not None and self.save_state.kind == "failed"
        return len(library.close(LOST_SECONDS if failed else CLOSE_SECONDS, figures=FIGURE_SECONDS))

    async def action_quit(self) -> None:
        """Leave; asks first if something is not on disk or would be thrown away."""
        if isinstance(self.screen, ConfirmDialog):
            if self.screen.id == "quit":
                self.exit()
                return
            self.screen.dismiss(False)
        words = self._what_would_be_lost()
        if words is None:
            self.exit()
            return
        dialog = ConfirmDialog("Quit?", words, yes="quit", no="stay")
        dialog.id = "quit"
        self.push_screen(dialog, self._quit_decided)

    def _quit_decided(self, leave: bool | None) -> None:
        if leave:
            self.exit()

    def _what_would_be_lost(self) -> str | None:
        state = self.save_state
        if self.library is not None and state is not None and state.kind == "failed":
            count = self.library.writer.unsaved
            why = f"\n{state.error}" if state.error else ""
            if count:
                what = "1 change is" if count == 1 else f"{count} changes are"
                more = "\nThe app keeps trying for as long as it is open." if self.library.writer.pending else ""
                return f"{what} not on disk, and would be lost.{why}{more}"
        for screen in self.screen_stack:
            if isinstance(screen, CopScreen) and screen.unsaved():
                return screen.unsaved()
        return None

    @property
    def why_unsaved(self) -> str:
        """What the file last said to a change that it did not take."""
        state = self.save_state
        error = state.error if state is not None and state.kind == "failed" else None
        return "Is the disk full?" if error is None else str(error)
