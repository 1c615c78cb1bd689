"""For whom a report is written, and what that audience is not shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from cop_tui.errors import ReportError
from cop_tui.reports.model import PARTS, Part

AUDIENCES: Final[Mapping[str, tuple[Part, ...]]] = {
    "internal": (),
    "board": ("notes", "evidence", "history", "answers", "findings"),
    "ai-office": ("notes", "owners", "history", "changes", "gaps", "plan", "findings"),
    "custom": (),
}
"""What each audience is not shown."""
ABOUT: Final[Mapping[str, str]] = {
    "internal": "everything",
    "board": "summary, obligations, gaps and plan; no notes",
    "ai-office": "answers, evidence, alternative means; nothing internal",
    "custom": "everything but what you leave out",
}
"""What each audience is shown, in words."""
READERS: Final[Mapping[str, str]] = {
    "internal": "for internal readers",
    "board": "for the board",
    "ai-office": "for the AI Office",
    "custom": "a selection",
}
"""What the foot of each page says of it."""
SWITCHES: Final[Mapping[str, tuple[Part, ...]]] = {
    "notes": ("notes",),
    "evidence": ("evidence",),
    "owners": ("owners",),
    "history": ("history", "changes"),
}
"""What can be left out of any copy, by the name of its switch."""


def left_out(audience: str, switched_off: Collection[str] = ()) -> tuple[Part, ...]:
    """What a copy leaves out, in the order of PARTS. Raises ReportError for an audience that does not exist."""
    if audience not in AUDIENCES:
        raise ReportError(f"there is no audience {audience}", f"Audiences: {', '.join(AUDIENCES)}.")
    gone = {*AUDIENCES[audience], *(part for name in switched_off for part in SWITCHES[name])}
    return tuple(part for part in PARTS if part in gone)
