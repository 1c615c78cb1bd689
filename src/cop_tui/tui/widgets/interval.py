"""The readiness interval in characters; it brings nothing that the first list of assessments would have to wait for."""

from __future__ import annotations

import math
from typing import Final

from cop_tui.domain.readiness import Readiness

INTERVAL: Final = "█▒░"
INTERVAL_ASCII: Final = "#=."


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
