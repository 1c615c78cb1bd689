"""Start the terminal app: the only module that imports it, as its last act."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

import click

from cop_tui.errors import InputError

_MOUSE: Final = "cop_tui.no_mouse"


def _remember(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        ctx.meta[_MOUSE] = True


mouse_option = click.option(
    "--no-mouse",
    is_flag=True,
    expose_value=False,
    callback=_remember,
    help="Leave the mouse to the terminal, for example to select text.",
)


def start(path: Path, *, open_ref: str | None = None, demo: bool = False) -> int:
    """Run the app, with the mouse unless `--no-mouse`, and give its exit code. Raises InputError without a terminal."""
    need_terminal()
    if os.environ.get("TERM") in ("dumb", "unknown"):
        # The app places text by escape sequences all the same; without this it could not even mark a line.
        os.environ.setdefault("TEXTUAL_COLOR_SYSTEM", "standard")
    from cop_tui.store.ahead import Ahead

    ahead = Ahead(path)  # while the app is imported
    from cop_tui.tui.app import run

    ctx = click.get_current_context(silent=True)
    return run(path, open_ref=open_ref, demo=demo, ahead=ahead, mouse=ctx is None or _MOUSE not in ctx.meta)


def need_terminal() -> None:
    """Raise InputError, naming what works without one, unless keyboard and screen are a terminal."""
    if not (_is_terminal(sys.stdin) and _is_terminal(sys.stdout)):
        raise InputError(
            "The app needs a terminal, and there is none here.",
            "Without one, these commands work: scope, new, list, show, answer, walk, gaps, obligations, deadlines, "
            "what-if, explain, check, evidence, action, event, account, signoff, baseline, compare, history, report, "
            "duplicate, delete, verify, backup, restore, doctor, questionnaire, and demo --report DIR. "
            "`cop-tui --help` explains them.",
        )


def _is_terminal(stream: object) -> bool:
    try:
        return bool(stream.isatty())  # type: ignore[attr-defined]
    except (AttributeError, ValueError):  # no stream at all, or a closed one
        return False
