"""Contradictions and weak spots of the assessment as a list, the worst first."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from textual.content import Content

from cop_tui.domain.findings import Finding
from cop_tui.services.standing import Standing
from cop_tui.tui.widgets.gap_table import LABEL, Column, Line, Listing, gap_tags
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED, labelled, para

FINDING_COLUMNS: Final = (Column("Severity", 9), Column("Where", -24), Column("What was found", 0))
SIGNS: Final = {"error": ("✗", "x"), "warning": ("!", "!"), "note": ("·", ".")}


def finding_listing(standing: Standing, use_ascii: bool, changed_files: Collection[str] = ()) -> Listing:
    """Every finding, with what to do about it. `changed_files`: pieces of evidence whose file is another one now."""
    lines = tuple(_line(standing, finding, n, use_ascii) for n, finding in enumerate(standing.findings(changed_files)))
    return Listing("Findings", FINDING_COLUMNS, lines, "Nothing contradicts itself, and no weak spot was found.")


def _line(standing: Standing, finding: Finding, number: int, use_ascii: bool) -> Line:
    sign = SIGNS[finding.severity][use_ascii]
    criterion = finding.subject if finding.subject in standing.pack.criterion_index else None
    detail = (
        para(Content.assemble((sign, "bold"), f" {finding.severity}  ", (plain(finding.subject).plain, "bold"))),
        para(finding.message),
        labelled("What to do", finding.hint, LABEL, MUTED),
        labelled("Check", finding.code, LABEL, MUTED),
    )
    tags = (f"severity:{finding.severity}", *(gap_tags(standing, criterion) if criterion else ()))
    cells = (f"{sign} {finding.severity}", finding.subject, _without(finding.subject, finding.message))
    words = "\n".join((*cells, finding.code, finding.hint)).casefold()
    key = f"{finding.code}:{finding.subject}:{number}"
    return Line(key, cells, words, detail, (criterion,) if criterion else (), finding.severity == "error", tags)


def _without(subject: str, message: str) -> str:
    """A message whose subject stands in a column of its own: `SS-1.1-04 (Title) is ...` as `Title is ...`."""
    rest = message.removeprefix(f"{subject} (")
    return rest if rest == message else rest.replace(") ", ": ", 1)
