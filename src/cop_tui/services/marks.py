"""Marks of states: a glyph and a word, never colour alone; plain ASCII where the locale knows no more."""

from __future__ import annotations

import locale
import os
from collections.abc import Mapping
from typing import Final

from cop_tui.domain.states import State

GLYPHS: Final[dict[State | None, str]] = {
    State.IMPLEMENTED: "●",
    State.PARTIAL: "◐",
    State.PLANNED: "○",
    State.MISSING: "✗",
    State.ALTERNATIVE: "◆",
    State.NOT_APPLICABLE: "–",
    None: "·",
}
ASCII: Final[dict[State | None, str]] = {
    State.IMPLEMENTED: "#",
    State.PARTIAL: "%",
    State.PLANNED: "o",
    State.MISSING: "x",
    State.ALTERNATIVE: "*",
    State.NOT_APPLICABLE: "-",
    None: ".",
}
WORDS: Final[dict[State | None, str]] = {
    State.IMPLEMENTED: "implemented",
    State.PARTIAL: "partial",
    State.PLANNED: "planned",
    State.MISSING: "missing",
    State.ALTERNATIVE: "other adequate means",
    State.NOT_APPLICABLE: "not applicable",
    None: "not answered",
}


def mark(state: State | None, use_ascii: bool = False) -> str:
    """The glyph of a state; None is not answered."""
    return (ASCII if use_ascii else GLYPHS)[state]


def needs_ascii(env: Mapping[str, str] | None = None) -> bool:
    """Whether the locale of this process cannot show the glyphs."""
    environ = os.environ if env is None else env
    chosen = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    encoding = chosen.partition(".")[2] or (locale.getpreferredencoding(False) if not chosen else "")
    return encoding.replace("-", "").lower() not in ("utf8", "utf_8")
