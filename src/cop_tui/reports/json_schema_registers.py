"""The JSON Schema of the registers in a report."""

from __future__ import annotations

from typing import get_args

from cop_tui.domain.compare import KINDS as CHANGES
from cop_tui.domain.dated import Status
from cop_tui.domain.findings import SEVERITIES
from cop_tui.domain.register import ActionStatus, PieceKind, PieceStatus
from cop_tui.domain.register import Standing as PieceStanding
from cop_tui.reports.json_leaving import left_out_at
from cop_tui.reports.json_schema_words import (
    CONFIDENCE,
    COUNT,
    DAY,
    DAY_OR_NULL,
    EFFORT_OR_NULL,
    HASH,
    OFFSET_TIME,
    STATE_OR_NULL,
    TEXT,
    TEXTS,
    VERDICT,
    YES_NO,
    Schema,
    closed,
    listed,
    one_of,
    or_null,
    shared,
)


def registers() -> Schema:
    """The registers and what follows from them."""
    signoff = {"chapter": TEXT, "name": TEXT, "role": TEXT, "day": DAY, "statement": TEXT, "content": HASH}
    return {
        "evidence": listed(_piece()),
        "lost_proofs": listed(
            closed({"piece": TEXT, "title": TEXT, "date": DAY, "because": one_of(get_args(PieceStanding)),
                    "criteria": TEXTS}, left_out_at("lost_proofs.*"))
        ),
        "actions": listed(_action()),
        "accounts": listed(closed({"obligation": TEXT, "text": TEXT, "author": TEXT}, left_out_at("accounts.*"))),
        "events": listed(_event()),
        "deadlines": listed(_deadline()),
        "findings": listed(
            closed({"severity": one_of(SEVERITIES), "code": TEXT, "subject": TEXT, "message": TEXT, "hint": TEXT})
        ),
        "signoffs": listed(closed({**signoff, "stands": YES_NO})),
        "baselines": listed(shared("baseline")),
        "changes": or_null(_changes()),
        "next_steps": listed(closed({"title": TEXT, "text": TEXT, "criteria": TEXTS})),
    }  # fmt: skip


def _piece() -> Schema:
    return closed(
        {
            "id": TEXT,
            "title": TEXT,
            "kind": one_of(PieceKind),
            "reference": TEXT,
            "valid_from": DAY_OR_NULL,
            "valid_until": DAY_OR_NULL,
            "owner": TEXT,
            "sha256": or_null(HASH),
            "status": one_of(PieceStatus),
            "withdrawn_on": DAY_OR_NULL,
            "reason": TEXT,
            "replaced_by": TEXT,
            "standing": one_of(get_args(PieceStanding)),
            "serves": TEXTS,
        },
        left_out_at("evidence.*"),
    )


def _action() -> Schema:
    return closed(
        {
            "id": TEXT,
            "what": TEXT,
            "criteria": TEXTS,
            "owner": TEXT,
            "due": DAY_OR_NULL,
            "effort": EFFORT_OR_NULL,
            "status": one_of(ActionStatus),
            "reason": TEXT,
            "ended_on": DAY_OR_NULL,
            "overdue": YES_NO,
        },
        left_out_at("actions.*"),
    )


def _event() -> Schema:
    return closed(
        {
            "id": TEXT,
            "kind": TEXT,
            "at": OFFSET_TIME,
            "about": TEXT,
            "category": TEXT,
            "days": or_null(COUNT),
            "note": TEXT,
            "title": TEXT,
        },
        left_out_at("events.*"),
    )


def _deadline() -> Schema:
    return closed(
        {
            "id": TEXT,
            "title": TEXT,
            "date": DAY_OR_NULL,
            "days": {"type": ["integer", "null"]},
            "status": one_of(get_args(Status)),
            "kind": TEXT,
            "strength": TEXT,
            "pointer": TEXT,
            "because": TEXT,
            "recurs": or_null(TEXT),
            "waits_for": TEXTS,
            "missing": TEXT,
            "criteria": TEXTS,
            "obligations": TEXTS,
            "owner": TEXT,
            "note": TEXT,
            "confidence": CONFIDENCE,
            "standing": YES_NO,
            "yardstick": YES_NO,
        },
        left_out_at("deadlines.*"),
    )


def _changes() -> Schema:
    moved = closed({"id": TEXT, "title": TEXT, "before": shared("readiness"), "after": shared("readiness")})
    verdict = or_null(VERDICT)
    change = {
        "criterion": TEXT,
        "short": TEXT,
        "kinds": listed(one_of(CHANGES)),
        "before": STATE_OR_NULL,
        "after": STATE_OR_NULL,
        "fields": TEXTS,
    }
    ids = ("gaps_closed", "gaps_opened", "gaps_found", "gaps_gone", "unmapped_before", "unmapped_after", "reworded")
    return closed(
        {
            "baseline": TEXT,
            "day": DAY,
            "before": TEXT,
            "after": TEXT,
            "words": TEXTS,
            "readiness": moved,
            "own": moved,
            "chapters": listed(moved),
            "changes": listed(closed(change)),
            "verdicts": listed(
                closed({"id": TEXT, "article": TEXT, "title": TEXT, "before": verdict, "after": verdict})
            ),
            **dict.fromkeys(ids, TEXTS),
        }
    )
