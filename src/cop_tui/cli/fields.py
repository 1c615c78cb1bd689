"""What options hold, read and checked: every problem of a command is named at once, none by a traceback."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from cop_tui.domain.answers import State
from cop_tui.domain.due import parse_due
from cop_tui.domain.quantity import parse_day
from cop_tui.domain.text import LINE_MAX, NAME_MAX, TEXT_MAX, clean_line
from cop_tui.errors import InputError
from cop_tui.services.files_in import read_regular

Reader = Callable[[str], Any]
E = TypeVar("E", bound=enum.StrEnum)


def read(given: Mapping[str, str | None], readers: Mapping[str, tuple[str, Reader]]) -> dict[str, Any]:
    """The fields that were given, by name; `readers` hold the option and how its text is read.

    Raises InputError naming everything that is wrong.
    """
    fields: dict[str, Any] = {}
    problems: list[str] = []
    for name, (option, reader) in readers.items():
        typed = given.get(name)
        if typed is None:
            continue
        try:
            fields[name] = reader(typed)
        except ValueError as error:
            problems.append(f"{option}: {str(error).rstrip('.')}.")
    if problems:
        raise InputError("\n".join(problems), "Nothing was stored.")
    return fields


def text(typed: str) -> str:
    """Several lines."""
    return _short_enough(typed, TEXT_MAX)


def line(typed: str) -> str:
    """One line."""
    return _short_enough(typed, LINE_MAX)


def title(typed: str) -> str:
    """One line that says something."""
    if not clean_line(typed):
        raise ValueError("it may not be empty")
    return line(typed)


def name(typed: str) -> str:
    """A person, team or short name."""
    return _short_enough(typed, NAME_MAX)


def day(typed: str) -> date | None:
    """A day as year-month-day; empty for none."""
    return date.fromisoformat(parse_day(typed)) if typed.strip() else None


def due(typed: str) -> date | None:
    """A day as people plan, such as 2026-12-15, +30d or friday, from the local day; empty for none."""
    return parse_due(typed, date.today()) if typed.strip() else None


def effort(typed: str) -> str | None:
    """S, M or L; empty for none."""
    word = typed.strip().upper()
    if word not in ("", "S", "M", "L"):
        raise ValueError(f"'{clean_line(typed, 20)}' is no effort; allowed are S (small), M (medium) and L (large)")
    return word or None


def assigned(typed: str) -> tuple[str, str]:
    """`CRITERION=STATE` as its two parts. Raises InputError."""
    criterion, equals, state = typed.partition("=")
    if not (equals and criterion.strip() and state.strip()):
        raise InputError(
            f"--state-of: '{clean_line(typed, 60)}' is no CRITERION=STATE.",
            f"For example SS-1.1-04={State.IMPLEMENTED}; states are {', '.join(State)}.",
        )
    return criterion.strip(), state.strip()


def file_text(path: str) -> str:
    """The text of a file, of standard input for `-`. Raises InputError if it cannot be read."""
    import sys

    most = 4 * TEXT_MAX + 1  # bytes: one more than any text that is kept
    try:
        if path == "-":
            return text(sys.stdin.read(most))
        return text(read_regular(Path(path), most)[0].decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is no UTF-8 text, or too long.") from error
    except ValueError as error:
        raise InputError(f"{path}: {error}.") from error


def _short_enough(typed: str, most: int) -> str:
    if len(typed) > most:
        raise ValueError(f"{len(typed)} characters are too many; at most {most} are allowed")
    return typed
