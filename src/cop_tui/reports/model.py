"""The single input of every report format: plain values in the order in which a report tells them.

Nothing here computes; `cop_tui.reports.build` makes the model from what the domain found. A format reads the model
alone, so that all formats say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final, Literal

from cop_tui.domain.answers import State
from cop_tui.domain.chapters import Chapter
from cop_tui.domain.dated import KEEP, DatedDuty
from cop_tui.domain.law import Obligation
from cop_tui.domain.results import Readiness, Shares, Verdict
from cop_tui.reports.attention_rows import Attention
from cop_tui.reports.register_rows import NO_REGISTERS, BaselineRow, Registers
from cop_tui.reports.rows import (
    AnswerRow,
    DutyRow,
    GapRow,
    HeadingRow,
    UnaskedRow,
    UnboundRow,
)

Part = Literal["notes", "evidence", "owners", "history", "changes", "answers", "gaps", "plan", "findings"]
"""What a copy for some readers may leave out.

`notes` are remarks of people, reasons of withdrawing and dropping included; `evidence` the references; `owners` who is
to do it; `history` who said what when, sign-offs and baselines; `changes` what changed since the last baseline;
`answers` the answers one by one; `gaps` the list by priority; `plan` actions, own dates and next steps; `findings`
what a careful reader looks at twice.
"""
PARTS: Final[tuple[Part, ...]] = (
    "notes", "evidence", "owners", "history", "changes", "answers", "gaps", "plan", "findings",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """An earlier moment of an assessment: a baseline, or the end of a day. `ref` is what names it to the program."""

    label: str
    ref: str
    baseline: BaselineRow | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """Whose report it is and what made it. `moment` is None for the assessment as it is.

    `content` is the SHA-256 of all that the assessment holds then: equal content has equal hashes. `made_at` is when
    the report was made, for calendars; it is printed nowhere.
    """

    id: str
    name: str
    provider: str
    model: str
    tool: str
    created_at: datetime | None = None
    updated_at: datetime | None = None
    updated_by: str = ""
    moment: Moment | None = None
    content: str = ""
    made_at: datetime | None = None

    def explain(self, what: str) -> str:
        """The command that prints how a figure was calculated."""
        at = "" if self.moment is None else f"@{self.moment.ref}"
        return f"cop-tui explain {self.id}{at} {what}"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A text that the questionnaire rests on."""

    title: str
    reference: str
    url: str | None


@dataclass(frozen=True, slots=True)
class PackRow:
    """The questionnaire that was answered, down to the hash of its text."""

    id: str
    version: str
    title: str
    sha256: str
    as_of: str
    disclaimer: str
    method_note: str
    sources: tuple[SourceRow, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A chapter's, commitment's or measure's standing; `counts` goes through all states, not answered last."""

    id: str
    number: str
    title: str
    readiness: Readiness
    shares: Shares
    counts: tuple[tuple[State | None, int], ...]

    def count(self, state: State | None) -> int:
        return dict(self.counts)[state]


@dataclass(frozen=True, slots=True)
class MeasurePart:
    """A measure with its criteria that are asked and its headings."""

    group: Group
    rows: tuple[AnswerRow, ...]
    headings: tuple[HeadingRow, ...]


@dataclass(frozen=True, slots=True)
class CommitmentPart:
    """A commitment with its measures."""

    group: Group
    measures: tuple[MeasurePart, ...]


@dataclass(frozen=True, slots=True)
class ChapterPart:
    """A chapter: whether it concerns the provider, whether it is signed, and how it stands.

    `signed` is None where there is nothing to sign or it is not known; `other_means` says that the provider must
    show other adequate means because the chapter is relevant and not signed. `signing` says what signing it gives and
    what it does not; what is so for every chapter is in `ReportModel.signing`.
    """

    group: Group
    kind: Literal["code", "act"]
    applies: bool | None
    signed: bool | None
    other_means: bool
    because: str
    commitments: tuple[CommitmentPart, ...]
    signing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """Something concrete to do next, and the criteria that it is about."""

    title: str
    text: str
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DateRow:
    """A date that follows from the facts; `days` from the report's day, negative when it has passed."""

    id: str
    label: str
    day: date
    days: int
    because: str


@dataclass(frozen=True, slots=True)
class OpenFact:
    """A fact that is not known, why it matters and what it would settle."""

    id: str
    label: str
    question: str
    why: str
    settles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact about provider or model; `given` is false where the questionnaire's assumption stands."""

    id: str
    label: str
    value: str
    given: bool


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """What follows from the facts, why, and what says so."""

    id: str
    label: str
    value: str
    because: tuple[str, ...]
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The first page: where you stand, what hurts most, what to do next, what binds you. `gaps` counts all of them."""

    readiness: Readiness
    shares: Shares
    counts: tuple[tuple[State | None, int], ...]
    verdicts: tuple[tuple[Verdict, int], ...]
    standing: tuple[str, ...]
    worst: tuple[GapRow, ...]
    steps: tuple[Step, ...]
    binds: tuple[str, ...]
    dates: tuple[DateRow, ...]
    open_facts: tuple[OpenFact, ...]
    gaps: int = 0


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The questionnaire itself, whatever the facts: its chapters, and every duty of the Act that it knows."""

    chapters: tuple[Chapter, ...] = ()
    obligations: tuple[Obligation, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportModel:
    """Everything that a report says. What `left_out` names is empty in the model, and told on the first page."""

    head: Head
    today: date
    pack: PackRow
    summary: Summary
    chapters: tuple[ChapterPart, ...]
    duties: tuple[DutyRow, ...]
    unbound: tuple[UnboundRow, ...]
    gaps: tuple[GapRow, ...]
    not_asked: tuple[AnswerRow, ...]
    attention: Attention
    facts: tuple[FactRow, ...]
    outcomes: tuple[OutcomeRow, ...]
    method: tuple[tuple[str, str], ...]
    facts_data: Mapping[str, Any] = field(repr=False)
    scope_data: Mapping[str, Any] = field(repr=False)
    registers: Registers = NO_REGISTERS
    signing: tuple[str, ...] = ()
    audience: str = "internal"
    left_out: tuple[Part, ...] = ()
    unasked: tuple[UnaskedRow, ...] = ()
    catalogue: Catalogue = field(default_factory=Catalogue, repr=False)

    def shows(self, part: Part) -> bool:
        """Whether this copy holds that part. Where it does not, a format says nothing about it, not even "none"."""
        return part not in self.left_out

    def next_dates(self, number: int = 3) -> tuple[DatedDuty, ...]:
        """The next dated duties of law, Code and requests that are not overdue, the earliest first."""
        coming = (d for d in self.registers.deadlines.open if (d.days or 0) >= 0 and d.kind != KEEP and not d.yardstick)
        return tuple(sorted(coming, key=lambda d: (d.day or date.max, d.id))[:number])

    def rows(self) -> tuple[AnswerRow, ...]:
        """Every criterion that is asked, in the order of the questionnaire."""
        return tuple(r for ch in self.chapters for c in ch.commitments for m in c.measures for r in m.rows)

    def with_rows(self, change: Any) -> ReportModel:
        """A copy in which `change` was applied to every answer row, asked or not."""
        chapters = tuple(
            replace(
                chapter,
                commitments=tuple(
                    replace(c, measures=tuple(replace(m, rows=tuple(change(r) for r in m.rows)) for m in c.measures))
                    for c in chapter.commitments
                ),
            )
            for chapter in self.chapters
        )
        return replace(self, chapters=chapters, not_asked=tuple(change(r) for r in self.not_asked))
