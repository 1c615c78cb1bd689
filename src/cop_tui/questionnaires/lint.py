"""What a well-formed pack may still get wrong: doubled ids, dangling references, conditions over unknown facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from cop_tui.domain.clocks import names_of
from cop_tui.domain.conditions import parse
from cop_tui.domain.decision import outcome_names
from cop_tui.domain.facts import parse_fact
from cop_tui.domain.pack import Check, Criterion, Deadline, Pack, Row
from cop_tui.questionnaires.source import SourceFile

Report = Callable[[str, str, str], None]


def lint(pack: Pack, sources: Sequence[SourceFile]) -> list[str]:
    """Every cross-reference problem as `file:line: key: what is wrong`."""
    return list(_Linter(pack, sources).problems())


@dataclass
class _Names:
    """The ids of a pack by what they name."""

    rows: set[str] = field(default_factory=set)
    criteria: set[str] = field(default_factory=set)
    measures: set[str] = field(default_factory=set)
    commitments: set[str] = field(default_factory=set)
    appendices: set[str] = field(default_factory=set)
    obligations: set[str] = field(default_factory=set)
    provisions: set[str] = field(default_factory=set)
    deadlines: set[str] = field(default_factory=set)
    reliefs: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    facts: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)


class _Linter:
    def __init__(self, pack: Pack, sources: Sequence[SourceFile]) -> None:
        self.pack = pack
        self.where: dict[str, str] = {}
        for source in sources:
            for identifier, line in source.ids():
                self.where.setdefault(identifier, f"{source.name}:{line}")
        self.names = self._names()
        self.found: list[str] = []

    def problems(self) -> Iterable[str]:
        self._doubled()
        self._chapters()
        self._obligations()
        self._registers()
        self._scoping()
        return self.found

    def _report(self, owner: str, key: str, message: str) -> None:
        self.found.append(f"{self.where.get(owner, 'pack.yaml:1')}: {owner}: {key}: {message}")

    def _names(self) -> _Names:
        pack = self.pack
        chapters = pack.chapters
        scoping = pack.scoping
        return _Names(
            rows={r.id for r in _rows(pack)},
            criteria={c.id for c in pack.criteria},
            measures={m.id for ch in chapters for m in ch.measures},
            commitments={c.id for ch in chapters for c in ch.commitments},
            appendices={a.id for ch in chapters for a in ch.appendices},
            obligations={o.id for o in pack.obligations},
            provisions={p.id for p in pack.provisions},
            deadlines={d.id for d in pack.deadlines},
            reliefs={r.id for r in pack.reliefs},
            roles={r.id for r in pack.roles},
            facts={i.id for i in scoping.inputs} | {d.id for d in scoping.derived} | set(outcome_names(scoping)),
            events={e.id for e in pack.events},
        )

    def _doubled(self) -> None:
        pack = self.pack
        ids = [r.id for r in _rows(pack)]
        for ch in pack.chapters:
            ids += [ch.id, *(c.id for c in ch.commitments), *(m.id for m in ch.measures)]
            ids += [*(a.id for a in ch.appendices), *(n.id for n in ch.notes)]
        ids += [*(o.id for o in pack.obligations), *(p.id for p in pack.provisions), *(d.id for d in pack.deadlines)]
        ids += [*(r.id for r in pack.reliefs), *(r.id for r in pack.roles), *(s.id for s in pack.scoping.stages)]
        ids += [r.id for s in pack.scoping.stages for r in s.rows]
        ids += [e.id for e in pack.events]
        for section in (s for f in pack.forms for s in f.sections):
            ids += [section.id, *(f.id for f in section.fields)]
        for identifier, count in Counter(ids).items():
            if count > 1:
                self._report(identifier, "id", f"used {count} times; every id names one thing")
        inputs = Counter(i.id for i in pack.scoping.inputs)
        for identifier in (i for i, n in inputs.items() if n > 1):
            self._report(identifier, "id", "asked twice")

    def _refs(self, owner: str, key: str, refs: Iterable[str], *allowed: set[str]) -> None:
        for ref in refs:
            if not any(ref in names for names in allowed):
                self._report(owner, key, f"{ref} is not the id of anything that may stand here")

    def _condition(self, owner: str, key: str, text: str | None, names: set[str] | None = None) -> None:
        if text is None:
            return
        allowed = self.names.facts if names is None else names
        for unknown in sorted(parse(text).names - allowed):
            self._report(owner, key, f"no fact is called {unknown}; allowed are {', '.join(sorted(allowed))}")

    def _chapters(self) -> None:
        n = self.names
        for chapter in self.pack.chapters:
            self._condition(chapter.id, "applies_if", chapter.applies_if)
            for appendix in chapter.appendices:
                self._refs(appendix.id, "measure", (appendix.measure,), n.measures)
                self._refs(appendix.id, "parent", filter(None, (appendix.parent,)), n.appendices)
            for criterion in chapter.criteria:
                self._condition(criterion.id, "applies_if", criterion.applies_if)
                self._refs(criterion.id, "obligations", criterion.obligations, n.obligations)
                self._refs(criterion.id, "related_obligations", criterion.related_obligations, n.obligations)
                self._refs(criterion.id, "reliefs", criterion.reliefs, n.reliefs)
                if not criterion.obligations and chapter.kind == "act":
                    self._report(criterion.id, "obligations", "a duty of the Act names the obligation it serves")
            for measure in chapter.measures:
                for heading in measure.headings:
                    covering = (n.rows, n.measures, n.appendices)
                    self._refs(heading.id, "covered_by", heading.covered_by, *covering)
        for row in _rows(self.pack):
            self._refs(row.id, "appendix", filter(None, (row.appendix,)), n.appendices)
            self._refs(row.id, "part_of", filter(None, (row.part_of,)), n.rows)
            if row.deadline is not None and self.pack.events:
                self._rule(row.id, row.deadline.rule)

    def _obligations(self) -> None:
        n = self.names
        for o in self.pack.obligations:
            self._condition(o.id, "applies_if", o.applies_if)
            self._condition(o.id, "due", o.due)
            self._refs(o.id, "roles", (*o.roles, o.enforced_by), n.roles)
            self._refs(o.id, "sanctions", o.sanctions, n.provisions, n.obligations)
            self._refs(o.id, "exemptions", o.exemptions, n.obligations)
            self._refs(o.id, "annex_items", o.annex_items, n.provisions)
            self._refs(o.id, "triggers", o.triggers, n.provisions)
            self._refs(o.id, "sources", o.sources, set(self.pack.sources))
            self._refs(o.id, "code", o.code.commitments, n.commitments)
            self._refs(o.id, "code", (*o.code.measures, *o.code.linked), n.measures)

    def _registers(self) -> None:
        n = self.names
        for provision in self.pack.provisions:
            self._refs(provision.id, "sources", provision.sources, set(self.pack.sources))
        for deadline in self.pack.deadlines:
            self._deadline(deadline)
        for event in self.pack.events:
            self._refs(event.id, "from_fact", filter(None, (event.from_fact,)), n.facts)
            self._refs(event.id, "stands_for", event.stands_for, n.events)
        for relief in self.pack.reliefs:
            self._condition(relief.id, "applies_if", relief.applies_if)
            self._refs(relief.id, "affects", relief.affects, n.rows, n.measures, n.commitments, n.appendices)
        for role in self.pack.roles:
            self._condition(role.id, "applies_if", role.applies_if)

    def _deadline(self, row: Deadline) -> None:
        n, pack = self.names, self.pack
        self._refs(row.id, "criteria", row.criteria, n.rows)
        self._refs(row.id, "obligations", (*row.obligations, *filter(None, (row.due_of,))), n.obligations)
        self._refs(row.id, "same_as", row.same_as, n.deadlines)
        self._refs(row.id, "outcome", filter(None, (row.outcome,)), set(outcome_names(pack.scoping)))
        self._condition(row.id, "applies_if", row.applies_if)
        if not pack.events:
            return
        self._rule(row.id, row.rule)
        for key in ("closed_by", "ends_with"):
            self._refs(row.id, key, getattr(row, key), n.events)
        about = {e.id for e in pack.events if e.about}
        starts = {e for name in names_of(row.rule) for e in (name, *_stands_for(pack, name))}
        if starts & about:
            for ref in sorted({*row.closed_by, *row.ends_with} & n.events - about):
                self._report(row.id, "closed_by", f"{ref} cannot say which one it is about; give it about: true")
        categories = {c for name in starts & n.events for c in pack.event_index[name].categories}
        self._refs(row.id, "category", filter(None, (row.category,)), categories)

    def _rule(self, owner: str, rule: dict[str, Any] | None) -> None:
        """What a time limit counts from is an event kind, or a fact that is a day."""
        days = {i.id for i in self.pack.scoping.inputs if i.type == "date"}
        self._refs(owner, "relative_to", names_of(rule), self.names.events, days)

    def _scoping(self) -> None:
        n, table = self.names, self.pack.scoping
        inputs = set(table.input_index)
        for spec in table.inputs:
            self._condition(spec.id, "ask_if", spec.ask_if, inputs)
            self._condition(spec.id, "open_if", spec.open_if)
            try:
                parse_fact(spec, spec.default)
            except ValueError as error:
                self._report(spec.id, "default", str(error))
        for contradiction in table.contradictions:
            self._condition(contradiction.fact, "when", contradiction.when, inputs)
        known = set(inputs)
        for derived in table.derived:
            self._condition(derived.id, "value", derived.value, known)
            known.add(derived.id)
        outcomes = set(outcome_names(table))
        for stage in table.stages:
            for row in stage.rows:
                self._condition(row.id, "when", row.when)
                for key, value in row.set.items():
                    if isinstance(value, str) and value.startswith("= "):
                        self._condition(row.id, f"set.{key}", value[2:])
                for key in row.add:
                    if not isinstance(table.defaults.get(key), tuple):
                        self._report(row.id, f"add.{key}", "is no list; give it an empty list in defaults")
                self._refs(row.id, "refs", row.refs, n.obligations, n.provisions, n.deadlines)
        for key in table.dates:
            self._refs("scoping", "dates", (key,), outcomes)
        for example in table.examples:
            self._refs(example.id, "given", example.given, inputs)
            self._refs(example.id, "expect", example.expect, outcomes)


def _rows(pack: Pack) -> Iterator[Row]:
    """Every criterion, check and heading of a pack."""
    for chapter in pack.chapters:
        for measure in chapter.measures:
            yield from measure.headings
            for criterion in measure.criteria:
                yield from _with_checks(criterion)


def _stands_for(pack: Pack, name: str) -> tuple[str, ...]:
    kind = pack.event_index.get(name)
    return kind.stands_for if kind is not None else ()


def _with_checks(criterion: Criterion) -> Iterator[Criterion | Check]:
    yield criterion
    yield from criterion.all_checks()
