"""A pseudo-terminal that measures: when a text first stood in what a program painted, when it answered a key.

Nothing is drawn here, so that reading costs next to nothing; the texts that are waited for stand in one piece in the
stream, once what steers cursor and colours is taken out.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

PATIENCE: Final = 120.0
QUIET: Final = 0.15
"""Seconds without a byte after which a program counts as having painted all there was."""
KEPT: Final = 4096
"""Bytes in which a text is looked for beside those that have just come."""
_CONTROLS: Final = re.compile(rb"\x1b(?:\[[0-9;:?<=>$]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_].*?\x1b\\|.)")


class StuckError(Exception):
    """What was waited for never came."""


class Terminal:
    """Runs a program in a pseudo-terminal of its own; use it as a context manager."""

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str], cwd: Path, *, rows: int = 45, cols: int = 150,
        leave: bytes = b"\x11",
    ) -> None:  # fmt: skip
        """`leave` is what to type for the program to end."""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        self.began = time.perf_counter()
        self.process = subprocess.Popen(  # noqa: S603
            list(command), stdin=slave, stdout=slave, stderr=slave, env=dict(env), cwd=cwd, start_new_session=True
        )
        os.close(slave)
        self._leave = leave
        self._tail = b""
        self._at = self.began

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def painted(self, text: str, patience: float = PATIENCE) -> float:
        """Wait until a text is painted; the time (perf_counter) at which it came. Raises StuckError."""
        wanted, end = text.encode(), time.perf_counter() + patience
        while time.perf_counter() < end:
            if wanted in _CONTROLS.sub(b"", self._tail):
                self._tail = b""
                return self._at
            if not self._read(0.5) and self.process.poll() is not None:
                break
        raise StuckError(f"{text!r} was never painted; at last came:\n{self.last()}")

    def last(self) -> str:
        """The text that came last, for messages."""
        return _CONTROLS.sub(b"", self._tail).decode("utf-8", "replace")[-600:]

    def quiet(self, seconds: float = QUIET) -> None:
        """Read on until nothing came for that long."""
        end = time.perf_counter() + PATIENCE
        while self._read(seconds) and time.perf_counter() < end:
            pass
        self._tail = b""

    def first_byte(self, keys: bytes) -> float:
        """Seconds from a key to the first byte that the program writes after it, whatever that is. It was quiet."""
        began = self._type(keys)
        if not self._read(PATIENCE):
            raise StuckError(f"no answer to {keys!r}")
        return self._at - began

    def last_byte(self, keys: bytes) -> float:
        """Seconds from a key to the last byte that the program writes before it is quiet. It was quiet."""
        needed = self.first_byte(keys)
        began = self._at - needed
        self.quiet()
        return self._at - began

    def until(self, keys: bytes, text: str) -> float:
        """Seconds from a key until a text is painted."""
        began = self._type(keys)
        return self.painted(text) - began

    def resident(self) -> float:
        """MiB of memory that the program has now."""
        status = Path(f"/proc/{self.process.pid}/status")
        if status.exists():
            found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text())
            return int(found[1]) / 1024 if found else 0.0
        command = ["ps", "-o", "rss=", "-p", str(self.process.pid)]
        done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603
        return int(done.stdout) / 1024

    def close(self) -> None:
        """End the program in order; what does not end is killed."""
        with contextlib.suppress(OSError):
            os.write(self._master, self._leave)
        end = time.perf_counter() + 10
        while self.process.poll() is None and time.perf_counter() < end:
            self._read(0.05)
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        os.close(self._master)

    def _type(self, keys: bytes) -> float:
        self._tail = b""
        began = time.perf_counter()
        os.write(self._master, keys)
        return began

    def _read(self, seconds: float) -> bool:
        """Read what comes within some seconds; whether anything came."""
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        self._at = time.perf_counter()
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the program has ended
            data = b""
        if not data:
            time.sleep(min(seconds, 0.01))
            return False
        self._tail = self._tail[-KEPT:] + data
        return True
