"""What the app takes from the person's settings and environment: theme, keys, mouse; and going to the background."""

from __future__ import annotations

import os
import sys
from typing import Final

from textual import work
from textual.binding import Keymap
from textual.driver import Driver
from textual.theme import Theme

from cop_tui.errors import CopTuiError
from cop_tui.services.config import Settings, read_settings, remember_theme, remembered_theme
from cop_tui.tui.keymap import Checked, check, rough
from cop_tui.tui.openings import OpeningApp
from cop_tui.tui.themes import CONTRAST, DARK, THEMES, THEMES_256, name_of

FEW_COLOURS: Final = (None, "standard", "windows")
"""What rich calls terminals of sixteen colours or none."""
EIGHT_BIT: Final = "256"
"""And those of 256."""
FLUSH_SECONDS: Final = 2.0
WARNING_SECONDS: Final = 12.0


class HabitsApp(OpeningApp):
    """The part of the app that knows the settings; `settings` are read from their file if not given."""

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__()
        self.settings = read_settings() if settings is None else settings
        self._kept_theme = ""
        for name in list(self.available_themes):
            if name != "textual-dark":  # Textual falls back to it
                self.unregister_theme(name)
        for theme in THEMES.values():
            self.register_theme(theme)
        self.animation_level = "none"
        self.start_theme()
        if self.settings.keys:
            self.set_keymap(rough(self.settings))

    def get_driver_class(self) -> type[Driver]:
        """How the app has the terminal."""
        found = super().get_driver_class()
        if found.__name__ != "LinuxDriver":
            return found
        from cop_tui.tui.driver import StoppableDriver  # knows only POSIX systems

        return StoppableDriver

    def start_theme(self, *, few_colours: bool = False, eight_bit: bool = False) -> None:
        """Take the theme that is set, else what the terminal needs, else the one chosen last.

        With `eight_bit` the themes have the colours which a terminal of 256 colours can show.
        """
        if eight_bit:
            for theme in THEMES_256.values():
                self.register_theme(theme)
        remembered = remembered_theme()
        plain = CONTRAST if self.no_color or few_colours else None
        chosen = THEMES.get(self.settings.theme) or plain or THEMES.get(remembered) or DARK
        self._kept_theme = remembered or name_of(chosen)
        self.theme = chosen.name

    def set_keymap(self, keymap: Keymap) -> None:
        """Take other keys; the words that name keys look here what these are."""
        self.keys_now = dict(keymap)
        super().set_keymap(keymap)

    def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, self._keep_theme)
        self.app_resume_signal.subscribe(self, self._resumed)
        self.call_after_refresh(self._say_warnings, self.settings.warnings)
        if self.settings.keys:
            self._check_keys()

    # settings

    @work(thread=True, group="keys", exit_on_error=False)
    def _check_keys(self) -> None:
        """Look at all bindings of the app, which takes importing all screens."""
        found = check(self.settings)
        self.call_from_thread(self._keys_checked, found)

    def _keys_checked(self, found: Checked) -> None:
        self.set_keymap(found.keymap)
        self._say_warnings(found.warnings)

    def _say_warnings(self, warnings: tuple[object, ...]) -> None:
        if warnings:
            words = "\n".join(str(warning) for warning in warnings)
            self.notify(words, title="Settings", severity="warning", timeout=WARNING_SECONDS, markup=False)

    # themes

    def action_next_theme(self) -> None:
        """The themes in turn."""
        names = [theme.name for theme in THEMES.values()]
        at = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(at + 1) % len(names)]
        self.notify(f"Theme: {name_of(self.current_theme)}", timeout=2, markup=False)

    def _keep_theme(self, theme: Theme) -> None:
        name = name_of(theme)
        if not name or name == self._kept_theme:
            return
        self._kept_theme = name
        self._write_theme(name)
        if self.settings.theme and name != self.settings.theme:
            words = f"{self.settings.file} sets the theme: the next start takes {self.settings.theme} again."
            self.notify(words, timeout=6, markup=False)

    @work(thread=True, group="theme", exit_on_error=False)
    def _write_theme(self, name: str) -> None:
        try:
            remember_theme(name)
        except CopTuiError as error:
            self.call_from_thread(self.show_error, error)

    # to the background and back

    def _fatal_error(self) -> None:
        """End without Textual's picture of the fault: it prints local variables, and those hold what people wrote.

        `run` raises the fault, so that the command line says where the log is.
        """
        if "debug" in self.features:
            super()._fatal_error()
            return
        self.bell()
        self._close_messages_no_wait()

    def action_suspend_process(self) -> None:
        """Stop, as every program does on ctrl+z; `fg` in the shell comes back. What was answered is on disk before."""
        if not can_come_back():
            self.notify("There is no shell here to come back from; the app stays.", markup=False)
            return
        if self.library is not None:
            self.library.writer.flush(FLUSH_SECONDS)
        super().action_suspend_process()

    def _resumed(self, _app: object) -> None:
        """The terminal was somebody else's in the meantime: paint everything anew."""
        self.refresh(layout=True)
        for screen in self.screen_stack:
            screen.refresh(layout=True)


def can_come_back() -> bool:
    """Whether somebody is there to continue a stopped program: a shell of the same terminal, which started it."""
    if sys.platform == "win32":
        return False
    try:
        return os.getsid(0) == os.getsid(os.getppid()) and os.getpid() != os.getsid(0)
    except OSError:  # the parent is gone, or is not ours to ask about
        return False
