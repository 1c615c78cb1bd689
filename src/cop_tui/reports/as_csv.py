"""CSV: one row for each criterion that is asked, then the answers to criteria that are not, for spreadsheets.

UTF-8 with a byte order mark, because spreadsheet programs take a file without one for another encoding; RFC 4180
otherwise (commas, CRLF, quotes doubled). Every cell is quoted and none can be taken for a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from cop_tui.reports.model import Group, ReportModel
from cop_tui.reports.rows import AnswerRow, EvidenceRow, GapRow
from cop_tui.reports.wording import moment

NAME: Final = "csv"
TITLE: Final = "CSV, one row per criterion, for spreadsheets"
EXTENSION: Final = "csv"

# A spreadsheet runs what begins so, the full-width forms included.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_GONE: Final = {"notes": ("note",), "evidence": ("evidence", "evidence_ids", "expired_evidence")}


def render(model: ReportModel) -> bytes:
    """The answers as CSV."""
    gaps = {gap.criterion: gap for gap in model.gaps}
    gone = {column for name in model.left_out for column in _GONE[name]}
    places = _places(model)
    out = io.StringIO()
    writer: csv.DictWriter[str] | None = None
    for row in (*model.rows(), *model.not_asked):
        cells = {k: safe(v) for k, v in _cells(row, places, gaps.get(row.id)).items() if k not in gone}
        if writer is None:
            writer = csv.DictWriter(out, cells, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
            writer.writeheader()
        writer.writerow(cells)
    return out.getvalue().encode("utf-8-sig")


def safe(text: str) -> str:
    """The same text, with an apostrophe before it where a spreadsheet would run it as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _cells(row: AnswerRow, places: dict[str, tuple[str, str, str]], gap: GapRow | None) -> dict[str, str]:
    chapter, commitment, measure = places.get(row.measure, ("", "", ""))
    actions = gap.actions if gap else ()
    return {
        "criterion": row.id,
        "asked": "yes" if row.asked else "no",
        "chapter": chapter,
        "commitment": commitment,
        "measure": measure,
        "pointer": row.pointer,
        "strength": str(row.strength),
        "short": row.short,
        "question": row.question,
        "statement": row.statement,
        "state": str(row.state) if row.state else "not answered",
        "reason": row.reason,
        "note": row.note,
        "evidence": "; ".join(cited(e) for e in row.evidence),
        "evidence_ids": " ".join(e.piece for e in row.evidence if e.piece),
        "expired_evidence": "; ".join(cited(e) for e in row.evidence if e.standing != "valid"),
        "demonstrated": "yes" if row.demonstrated else "no",
        "owner": row.owner,
        "due": row.due.isoformat() if row.due else "",
        "effort": str(row.effort),
        "effort_from": "team" if row.effort_given else "questionnaire",
        "checks_ticked": " ".join(k.id for k in row.checks if k.ticked),
        "checks_open": " ".join(row.open_checks),
        "flagged": "yes" if row.flagged else "no",
        "priority": f"{gap.priority:.2f}" if gap else "",
        "band": gap.band if gap else "",
        "because": gap.because if gap else "",
        "calculation": gap.calculation if gap else "",
        "falls_due": gap.falls_due.isoformat() if gap and gap.falls_due else "",
        "actions": " ".join(a.id for a in actions),
        "actions_what": "; ".join(a.what for a in actions),
        "actions_owner": "; ".join(a.owner or "no owner" for a in actions),
        "actions_due": "; ".join(f"{a.due or 'no date'}{' (overdue)' if a.overdue else ''}" for a in actions),
        "obligations": " ".join(row.obligations),
        "updated_at": moment(row.at) if row.at else "",
        "updated_by": row.by,
        "confidence": row.confidence,
    }


def cited(evidence: EvidenceRow) -> str:
    """A piece of evidence with its validity."""
    until = f" (valid to {evidence.valid_until.isoformat()})" if evidence.valid_until else ""
    return f"{evidence.reference}{until}{'' if evidence.standing == 'valid' else f' [{evidence.standing}]'}"


def _places(model: ReportModel) -> dict[str, tuple[str, str, str]]:
    def each() -> Iterator[tuple[str, tuple[str, str, str]]]:
        for chapter in model.chapters:
            for commitment in chapter.commitments:
                for measure in commitment.measures:
                    names = (chapter.group.title, _named(commitment.group), _named(measure.group))
                    yield measure.group.id, names

    return dict(each())


def _named(group: Group) -> str:
    return f"{group.number} {group.title}"
