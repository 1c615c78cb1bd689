"""The shape of a questionnaire pack: Pack ▸ Chapter ▸ Commitment ▸ Measure ▸ Criterion ▸ Check.

A pack is data written for lawyers to review and for this program to run. All models are frozen and refuse
unknown keys. Every id is unique within a pack; what refers to an id must name one that exists.
"""

from __future__ import annotations

from functools import cached_property

from cop_tui.domain.base import (
    Confidence,
    Identifier,
    Model,
    Sha256,
    Source,
)
from cop_tui.domain.chapters import (
    WEIGHTS,
    Appendix,
    Chapter,
    Check,
    Commitment,
    Criterion,
    Effort,
    Heading,
    Measure,
    Note,
    Row,
    Strength,
    TimeLimit,
)
from cop_tui.domain.law import (
    CodeCoverage,
    Deadline,
    Element,
    EventKind,
    Obligation,
    Provision,
    Relief,
    Role,
    Term,
)
from cop_tui.domain.table import (
    Contradiction,
    Derived,
    Example,
    FactInput,
    FactValue,
    RuleRow,
    Scoping,
    Stage,
)

__all__ = [
    "WEIGHTS",
    "Appendix",
    "Chapter",
    "Check",
    "CodeCoverage",
    "Commitment",
    "Confidence",
    "Contradiction",
    "Criterion",
    "Deadline",
    "Derived",
    "Effort",
    "Element",
    "EventKind",
    "Example",
    "FactInput",
    "FactValue",
    "Form",
    "FormField",
    "FormSection",
    "Heading",
    "Identifier",
    "Measure",
    "Model",
    "Note",
    "Obligation",
    "Pack",
    "Provision",
    "Relief",
    "Role",
    "Row",
    "RuleRow",
    "Scoping",
    "Source",
    "Stage",
    "Strength",
    "Term",
    "TimeLimit",
]


class FormField(Model):
    """A field of an official form, with who receives it."""

    id: Identifier
    label: str
    guidance: str | None = None
    kind: str | None = None
    options: tuple[str, ...] = ()
    optional: bool = False
    recommended_words: str | None = None
    recipients: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    confidence: Confidence = "high"


class FormSection(Model):
    """A section of an official form."""

    id: Identifier
    title: str
    fields: tuple[FormField, ...]


class Form(Model):
    """An official form in our own words: the Model Documentation Form or the summary of training content."""

    id: Identifier
    title: str
    source: Source
    sections: tuple[FormSection, ...]


class Pack(Model):
    """A versioned questionnaire with everything that is needed to ask, scope, analyse and report."""

    id: Identifier
    version: str
    title: str
    as_of: str
    disclaimer: str
    method_note: str
    sources: dict[str, Source]
    roles: tuple[Role, ...]
    chapters: tuple[Chapter, ...]
    obligations: tuple[Obligation, ...]
    provisions: tuple[Provision, ...]
    deadlines: tuple[Deadline, ...]
    reliefs: tuple[Relief, ...]
    glossary: tuple[Term, ...]
    scoping: Scoping
    forms: tuple[Form, ...] = ()
    events: tuple[EventKind, ...] = ()
    sha256: Sha256

    @cached_property
    def commitments(self) -> tuple[Commitment, ...]:
        """The Code's commitments (12 in the first pack); the Act's own duties are not among them."""
        return tuple(c for ch in self.chapters if ch.kind == "code" for c in ch.commitments)

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """The Code's measures (40 in the first pack)."""
        return tuple(m for c in self.commitments for m in c.measures)

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """Every criterion of every chapter, in the order in which it is asked."""
        return tuple(c for ch in self.chapters for c in ch.criteria)

    @cached_property
    def criterion_index(self) -> dict[str, Criterion]:
        return {c.id: c for c in self.criteria}

    @cached_property
    def places(self) -> dict[str, tuple[Chapter, Commitment, Measure]]:
        """Criterion id to the chapter, commitment and measure it stands under."""
        return {
            c.id: (chapter, commitment, measure)
            for chapter in self.chapters
            for commitment in chapter.commitments
            for measure in commitment.measures
            for c in measure.criteria
        }

    @cached_property
    def obligation_index(self) -> dict[str, Obligation]:
        return {o.id: o for o in self.obligations}

    @cached_property
    def provision_index(self) -> dict[str, Provision]:
        return {p.id: p for p in self.provisions}

    @cached_property
    def relief_index(self) -> dict[str, Relief]:
        return {r.id: r for r in self.reliefs}

    @cached_property
    def event_index(self) -> dict[str, EventKind]:
        return {e.id: e for e in self.events}

    def served_by(self, obligation: str) -> tuple[Criterion, ...]:
        """The criteria that serve an obligation, in pack order."""
        return self._serving.get(obligation, ())

    @cached_property
    def _serving(self) -> dict[str, tuple[Criterion, ...]]:
        serving: dict[str, list[Criterion]] = {}
        for criterion in self.criteria:
            for obligation in criterion.obligations:
                serving.setdefault(obligation, []).append(criterion)
        return {key: tuple(value) for key, value in serving.items()}

    @cached_property
    def covering(self) -> dict[str, frozenset[str]]:
        """The criteria that cover each heading, through other headings, measures and appendices too."""
        headings = {h.id: h.covered_by for ch in self.chapters for m in ch.measures for h in m.headings}
        inside: dict[str, list[str]] = {}
        for chapter in self.chapters:
            for measure in chapter.measures:
                for row in (*measure.criteria, *measure.headings):
                    inside.setdefault(measure.id, []).append(row.id)
                    if row.appendix is not None:
                        inside.setdefault(row.appendix, []).append(row.id)

        def covering(ref: str, path: frozenset[str]) -> set[str]:
            if ref in self.criterion_index:
                return {ref}
            if ref in path:
                return set()
            parts = headings.get(ref) or inside.get(ref, [])
            return {criterion for part in parts for criterion in covering(part, path | {ref})}

        return {heading: frozenset(covering(heading, frozenset())) for heading in headings}
