"""The decision table: questions about provider and model, rules, outcomes, worked examples."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import Field, field_validator

from cop_tui.domain.base import Confidence, Identifier, Model, checked_expression

FactValue = bool | float | str | tuple[str, ...] | None


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
    labels: dict[str, str] = {}
    default: FactValue = None
    help: str | None = None
    label: str
    why_it_matters: str
    ask_if: str | None = None
    open_if: str | None = None

    _ask = field_validator("ask_if", "open_if")(checked_expression)


class Derived(Model):
    """A value computed from the facts before the stages run."""

    id: Identifier
    value: str
    note: str | None = None

    _value = field_validator("value")(checked_expression)


class RuleRow(Model):
    """One row of the decision table: when it fires, what it sets or adds, and why, with references.

    `because_holds` is the sentence to give where the value that the row computes comes out true.
    """

    id: Identifier
    when: str
    set: dict[str, FactValue] = {}
    add: dict[str, tuple[str, ...]] = {}
    because: str
    because_holds: str | None = None
    refs: tuple[Identifier, ...]
    note: str | None = None

    _when = field_validator("when")(checked_expression)

    @field_validator("set")
    @classmethod
    def _set(cls, value: dict[str, FactValue]) -> dict[str, FactValue]:
        for item in value.values():
            if isinstance(item, str) and item.startswith("= "):
                checked_expression(item[2:])
        return value


class Stage(Model):
    """A step of the decision table; in mode `first` one row fires, in mode `all` every row whose condition holds."""

    id: Identifier
    title: str
    mode: Literal["first", "all"]
    rows: tuple[RuleRow, ...] = Field(min_length=1)


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

    when: str
    fact: Identifier
    message: str

    _when = field_validator("when")(checked_expression)


class Scoping(Model):
    """The decision table: facts in, roles, duties and dates out."""

    inputs: tuple[FactInput, ...]
    derived: tuple[Derived, ...]
    stages: tuple[Stage, ...]
    defaults: dict[str, FactValue]
    labels: dict[str, str] = {}
    value_labels: dict[str, str] = {}
    dates: dict[str, str] = {}
    traps: dict[str, str] = {}
    contradictions: tuple[Contradiction, ...] = ()
    examples: tuple[Example, ...] = ()

    @cached_property
    def input_index(self) -> dict[str, FactInput]:
        return {i.id: i for i in self.inputs}
