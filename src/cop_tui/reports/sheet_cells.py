"""Cells of working lists: what a person may fill in, as text that is read back, and text that no program runs.

CSV and XLSX write these cells; `services.sheets` reads them. Whatever is written here is read back unchanged.
"""

from __future__ import annotations

import re
from typing import Final

from cop_tui.reports.rows import AnswerRow, EvidenceRow

NOT_ANSWERED: Final = "not answered"
REMOVE: Final = "(remove)"
"""In a cell to fill in: what is there is taken away. A dash says the same."""

FIELDS: Final = ("state", "reason", "note", "evidence", "owner", "due", "effort", "checks_ticked", "flagged")
"""The columns that are read back, beside `criterion`."""
SHOWN: Final = frozenset(
    ("criterion", "updated_at", "rank", "asked", "chapter", "commitment", "measure", "pointer", "strength", "short",
     "question", "statement", "evidence_ids", "evidence_pieces", "expired_evidence", "citations", "demonstrated",
     "effort_from", "effort_expected", "all_checks", "checks_open", "open_checks", "priority", "band", "because",
     "calculation", "falls_due", "actions", "actions_what", "actions_owner", "actions_due", "obligations", "updated_by",
     "confidence")
)  # fmt: skip
"""The other columns of lists of answers: they are there to be read by people."""
GONE: Final = {
    "notes": ("note",),
    "evidence": ("evidence", "evidence_ids", "expired_evidence"),
    "owners": ("owner", "actions_owner"),
    "history": ("updated_at", "updated_by"),
    "gaps": ("priority", "band", "because", "calculation", "falls_due"),
    "plan": ("due", "effort", "effort_from", "actions", "actions_what", "actions_owner", "actions_due"),
    "findings": ("flagged", "checks_open"),
}
"""The columns of answers that a copy does not have, by the name of what it leaves out."""

CELL_MAX: Final = 32_767
"""Characters that a cell of a workbook holds at most, in UTF-16 units: those that a spreadsheet counts."""
CUT: Final = " … [cut: a cell holds no more; the whole text is in the JSON report]"

# What XML cannot hold; and how a workbook writes a character as a code.
IMPOSSIBLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_CODE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CODE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")

# A spreadsheet runs what begins so, the full-width forms included. Opened with another separator than the file's, it
# also takes what follows a semicolon, a tab or a line end for the beginning of a cell.
_FORMULA: Final = "=+\\-@＝＋－＠"
_BARE: Final = re.compile(rf"""(^|[;\t\n])([ "\t\n]*)('*)(?=[{_FORMULA}])""")
_GUARDED: Final = re.compile(rf"""(^|[;\t\n])([ "\t\n]*)'('*)(?=[{_FORMULA}])""")


def runs(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula."""
    return re.match(rf"\s*[{_FORMULA}\t\r]", text) is not None


def guarded(text: str) -> str:
    """The same text, with an apostrophe wherever a spreadsheet might begin to run it. `unguarded` takes it away."""
    return _BARE.sub(r"\1\2'\3", text.replace("\r\n", "\n").replace("\r", "\n").strip())


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return _GUARDED.sub(r"\1\2\3", text)


def cell_text(text: str) -> str:
    """The text as a cell of a workbook holds it; what is too long is cut, and says so. `cell_read` reads it."""
    clean = _LIKE_CODE.sub("_x005F_", IMPOSSIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    units = clean.encode("utf-16-le")
    if len(units) <= 2 * CELL_MAX:
        return clean
    kept = units[: 2 * (CELL_MAX - len(CUT))].decode("utf-16-le", "ignore")
    return f"{kept}{CUT}"


def cell_read(text: str) -> str:
    """The text of a cell of a workbook, with codes of characters as these characters."""
    return _CODE.sub(lambda found: chr(int(found[1], 16)), text)


def said(row: AnswerRow) -> dict[str, str]:
    """What was said about a criterion, as the text of cells, by the names in FIELDS; empty where nothing was."""
    return {
        "state": str(row.state or ""),
        "reason": row.reason,
        "note": row.note,
        "evidence": "\n".join(cited(e) for e in row.evidence),
        "owner": row.owner,
        "due": row.due.isoformat() if row.due else "",
        "effort": str(row.effort) if row.effort_given else "",
        "checks_ticked": " ".join(row.ticked),
        "flagged": "yes" if row.flagged else "no",
    }


def cited(evidence: EvidenceRow) -> str:
    """A piece of evidence as people write it, in one line, which the command line reads back."""
    until = f" (valid to {evidence.valid_until.isoformat()})" if evidence.valid_until else ""
    mark = f" ({evidence.standing})" if evidence.standing in ("withdrawn", "draft") else ""
    return f"{evidence.reference}{until}{mark}".strip()
