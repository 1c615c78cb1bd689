"""The one thread that writes: an ordered queue in front of one connection.

A change is never dropped: it is committed, or refused with a reason through its future, or kept and tried again
for as long as the writer lives, or handed back by `close`.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import Final

from cop_tui.errors import CopTuiError, SaveError, StoreError
from cop_tui.store import contents
from cop_tui.store.changes import Change, SaveEvent
from cop_tui.store.history import Revision, utc_now
from cop_tui.store.ledger import BUSY_MS, Ledger, Outcome
from cop_tui.store.telling import Telling
from cop_tui.store.waiting import TYPING_WAIT, Place, Submission, merged, submission

FIRST_RETRY: Final = 0.2  # seconds
LONGEST_RETRY: Final = 2.0
ORPHAN_CHECK: Final = 0.5  # seconds between looks at whether the main thread still lives
ORPHAN_TIME: Final = 5.0  # seconds that a writer nobody closed goes on trying after the main thread has ended


class Writer:
    """Takes changes from any thread and writes them in order, durably, from a thread of its own.

    `on_event` is called from that thread and must not wait for one that may be in `flush` or `close`: post a message
    rather than call and wait; so is `log`, with a fault of the program: it gives a sentence on where more can be read
    of it. The thread starts with the first submission; whoever made the writer closes it.
    """

    def __init__(
        self,
        path: Path,
        *,
        on_event: Callable[[SaveEvent], None] | None = None,
        clock: Callable[[], datetime] = utc_now,
        log: Callable[[BaseException], str] = lambda fault: "",
    ) -> None:
        self._log = log
        self._cond = threading.Condition()  # may be taken again by whoever holds it
        # Everything from here to the next blank line is guarded by the condition.
        self._queue: deque[Submission] = deque()
        self._flying: list[Submission] = []
        self._positions: dict[str, Place] = {}
        self._flying_positions: dict[str, Place] = {}
        self._number = 0
        self._hurry = 0
        self._retry_at: float | None = None
        self._closing = False
        self._give_up_at: float | None = None
        self._unsaved: list[Change] = []
        self._thread: threading.Thread | None = None

        # The rest belongs to the thread.
        self._ledger = Ledger(path, clock)
        self._retry_wait = FIRST_RETRY
        self._one_by_one = 0
        self._telling = Telling(on_event, clock)

    # What any thread may call

    def submit(self, *changes: Change) -> Future[tuple[Revision, ...]]:
        """Queue changes that are written together or not at all.

        The future gives the revisions made, once they are on disk: none for a change that changes nothing. It raises
        InputError for what cannot be stored, NotFoundError for an unknown assessment, ConflictError if someone else
        changed a subject meanwhile, and StoreError if the writer is closed before it could write.
        """
        try:
            clean = tuple(contents.checked(change) for change in changes)
        except CopTuiError as error:
            return _refused(error)
        with self._cond:
            if self._closing:
                return _refused(SaveError("The assessment file is closed already; the change was not saved."))
            self._number += 1
            new = submission(self._number, clean, time.monotonic())
            self._queue.append(new)
            self._wake()
        return new.futures[0]

    def remember(self, assessment: str, criterion: str) -> None:
        """Queue where the person is; no revision, and nothing for an assessment that does not exist."""
        with self._cond:
            if not self._closing:
                self._number += 1
                self._positions[assessment] = Place(self._number, criterion, time.monotonic() + TYPING_WAIT)
                self._wake()

    def flush(self, timeout: float) -> bool:
        """Write what waits without delay; True when nothing of it is left, False after `timeout` seconds.

        A submission that was refused is no longer left: its future tells.
        """
        with self._cond:
            number = self._hurry = self._number
            self._cond.notify_all()
            return self._cond.wait_for(lambda: not self._waits(number), timeout)

    def close(self, timeout: float) -> tuple[Change, ...]:
        """Write what waits, trying for about `timeout` seconds at most, stop the thread, and return what is unsaved.

        Normally nothing is. Changes that were refused with a reason through their future are not among them.
        """
        with self._cond:
            self._closing = True
            if self._retry_at is not None:
                self._retry_at = time.monotonic()
            self._cond.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(timeout)
            with self._cond:
                self._give_up_at = time.monotonic()
                self._cond.notify_all()
            thread.join(BUSY_MS / 1000)  # an attempt that is under way takes hardly longer
        with self._cond:
            waiting = merged([*self._flying, *self._queue])
            return (*self._unsaved, *(change for each in waiting for change in each.changes))

    @property
    def pending(self) -> int:
        """How many submissions are neither committed nor refused yet."""
        with self._cond:
            return sum(len(each.futures) for each in (*self._flying, *self._queue))

    @property
    def unsaved(self) -> int:
        """How many submissions are not on disk; those that a fault of the program keeps off it are among them."""
        with self._cond:
            return self.pending + len(self._unsaved)

    # With the condition held

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="cop-tui-writer")
            self._thread.start()
        self._cond.notify_all()

    def _waits(self, number: int) -> bool:
        changes = (each.number for each in (*self._flying, *self._queue))
        places = (each.number for each in (*self._flying_positions.values(), *self._positions.values()))
        return min((*changes, *places), default=number + 1) <= number

    def _due(self) -> float:
        """When to write (monotonic clock)."""
        if self._retry_at is not None:
            return self._retry_at
        if self._closing or self._waits(self._hurry):
            return 0.0
        return min((*(each.due for each in self._queue), *(each.due for each in self._positions.values())))

    def _over(self) -> bool:
        """Whether to stop with work left. Nobody closed a writer that outlives the main thread: it stops by itself."""
        if not self._closing and not threading.main_thread().is_alive():
            self._closing = True
            self._give_up_at = time.monotonic() + ORPHAN_TIME
        return self._give_up_at is not None and time.monotonic() >= self._give_up_at

    # In the thread

    def _run(self) -> None:
        try:
            while self._work_waits():
                if self._queue:
                    self._telling.waits()
                if self._take():
                    if self._flying:  # it may have come since
                        self._telling.waits()
                    self._attempt()
        finally:
            self._ledger.close()
            self._hand_back()

    def _work_waits(self) -> bool:
        """Wait for something to do; False when there will be nothing more."""
        with self._cond:
            while not self._over():
                if self._queue or self._positions:
                    return True
                if self._closing:
                    return False
                self._cond.wait(ORPHAN_CHECK)
            return False

    def _take(self) -> bool:
        """Take what is to be written if it is time to; else wait until it may be, or something more has come."""
        with self._cond:
            if self._over():
                return False
            wait = self._due() - time.monotonic()
            if wait > 0:
                self._cond.wait(min(wait, ORPHAN_CHECK))
                return False
            waiting = merged(self._queue)
            count = 1 if self._one_by_one else len(waiting)
            self._flying = waiting[:count]
            self._queue = deque(waiting[count:])
            self._flying_positions, self._positions = self._positions, {}
            return True

    def _attempt(self) -> None:
        """One transaction. The thread's boundary: whatever goes wrong inside is told and ends nothing."""
        places = {assessment: place.criterion for assessment, place in self._flying_positions.items()}
        try:
            outcomes = self._ledger.write(self._flying, places)
        except StoreError as error:
            self._try_again(error)
        except Exception as error:  # noqa: BLE001 - a fault of ours must not end the thread in silence
            self._give_in(error)
        else:
            self._settle(outcomes)

    def _settle(self, outcomes: list[Outcome]) -> None:
        refused = [(each, outcome) for each, outcome in outcomes if isinstance(outcome, CopTuiError)]
        for each, outcome in outcomes:
            if isinstance(outcome, CopTuiError):
                each.refuse(outcome)
            else:
                each.resolve(outcome)
                self._supersede(each)
                self._telling.committed(each)
        for each, error in refused:
            self._telling.refused(each, error)
        self._retry_wait = FIRST_RETRY
        self._one_by_one = max(0, self._one_by_one - 1)
        self._landed()
        self._telling.settled()

    def _try_again(self, error: StoreError) -> None:
        """Nothing was written: put everything back in its order and wait a little."""
        self._put_back()
        with self._cond:
            wait = FIRST_RETRY if self._closing else self._retry_wait
            self._retry_at = time.monotonic() + wait
        self._retry_wait = min(self._retry_wait * 2, LONGEST_RETRY)
        self._telling.fails(error)

    def _give_in(self, fault: Exception) -> None:
        """Nothing was written because of a fault: find out which submission brings it about, and let go of that."""
        if len(self._flying) > 1:
            self._one_by_one = len(self._flying)
            self._put_back()
            return
        error = StoreError(
            f"A change could not be saved because of a fault in the program ({type(fault).__name__}).",
            f"What was not saved is still on screen. Please report this. {self._log(fault)}".rstrip(),
        )
        error.__cause__ = fault
        for each in self._flying:
            self._supersede(each, *each.changes)
            each.refuse(error)
            self._telling.refused(each, error)
        self._one_by_one = max(0, self._one_by_one - 1)
        self._landed()
        self._telling.settled()

    def _supersede(self, each: Submission, *unsaved: Change) -> None:
        with self._cond:
            left = [change for change in self._unsaved if (change.assessment, change.subject) not in each.subjects]
            self._unsaved = [*left, *unsaved]

    def _put_back(self) -> None:
        with self._cond:
            self._queue.extendleft(reversed(self._flying))
            self._positions = self._flying_positions | self._positions
            self._flying, self._flying_positions = [], {}

    def _landed(self) -> None:
        with self._cond:
            self._flying, self._flying_positions = [], {}
            self._retry_at = None
            self._cond.notify_all()

    def _hand_back(self) -> None:
        """The thread ends: nobody is to wait for what it leaves."""
        with self._cond:
            self._closing = True
            left = (*self._flying, *self._queue)
            self._unsaved += [change for each in merged(left) for change in each.changes]
            self._flying, self._queue = [], deque()
            self._cond.notify_all()
        for each in left:
            each.refuse(SaveError("The change could not be saved before the program ended."))


def _refused(error: Exception) -> Future[tuple[Revision, ...]]:
    future: Future[tuple[Revision, ...]] = Future()
    future.set_exception(error)
    return future
