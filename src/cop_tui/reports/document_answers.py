"""The answers as a document: every criterion that is asked, then the answers to those that are not."""

from __future__ import annotations

from collections.abc import Iterator

from cop_tui.reports.document import Block, Heading, Items, Pairs, Run, Runs, bold, joined, para, runs
from cop_tui.reports.model import MeasurePart, ReportModel
from cop_tui.reports.rows import AnswerRow, CheckRow, EvidenceRow
from cop_tui.reports.wording import EFFORT_WORDS, count, interval, moment, stated

POINT = "annex point"


def answers(model: ReportModel) -> Iterator[Block]:
    """Every asked criterion under its chapter and measure, the unanswered ones included."""
    for chapter in model.chapters:
        if not chapter.group.readiness.asked:
            continue
        yield Heading(2, chapter.group.title)
        for commitment in chapter.commitments:
            for measure in commitment.measures:
                if measure.rows:
                    yield from _measure(measure, model.left_out)
    kept = [row for row in model.not_asked if row.said]
    if not kept:
        return
    yield Heading(2, "Answers to criteria that are not asked")
    yield para("The facts given leave these out. What was answered is kept and does not count.")
    for row in kept:
        yield from _row(row, model.left_out, 3)


def _measure(measure: MeasurePart, left_out: tuple[str, ...]) -> Iterator[Block]:
    group = measure.group
    yield Heading(3, f"{group.number} {group.title}", aside=interval(group.readiness))
    for heading in measure.headings:
        yield para(
            Run(f"Heading {heading.id}", "italic"),
            f" ({stated(heading.state)}, follows from ",
            joined(runs(Run(c, to=c)) for c in heading.covered_by),
            f"): {heading.statement}",
            kind="small",
        )
    for row in measure.rows:
        yield from _row(row, left_out, 4)


def _row(row: AnswerRow, left_out: tuple[str, ...], level: int) -> Iterator[Block]:
    yield Heading(level, f"{row.id} {row.short}", row.id, stated(row.state))
    if row.question:
        yield para(row.question)
    yield Pairs(tuple(_said(row, left_out)))
    if row.checks and (row.state is not None or any(k.ticked for k in row.checks)):
        yield Items(tuple(_check(k) for k in row.checks), depths=tuple(k.depth for k in row.checks))


def _said(row: AnswerRow, left_out: tuple[str, ...]) -> Iterator[tuple[str, Runs]]:
    flagged = ", flagged for review" if row.flagged else ""
    if row.question:
        yield "Statement", runs(f"{row.statement} ({row.strength}; {row.pointer})")
    if row.deadline:
        yield "Time limit", runs(row.deadline)
    if row.condition:
        yield "Applies where", runs(row.condition)
    yield "State", runs(bold(stated(row.state)), f"{flagged}{_open(row)}")
    if row.reason:
        yield "Reason", runs(row.reason)
    if row.note:
        yield "Note", runs(row.note)
    if row.evidence:
        yield "Evidence", joined((_cited(item) for item in row.evidence), "\n")
    elif row.state is not None and "evidence" not in left_out:
        yield "Evidence", runs("none cited")
    plan = _plan(row)
    if plan:
        yield "Plan", plan
    if row.duties:
        yield "Serves", _serves(row)
    if row.at is not None:
        yield "Answered", runs(f"{moment(row.at)}{f', {row.by}' if row.by else ''}")
    if row.confidence != "high":
        yield "Confidence in this reading", runs(row.confidence)
    if row.remark:
        yield "Remark on the text", runs(row.remark)


def _cited(item: EvidenceRow) -> Runs:
    until = f" (valid to {item.valid_until})" if item.valid_until else ""
    standing = () if item.standing == "valid" else runs(bold(f" [{item.standing}]"))
    piece = runs(" ", Run(item.piece, to=item.piece)) if item.piece else ()
    return runs(item.reference, piece, until, standing)


def _serves(row: AnswerRow) -> Runs:
    """Every duty and annex point behind the criterion."""
    duties = [
        runs(Run(s.article, to=s.id), " (touches it)" if s.how == "touches" else "")
        for s in row.duties
        if s.how != POINT
    ]
    points = [runs(s.article) for s in row.duties if s.how == POINT]
    return joined((*duties, *points), "; ")


def _plan(row: AnswerRow) -> Runs:
    """Owner, own date, actions and the team's own effort, where anybody named them."""
    parts = [runs(f"owner {row.owner}") if row.owner else (), runs(f"own date {row.due}") if row.due else ()]
    parts += [runs(Run(key, to=key)) for key in row.actions]
    if row.effort_given:
        parts.append(runs(f"effort {EFFORT_WORDS[row.effort]}"))
    return joined(p for p in parts if p)


def _open(row: AnswerRow) -> str:
    return f", claimed with {count(len(row.open_checks), 'required check')} open" if row.open_checks else ""


def _check(check: CheckRow) -> Runs:
    mark = "☑" if check.ticked else "☐"
    return runs(f"{mark} {check.id} {check.statement} ({check.strength})")
