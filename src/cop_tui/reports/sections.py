"""The sections of a report for reading, in order, and what a copy leaves out of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cop_tui.reports.model import Part, ReportModel


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its anchor and title, and what a copy must show of (any one of them) for it to be there."""

    id: str
    title: str
    parts: tuple[Part, ...] = ()


SECTIONS: Final = (
    Section("summary", "Summary"),
    Section("chapters", "Chapters and commitments"),
    Section("obligations", "AI Act obligations"),
    Section("gaps", "Gaps", ("gaps",)),
    Section("actions", "Actions", ("plan",)),
    Section("deadlines", "Deadlines and events"),
    Section("evidence", "Evidence", ("evidence",)),
    Section("answers", "Answers", ("answers",)),
    Section("attention", "Points to look at twice", ("findings",)),
    Section("signing", "Sign-offs, baselines and changes", ("history", "changes")),
    Section("facts", "Facts and what follows from them"),
    Section("method", "Method and sources"),
)


def sections(model: ReportModel) -> tuple[Section, ...]:
    """The sections that this copy has. One whose every part is left out is not there at all."""
    return tuple(s for s in SECTIONS if not s.parts or _any(model, s.parts))


def _any(model: ReportModel, parts: Iterable[Part]) -> bool:
    return any(model.shows(part) for part in parts)
