"""Chapters with their shares, the duties of the Act both ways, and the gaps, as a document."""

from __future__ import annotations

from collections.abc import Iterator

from cop_tui.domain.duties import ServingCriterion
from cop_tui.reports.document import (
    Block,
    Column,
    Heading,
    Items,
    Pairs,
    Quote,
    Run,
    Runs,
    bold,
    grid,
    joined,
    para,
    runs,
)
from cop_tui.reports.document import table as table_of
from cop_tui.reports.model import ChapterPart, Group, ReportModel
from cop_tui.reports.rows import ActionRef, DutyRow
from cop_tui.reports.wording import (
    NONE,
    STATE_MARKS,
    account_words,
    capital,
    count,
    day,
    down,
    finable,
    interval,
    part,
    posture,
    stated,
    yes_no,
)

SHARES = (("Met, evidenced", 2.1), ("Met, claimed", 1.8), ("Partial (half)", 1.8), ("Open", 1.9), ("Not answered", 2.2))


def chapters(model: ReportModel) -> Iterator[Block]:
    """Each chapter with its posture, then its commitments and measures with their shares and states."""
    if model.signing:
        yield para("What signing gives and what it does not, whatever the chapter:")
        yield Items(tuple(runs(sentence) for sentence in model.signing))
    for chapter in model.chapters:
        group = chapter.group
        yield Heading(2, f"{group.title} ({group.id})", aside=interval(group.readiness))
        yield para(f"{posture(chapter)}. {_progress(group)}")
        if chapter.signing:
            yield Items(tuple(runs(sentence) for sentence in chapter.signing))
        if group.readiness.asked:
            yield _groups(chapter)


def _progress(group: Group) -> str:
    r = group.readiness
    if not r.asked:
        return "No criterion of this chapter is asked."
    return (
        f"{r.answered} of {r.asked} criteria answered, {r.applicable} applicable, {down(r.demonstrated)} demonstrated,"
        f" weight {r.weight}."
    )


def _groups(chapter: ChapterPart) -> Block:
    states = [state for state, _ in chapter.group.counts]
    marks = [Column(STATE_MARKS[state], 0.75, figures=True) for state in states]
    legend = ", ".join(stated(state) for state in states)
    columns = (
        Column("Commitment or measure", 6.2),
        Column("Readiness", 2.2, figures=True),
        *(Column(name, width, figures=True) for name, width in SHARES),
        *marks,
    )

    def rows() -> Iterator[tuple[str | Run, ...]]:
        for commitment in chapter.commitments:
            yield _cells(commitment.group, heavy=True)
            for measure in commitment.measures:
                yield _cells(measure.group)

    caption = f"{chapter.group.title}: shares of the weight, and how many criteria are {legend}"
    return table_of(caption, columns, rows())


def _cells(group: Group, *, heavy: bool = False) -> tuple[str | Run, ...]:
    name = f"{group.number} {group.title} ({group.id})"
    shares, total = group.shares, group.readiness.weight
    weights = (shares.demonstrated, shares.claimed, shares.partial, shares.open, shares.unanswered)
    return (
        bold(name) if heavy else name,
        interval(group.readiness),
        *(part(w, total) for w in weights),
        *(str(number) for _, number in group.counts),
    )


def duties(model: ReportModel) -> Iterator[Block]:
    """Every duty that binds or may bind, with what serves it; then those that do not."""
    yield para(capital(", ".join(f"{number} {verdict}" for verdict, number in model.summary.verdicts) + "."))
    if model.duties:
        yield table_of(
            "The duties that bind or may bind you",
            (
                Column("Article", 3),
                Column("Duty", 6),
                Column("Verdict", 2.3),
                Column("From", 2.1),
                Column("Readiness", 2, figures=True),
                Column("By the Code", 2.3),
            ),
            (
                (
                    Run(d.article, to=d.id),
                    d.title,
                    bold(d.verdict),
                    day(d.due),
                    interval(d.readiness),
                    d.coverage_status.replace("_", " "),
                )
                for d in model.duties
            ),
        )
    for duty in model.duties:
        yield from _duty(duty)
    yield from _other_accounts(model)
    if model.unbound:
        yield Heading(2, "Duties that do not bind you on the facts given")
        yield Items(tuple(runs(bold(u.article), f" {u.title}. {u.because}") for u in model.unbound))


def _other_accounts(model: ReportModel) -> Iterator[Block]:
    """Accounts of other adequate means that are on record for duties that do not bind now."""
    told = {duty.id for duty in model.duties}
    for row in model.registers.accounts:
        if row.obligation not in told and row.entry.text:
            yield Heading(2, f"Other adequate means on record for {row.obligation}")
            yield Quote(row.entry.text)


def _duty(duty: DutyRow) -> Iterator[Block]:
    yield Heading(2, f"{duty.article} {duty.title} ({duty.id})", duty.id, duty.verdict)
    yield para(duty.requires)
    limit = f". Time limit: {duty.time_limit}" if duty.time_limit else ""
    rows: list[tuple[str, Runs]] = [
        ("Binds you", runs(f"{capital(yes_no(duty.binds))}. {duty.because_binds}")),
        ("From", runs(f"{day(duty.due)}{limit}")),
        ("Enforced by", runs(f"{duty.enforced_by}; {finable(duty)}")),
    ]
    if duty.sanctions:
        rows.append(("A breach can cost", runs("\n".join(duty.sanctions))))
    rows.append(("Verdict", runs(bold(f"{capital(duty.verdict)}."), f" {duty.because}")))
    if duty.decided_by:
        refs = (runs(Run(r.id, to=r.id), f" {r.short} ({stated(r.state)})") for r in duty.decided_by)
        rows.append(("Decided by", joined(refs, "; ")))
    if duty.set_aside:
        rows.append(("Set aside, though due", joined(runs(Run(c, to=c)) for c in duty.set_aside)))
    words = account_words(duty)
    if words:
        rows.append(("Other adequate means", runs(capital(words))))
    if duty.account_text:
        yield Pairs(tuple(rows))
        yield Quote(duty.account_text)
        rows = []
    yield Pairs((*rows, *_both_ways(duty)))


def _both_ways(duty: DutyRow) -> Iterator[tuple[str, Runs]]:
    """From the duty to what serves it: measures with their criteria and states, points of annexes, what touches it."""
    yield "What the Code does", runs(duty.coverage)
    served = []
    for measure in duty.serving:
        signed = "" if measure.signed is None else ", signed" if measure.signed else ", not signed"
        served.append(runs(f"{measure.title} ({measure.id}{signed}): ", _criteria(measure.criteria)))
    if served:
        yield "Served by", joined(served, "\n")
    points = [
        runs(f"{point.article} {point.title}: ", _criteria(point.criteria) or runs("no criterion gives it"))
        for point in duty.annex
    ]
    if points:
        yield "Points of its annex", joined(points, "\n")
    if duty.related:
        touched = (runs(Run(r.id, to=r.id), f" {STATE_MARKS[r.state]}") for r in duty.related)
        yield "Touched by", runs(joined(touched), " (deciding nothing)")
    if duty.confidence != "high":
        yield "Confidence in this reading", runs(duty.confidence)


def _criteria(criteria: tuple[ServingCriterion, ...]) -> Runs:
    return joined(
        runs(
            Run(c.id, to=c.id),
            f" {STATE_MARKS[c.state] if c.asked else '(not asked)'}{' (yardstick)' if c.yardstick else ''}",
        )
        for c in criteria
    )


def gaps(model: ReportModel) -> Iterator[Block]:
    """The gaps by priority as one table."""
    if not model.gaps:
        yield para("No criterion is answered as partial, planned or missing. What is not answered may still be a gap.")
        return
    yield para(f"{capital(count(len(model.gaps), 'gap'))}, by priority. How each figure was calculated follows.")
    owners, plan = model.shows("owners"), model.shows("plan")
    yield grid(
        "Gaps by priority",
        (
            (True, Column("#", 0.8, figures=True), lambda g: str(g.rank)),
            (True, Column("Priority", 2.3), lambda g: f"{g.priority:.2f} {g.band}"),
            (True, Column("Criterion", 5), lambda g: runs(bold(g.criterion, g.criterion), f" {g.short}")),
            (True, Column("State", 1.8), lambda g: stated(g.state)),
            (True, Column("Strength", 1.7), lambda g: str(g.strength)),
            (owners, Column("Owner", 2.6), lambda g: g.owner or NONE),
            (plan, Column("Own date", 2.1), lambda g: f"{day(g.due)}{' (passed)' if g.due_passed else ''}"),
            (True, Column("Falls due", 2.1), lambda g: day(g.falls_due)),
            (plan, Column("Actions", 3.2), lambda g: joined((_action(a, owners) for a in g.actions), "; ") or NONE),
            (True, Column("Serves", 3), lambda g: ", ".join(g.articles) or NONE),
        ),
        model.gaps,
    )


def gap_reasons(model: ReportModel) -> Iterator[Block]:
    """Why the gaps stand in this order, each with its calculation."""
    if model.gaps:
        yield Heading(2, "Why in this order")
        yield Items(
            tuple(runs(bold(gap.criterion, gap.criterion), f" {gap.because} {gap.calculation}") for gap in model.gaps),
            ordered=True,
        )


def _action(action: ActionRef, owners: bool) -> Runs:
    late = ", overdue" if action.overdue else ""
    owner = f"{action.owner or 'no owner'}, " if owners else ""
    return runs(Run(action.id, to=action.id), f" ({owner}{day(action.due)}{late})")
