"""Faults of the program itself: a log that says where it happened and nothing of what people wrote."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from cop_tui.errors import CopTuiError


def log_words(fault: BaseException) -> str:
    """Write the log of a fault, and say in a sentence where it is or that there is none."""
    try:
        return f"A log is in {write_log(fault)}."
    except OSError:
        return "No log could be written."


def fault_error(fault: BaseException) -> CopTuiError:
    """A fault behind the screen as an error to be shown; its log is written. The app goes on."""
    return CopTuiError(f"Something went wrong ({type(fault).__name__}).", log_words(fault))


def write_log(fault: BaseException) -> Path:
    """A log of where it happened. Neither messages nor values: they could hold what people wrote.

    Raises OSError if it cannot be written.
    """
    import platform  # only a fault needs these
    import traceback

    import platformdirs

    folder = platformdirs.user_log_path("cop-tui")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"fault-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.log"
    lines = [f"Python {platform.python_version()} on {platform.system()}", ""]
    chain: BaseException | None = fault
    while chain is not None:
        lines.append(f"{type(chain).__module__}.{type(chain).__qualname__}, raised in")
        for frame in traceback.extract_tb(chain.__traceback__):
            lines.append(f"  {frame.filename}:{frame.lineno} {frame.name}")  # noqa: PERF401 - reads better
        chain = chain.__cause__ or chain.__context__
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with open(handle, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return path
