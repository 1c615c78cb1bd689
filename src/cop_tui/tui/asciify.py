"""Everything that is painted in ASCII, for a locale that knows no more: what has no glyph of ours keeps its cells."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

ALIKE: Final = {
    **dict.fromkeys("–—‐‑−─━", "-"),
    **dict.fromkeys("‘’‚′", "'"),
    **dict.fromkeys("“”„″«»", '"'),
    **dict.fromkeys("│┃▌▎▏▐┊", "|"),
    **dict.fromkeys("╭╮╰╯┌┐└┘├┤┬┴┼", "+"),
    **dict.fromkeys("█▇▆▅▄▃▂▁▔▀", "#"),
    **dict.fromkeys("▸▶→", ">"),
    **dict.fromkeys("◂◀←", "<"),
    **dict.fromkeys("▾▼↓", "v"),
    **dict.fromkeys("▲▴↑", "^"),
    "…": "~", "×": "x", "÷": "/", "·": ".", "•": "*", "✓": "*", "✗": "x", "●": "#", "○": "o", "◐": "%", "◆": "*",
    "≥": ">", "≤": "<", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "§": "S",
}  # fmt: skip
"""What stands in for what, one cell for one."""


@lru_cache(4096)
def asciified(text: str) -> str:
    """The text in ASCII, as many cells wide: letters lose their accents, what nothing stands in for is a `?`."""
    return text if text.isascii() else "".join(map(_character, text))


@lru_cache(1024)
def _character(character: str) -> str:
    if character.isascii():
        return character
    from unicodedata import normalize

    plain = normalize("NFKD", character).encode("ascii", "ignore").decode()
    width = cell_len(character)
    return ALIKE.get(character) or (plain if len(plain) == width else "?" * width)


class AsciiFilter(LineFilter):
    """Paints lines in ASCII."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [Segment(asciified(text), style, control) for text, style, control in segments]
