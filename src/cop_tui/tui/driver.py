"""The terminal on POSIX systems, after the program was stopped from outside."""

from __future__ import annotations

import asyncio
import contextlib
import termios
import tty
from collections.abc import Callable
from typing import Any

from textual.drivers.linux_driver import LinuxDriver


class StoppableDriver(LinuxDriver):
    """Goes on after SIGSTOP and SIGCONT.

    Textual starts reading from the terminal anew at every SIGCONT, also when nothing had ended it, as SIGTSTP does.
    Two threads then share what is typed, and the first of them never ends: nor does the program.
    """

    _event_loop: asyncio.AbstractEventLoop | None = None
    """The loop of an app that has the terminal."""

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._event_loop = asyncio.get_running_loop()

    def stop_application_mode(self) -> None:
        self._event_loop = None
        super().stop_application_mode()

    def _sigtstp_application(self, *_: Any) -> None:
        self._from_the_loop(super()._sigtstp_application)

    def _sigcont_application(self, *_: Any) -> None:
        if self._must_signal_resume:
            super()._sigcont_application()
        elif self._auto_restart:
            self._from_the_loop(self._enter_again)

    def _from_the_loop(self, act: Callable[[], None]) -> None:
        """A signal may come while the main thread holds the lock of what is to be painted."""
        if self._event_loop is None:
            act()
        else:
            self._event_loop.call_soon_threadsafe(act)

    def _enter_again(self) -> None:
        """A shell may have taken the terminal back meanwhile: set it up again and paint."""
        if self._event_loop is None:
            return
        with contextlib.suppress(termios.error):
            modes = termios.tcgetattr(self.fileno)
            modes[tty.LFLAG] = self._patch_lflag(modes[tty.LFLAG])
            modes[tty.IFLAG] = self._patch_iflag(modes[tty.IFLAG])
            modes[tty.CC][termios.VMIN] = 1
            termios.tcsetattr(self.fileno, termios.TCSANOW, modes)
        self.write("\x1b[?1049h\x1b[?25l\x1b[?1004h")  # the second screen, no cursor, word of the focus
        self._enable_bracketed_paste()
        self._disable_line_wrap()
        self._enable_mouse_support()
        self.flush()
        self._app.post_message(self.SignalResume())
