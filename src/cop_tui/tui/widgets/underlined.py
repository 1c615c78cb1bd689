"""Texts of the questionnaire with the terms of its glossary underlined."""

from __future__ import annotations

from textual.content import Content

from cop_tui.domain.terms import Glossary
from cop_tui.tui.widgets.plain import plain


def underlined(text: str, glossary: Glossary, seen: set[str] | None = None) -> Content:
    """A text in which each term that is not in `seen` is underlined where it stands first; it is then in `seen`."""
    content = plain(text)
    for found in glossary.first(content.plain, set() if seen is None else seen):
        content = content.stylize("underline", found.start, found.end)
    return content
