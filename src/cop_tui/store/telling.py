"""How saving goes, as the writer tells it: nothing is called saved while something that was entered is not."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime

from cop_tui.errors import CopTuiError, SaveError, StoreError
from cop_tui.store.changes import ConflictError, SaveEvent
from cop_tui.store.ledger import Subject
from cop_tui.store.waiting import Submission


class Telling:
    """Belongs to the writer's thread; `on_event` is called from there."""

    def __init__(self, on_event: Callable[[SaveEvent], None] | None, clock: Callable[[], datetime]) -> None:
        self._on_event = on_event
        self._clock = clock
        self._saving = False
        self._failure: str | None = None
        self._refused: dict[Subject, StoreError] = {}  # on somebody's screen, not on disk, and not tried again
        self._refusal: StoreError | None = None

    def waits(self) -> None:
        """Something is to be written."""
        if not self._saving and self._failure is None:
            self._saving = True
            self._tell(SaveEvent("saving"))

    def fails(self, error: StoreError) -> None:
        """Nothing could be written, and it is tried again; told once as long as the reason is the same."""
        if error.message != self._failure:
            self._failure = error.message
            self._tell(SaveEvent("failed", error=error))

    def refused(self, each: Submission, error: CopTuiError) -> None:
        """A submission will not be written; to be followed by `settled`.

        That stands until it is committed, or until the person has gone on to another assessment.
        """
        self._refusal = error if isinstance(error, StoreError) else SaveError(error.message, error.hint)
        self._failure = None
        if not isinstance(error, ConflictError):  # those are decided by a person, which may need no new change
            self._refused |= dict.fromkeys(each.subjects, self._refusal)

    def committed(self, each: Submission) -> None:
        """A submission is on disk; to be followed by `settled`."""
        here = {assessment for assessment, _ in each.subjects}
        self._refused = {s: why for s, why in self._refused.items() if s[0] in here and s not in each.subjects}
        self._refusal = next(reversed(self._refused.values()), None)

    def settled(self) -> None:
        """The disk has taken what it was given; where that was only a place, it makes nothing good."""
        if self._refusal is not None:
            self._saving = False
            self.fails(self._refusal)
        elif self._saving or self._failure is not None:
            self._saving, self._failure = False, None
            self._tell(SaveEvent("saved", at=self._clock()))

    def _tell(self, event: SaveEvent) -> None:
        if self._on_event is None:
            return
        with contextlib.suppress(Exception):  # the thread's boundary: a listener that fails must not stop the saving
            self._on_event(event)
