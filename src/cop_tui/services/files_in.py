"""Read files that somebody names: bounded, and never waiting for a pipe or a device."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import Final

from cop_tui.domain.text import clean_line
from cop_tui.errors import InputError
from cop_tui.questionnaires.regular import NoFileError, open_regular

ENTRIES_MAX: Final = 5_000
"""How many names of a folder are looked at to complete one."""
_NOTHING: Final = "Nothing was stored."


def read_regular(source: Path, limit: int) -> tuple[bytes, os.stat_result]:
    """At most `limit` bytes of a file, and what the system says of it.

    Raises InputError if it is missing, cannot be read, or is a folder, a pipe or a device.
    """
    path = source.expanduser().absolute()
    try:
        with open_regular(path) as file:
            return file.read(limit), os.fstat(file.fileno())
    except NoFileError as error:
        raise InputError(f"{path} is no file.", _NOTHING) from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}.", _NOTHING) from error
    except (ValueError, RuntimeError) as error:  # a zero byte in the name, a home that is not known
        raise InputError("The name of the file cannot be used.", _NOTHING) from error


def path_completed(typed: str) -> str | None:
    """A path that is being typed with its last name completed, a folder with a stroke at its end; None if none fits.

    Hidden names are offered only to who begins with a dot; names that could not be shown as they are, never.
    """
    folder, stroke, begun = typed.rpartition("/")
    names = []
    try:
        with os.scandir(Path((folder + stroke) or ".").expanduser()) as entries:
            for entry in islice(entries, ENTRIES_MAX):
                fits = entry.name.startswith(begun) and entry.name.startswith(".") <= begun.startswith(".")
                if fits and entry.name.isprintable() and clean_line(entry.name) == entry.name:
                    names.append(entry.name + ("/" if entry.is_dir() else ""))
    except (OSError, ValueError, RuntimeError):
        return None
    found = min(names, default=begun)
    return None if found == begun else folder + stroke + found
