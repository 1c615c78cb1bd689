"""A real pseudo-terminal with a program in it: keys in, a screen out."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyte

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
}
PATIENCE = 60.0


class PseudoTerminal:
    """Runs `command` in a pseudo-terminal of the given size and keeps what it paints."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        rows: int = 45,
        cols: int = 150,
        env: Mapping[str, str],
        cwd: Path,
        controlling: bool = True,
    ) -> None:
        """With `controlling` the program is told by SIGHUP when the terminal closes, else by nobody."""
        self.screen = pyte.Screen(cols, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        self.process = subprocess.Popen(
            list(command), stdin=slave, stdout=slave, stderr=slave, env=dict(env), cwd=cwd, start_new_session=True,
            preexec_fn=(lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0)) if controlling else None,
        )  # fmt: skip
        os.close(slave)
        self.open = True

    def pump(self, seconds: float = 0.05) -> bool:
        """Read what comes within `seconds`; whether anything came."""
        if not self.open or not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:
            data = b""
        if not data:
            self.open = False
            return False
        # Requests to the terminal that the emulator does not know.
        data = data.replace(b"\x1b[>1u", b"").replace(b"\x1b[<u", b"")
        self._stream.feed(data)
        return True

    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def until(self, condition: Callable[[str], bool], what: str, patience: float = PATIENCE) -> str:
        """Read on until the screen fulfils `condition`; fails with the screen if it never does."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            text = self.text()
            if condition(text):
                return text
            if not self.pump() and not self.open:
                break
            for _ in range(100):  # reading the screen costs more than what comes in one piece
                if not self.pump(0.01):
                    break
        raise AssertionError(f"never seen: {what}\n{self.text()}")

    def wait_for(self, *words: str) -> str:
        return self.until(lambda screen: all(word in screen for word in words), " and ".join(words))

    def send(self, *keys: str) -> None:
        for key in keys:
            os.write(self.master, KEYS.get(key, key).encode())

    def resize(self, rows: int, cols: int) -> None:
        self.screen.resize(rows, cols)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        os.killpg(self.process.pid, signal.SIGWINCH)

    def signal(self, number: int) -> None:
        os.killpg(self.process.pid, number)

    def hang_up(self) -> None:
        """Close the terminal as a window manager does."""
        os.close(self.master)
        self.open = False

    def ended(self, patience: float = PATIENCE) -> int:
        """Read on until the program has ended; its return code."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if self.open:
                self.pump()
            code = self.process.poll()
            if code is not None:
                return code
            if not self.open:
                try:
                    return self.process.wait(end - time.monotonic())
                except subprocess.TimeoutExpired:
                    break
        raise AssertionError(f"still running\n{self.text()}")

    def close(self) -> None:
        if self.process.poll() is None:
            self.signal(signal.SIGKILL)
            self.process.wait(60)
        if self.open:
            os.close(self.master)
            self.open = False
