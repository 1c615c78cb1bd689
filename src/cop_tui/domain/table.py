"""The decision table: questions about provider and model, rules, outcomes, worked examples."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property
from typing import Annotated, Literal

from cop_tui.domain.base import Condition, Confidence, Identifier, Model, at_least_one, checked_expression
from cop_tui.domain.reading import Checked

FactValue = bool | float | str | tuple[str, ...] | None


def checked_results(results: dict[str, FactValue]) -> dict[str, FactValue]:
    """A check: what stands behind `= ` is in the language of conditions. Raises ValueError."""
    for each in results.values():
        if isinstance(each, str) and each.startswith("= "):
            checked_expression(each[2:])
    return results


class FactInput(Model):
    """A question about provider or model: its type, unit, allowed values and what is assumed until answered.

    `ask_if` says when the question can matter; `open_if`, over outcomes, when not knowing leaves something open.
    """

    id: Identifier
    group: Literal["provider", "model"]
    question: str
    type: Literal["bool", "enum", "list", "float", "date"]
    unit: str | None = None
    values: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    default: FactValue = None
    help: str | None = None
    label: str
    why_it_matters: str
    ask_if: Condition | None = None
    open_if: Condition | None = None


class Derived(Model):
    """A value computed from the facts before the stages run."""

    id: Identifier
    value: Condition
    note: str | None = None


class RuleRow(Model):
    """One row of the decision table: when it fires, what it sets or adds, and why, with references.

    `because_holds` is the sentence to give where the value that the row computes comes out true.
    """

    id: Identifier
    when: Condition
    set: Annotated[dict[str, FactValue], Checked(checked_results)] = field(default_factory=dict)
    add: dict[str, tuple[str, ...]] = field(default_factory=dict)
    because: str
    because_holds: str | None = None
    refs: tuple[Identifier, ...]
    note: str | None = None


class Stage(Model):
    """A step of the decision table; in mode `first` one row fires, in mode `all` every row whose condition holds."""

    id: Identifier
    title: str
    mode: Literal["first", "all"]
    rows: Annotated[tuple[RuleRow, ...], Checked(at_least_one)]


class Example(Model):
    """A worked case of the decision table; each is run as a test."""

    id: Identifier
    title: str
    given: dict[str, FactValue]
    expect: dict[str, FactValue]
    reasoning: str
    refs: tuple[Identifier, ...] = ()
    confidence: Confidence = "high"


class Contradiction(Model):
    """Facts that cannot be true together, and which of them to correct."""

    when: Condition
    fact: Identifier
    message: str


class Scoping(Model):
    """The decision table: facts in, roles, duties and dates out."""

    inputs: tuple[FactInput, ...]
    derived: tuple[Derived, ...]
    stages: tuple[Stage, ...]
    defaults: dict[str, FactValue]
    labels: dict[str, str] = field(default_factory=dict)
    value_labels: dict[str, str] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    traps: dict[str, str] = field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()
    examples: tuple[Example, ...] = ()

    @cached_property
    def input_index(self) -> dict[str, FactInput]:
        return {i.id: i for i in self.inputs}
