"""A copy of a report for some readers: what they may not see is gone from every part of the model.

Formats are given the copy alone, so none of them can show what is not in it. Figures that rest on what is left out stay
as they are; sentences that would tell of it are written anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TypeVar

from cop_tui.domain.dated import DatedDuty
from cop_tui.domain.findings import Finding
from cop_tui.domain.register import Entry
from cop_tui.reports.attention_rows import Attention, StaleRow
from cop_tui.reports.model import PARTS, ChapterPart, Head, Part, ReportModel
from cop_tui.reports.parts.steps import next_steps
from cop_tui.reports.parts.summary import standing
from cop_tui.reports.register_rows import ActionRow, DeadlineRows, PieceRow
from cop_tui.reports.rows import ActionRef, AnswerRow, DutyRow, GapRow

E = TypeVar("E", bound=Entry)
_UNPROVEN = ("proof-lost", "evidence-file-changed")
"""Sorts of findings whose words name pieces of evidence."""
_SIGNED = "signoff-outdated"
_OF_ACTIONS = "action-"
"""What sorts of findings begin with whose words name actions."""
_TEAM = ("action", "answer")
"""Kinds of dated duties that are the team's plan."""
_NOTHING = Attention((), (), (), (), ())


def copy_for(model: ReportModel, parts: Collection[Part], audience: str = "internal") -> ReportModel:
    """The copy for an audience without these parts; `left_out` names them in the order of PARTS."""
    gone = tuple(part for part in PARTS if part in parts)
    if not gone and audience == model.audience:
        return model
    copy = replace(model, audience=audience, left_out=gone)
    for part in gone:
        if part in _WORDS:
            copy = _WORDS[part](copy)
    copy = _told_anew(copy, gone)
    for part in gone:
        if part in _WHOLE:
            copy = _WHOLE[part](copy)
    return copy


def without(model: ReportModel, *, notes: bool = False, evidence: bool = False) -> ReportModel:
    """A copy without the notes, the references to evidence, or both."""
    named: tuple[tuple[Part, bool], ...] = (("notes", notes), ("evidence", evidence))
    return copy_for(model, [part for part, out in named if out], model.audience)


def _bare(entry: E, *fields: str) -> E:
    """The entry with these texts taken out. Not validated: a dropped action needs a reason, its copy does not."""
    return entry.renewed(**dict.fromkeys(fields, ""))


# words of people, taken out wherever they stand


def _without_notes(model: ReportModel) -> ReportModel:
    """Remarks beside answers, events and baselines, and why something was withdrawn or dropped."""
    held = model.registers
    registers = replace(
        held,
        evidence=tuple(replace(p, entry=_bare(p.entry, "reason")) for p in held.evidence),
        actions=tuple(replace(a, entry=_bare(a.entry, "reason")) for a in held.actions),
        events=tuple(replace(e, entry=_bare(e.entry, "note")) for e in held.events),
        baselines=tuple(replace(b, entry=_bare(b.entry, "note")) for b in held.baselines),
    )
    noteless = model.with_rows(lambda row: replace(row, note=""))
    return replace(noteless, head=_noteless(model.head), registers=registers)


def _noteless(head: Head) -> Head:
    """The head without the note of the baseline that is reported."""
    if head.moment is None or head.moment.baseline is None:
        return head
    row = head.moment.baseline
    bare = replace(row, entry=_bare(row.entry, "note"))
    return replace(head, moment=replace(head.moment, baseline=bare))


def _without_evidence(model: ReportModel) -> ReportModel:
    """References and the register; what expired evidence took down stays, under the ids of the pieces."""
    held = model.registers
    titles = {row.id: row.entry.title for row in held.evidence}

    def untitled(finding: Finding) -> Finding:
        if finding.code not in _UNPROVEN:
            return finding
        words = finding.message
        for title in sorted(titles.values(), key=len, reverse=True):
            words = words.replace(f" ({title})", "")
        return replace(finding, message=words)

    def unnamed(duty: DatedDuty) -> DatedDuty:
        if duty.kind != "evidence":
            return duty
        piece = duty.id.removeprefix("evidence:")
        return replace(duty, title=f"Evidence expires: {piece}" if piece in titles else "Evidence expires")

    registers = replace(
        held,
        evidence=(),
        evidence_left_out=len(held.evidence),
        lost=tuple(replace(lost, title="") for lost in held.lost),
        findings=tuple(replace(g, findings=tuple(map(untitled, g.findings))) for g in held.findings),
        deadlines=_each_duty(held.deadlines, unnamed),
    )
    stale = tuple(StaleRow(s.id, s.short, replace(s.evidence, reference="", where="")) for s in model.attention.stale)
    bare = model.with_rows(lambda row: replace(row, evidence=()))
    return replace(bare, attention=replace(model.attention, stale=stale), registers=registers)


def _without_owners(model: ReportModel) -> ReportModel:
    """Who is to do it: of answers, gaps, actions, pieces of evidence and dated duties."""
    held = model.registers

    def action(row: ActionRow) -> ActionRow:
        return replace(row, entry=_bare(row.entry, "owner"))

    def piece(row: PieceRow) -> PieceRow:
        return replace(row, entry=_bare(row.entry, "owner"))

    def ref(found: ActionRef) -> ActionRef:
        return replace(found, owner="")

    def gap(row: GapRow) -> GapRow:
        return replace(row, owner="", actions=tuple(map(ref, row.actions)))

    registers = replace(
        held,
        evidence=tuple(map(piece, held.evidence)),
        actions=tuple(map(action, held.actions)),
        deadlines=_each_duty(held.deadlines, lambda duty: replace(duty, owner="")),
    )
    summary = replace(model.summary, worst=tuple(map(gap, model.summary.worst)))
    bare = model.with_rows(lambda row: replace(row, owner=""))
    return replace(bare, gaps=tuple(map(gap, model.gaps)), summary=summary, registers=registers)


def _without_history(model: ReportModel) -> ReportModel:
    """Who said what when, sign-offs and baselines. What moment is reported is still told."""

    def row(found: AnswerRow) -> AnswerRow:
        return replace(found, at=None, by="")

    def duty(found: DutyRow) -> DutyRow:
        return replace(found, account_by="")

    head = model.head
    moment = None if head.moment is None else replace(head.moment, baseline=None)
    held = model.registers
    registers = replace(
        held,
        signoffs=(),
        baselines=(),
        accounts=tuple(replace(a, entry=_bare(a.entry, "author")) for a in held.accounts),
        findings=tuple(g for g in held.findings if g.code != _SIGNED),
    )
    return replace(
        model.with_rows(row),
        head=replace(head, updated_by="", updated_at=None, moment=moment),
        duties=tuple(map(duty, model.duties)),
        registers=registers,
    )


def _told_anew(model: ReportModel, gone: Collection[Part]) -> ReportModel:
    """The sentences of the summary, from what is left; the parts that only count are still there."""
    summary, held = model.summary, model.registers
    if not gone:
        return model
    counted = replace(held, actions=()) if "plan" in gone else held
    steps = () if "plan" in gone or "gaps" in gone else tuple(
        next_steps(
            summary.readiness, model.chapters, gaps=model.gaps, facts=summary.open_facts, attention=model.attention,
            registers=held, owners="owners" not in gone,
        )
    )  # fmt: skip
    words = standing(summary.readiness, model.duties, model.gaps, counted, ranked="gaps" not in gone)
    return replace(model, summary=replace(summary, standing=words, steps=steps))


# parts that are left out as a whole


def _without_changes(model: ReportModel) -> ReportModel:
    return replace(model, registers=replace(model.registers, changed=None))


def _without_answers(model: ReportModel) -> ReportModel:
    """The answers one by one; how groups, duties and gaps stand is told all the same."""

    def chapter(part: ChapterPart) -> ChapterPart:
        return replace(
            part,
            commitments=tuple(
                replace(c, measures=tuple(replace(m, rows=(), headings=()) for m in c.measures))
                for c in part.commitments
            ),
        )

    aside = tuple(replace(a, reason="") for a in model.attention.against_scoping)
    attention = replace(model.attention, against_scoping=aside)
    return replace(model, chapters=tuple(map(chapter, model.chapters)), not_asked=(), attention=attention)


def _without_gaps(model: ReportModel) -> ReportModel:
    return replace(model, gaps=(), summary=replace(model.summary, worst=()))


def _without_plan(model: ReportModel) -> ReportModel:
    """Actions and the days that the team gave itself."""
    held = model.registers
    own = tuple(d for d in held.deadlines.own if d.kind not in _TEAM)
    over = tuple(d for d in held.deadlines.over if d.kind not in _TEAM)

    def row(found: AnswerRow) -> AnswerRow:
        return replace(found, due=None, effort_given=False, actions=())

    def gap(found: GapRow) -> GapRow:
        return replace(found, due=None, due_passed=False, actions=())

    bare = model.with_rows(row)
    return replace(
        bare,
        gaps=tuple(map(gap, model.gaps)),
        summary=replace(model.summary, worst=tuple(map(gap, model.summary.worst))),
        registers=replace(
            held,
            actions=(),
            deadlines=replace(held.deadlines, own=own, over=over),
            findings=tuple(g for g in held.findings if not g.code.startswith(_OF_ACTIONS)),
        ),
    )


def _without_findings(model: ReportModel) -> ReportModel:
    bare = model.with_rows(lambda row: replace(row, flagged=False, open_checks=()))
    return replace(bare, attention=_NOTHING, registers=replace(model.registers, findings=()))


def _each_duty(rows: DeadlineRows, change: Callable[[DatedDuty], DatedDuty]) -> DeadlineRows:
    return DeadlineRows(
        open=tuple(map(change, rows.open)),
        own=tuple(map(change, rows.own)),
        running=tuple(map(change, rows.running)),
        undated=tuple(map(change, rows.undated)),
        rules=tuple(map(change, rows.rules)),
        over=tuple(map(change, rows.over)),
    )


Change = Callable[[ReportModel], ReportModel]
_WORDS: dict[Part, Change] = {
    "notes": _without_notes,
    "evidence": _without_evidence,
    "owners": _without_owners,
    "history": _without_history,
}
_WHOLE: dict[Part, Change] = {
    "changes": _without_changes,
    "answers": _without_answers,
    "gaps": _without_gaps,
    "plan": _without_plan,
    "findings": _without_findings,
}
