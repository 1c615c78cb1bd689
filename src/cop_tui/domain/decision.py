"""Running the decision table: facts in, outcomes with their reasons out, in three-valued logic.

A fact that is not known leaves what depends on it unknown; a row of the table that may fire makes what it would
change unknown, unless it would change nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cop_tui.domain.conditions import UNKNOWN, Collected, parse
from cop_tui.domain.facts import Facts
from cop_tui.domain.table import RuleRow, Scoping, Stage


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an outcome is as it is: the row of the table that fired, its sentence and its references."""

    rule: str
    text: str
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the decision table: all facts and outcomes, with the reasons for each outcome."""

    values: Mapping[str, Any]
    reasons: Mapping[str, tuple[Reason, ...]]


def outcome_names(scoping: Scoping) -> tuple[str, ...]:
    """Names of all results of the table, in the order in which they arise."""
    names: dict[str, None] = {}
    for stage in scoping.stages:
        for row in stage.rows:
            names.update(dict.fromkeys((*row.set, *row.add)))
    return tuple(names)


def start_values(scoping: Scoping, facts: Facts) -> dict[str, Any]:
    """Defaults overlaid with the facts. "Not known" is None for numbers and days, UNKNOWN for anything else."""
    values: dict[str, Any] = {}
    for spec in scoping.inputs:
        value = facts.value(spec)
        if value is None and spec.type not in ("float", "date"):
            value = "unknown" if "unknown" in spec.values else UNKNOWN  # type: ignore[assignment]
        values[spec.id] = value
    return values


def run_table(scoping: Scoping, values: dict[str, Any], *, undecided: bool = False) -> Run:
    """Compute the derived values, then run the stages in order. Raises ConditionError for a broken table.

    With `undecided`, an outcome that a row names "unknown" is not known to the rows after it.
    """
    values = dict(values)
    for derived in scoping.derived:
        values[derived.id] = parse(derived.value).evaluate(values)
    for name in outcome_names(scoping):
        default = scoping.defaults.get(name)
        values[name] = Collected(default) if isinstance(default, tuple) else default
    reasons: dict[str, list[Reason]] = {}
    for stage in scoping.stages:
        if stage.mode == "first":
            _first(stage, values, reasons)
        else:
            _all(stage, values, reasons)
        if undecided:
            values.update({name: UNKNOWN for row in stage.rows for name in row.set if values[name] == "unknown"})
    return Run(values, {name: tuple(found) for name, found in reasons.items()})


def _first(stage: Stage, values: dict[str, Any], reasons: dict[str, list[Reason]]) -> None:
    """The first row that holds fires; rows before it that may hold make what they would change unknown."""
    candidates: list[RuleRow] = []
    decided = False
    for row in stage.rows:
        holds = parse(row.when).holds(values)
        if holds is not False:
            candidates.append(row)
        if holds is True:
            decided = True
            break
    results: dict[str, list[Any]] = {}
    for row in candidates:
        reason = Reason(row.id, row.because, row.refs)
        for name, raw in row.set.items():
            results.setdefault(name, []).append(_computed(raw, values))
            reasons.setdefault(name, []).append(reason)
    for name, found in results.items():
        if not decided or len(found) < len(candidates):
            found.append(values[name])
        values[name] = found[0] if all(v == found[0] for v in found) else UNKNOWN


def _all(stage: Stage, values: dict[str, Any], reasons: dict[str, list[Reason]]) -> None:
    """Every row that holds fires, in order; one that may hold adds possibilities only."""
    for row in stage.rows:
        holds = parse(row.when).holds(values)
        if holds is False:
            continue
        reason = Reason(row.id, row.because, row.refs)
        for name, raw in row.set.items():
            value = _computed(raw, values)
            if value is True and row.because_holds is not None:
                reason = Reason(row.id, row.because_holds, row.refs)
            values[name] = value if holds is True or value == values[name] else UNKNOWN
            reasons.setdefault(name, []).append(reason)
        for name, items in row.add.items():
            values[name] = values[name].add(items, certain=holds is True)
            reasons.setdefault(name, []).append(reason)
            for item in items:
                reasons.setdefault(f"{name}:{item}", []).append(reason)


def _computed(raw: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(raw, str) and raw.startswith("= "):
        return parse(raw[2:]).evaluate(values)
    return raw


def plain(value: Any) -> Any:
    """A value for reading and JSON: lists as lists, unknown as None."""
    if value is UNKNOWN:
        return None
    if isinstance(value, Collected):
        return list(value.definite)
    return list(value) if isinstance(value, tuple) else value
