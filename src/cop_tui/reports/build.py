"""What was decided and what follows ▸ ReportModel. Pure: nothing is read, written or looked up by the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cop_tui.domain.answers import Answer
from cop_tui.domain.dated import DatedDuty
from cop_tui.domain.facts import Facts
from cop_tui.domain.findings import Finding
from cop_tui.domain.pack import Pack, Source
from cop_tui.domain.register import EMPTY_REGISTER, Register, lost_proofs
from cop_tui.domain.results import Analysis
from cop_tui.domain.scoping import Scope
from cop_tui.reports import shapes
from cop_tui.reports.model import Catalogue, Head, PackRow, ReportModel, SourceRow
from cop_tui.reports.parts.answers import chapter_parts, not_asked_rows, said_once
from cop_tui.reports.parts.duties import duty_rows, unbound_rows
from cop_tui.reports.parts.facts import date_rows, fact_rows, open_facts, outcome_rows
from cop_tui.reports.parts.gaps import attention, gap_rows
from cop_tui.reports.parts.method import METHOD
from cop_tui.reports.parts.registers import (
    account_rows,
    action_rows,
    baseline_rows,
    deadline_rows,
    event_rows,
    finding_groups,
    piece_rows,
    running_actions,
    signoff_rows,
)
from cop_tui.reports.parts.summary import summary
from cop_tui.reports.parts.unasked import unasked_rows
from cop_tui.reports.register_rows import Changed, Registers
from cop_tui.reports.rows import AnsweredBy

__all__ = ["Inputs", "build"]


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a report is made from.

    `scope`, `analysis`, `deadlines` and `findings` must have been made from the same pack, facts, answers and register.
    `answers` are resolved (`Register.resolve_all`), `signoffs_stand` says of each signed chapter whether the signature
    stands, `changed` is what has changed since the last baseline.
    """

    pack: Pack
    facts: Facts
    scope: Scope
    analysis: Analysis
    answers: Mapping[str, AnsweredBy]
    head: Head
    register: Register = EMPTY_REGISTER
    deadlines: tuple[DatedDuty, ...] = ()
    findings: tuple[Finding, ...] = ()
    signoffs_stand: Mapping[str, bool] = field(default_factory=dict)
    changed: Changed | None = None


def build(given: Inputs) -> ReportModel:
    """The model of a report on the day of the analysis."""
    pack, scope, analysis = given.pack, given.scope, given.analysis
    actions = running_actions(given.register, analysis.today)
    signing, chapters = said_once(chapter_parts(pack, scope, analysis, given.answers, actions))
    asked = [r for ch in chapters for c in ch.commitments for m in c.measures for r in m.rows]
    gaps = gap_rows(pack, analysis, actions)
    duties = duty_rows(pack, scope, analysis, given.register)
    dates = date_rows(pack, scope, analysis.today)
    unknown = open_facts(pack, scope)
    notable = attention(analysis, asked)
    registers = _registers(given)
    return ReportModel(
        head=given.head,
        today=analysis.today,
        pack=_pack(pack),
        summary=summary(
            scope,
            analysis,
            chapters,
            gaps=gaps,
            duties=duties,
            dates=dates,
            facts=unknown,
            attention=notable,
            registers=registers,
        ),
        chapters=chapters,
        duties=duties,
        unbound=unbound_rows(pack, scope),
        gaps=gaps,
        not_asked=not_asked_rows(pack, scope, analysis, given.answers),
        attention=notable,
        facts=fact_rows(pack, given.facts),
        outcomes=outcome_rows(pack, scope),
        method=METHOD,
        facts_data=given.facts.to_data(),
        scope_data=shapes.scope(pack, scope),
        registers=registers,
        signing=signing,
        unasked=unasked_rows(pack, given.facts, scope),
        catalogue=Catalogue(pack.chapters, pack.obligations),
    )


def _registers(given: Inputs) -> Registers:
    pack, register, today = given.pack, given.register, given.analysis.today
    answers: dict[str, Answer] = {criterion: answered.answer for criterion, answered in given.answers.items()}
    return Registers(
        evidence=piece_rows(pack, register, answers, today),
        lost=lost_proofs(register, answers, today),
        actions=action_rows(pack, register, answers, today),
        events=event_rows(pack, register),
        deadlines=deadline_rows(given.deadlines),
        findings=finding_groups(given.findings),
        signoffs=signoff_rows(pack, register, given.signoffs_stand),
        baselines=baseline_rows(register),
        changed=given.changed,
        accounts=account_rows(pack, register),
    )


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
