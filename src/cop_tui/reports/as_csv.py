"""CSV: one row for each criterion that is asked, then the answers to criteria that are not, for spreadsheets.

UTF-8 with a byte order mark, because spreadsheet programs take a file without one for another encoding; RFC 4180
otherwise (commas, CRLF, quotes doubled). Every cell is quoted, and none can be taken for a formula, also when the file
is opened with another separator. The lists of evidence, actions, obligations and deadlines are in XLSX and JSON.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from cop_tui.reports.model import Group, ReportModel
from cop_tui.reports.rows import AnswerRow, GapRow
from cop_tui.reports.shapes import instant
from cop_tui.reports.sheet_cells import GONE, NOT_ANSWERED, cited, guarded, said

NAME: Final = "csv"
TITLE: Final = "CSV, one row per criterion, for spreadsheets"
EXTENSION: Final = "csv"

Place = tuple[str, str, str]
"""Chapter, commitment and measure in words."""
_NOWHERE: Final[Place] = ("", "", "")


def render(model: ReportModel) -> bytes:
    """The answers as CSV; where a copy leaves them out, the gaps."""
    gone = {column for part in model.left_out for column in GONE.get(part, ())}
    rows = list(_answers(model) if model.shows("answers") else _gaps(model))
    columns = list(dict.fromkeys(column for row in rows for column in row if column not in gone)) or ["criterion"]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\r\n", quoting=csv.QUOTE_ALL, extrasaction="ignore")
    writer.writeheader()
    writer.writerows({name: guarded(cell) for name, cell in row.items()} for row in rows)
    return out.getvalue().encode("utf-8-sig")


def places(model: ReportModel) -> dict[str, Place]:
    """The place of each measure."""

    def each() -> Iterator[tuple[str, Place]]:
        for chapter in model.chapters:
            for commitment in chapter.commitments:
                for measure in commitment.measures:
                    names = (chapter.group.title, _named(commitment.group), _named(measure.group))
                    yield measure.group.id, names

    return dict(each())


def _answers(model: ReportModel) -> Iterator[dict[str, str]]:
    gaps = {gap.criterion: gap for gap in model.gaps}
    found = places(model)
    for row in (*model.rows(), *model.not_asked):
        yield _cells(row, found.get(row.measure, _NOWHERE), gaps.get(row.id))


def _gaps(model: ReportModel) -> Iterator[dict[str, str]]:
    found = places(model)
    for gap in model.gaps:
        chapter, commitment, measure = found.get(gap.measure, _NOWHERE)
        yield {
            "criterion": gap.criterion,
            "chapter": chapter,
            "commitment": commitment,
            "measure": measure,
            "strength": str(gap.strength),
            "short": gap.short,
            "question": gap.question,
            "state": str(gap.state),
            "owner": gap.owner,
            "due": gap.due.isoformat() if gap.due else "",
            **_priority(gap),
            **_actions(gap),
            "obligations": " ".join(gap.obligations),
        }


def _cells(row: AnswerRow, place: Place, gap: GapRow | None) -> dict[str, str]:
    told = said(row)
    return {
        "criterion": row.id,
        "asked": "yes" if row.asked else "no",
        **dict(zip(("chapter", "commitment", "measure"), place, strict=True)),
        "pointer": row.pointer,
        "strength": str(row.strength),
        "short": row.short,
        "question": row.question,
        "statement": row.statement,
        "state": told["state"] or NOT_ANSWERED,
        "reason": row.reason,
        "note": row.note,
        "evidence": told["evidence"],
        "evidence_ids": " ".join(e.piece for e in row.evidence if e.piece),
        "expired_evidence": "\n".join(f"{cited(e)} [{e.standing}]" for e in row.evidence if e.standing != "valid"),
        "demonstrated": "yes" if row.demonstrated else "no",
        "owner": row.owner,
        "due": told["due"],
        "effort": str(row.effort),
        "effort_from": "team" if row.effort_given else "questionnaire",
        "checks_ticked": told["checks_ticked"],
        "checks_open": " ".join(row.open_checks),
        "flagged": told["flagged"],
        **_priority(gap),
        **_actions(gap),
        "obligations": " ".join(row.obligations),
        "updated_at": instant(row.at) or "",
        "updated_by": row.by,
        "confidence": row.confidence,
    }


def _priority(gap: GapRow | None) -> dict[str, str]:
    return {
        "priority": f"{gap.priority:.2f}" if gap else "",
        "band": gap.band if gap else "",
        "because": gap.because if gap else "",
        "calculation": gap.calculation if gap else "",
        "falls_due": gap.falls_due.isoformat() if gap and gap.falls_due else "",
    }


def _actions(gap: GapRow | None) -> dict[str, str]:
    actions = gap.actions if gap else ()
    return {
        "actions": " ".join(a.id for a in actions),
        "actions_what": "; ".join(a.what for a in actions),
        "actions_owner": "; ".join(a.owner or "no owner" for a in actions),
        "actions_due": "; ".join(f"{a.due or 'no date'}{' (overdue)' if a.overdue else ''}" for a in actions),
    }


def _named(group: Group) -> str:
    return f"{group.number} {group.title}"
