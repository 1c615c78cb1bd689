"""Facts + recorded events ▸ dated duties: what is due, since when or by when, and what is missing to tell.

Pure: the day is passed in. docs/method.md, "Deadlines", explains every rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from cop_tui.domain.answers import Answer
from cop_tui.domain.clock_words import counted_from, period, would_count
from cop_tui.domain.clocks import Clock, Origin, clocks, occurrences
from cop_tui.domain.concern import BINDING, Concern
from cop_tui.domain.dated import DUE_WITHIN, KEEP, DatedDuty, Status, in_order, status_on
from cop_tui.domain.dates import LEGACY_BY, limit_rule, relieved
from cop_tui.domain.facts import Facts
from cop_tui.domain.own_dates import own_dates
from cop_tui.domain.pack import Deadline, Pack
from cop_tui.domain.register import Register
from cop_tui.domain.scoping import Scope

__all__ = ["DUE_WITHIN", "DatedDuty", "Status", "deadlines"]

NO_DUTY: Final = ("exception", "cut_off")
"""Kinds of rows that only relieve or delimit: nothing falls due by them."""
_ENDLESS: Final = ("continuous", "until_event")
_OWN_PERIOD: Final = ("period_set_in_request", "as_set_in_measure")


def deadlines(
    pack: Pack,
    scope: Scope,
    answers: Mapping[str, Answer],
    register: Register,
    today: date,
    facts: Facts | None = None,
) -> tuple[DatedDuty, ...]:
    """Every dated duty that concerns this provider, overdue ones first, those without a day last.

    `facts` are needed for the days that scoping does not pass on, such as that of a designation.
    """
    answers = register.resolve_all(answers)
    rows = _Rows(pack, scope, answers, register, today, facts)
    return in_order((*rows.duties(), *own_dates(pack, scope, answers, register, today)))


class _Rows(Concern):
    """The rows of a pack, run for one provider on one day."""

    def duties(self) -> Iterator[DatedDuty]:
        for row in self.pack.deadlines:
            if row.same_as or row.kind in NO_DUTY or not self.concerns(row):
                continue
            rule = limit_rule(self.pack, row)
            if rule is None:
                yield from self._scoped(row)
                continue
            running = clocks(rule, self.scope, self.register.events, self.days)
            if not running:
                yield from self._waiting(row, rule)
            for clock in running:
                yield from self._clock(row, clock)

    # Days that scoping gives -----------------------------------------------------------------------------------------

    def _scoped(self, row: Deadline) -> Iterator[DatedDuty]:
        duty = self.scope.obligation(row.due_of) if row.due_of is not None else None
        day = self.scope.outcome.get(row.outcome) if row.outcome else duty.due if duty is not None else None
        if not isinstance(day, str):
            yield self._undated_fact(row)
            return
        closing = [e for e in self.register.events.values() if e.kind in row.closed_by]
        shown, open_words = (False, "") if row.informs else self.shown(row)
        reasons = self.scope.reasons.get(row.outcome or "", ())
        because = reasons[-1].text if reasons else ""
        if row.due_of is not None:
            because = f"The day from which {self.pack.obligation_index[row.due_of].article} must be met."
        if closing:
            first = min(closing, key=lambda e: e.at)
            because += f" Done: {self.pack.event_index[first.kind].title} on {first.day}."
        elif shown:
            because += " Done, as the answers show."
        done = bool(closing) or shown
        found = date.fromisoformat(day)
        yield replace(
            self._blank(row),
            day=found,
            days=(found - self.today).days,
            status=status_on(found, self.today, informs=self.informs(row), done=done),
            because=because,
            note=" ".join(filter(None, (row.note, "" if done else open_words))),
        )

    def _undated_fact(self, row: Deadline) -> DatedDuty:
        due = self.pack.obligation_index[row.due_of].due if row.due_of else None
        facts = self.missing_for(row.outcome, due)
        missing = self._facts_missing(facts) or "the facts do not tell its day"
        return replace(self._blank(row), status="cannot be dated", because=row.limit, waits_for=facts, missing=missing)

    def _facts_missing(self, facts: tuple[str, ...]) -> str:
        labels = ", ".join(f"'{self.pack.scoping.input_index[f].label}'" for f in facts)
        return (
            f"the fact{'s' if len(facts) > 1 else ''} {labels} {'are' if len(facts) > 1 else 'is'} not known"
            if facts
            else ""
        )

    # Clocks ----------------------------------------------------------------------------------------------------------

    def _clock(self, row: Deadline, clock: Clock) -> Iterator[DatedDuty]:
        start = clock.start
        several = start.event and start.origin.counts != "first"
        duty = replace(
            self._blank(row),
            id=f"{row.id}:{start.event}" if several else row.id,
            because=counted_from(self.pack, self.scope, clock, self.days),
        )
        if clock.ended is not None and row.kind != KEEP:
            title = self.pack.event_index[clock.ended.kind].title
            yield replace(duty, status="done", because=f"Ended: {title} on {clock.ended.day}.")
        elif clock.recurs:
            yield from self._recurring(row, clock, duty)
        else:
            yield self._once(row, clock, duty)

    def _done(self, row: Deadline, clock: Clock) -> str:
        """Why a clock is done; empty if it is not. Where an event must say so, no answer does."""
        if clock.discharges:
            first = clock.discharges[0]
            return f"Done: {self.pack.event_index[first.kind].title} on {first.day}."
        by_event = row.kind.startswith("incident") or (row.closed_by and clock.start.origin.counts != "first")
        if row.kind == KEEP or by_event or clock.rule.get("qualitative") in _ENDLESS:
            return ""
        return "Done, as the answers show." if self.shown(row)[0] else ""

    def _relieved(self, row: Deadline, clock: Clock) -> tuple[date | None, str]:
        """The day with the relief for models placed before 2025-08-02, and the words for it."""
        day = clock.day
        if row.kind == KEEP or row.informs:
            return day, ""
        moved = relieved(clock, self.scope)
        words = f" Not before {LEGACY_BY}: the model was placed before 2025-08-02 (Art. 111(3))."
        return moved, words if moved != day else ""

    def _once(self, row: Deadline, clock: Clock, duty: DatedDuty) -> DatedDuty:
        done = self._done(row, clock)
        day, relief = self._relieved(row, clock)
        if done and day is not None and clock.discharges and clock.discharges[0].day > day:
            late = (clock.discharges[0].day - day).days
            done += f" {late} day{'' if late == 1 else 's'} late."
        because = " ".join(filter(None, (f"{duty.because}{relief}", done)))
        if day is not None:
            status = status_on(day, self.today, informs=self.informs(row), done=bool(done))
            return replace(duty, day=day, days=(day - self.today).days, status=status, because=because)
        if not done and clock.rule.get("qualitative") in _OWN_PERIOD:
            missing = "the period that it sets is not recorded with the event"
            return replace(duty, status="cannot be dated", waits_for=(clock.start.event,), missing=missing)
        return replace(duty, status="done" if done else "no fixed day", because=because)

    def _recurring(self, row: Deadline, clock: Clock, duty: DatedDuty) -> Iterator[DatedDuty]:
        """The oldest occurrence that was missed, if any, and the next one."""
        duty = replace(duty, recurs=f"every {period(clock.rule)}")
        if self.set_aside(row) and not row.kind.startswith("incident"):
            yield replace(duty, status="done", because="Set aside as not applicable.")
            return
        relief = bool(self.scope.outcome.get("legacy")) and not row.informs
        days = occurrences(clock.base, clock.rule, self.today, LEGACY_BY if relief else None)
        missed = [day for day in days if day < self.today]
        if missed and not self.informs(row):
            note = f"{len(missed)} occurrences were missed, the last on {missed[-1]}." if len(missed) > 1 else ""
            yield self._occurrence(row, duty, missed[0], note)
        if days and days[-1] >= self.today:
            yield self._occurrence(row, duty, days[-1], "")

    def _occurrence(self, row: Deadline, duty: DatedDuty, day: date, note: str) -> DatedDuty:
        return replace(
            duty,
            id=f"{duty.id}:{day}",
            day=day,
            days=(day - self.today).days,
            status=status_on(day, self.today, informs=self.informs(row)),
            note=" ".join(filter(None, (row.note, note))),
        )

    def _waiting(self, row: Deadline, rule: Mapping[str, Any]) -> Iterator[DatedDuty]:
        """A row of which nothing has begun: what is missing. Rules for what may never happen are standing ones."""
        origins: tuple[Origin, ...] = rule["origins"]
        if (row.informs and row.applies_if is None) or not any(o.recorded or o.from_fact for o in origins):
            return
        if self.set_aside(row) and not row.kind.startswith("incident"):
            return
        kinds = self.pack.event_index
        certain = any(o.from_fact or (o.name in kinds and kinds[o.name].certain) for o in origins)
        facts = tuple(f for o in origins if o.from_fact for f in self._behind(o.from_fact))
        first = next((o for o in origins if o.from_fact), origins[-1])
        events = first.recorded[:1]
        record = f"record the event '{kinds[events[0]].title}'" if events else ""
        missing = ", or ".join(filter(None, (self._facts_missing(facts), record)))
        title = kinds[events[0]].title if events else first.name
        hint = row.strength not in BINDING
        yield replace(
            self._blank(row),
            status="cannot be dated",
            because=would_count(title, rule),
            waits_for=(*facts, *events),
            missing=missing if certain else f"{record} when it comes",
            recurs=f"every {period(rule)}" if period(rule) else None,
            standing=hint or not certain,
        )

    def _behind(self, name: str) -> tuple[str, ...]:
        """The facts behind a fact or an outcome that gives a day."""
        return (name,) if name in self.pack.scoping.input_index else self.missing_for(name)

    def _blank(self, row: Deadline) -> DatedDuty:
        criteria = self.criteria(row)
        owners = sorted({self.answers[c.id].owner for c in criteria if c.id in self.answers} - {""})
        return DatedDuty(
            id=row.id,
            title=row.duty or row.title,
            day=None,
            days=None,
            status="cannot be dated",
            kind=row.kind,
            strength=row.strength,
            pointer=row.pointer,
            because="",
            criteria=tuple(c.id for c in criteria),
            obligations=self.obligations(row),
            owner=", ".join(owners),
            note=row.note or "",
            confidence=row.confidence,
            yardstick=self.yardstick(row),
        )
