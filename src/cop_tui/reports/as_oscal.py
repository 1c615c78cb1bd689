"""OSCAL assessment results: observations and findings about every answered criterion and every duty.

They point into the catalog (format `oscal-catalog`) by its ids; the plan is a document of its own (`oscal-poam`).
"""

from __future__ import annotations

from typing import Final

from cop_tui.reports.as_oscal_catalog import statement
from cop_tui.reports.model import ReportModel
from cop_tui.reports.oscal import (
    NS,
    RESULTS_FILE,
    Data,
    catalog,
    catalog_id,
    day_time,
    derived,
    document,
    line,
    metadata,
    prop,
    props,
    prose,
    some,
    token,
)
from cop_tui.reports.oscal_findings import (
    answer_finding,
    answer_observation,
    duty_finding,
    duty_observation,
    resource,
)
from cop_tui.reports.wording import interval

NAME: Final = "oscal"
TITLE: Final = "OSCAL assessment results, for GRC systems"
EXTENSION: Final = RESULTS_FILE

_UNANSWERED: Final = "A reviewed criterion that has no finding is not answered yet: nothing is said about it."


def render(model: ReportModel) -> bytes:
    """The results as JSON; the same model gives the same bytes."""
    resources = [_plan(model), catalog(model), *(resource(model, row) for row in model.registers.evidence)]
    return document(
        "assessment-results",
        some(
            metadata=metadata(model, "Assessment results"),
            import_ap={"href": f"#{_plan(model)['uuid']}", "remarks": "A self-assessment: its method is its plan."},
            results=[_result(model)],
            back_matter={"resources": resources},
        ),
    )


def _plan(model: ReportModel) -> Data:
    """The method in the place of an assessment plan, which a self-assessment does not have."""
    told = [f"{term}. {meaning}" for term, meaning in model.method]
    return some(
        uuid=derived("method", model.pack.id, model.pack.version),
        title="Method of the self-assessment",
        description=prose("\n\n".join([*told, model.pack.method_note])),
    )


def _result(model: ReportModel) -> Data:
    answered = [row for row in model.rows() if row.state is not None]
    verdicts = (duty_finding(model, duty) for duty in model.duties)
    r = model.summary.readiness
    started = model.head.created_at
    return some(
        uuid=derived("result", model.head.id, model.today.isoformat()),
        title=line(f"Self-assessment of {model.head.name} on {model.today}"),
        description=prose("\n\n".join(model.summary.standing)),
        start=day_time(min(started.date(), model.today) if started else model.today),
        end=day_time(model.today),
        props=props(
            readiness=interval(r),
            readiness_low=r.low,
            readiness_high=r.high,
            demonstrated=r.demonstrated,
            answered=r.answered,
            asked=r.asked,
            applicable=r.applicable,
        ),
        reviewed_controls=_reviewed(model),
        attestations=_attestations(model),
        observations=[
            *(answer_observation(model, row) for row in answered),
            *(duty_observation(model, duty) for duty in model.duties),
        ],
        findings=[*(answer_finding(model, row) for row in answered), *(v for v in verdicts if v is not None)],
        remarks=_UNANSWERED if model.shows("answers") else "",
    )


def _reviewed(model: ReportModel) -> Data:
    """The measures with the criteria that are asked, and the duties that bind or may bind."""
    controls = [
        some(control_id=token(m.group.id), statement_ids=[token(r.id) for r in m.rows])
        for ch in model.chapters
        for c in ch.commitments
        for m in c.measures
        if m.group.readiness.asked
    ]
    controls += [{"control-id": token(d.id), "statement-ids": [statement(d.id)]} for d in model.duties]
    selection: Data = {"include-controls": controls} if controls else {"include-all": {}}
    return some(
        links=[{"href": f"#{catalog_id(model)}", "rel": "reference"}],
        control_selections=[selection],
        remarks="" if controls else "On the facts given nothing is asked and no duty binds.",
    )


def _attestations(model: ReportModel) -> list[Data]:
    """The sign-offs of chapters."""
    return [
        some(
            parts=[
                some(
                    name="sign-off",
                    ns=NS,
                    title=line(row.title),
                    props=[
                        *props(chapter=row.chapter, day=row.entry.day, stands="yes" if row.stands else "no"),
                        *prop("name", row.entry.name),
                        *prop("role", row.entry.role),
                        *prop("content-sha256", row.entry.content),
                    ],
                    prose=prose(row.entry.statement) if row.entry.statement else "",
                )
            ]
        )
        for row in model.registers.signoffs
    ]
