"""The facts given and what follows from them, in words and as plain data."""

from __future__ import annotations

from datetime import date
from typing import Any

from cop_tui.domain.conditions import parse
from cop_tui.domain.decision import start_values
from cop_tui.domain.facts import Facts, format_fact
from cop_tui.domain.pack import Pack
from cop_tui.domain.scoping import Scope
from cop_tui.reports.model import DateRow, FactRow, OpenFact, OutcomeRow

_LISTS_OF_DUTIES = ("obligations", "on_request", "neighbouring")


def fact_rows(pack: Pack, facts: Facts) -> tuple[FactRow, ...]:
    """Every fact that was given, and what is assumed for the others that can matter, in the pack's order."""
    values = start_values(pack.scoping, facts)
    return tuple(
        FactRow(spec.id, spec.label, format_fact(spec, facts.value(spec)), spec.id in facts.given)
        for spec in pack.scoping.inputs
        if spec.id in facts.given or spec.ask_if is None or parse(spec.ask_if).holds(values) is not False
    )


def outcome_rows(pack: Pack, scope: Scope) -> tuple[OutcomeRow, ...]:
    """Every outcome with its value in words, the reasons and their references."""
    return tuple(
        OutcomeRow(
            id=name,
            label=pack.scoping.labels.get(name, name),
            value=outcome_words(pack, name, value),
            because=_because(scope, name),
            refs=tuple(dict.fromkeys(cited(pack, ref) for r in scope.reasons.get(name, ()) for ref in r.refs)),
        )
        for name, value in scope.outcome.items()
    )


def _because(scope: Scope, name: str) -> tuple[str, ...]:
    """The reasons of an outcome; where it is open, what may apply is said to be no more than that."""
    texts = tuple(dict.fromkeys(r.text for r in scope.reasons.get(name, ())))
    return ("What may apply:", *texts) if texts and scope.outcome.get(name) is None else texts


def outcome_words(pack: Pack, name: str, value: Any) -> str:
    """An outcome's value for reading: labels for codes, articles for duties, titles for chapters."""
    if value is None:
        return "not decided or none"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list | tuple):
        return ", ".join(_item(pack, name, str(item)) for item in value) or "none"
    return pack.scoping.value_labels.get(str(value), str(value))


def _item(pack: Pack, name: str, item: str) -> str:
    if name in _LISTS_OF_DUTIES and item in pack.obligation_index:
        return pack.obligation_index[item].article
    chapter = next((c.title for c in pack.chapters if c.id == item), None)
    return chapter or pack.scoping.value_labels.get(item, item)


def cited(pack: Pack, ref: str) -> str:
    """What a reference of the decision table names: its article where it has one, else its title and id."""
    if ref in pack.obligation_index:
        return pack.obligation_index[ref].article
    if ref in pack.provision_index:
        found = pack.provision_index[ref]
        return found.article or f"{found.title} ({ref})"
    return next((f"{d.title} ({ref})" for d in pack.deadlines if d.id == ref), ref)


def date_rows(pack: Pack, scope: Scope, today: date) -> tuple[DateRow, ...]:
    """The dates that follow from the facts, earliest first."""
    rows = [
        DateRow(d.id, pack.scoping.labels.get(d.id, d.id), day, (day - today).days, d.because)
        for d in scope.dates
        for day in (date.fromisoformat(d.date),)
    ]
    return tuple(sorted(rows, key=lambda row: (row.day, row.id)))


def open_facts(pack: Pack, scope: Scope) -> tuple[OpenFact, ...]:
    """The facts that are not known and would settle or move something."""
    return tuple(
        OpenFact(
            id=u.fact,
            label=pack.scoping.input_index[u.fact].label,
            question=pack.scoping.input_index[u.fact].question,
            why=u.why_it_matters,
            settles=tuple(pack.scoping.labels.get(name, name) for name in u.settles),
        )
        for u in scope.undetermined
    )
