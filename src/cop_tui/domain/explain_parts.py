"""The calculation of a criterion's points and priority, a group's readiness and a duty's verdict, line by line.

A line's calculation is empty (its result is an input), a sum that gives its result, or words that give it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cop_tui.domain.answers import CREDIT, EMPTY, Answer, State
from cop_tui.domain.pack import Criterion, Obligation, Pack
from cop_tui.domain.priority import DAYS_AHEAD, DAYS_PER_STEP, EFFORT_WORDS
from cop_tui.domain.register import Register
from cop_tui.domain.results import Analysis, CriterionResult, Gap, Readiness
from cop_tui.domain.scoping import Scope
from cop_tui.domain.standing import Points, points
from cop_tui.domain.verdicts import Basis, basis, chapter_names, rules

METHOD: Final = "docs/method.md"
TRI: Final[Mapping[bool | None, str]] = {True: "yes", False: "no", None: "not settled by the facts"}


@dataclass(frozen=True, slots=True)
class Step:
    """One line: what it is, how it is reckoned, what comes out, and where that is laid down."""

    label: str
    calculation: str
    result: str
    source: str


def number(value: float) -> str:
    """Weights and points, which are whole numbers of halves, without trailing zeros."""
    return f"{value:g}"


def share(value: float) -> str:
    """A share with four decimals."""
    return f"{value:.4f}"


def criterion_steps(
    pack: Pack, scope: Scope, answer: Answer, register: Register, analysis: Analysis, criterion: Criterion
) -> Iterator[Step]:
    """Why a criterion is asked, what its answer counts, whether it is shown, and why a gap ranks where it does."""
    chapter = pack.places[criterion.id][0]
    result = analysis.criteria[criterion.id]
    source = f"{chapter.title}, {criterion.pointer}"
    yield Step("Chapter applies", scope.chapter(chapter.id).because, TRI[scope.chapter(chapter.id).applies], source)
    if criterion.applies_if is not None:
        yield Step("Its own condition on the facts", criterion.applies_if, TRI[result.applies], source)
    yield Step("Asked", "unless the facts exclude it", "yes" if result.asked else "no", f"{METHOD}, What is asked")
    if criterion.condition is not None:
        who = "the facts" if criterion.facts_decide else "the person" if criterion.condition_lifts else "no lifting"
        yield Step("Situation in its text", criterion.condition, f"judged by {who}", source)
    yield Step("State", answer.reason, result.state or "not answered", "the answer")
    yield Step(f"Weight of a '{criterion.strength}'", "", number(result.weight), f"{METHOD}, States, weights, credits")
    if result.scored and result.state is not None:
        credit = CREDIT[result.state]
        yield Step(f"Credit of {result.state}", "", number(credit), f"{METHOD}, States, weights, credits")
        calculation = f"{number(result.weight)} × {number(credit)}"
        yield Step("Points", calculation, number(result.weight * credit), f"{METHOD}, Readiness is an interval")
    elif result.scored:
        yield Step("Points", "0 in low, its weight in high", "open", f"{METHOD}, Readiness is an interval")
    else:
        yield Step("Points", _unscored(result), "not counted", f"{METHOD}, Readiness is an interval")
    for item in answer.evidence:
        counts = "counts" if item.is_valid(analysis.today) else f"does not count on {analysis.today}"
        yield Step("Evidence", f"{item.piece} {item}".strip(), counts, "the answer and the evidence register")
    shown = "some evidence counts" if result.demonstrated else "no evidence that counts"
    yield Step("Demonstrated", shown, "yes" if result.demonstrated else "no", f"{METHOD}, Readiness is an interval")
    if result.open_checks:
        yield Step("Open binding checks", ", ".join(result.open_checks), "claimed with open checks", source)
    for duty in criterion.obligations:
        found, scoped = analysis.obligation(duty), scope.obligation(duty)
        verdict = found.verdict if found else "does not bind"
        yield Step("Serves", scoped.because if scoped else "", verdict, pack.obligation_index[duty].article)
    gap = next((g for g in analysis.gaps if g.criterion == criterion.id), None)
    if gap is not None:
        yield from priority_steps(criterion, answer, gap, analysis)


def _unscored(result: CriterionResult) -> str:
    if not result.asked:
        return "not asked"
    return "set aside as not applicable" if result.state is State.NOT_APPLICABLE else "a hint, without weight"


def priority_steps(criterion: Criterion, answer: Answer, gap: Gap, analysis: Analysis) -> Iterator[Step]:
    """The factors of a gap's priority, one line each, and their product."""
    source, p = f"{METHOD}, Priority of a gap", gap.priority
    binding = [o for o in gap.obligations if (found := analysis.obligation(o)) is not None and found.binds]
    further = max(len(binding) - 1, 0)
    first = p.exposure - 0.25 * further
    late = "1"
    if p.days_late is not None:
        days = p.days_late
        late = f"1 + {days} ÷ {DAYS_PER_STEP}" if days >= 0 else f"1 ÷ (1 + {-days} ÷ {DAYS_AHEAD})"
    finable = "finable already" if first == 2 else "not finable yet"
    effort = answer.effort or criterion.effort
    yield Step("Force", "", number(p.force), source)
    yield Step(
        f"Exposure: {finable}, further binding duties: {further}",
        f"{number(first)} + 0.25 × {further}",
        number(p.exposure),
        source,
    )
    yield Step(f"Lateness: falls due {gap.falls_due or 'on no known day'}", late, share(p.lateness), source)
    yield Step(f"Effort: {EFFORT_WORDS[effort]}", "", number(p.effort), source)
    yield Step(
        "Priority",
        f"{number(p.force)} × {number(p.exposure)} × ({late}) ÷ {number(p.effort)}",
        f"{p.value:.2f}",
        source,
    )
    yield Step("Band", p.because, p.band, source)


def measure_steps(pack: Pack, criteria: Iterable[Criterion], analysis: Analysis) -> Iterator[Step]:
    """What each criterion of a measure puts into its readiness."""
    for criterion in criteria:
        result = analysis.criteria[criterion.id]
        source = f"{pack.places[criterion.id][0].title}, {criterion.pointer}"
        label = f"{criterion.id} {criterion.short}"
        if not result.scored:
            yield Step(label, _unscored(result), "not counted", source)
        elif result.state is None:
            yield Step(f"{label}: not answered", f"{result.weight} × 0", f"0, up to {result.weight}", source)
        else:
            calculation = f"{result.weight} × {number(result.credit)}"
            yield Step(f"{label}: {result.state}", calculation, number(result.weight * result.credit), source)


def part_step(part: str, title: str, sums: Points) -> Step:
    """What a measure, commitment or chapter puts into the readiness of what contains it."""
    label, source = f"{part} {title}", f"{METHOD}, Readiness is an interval"
    if sums.weight == 0:
        return Step(label, "nothing in it counts", "not counted", source)
    more = f", {number(sums.unknown)} not answered" if sums.unknown else ""
    return Step(
        f"{label}: {number(sums.done)} points{more}",
        f"{number(sums.done)} ÷ {sums.weight}",
        share(sums.done / sums.weight),
        source,
    )


def total_steps(parts: Iterable[Points], found: Readiness) -> Iterator[Step]:
    """The interval of a whole from the sums of its parts."""
    source = f"{METHOD}, Readiness is an interval"
    parts = [part for part in parts if part.weight]
    if not parts or found.low is None or found.high is None or found.demonstrated is None:
        yield Step("Readiness", "nothing in it counts", found.words(), source)
        return
    weight = sum(part.weight for part in parts)

    def plus(values: Iterable[float]) -> str:
        return " + ".join(number(v) for v in values)

    def mean(values: Iterable[float]) -> str:
        return f"({plus(values)}) ÷ {weight}" if len(parts) > 1 else f"{plus(values)} ÷ {weight}"

    yield Step("Weight", plus(part.weight for part in parts), number(weight), source)
    yield Step("Low", mean(part.done for part in parts), share(found.low), source)
    yield Step("High", mean(part.done + part.unknown for part in parts), share(found.high), source)
    yield Step("Demonstrated", mean(part.shown for part in parts), share(found.demonstrated), source)
    yield Step("Shown", "low rounded down, high rounded up to whole per cent", found.words(), source)
    counted = f"{found.answered} of {found.asked} answered, {found.applicable} applicable"
    yield Step("Criteria", "those that are asked", counted, f"{METHOD}, What is asked")


def obligation_steps(
    pack: Pack, scope: Scope, register: Register, analysis: Analysis, obligation: Obligation
) -> Iterator[Step]:
    """The rules of a duty's verdict in order with their inputs, up to the one that decides."""
    scoped, result = scope.obligation(obligation.id), analysis.obligation(obligation.id)
    method = f"{METHOD}, Obligation verdicts"
    if scoped is not None:
        yield Step("Binds", scoped.because, TRI[scoped.binds], obligation.article)
    if result is None:
        yield Step("Verdict", "only duties that bind or may bind are judged", "none", method)
        return
    found = basis(pack, obligation, scope, analysis.criteria, register)
    yield Step("Must be met from", "the facts", str(result.due or "no day follows from the facts"), obligation.article)
    yield from _inputs(pack, obligation, scope, found)
    if result.binds is None:
        yield Step("Rule 0: the facts do not decide whether it binds", result.because, "fits: undetermined", method)
    fits = "would fit" if result.binds is None else "fits"
    for place, rule in enumerate(rules(pack, obligation, scope, found), 1):
        if rule.fits:
            decided = ", ".join(rule.decided_by) or "no criterion decides"
            yield Step(f"Rule {place}: {rule.asks}", decided, f"{fits}: {rule.verdict}", method)
            break
        yield Step(f"Rule {place}: {rule.asks}", "none", "does not fit", method)
    yield Step("Verdict", result.because, result.verdict, method)
    finable = "binding, and its day and 2026-08-02 have come" if result.finable else "not binding for sure, or not yet"
    yield Step("A breach can be fined", finable, "yes" if result.finable else "no", "Arts. 101, 113")
    yield from total_steps([points(analysis.criteria[c.id] for c in found.serving)], result.readiness)


def _inputs(pack: Pack, obligation: Obligation, scope: Scope, found: Basis) -> Iterator[Step]:
    source = f"{obligation.article}; mapping of the Code to it: {obligation.code.mapping}"
    yield Step("Asked criteria that serve it", "", str(len(found.serving)), source)
    yield Step("Binding among them", "", str(len(found.binding)), source)
    lists = (
        ("Partial, planned or missing", found.failing),
        ("Partial, planned or missing by the yardstick only", found.short),
        ("Not answered", found.unanswered),
        ("Set aside against scoping", found.aside),
    )
    for label, ids in lists:
        if ids:
            yield Step(label, ", ".join(ids), str(len(ids)), "the answers")
    if found.yardstick:
        unknown = all(scope.chapter(c).signed is None for c in found.unsigned)
        signed = "not known to be signed" if unknown else "not signed"
        yield Step(
            f"{chapter_names(pack, found.unsigned)}: {signed}",
            f"{len(found.yardstick)} binding criteria are the yardstick for other means",
            f"account {found.account}",
            f"{METHOD}, Signing and other means",
        )


def answer_of(answers: Mapping[str, Answer], register: Register, criterion: str) -> Answer:
    """The answer with its citations as the register has them."""
    return register.resolve(answers.get(criterion, EMPTY))
