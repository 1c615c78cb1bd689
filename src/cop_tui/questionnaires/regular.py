"""Open a file that somebody names, and never wait for a pipe or read a device without end."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO


class NoFileError(OSError):
    """A folder, a pipe, a socket or a device."""

    def __init__(self) -> None:
        super().__init__(22, "is no file")


def open_regular(path: Path) -> BinaryIO:
    """Open a file for reading. Raises OSError, for what is no file NoFileError."""
    # Without waiting: a pipe that nobody writes to would never open.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NoFileError
    return os.fdopen(descriptor, "rb")
