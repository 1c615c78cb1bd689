"""Text that is not ours, made safe to show: never markup, no control characters."""

from __future__ import annotations

from rich.text import Text
from textual.content import Content

from cop_tui.domain.text import TEXT_MAX, clean_text


def plain(text: str) -> Content:
    """Text as it is, for everything that shows a Content (Static, Option, Button, Select, border titles)."""
    return Content(clean_text(text, TEXT_MAX))


def plain_rich(text: str, style: str = "") -> Text:
    """Text as it is, for Tree labels and DataTable cells, which want rich text. `style` is a rich style."""
    return Text(clean_text(text, TEXT_MAX), style=style, end="")
