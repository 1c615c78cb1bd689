"""Markdown as GitHub reads it: tables for what compares, lists for what is told. No text of ours or yours is markup."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cop_tui.reports.markdown_answers import answers, not_asked
from cop_tui.reports.markdown_summary import head, section, summary, table
from cop_tui.reports.markup import cell, inline
from cop_tui.reports.model import ChapterPart, Group, ReportModel
from cop_tui.reports.rows import DutyRow, GapRow
from cop_tui.reports.wording import (
    NONE,
    STATE_MARKS,
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

NAME: Final = "md"
TITLE: Final = "Markdown, for repositories and wikis"
EXTENSION: Final = "md"


def render(model: ReportModel) -> bytes:
    """The report as UTF-8 Markdown."""
    parts = (head, summary, _chapters, _duties, _gaps, _answers, _attention, _facts, _method)
    lines = [line for write in parts for line in (*write(model), "")]
    return ("\n".join(lines).rstrip() + "\n").encode()


def _chapters(model: ReportModel) -> Iterator[str]:
    yield section(2)
    for chapter in model.chapters:
        group = chapter.group
        yield ""
        yield f"### {cell(group.title)}: {interval(group.readiness)}"
        yield ""
        yield f"{posture(chapter)}. {_progress(group)}"
        yield ""
        if group.readiness.asked:
            yield from _groups(chapter)


def _progress(group: Group) -> str:
    r = group.readiness
    if not r.asked:
        return "No criterion of this chapter is asked."
    return (
        f"{r.answered} of {r.asked} criteria answered, {r.applicable} applicable, {down(r.demonstrated)} demonstrated,"
        f" weight {r.weight}."
    )


def _groups(chapter: ChapterPart) -> Iterator[str]:
    titles = (
        "Commitment or measure",
        "Readiness",
        "Met, with evidence",
        "Met, claimed",
        "Partial (half)",
        "Open",
        "Not answered",
    )
    marks = tuple(STATE_MARKS[state] for state, _ in chapter.group.counts)

    def rows() -> Iterator[tuple[str, ...]]:
        for commitment in chapter.commitments:
            yield _cells(commitment.group, bold=True)
            for measure in commitment.measures:
                yield _cells(measure.group)

    yield from table((*titles, *marks), rows(), range(1, len(titles) + len(marks)))


def _cells(group: Group, *, bold: bool = False) -> tuple[str, ...]:
    name = cell(f"{group.number} {group.title}")
    shares, total = group.shares, group.readiness.weight
    weights = (shares.demonstrated, shares.claimed, shares.partial, shares.open, shares.unanswered)
    return (
        f"**{name}**" if bold else name,
        interval(group.readiness),
        *(part(w, total) for w in weights),
        *(str(number) for _, number in group.counts),
    )


def _duties(model: ReportModel) -> Iterator[str]:
    yield section(3)
    yield ""
    yield ", ".join(f"{number} {verdict}" for verdict, number in model.summary.verdicts) + "."
    yield ""
    yield from table(
        ("Article", "Duty", "Verdict", "From", "Readiness", "Code"),
        (
            (cell(d.article), cell(d.title), f"**{d.verdict}**", day(d.due), interval(d.readiness), _code(d))
            for d in model.duties
        ),
    )
    for duty in model.duties:
        yield ""
        yield from _duty(duty)
    if model.unbound:
        yield ""
        yield "### Duties that do not bind you on the facts given"
        yield ""
        yield from (f"- {inline(u.article)} {inline(u.title)}. {inline(u.because)}" for u in model.unbound)


def _code(duty: DutyRow) -> str:
    return duty.coverage_status.replace("_", " ")


def _duty(duty: DutyRow) -> Iterator[str]:
    yield f"### {cell(duty.article)} {cell(duty.title)}: {duty.verdict}"
    yield ""
    yield inline(duty.requires)
    yield ""
    yield f"- **Binds you:** {yes_no(duty.binds)}. {cell(duty.because_binds)}"
    limit = f". Time limit: {cell(duty.time_limit)}" if duty.time_limit else ""
    yield f"- **From:** {day(duty.due)}{limit}"
    yield f"- **Enforced by:** {cell(duty.enforced_by)}; {finable(duty)}"
    yield from (f"- **A breach can cost:** {cell(line)}" for line in duty.sanctions)
    yield f"- **Verdict:** {duty.verdict}. {cell(duty.because)}"
    if duty.decided_by:
        named = "; ".join(f"{inline(r.id)} {inline(r.short)} ({stated(r.state)})" for r in duty.decided_by)
        yield f"- **Decided by:** {named}"
    if duty.set_aside:
        yield f"- **Set aside although it binds:** {cell(', '.join(duty.set_aside))}"
    yield f"- **What the Code does:** {cell(duty.coverage)}"
    if duty.confidence != "high":
        yield f"- **Confidence in this reading:** {duty.confidence}"


def _gaps(model: ReportModel) -> Iterator[str]:
    yield section(4)
    yield ""
    if not model.gaps:
        yield "No criterion is answered as partial, planned or missing. What is not answered may still be a gap."
        return
    yield f"{count(len(model.gaps), 'gap')}, by priority. Every figure shows how it was calculated below the table."
    yield ""
    yield from table(
        ("#", "Priority", "Criterion", "State", "Strength", "Owner", "Own date", "Falls due", "Serves"),
        (_gap(g) for g in model.gaps),
        (0,),
    )
    yield ""
    yield "### Why in this order"
    yield ""
    for gap in model.gaps:
        yield f"{gap.rank}. **{cell(gap.criterion)}** {cell(gap.because)} {cell(gap.calculation)}"


def _gap(gap: GapRow) -> tuple[str, ...]:
    return (
        str(gap.rank),
        f"{gap.priority:.2f} {gap.band}",
        f"**{cell(gap.criterion)}** {cell(gap.short)}",
        stated(gap.state),
        str(gap.strength),
        cell(gap.owner) or NONE,
        f"{day(gap.due)}{' (passed)' if gap.due_passed else ''}",
        day(gap.falls_due),
        cell(", ".join(gap.articles)) or NONE,
    )


def _answers(model: ReportModel) -> Iterator[str]:
    yield section(5)
    yield from answers(model)
    yield from not_asked(model)


def _attention(model: ReportModel) -> Iterator[str]:
    found = model.attention
    yield section(6)
    yield ""
    yield "### Not applicable although scoping says that it binds"
    yield ""
    yield from (f"- **{cell(a.id)}** {cell(a.short)}: {cell(a.reason)}" for a in found.against_scoping)
    if not found.against_scoping:
        yield "None."
    yield ""
    yield "### Claimed as implemented with open checks"
    yield ""
    for item in found.open_checks:
        yield f"- **{cell(item.id)}** {cell(item.short)}"
        yield from (f"  - {cell(k.id)} {cell(k.statement)}" for k in item.open)
    if not found.open_checks:
        yield "None."
    yield ""
    yield "### Evidence that no longer counts or soon will not"
    yield ""
    for stale in found.stale:
        until = f"valid to {stale.evidence.valid_until}" if stale.evidence.valid_until else "no date"
        standing = "runs out within 90 days" if stale.evidence.standing == "valid" else stale.evidence.standing
        reference = cell(stale.evidence.reference)
        yield f"- **{cell(stale.id)}** {cell(stale.short)}: {reference} ({until}; {standing})"
    if not found.stale:
        yield "None."
    for title, refs in (("Met on the team's word alone", found.unproven), ("Flagged for review", found.flagged)):
        yield ""
        yield f"### {title}"
        yield ""
        yield from (f"- **{cell(r.id)}** {cell(r.short)} ({stated(r.state)})" for r in refs)
        if not refs:
            yield "None."


def _facts(model: ReportModel) -> Iterator[str]:
    yield section(7)
    yield ""
    rows = ((cell(f.label), cell(f.value), "given" if f.given else "assumed") for f in model.facts)
    yield from table(("Fact", "Value", "Given or assumed"), rows)
    yield ""
    yield "### What follows"
    yield ""
    yield from table(
        ("Outcome", "Result", "Why", "Sources"),
        (
            (cell(o.label), cell(o.value), cell(" ".join(o.because)) or NONE, cell("; ".join(o.refs)) or NONE)
            for o in model.outcomes
        ),
    )


def _method(model: ReportModel) -> Iterator[str]:
    pack = model.pack
    yield section(8)
    yield ""
    yield from (f"- **{term}.** {cell(meaning)}" for term, meaning in model.method)
    yield ""
    yield inline(pack.method_note)
    yield ""
    yield "### Sources"
    yield ""
    for source in pack.sources:
        known = [source.title, *([source.reference] if source.reference != source.title else []), source.url or ""]
        yield f"- {inline(' · '.join(k for k in known if k))}"
    yield ""
    yield (
        f"Questionnaire {cell(pack.id)} {cell(pack.version)}, SHA-256 `{pack.sha256}`, state of law {pack.as_of}."
        f" Report of {day(model.today)}."
    )
    yield ""
    yield inline(pack.disclaimer)
