"""The answers in Markdown: every criterion that is asked, then the answers to those that are not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cop_tui.reports.markup import block, cell, inline
from cop_tui.reports.model import MeasurePart, ReportModel
from cop_tui.reports.rows import AnswerRow, CheckRow, EvidenceRow
from cop_tui.reports.wording import EFFORT_WORDS, count, interval, moment, stated

POINT: Final = "annex point"


def answers(model: ReportModel) -> Iterator[str]:
    """Every asked criterion under its chapter and measure, the unanswered ones included."""
    for chapter in model.chapters:
        if not chapter.group.readiness.asked:
            continue
        yield ""
        yield f"### {cell(chapter.group.title)}"
        for commitment in chapter.commitments:
            for measure in commitment.measures:
                if measure.rows:
                    yield from _measure(measure, model.left_out)


def not_asked(model: ReportModel) -> Iterator[str]:
    """Answers to criteria that the facts leave out."""
    if not model.not_asked:
        return
    yield ""
    yield "### Answers to criteria that are not asked"
    yield ""
    yield "The facts given leave these out. What was answered is kept and does not count."
    for row in model.not_asked:
        yield ""
        yield from _row(row, model.left_out)


def _measure(measure: MeasurePart, left_out: tuple[str, ...]) -> Iterator[str]:
    group = measure.group
    yield ""
    yield f"#### {cell(f'{group.number} {group.title}')}: {interval(group.readiness)}"
    for heading in measure.headings:
        yield ""
        covered = ", ".join(heading.covered_by)
        yield (
            f"_Heading {cell(heading.id)}_ ({stated(heading.state)}, follows from {cell(covered)}):"
            f" {cell(heading.statement)}"
        )
    for row in measure.rows:
        yield ""
        yield from _row(row, left_out)


def _row(row: AnswerRow, left_out: tuple[str, ...]) -> Iterator[str]:
    flagged = ", flagged for review" if row.flagged else ""
    yield f"##### {cell(row.id)} {cell(row.short)}: {stated(row.state)}"
    yield ""
    if row.question:
        yield f"{inline(row.question)}"
        yield ""
        yield f"- **Statement** ({row.strength}; {cell(row.pointer)}): {cell(row.statement)}"
    if row.deadline:
        yield f"- **Time limit:** {cell(row.deadline)}"
    if row.condition:
        yield f"- **Applies where:** {cell(row.condition)}"
    yield f"- **State:** {stated(row.state)}{flagged}{_open(row)}"
    yield from _words("Reason", row.reason)
    yield from _words("Note", row.note)
    yield from (f"- **Evidence:** {_cited(item)}" for item in row.evidence)
    if row.state is not None and not row.evidence and "evidence" not in left_out:
        yield "- **Evidence:** none cited"
    yield from _plan(row)
    if row.state is not None or any(k.ticked for k in row.checks):
        yield from (f"{'  ' * k.depth}- {_check(k)}" for k in row.checks)
    if row.duties:
        yield f"- **Serves:** {_serves(row)}"
    if row.at is not None:
        yield f"- **Answered:** {moment(row.at)}, {cell(row.by)}"
    if row.confidence != "high":
        yield f"- **Confidence in this reading of the text:** {row.confidence}"
    if row.remark:
        yield f"- **Remark on the text:** {cell(row.remark)}"


def _words(title: str, text: str) -> Iterator[str]:
    if text:
        yield f"- **{title}:**"
        yield ""
        yield block(text, "  > ")
        yield ""


def _cited(item: EvidenceRow) -> str:
    until = f" (valid to {item.valid_until})" if item.valid_until else ""
    standing = "" if item.standing == "valid" else f" **[{item.standing}]**".replace("[", "\\[").replace("]", "\\]")
    piece = f" {cell(item.piece)}" if item.piece else ""
    return f"{inline(item.reference)}{piece}{until}{standing}"


def _serves(row: AnswerRow) -> str:
    """Every duty and annex point behind the criterion."""
    duties = [f"{cell(s.article)}{' (touches it)' if s.how == 'touches' else ''}" for s in row.duties if s.how != POINT]
    points = [cell(s.article) for s in row.duties if s.how == POINT]
    return "; ".join((*duties, *points))


def _plan(row: AnswerRow) -> Iterator[str]:
    """Owner, own date and the team's own effort, where anybody named them."""
    parts = [f"owner {cell(row.owner)}" if row.owner else "", f"own date {row.due}" if row.due else ""]
    parts += [cell(key) for key in row.actions]
    if row.effort_given:
        parts.append(f"effort {EFFORT_WORDS[row.effort]}")
    named = [p for p in parts if p]
    if named:
        yield f"- **Plan:** {', '.join(named)}"


def _open(row: AnswerRow) -> str:
    return f", claimed with {count(len(row.open_checks), 'required check')} open" if row.open_checks else ""


def _check(check: CheckRow) -> str:
    mark = "☑" if check.ticked else "☐"
    return f"{mark} {cell(check.id)} {cell(check.statement)} ({check.strength})"
