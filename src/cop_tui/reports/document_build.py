"""ReportModel ▸ pages of a document, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Final

from cop_tui.reports.charts import Chart, charts
from cop_tui.reports.document import Block, Column, Heading, Pages, Picture, Run, Table, table
from cop_tui.reports.document_answers import answers
from cop_tui.reports.document_duties import chapters, duties, gap_reasons, gaps
from cop_tui.reports.document_registers import actions, deadlines, evidence
from cop_tui.reports.document_signing import attention, facts, method, signing
from cop_tui.reports.document_summary import colophon, executive, summary
from cop_tui.reports.model import ReportModel
from cop_tui.reports.sections import sections

Writer = Callable[[ReportModel], Iterator[Block]]

# The writers of a section, each with whether its pages are turned round for wide tables.
_WRITERS: Final[dict[str, tuple[tuple[bool, Writer], ...]]] = {
    "summary": ((False, summary),),
    "chapters": ((False, chapters),),
    "obligations": ((False, duties),),
    "gaps": ((True, gaps), (False, gap_reasons)),
    "actions": ((False, actions),),
    "deadlines": ((False, deadlines),),
    "evidence": ((True, evidence),),
    "answers": ((False, answers),),
    "attention": ((False, attention),),
    "signing": ((False, signing),),
    "facts": ((False, facts),),
    "method": ((False, method),),
}

_FIRST: Final = "readiness"
"""The picture of the executive page."""
_PICTURES: Final = {"chapters": ("commitments", "heat"), "deadlines": ("timeline",)}


def pages(model: ReportModel) -> tuple[Pages, ...]:
    """The executive page first, then everything else; wide tables on pages turned round."""
    drawn = {chart.id: chart for chart in charts(model)}
    opening = Pages(tuple(executive(model, _picture(drawn.get(_FIRST)))), opening=True)
    written: list[tuple[bool, tuple[Block, ...]]] = [(False, tuple(colophon(model)))]
    for number, section in enumerate(sections(model), 1):
        title: tuple[Block, ...] = (Heading(1, f"{number}. {section.title}", section.id),)
        for turned, write in _WRITERS[section.id]:
            shown = [_picture(drawn.get(key)) for key in _PICTURES.get(section.id, ())]
            written.append((turned, (*title, *(p for p in shown if p), *write(model))))
            title = ()
    found = [opening]
    if _FIRST in drawn:
        written[0] = (False, (*written[0][1], _figures(drawn[_FIRST])))
    for turned, group in groupby((w for w in written if w[1]), key=lambda each: each[0]):
        found.append(Pages(tuple(block for _, blocks in group for block in blocks), turned))
    return tuple(found)


def _picture(chart: Chart | None) -> Picture | None:
    return None if chart is None else Picture(chart.id, chart.title, chart.alt, chart.svg)


def _figures(chart: Chart) -> Table:
    """The figures of a picture as a table."""
    columns = (Column(head, 1 if at else 3, figures=at > 0) for at, head in enumerate(chart.table.head))
    return table(chart.title, columns, chart.table.rows)


def anchors(found: tuple[Pages, ...]) -> frozenset[str]:
    """Every place in the document that a link can lead to."""
    named: set[str] = set()
    for each in found:
        for block in each.blocks:
            if isinstance(block, Heading):
                named.add(block.anchor)
            elif isinstance(block, Table):
                named.update(block.anchors)
    return frozenset(named - {""})


def arrives(run: Run, places: frozenset[str]) -> bool:
    """Whether a run is a link that leads somewhere."""
    return run.to in places
