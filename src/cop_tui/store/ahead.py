"""Look into a file before it is opened, while the program is still being imported.

SQLite reads the whole file for that, in a thread of its own and without the interpreter: 40 ms for 30 MB, which `list`
waited for, and half a second for 260 MB, which the app did.
"""

from __future__ import annotations

import threading
from pathlib import Path

from cop_tui.errors import StoreError
from cop_tui.store.connections import beside
from cop_tui.store.database import inspect


class Ahead:
    """A look into a file that begins at once; `version` waits for what it finds."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._looks = _looks(path)
        self._found: int | StoreError | None = None
        self._thread = threading.Thread(target=self._inspect, name="cop-tui-ahead", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Wait until the file is read, in a thread that nobody waits for."""
        self._thread.join()

    def version(self) -> int:
        """As `database.inspect`. If the file is another one than at the beginning, it is looked into again."""
        self.wait()
        found = self._found
        if found is None or _looks(self._path) != self._looks:
            return inspect(self._path)
        if isinstance(found, StoreError):
            raise found
        return found

    def _inspect(self) -> None:
        try:
            self._found = inspect(self._path)
        except StoreError as error:
            self._found = error


def _looks(path: Path) -> tuple[tuple[int, ...] | None, ...]:
    """By what a file, its log and its journal are recognised: another one after any change to them."""
    found = _look(path)
    if found is None:
        return (None,)
    log, journal = (_look(beside(path, side)) for side in ("-wal", "-journal"))
    # Whoever reads leaves an empty log behind.
    return found, *(None if side is None or side[2] == 0 else side for side in (log, journal))


def _look(file: Path) -> tuple[int, ...] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
