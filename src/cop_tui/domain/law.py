"""What the law says: obligations, provisions that are cited, roles, time limits, reliefs, terms."""

from __future__ import annotations

from dataclasses import field
from typing import Any, Literal

from cop_tui.domain.base import Condition, Confidence, Identifier, Model
from cop_tui.domain.chapters import Strength


class Element(Model):
    """An atomic duty inside one provision."""

    id: Identifier
    duty: str
    strength: Strength = Strength.MUST
    note: str | None = None


class CodeCoverage(Model):
    """How far the Code takes an obligation over: signing does nothing for what it does not cover."""

    status: Literal["covered", "partly", "not_covered", "n/a"]
    mapping: Literal["official", "ours"]
    commitments: tuple[Identifier, ...] = ()
    measures: tuple[Identifier, ...] = ()
    linked: tuple[Identifier, ...] = ()
    note: str | None = None


class Obligation(Model):
    """A duty, exemption or permission of the AI Act: who is bound, from when, who enforces, what a breach costs.

    `applies_if` is a condition over facts and scoping outcomes; without one the wizard's facts do not decide.
    `due` is an expression for the day from which the duty must be met. `when_unasked` says what to make of it where the
    facts leave none of its criteria to ask.
    """

    id: Identifier
    article: str
    title: str
    kind: Literal["obligation", "exemption", "neighbouring_obligation", "permission"]
    requires: str
    roles: tuple[Identifier, ...]
    who: str
    applies_if: Condition | None = None
    applies_from: str
    applies_from_note: str | None = None
    legacy_by: str | None = None
    due: Condition | None = None
    when_unasked: str | None = None
    deadline: str | None = None
    triggers: tuple[Identifier, ...] = ()
    enforced_by: Identifier
    sanctions: tuple[Identifier, ...] = ()
    exemptions: tuple[Identifier, ...] = ()
    elements: tuple[Element, ...] = ()
    annex_items: tuple[Identifier, ...] = ()
    evidence: tuple[str, ...] = ()
    code: CodeCoverage
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    confidence: Confidence = "high"


class Provision(Model):
    """Anything else that can be cited: a definition, rule, guideline, sanction, date or trap, in our own words."""

    id: Identifier
    kind: str
    title: str
    text: str
    article: str | None = None
    date: str | None = None
    strength: Strength | None = None
    evidence: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None


class Role(Model):
    """A part somebody plays under the Act; `applies_if` says when it is the assessed provider's."""

    id: Identifier
    title: str
    meaning: str
    applies_if: Condition | None = None


class EventKind(Model):
    """A kind of event that starts or stops a clock.

    `categories` are choices by which time limits differ, with their labels. `takes_days`: the request sets its own
    period. `about`: several may run beside each other, told apart by a name. `certain`: bound to come for whom it
    concerns. `counts`: which of several starts a clock. `from_fact` names the fact or outcome whose day stands in while
    none is recorded. `stands_for` names the kinds that count for it; such a kind is not recorded itself.
    """

    id: Identifier
    title: str
    meaning: str
    categories: dict[Identifier, str] = field(default_factory=dict)
    takes_days: bool = False
    about: bool = False
    certain: bool = False
    counts: Literal["each", "first", "last"] = "each"
    from_fact: Identifier | None = None
    stands_for: tuple[Identifier, ...] = ()
    recorded: bool = True

    @property
    def recordable(self) -> bool:
        """Whether a person records it; what follows from other events is not."""
        return self.recorded and not self.stands_for


class Deadline(Model):
    """A time limit of the Code or a date rule of the Act.

    Its day comes from one of three: `outcome` (a result of scoping), `due_of` (the day that scoping gives for a duty),
    `rule` (counted from an event). `duty` is what is due where `title` names what sets it off. `closed_by` names the
    events that discharge it, `ends_with` those that end what recurs or goes on, `category` the category of event it
    holds for. `same_as` names the rows that carry a rule, which is then not listed again. `informs`: a date to know,
    no duty. `applies_if` is a condition over scoping outcomes.
    """

    id: Identifier
    title: str
    duty: str | None = None
    limit: str
    pointer: str
    kind: str
    strength: str
    rule: dict[str, Any] | None = None
    outcome: Identifier | None = None
    due_of: Identifier | None = None
    applies_if: Condition | None = None
    criteria: tuple[Identifier, ...] = ()
    obligations: tuple[Identifier, ...] = ()
    closed_by: tuple[Identifier, ...] = ()
    ends_with: tuple[Identifier, ...] = ()
    category: str | None = None
    same_as: tuple[Identifier, ...] = ()
    informs: bool = False
    note: str | None = None
    confidence: Confidence = "high"


class Relief(Model):
    """An exemption, option or reduction that the Code gives, and the rows it touches."""

    id: Identifier
    category: str
    kind: str
    title: str
    text: str
    pointer: str
    applies_if: Condition | None = None
    affects: tuple[Identifier, ...] = ()


class Term(Model):
    """A term of the glossary in our own words."""

    term: str
    meaning: str
    pointer: str
    see_also: tuple[str, ...] = ()
    confidence: Confidence = "high"
