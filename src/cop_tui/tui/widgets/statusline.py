"""The line above the keys: left a word on what was just done, right how far one is and how much is left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from cop_tui.domain.results import Readiness
from cop_tui.services.pace import left_words, time_words
from cop_tui.services.session import Session
from cop_tui.tui.widgets.bars import percent
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED

GAP: Final = 3
CORE: Final = 2
"""Up to this rank a figure goes before long words for another; the shortest words come only without lesser figures."""


class Part(NamedTuple):
    """A figure: its words from long to short, and how much it matters (0 most)."""

    words: tuple[str, ...]
    rank: int


class StatusLine(Static):
    """Figures stand at the right edge, so that a word on the left moves none of them; the lesser ones make room."""

    DEFAULT_CSS = """
    StatusLine { height: 1; padding: 0 2; text-wrap: nowrap; }
    """

    def __init__(self, *, use_ascii: bool = False) -> None:
        super().__init__(id="status")
        self._ascii = use_ascii
        self._said = ""
        self._parts: Sequence[Part] = ()

    def show(self, said: str, parts: Sequence[Part]) -> None:
        """Show a word and figures."""
        self._said, self._parts = said, parts
        self._paint()

    def on_resize(self, event: Resize) -> None:
        self._paint()

    def _paint(self) -> None:
        width = self.content_size.width or self.app.size.width - 4
        said = plain(self._said.replace("\n", " "))
        joint = " - " if self._ascii else " · "
        figures = fitted(self._parts, joint, max(width - (said.cell_length + GAP if self._said else 0), 0))
        said = said.truncate(max(width - len(figures) - GAP, 8), ellipsis=True)
        gap = " " * max(width - said.cell_length - len(figures), GAP if self._said else 0)
        self.update(Content.assemble(said, gap, (figures, MUTED)), layout=False)


def fitted(parts: Sequence[Part], joint: str, room: int) -> str:
    """The figures in `room` cells: first in shorter words, then without the lesser ones, then in their shortest words.

    The one that matters most stays, in its shortest words, however little room there is.
    """
    if not parts:
        return ""
    longest = max(len(part.words) for part in parts)
    for least in range(max(part.rank for part in parts), -1, -1):
        for form in range(longest if least <= CORE else longest - 1):
            line = joint.join(p.words[min(form, len(p.words) - 1)] for p in parts if p.rank <= least)
            if len(line) <= room:
                return line
    return min(parts, key=lambda part: part.rank).words[-1]


def standing_parts(session: Session, seconds: float | None, use_ascii: bool) -> list[Part]:
    """Where one is and how much is left: in all, in the chapter, in the measure; `seconds` is the pace."""
    analysis = session.analysis
    chapter, _, measure = session.pack.places[session.position]
    whole = analysis.readiness
    by_id = {group.id: group.readiness for group in (*analysis.chapters, *analysis.measures)}
    left = whole.asked - whole.answered
    short = f"{left} left" if left else "nothing left"
    middle = f"{short}, {time_words(left * seconds)}" if left and seconds is not None else short
    gaps = len(analysis.gaps)
    parts = [Part((f"answered {whole.answered} of {whole.asked}", f"{whole.answered}/{whole.asked}"), 1)]
    for name, group in (("chapter", by_id.get(chapter.id)), ("measure", by_id.get(measure.id))):
        if group is not None and group.asked:
            parts.append(Part((f"{name} {_of(group)}",), 2))
    parts.append(Part((left_words(left, seconds), middle, short), 0))
    parts.append(Part((f"readiness {percent(whole, use_ascii)}",), 3))
    parts.append(Part((f"{gaps} {'gap' if gaps == 1 else 'gaps'}",), 4))
    return parts


def _of(group: Readiness) -> str:
    return f"{group.answered}/{group.asked}"
