"""Chapter ▸ Commitment ▸ Measure ▸ Criterion ▸ Check: what is asked, with its guidance."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Any, Final, Literal

from cop_tui.domain.base import Condition, Confidence, Identifier, Model, Source, at_least_one
from cop_tui.domain.reading import Checked


class Strength(enum.StrEnum):
    """How binding a row of the Code is, by the wording it uses."""

    MUST = "must"
    SHOULD = "should"
    ENCOURAGED = "encouraged"
    MAY = "may-alternative"
    EXAMPLE = "example"


WEIGHTS: Final[dict[Strength, int]] = {
    Strength.MUST: 3,
    Strength.SHOULD: 2,
    Strength.ENCOURAGED: 1,
    Strength.MAY: 0,
    Strength.EXAMPLE: 0,
}


class Effort(enum.StrEnum):
    """Typical effort to close a gap: small, medium, large."""

    S = "S"
    M = "M"
    L = "L"


class TimeLimit(Model):
    """When something is due: in words, and as a rule where the text gives one.

    Rule keys: `offset_*` counts from `relative_to` (negative: before it), `every_*` recurs, `qualitative` has no
    number, `direction` says which side of the date counts.
    """

    text: str
    rule: dict[str, Any] | None = None


class Row(Model):
    """What criteria, checks and headings have in common: one statement of the Code or the Act."""

    id: Identifier
    statement: str
    pointer: str
    strength: Strength
    deadline: TimeLimit | None = None
    condition: str | None = None
    evidence: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    other_law: tuple[str, ...] = ()
    note: str | None = None
    confidence: Confidence = "high"
    appendix: Identifier | None = None
    part_of: Identifier | None = None


class Check(Row):
    """A sub-point, example or alternative of a criterion; it helps to answer and is never scored."""

    checks: tuple[Check, ...] = ()


class Heading(Row):
    """A row that is not asked: its state is the weakest among what covers it."""

    covered_by: Annotated[tuple[Identifier, ...], Checked(at_least_one)]


class Criterion(Row):
    """One checkable statement with its guidance, the duties it serves and the checks that help to answer it.

    `condition` is a situation in words that the person judges; `applies_if` is run over facts and outcomes.
    `facts_decide` is true where `applies_if` settles the very condition that the words describe;
    `condition_lifts` is false where the words qualify the duty ("save in exceptional circumstances") but never lift it.
    """

    short: str
    question: str
    why: str
    settles: tuple[str, ...]
    does_not_settle: tuple[str, ...]
    effort: Effort = Effort.M
    applies_if: Condition | None = None
    facts_decide: bool = False
    condition_lifts: bool = True
    obligations: tuple[Identifier, ...] = ()
    related_obligations: tuple[Identifier, ...] = ()
    reliefs: tuple[Identifier, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def situational(self) -> bool:
        """Whether its text knows cases in which it does not apply that the facts do not decide."""
        return self.condition is not None and self.condition_lifts and not self.facts_decide

    @property
    def reason_offered(self) -> str | None:
        """The reason to offer for not applicable: the situation in its text is not there. None if it knows none."""
        return f"The condition is not given: {self.condition}" if self.situational else None

    @property
    def weight(self) -> int:
        """Must 3, should 2, encouraged 1, anything else 0."""
        return WEIGHTS[self.strength]

    @cached_property
    def must_checks(self) -> tuple[str, ...]:
        """The ids of those of `all_checks` that bind."""
        return tuple(check.id for check in self.all_checks() if check.strength is Strength.MUST)

    def all_checks(self) -> Iterator[Check]:
        """Its checks, nested ones after the one they detail."""
        stack = list(reversed(self.checks))
        while stack:
            check = stack.pop()
            yield check
            stack.extend(reversed(check.checks))


class Measure(Model):
    """A measure of the Code or, in the chapter on the Act, one of its provisions."""

    id: Identifier
    title: str
    summary: str
    pages: str | None = None
    notes: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...]
    headings: tuple[Heading, ...] = ()

    @property
    def number(self) -> str:
        """`1.1` of `SS-M1.1`; the part after the dash of other ids."""
        tail = self.id.split("-", 1)[1]
        return tail[1:] if tail[:1] == "M" else tail


class Commitment(Model):
    """A commitment of the Code or, in the chapter on the Act, a group of provisions."""

    id: Identifier
    title: str
    intent: str
    pages: str | None = None
    legal_basis: tuple[str, ...] = ()
    measures: Annotated[tuple[Measure, ...], Checked(at_least_one)]

    @property
    def number(self) -> str:
        """`1` of `SS-C1`; the part after the dash of other ids."""
        tail = self.id.split("-", 1)[1]
        return tail[1:] if tail[:1] == "C" else tail

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(c for m in self.measures for c in m.criteria)


class Appendix(Model):
    """An appendix of a chapter; its rows stand under the measure that calls on it."""

    id: Identifier
    title: str
    summary: str
    parent: Identifier | None = None
    pages: str | None = None
    measure: Identifier
    related: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()


class Note(Model):
    """A remark on scope or reading that belongs to a chapter."""

    id: Identifier
    topic: str
    text: str
    limits: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    other_law: tuple[str, ...] = ()
    confidence: Confidence = "high"


class Chapter(Model):
    """A chapter of the Code (`kind: code`, may be signed) or the Act's own duties (`kind: act`)."""

    id: Identifier
    title: str
    kind: Literal["code", "act"]
    source: Source
    applies_to: str
    applies_if: Condition
    notes: tuple[Note, ...] = ()
    appendices: tuple[Appendix, ...] = ()
    commitments: Annotated[tuple[Commitment, ...], Checked(at_least_one)]

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        return tuple(m for c in self.commitments for m in c.measures)

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(c for m in self.measures for c in m.criteria)
