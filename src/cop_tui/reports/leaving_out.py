"""A report without the notes, without the references to evidence, or without both: gone from every part of it."""

from __future__ import annotations

from dataclasses import replace

from cop_tui.domain.dated import DatedDuty
from cop_tui.domain.findings import Finding
from cop_tui.reports.model import Head, ReportModel, StaleRow
from cop_tui.reports.register_rows import DeadlineRows, Registers
from cop_tui.reports.rows import AnswerRow

_UNPROVEN = ("proof-lost", "evidence-file-changed")
"""Sorts of findings whose words name pieces of evidence."""


def without(model: ReportModel, *, notes: bool = False, evidence: bool = False) -> ReportModel:
    """A copy without the notes, the references to evidence, or both; `left_out` names what is missing.

    What follows from evidence, such as the demonstrated part, stays; a piece is then named by its id alone.
    """

    def bare(row: AnswerRow) -> AnswerRow:
        return replace(row, note="" if notes else row.note, evidence=() if evidence else row.evidence)

    left_out = tuple(name for name, gone in (("notes", notes), ("evidence", evidence)) if gone)
    if not left_out:
        return model
    changed = replace(model.with_rows(bare), left_out=left_out, head=_head(model.head) if notes else model.head)
    registers = _noteless(model.registers) if notes else model.registers
    if not evidence:
        return replace(changed, registers=registers)
    stale = tuple(StaleRow(s.id, s.short, replace(s.evidence, reference="")) for s in model.attention.stale)
    attention = replace(model.attention, stale=stale)
    return replace(changed, attention=attention, registers=_without_evidence(registers))


def _head(head: Head) -> Head:
    """The head without the note of the baseline that is reported."""
    if head.moment is None or head.moment.baseline is None:
        return head
    row = head.moment.baseline
    bare = replace(row, entry=row.entry.changed(note=""))
    return replace(head, moment=replace(head.moment, baseline=bare))


def _noteless(registers: Registers) -> Registers:
    """Without what people noted beside events and baselines."""
    return replace(
        registers,
        events=tuple(replace(e, entry=e.entry.changed(note="")) for e in registers.events),
        baselines=tuple(replace(b, entry=b.entry.changed(note="")) for b in registers.baselines),
    )


def _without_evidence(registers: Registers) -> Registers:
    """Without the register of evidence; what it took down stays, under the ids of the pieces."""
    titles = {row.id: row.entry.title for row in registers.evidence}

    def untitled(finding: Finding) -> Finding:
        if finding.code not in _UNPROVEN:
            return finding
        words = finding.message
        for title in titles.values():
            words = words.replace(f" ({title})", "")
        return replace(finding, message=words)

    def unnamed(duty: DatedDuty) -> DatedDuty:
        if duty.kind != "evidence":
            return duty
        piece = duty.id.removeprefix("evidence:")
        return replace(duty, title=f"Evidence expires: {piece}" if piece in titles else "Evidence expires")

    rows = registers.deadlines
    return replace(
        registers,
        evidence=(),
        evidence_left_out=len(registers.evidence),
        lost=tuple(replace(lost, title="") for lost in registers.lost),
        findings=tuple(replace(g, findings=tuple(map(untitled, g.findings))) for g in registers.findings),
        deadlines=DeadlineRows(
            open=tuple(map(unnamed, rows.open)),
            own=tuple(map(unnamed, rows.own)),
            running=tuple(map(unnamed, rows.running)),
            undated=tuple(map(unnamed, rows.undated)),
            rules=tuple(map(unnamed, rows.rules)),
            over=tuple(map(unnamed, rows.over)),
        ),
    )
