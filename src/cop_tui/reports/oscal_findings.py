"""Answers and verdicts as OSCAL observations and findings, and the evidence that they rest on."""

from __future__ import annotations

from typing import Final

from cop_tui.domain.answers import State
from cop_tui.reports.as_oscal_catalog import statement
from cop_tui.reports.model import ReportModel
from cop_tui.reports.oscal import (
    Data,
    address,
    day_time,
    derived,
    line,
    moment,
    party,
    props,
    prose,
    some,
    token,
    tool,
)
from cop_tui.reports.register_rows import PieceRow
from cop_tui.reports.rows import AnswerRow, DutyRow, EvidenceRow
from cop_tui.reports.wording import PIECE_WORDS, STATE_WORDS

_SATISFIED: Final = (State.IMPLEMENTED, State.ALTERNATIVE, State.NOT_APPLICABLE)
_REASONS: Final = {State.IMPLEMENTED: "pass", State.ALTERNATIVE: "other", State.NOT_APPLICABLE: "other"}
_REMARKS: Final = {
    State.ALTERNATIVE: "Shown by other adequate means (AI Act, Arts. 53(4) and 55(2)).",
    State.NOT_APPLICABLE: "Set aside as not applicable; it is not scored.",
}


def observation_id(model: ReportModel, subject: str) -> str:
    """The identifier of the observation about a criterion or duty."""
    return derived("observation", model.head.id, subject)


def finding_id(model: ReportModel, subject: str) -> str:
    """The identifier of the finding about a criterion or duty."""
    return derived("finding", model.head.id, subject)


def resource_id(model: ReportModel, piece: str) -> str:
    """The identifier of a registered piece of evidence."""
    return derived("evidence", model.head.id, piece)


def answer_observation(model: ReportModel, row: AnswerRow) -> Data:
    """What was said about a criterion, when, and the evidence cited."""
    told = [row.reason, row.note]
    ticked = ", ".join(k.id for k in row.checks if k.ticked)
    return some(
        uuid=observation_id(model, row.id),
        title=line(f"{row.id} {row.short}"),
        description=prose("\n\n".join(t for t in told if t) or f"Answered as {STATE_WORDS[row.state]}."),
        props=props(
            criterion=row.id,
            state=row.state,
            demonstrated="yes" if row.demonstrated else "no",
            owner=row.owner,
            own_date=row.due,
            effort=row.effort if row.effort_given else None,
            checks_ticked=ticked,
            checks_open=", ".join(row.open_checks),
            flagged="yes" if row.flagged else None,
            answered_by=row.by,
        ),
        methods=["EXAMINE" if row.evidence else "INTERVIEW"],
        types=["finding"],
        origins=[{"actors": [{"type": "party", "actor-uuid": party(model)}]}],
        relevant_evidence=[_cited(model, item) for item in row.evidence],
        collected=moment(row.at) if row.at else day_time(model.today),
    )


def _cited(model: ReportModel, item: EvidenceRow) -> Data:
    known = {piece.id for piece in model.registers.evidence}
    link = f"#{resource_id(model, item.piece)}" if item.piece in known else address(item.reference)
    return some(
        href=link,
        description=prose(item.reference or item.piece),
        props=props(piece=item.piece, standing=item.standing, valid_until=item.valid_until),
    )


def answer_finding(model: ReportModel, row: AnswerRow) -> Data:
    """Whether a criterion is met, by its state; a criterion without an answer has no finding."""
    state = row.state or State.MISSING
    status = {
        "state": "satisfied" if state in _SATISFIED else "not-satisfied",
        "reason": _REASONS.get(state, "fail"),
    }
    return some(
        uuid=finding_id(model, row.id),
        title=line(f"{row.id} {row.short}"),
        description=prose(row.statement),
        target=some(
            type="statement-id",
            target_id=token(row.id),
            status=status,
            implementation_status={"state": str(state)},
            remarks=_REMARKS.get(state),
        ),
        related_observations=[{"observation-uuid": observation_id(model, row.id)}],
    )


def duty_observation(model: ReportModel, duty: DutyRow) -> Data:
    """The verdict on a duty with what decides it, undetermined ones included."""
    told = [duty.because, duty.account_text]
    return some(
        uuid=observation_id(model, duty.id),
        title=line(f"{duty.article} {duty.title}: {duty.verdict}"),
        description=prose("\n\n".join(t for t in told if t)),
        props=props(
            obligation=duty.id,
            verdict=duty.verdict,
            binds="undetermined" if duty.binds is None else "yes" if duty.binds else "no",
            applies_from=duty.due,
            decided_by=", ".join(r.id for r in duty.decided_by),
            readiness=_interval(duty),
        ),
        methods=["EXAMINE"],
        types=["finding"],
        origins=[{"actors": [tool(model)]}],
        collected=day_time(model.today),
        remarks=prose(f"{duty.coverage} {model.pack.disclaimer}"),
    )


def _interval(duty: DutyRow) -> str:
    low, high = duty.readiness.low, duty.readiness.high
    return "" if low is None or high is None else f"{low:.4f} to {high:.4f}"


def duty_finding(model: ReportModel, duty: DutyRow) -> Data | None:
    """Whether a duty is met; None while that is undetermined."""
    if duty.verdict == "undetermined":
        return None
    met = duty.verdict == "met"
    return some(
        uuid=finding_id(model, duty.id),
        title=line(f"{duty.article} {duty.title}"),
        description=prose(duty.because),
        target=some(
            type="statement-id",
            target_id=statement(duty.id),
            status={"state": "satisfied" if met else "not-satisfied", "reason": "pass" if met else "fail"},
        ),
        related_observations=[{"observation-uuid": observation_id(model, duty.id)}],
    )


def resource(model: ReportModel, row: PieceRow) -> Data:
    """A registered piece of evidence: what it is, what it is worth today, and where it is if that is an address."""
    entry = row.entry
    link = address(entry.reference)
    hashes = [{"algorithm": "SHA-256", "value": entry.sha256}] if entry.sha256 else []
    return some(
        uuid=resource_id(model, row.id),
        title=line(entry.title),
        description=prose(entry.reason) if entry.reason else "",
        props=props(
            piece=row.id,
            kind=PIECE_WORDS[entry.kind],
            standing=row.standing,
            valid_from=entry.valid_from,
            valid_until=entry.valid_until,
            withdrawn_on=entry.withdrawn_on,
            replaced_by=entry.replaced_by,
            owner=entry.owner,
            sha256=None if link else entry.sha256,
        ),
        citation={"text": line(entry.reference)} if entry.reference else None,
        rlinks=[some(href=link, hashes=hashes)] if link else [],
    )
