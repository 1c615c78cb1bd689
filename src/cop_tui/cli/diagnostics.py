"""Words on stderr, exit codes, and the one boundary where unexpected errors end.

0    done
1    the asked condition holds (`gaps` and `check` with `--fail-on`), `verify` or `doctor` found what does not
     hold, or `merge` found conflicts that nobody has decided
2    wrong use or bad input
3    the assessment file cannot be used
70   a fault in the program; a log without any answers in it was written
130  stopped with ctrl+c
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from typing import Final

import click

from cop_tui.domain.text import clean_text
from cop_tui.errors import CopTuiError

DONE: Final = 0
HOLDS: Final = 1
WRONG_USE: Final = 2
FAULT: Final = 70
STOPPED: Final = 130

LONGEST: Final = 20_000  # characters of one message; input that is echoed may be longer than anyone reads


def say(words: str) -> None:
    """Words for the person, on stderr, without control characters. A closed stderr is no reason to fail."""
    if sys.stderr is None:
        return  # print would take stdout instead
    text = clean_text(words, LONGEST)
    with contextlib.suppress(OSError, ValueError):
        try:
            print(text, file=sys.stderr, flush=True)
        except UnicodeEncodeError:
            print(text.encode("ascii", "replace").decode(), file=sys.stderr, flush=True)


def guarded(run: Callable[[], object]) -> int:
    """Run the command line and give its exit code; whatever goes wrong ends here, in words."""
    try:
        result = run()
        _flush()
        return result if isinstance(result, int) else DONE
    except CopTuiError as error:
        say(f"Error: {error.message}")
        if error.hint:
            say(error.hint)
        return error.exit_code
    except click.ClickException as error:
        _wrong_use(error)
        return WRONG_USE
    except (click.Abort, KeyboardInterrupt):
        say("Stopped.")
        return STOPPED
    except Exception as error:  # noqa: BLE001 - the boundary of the command line
        say(_fault(error))
        return FAULT


def to_nowhere() -> None:
    """Send what is still to be written to stdout nowhere: its reader (`head`, a pager) has gone."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _flush() -> None:
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        to_nowhere()


def _wrong_use(error: click.ClickException) -> None:
    """As click shows it, but cleaned: the message may repeat what was typed."""
    ctx = getattr(error, "ctx", None)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        say(error.format_message())
        return
    if ctx is not None:
        say(ctx.get_usage())
        say(f"`{ctx.command_path} --help` says more.")
    say(f"Error: {error.format_message()}")


def _fault(error: Exception) -> str:
    """Write the log of a fault and say where it is."""
    from cop_tui.services.faults import log_words  # only a fault needs it

    kind = type(error).__name__
    return f"Error: a fault in the program ({kind}); answers saved before it are safe. {log_words(error)}"
