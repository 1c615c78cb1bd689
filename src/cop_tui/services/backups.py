"""Backups as the program makes them by itself: once a day, in the background, never in anybody's way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from cop_tui.errors import StoreError
from cop_tui.store.history import utc_now

SETTLED: Final = 5.0
"""Seconds after opening a file: by then everything is painted."""
PAUSE: Final = 600.0
"""Seconds after which it is looked again whether a backup is due."""
LONGEST: Final = 5.0
"""Seconds that closing waits for a backup that is under way."""


class Daily:
    """Makes the backup of the day in a thread of its own: after a change, at the end, or once the program has settled.

    It is made anew at most once an hour (`backup.due`). What only reads for a moment makes none. A backup that cannot
    be made is told in `problem` and stops nothing.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime] = utc_now, settled: float = SETTLED) -> None:
        self.problem: StoreError | None = None
        self._path = path
        self._clock = clock
        self._settled = settled
        self._go = threading.Event()
        self._end = threading.Event()
        self._changed = False
        # A daemon: the end of the program need not wait for it, and a copy that is not finished does not count.
        self._thread = threading.Thread(target=self._run, name="cop-tui-backup", daemon=True)
        self._thread.start()

    def changed(self) -> None:
        """Something was saved; from any thread."""
        self._changed = True
        self._go.set()

    def close(self, timeout: float = LONGEST) -> None:
        """Wait for a backup that is due because of a change, or under way; one that is not wanted yet is given up."""
        self._end.set()
        self._go.set()
        self._thread.join(timeout)

    def _run(self) -> None:
        self._go.wait(self._settled)
        while self._changed or not self._end.is_set():
            if not self._end.is_set():
                self._go.clear()
            self._changed = False
            self._make()
            self._end.wait(PAUSE)
            self._go.wait()

    def _make(self) -> None:
        from cop_tui.store import backup

        try:
            backup.make_daily(self._path, self._clock())
        except StoreError as error:
            self.problem = error
        else:
            self.problem = None
