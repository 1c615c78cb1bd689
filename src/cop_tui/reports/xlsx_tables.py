"""The working lists of a report as plain tables: one for each sheet of the XLSX file, cells in their own types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from cop_tui.domain.answers import STATES
from cop_tui.domain.pack import Effort
from cop_tui.reports.as_csv import Place, places
from cop_tui.reports.model import Part, ReportModel
from cop_tui.reports.rows import AnswerRow, CheckRow, GapRow
from cop_tui.reports.sheet_cells import GONE, REMOVE, said
from cop_tui.reports.xlsx_model import Column, Kind, Table, Value
from cop_tui.reports.xlsx_registers import actions, deadlines, evidence, obligations

_NOWHERE: Final[Place] = ("", "", "")


def tables(model: ReportModel) -> tuple[Table, ...]:
    """The working lists that this copy holds; those it leaves out are not there."""
    makers: tuple[tuple[Part | None, Callable[[ReportModel], Table]], ...] = (
        ("gaps", _gaps),
        ("answers", _answers),
        ("evidence", evidence),
        ("plan", actions),
        (None, obligations),
        (None, deadlines),
    )
    made = (make(model) for part, make in makers if part is None or model.shows(part))
    return tuple(_shown(table, model) for table in made)


def _shown(table: Table, model: ReportModel) -> Table:
    """The table without the columns that this copy leaves out."""
    kept = [n for n, column in enumerate(table.columns) if column.part is None or model.shows(column.part)]
    columns = tuple(table.columns[n] for n in kept)
    return replace(table, columns=columns, rows=tuple(tuple(row[n] for n in kept) for row in table.rows))


def _column(name: str, head: str, width: int, kind: Kind = "text") -> Column:
    """A column of the answers, with the part that it belongs to as the CSV has it."""
    parts: tuple[Part, ...] = ("notes", "evidence", "owners", "history", "gaps", "plan", "findings")
    return Column(head, width, kind, part=next((part for part in parts if name in GONE[part]), None))


_FILL: Final = {
    "state": Column("State", 16, fill=True, allowed=(*STATES, REMOVE)),
    "reason": Column("Reason", 40, fill=True),
    "note": Column("Note", 50, fill=True, part="notes"),
    "evidence": Column("Evidence", 45, fill=True, part="evidence"),
    "owner": Column("Owner", 18, fill=True, part="owners"),
    "due": Column("Due", 12, "day", fill=True, part="plan"),
    "effort": Column("Effort", 9, fill=True, allowed=(*Effort, REMOVE), part="plan"),
    "checks_ticked": Column("Checks ticked", 22, fill=True),
    "flagged": Column("Flagged", 10, fill=True, allowed=("yes", "no"), part="findings"),
}
_ANSWERS: Final = (
    Column("Criterion", 14),
    Column("Short", 32),
    Column("Question", 50),
    Column("Strength", 12),
    *_FILL.values(),
    Column("All checks", 50),
    _column("checks_open", "Checks open", 22),
    Column("Asked", 9),
    Column("Chapter", 22),
    Column("Commitment", 28),
    Column("Measure", 28),
    Column("Pointer", 26),
    Column("Statement", 50),
    _column("evidence_ids", "Evidence ids", 14),
    Column("Demonstrated", 14),
    Column("Effort expected", 11),
    _column("priority", "Priority", 10, "number"),
    _column("band", "Band", 10),
    _column("actions", "Actions", 14),
    Column("Obligations", 20),
    _column("updated_at", "Updated at", 20, "instant"),
    _column("updated_by", "Updated by", 18),
    Column("Confidence", 12),
)


def _answers(model: ReportModel) -> Table:
    gaps = {gap.criterion: gap for gap in model.gaps}
    found = places(model)
    rows = (
        _answer(row, found.get(row.measure, _NOWHERE), gaps.get(row.id)) for row in (*model.rows(), *model.not_asked)
    )
    about = "Every criterion that is asked with its answer, then answers to criteria that are not."
    return Table("Answers", about, _ANSWERS, tuple(rows), fixed=2)


def _answer(row: AnswerRow, place: Place, gap: GapRow | None) -> tuple[Value, ...]:
    told: dict[str, Value] = {**said(row), "due": row.due}
    return (
        row.id,
        row.short,
        row.question,
        str(row.strength),
        *(told[name] for name in _FILL),
        "\n".join(_check(check) for check in row.checks),
        " ".join(row.open_checks),
        "yes" if row.asked else "no",
        *place,
        row.pointer,
        row.statement,
        " ".join(e.piece for e in row.evidence if e.piece),
        "yes" if row.demonstrated else "no",
        str(row.effort),
        gap.priority if gap else None,
        gap.band if gap else "",
        " ".join(row.actions),
        " ".join(row.obligations),
        row.at,
        row.by,
        row.confidence,
    )


def _check(check: CheckRow) -> str:
    return f"{'   ' * check.depth}{check.id} ({check.strength}): {check.statement}"


def _gaps(model: ReportModel) -> Table:
    columns = (
        Column("Rank", 8, "number"),
        Column("Criterion", 14),
        Column("Short", 36),
        Column("Band", 10),
        Column("Priority", 10, "number"),
        Column("State", 14),
        Column("Strength", 12),
        Column("Why", 50),
        Column("Calculation", 36),
        Column("Place", 36),
        Column("Articles", 22),
        Column("Falls due", 12, "day"),
        Column("Days late", 10, "number"),
        Column("Owner", 18, part="owners"),
        Column("Own date", 12, "day", part="plan"),
        Column("Actions", 40, part="plan"),
    )
    rows = (
        (
            g.rank,
            g.criterion,
            g.short,
            g.band,
            round(g.priority, 2),
            str(g.state),
            str(g.strength),
            g.because,
            g.calculation,
            g.place,
            "\n".join(g.articles),
            g.falls_due,
            g.late,
            g.owner,
            g.due,
            "\n".join(f"{a.id} {a.what}" for a in g.actions),
        )
        for g in model.gaps
    )
    return Table("Gaps", "The gaps by priority, the first first.", columns, tuple(rows), fixed=3)
