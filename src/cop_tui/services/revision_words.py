"""Who stands behind a revision, for people."""

from __future__ import annotations

from typing import Final

from cop_tui.store.history import MERGER, Revision

MERGED: Final = "two copies merged"
"""What stands in a history in the place of an author where copies were brought together."""


def is_merge(revision: Revision) -> bool:
    """Whether a revision brought two copies together, rather than saying what one person wrote."""
    return len(revision.parents) > 1 or revision.author == MERGER
