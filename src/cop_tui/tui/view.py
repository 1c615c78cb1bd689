"""What of a screen of lists can outlive it, so that coming back finds all as it was."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class View:
    """What is shown of some lists: the words of the filter, the list that is chosen, and the line in each."""

    filter: str = ""
    chosen: int = 0
    cursors: dict[int, str] = field(default_factory=dict)
    explained: bool | None = None
