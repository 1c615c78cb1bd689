"""Common mistakes about the law, each as a test that this program does not make it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from cop_tui.domain.analysis import FINES_FROM, analyse
from cop_tui.domain.answers import Answer, State
from cop_tui.domain.facts import parse_facts
from cop_tui.domain.pack import Pack
from cop_tui.domain.posture import posture_words
from cop_tui.domain.scoping import Scope, scope

SR: dict[str, Any] = {
    "training_compute_flop": 3e25,
    "placement_mode": "api",
    "placed_date": "2026-03-17",
    "threshold_known_date": "2025-10-01",
    "threshold_met_date": "2025-12-04",
    "established_in_eu": False,
}
OPEN: dict[str, Any] = {
    "training_compute_flop": 5e23,
    "placement_mode": "public_hub",
    "placed_date": "2026-03-17",
    "licence_free_open": True,
    "parameters_public": True,
    "architecture_public": True,
    "usage_info_public": True,
}


def scoped(pack: Pack, facts: dict[str, Any], **more: Any) -> Scope:
    return scope(pack, parse_facts(pack.scoping, {**facts, **more}))


def texts(data: object) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from texts(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from texts(value)


def test_every_trap_of_the_pack_is_tested_here(pack: Pack) -> None:
    traps = {p.id for p in pack.provisions if p.kind == "trap"}
    tested = {f"TRAP-{name[10:12]}" for name in globals() if re.match(r"test_trap_\d\d_", name)}
    assert tested == traps


def test_trap_01_two_weeks_can_run_from_the_plan(pack: Pack) -> None:
    found = scoped(pack, SR)
    assert found.outcome["notify_by"] == "2025-10-15"  # two weeks after it was known, months before it was met
    assert found.outcome["notify_by"] < "2026-03-17"
    assert scoped(pack, SR, threshold_known_date="2025-12-20").outcome["notify_by"] == "2025-12-18"


@pytest.mark.parametrize(
    ("cumulative", "risk"), [(1e25, "no"), (1.0000001e25, "presumed_yes"), (9.99e24, "no"), (3e25, "presumed_yes")]
)
def test_trap_02_strictly_more_and_cumulative(pack: Pack, cumulative: float, risk: str) -> None:
    found = scoped(pack, SR, training_compute_flop=5e24, cumulative_compute_flop=cumulative)
    assert found.outcome["systemic_risk"] == risk
    assert found.may_bind("AIA-55.1.b") is (risk != "no")


def test_trap_03_duties_since_2025_fines_since_2026(pack: Pack) -> None:
    found = scoped(pack, SR, placed_date="2025-09-01")
    assert found.outcome["comply_by"] == "2025-09-01"
    assert date(2026, 8, 2) == FINES_FROM
    answers = {"TR-1.3-02": Answer(state=State.MISSING)}
    for day, finable in ((date(2026, 8, 1), False), (date(2026, 8, 2), True)):
        duty = analyse(pack, found, answers, day).obligation("AIA-53.1.a")
        assert duty is not None
        assert (duty.verdict, duty.ahead, duty.finable) == ("not met", False, finable)


@pytest.mark.parametrize(
    ("placed", "legacy", "by"),
    [("2025-08-01", True, "2027-08-02"), ("2025-08-02", False, "2025-08-02"), ("2026-03-17", False, "2026-03-17")],
)
def test_trap_04_legacy_only_before_august_2025(pack: Pack, placed: str, legacy: bool, by: str) -> None:
    found = scoped(pack, SR, placed_date=placed)
    assert (found.outcome["legacy"], found.outcome["comply_by"]) == (legacy, by)
    duty = analyse(pack, found, {}, date(2027, 8, 2)).obligation("AIA-53.1.a")
    assert duty is not None
    assert (duty.ahead, duty.finable) == (False, True)


def test_trap_05_no_tier_of_other_rules(pack: Pack) -> None:
    denied = ("TRAP-05",)
    rest = [p.to_data() for p in pack.provisions if p.id not in denied and p.kind not in ("trap", "rejected claim")]
    everything = [*rest, [o.to_data() for o in pack.obligations], [ch.to_data() for ch in pack.chapters]]
    wrong = re.compile(r"(?:EUR|€)\s*(?:35|7\.5)\s*(?:m\b|million)|\b7\s*(?:percent|per cent|%)|99\(3\)", re.IGNORECASE)
    hits = [text for text in texts(everything) if wrong.search(text) and not re.search(r"\bnot\b|is for systems", text)]
    assert hits == []
    sanction = pack.provision_index["AIA-101.1"]
    assert re.search(r"3 ?(?:percent|%)", sanction.text)
    for obligation in pack.obligations:
        if obligation.kind == "obligation":
            assert not any(s.startswith("AIA-99") for s in obligation.sanctions)


def test_trap_06_signing_turns_no_verdict_and_presumes_nothing(pack: Pack, today: date) -> None:
    unsigned, signed = scoped(pack, SR, chapters_signed=[]), scoped(pack, SR, chapters_signed=["TR", "CR", "SS"])
    some = {c.id: Answer(state=State.IMPLEMENTED) for c in pack.criteria[::2]}
    gaps = {c.id: Answer(state=State.PARTIAL) for c in pack.criteria}
    for answers in ({}, some, gaps):
        before = {o.id: o.verdict for o in analyse(pack, unsigned, answers, today).obligations}
        after = {o.id: o.verdict for o in analyse(pack, signed, answers, today).obligations}
        for duty, verdict in after.items():
            # How compliance is shown (Arts. 53(4), 55(2)) is asked in writing only of those who did not sign.
            assert verdict == before[duty] or duty in ("AIA-53.4", "AIA-55.2")
            assert verdict != "met" or before[duty] == "met"
    whole = pack.to_data()
    said = [*texts({part: whole[part] for part in whole if part not in ("provisions", "scoping")})]
    said += [w for s in (signed, unsigned) for ch in pack.chapters for w in posture_words(pack, s, ch.id)]
    said += [reason.text for reasons in signed.reasons.values() for reason in reasons]
    for text in said:
        for found in re.finditer(r"presum\w+ (?:of )?conformity", text):
            allowed = r"\b(?:no|not|never|only|nothing|a harmonised standard)\b"
            assert re.search(allowed, text[: found.end()]), text


@pytest.mark.parametrize(
    "missing",
    [{"licence_free_open": False}, {"parameters_public": False}, {"usage_info_public": False}, {"monetised": True}],
)
def test_trap_07_open_weights_are_not_open_source(pack: Pack, missing: dict[str, bool]) -> None:
    assert scoped(pack, OPEN).outcome["os_exempt"] is True
    found = scoped(pack, OPEN, **missing)
    assert found.outcome["os_exempt"] is False
    assert found.may_bind("AIA-53.1.a")


def test_trap_08_open_source_never_lifts_policy_and_summary(pack: Pack) -> None:
    free = scoped(pack, OPEN)
    assert not free.may_bind("AIA-53.1.a")
    assert not free.may_bind("AIA-53.1.b")
    for duty in ("AIA-53.1.c", "AIA-53.1.d"):
        found = free.obligation(duty)
        assert found is not None
        assert found.binds is True
        assert any(free.asked(c.id) for c in pack.served_by(duty))
    risky = scoped(pack, OPEN, training_compute_flop=3e25)
    assert risky.outcome["os_exempt"] is False
    assert risky.may_bind("AIA-53.1.a")


def test_trap_09_no_registration_of_models(pack: Pack) -> None:
    asked = [pack.chapters, pack.obligations, pack.deadlines]
    words = [text for part in asked for row in part for text in texts(row.to_data())]
    assert not [text for text in words if re.search(r"regist\w+ (?:\w+ ){0,5}EU database", text, re.IGNORECASE)]
    assert not [text for text in words if re.search(r"\bArts?\. (?:49|71)\b", text)]


def test_trap_10_models_have_the_codes_incident_clocks(pack: Pack) -> None:
    days = {
        row.rule["offset_days"]
        for row in pack.deadlines
        if row.rule and row.rule.get("relative_to") == "awareness_of_model_involvement" and "offset_days" in row.rule
    }
    assert days == {2, 5, 10, 15}
    duty = pack.obligation_index["AIA-55.1.c"]
    assert "undue delay" in " ".join(texts(duty.to_data()))
    rules = " ".join(text for row in pack.deadlines for text in (row.title, row.limit, row.pointer))
    assert "Art. 73" not in rules
