"""The sections of a report for reading, in order, and what a copy leaves out of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from cop_tui.reports.model import Part, ReportModel


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its anchor and title, and what a copy must show of (any one of them) for it to be there."""

    id: str
    title: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Glance:
    """How much of each the executive page says, so that it is one page."""

    binds: int = 2
    standing: int = 3
    worst: int = 5
    dates: int = 3
    changes: int = 4


GLANCE: Final = Glance()
GLANCE_TITLE: Final = "At a glance"

SIGNING: Final = "signing"
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
    Section(SIGNING, "Sign-offs, baselines and changes", ("history", "changes")),
    Section("facts", "Facts and what follows from them"),
    Section("method", "Method and sources"),
)


def sections(model: ReportModel) -> tuple[Section, ...]:
    """The sections that this copy has. One whose every part is left out, or that would say nothing, is not there."""
    return tuple(_named(model, s) for s in SECTIONS if not s.parts or _any(model, s.parts))


def _any(model: ReportModel, parts: Iterable[Part]) -> bool:
    return any(model.shows(part) for part in parts if part != "changes" or model.registers.changed is not None)


def _named(model: ReportModel, section: Section) -> Section:
    """The section under a title that promises no more than it holds."""
    if section.id != SIGNING:
        return section
    if not model.shows("history"):
        return replace(section, title="Changes since the last baseline")
    return section if model.registers.changed is not None else replace(section, title="Sign-offs and baselines")
