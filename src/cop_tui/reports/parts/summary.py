"""The first page in plain words: where you stand, what binds you and why, what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from cop_tui.domain.pack import Pack
from cop_tui.domain.results import Analysis, Verdict
from cop_tui.domain.scoping import Scope
from cop_tui.reports.model import Attention, DateRow, OpenFact, Step, Summary
from cop_tui.reports.parts.answers import counted
from cop_tui.reports.rows import DutyRow, GapRow
from cop_tui.reports.wording import are, count, distance, down, interval, listed, long_day, stated

VERDICTS: Final[tuple[Verdict, ...]] = ("not met", "undetermined", "met")
WORST: Final = 5
NAMED: Final = 3
"""How many things a step names before it counts the rest."""
_REASONS: Final = ("provider", "gpai", "systemic_risk", "placed", "chapter_v")
_CHAPTER_V: Final[dict[Any, str]] = {
    "full": "Chapter V of the AI Act binds you in full.",
    "pre_placement": "The systemic-risk duties of Chapter V bind you already before the model is placed on the market.",
    "contested": "Whether Chapter V of the AI Act binds you is contested; this report treats it as binding.",
    "none": "On the facts given, Chapter V of the AI Act does not bind you.",
}
_UNDECIDED: Final = "The facts given do not decide yet whether Chapter V of the AI Act binds you."


def summary(
    pack: Pack,
    scope: Scope,
    analysis: Analysis,
    *,
    gaps: tuple[GapRow, ...],
    duties: tuple[DutyRow, ...],
    dates: tuple[DateRow, ...],
    facts: tuple[OpenFact, ...],
    attention: Attention,
) -> Summary:
    """The summary of everything that the other parts hold."""
    verdicts = Counter(d.verdict for d in duties)
    return Summary(
        readiness=analysis.readiness,
        shares=analysis.shares,
        counts=counted(r.state for r in analysis.criteria.values() if r.asked),
        verdicts=tuple((v, verdicts[v]) for v in VERDICTS),
        standing=tuple(_standing(analysis, duties, gaps)),
        worst=gaps[:WORST],
        steps=tuple(_steps(pack, analysis, gaps, dates, facts, attention)),
        binds=tuple(_binds(pack, scope, duties, dates)),
        dates=dates,
        open_facts=facts,
    )


def _standing(analysis: Analysis, duties: Sequence[DutyRow], gaps: Sequence[GapRow]) -> Iterator[str]:
    """Where you stand, a sentence for each thing that a board asks."""
    r = analysis.readiness
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
    named = [f"{bands[b]} {b}" for b in ("critical", "high", "medium", "low") if bands[b]]
    yield f"There {are(len(gaps))} {count(len(gaps), 'gap')}{': ' + listed(named) if named else ''}."


def _binds(pack: Pack, scope: Scope, duties: Sequence[DutyRow], dates: Sequence[DateRow]) -> Iterator[str]:
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


def _steps(
    pack: Pack,
    analysis: Analysis,
    gaps: Sequence[GapRow],
    dates: Sequence[DateRow],
    facts: Sequence[OpenFact],
    attention: Attention,
) -> Iterator[Step]:
    """What to do next, most pressing first; only what the data gives cause for."""
    yield from _close(gaps)
    yield from _late(gaps)
    yield from _coming(gaps, dates, analysis)
    for fact in facts[:NAMED]:
        yield Step(f"Settle a fact: {fact.label}", fact.why)
    yield from _answer(pack, analysis)
    if attention.unproven:
        names = tuple(r.id for r in attention.unproven)
        stale = sum(s.evidence.standing == "expired" for s in attention.stale)
        expired = f" {count(stale, 'piece of evidence has', 'pieces of evidence have')} expired." if stale else ""
        yield Step(
            f"Support {count(len(names), 'claim')} with evidence",
            f"{_some(names)} {'is' if len(names) == 1 else 'are'} called met without evidence that is valid today."
            f"{expired}",
            names,
        )
    orphans = tuple(g.criterion for g in gaps if not g.owner)
    if orphans:
        yield Step(f"Name an owner for {count(len(orphans), 'gap')}", f"Nobody is named for {_some(orphans)}.", orphans)


def _close(gaps: Sequence[GapRow]) -> Iterator[Step]:
    if not gaps:
        return
    band = gaps[0].band
    same = [g for g in gaps if g.band == band]
    first = same[:NAMED]
    title = f"Close the {band} gap" if len(same) == 1 else f"Close the {len(same)} {band} gaps, beginning at the top"
    items = "; ".join(
        f"{g.criterion} {g.short} ({stated(g.state)}, {g.owner or 'no owner'}"
        f"{', planned for ' + g.due.isoformat() if g.due else ', no date'})"
        for g in first
    )
    rest = len(same) - len(first)
    yield Step(title, f"{items}{f'; and {rest} more' if rest else ''}.", tuple(g.criterion for g in same))


def _late(gaps: Sequence[GapRow]) -> Iterator[Step]:
    late = sorted((g for g in gaps if g.due is not None and g.due_passed), key=lambda g: (g.due, g.rank))
    if late:
        items = "; ".join(f"{g.criterion} {g.short} ({g.due}, {g.owner or 'no owner'})" for g in late[:NAMED])
        rest = len(late) - NAMED
        more = f"; and {rest} more" if rest > 0 else ""
        verb = "action is" if len(late) == 1 else "actions are"
        title = f"Plan anew: {len(late)} {verb} past the team's own date"
        yield Step(title, f"{items}{more}.", tuple(g.criterion for g in late))


def _coming(gaps: Sequence[GapRow], dates: Sequence[DateRow], analysis: Analysis) -> Iterator[Step]:
    """The next dates: of the law, then of the team."""
    law = [f"{d.label} {d.day} ({distance(d.days)})" for d in dates if d.days >= 0][:NAMED]
    ahead = sorted((g for g in gaps if g.due is not None and not g.due_passed), key=lambda g: (g.due, g.rank))[:NAMED]
    team = [f"{g.criterion} {g.short} ({g.due}, {g.owner or 'no owner'})" for g in ahead]
    if law or team:
        words = [f"By law: {'; '.join(law)}." if law else "", f"Own dates: {'; '.join(team)}." if team else ""]
        yield Step("Keep the next dates", " ".join(w for w in words if w), tuple(g.criterion for g in ahead))


def _answer(pack: Pack, analysis: Analysis) -> Iterator[Step]:
    names = tuple(r.id for r in analysis.criteria.values() if r.asked and r.state is None)
    if not names:
        return
    places: Counter[str] = Counter(pack.places[n][0].title for n in names)
    where = listed(f"{number} in {title}" for title, number in places.most_common())
    yield Step(
        f"Answer the {len(names)} criteria still without an answer" if len(names) > 1 else "Answer the last criterion",
        f"{where}. Until then readiness can be anywhere within {interval(analysis.readiness)}.",
        names,
    )


def _some(names: Sequence[str]) -> str:
    """The first few names and how many more."""
    rest = len(names) - NAMED
    return listed(names) if rest <= 1 else f"{', '.join(names[:NAMED])} and {rest} more"
