"""Each finding: once on a case that has it, and never without it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cop_tui.domain.analysis import analyse
from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.facts import parse_facts
from cop_tui.domain.findings import SEVERITIES, Finding, findings
from cop_tui.domain.pack import Pack
from cop_tui.domain.register import (
    EMPTY_REGISTER,
    Account,
    Action,
    ActionStatus,
    Event,
    Piece,
    PieceStatus,
    Register,
    SignOff,
)
from cop_tui.domain.scoping import scope

FACTS = {
    "training_compute_flop": 5e23,
    "placement_mode": "api",
    "placed_date": "2026-03-17",
    "chapters_signed": ["TR", "CR"],
}
ONE = "TR-1.3-02"


def found(
    pack: Pack,
    today: date,
    answers: Mapping[str, Answer] | None = None,
    register: Register = EMPTY_REGISTER,
    *,
    changed: Collection[str] = (),
    outdated: Collection[str] = (),
    **facts: Any,
) -> tuple[Finding, ...]:
    parsed = parse_facts(pack.scoping, {**FACTS, **facts})
    binding, given = scope(pack, parsed), dict(answers or {})
    analysis = analyse(pack, binding, given, today, register)
    return findings(pack, parsed, binding, given, register, analysis, today, changed, outdated)


def state(name: str, **fields: Any) -> Answer:
    return Answer.of({"state": name, "reason": "r", **fields})


def codes(result: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(each.code, each.subject) for each in result]


def test_an_untouched_assessment_has_none(pack: Pack, today: date) -> None:
    assert found(pack, today) == ()


@pytest.mark.parametrize(
    ("criterion", "answer", "code", "severity"),
    [
        (ONE, state("implemented"), "implemented-without-evidence", "warning"),
        (ONE, state("alternative"), "implemented-without-evidence", "warning"),
        (ONE, state("implemented", evidence=[{"reference": "x", "withdrawn": True}]), "evidence-not-valid", "warning"),
        ("AIA-53.3-cooperate", state("not-applicable"), "not-applicable-against-scoping", "error"),
        (ONE, state("missing"), "must-gap-without-owner", "warning"),
        (ONE, state("planned", owner="Ann", due="2026-11-21"), "planned-past-due", "warning"),
        (ONE, state("partial", owner="Ann", due="2026-11-21"), "gap-past-due", "note"),
        ("TR-9.9-99", state("implemented"), "answer-of-unknown-criterion", "warning"),
        ("SS-1.1-01", state("implemented"), "answer-not-asked", "note"),
    ],
)
def test_of_one_answer(pack: Pack, today: date, criterion: str, answer: Answer, code: str, severity: str) -> None:
    (only,) = found(pack, today, {criterion: answer})
    assert (only.code, only.subject, only.severity) == (code, criterion, severity)
    assert criterion in only.message
    assert only.hint


@pytest.mark.parametrize(
    "answer",
    [
        state("implemented", evidence=[{"reference": "x"}]),
        state("planned", owner="Ann", due="2026-11-22"),
        state("missing", owner="Ann"),
        Answer(note="only a note"),
    ],
)
def test_sound_answers_have_none(pack: Pack, today: date, answer: Answer) -> None:
    assert found(pack, today, {ONE: answer}) == ()


def test_open_binding_checks(pack: Pack, today: date) -> None:
    answers = {"TR-1.1-03": state("implemented", evidence=[{"reference": "x"}])}
    (only,) = found(pack, today, answers)
    assert only.code == "implemented-with-open-checks"
    assert "TR-1.1-04" in only.message


def test_hints_need_no_evidence(pack: Pack, today: date) -> None:
    assert found(pack, today, {"TR-1.1-02": state("implemented")}) == ()


@pytest.mark.parametrize(
    ("facts", "code", "subject"),
    [
        ({"licence_free_open": True, "monetised": True}, "open-source-monetised", "monetised"),
        ({"chapters_signed": ["TR", "CR", "SS"]}, "signed-not-binding", "SS"),
        ({"threshold_known_date": "2026-03-18"}, "placed-before-threshold", "threshold_known_date"),
        ({"threshold_met_date": "2026-03-18"}, "placed-before-threshold", "threshold_met_date"),
        (
            {"threshold_known_date": "2026-02-02", "threshold_met_date": "2026-02-01"},
            "threshold-known-after-met",
            "threshold_known_date",
        ),
        ({"placement_mode": "none"}, "placed-without-channel", "placement_mode"),
    ],
)
def test_facts_that_do_not_go_together(pack: Pack, today: date, facts: dict[str, Any], code: str, subject: str) -> None:
    assert (code, subject) in codes(found(pack, today, None, **facts))


def test_evidence_of_the_register(pack: Pack, today: date) -> None:
    answers = {ONE: state("implemented", evidence=[{"piece": "E-1"}])}
    (unknown,) = [f for f in found(pack, today, answers) if f.severity == "error"]
    assert (unknown.code, unknown.subject) == ("evidence-unknown", ONE)
    register = Register(evidence={"E-1": Piece(title="Policy")})
    assert found(pack, today, answers, register) == ()
    assert codes(found(pack, today, answers, register, changed=["E-1"])) == [("evidence-file-changed", "E-1")]
    expired = Register(evidence={"E-1": Piece(title="Policy", valid_until=date(2026, 10, 31))})
    (lost,) = found(pack, today, answers, expired)
    assert (lost.code, lost.subject) == ("proof-lost", "E-1")
    assert "1 criterion lost its proof on 2026-11-01" in lost.message
    gone = Piece(title="Policy", status=PieceStatus.WITHDRAWN, withdrawn_on=date(2026, 11, 2))
    assert "withdrawn" in found(pack, today, answers, Register(evidence={"E-1": gone}))[0].message
    draft = Piece(title="Policy", status=PieceStatus.DRAFT)
    assert codes(found(pack, today, answers, Register(evidence={"E-1": draft}))) == [("evidence-not-valid", ONE)]


def test_actions(pack: Pack, today: date) -> None:
    gap = {ONE: state("missing")}

    def of(**fields: Any) -> list[tuple[str, str]]:
        action = Action.of({"what": "Do it", "criteria": [ONE], **fields})
        return codes(found(pack, today, gap, Register(actions={"A-1": action})))

    assert of(owner="Ann", due="2026-12-01") == []
    unowned = ("must-gap-without-owner", ONE)
    assert of() == [unowned, ("action-incomplete", "A-1")]
    assert of(owner="Ann", due="2026-11-21") == [("action-overdue", "A-1")]
    done = {"status": ActionStatus.DONE, "ended_on": "2026-11-20", "owner": "Ann"}
    assert of(**done) == [unowned, ("action-done-gap-open", "A-1")]
    dropped = {"status": ActionStatus.DROPPED, "ended_on": "2026-11-20", "reason": "No budget."}
    assert of(**dropped) == [unowned]
    assert of(owner="Ann", due="2026-12-01", criteria=[ONE, "TR-9"]) == [("action-of-unknown-criterion", "A-1")]


def test_an_account_that_is_missing(pack: Pack, today: date) -> None:
    without = found(pack, today, chapters_signed=["CR"])
    assert {f.subject for f in without} == {"AIA-53.1.a", "AIA-53.1.b", "AIA-91.5"}
    assert {f.code for f in without} == {"account-missing"}
    assert "Transparency is not signed: write down" in without[0].hint
    written = Register(accounts={"AIA-53.1.a": Account(text="By our own means.")})
    assert {f.subject for f in found(pack, today, None, written, chapters_signed=["CR"])} == {"AIA-53.1.b", "AIA-91.5"}


def test_an_outdated_signoff(pack: Pack, today: date) -> None:
    signed = SignOff(name="Ann", role="Lead", day=date(2026, 11, 1), statement="s", content="0" * 64)
    (only,) = found(pack, today, None, Register(signoffs={"TR": signed}), outdated=["TR"])
    assert (only.code, only.subject) == ("signoff-outdated", "TR")
    assert "Ann of 2026-11-01" in only.message


def test_errors_come_first(pack: Pack, today: date) -> None:
    answers = {
        ONE: state("implemented"),
        "SS-1.1-01": state("missing"),
        "AIA-53.3-cooperate": state("not-applicable"),
    }
    ranks = [SEVERITIES.index(f.severity) for f in found(pack, today, answers)]
    assert ranks == sorted(ranks)
    assert set(ranks) == {0, 1, 2}


def test_an_event_moves_the_day_of_a_gap(pack: Pack, today: date) -> None:
    sr = {"training_compute_flop": 3e25, "placed_date": "2026-03-17", "placement_mode": "api"}
    binding = scope(pack, parse_facts(pack.scoping, sr))
    waiting = {"SS-1.1-12": Answer(state=State.MISSING, evidence=(Evidence(reference="x"),))}
    before = analyse(pack, binding, waiting, today).gaps[0]
    notified = Event(kind="article_52_1_notification", at=datetime(2026, 11, 20, 9, tzinfo=UTC))
    after = analyse(pack, binding, waiting, today, Register(events={"V-1": notified})).gaps[0]
    assert after.falls_due == date(2026, 12, 18)
    assert after.falls_due != before.falls_due
