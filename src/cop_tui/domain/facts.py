"""Facts about provider and model: what was given, read strictly against the pack's questions.

A fact that is absent has the pack's default; one that is given as null is *not known*, and what depends on it
stays undetermined.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cop_tui.domain.conditions import parse
from cop_tui.domain.pack import FactInput, FactValue, Scoping
from cop_tui.domain.quantity import format_quantity, parse_count, parse_day, parse_flop
from cop_tui.errors import FactsError

_WORDS = {
    "yes": True, "true": True, "on": True, "y": True, "no": False, "false": False, "off": False, "n": False,
}  # fmt: skip
NOT_KNOWN = ("", "unknown", "not known", "?", "null", "none recorded")


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts as given, by input id, each in its type: FLOP as float, days as ISO text, lists as tuples.

    `None` means that the person said "not known". Ids that are missing take the pack's default.
    """

    given: Mapping[str, FactValue] = field(default_factory=dict)

    def value(self, spec: FactInput) -> FactValue:
        return self.given.get(spec.id, spec.default)

    def to_data(self) -> dict[str, Any]:
        """Plain data for JSON and YAML, in the order given."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in self.given.items()}


def parse_facts(scoping: Scoping, raw: Mapping[str, Any]) -> Facts:
    """Read facts against the pack's inputs. Raises FactsError naming every fact that cannot be used."""
    given: dict[str, FactValue] = {}
    problems: list[str] = []
    for key, value in raw.items():
        spec = scoping.input_index.get(str(key))
        if spec is None:
            problems.append(f"{key}: no such fact{_nearest(str(key), scoping)}")
            continue
        try:
            given[spec.id] = parse_fact(spec, value)
        except ValueError as error:
            problems.append(f"{key}: {error}")
    facts = Facts(given)
    values = {spec.id: facts.value(spec) for spec in scoping.inputs}
    problems += [f"{c.fact}: {c.message}" for c in scoping.contradictions if parse(c.when).holds(values) is True]
    if problems:
        raise FactsError(problems)
    return facts


def parse_fact(spec: FactInput, raw: object) -> FactValue:
    """Read one fact in its type. None, "unknown" and "?" are not known. Raises ValueError with what is allowed."""
    if raw is None:
        return None
    if isinstance(raw, str) and raw.strip().lower() in NOT_KNOWN and raw.strip().lower() not in spec.values:
        return None
    match spec.type:
        case "bool":
            return _parse_bool(raw)
        case "enum":
            return _parse_choice(spec, raw)
        case "list":
            return _parse_list(spec, raw)
        case "date":
            return parse_day(raw)
        case "float":
            return parse_flop(raw) if spec.unit == "FLOP" else parse_count(raw)


def format_fact(spec: FactInput, value: FactValue) -> str:
    """A fact for reading, with labels and units."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(spec.labels.get(v, v) for v in value) or "none"
    if isinstance(value, int | float):
        return format_quantity(float(value), spec.unit or "")
    return spec.labels.get(value, value)


def _parse_bool(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    word = raw.strip().lower() if isinstance(raw, str) else raw
    if isinstance(word, str) and word in _WORDS:
        return _WORDS[word]
    raise ValueError(f"'{raw}' is neither yes nor no; allowed are yes, no and unknown")


def _parse_choice(spec: FactInput, raw: object) -> str:
    if isinstance(raw, bool):  # YAML reads a bare yes/no as truth values
        raw = "yes" if raw else "no"
    word = raw.strip() if isinstance(raw, str) else raw
    for value in spec.values:
        if isinstance(word, str) and word.lower() == value.lower():
            return value
    raise ValueError(f"'{raw}' is not allowed; allowed are {', '.join(spec.values)}")


def _parse_list(spec: FactInput, raw: object) -> tuple[str, ...]:
    if isinstance(raw, str):
        raw = [part for part in raw.replace(";", ",").split(",") if part.strip()]
    if not isinstance(raw, list | tuple):
        raise ValueError(f"'{raw}' is no list; allowed are {', '.join(spec.values)}")
    return tuple(dict.fromkeys(_parse_choice(spec, item) for item in raw))


def _nearest(key: str, scoping: Scoping) -> str:
    near = difflib.get_close_matches(key, scoping.input_index, n=1)
    return f"; did you mean {near[0]}?" if near else f"; allowed are {', '.join(scoping.input_index)}"


def assumed(scoping: Scoping, facts: Facts) -> tuple[FactInput, ...]:
    """The questions that can matter and were not answered, so that the pack's default stands in for the answer.

    A default of "not known" assumes nothing and is not among them.
    """
    values = {spec.id: facts.value(spec) for spec in scoping.inputs}
    return tuple(
        spec
        for spec in scoping.inputs
        if spec.id not in facts.given
        and spec.default not in (None, "unknown")
        and (spec.ask_if is None or parse(spec.ask_if).holds(values) is not False)
    )
