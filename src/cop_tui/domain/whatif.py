"""What if these gaps were fixed, and which are the fewest to fix so that a duty or a chapter is met.

Fixed means answered "implemented" with everything else of the answer kept; `what_if` is the analysis of exactly that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Literal

from cop_tui.domain.analysis import analyse
from cop_tui.domain.answers import EMPTY, Answer, Answers, State
from cop_tui.domain.dated import DatedDuty, nearest
from cop_tui.domain.deadlines import deadlines
from cop_tui.domain.facts import Facts
from cop_tui.domain.pack import Criterion, Effort, Pack, Strength
from cop_tui.domain.priority import EFFORT
from cop_tui.domain.register import Register
from cop_tui.domain.results import Analysis, Readiness, Verdict
from cop_tui.domain.scoping import Scope
from cop_tui.domain.standing import MET_STATES, against_scoping, criterion_result
from cop_tui.domain.verdicts import Basis, basis, wanted_account
from cop_tui.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class VerdictMove:
    """A duty whose verdict the fixes would turn."""

    id: str
    article: str
    title: str
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would be if the criteria in `fixed` were implemented.

    `answers` are those that were analysed. `overdue_before` and `overdue_after` count dated duties whose day has
    passed; `next_before` and `next_after` are the next ones to come (None: there is none).
    """

    fixed: tuple[str, ...]
    before: Analysis = field(repr=False)
    after: Analysis = field(repr=False)
    answers: Answers = field(repr=False)
    verdicts: tuple[VerdictMove, ...] = ()
    deadlines_before: tuple[DatedDuty, ...] = field(default=(), repr=False)
    deadlines_after: tuple[DatedDuty, ...] = field(default=(), repr=False)

    @property
    def analysis(self) -> Analysis:
        """The analysis as it would be."""
        return self.after

    @property
    def readiness_before(self) -> Readiness:
        return self.before.readiness

    @property
    def readiness_after(self) -> Readiness:
        return self.after.readiness

    @property
    def gaps_closed(self) -> tuple[str, ...]:
        left = {g.criterion for g in self.after.gaps}
        return tuple(g.criterion for g in self.before.gaps if g.criterion not in left)

    @property
    def overdue_before(self) -> int:
        return sum(d.status == "overdue" for d in self.deadlines_before)

    @property
    def overdue_after(self) -> int:
        return sum(d.status == "overdue" for d in self.deadlines_after)

    @property
    def next_before(self) -> DatedDuty | None:
        return nearest(self.deadlines_before)

    @property
    def next_after(self) -> DatedDuty | None:
        return nearest(self.deadlines_after)


@dataclass(frozen=True, slots=True)
class Smallest:
    """The fewest criteria to implement so that a target is met.

    Empty `criteria` without `blocked_by` means that it is met already. Where `blocked_by` says why answers alone cannot
    do it, `criteria` are those that would still have to be implemented. `exact` says that no smaller set does it.
    """

    target: str
    title: str
    kind: Literal["obligation", "chapter"]
    criteria: tuple[str, ...]
    exact: bool = True
    blocked_by: tuple[str, ...] = ()
    note: str = ""

    @property
    def met(self) -> bool:
        return not self.criteria and not self.blocked_by


def fixed_answers(answers: Answers, fixed: Collection[str]) -> dict[str, Answer]:
    """The answers with those criteria answered "implemented", everything else of each answer kept."""
    return {**answers, **{c: answers.get(c, EMPTY).changed(state=State.IMPLEMENTED) for c in fixed}}


def what_if(
    pack: Pack,
    scope: Scope,
    answers: Answers,
    register: Register,
    fixed: Collection[str],
    today: date,
    facts: Facts | None = None,
    before: tuple[Analysis, tuple[DatedDuty, ...]] | None = None,
) -> WhatIf:
    """Analysis and deadlines as they would be if the criteria `fixed` were implemented, beside those that are.

    `before` saves computing the present ones where they are at hand. `facts` as for `deadlines`. Raises NotFoundError
    for a criterion that the questionnaire does not have.
    """
    unknown = [c for c in fixed if c not in pack.criterion_index]
    if unknown:
        raise NotFoundError(f"there is no criterion {', '.join(sorted(unknown))} in {pack.id} {pack.version}")
    changed = fixed_answers(answers, fixed)
    dated = partial(deadlines, pack, scope, register=register, today=today, facts=facts)
    held = before or (analyse(pack, scope, answers, today, register), dated(answers))
    after = analyse(pack, scope, changed, today, register, held[0])
    moves = tuple(
        VerdictMove(old.id, old.article, old.title, old.verdict, new.verdict)
        for old, new in zip(held[0].obligations, after.obligations, strict=True)
        if old.verdict != new.verdict
    )
    order = {c.id: place for place, c in enumerate(pack.criteria)}
    marked = tuple(sorted(set(fixed), key=order.__getitem__))
    return WhatIf(marked, held[0], after, changed, moves, held[1], dated(changed))


def smallest_set(pack: Pack, scope: Scope, answers: Answers, register: Register, target: str, today: date) -> Smallest:
    """The fewest criteria to implement so that a duty's verdict, or a chapter, is met.

    A duty is met if its verdict is; a chapter if each binding criterion that is asked in it is implemented, met by
    other adequate means, or rightly set aside. The answer is exact, not a search: both are conjunctions, so that every
    binding criterion that is not met must be fixed and nothing else helps. A choice is left in one case only: where all
    binding criteria of a duty are rightly set aside, one of them would have to apply and be implemented; then the one
    of least effort is named, the first in the questionnaire among equals. Criteria that are not answered belong to the
    set: they are part of what must be true. Raises NotFoundError if `target` is neither a chapter nor a duty.
    """
    chapter = next((ch for ch in pack.chapters if ch.id == target), None)
    if chapter is not None:
        results = {c.id: criterion_result(c, scope, answers.get(c.id, EMPTY), today) for c in chapter.criteria}
        binding = [c for c in chapter.criteria if c.strength is Strength.MUST and results[c.id].asked]
        wanting = tuple(
            c.id
            for c in binding
            if results[c.id].state not in (*MET_STATES, State.NOT_APPLICABLE) or against_scoping(c, results[c.id])
        )
        nothing = () if binding else (f"Nothing binding is asked in it: {scope.chapter(target).because}".rstrip(": "),)
        return Smallest(target, chapter.title, "chapter", wanting, blocked_by=nothing)
    obligation = pack.obligation_index.get(target)
    if obligation is None:
        raise NotFoundError(
            f"{target} is neither a duty nor a chapter of {pack.id} {pack.version}",
            f"Chapters are {', '.join(ch.id for ch in pack.chapters)}; duties have ids such as AIA-53.1.a.",
        )
    scoped = scope.obligation(target)
    results = {c.id: criterion_result(c, scope, answers.get(c.id, EMPTY), today) for c in pack.served_by(obligation.id)}
    found = basis(pack, obligation, scope, results, register)
    wanting, note = _wanting(found, answers)
    blocked = []
    if obligation.kind not in ("obligation", "neighbouring_obligation"):
        blocked.append("It is no duty: there is nothing to be met.")
    elif scoped is None or scoped.binds is False:
        blocked.append(f"It does not bind: {scoped.because if scoped else ''}".rstrip(": "))
    else:
        if scoped.binds is None:
            blocked.append(f"The facts do not decide whether it binds. {scoped.because}")
        if not found.binding:
            blocked.append(obligation.when_unasked or "No binding criterion of the questionnaire serves it.")
        if found.account == "missing":
            blocked.append(wanted_account(pack, scope, obligation, found.unsigned))
    return Smallest(target, obligation.title, "obligation", wanting, blocked_by=tuple(blocked), note=note)


def _wanting(found: Basis, answers: Answers) -> tuple[tuple[str, ...], str]:
    """The binding criteria of a duty that must be implemented, and what to say about the choice."""
    open_ones = {*found.failing, *found.short, *found.unanswered, *found.aside}
    wanting = tuple(c.id for c in found.binding if c.id in open_ones)
    if wanting or found.settled or not found.binding:
        return wanting, ""
    least = min(found.binding, key=lambda c: EFFORT[_effort(c, answers)])
    return (least.id,), (
        "All binding criteria that serve it are set aside as not applicable; it can be met only if one of them applies"
        " after all and is implemented. The one of least effort is named."
    )


def effort_of(pack: Pack, answers: Answers, criteria: Iterable[str]) -> int:
    """The summed effort of criteria (S 1, M 2, L 4), by the person's estimate where there is one."""
    return sum(EFFORT[_effort(pack.criterion_index[c], answers)] for c in criteria)


def _effort(criterion: Criterion, answers: Answers) -> Effort:
    return answers.get(criterion.id, EMPTY).effort or criterion.effort
