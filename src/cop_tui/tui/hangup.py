"""Whether the terminal is still there: a program that no signal told of the closed window must not go on alone."""

from __future__ import annotations

import contextlib
import select
import sys
from collections.abc import Iterator
from typing import Any, TextIO


def hung_up(descriptor: int) -> bool:
    """Whether the other side of this terminal has been closed. False where the system cannot tell."""
    if sys.platform == "win32":
        return False
    watch = select.poll()
    watch.register(descriptor, 0)  # a hang-up is reported whether asked for or not
    return any(event & (select.POLLHUP | select.POLLERR) for _, event in watch.poll(0))


class Forgiving:
    """A stream to a terminal that may be gone: what it no longer takes is dropped."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError):
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextlib.contextmanager
def painting_survives() -> Iterator[None]:
    """Let the app end in order when its terminal is gone.

    Textual paints on stderr from a thread of its own. The first error there would end that thread, and the app would
    wait for it for ever: alone, and with the assessment file open.
    """
    stream = sys.__stderr__
    if stream is None:
        yield
        return
    sys.__stderr__ = Forgiving(stream)  # type: ignore[assignment,misc]
    try:
        yield
    finally:
        sys.__stderr__ = stream  # type: ignore[misc]
