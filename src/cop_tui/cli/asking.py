"""Ask before something is done that is hard to take back."""

from __future__ import annotations

import click

from cop_tui.domain.text import clean_line


def agreed(question: str) -> bool:
    """Ask on stderr; no answer is a no."""
    click.echo(f"{clean_line(question)} [y/N] ", nl=False, err=True)
    try:
        return input().strip().lower() in ("y", "yes")
    except (EOFError, RuntimeError):  # the end of the input, or no input at all
        click.echo(err=True)
        return False
