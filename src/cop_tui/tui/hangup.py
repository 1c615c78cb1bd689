"""Whether the terminal is still there: a program that no signal told of the closed window must not go on alone."""

from __future__ import annotations

import select
import sys


def hung_up(descriptor: int) -> bool:
    """Whether the other side of this terminal has been closed. False where the system cannot tell."""
    if sys.platform == "win32":
        return False
    watch = select.poll()
    watch.register(descriptor, 0)  # a hang-up is reported whether asked for or not
    return any(event & (select.POLLHUP | select.POLLERR) for _, event in watch.poll(0))
