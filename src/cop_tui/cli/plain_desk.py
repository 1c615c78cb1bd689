"""Where a walk happens: lines in, words out, and nothing said to be saved before it is on disk."""

from __future__ import annotations

import select
import sys
from collections.abc import Callable
from typing import Any

from cop_tui.cli.diagnostics import say
from cop_tui.cli.files import OpenFile
from cop_tui.cli.output import emit
from cop_tui.errors import CopTuiError
from cop_tui.services.marks import WORDS
from cop_tui.services.session import Session
from cop_tui.services.steps import Conflict


class Ended(Exception):  # noqa: N818 - not an error: the person or the input has come to an end
    """Stop walking."""


class Desk:
    """An open assessment, the criterion at hand, and the person who types. `saved` counts changes on disk."""

    def __init__(self, file: OpenFile, session: Session) -> None:
        self.file = file
        self.session = session
        self.here = session.position
        self.saved = 0

    # reading

    def read(self, prompt: str) -> str:
        """A line typed by the person. The end of the input ends the walk."""
        try:
            line = input(prompt)
        except (EOFError, RuntimeError):  # the end of the input, or no input at all
            emit("")
            raise Ended from None
        except UnicodeDecodeError:
            emit("")
            say("That was no UTF-8 text; nothing was stored. Please type it again.")
            return ""
        if not _at_terminal():
            emit("")  # nobody pressed the enter key that would end the prompt's line
        return line

    def ask(self, argument: str, prompt: str) -> str:
        """What stood behind the command, else what is typed now."""
        return argument or self.read(prompt).strip()

    def ask_text(self, argument: str, prompt: str) -> str:
        """As `ask`, for a text of several lines: what was pasted with the first line belongs to it."""
        lines = [self.ask(argument, prompt)]
        while lines[0] and _more_pasted():
            try:
                lines.append(input())
            except (EOFError, RuntimeError, UnicodeDecodeError):
                break
        return "\n".join(lines).strip()

    # storing

    def change(self, what: str, **fields: Any) -> bool:
        """Change the answer at hand and wait until it is on disk. False if somebody else was faster."""
        self.session.change(self.here, **fields)
        return self.settled(f"{self.here} {what}")

    def store(self, change: Callable[[], object], what: str) -> bool:
        """Make another change and wait until it is on disk. False if somebody else was faster."""
        change()
        return self.settled(what)

    def settled(self, what: str) -> bool:
        """Wait until all changes are on disk, then say so; or say who was faster."""
        conflicts = self.file.saved(self.session)
        for conflict in conflicts:
            if isinstance(conflict, Conflict):
                did = f"answered {conflict.criterion} meanwhile: {WORDS[conflict.theirs.state]}"
            else:
                did = f"changed {conflict.key} meanwhile"
            emit(f"Not stored: {conflict.by} {did}. Answer again to replace it.")
        if conflicts:
            return False
        self.saved += 1
        emit(f"Saved: {what}.")
        return True


def sentence(error: CopTuiError) -> str:
    """What an error says, with its hint, as sentences that stand alone."""
    words = error.message
    if not words.split(" ", 1)[0].endswith(":"):  # the name of a filter is written small
        words = f"{words[:1].upper()}{words[1:]}"
    words = words if words.endswith((".", "?", "!")) else f"{words}."
    return f"{words} {error.hint}" if error.hint else words


def _at_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _more_pasted() -> bool:
    """Whether more lines wait at the terminal already. A pipe always has more: there each line stands for itself."""
    if not _at_terminal():
        return False
    try:
        return bool(select.select([sys.stdin], [], [], 0.02)[0])
    except (OSError, ValueError):  # Windows cannot tell
        return False
