"""The duties of the Act, both ways, and the gaps in Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cop_tui.domain.duties import ServingCriterion
from cop_tui.reports.markdown_summary import section, table
from cop_tui.reports.markup import block, cell, inline
from cop_tui.reports.model import Part, ReportModel
from cop_tui.reports.rows import ActionRef, DutyRow, GapRow
from cop_tui.reports.wording import NONE, STATE_MARKS, account_words, count, day, finable, interval, stated, yes_no

_COLUMNS: Final[tuple[tuple[str, Part | None], ...]] = (
    ("#", None), ("Priority", None), ("Criterion", None), ("State", None), ("Strength", None), ("Owner", "owners"),
    ("Own date", "plan"), ("Falls due", None), ("Actions", "plan"), ("Serves", None),
)  # fmt: skip
"""The columns of the gap list, and what a copy must show for them to be there."""


def duties(model: ReportModel) -> Iterator[str]:
    """Every duty that binds or may bind, with what serves it; then those that do not."""
    yield section(model, "obligations")
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
    yield f"### {cell(duty.article)} {cell(duty.title)} ({cell(duty.id)}): {duty.verdict}"
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
    yield from _account(duty)
    yield f"- **What the Code does:** {cell(duty.coverage)}"
    yield from _both_ways(duty)
    if duty.confidence != "high":
        yield f"- **Confidence in this reading:** {duty.confidence}"


def _account(duty: DutyRow) -> Iterator[str]:
    """Where a chapter is not signed: that its criteria only measure other means, and the written account of these."""
    words = account_words(duty)
    if words:
        yield f"- **Other adequate means:** {cell(words)}"
    if duty.account_text:
        yield ""
        yield block(duty.account_text, "  > ")
        yield ""


def _both_ways(duty: DutyRow) -> Iterator[str]:
    """From the duty to what serves it: measures with their criteria and states, points of annexes, what touches it."""
    if duty.serving:
        yield "- **Served by:**"
    for measure in duty.serving:
        signed = "" if measure.signed is None else ", signed" if measure.signed else ", not signed"
        yield f"  - {cell(measure.title)} ({cell(measure.id)}{signed}): {_criteria(measure.criteria)}"
    if duty.annex:
        yield "- **Points of its annex:**"
    for point in duty.annex:
        given = _criteria(point.criteria) or "no criterion gives it"
        yield f"  - {cell(point.article)} {cell(point.title)}: {given}"
    if duty.related:
        touched = ", ".join(f"{cell(r.id)} {STATE_MARKS[r.state]}" for r in duty.related)
        yield f"- **Touched by, deciding nothing:** {touched}"


def _criteria(criteria: tuple[ServingCriterion, ...]) -> str:
    return ", ".join(
        f"{cell(c.id)} {STATE_MARKS[c.state] if c.asked else '(not asked)'}{' (yardstick)' if c.yardstick else ''}"
        for c in criteria
    )


def gaps(model: ReportModel) -> Iterator[str]:
    """The gaps by priority, each with what is done about it and how its priority was calculated."""
    yield section(model, "gaps")
    yield ""
    if not model.gaps:
        yield "No criterion is answered as partial, planned or missing. What is not answered may still be a gap."
        return
    yield f"{count(len(model.gaps), 'gap')}, by priority. Every figure shows how it was calculated below the table."
    yield ""
    columns = [name for name, part in _COLUMNS if part is None or model.shows(part)]
    yield from table(columns, (tuple(_gap(g, model)[name] for name in columns) for g in model.gaps), (0,))
    yield ""
    yield "### Why in this order"
    yield ""
    for gap in model.gaps:
        yield f"{gap.rank}. **{cell(gap.criterion)}** {cell(gap.because)} {cell(gap.calculation)}"


def _gap(gap: GapRow, model: ReportModel) -> dict[str, str]:
    owners = model.shows("owners")
    return {
        "#": str(gap.rank),
        "Priority": f"{gap.priority:.2f} {gap.band}",
        "Criterion": f"**{cell(gap.criterion)}** {cell(gap.short)}",
        "State": stated(gap.state),
        "Strength": str(gap.strength),
        "Owner": cell(gap.owner) or NONE,
        "Own date": f"{day(gap.due)}{' (passed)' if gap.due_passed else ''}",
        "Falls due": day(gap.falls_due),
        "Actions": "; ".join(_action(a, owners) for a in gap.actions) or NONE,
        "Serves": cell(", ".join(gap.articles)) or NONE,
    }


def _action(action: ActionRef, owners: bool) -> str:
    late = ", overdue" if action.overdue else ""
    by = f"{cell(action.owner) or 'no owner'}, " if owners else ""
    return f"{cell(action.id)} ({by}{day(action.due)}{late})"
