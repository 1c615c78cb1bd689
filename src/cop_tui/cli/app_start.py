"""Start the terminal app: the only module that imports it, as its last act."""

from __future__ import annotations

import sys
from pathlib import Path

from cop_tui.errors import InputError


def start(path: Path, *, open_ref: str | None = None, demo: bool = False) -> int:
    """Run the app and give its exit code. Raises InputError without a terminal."""
    need_terminal()
    from cop_tui.tui.app import run

    return run(path, open_ref=open_ref, demo=demo)


def need_terminal() -> None:
    """Raise InputError, naming what works without one, unless keyboard and screen are a terminal."""
    if not (_is_terminal(sys.stdin) and _is_terminal(sys.stdout)):
        raise InputError(
            "The app needs a terminal, and there is none here.",
            "Without one, these commands work: scope, new, list, show, answer, walk, gaps, obligations, history, "
            "report, duplicate, delete, questionnaire, and demo --report DIR. `cop-tui --help` explains them.",
        )


def _is_terminal(stream: object) -> bool:
    try:
        return bool(stream.isatty())  # type: ignore[attr-defined]
    except (AttributeError, ValueError):  # no stream at all, or a closed one
        return False
