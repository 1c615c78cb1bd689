"""Readiness and shares drawn in characters. A bar always has its numbers beside it; colour carries no meaning."""

from __future__ import annotations

import math
from typing import Final

from textual.content import Content

from cop_tui.domain.results import Readiness, Shares

INTERVAL: Final = "█▒░"
INTERVAL_ASCII: Final = "#=."
SHARES: Final = "▓█▒░·"
SHARES_ASCII: Final = "@#=-."
EPSILON: Final = 1e-9
"""Shares are quotients of small whole numbers; what is nearer than this to a whole cell is one."""


def percent(readiness: Readiness, use_ascii: bool = False) -> str:
    """Readiness in words: `48–71 %`, `48 %` once it is settled, `–` where nothing applies."""
    return readiness.words(dash="-" if use_ascii else "–")


def interval_text(readiness: Readiness, width: int, use_ascii: bool = False) -> str:
    """Bar and numbers as plain characters; `width` cells for the bar, the numbers follow."""
    found = readiness.bounds
    if found is None:
        return percent(readiness, use_ascii)
    full, maybe, rest = INTERVAL_ASCII if use_ascii else INTERVAL
    solid = width * found[0] // 100
    shaded = math.ceil(width * found[1] / 100) - solid if found[1] > found[0] else 0
    return f"{full * solid}{maybe * shaded}{rest * (width - solid - shaded)} {percent(readiness, use_ascii)}"


def interval_bar(readiness: Readiness, width: int, use_ascii: bool = False) -> Content:
    """`███████▒▒░░ 48–71 %`: solid to what is reached, shaded to what open questions may still bring, then the rest."""
    return Content(interval_text(readiness, width, use_ascii))


def shares_text(shares: Shares, width: int, use_ascii: bool = False) -> str:
    """The shares of a group as a bar of `width` characters, largest remainders first; blank without weight."""
    parts = (shares.demonstrated, shares.claimed, shares.partial, shares.open, shares.unanswered)
    total = sum(parts)
    if total <= 0 or width <= 0:
        return " " * max(width, 0)
    exact = [width * part / total for part in parts]
    cells = [math.floor(cell + EPSILON) for cell in exact]
    by_rest = sorted(range(len(parts)), key=lambda i: cells[i] - exact[i])
    for index in by_rest[: width - sum(cells)]:
        cells[index] += 1
    return "".join(glyph * count for glyph, count in zip(SHARES_ASCII if use_ascii else SHARES, cells, strict=True))


def shares_bar(shares: Shares, width: int, use_ascii: bool = False) -> Content:
    """Demonstrated ▓, claimed █, partial ▒, open ░, not answered ·, each as wide as its share."""
    return Content(shares_text(shares, width, use_ascii))
