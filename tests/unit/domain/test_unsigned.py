"""Chapters that are not signed: criteria as a yardstick, the written account, what signing gives; duties both ways."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cop_tui.domain.analysis import analyse
from cop_tui.domain.answers import Answer, State
from cop_tui.domain.duties import duty_map, serves
from cop_tui.domain.facts import parse_facts
from cop_tui.domain.pack import Pack
from cop_tui.domain.posture import posture_words
from cop_tui.domain.register import EMPTY_REGISTER, Account, Register
from cop_tui.domain.results import ObligationResult
from cop_tui.domain.scoping import Scope, scope
from cop_tui.errors import NotFoundError

FACTS = {
    "training_compute_flop": 3e25,
    "placement_mode": "api",
    "placed_date": "2026-03-17",
    "threshold_known_date": "2025-10-01",
    "established_in_eu": True,
}
DUTY = "AIA-53.1.b"  # served by binding criteria of Transparency alone


def scoped(pack: Pack, **facts: Any) -> Scope:
    return scope(pack, parse_facts(pack.scoping, {**FACTS, **facts}))


def everything(pack: Pack, binding: Scope, **states: str) -> dict[str, Answer]:
    answers = {c.id: Answer(state=State.IMPLEMENTED) for c in pack.criteria if binding.asked(c.id)}
    for key, state in states.items():
        criterion = next(c.id for c in pack.criteria if c.id.replace("-", "_").replace(".", "_") == key)
        answers.pop(criterion) if state == "open" else answers.update(
            {criterion: Answer(state=State(state), reason="r")}
        )
    return answers


def account(duty: str = DUTY, text: str = "Our own register, reviewed each quarter.") -> Register:
    return Register(accounts={duty: Account(text=text)})


def verdict(
    pack: Pack, binding: Scope, answers: dict[str, Answer], register: Register, today: date, duty: str = DUTY
) -> ObligationResult:
    found = analyse(pack, binding, answers, today, register).obligation(duty)
    assert found is not None
    return found


def test_a_signed_chapter_decides_by_itself(pack: Pack, today: date) -> None:
    signed = scoped(pack, chapters_signed=["TR"])
    found = verdict(pack, signed, everything(pack, signed), EMPTY_REGISTER, today)
    assert (found.verdict, found.account, found.yardstick, found.unsigned) == ("met", "not needed", False, ())


def test_all_criteria_met_is_not_enough_without_an_account(pack: Pack, today: date) -> None:
    unsigned = scoped(pack, chapters_signed=[])
    found = verdict(pack, unsigned, everything(pack, unsigned), EMPTY_REGISTER, today)
    assert (found.verdict, found.account, found.yardstick) == ("undetermined", "missing", True)
    assert found.because.startswith("Transparency is not signed: write down the alternative adequate means")
    assert "Art. 53(4)" in found.because
    assert found.decided_by == ()


def test_an_empty_account_is_none(pack: Pack, today: date) -> None:
    unsigned = scoped(pack, chapters_signed=[])
    found = verdict(pack, unsigned, everything(pack, unsigned), account(text=" \n"), today)
    assert (found.verdict, found.account) == ("undetermined", "missing")


def test_with_an_account_and_every_criterion_it_is_met(pack: Pack, today: date) -> None:
    unsigned = scoped(pack, chapters_signed=[])
    found = verdict(pack, unsigned, everything(pack, unsigned), account(), today)
    assert (found.verdict, found.account, found.yardstick) == ("met", "given", True)


@pytest.mark.parametrize("state", ["partial", "planned", "missing"])
def test_what_falls_short_of_the_yardstick(pack: Pack, today: date, state: str) -> None:
    unsigned = scoped(pack, chapters_signed=[])
    answers = everything(pack, unsigned, TR_1_3_02=state)
    without = verdict(pack, unsigned, answers, EMPTY_REGISTER, today)
    assert (without.verdict, without.decided_by) == ("not met", ("TR-1.3-02",))
    assert "no account" in without.because
    given = verdict(pack, unsigned, answers, account(), today)
    assert (given.verdict, given.decided_by) == ("undetermined", ("TR-1.3-02",))
    assert "1 binding criterion is" in given.because
    signed = scoped(pack, chapters_signed=["TR"])
    assert verdict(pack, signed, answers, account(), today).verdict == "not met"


def test_an_open_answer_stays_open_with_an_account(pack: Pack, today: date) -> None:
    unsigned = scoped(pack, chapters_signed=[])
    found = verdict(pack, unsigned, everything(pack, unsigned, TR_1_3_02="open"), account(), today)
    assert (found.verdict, found.decided_by) == ("undetermined", ("TR-1.3-02",))


def test_a_signature_that_is_not_known_counts_as_none_and_says_so(pack: Pack, today: date) -> None:
    unknown = scoped(pack, chapters_signed=None)
    found = verdict(pack, unknown, everything(pack, unknown), EMPTY_REGISTER, today)
    assert (found.verdict, found.account) == ("undetermined", "missing")
    assert found.because.startswith("Whether Transparency is signed is not known")
    short = verdict(pack, unknown, everything(pack, unknown, TR_1_3_02="missing"), EMPTY_REGISTER, today)
    assert short.verdict == "not met"
    assert "not known to be signed" in short.because


def test_criteria_of_the_act_decide_whatever_is_written(pack: Pack, today: date) -> None:
    # AIA-53.1.c is served by Copyright and by one criterion of the Act itself.
    unsigned = scoped(pack, chapters_signed=[])
    answers = everything(pack, unsigned, AIA_53_1_c_tdm="missing")
    found = verdict(pack, unsigned, answers, account("AIA-53.1.c"), today, "AIA-53.1.c")
    assert (found.verdict, found.decided_by) == ("not met", ("AIA-53.1.c-tdm",))
    own = verdict(pack, unsigned, everything(pack, unsigned), EMPTY_REGISTER, today, "AIA-53.1.d")
    assert (own.verdict, own.account) == ("met", "not needed")


def test_one_chapter_signed_and_another_not(pack: Pack, today: date) -> None:
    # AIA-53.1.a is served by Transparency and, for models with systemic risk, by Safety and Security.
    half = scoped(pack, chapters_signed=["TR"])
    found = verdict(pack, half, everything(pack, half), EMPTY_REGISTER, today, "AIA-53.1.a")
    assert (found.verdict, found.unsigned) == ("undetermined", ("SS",))
    failing = everything(pack, half, TR_1_3_02="missing")
    assert verdict(pack, half, failing, account("AIA-53.1.a"), today, "AIA-53.1.a").verdict == "not met"
    short = everything(pack, half, SS_10_1_01="missing")
    assert verdict(pack, half, short, account("AIA-53.1.a"), today, "AIA-53.1.a").verdict == "undetermined"


def test_signing_is_said_to_give_what_it_gives_and_no_more(pack: Pack) -> None:
    for signed in ([], ["TR", "CR", "SS"], None):
        binding = scoped(pack, chapters_signed=signed)
        for chapter in ("TR", "CR", "SS"):
            words = " ".join(posture_words(pack, binding, chapter))
            assert "no presumption of conformity" in words
            assert "Art. 52(1)" in words
            assert ("written account" in words) is (not signed)
            assert words.startswith("Signed" if signed else "Not signed" if signed == [] else "Whether you signed")
    act = " ".join(posture_words(pack, scoped(pack), "AO"))
    assert "signing the Code does nothing" in act
    small = scope(pack, parse_facts(pack.scoping, {"training_compute_flop": 5e23, "placement_mode": "api"}))
    assert "may sign it all the same" in " ".join(posture_words(pack, small, "SS"))
    with pytest.raises(NotFoundError):
        posture_words(pack, small, "XX")


def test_from_a_duty_to_what_serves_it(pack: Pack, today: date) -> None:
    half = scoped(pack, chapters_signed=["TR"])
    analysis = analyse(pack, half, everything(pack, half, TR_1_3_02="missing"), today)
    found = duty_map(pack, half, analysis, "AIA-53.1.a")
    assert (found.verdict, found.coverage, found.binds) == ("not met", "covered", True)
    assert [m.id for m in found.measures] == ["TR-M1.1", "TR-M1.2", "TR-M1.3", "SS-M10.1", "SS-M10.2"]
    rows = {c.id: c for m in found.measures for c in m.criteria}
    assert rows["TR-1.3-02"].decides
    assert rows["TR-1.3-02"].state is State.MISSING
    assert not rows["TR-1.3-02"].yardstick
    assert rows["SS-10.1-01"].yardstick
    points = {p.id: p for p in found.annex}
    assert len(points) == 14
    assert [c.id for c in points["AIA-XI.2.3"].criteria] == ["SS-10.1-02"]
    assert [c.id for c in points["AIA-XI.1.2.c"].criteria] == ["TR-1.1-01", "TR-1.1-02"]
    assert [c.id for c in points["AIA-XI.1.1.d"].criteria] == ["TR-1.1-01", "TR-1.1-02", "SS-10.1-01"]
    assert points["AIA-XI.1.2.e"].fields
    assert all(p.criteria for p in found.annex)
    assert [c.id for c in duty_map(pack, half, analysis, "AIA-53.3").related]
    with pytest.raises(NotFoundError):
        duty_map(pack, half, analysis, "AIA-99")


def test_from_a_criterion_to_every_duty(pack: Pack) -> None:
    found = serves(pack, scoped(pack), "TR-1.2-06")
    assert next((s.id, s.how) for s in found) == ("AIA-53.1.b", "serves")
    assert {s.id for s in found if s.how == "annex point"} == set(pack.obligation_index["AIA-53.1.b"].annex_items)
    assert all(s.binds for s in found)
    with pytest.raises(NotFoundError):
        serves(pack, scoped(pack), "TR-9")


def test_both_ways_agree(pack: Pack, today: date) -> None:
    binding = scoped(pack)
    analysis = analyse(pack, binding, {}, today)
    for obligation in pack.obligations:
        found = duty_map(pack, binding, analysis, obligation.id)
        for row in (c for m in found.measures for c in m.criteria):
            assert obligation.id in {s.id for s in serves(pack, binding, row.id) if s.how == "serves"}
        for point in found.annex:
            for row in point.criteria:
                assert point.id in {s.id for s in serves(pack, binding, row.id)}
