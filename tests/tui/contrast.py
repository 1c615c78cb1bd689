"""The contrast of what is on the screen, counted as WCAG does, on the colours that reach the terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from textual.app import App
from textual.color import Color
from textual.screen import ModalScreen
from textual.widgets import Input, TextArea

TEXT, LARGE = 4.5, 3.0


class Spot(NamedTuple):
    """Characters of one colour on one ground."""

    text: str
    ratio: float
    needed: float
    colours: str


def luminance(colour: tuple[int, int, int]) -> float:
    parts = [c / 255 for c in colour]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """The contrast of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def parsed(colour: str) -> tuple[int, int, int]:
    return Color.parse(colour).rgb


def needed(text: str) -> float:
    """4.5 for what is read, 3 for bars, borders and marks, which have a word beside them."""
    return TEXT if any(unicodedata.category(c)[0] in "LN" or c.isascii() for c in text) else LARGE


def spots(app: App[None], system: ColorSystem = ColorSystem.TRUECOLOR) -> Iterator[Spot]:
    """Everything visible on the top screen; of a dialog only itself, for what is behind it is faded on purpose."""
    screen = app.screen
    top = screen.children[0].region if isinstance(screen, ModalScreen) and screen.children else screen.region
    for y, strip in enumerate(screen._compositor.render_strips()):
        x = 0
        for segment in strip:
            width = segment.cell_length
            if top.contains(x, y) and (spot := _spot(segment, system)) is not None:
                yield spot
            x += width


def _spot(segment: Segment, system: ColorSystem) -> Spot | None:
    text, style = segment.text.strip(), segment.style
    if not text or style is None or style.color is None or style.bgcolor is None:
        return None
    front, back = (_shown(colour, system) for colour in (style.color, style.bgcolor))
    if style.reverse:
        front, back = back, front
    return Spot(text, ratio(front, back), needed(text), f"{front.hex} on {back.hex}")


def _shown(colour: RichColor, system: ColorSystem) -> ColorTriplet:
    return colour.downgrade(system).get_truecolor()


def noticed(app: App[None]) -> str:
    """What the app has said in passing, which is not painted in tests."""
    return "\n".join(notification.message for notification in app._notifications)


def downgraded(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    """What a terminal of 256 colours shows instead of a colour."""
    found = RichColor.from_rgb(*colour).downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
    return found.red, found.green, found.blue


def too_faint(app: App[None], system: ColorSystem = ColorSystem.TRUECOLOR) -> list[str]:
    """What on the screen has too little contrast, in words."""
    faint = [spot for spot in spots(app, system) if spot.ratio < spot.needed]
    if isinstance(app.focused, Input | TextArea):
        faint = [spot for spot in faint if len(spot.text) > 1]  # the one character that the cursor stands on
    return sorted({f"{s.colours} {s.ratio:.1f} < {s.needed}: {s.text[:40]!r}" for s in faint})
