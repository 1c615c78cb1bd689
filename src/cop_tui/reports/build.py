"""Pack, facts, scope, analysis and answers ▸ ReportModel. Pure: nothing is read, written or looked up by the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cop_tui.domain.facts import Facts
from cop_tui.domain.pack import Pack, Source
from cop_tui.domain.results import Analysis
from cop_tui.domain.scoping import Scope
from cop_tui.reports.model import Head, PackRow, ReportModel, SourceRow, StaleRow
from cop_tui.reports.parts.answers import chapter_parts, not_asked_rows
from cop_tui.reports.parts.duties import duty_rows, unbound_rows
from cop_tui.reports.parts.facts import date_rows, fact_rows, open_facts, outcome_rows, scope_data
from cop_tui.reports.parts.gaps import attention, gap_rows
from cop_tui.reports.parts.method import METHOD
from cop_tui.reports.parts.summary import summary
from cop_tui.reports.rows import AnsweredBy, AnswerRow


def build(
    pack: Pack, facts: Facts, scope: Scope, analysis: Analysis, answers: Mapping[str, AnsweredBy], head: Head
) -> ReportModel:
    """The model of a report on the day of `analysis`.

    `scope` and `analysis` must have been made from the same pack, facts and answers.
    """
    chapters = chapter_parts(pack, scope, analysis, answers)
    asked = [r for ch in chapters for c in ch.commitments for m in c.measures for r in m.rows]
    gaps = gap_rows(pack, analysis)
    duties = duty_rows(pack, scope, analysis)
    dates = date_rows(pack, scope, analysis.today)
    unknown = open_facts(pack, scope)
    notable = attention(analysis, asked)
    return ReportModel(
        head=head,
        today=analysis.today,
        pack=_pack(pack),
        summary=summary(pack, scope, analysis, gaps=gaps, duties=duties, dates=dates, facts=unknown, attention=notable),
        chapters=chapters,
        duties=duties,
        unbound=unbound_rows(pack, scope),
        gaps=gaps,
        not_asked=not_asked_rows(pack, scope, analysis, answers),
        attention=notable,
        facts=fact_rows(pack, facts),
        outcomes=outcome_rows(pack, scope),
        method=METHOD,
        facts_data=facts.to_data(),
        scope_data=scope_data(pack, scope),
    )


def without(model: ReportModel, *, notes: bool = False, evidence: bool = False) -> ReportModel:
    """A copy without the notes, the references to evidence, or both; `left_out` names what is missing.

    What follows from evidence, such as the demonstrated part, stays.
    """

    def bare(row: AnswerRow) -> AnswerRow:
        return replace(row, note="" if notes else row.note, evidence=() if evidence else row.evidence)

    left_out = tuple(name for name, gone in (("notes", notes), ("evidence", evidence)) if gone)
    if not left_out:
        return model
    changed = replace(model.with_rows(bare), left_out=left_out)
    if not evidence:
        return changed
    stale = tuple(StaleRow(s.id, s.short, replace(s.evidence, reference="")) for s in model.attention.stale)
    return replace(changed, attention=replace(model.attention, stale=stale))


def _pack(pack: Pack) -> PackRow:
    sources = {s.title: s for s in (*(ch.source for ch in pack.chapters), *pack.sources.values())}
    return PackRow(
        id=pack.id,
        version=pack.version,
        title=pack.title,
        sha256=pack.sha256,
        as_of=pack.as_of,
        disclaimer=pack.disclaimer,
        method_note=pack.method_note,
        sources=tuple(_source(s) for s in sources.values()),
    )


def _source(source: Source) -> SourceRow:
    return SourceRow(source.title, source.reference, source.url)
