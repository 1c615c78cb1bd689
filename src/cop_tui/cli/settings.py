"""The person's settings, as commands need them: what is wrong in them is said on stderr, and stops nothing."""

from __future__ import annotations

from cop_tui.cli.diagnostics import say
from cop_tui.services.config import Settings, author_of, read_settings


def settings() -> Settings:
    """The settings that hold; warnings have been said."""
    found = read_settings()
    for warning in found.warnings:
        say(f"Warning: {warning}")
    return found


def author() -> str:
    """Who answers: as set, else the login name."""
    return author_of(settings())
