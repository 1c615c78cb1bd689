"""The first page in plain words: where you stand, what binds you and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from cop_tui.domain.results import Analysis, Readiness, Verdict
from cop_tui.domain.scoping import Scope
from cop_tui.reports.attention_rows import Attention
from cop_tui.reports.model import ChapterPart, DateRow, OpenFact, Summary
from cop_tui.reports.parts.answers import counted
from cop_tui.reports.parts.steps import next_steps
from cop_tui.reports.register_rows import Registers
from cop_tui.reports.rows import DutyRow, GapRow
from cop_tui.reports.wording import are, capital, count, distance, down, interval, listed, long_day

VERDICTS: Final[tuple[Verdict, ...]] = ("not met", "undetermined", "met")
WORST: Final = 5
_REASONS: Final = ("provider", "gpai", "systemic_risk", "placed", "chapter_v")
_CHAPTER_V: Final[dict[Any, str]] = {
    "full": "Chapter V of the AI Act binds you in full.",
    "pre_placement": "The systemic-risk duties of Chapter V bind you already before the model is placed on the market.",
    "contested": "Whether Chapter V of the AI Act binds you is contested; this report treats it as binding.",
    "none": "On the facts given, Chapter V of the AI Act does not bind you.",
}
_UNDECIDED: Final = "The facts given do not decide yet whether Chapter V of the AI Act binds you."


def summary(
    scope: Scope,
    analysis: Analysis,
    chapters: tuple[ChapterPart, ...],
    *,
    gaps: tuple[GapRow, ...],
    duties: tuple[DutyRow, ...],
    dates: tuple[DateRow, ...],
    facts: tuple[OpenFact, ...],
    attention: Attention,
    registers: Registers,
) -> Summary:
    """The summary of everything that the other parts hold."""
    verdicts = Counter(d.verdict for d in duties)
    return Summary(
        readiness=analysis.readiness,
        shares=analysis.shares,
        counts=counted(r.state for r in analysis.criteria.values() if r.asked),
        verdicts=tuple((v, verdicts[v]) for v in VERDICTS),
        standing=standing(analysis.readiness, duties, gaps, registers),
        worst=gaps[:WORST],
        steps=tuple(
            next_steps(analysis.readiness, chapters, gaps=gaps, facts=facts, attention=attention, registers=registers)
        ),
        binds=tuple(_binds(scope, duties, dates)),
        dates=dates,
        open_facts=facts,
        gaps=len(gaps),
    )


def standing(
    readiness: Readiness,
    duties: Sequence[DutyRow],
    gaps: Sequence[GapRow],
    registers: Registers,
    *,
    ranked: bool = True,
) -> tuple[str, ...]:
    """Where you stand, in sentences. Without `ranked` nothing is said about priorities."""
    return (*_standing(readiness, duties, gaps, ranked), *_proof(registers), *_dated(registers))


def _standing(r: Readiness, duties: Sequence[DutyRow], gaps: Sequence[GapRow], ranked: bool) -> Iterator[str]:
    """A sentence for each thing that a board asks."""
    if r.asked == 0:
        yield "On the facts given, no criterion of the questionnaire concerns you, so there is nothing to be ready for."
        return
    rest = f"{r.unanswered} {are(r.unanswered)} not" if r.unanswered else "none is open"
    yield f"{r.answered} of the {r.asked} criteria that are asked of you {are(r.answered)} answered, {rest}."
    if r.low is None:
        yield "None of them counts towards readiness, because all were set aside as not applicable or carry no weight."
    elif r.unanswered:
        yield (
            f"Readiness lies between {down(r.low)}, if all that is not answered turned out missing, and"
            f" {interval(r).split('–')[-1]}, if all of it turned out met. It is measured over"
            f" {count(r.applicable, 'applicable criterion', 'applicable criteria')} with a total weight of {r.weight}."
        )
    else:
        yield (
            f"Readiness is {interval(r)}, measured over"
            f" {count(r.applicable, 'applicable criterion', 'applicable criteria')} with a total weight of {r.weight}."
        )
    if r.low and r.demonstrated == r.low:
        yield f"All of the {down(r.low)} is demonstrated by evidence that is valid today."
    elif r.low:
        yield (
            f"{down(r.demonstrated)} is demonstrated by evidence that is valid today; what lies between that and"
            f" {down(r.low)} is claimed without valid evidence."
        )
    ahead = sum(d.ahead and d.verdict == "not met" for d in duties)
    later = f" ({ahead} of them {'need' if ahead > 1 else 'needs'} not be met yet)" if ahead else ""
    met, missed, unclear = (sum(d.verdict == v for d in duties) for v in ("met", "not met", "undetermined"))
    if duties:
        yield (
            f"Of {count(len(duties), 'duty', 'duties')} of the AI Act that {'binds' if len(duties) == 1 else 'bind'} or"
            f" may bind you, {met} {are(met)} met, {missed} {are(missed)} not met{later} and {unclear} {are(unclear)}"
            " undetermined."
        )
    if not gaps and r.unanswered:
        yield "No answer so far is a gap. What is not answered may still turn out to be one."
        return
    bands = Counter(g.band for g in gaps)
    named = [f"{bands[b]} {b}" for b in ("critical", "high", "medium", "low") if bands[b] and ranked]
    yield f"There {are(len(gaps))} {count(len(gaps), 'gap')}{': ' + listed(named) if named else ''}."


def _proof(registers: Registers) -> Iterator[str]:
    """What expired or withdrawn evidence took down, day by day, the latest first."""
    days: dict[date, list[str]] = {}
    for lost in registers.lost:
        days.setdefault(lost.day, []).extend(c for c in lost.criteria if c not in days.get(lost.day, ()))
    for day, names in days.items():
        proof = "criterion lost its proof" if len(names) == 1 else "criteria lost their proof"
        yield f"{len(names)} {proof} on {day}: {listed(names)}."


def _dated(registers: Registers) -> Iterator[str]:
    """How the dated duties and the actions stand."""
    open_now = registers.deadlines.open
    late = sum(d.status == "overdue" for d in open_now)
    following = next((d for d in open_now if d.days is not None and d.days >= 0 and not d.yardstick), None)
    if late or following is not None:
        ahead = "" if following is None else f"; the next one is {following.title} on {following.day}"
        yield f"{capital(count(late, 'dated duty is', 'dated duties are'))} overdue{ahead}."
    running = [a for a in registers.actions if not a.entry.status.ended]
    if running:
        overdue = sum(a.overdue for a in running)
        yield f"{count(len(running), 'action is', 'actions are')} under way or to begin, {overdue} of them overdue."


def _binds(scope: Scope, duties: Sequence[DutyRow], dates: Sequence[DateRow]) -> Iterator[str]:
    """What binds and why, in sentences; the pack's own words give the reasons."""
    since = next((d for d in dates if d.id == "comply_by"), None)
    yield _CHAPTER_V.get(scope.outcome.get("chapter_v"), _UNDECIDED)
    if since is not None:
        yield f"You must comply from {long_day(since.day)} ({distance(since.days)})."
    certain = [d.article for d in duties if d.binds]
    undecided = "; ".join(d.article for d in duties if d.binds is None)
    if certain:
        yield f"{count(len(certain), 'duty binds', 'duties bind')} you: {'; '.join(certain)}."
    if undecided:
        yield f"Not decided by the facts: {undecided}."
    named = [*_REASONS, *(n for n in ("os_exempt", "representative_required", "legacy") if scope.outcome.get(n))]
    for name in named:
        if scope.outcome.get(name) is None:  # what may fire is no reason for what is
            continue
        for reason in scope.reasons.get(name, ())[-1:]:
            yield reason.text
