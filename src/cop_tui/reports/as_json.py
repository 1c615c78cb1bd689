"""JSON: everything a report says as data, with the keys of the command line's `gaps` and `show`.

Readiness is a share of 0 to 1 or null, days are ISO dates, instants are UTC. The order is that of the questionnaire.
`shapes` has the shapes that the command line prints too, `json_schema` says what is in a report, `json_leaving` which
keys a copy does not have because its readers are not to see what they hold.

A complete copy is enough to make the assessment anew: names, questionnaire, `facts`, `answers` (with `citations` as
they are kept) and the registers `evidence`, `actions`, `events`, `accounts` and `signoffs` give the hash in `content`.
"""

from __future__ import annotations

import json
from typing import Final

from cop_tui.domain.duties import ServingMeasure
from cop_tui.reports import shapes
from cop_tui.reports.json_criteria import View, answer, criterion
from cop_tui.reports.json_leaving import without_left_out
from cop_tui.reports.model import ChapterPart, Group, Head, MeasurePart, ReportModel
from cop_tui.reports.register_rows import BaselineRow, PieceRow, Registers
from cop_tui.reports.rows import DutyRow, GapRow, HeadingRow
from cop_tui.reports.sheet_cells import cited

NAME: Final = "json"
TITLE: Final = "JSON, complete, for programs"
EXTENSION: Final = "json"

SCHEMA: Final = "urn:cop-tui:schema:report-1"
"""The name of the JSON Schema of a report; a copy is in docs/schema/report-1.json."""
SCHEMA_VERSION: Final = "1.0"
"""Its second part grows when keys are added; the first when one goes or means something else."""


def render(model: ReportModel) -> bytes:
    """The report as UTF-8 JSON, ending in a newline; the same model gives the same bytes."""
    return (json.dumps(view(model), ensure_ascii=False, indent=2) + "\n").encode()


def view(model: ReportModel) -> View:
    """The report as plain data; what is left out of this copy has no key."""
    whole = {
        "$schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        **_head(model),
        **_standing(model),
        **_attention(model),
        **_registers(model),
        "next_steps": [{"title": s.title, "text": s.text, "criteria": list(s.criteria)} for s in model.summary.steps],
        **_facts(model),
        "criteria": [criterion(r) for r in (*model.rows(), *model.not_asked) if r.statement],
        "answers": {r.id: answer(r) for r in (*model.rows(), *model.not_asked) if r.said},
        "method": [{"term": term, "meaning": meaning} for term, meaning in model.method],
        "sources": [{"title": s.title, "reference": s.reference, "url": s.url} for s in model.pack.sources],
    }
    return without_left_out(whole, model.left_out)


def _head(model: ReportModel) -> View:
    """Whose report it is, of which moment, for whom, from which questionnaire."""
    return {
        "assessment": shapes.assessment(model.head),
        "pack": shapes.pack(model.pack),
        "today": model.today.isoformat(),
        "moment": _moment(model.head),
        "content": model.head.content,
        "tool": model.head.tool,
        "audience": model.audience,
        "left_out": list(model.left_out),
        "disclaimer": model.pack.disclaimer,
    }


def _standing(model: ReportModel) -> View:
    """Where the provider stands: overall, by chapter, by duty, and the gaps."""
    known = {u.id for u in model.unasked}
    return {
        "summary": {
            "standing": list(model.summary.standing),
            "binds": list(model.summary.binds),
            "verdicts": dict(model.summary.verdicts),
        },
        "readiness": shapes.readiness(model.summary.readiness),
        "chapters": [_chapter(ch, model.gaps) for ch in model.chapters],
        "signing": list(model.signing),
        "obligations": [_duty(d) for d in model.duties],
        "gaps": [{**_gap(g), "actions": [a.id for a in g.actions]} for g in model.gaps],
        "not_answered": [r.id for r in model.rows() if r.state is None],
        "not_asked": [u.id for u in model.unasked],
        "why_not_asked": {u.id: u.because for u in model.unasked},
        "not_in_questionnaire": [r.id for r in model.not_asked if r.id not in known],
    }


def _attention(model: ReportModel) -> View:
    """What a careful reader looks at twice."""
    notable = model.attention
    return {
        "against_scoping": [{"criterion": a.id, "short": a.short, "reason": a.reason} for a in notable.against_scoping],
        "claimed_with_open_checks": [o.id for o in notable.open_checks],
        "stale_evidence": [
            {"criterion": s.id, "evidence": cited(s.evidence), "standing": s.evidence.standing} for s in notable.stale
        ],
        "without_evidence": [r.id for r in notable.unproven],
        "flagged": [r.id for r in notable.flagged],
    }


def _facts(model: ReportModel) -> View:
    """What was given, what was assumed, and what follows."""
    return {
        "facts": dict(model.facts_data),
        "facts_read": [{"id": f.id, "label": f.label, "value": f.value, "given": f.given} for f in model.facts],
        "outcomes": [
            {"id": o.id, "label": o.label, "value": o.value, "because": list(o.because), "refs": list(o.refs)}
            for o in model.outcomes
        ],
        "scope": {"pack": shapes.pack(model.pack), **model.scope_data},
    }


def _moment(head: Head) -> View | None:
    """Null for the assessment as it is, else what moment is reported and which baseline froze it."""
    moment = head.moment
    if moment is None:
        return None
    frozen = moment.baseline
    return {
        "label": moment.label,
        "baseline": None if frozen is None else frozen.id,
        "frozen": None if frozen is None else _baseline(frozen),
    }


def _chapter(chapter: ChapterPart, gaps: tuple[GapRow, ...]) -> View:
    return {
        **_group(chapter.group),
        "applies": chapter.applies,
        "signed": chapter.signed,
        "because": chapter.because,
        "signing": list(chapter.signing),
        "gaps": sum(g.chapter == chapter.group.id for g in gaps),
        "commitments": [
            {**_group(c.group), "measures": [_measure(m) for m in c.measures]} for c in chapter.commitments
        ],
    }


def _measure(measure: MeasurePart) -> View:
    return {
        **_group(measure.group),
        "criteria": [row.id for row in measure.rows],
        "headings": [_heading(heading) for heading in measure.headings],
    }


def _heading(heading: HeadingRow) -> View:
    """A row that is not asked; its state is the weakest among what covers it, null if one of these is not answered."""
    return {
        "id": heading.id,
        "statement": heading.statement,
        "pointer": heading.pointer,
        "state": heading.state,
        "covered_by": list(heading.covered_by),
    }


def _group(group: Group) -> View:
    return shapes.group(group.id, group.title, group.readiness, group.counts)


def _duty(duty: DutyRow) -> View:
    return {
        **shapes.obligation_with(duty, (r.id for r in duty.decided_by)),
        "requires": duty.requires,
        "because_binds": duty.because_binds,
        "enforced_by": duty.enforced_by,
        "sanctions": list(duty.sanctions),
        **shapes.obligation_detail(duty),
        "account_text": duty.account_text,
        "account_by": duty.account_by,
        "measures": [_serving(measure) for measure in duty.serving],
        "related": [r.id for r in duty.related],
        "annex": [
            {"id": p.id, "article": p.article, "title": p.title, "criteria": [c.id for c in p.criteria]}
            for p in duty.annex
        ],
        "code": {"status": duty.coverage_status, "words": duty.coverage, "measures": list(duty.measures)},
        "confidence": duty.confidence,
    }


def _serving(measure: ServingMeasure) -> View:
    return {
        "id": measure.id,
        "title": measure.title,
        "chapter": measure.chapter,
        "signed": measure.signed,
        "criteria": [c.id for c in measure.criteria],
    }


def _gap(gap: GapRow) -> View:
    return shapes.gap_with(gap, priority=gap.priority, band=gap.band, calculation=gap.calculation, because=gap.because)


def _registers(model: ReportModel) -> View:
    """Evidence, actions, events, deadlines, findings, sign-offs, baselines, and what changed since the last one."""
    held = model.registers
    return {
        "evidence": [_piece(row, model) for row in held.evidence],
        "lost_proofs": [shapes.lost_proof(lost) for lost in held.lost],
        "actions": [shapes.action(row.id, row.entry, model.today) for row in held.actions],
        "accounts": [shapes.account(row.obligation, row.entry) for row in held.accounts],
        "events": [{**shapes.event(row.id, row.entry), "title": row.title} for row in held.events],
        "deadlines": [shapes.deadline(duty) for duty in held.deadlines.all()],
        "findings": _findings(held),
        "signoffs": [shapes.signoff(row.chapter, row.entry, row.stands) for row in held.signoffs],
        "baselines": [_baseline(row) for row in held.baselines],
        "changes": _changes(held),
    }


def _piece(row: PieceRow, model: ReportModel) -> View:
    return shapes.piece(row.id, row.entry, model.today, (r.id for r in row.serves))


def _findings(held: Registers) -> list[View]:
    return [shapes.finding(finding) for group in held.findings for finding in group.findings]


def _baseline(row: BaselineRow) -> View:
    return shapes.baseline(row.id, row.entry)


def _changes(held: Registers) -> View | None:
    """What has changed since the last baseline; null where there is none."""
    if held.changed is None:
        return None
    return {"baseline": held.changed.baseline, "day": held.changed.day.isoformat(),
            **shapes.comparison(held.changed.comparison)}  # fmt: skip
