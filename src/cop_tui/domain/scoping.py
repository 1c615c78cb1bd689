"""Facts ▸ Scope: what binds this provider, since when and why.

The decision table is data of the pack. It is run with three-valued logic: a fact that is not known leaves what
depends on it undetermined, and the scope says which facts would settle it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cop_tui.domain.conditions import UNKNOWN, Tri, parse
from cop_tui.domain.decision import Reason, Run, outcome_names, plain, run_table, start_values
from cop_tui.domain.facts import Facts, format_fact
from cop_tui.domain.pack import Chapter, Criterion, Obligation, Pack, Scoping


@dataclass(frozen=True, slots=True)
class ChapterScope:
    """Whether a chapter's criteria are asked (None: undetermined), and whether the provider signed it."""

    id: str
    applies: bool | None
    signed: bool | None
    because: str


@dataclass(frozen=True, slots=True)
class ObligationScope:
    """Whether a duty binds (None: undetermined), the ISO day from which it must be met, and why."""

    id: str
    binds: bool | None
    due: str | None
    because: str


@dataclass(frozen=True, slots=True)
class ScopeDate:
    """A date that follows from the facts."""

    id: str
    date: str
    because: str


@dataclass(frozen=True, slots=True)
class Undetermined:
    """A fact that is not known, why it matters and which outcomes it would settle or move."""

    fact: str
    why_it_matters: str
    settles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """What binds the provider. `outcome` holds the table's result names; None there means undetermined or none.

    `criteria` says for each whether it applies (None: undetermined); `placed` is the day of placing, if known.
    """

    outcome: Mapping[str, Any]
    reasons: Mapping[str, tuple[Reason, ...]]
    roles: tuple[str, ...]
    chapters: tuple[ChapterScope, ...]
    obligations: tuple[ObligationScope, ...]
    dates: tuple[ScopeDate, ...]
    undetermined: tuple[Undetermined, ...]
    criteria: Mapping[str, bool | None] = field(repr=False)
    placed: str | None = None
    _by_id: Mapping[str, ObligationScope] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {o.id: o for o in self.obligations})

    def chapter(self, chapter_id: str) -> ChapterScope:
        return next(c for c in self.chapters if c.id == chapter_id)

    def obligation(self, obligation_id: str) -> ObligationScope | None:
        return self._by_id.get(obligation_id)

    def may_bind(self, obligation_id: str) -> bool:
        """Whether a duty binds or may bind."""
        found = self.obligation(obligation_id)
        return found is not None and found.binds is not False

    def asked(self, criterion_id: str) -> bool:
        """Whether a criterion is asked: where facts leave it open, it is."""
        return self.criteria.get(criterion_id) is not False


def scope(pack: Pack, facts: Facts) -> Scope:
    """Run the pack's decision table over the facts."""
    start = start_values(pack.scoping, facts)
    run = run_table(pack.scoping, start)
    # The table names what it could not decide with the word "unknown". What binds is read from a second run in
    # which that word is truly unknown, so that "not decided" never reads as "does not bind".
    values = run_table(pack.scoping, start, undecided=True).values
    undetermined = tuple(_undetermined(pack.scoping, facts, run))
    left_open = _left_open(pack.scoping, undetermined)
    signed = values["chapters_signed"]
    chapters = tuple(
        ChapterScope(
            id=ch.id,
            applies=_known(parse(ch.applies_if).holds(values)),
            signed=None if ch.kind == "act" or signed is UNKNOWN else ch.id in signed,
            because=_because_chapter(ch, pack.scoping, values, run),
        )
        for ch in pack.chapters
    )
    chapters = tuple(replace(c, because=left_open) if c.applies is None else c for c in chapters)
    applies = {c.id: c.applies for c in chapters}
    theirs = frozenset(r.id for r in pack.roles if r.applies_if is None)
    return Scope(
        outcome={
            name: None if values[name] is UNKNOWN and run.values[name] != "unknown" else plain(run.values[name])
            for name in outcome_names(pack.scoping)
        },
        reasons=run.reasons,
        roles=tuple(r.id for r in pack.roles if r.applies_if and parse(r.applies_if).holds(values) is True),
        chapters=chapters,
        obligations=tuple(_obligation(o, pack.scoping, values, run, theirs, left_open) for o in pack.obligations),
        dates=tuple(
            ScopeDate(name, run.values[name], because)
            for name, because in pack.scoping.dates.items()
            if isinstance(run.values.get(name), str)
        ),
        undetermined=undetermined,
        criteria={c.id: _criterion(c, applies[ch.id], values) for ch in pack.chapters for c in ch.criteria},
        placed=values.get("placed_date"),
    )


def _known(value: Tri) -> bool | None:
    return None if value is UNKNOWN else bool(value)


def _because_chapter(chapter: Chapter, scoping: Scoping, values: Mapping[str, Any], run: Run) -> str:
    found = run.reasons.get(f"chapters_relevant:{chapter.id}") or run.reasons.get("chapter_v", ())
    return _because_not(chapter.applies_if, scoping, values, run) or (found[-1].text if found else "")


def _because_not(condition: str, scoping: Scoping, values: Mapping[str, Any], run: Run) -> str:
    """Why a condition does not hold, from the outcome or the fact that makes it false; empty if it is not false."""
    for name in parse(condition).failing(values):
        if name in run.reasons:
            return run.reasons[name][-1].text
        if name in scoping.input_index:
            spec = scoping.input_index[name]
            return f"{spec.label}: {format_fact(spec, values[name])}."
    return ""


def _obligation(
    obligation: Obligation,
    scoping: Scoping,
    values: Mapping[str, Any],
    run: Run,
    theirs: frozenset[str],
    left_open: str,
) -> ObligationScope:
    """Whether a duty binds this provider; `theirs` are the roles of others, such as its representative.

    `left_open` is the reason to give where the facts do not decide.
    """
    if theirs.issuperset(obligation.roles):
        return ObligationScope(obligation.id, False, None, f"Not yours to fulfil: {obligation.who}")
    binds = None if obligation.applies_if is None else _known(parse(obligation.applies_if).holds(values))
    due = parse(obligation.due).evaluate(run.values) if obligation.due and binds is not False else None
    reasons = [
        reason
        for name in ("obligations", "on_request", "neighbouring")
        for reason in run.reasons.get(f"{name}:{obligation.id}", ())
    ]
    because = reasons[-1].text if reasons else obligation.who
    if binds is False and obligation.applies_if is not None:
        because = _because_not(obligation.applies_if, scoping, values, run)
    if binds is None and obligation.applies_if is not None:
        because = left_open
    return ObligationScope(obligation.id, binds, due if isinstance(due, str) else None, because)


def _left_open(scoping: Scoping, undetermined: tuple[Undetermined, ...]) -> str:
    """Why something stays open, naming the facts that would settle it."""
    labels = [scoping.input_index[u.fact].label for u in undetermined if "obligations" in u.settles]
    return f"Not settled; it depends on what is not known: {', '.join(labels) or 'several facts together'}."


def _criterion(criterion: Criterion, chapter: bool | None, values: Mapping[str, Any]) -> bool | None:
    own = True if criterion.applies_if is None else _known(parse(criterion.applies_if).holds(values))
    if chapter is False or own is False:
        return False
    return True if chapter and own else None


def _undetermined(scoping: Scoping, facts: Facts, run: Run) -> Iterator[Undetermined]:
    """Facts that are not known and would settle or move an outcome, found by trying values for each."""
    base = start_values(scoping, facts)
    names = outcome_names(scoping)
    for spec in scoping.inputs:
        if facts.value(spec) is not None and base[spec.id] != "unknown":
            continue
        if (spec.ask_if and parse(spec.ask_if).holds(base) is False) or (
            spec.open_if and parse(spec.open_if).holds(run.values) is False
        ):
            continue
        moved: dict[str, None] = {}
        for probe in _probes(spec.type, spec.values):
            trial = {**base, spec.id: probe}
            if probe == base[spec.id] or any(parse(c.when).holds(trial) is True for c in scoping.contradictions):
                continue
            tried = run_table(scoping, trial).values
            moved.update(dict.fromkeys(n for n in names if tried[n] != run.values[n]))
        if moved:
            yield Undetermined(spec.id, spec.why_it_matters, tuple(n for n in names if n in moved))


def _probes(kind: str, values: tuple[str, ...]) -> tuple[Any, ...]:
    match kind:
        case "bool":
            return (True, False)
        case "enum":
            return values
        case "list":
            return ((), *((v,) for v in values), values)
        case "date":
            return ("2025-01-15", "2026-01-15", "2026-10-15", "2027-10-15")
    return (1e21, 5e23, 5e24, 2e25)


def why(scope: Scope, name: str) -> tuple[Reason, ...]:
    """The reasons for an outcome, or for an item in a list outcome as `name:item`."""
    return scope.reasons.get(name, ())
