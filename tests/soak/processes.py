"""Child processes that say what they have done, line by line, until they end or are killed."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Final, Self

PATIENCE: Final = 90.0
"""Seconds after which a child that says nothing more is taken for stuck."""
Say = Callable[[str], None]


class Child:
    """Runs `work` in a forked process; what it says is heard even if it was killed right afterwards.

    With `keys` those bytes are its standard input, and what it prints counts as said.
    """

    def __init__(self, work: Callable[[Say], None], *, keys: bytes | None = None) -> None:
        self.heard: list[str] = []
        self.code: int | None = None
        self._rest = b""
        self._silent = False
        sys.stdout.flush()
        sys.stderr.flush()
        self._ear, mouth = os.pipe()
        typed, typing = os.pipe() if keys is not None else (-1, -1)
        self.pid = os.fork()
        if self.pid == 0:
            self._live(work, mouth, typed, typing)
        os.close(mouth)
        if keys is not None:
            os.close(typed)
            os.set_blocking(typing, False)
            os.write(typing, keys)
        self._typing = typing

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def listen(self, seconds: float, until: str | None = None) -> bool:
        """Hear what is said for so long at most; whether `until` was said. The end of the child ends it."""
        end = time.monotonic() + seconds
        start = 0
        while not self._silent:
            if until is not None and any(line.startswith(until) for line in self.heard[start:]):
                return True
            start = len(self.heard)
            left = end - time.monotonic()
            if left <= 0 or not select.select([self._ear], [], [], left)[0]:
                return False
            data = os.read(self._ear, 65536)
            if not data:
                self._silent = True
                continue
            *lines, self._rest = (self._rest + data).split(b"\n")
            self.heard += [line.decode("utf-8", "replace") for line in lines]
        return until is not None and any(line.startswith(until) for line in self.heard)

    def must_say(self, word: str) -> None:
        """Wait for a line that begins so. Raises AssertionError if it never comes."""
        if not self.listen(PATIENCE, word):
            raise AssertionError(f"the child never said {word!r}; it said {self.heard[-5:]}")

    def kill(self, number: int = signal.SIGKILL) -> int:
        """Send a signal, hear the rest and wait for the end. Returns the exit code, negative for a signal."""
        if self.code is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)
            return self.end()
        return self.code

    def end(self) -> int:
        """Hear the rest and wait for the end."""
        if self.code is None:
            self.listen(PATIENCE)
            if not self._silent:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self.pid, signal.SIGKILL)
            self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
            os.close(self._ear)
            if self._typing >= 0:
                os.close(self._typing)
        return self.code

    def said(self, word: str) -> list[str]:
        """What followed `word` in the lines that begin with it."""
        return [line.removeprefix(word).strip() for line in self.heard if line.startswith(word)]

    def _live(self, work: Callable[[Say], None], mouth: int, typed: int, typing: int) -> None:
        """The child's whole life; never returns."""
        code = 70
        try:
            os.close(self._ear)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            if typed >= 0:
                os.close(typing)
                os.dup2(typed, 0)
                os.dup2(mouth, 1)
                os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
                sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
            work(lambda line: void(os.write(mouth, f"{line}\n".encode())))
            code = 0
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else 0
        except BaseException:  # noqa: BLE001 - the boundary of the child: it must not go on as its parent
            traceback.print_exc()
        finally:
            with contextlib.suppress(OSError, ValueError):
                sys.stdout.flush()
            os._exit(code)


def void(_: object) -> None:
    """Forget a result."""


def ended_well(children: Sequence[Child]) -> list[str]:
    """A sentence for each child that ended by itself and not in order."""
    return [f"a child ended with {child.code}: {child.heard[-3:]}" for child in children if (child.code or 0) > 0]
