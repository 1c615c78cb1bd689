"""A criterion and its answer as JSON has them."""

from __future__ import annotations

from typing import Any

from cop_tui.reports import shapes
from cop_tui.reports.rows import AnswerRow, EvidenceRow
from cop_tui.reports.sheet_cells import cited

View = dict[str, Any]


def criterion(row: AnswerRow) -> View:
    """What the questionnaire asks; what is said about it is in `answers`."""
    return {
        "id": row.id,
        "chapter": row.chapter,
        "measure": row.measure,
        "short": row.short,
        "question": row.question,
        "statement": row.statement,
        "pointer": row.pointer,
        "strength": row.strength,
        "asked": row.asked,
        "condition": row.condition,
        "deadline": row.deadline,
        "legal_basis": list(row.legal_basis),
        "obligations": list(row.obligations),
        "checks": [
            {"id": k.id, "statement": k.statement, "strength": k.strength, "depth": k.depth} for k in row.checks
        ],
        "remark": row.remark,
        "confidence": row.confidence,
    }


def answer(row: AnswerRow) -> View:
    """An answer as in the command line's `show`, what follows from it, and its `citations` as they are kept."""
    return {
        **shapes.answer_with(
            state=row.state,
            reason=row.reason,
            note=row.note,
            evidence=[cited(e) for e in row.evidence],
            pieces=[e.piece for e in row.evidence if e.piece],
            owner=row.owner,
            due=row.due,
            effort=row.effort if row.effort_given else None,
            checks=row.ticked,
            flagged=row.flagged,
        ),
        "updated_at": shapes.instant(row.at),
        "updated_by": row.by,
        "citations": [_citation(e) for e in row.evidence],
        "open_checks": list(row.open_checks),
        "asked": row.asked,
        "demonstrated": row.demonstrated,
        "obligations": [s.id for s in row.duties],
        "actions": list(row.actions),
    }


def _citation(evidence: EvidenceRow) -> View:
    """What is kept with the answer: of a registered piece its id and the place in it, else what was written."""
    own = not evidence.piece
    return {
        "piece": evidence.piece,
        "where": evidence.where,
        "reference": evidence.reference if own else "",
        "valid_from": shapes.day(evidence.valid_from),
        "valid_until": shapes.day(evidence.valid_until) if own else None,
        "withdrawn": evidence.withdrawn,
        "draft": evidence.draft,
    }
