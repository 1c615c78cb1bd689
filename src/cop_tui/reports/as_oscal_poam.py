"""OSCAL plan of action and milestones: a risk and an item for each gap, with the actions that are to close it."""

from __future__ import annotations

from typing import Final

from cop_tui.domain.register import ActionStatus
from cop_tui.reports.model import ReportModel
from cop_tui.reports.oscal import (
    NS,
    Data,
    catalog,
    day_time,
    derived,
    document,
    line,
    metadata,
    people,
    person,
    props,
    prose,
    results,
    some,
    tool,
)
from cop_tui.reports.oscal_findings import (
    answer_finding,
    answer_observation,
    finding_id,
    observation_id,
    resource,
)
from cop_tui.reports.register_rows import ActionRow
from cop_tui.reports.rows import AnswerRow, GapRow
from cop_tui.reports.wording import ACTION_WORDS, stated

NAME: Final = "oscal-poam"
TITLE: Final = "OSCAL plan of action and milestones, for GRC systems"
EXTENSION: Final = "oscal-poam.json"

_LIFECYCLES: Final = {ActionStatus.DONE: "completed"}


def render(model: ReportModel) -> bytes:
    """The plan as JSON; the same model gives the same bytes."""
    rows = {row.id: row for row in model.rows()}
    held = [(gap, rows.get(gap.criterion)) for gap in model.gaps]
    shown = [row for _, row in held if row is not None and row.state is not None]
    owners = [a.entry.owner for a in model.registers.actions]
    cited = {item.piece for row in shown for item in row.evidence}
    sources = [catalog(model), results(model)]
    resources = [*sources, *(resource(model, p) for p in model.registers.evidence if p.id in cited)]
    return document(
        "plan-of-action-and-milestones",
        some(
            metadata=metadata(
                model, "Plan of action and milestones", people(owners), {"owner": "Owner of an action"}, sources
            ),
            system_id={"identifier-type": NS, "id": model.head.id or "assessment"},
            observations=[answer_observation(model, row) for row in shown],
            risks=[_risk(model, gap, row) for gap, row in held],
            findings=[answer_finding(model, row) for row in shown],
            poam_items=_items(model, held),
            back_matter={"resources": resources},
        ),
    )


def _risk_id(model: ReportModel, criterion: str) -> str:
    return derived("risk", model.head.id, criterion)


def _risk(model: ReportModel, gap: GapRow, row: AnswerRow | None) -> Data:
    """What follows from a gap, how pressing it is, and what is done about it."""
    actions = [a for a in model.registers.actions if gap.criterion in a.entry.criteria]
    deadline = gap.due or gap.falls_due
    facets = {"priority": f"{gap.priority:.2f}", "band": gap.band, "rank": str(gap.rank), "strength": str(gap.strength)}
    return some(
        uuid=_risk_id(model, gap.criterion),
        title=line(f"{gap.criterion} {gap.short}: {stated(gap.state)}"),
        description=prose(gap.because),
        statement=prose(row.statement if row is not None else gap.question or gap.short),
        props=props(criterion=gap.criterion, state=gap.state, owner=gap.owner, obligations=", ".join(gap.obligations)),
        status="remediating" if any(a.entry.status is ActionStatus.IN_PROGRESS for a in actions) else "open",
        characterizations=[
            {
                "origin": {"actors": [tool(model)]},
                "facets": [{"name": name, "system": NS, "value": said} for name, said in facets.items()],
            }
        ],
        deadline=day_time(deadline) if deadline else None,
        remediations=[_remediation(model, action, gap.criterion) for action in actions],
        related_observations=_observations(model, row),
    )


def _observations(model: ReportModel, row: AnswerRow | None) -> list[Data]:
    return [] if row is None or row.state is None else [{"observation-uuid": observation_id(model, row.id)}]


def _remediation(model: ReportModel, action: ActionRow, criterion: str) -> Data:
    """An action as the response to a gap, its day as a milestone."""
    entry = action.entry
    day = entry.ended_on or entry.due
    owner = [{"role-id": "owner", "party-uuids": [person(entry.owner)]}] if entry.owner else []
    milestone = some(
        uuid=derived("milestone", model.head.id, action.id, criterion),
        type="milestone",
        title=line(entry.what),
        timing={"on-date": {"date": day_time(day)}} if day else None,
        responsible_roles=owner,
    )
    return some(
        uuid=derived("response", model.head.id, action.id, criterion),
        lifecycle=_LIFECYCLES.get(entry.status, "planned"),
        title=line(f"{action.id} {entry.what}"),
        description=prose(entry.reason or f"{entry.what}: {ACTION_WORDS[entry.status]}."),
        props=_said(action),
        tasks=[milestone],
    )


def _said(action: ActionRow) -> list[Data]:
    entry = action.entry
    return props(
        action=action.id,
        status=ACTION_WORDS[entry.status],
        effort=entry.effort,
        owner=entry.owner,
        due=entry.due,
        ended_on=entry.ended_on,
        overdue="yes" if action.overdue else None,
    )


def _items(model: ReportModel, held: list[tuple[GapRow, AnswerRow | None]]) -> list[Data]:
    """An item for each gap, then one for each action that is for none; never empty, as OSCAL asks."""
    items = [_gap_item(model, gap, row) for gap, row in held]
    served = {gap.criterion for gap, _ in held}
    items += [_action_item(model, a) for a in model.registers.actions if not served & set(a.entry.criteria)]
    if items:
        return items
    told = model.shows("gaps") and model.shows("plan")
    words = "No gap and no action is recorded." if told else "This copy leaves out the list of gaps and the plan."
    return [{"uuid": derived("item", model.head.id, "none"), "title": "Nothing planned", "description": words}]


def _gap_item(model: ReportModel, gap: GapRow, row: AnswerRow | None) -> Data:
    there = row is not None and row.state is not None
    return some(
        uuid=derived("item", model.head.id, gap.criterion),
        title=line(f"{gap.criterion} {gap.short}"),
        description=prose(f"{gap.because} {gap.calculation}"),
        props=props(
            criterion=gap.criterion,
            rank=gap.rank,
            priority=f"{gap.priority:.2f}",
            band=gap.band,
            actions=", ".join(a.id for a in gap.actions),
        ),
        related_findings=[{"finding-uuid": finding_id(model, gap.criterion)}] if there else [],
        related_observations=_observations(model, row),
        related_risks=[{"risk-uuid": _risk_id(model, gap.criterion)}],
        origins=[{"actors": [tool(model)]}],
    )


def _action_item(model: ReportModel, action: ActionRow) -> Data:
    entry = action.entry
    criteria = ", ".join(entry.criteria)
    return some(
        uuid=derived("item", model.head.id, action.id),
        title=line(f"{action.id} {entry.what}"),
        description=prose(entry.reason or f"{entry.what}: {ACTION_WORDS[entry.status]}."),
        props=[*_said(action), *props(criteria=criteria)],
    )
