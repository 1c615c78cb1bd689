"""Which rows of the deadlines concern a provider, and what shows that one is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from cop_tui.domain.answers import Answer, State
from cop_tui.domain.conditions import UNKNOWN, parse
from cop_tui.domain.dated import KEEP
from cop_tui.domain.facts import Facts
from cop_tui.domain.pack import Criterion, Deadline, Pack, Strength
from cop_tui.domain.register import Register
from cop_tui.domain.scoping import Scope

BINDING: Final = (Strength.MUST, Strength.SHOULD)


@dataclass(frozen=True)
class Concern:
    """The rows of a pack as they concern one provider. `answers` are resolved."""

    pack: Pack
    scope: Scope
    answers: Mapping[str, Answer]
    register: Register
    today: date
    facts: Facts | None

    # What concerns this provider -------------------------------------------------------------------------------------

    @cached_property
    def owners(self) -> dict[str, tuple[str, ...]]:
        """Every row of the questionnaire to the criteria that stand for it: itself, its parent, what covers it."""
        found: dict[str, tuple[str, ...]] = {}
        for criterion in self.pack.criteria:
            found[criterion.id] = (criterion.id,)
            found.update((check.id, (criterion.id,)) for check in criterion.all_checks())
        for chapter in self.pack.chapters:
            for measure in chapter.measures:
                found.update((h.id, tuple(c for c in h.covered_by if c in found)) for h in measure.headings)
        return found

    @cached_property
    def days(self) -> dict[str, date]:
        """The facts that are days."""
        if self.facts is None:
            return {}
        given = {s.id: self.facts.value(s) for s in self.pack.scoping.inputs if s.type == "date"}
        return {name: date.fromisoformat(value) for name, value in given.items() if isinstance(value, str)}

    def criteria(self, row: Deadline) -> tuple[Criterion, ...]:
        """The criteria of a row that are asked."""
        ids = dict.fromkeys(c for each in row.criteria for c in self.owners.get(each, ()))
        return tuple(self.pack.criterion_index[c] for c in ids if self.scope.asked(c))

    def obligations(self, row: Deadline) -> tuple[str, ...]:
        named = row.obligations or tuple(dict.fromkeys(o for c in self.criteria(row) for o in c.obligations))
        return tuple(o for o in named if self.scope.may_bind(o))

    def concerns(self, row: Deadline) -> bool:
        if row.applies_if is not None:
            values: dict[str, Any] = {k: UNKNOWN if v is None else v for k, v in self.scope.outcome.items()}
            condition = parse(row.applies_if)
            holds = condition.holds({**dict.fromkeys(condition.names, UNKNOWN), **values})
            return holds is True or (holds is UNKNOWN and not row.informs)
        if row.criteria or row.obligations:
            return bool(self.criteria(row)) or any(self.scope.may_bind(o) for o in row.obligations)
        if row.outcome is not None:
            return self.scope.outcome.get(row.outcome) is not None or bool(self.settling(row.outcome))
        return True

    def yardstick(self, row: Deadline) -> bool:
        """Whether it is a time limit of Code chapters that are not signed and not one of the Act's own."""
        chapters = {self.pack.places[c.id][0].id for c in self.criteria(row)}
        return bool(chapters) and not row.obligations and all(self.scope.chapter(c).signed is False for c in chapters)

    def informs(self, row: Deadline) -> bool:
        """Whether it can never be overdue: a date to know, a hint, a yardstick, a time to keep."""
        binding = row.strength in BINDING
        return row.informs or row.kind == KEEP or not binding or self.yardstick(row)

    # When something is done ------------------------------------------------------------------------------------------

    def settled(self, criterion: Criterion) -> bool:
        """Implemented, by other means, or set aside where its text or the facts leave room for that."""
        state = self.answers[criterion.id].state if criterion.id in self.answers else None
        if state is State.NOT_APPLICABLE:
            return criterion.situational or self.scope.criteria[criterion.id] is not True
        return state in (State.IMPLEMENTED, State.ALTERNATIVE)

    def unsigned(self, criterion: Criterion) -> bool:
        """Whether it is of a Code chapter that is not signed, as far as the facts tell."""
        chapter = self.pack.places[criterion.id][0]
        return chapter.kind == "code" and self.scope.chapter(chapter.id).signed is not True

    def set_aside(self, row: Deadline) -> bool:
        criteria = self.criteria(row)
        na = [c for c in criteria if c.id in self.answers and self.answers[c.id].state is State.NOT_APPLICABLE]
        return bool(na) and len(na) == len(criteria) and all(self.settled(c) for c in na)

    def shown(self, row: Deadline) -> tuple[bool, str]:
        """Whether the answers show that a row is done, and what is open.

        A row that names duties is done once every binding criterion that serves them is settled; where the chapter is
        not signed, only with the written account of other means.
        """
        if not row.obligations:
            criteria = self.criteria(row)
            still = [c.id for c in criteria if not self.settled(c)]
            return bool(criteria) and not still, ""
        still, missing = [], []
        bare = False
        for obligation in self.obligations(row):
            scoped = self.scope.obligation(obligation)
            binding = [
                c for c in self.pack.served_by(obligation) if self.scope.asked(c.id) and c.strength is Strength.MUST
            ]
            if not binding and self.pack.obligation_index[obligation].when_unasked:
                continue  # a question of the route to show compliance by; there is nothing to do
            bare = bare or not binding or scoped is None or scoped.binds is not True
            still += [c.id for c in binding if not self.settled(c)]
            unsigned = any(self.unsigned(c) for c in binding)
            account = self.register.accounts.get(obligation)
            if unsigned and (account is None or not account.text):
                missing.append(self.pack.obligation_index[obligation].article)
        count = len(set(still))
        words = (
            [f"{count} binding {'criterion is' if count == 1 else 'criteria are'} not shown as met."] if count else []
        )
        if missing:
            words.append(f"No account of other adequate means is written for {', '.join(missing)}.")
        return not (still or missing or bare), " ".join(words)

    def settling(self, outcome: str) -> tuple[str, ...]:
        """The facts of which each alone would settle or move an outcome."""
        return tuple(u.fact for u in self.scope.undetermined if outcome in u.settles)

    def missing_for(self, outcome: str | None, expression: str | None = None) -> tuple[str, ...]:
        """The facts that are missing for a day: those that would settle it, else the days that it is computed from."""
        settling = self.settling(outcome) if outcome is not None else ()
        return settling or self._days_behind((outcome or "", *(parse(expression).names if expression else ())))

    def _days_behind(self, names: Iterable[str]) -> tuple[str, ...]:
        """The facts that are days, not known, and stand behind outcomes and derived values."""
        table = self.pack.scoping
        behind: dict[str, set[str]] = {d.id: set(parse(d.value).names) for d in table.derived}
        for row in (row for stage in table.stages for row in stage.rows):
            for name, value in row.set.items():
                if isinstance(value, str) and value.startswith("= "):
                    behind.setdefault(name, set()).update(parse(value[2:]).names)
        waiting, seen = list(names), set[str]()
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += behind.get(name, ())
        known = {*self.days, *(("placed_date",) if self.scope.placed else ())}
        return tuple(s.id for s in table.inputs if s.type == "date" and s.id in seen - known)
