"""The sheets of evidence, actions, obligations and deadlines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cop_tui.domain.dated import DatedDuty
from cop_tui.reports.model import ReportModel
from cop_tui.reports.register_rows import ActionRow, PieceRow
from cop_tui.reports.rows import DutyRow
from cop_tui.reports.wording import PIECE_WORDS, yes_no
from cop_tui.reports.xlsx_model import Column, Table, Value


def evidence(model: ReportModel) -> Table:
    """The sheet of evidence."""
    columns = (
        Column("Id", 12),
        Column("Title", 44),
        Column("Kind", 18),
        Column("Standing", 16),
        Column("Reference", 44),
        Column("Valid from", 12, "day"),
        Column("Valid to", 12, "day"),
        Column("Owner", 18, part="owners"),
        Column("Withdrawn on", 14, "day"),
        Column("Reason", 36, part="notes"),
        Column("Replaced by", 14),
        Column("Serves", 40),
        Column("SHA-256", 40),
    )
    rows = tuple(map(_piece, model.registers.evidence))
    return Table("Evidence", "The register of evidence and what each piece serves.", columns, rows, fixed=2)


def _piece(row: PieceRow) -> tuple[Value, ...]:
    entry = row.entry
    return (
        row.id,
        entry.title,
        PIECE_WORDS[entry.kind],
        row.standing,
        entry.reference,
        entry.valid_from,
        entry.valid_until,
        entry.owner,
        entry.withdrawn_on,
        entry.reason,
        entry.replaced_by,
        " ".join(r.id for r in row.serves),
        entry.sha256 or "",
    )


def actions(model: ReportModel) -> Table:
    """The sheet of actions."""
    columns = (
        Column("Id", 12),
        Column("What", 50),
        Column("Status", 14),
        Column("Owner", 18, part="owners"),
        Column("Due", 12, "day"),
        Column("Days left", 10, "number"),
        Column("Overdue", 10),
        Column("Effort", 9),
        Column("Criteria", 36),
        Column("Reason", 36, part="notes"),
        Column("Ended on", 12, "day"),
    )
    rows = tuple(map(_action, model.registers.actions))
    return Table("Actions", "What is being done about gaps, and what was.", columns, rows, fixed=2)


def _action(row: ActionRow) -> tuple[Value, ...]:
    entry = row.entry
    return (
        row.id,
        entry.what,
        str(entry.status),
        entry.owner,
        entry.due,
        row.days,
        "yes" if row.overdue else "no",
        str(entry.effort or ""),
        " ".join(r.id for r in row.criteria),
        entry.reason,
        entry.ended_on,
    )


def obligations(model: ReportModel) -> Table:
    """The sheet of obligations."""
    columns = (
        Column("Id", 16),
        Column("Article", 22),
        Column("Title", 36),
        Column("Binds", 14),
        Column("From", 12, "day"),
        Column("Verdict", 14),
        Column("Why", 50),
        Column("Decided by", 30),
        Column("Ready at least", 11, "share"),
        Column("Ready at most", 11, "share"),
        Column("Requires", 60),
        Column("Enforced by", 26),
        Column("Finable today", 12),
        Column("Sanctions", 44),
        Column("What the Code does for it", 44),
        Column("Account of other means", 18),
        Column("The account", 50),
        Column("Confidence", 12),
    )
    unbound = tuple(
        (u.id, u.article, u.title, "no", None, "", u.because, *[""] * (len(columns) - 7)) for u in model.unbound
    )
    about = "The duties of the AI Act: those that bind or may bind with the verdict, then those that do not."
    return Table("Obligations", about, columns, (*map(_duty, model.duties), *unbound), fixed=2)


def _duty(duty: DutyRow) -> tuple[Value, ...]:
    return (
        duty.id,
        duty.article,
        duty.title,
        yes_no(duty.binds),
        duty.due,
        duty.verdict,
        duty.because,
        " ".join(r.id for r in duty.decided_by),
        duty.readiness.low,
        duty.readiness.high,
        duty.requires,
        duty.enforced_by,
        "yes" if duty.finable else "no",
        "\n".join(duty.sanctions),
        duty.coverage,
        duty.account,
        duty.account_text,
        duty.confidence,
    )


def deadlines(model: ReportModel) -> Table:
    """The sheet of deadlines."""
    columns = (
        Column("Date", 12, "day"),
        Column("Days left", 10, "number"),
        Column("Status", 16),
        Column("Title", 50),
        Column("Kind", 14),
        Column("Strength", 12),
        Column("Pointer", 26),
        Column("Why this day", 50),
        Column("What is missing", 40),
        Column("Recurs", 20),
        Column("Criteria", 24),
        Column("Obligations", 24),
        Column("Owner", 18, part="owners"),
        Column("Note", 36),
    )
    rows = tuple(_dated(model.registers.deadlines.all()))
    return Table("Deadlines", "Every dated duty, and those that wait for a day.", columns, rows)


def _dated(duties: Iterable[DatedDuty]) -> Iterator[tuple[Value, ...]]:
    for d in duties:
        yield (
            d.day,
            d.days,
            d.status,
            d.title,
            d.kind,
            d.strength,
            d.pointer,
            d.because,
            d.missing,
            d.recurs or "",
            " ".join(d.criteria),
            " ".join(d.obligations),
            d.owner,
            d.note,
        )
