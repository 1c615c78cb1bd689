"""The JSON Schema of what a report says about standing, duties, gaps, scope and answers."""

from __future__ import annotations

from typing import get_args

from cop_tui.domain.answers import State
from cop_tui.domain.priority import Band
from cop_tui.domain.results import AccountState
from cop_tui.reports.json_leaving import left_out_at
from cop_tui.reports.json_schema_words import (
    CONFIDENCE,
    COUNT,
    DAY,
    DAY_OR_NULL,
    EFFORT_OR_NULL,
    INSTANT,
    NUMBER,
    PLAIN,
    STATE,
    STATE_OR_NULL,
    STRENGTH,
    TEXT,
    TEXTS,
    UNDECIDED,
    VERDICT,
    YES_NO,
    Schema,
    by_id,
    closed,
    listed,
    one_of,
    or_null,
    shared,
)
from cop_tui.reports.rows import Standing


def standing() -> Schema:
    """Where the provider stands."""
    return {
        "summary": closed(
            {
                "standing": TEXTS,
                "binds": TEXTS,
                "verdicts": closed(dict.fromkeys(("not met", "undetermined", "met"), COUNT)),
            }
        ),
        "readiness": shared("readiness"),
        "chapters": listed(_chapter()),
        "signing": TEXTS,
        "obligations": listed(_obligation()),
        "gaps": listed(_gap()),
        "not_answered": TEXTS,
        "not_asked": TEXTS,
        "why_not_asked": by_id(TEXT),
        "not_in_questionnaire": TEXTS,
        "against_scoping": listed(closed({"criterion": TEXT, "short": TEXT, "reason": TEXT})),
        "claimed_with_open_checks": TEXTS,
        "stale_evidence": listed(
            closed(
                {"criterion": TEXT, "evidence": TEXT, "standing": one_of(get_args(Standing))},
                left_out_at("stale_evidence.*"),
            )
        ),
        "without_evidence": TEXTS,
        "flagged": TEXTS,
    }


def _group(path: str, **more: Schema) -> Schema:
    states = {"type": "object", "propertyNames": one_of((*State, "not-answered")), "additionalProperties": COUNT}
    return closed(
        {"id": TEXT, "title": TEXT, "readiness": shared("readiness"), "states": states, **more}, left_out_at(path)
    )


def _chapter() -> Schema:
    heading = closed({"id": TEXT, "statement": TEXT, "pointer": TEXT, "state": STATE_OR_NULL, "covered_by": TEXTS})
    measure = _group("chapters.*.commitments.*.measures.*", criteria=TEXTS, headings=listed(heading))
    return _group(
        "chapters.*",
        applies=UNDECIDED,
        signed=UNDECIDED,
        because=TEXT,
        signing=TEXTS,
        gaps=COUNT,
        commitments=listed(_group("chapters.*.commitments.*", measures=listed(measure))),
    )


def _obligation() -> Schema:
    measure = closed({"id": TEXT, "title": TEXT, "chapter": TEXT, "signed": UNDECIDED, "criteria": TEXTS})
    return closed(
        {
            "id": TEXT,
            "article": TEXT,
            "title": TEXT,
            "binds": UNDECIDED,
            "from": DAY_OR_NULL,
            "ahead": YES_NO,
            "finable": YES_NO,
            "verdict": VERDICT,
            "decided_by": TEXTS,
            "because": TEXT,
            "account": one_of(get_args(AccountState)),
            "yardstick": YES_NO,
            "unsigned": TEXTS,
            "requires": TEXT,
            "because_binds": TEXT,
            "enforced_by": TEXT,
            "sanctions": TEXTS,
            "served_by": TEXTS,
            "set_aside": TEXTS,
            "readiness": shared("readiness"),
            "account_text": TEXT,
            "account_by": TEXT,
            "measures": listed(measure),
            "related": TEXTS,
            "annex": listed(closed({"id": TEXT, "article": TEXT, "title": TEXT, "criteria": TEXTS})),
            "code": closed({"status": TEXT, "words": TEXT, "measures": TEXTS}),
            "confidence": CONFIDENCE,
        },
        left_out_at("obligations.*"),
    )


def _gap() -> Schema:
    return closed(
        {
            "criterion": TEXT,
            "measure": TEXT,
            "commitment": TEXT,
            "chapter": TEXT,
            "short": TEXT,
            "state": STATE,
            "strength": STRENGTH,
            "priority": NUMBER,
            "band": one_of(get_args(Band)),
            "calculation": TEXT,
            "because": TEXT,
            "obligations": TEXTS,
            "falls_due": DAY_OR_NULL,
            "owner": TEXT,
            "due": DAY_OR_NULL,
            "actions": TEXTS,
        },
        left_out_at("gaps.*"),
    )


def content() -> Schema:
    """Facts, what follows from them, what is asked and what was answered."""
    return {
        "facts": by_id(PLAIN),
        "facts_read": listed(closed({"id": TEXT, "label": TEXT, "value": TEXT, "given": YES_NO})),
        "outcomes": listed(closed({"id": TEXT, "label": TEXT, "value": TEXT, "because": TEXTS, "refs": TEXTS})),
        "scope": _scope(),
        "criteria": listed(_criterion()),
        "answers": by_id(_answer()),
        "method": listed(closed({"term": TEXT, "meaning": TEXT})),
        "sources": listed(closed({"title": TEXT, "reference": TEXT, "url": or_null(TEXT)})),
    }


def _scope() -> Schema:
    duty = {
        "id": TEXT,
        "article": TEXT,
        "title": TEXT,
        "kind": TEXT,
        "binds": UNDECIDED,
        "from": DAY_OR_NULL,
        "because": TEXT,
    }
    return closed(
        {
            "pack": shared("pack"),
            "outcome": by_id(PLAIN),
            "roles": TEXTS,
            "chapters": listed(closed({"id": TEXT, "applies": UNDECIDED, "signed": UNDECIDED, "because": TEXT})),
            "obligations": listed(closed(duty)),
            "dates": listed(closed({"id": TEXT, "date": DAY, "because": TEXT})),
            "undetermined": listed(closed({"fact": TEXT, "why_it_matters": TEXT, "settles": TEXTS})),
        }
    )


def _criterion() -> Schema:
    return closed(
        {
            "id": TEXT,
            "chapter": TEXT,
            "measure": TEXT,
            "short": TEXT,
            "question": TEXT,
            "statement": TEXT,
            "pointer": TEXT,
            "strength": STRENGTH,
            "asked": YES_NO,
            "condition": or_null(TEXT),
            "deadline": or_null(TEXT),
            "legal_basis": TEXTS,
            "obligations": TEXTS,
            "checks": listed(closed({"id": TEXT, "statement": TEXT, "strength": STRENGTH, "depth": COUNT})),
            "remark": or_null(TEXT),
            "confidence": CONFIDENCE,
        }
    )


def _answer() -> Schema:
    citation = {
        "piece": TEXT,
        "where": TEXT,
        "reference": TEXT,
        "valid_from": DAY_OR_NULL,
        "valid_until": DAY_OR_NULL,
        "withdrawn": YES_NO,
        "draft": YES_NO,
    }
    return closed(
        {
            "state": STATE_OR_NULL,
            "reason": TEXT,
            "note": TEXT,
            "evidence": TEXTS,
            "evidence_pieces": TEXTS,
            "owner": TEXT,
            "due": DAY_OR_NULL,
            "effort": EFFORT_OR_NULL,
            "checks": TEXTS,
            "flagged": YES_NO,
            "updated_at": or_null(INSTANT),
            "updated_by": TEXT,
            "citations": listed(closed(citation)),
            "open_checks": TEXTS,
            "asked": YES_NO,
            "demonstrated": YES_NO,
            "obligations": TEXTS,
            "actions": TEXTS,
        },
        left_out_at("answers.*"),
    )
