"""Open the assessment file for a command, and wait until what it changed is on disk."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Final, TypeVar

import click

from cop_tui.cli.diagnostics import say
from cop_tui.cli.options import chosen_file, is_there
from cop_tui.cli.settings import author
from cop_tui.errors import InputError, NotFoundError, SaveError
from cop_tui.services.library import Library, Packs
from cop_tui.services.session import Session
from cop_tui.services.steps import AnyConflict
from cop_tui.store.ahead import Ahead

T = TypeVar("T")
SAVE_SECONDS: Final = 8.0
READING: Final = frozenset(
    {
        "list", "show", "gaps", "obligations", "deadlines", "what-if", "explain", "check", "compare", "history",
        "report", "verify", "evidence list", "evidence show", "action list", "event list", "signoff list",
        "baseline list", "baseline verify",
    }
)  # fmt: skip
"""The commands that change nothing: they also open a file of a newer version, if it reads the same."""
ATTEMPTS: Final = 3
"""How often a change is tried again when somebody else changes the same at the same moment."""
_NOT_STORED: Final = "The last change is not stored. Once there is space and no other program uses the file, repeat it."


class OpenFile:
    """An open library, and the wait until it is on disk."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def saved(self, session: Session) -> tuple[AnyConflict, ...]:
        """Wait until all changes are on disk. Returns conflicts; raises the StoreError that kept them from it."""
        if not self.library.writer.flush(SAVE_SECONDS):
            raise self.library.failure
        return session.poll()

    def store(self, session: Session, change: Callable[[], T], what: str) -> T:
        """Make a change and wait until it is on disk. Returns what `change` does.

        `change` is called again when somebody else was faster, on what they left. Raises InputError naming `what` if
        that goes on, and the StoreError that kept it from the disk; then nothing of it is stored.
        """
        for _ in range(ATTEMPTS):
            done = change()
            if not self.saved(session):
                return done
        raise InputError(
            f"{what} is being changed by somebody else at this moment; nothing was stored.",
            f"See `cop-tui history {session.record.id}` and try again.",
        )


@contextlib.contextmanager
def opened(
    ctx: click.Context, *, make: bool = False, packs: Packs | None = None, ahead: Ahead | None = None
) -> Iterator[OpenFile]:
    """The library of this command. Without `make` a file that is missing stays missing.

    `ahead` is a look into the file that was begun before.

    Raises NotFoundError if it is missing, StoreError if it cannot be used.
    """
    path = chosen_file(ctx)
    if not make and not is_there(path):
        raise NotFoundError(
            f"There are no assessments yet in {path}.",
            "`cop-tui new NAME` makes one; `cop-tui demo --report DIR` shows what comes out of one.",
        )
    reading = ctx.command_path.partition(" ")[2] in READING
    with Library(path, author=author(), packs=packs, reading=reading, ahead=ahead) as library:
        if library.newer is not None:
            say(f"Warning: {library.newer.message} Everything in it reads as this version would have written it.")
        try:
            yield OpenFile(library)
        except SaveError as error:
            library.close(1.0)  # what could not be written by now is not worth another long wait
            raise SaveError(error.message, _NOT_STORED) from error
    if library.backup_problem is not None:
        say(f"Warning: today's backup could not be made. {library.backup_problem.message}")
