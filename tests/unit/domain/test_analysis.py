"""Readiness, verdicts, gaps: each formula on small cases over the real pack."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cop_tui.domain.analysis import analyse, suggested_state
from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.facts import parse_facts
from cop_tui.domain.pack import Pack
from cop_tui.domain.results import Analysis
from cop_tui.domain.scoping import Scope, scope

SR = {
    "training_compute_flop": 3e25,
    "placement_mode": "api",
    "placed_date": "2026-03-17",
    "threshold_known_date": "2025-10-01",
    "established_in_eu": False,
    "chapters_signed": ["TR", "CR", "SS"],
}


@pytest.fixture(scope="module")
def sr(pack: Pack) -> Scope:
    return scope(pack, parse_facts(pack.scoping, SR))


def run(pack: Pack, scoped: Scope, today: date, **states: Any) -> Analysis:
    """Analyse answers given as `TR_1_1_01="implemented"` or as Answer."""
    answers = {}
    for key, value in states.items():
        criterion = next(c.id for c in pack.criteria if c.id.replace("-", "_").replace(".", "_") == key)
        if isinstance(value, str):
            reason = "because" if State(value).needs_reason else ""
            value = Answer(state=State(value), reason=reason)
        answers[criterion] = value
    return analyse(pack, scoped, answers, today)


def everything(pack: Pack, scoped: Scope, state: State, **fields: Any) -> dict[str, Answer]:
    return {c.id: Answer(state=state, reason="r", **fields) for c in pack.criteria if scoped.asked(c.id)}


def test_untouched(pack: Pack, sr: Scope, today: date) -> None:
    found = run(pack, sr, today)
    assert (found.readiness.low, found.readiness.high) == (0, 1)
    assert found.readiness.answered == 0
    assert found.readiness.asked == len([c for c in pack.criteria if sr.asked(c.id)])
    assert found.gaps == ()
    assert {o.verdict for o in found.obligations} == {"undetermined"}


def test_weights_and_credits(pack: Pack, sr: Scope, today: date) -> None:
    # TR-M1.3: three musts (3 each) and one encouraged (1); TR-1.3-01..03 must, TR-1.3-04 encouraged.
    found = run(pack, sr, today, TR_1_3_01="implemented", TR_1_3_02="partial", TR_1_3_04="missing").group("TR-M1.3")
    assert found.readiness.weight == 10
    assert found.readiness.low == pytest.approx((3 + 1.5) / 10)
    assert found.readiness.high == pytest.approx((3 + 1.5 + 3) / 10)
    assert found.states == {State.IMPLEMENTED: 1, State.PARTIAL: 1, State.MISSING: 1, None: 1}


def test_not_applicable_leaves_the_denominator(pack: Pack, sr: Scope, today: date) -> None:
    found = run(pack, sr, today, TR_1_3_01="implemented", TR_1_3_02="not-applicable").group("TR-M1.3").readiness
    assert found.weight == 7
    assert found.low == pytest.approx(3 / 7)
    assert found.applicable == 3
    assert found.answered == 2


def test_all_set_aside_is_no_readiness_at_all(pack: Pack, sr: Scope, today: date) -> None:
    found = analyse(pack, sr, everything(pack, sr, State.NOT_APPLICABLE), today)
    assert found.readiness.low is None
    assert found.readiness.weight == 0
    assert not any(o.verdict == "met" for o in found.obligations)


def test_examples_are_asked_but_never_scored(pack: Pack, sr: Scope, today: date) -> None:
    before, after = run(pack, sr, today), run(pack, sr, today, TR_1_1_02="missing")
    assert after.readiness.low == before.readiness.low
    assert after.readiness.high == before.readiness.high
    assert after.gaps == ()
    assert after.readiness.answered == 1


def test_demonstrated_needs_valid_evidence(pack: Pack, sr: Scope, today: date) -> None:
    def shown(*evidence: Evidence) -> float | None:
        answer = Answer(state=State.IMPLEMENTED, evidence=evidence)
        return run(pack, sr, today, TR_1_3_01=answer).group("TR-M1.3").readiness.demonstrated

    assert shown() == 0
    assert shown(Evidence.parse("Register")) == pytest.approx(0.3)
    assert shown(Evidence.parse("Register (valid to 2026-11-22)")) == pytest.approx(0.3)
    assert shown(Evidence.parse("Register (valid to 2026-11-21)")) == 0
    assert shown(Evidence(reference="Register", withdrawn=True)) == 0
    assert shown(Evidence.parse("Old (valid to 2026-11-21)"), Evidence.parse("New")) == pytest.approx(0.3)


def test_shares_add_up(pack: Pack, sr: Scope, today: date) -> None:
    proven = Answer(state=State.IMPLEMENTED, evidence=(Evidence(reference="x"),))
    found = run(pack, sr, today, TR_1_3_01=proven, TR_1_3_02="alternative", TR_1_3_03="partial").group("TR-M1.3")
    s = found.shares
    assert (s.demonstrated, s.claimed, s.partial, s.open, s.unanswered) == (3, 3, 1.5, 1.5, 1)


def test_verdicts_name_what_decides_them(pack: Pack, sr: Scope, today: date) -> None:
    duty = "AIA-54.2"
    found = run(pack, sr, today).obligation(duty)
    assert found is not None
    assert (found.verdict, found.decided_by) == ("undetermined", ("AIA-54.2-enable",))
    found = run(pack, sr, today, AIA_54_2_enable="implemented").obligation(duty)
    assert found is not None
    assert (found.verdict, found.decided_by) == ("met", ("AIA-54.2-enable",))
    for state in ("partial", "planned", "missing"):
        found = run(pack, sr, today, AIA_54_2_enable=state).obligation(duty)
        assert found is not None
        assert (found.verdict, found.decided_by) == ("not met", ("AIA-54.2-enable",))


def test_a_failing_criterion_weighs_more_than_an_open_one(pack: Pack, sr: Scope, today: date) -> None:
    found = run(pack, sr, today, AIA_54_1_appoint="missing").obligation("AIA-54.1")
    assert found is not None
    assert (found.verdict, found.decided_by) == ("not met", ("AIA-54.1-appoint",))


def test_setting_aside_against_scoping_never_makes_a_duty_met(pack: Pack, sr: Scope, today: date) -> None:
    found = run(pack, sr, today, AIA_54_2_enable="not-applicable")
    duty = found.obligation("AIA-54.2")
    assert duty is not None
    assert (duty.verdict, duty.set_aside) == ("undetermined", ("AIA-54.2-enable",))
    assert [(s.criterion, s.reason) for s in found.against_scoping] == [("AIA-54.2-enable", "because")]


def test_a_situation_in_words_may_set_a_criterion_aside(pack: Pack, sr: Scope, today: date) -> None:
    found = run(pack, sr, today, AIA_91_5_supply="not-applicable", AIA_91_5_correct="not-applicable")
    assert found.against_scoping == ()
    assert pack.criterion_index["AIA-91.5-supply"].situational
    # Where facts decide the very condition, words do not help.
    found = run(pack, sr, today, CR_1_4_02="not-applicable")
    assert [s.criterion for s in found.against_scoping] == ["CR-1.4-02"]


def test_should_and_encouraged_never_decide_a_verdict(pack: Pack, sr: Scope, today: date) -> None:
    answers = everything(pack, sr, State.IMPLEMENTED)
    answers["TR-1.3-04"] = Answer(state=State.MISSING)
    answers["CR-1.1-09"] = Answer(state=State.PLANNED)
    found = analyse(pack, sr, answers, today)
    assert {o.verdict for o in found.obligations if o.binds and o.served_by} == {"met"}
    assert [g.criterion for g in found.gaps] == ["CR-1.1-09", "TR-1.3-04"]


def test_a_duty_that_may_bind_is_never_met(pack: Pack, today: date) -> None:
    unsure = scope(pack, parse_facts(pack.scoping, {**SR, "established_in_eu": None}))
    found = analyse(pack, unsure, everything(pack, unsure, State.IMPLEMENTED), today).obligation("AIA-54.2")
    assert found is not None
    assert found.verdict == "undetermined"
    assert "do not decide whether it binds" in found.because


def test_a_duty_that_may_bind_is_neither_broken_nor_finable(pack: Pack, today: date) -> None:
    facts = {"parameters": 1e12, "placement_mode": "api", "placed_date": "2026-03-17"}
    unsure = scope(pack, parse_facts(pack.scoping, facts))
    found = run(pack, unsure, today, SS_1_1_01="missing")
    duty = found.obligation("AIA-55.1.b")
    assert duty is not None
    assert (duty.binds, duty.verdict, duty.finable) == (None, "undetermined", False)
    assert duty.because.startswith("The facts do not decide whether it binds. 1 binding criterion is")
    (gap,) = found.gaps
    assert gap.priority.exposure == 1
    assert "enforceable" not in gap.priority.because


def test_no_fine_without_a_day(pack: Pack, today: date) -> None:
    unplaced = scope(pack, parse_facts(pack.scoping, {"training_compute_flop": 5e23, "placement_mode": "api"}))
    assert unplaced.outcome["legacy"] is None
    duty = analyse(pack, unplaced, {}, today).obligation("AIA-53.1.a")
    assert duty is not None
    assert (duty.due, duty.finable, duty.ahead) == (None, False, False)


def test_a_duty_ahead_says_so(pack: Pack, sr: Scope, today: date) -> None:
    duty = run(pack, sr, today, AIA_25_4_agreement="missing").obligation("AIA-25.4")
    assert duty is not None
    assert (duty.verdict, duty.ahead, duty.finable) == ("not met", True, False)


def test_what_the_code_covers_is_no_gap_of_the_act_alone(pack: Pack, sr: Scope, today: date) -> None:
    found = run(
        pack, sr, today, AIA_53_1_c_tdm="missing", AIA_91_5_supply="missing", AIA_53_1_d_coverage="missing",
        AIA_53_1_d_publish="missing",
    )  # fmt: skip
    words = {g.criterion: (g.priority.force, g.priority.because.partition(", Art.")[0]) for g in found.gaps}
    assert words == {
        "AIA-53.1.c-tdm": (3, "A duty of the Act"),
        "AIA-91.5-supply": (3, "A duty of the Act"),
        "AIA-53.1.d-coverage": (2, "A 'should' that goes with a duty of the Act"),
        "AIA-53.1.d-publish": (4, "A duty of the Act that no measure of the Code covers"),
    }


def test_what_nothing_in_the_pack_settles_stays_undetermined(pack: Pack, sr: Scope, today: date) -> None:
    found = analyse(pack, sr, everything(pack, sr, State.IMPLEMENTED), today).obligation("AIA-53.4")
    assert found is not None
    assert (found.verdict, found.served_by) == ("undetermined", ())
    assert found.because.startswith("You rely on adherence to the chapters you signed.")


def test_duties_that_do_not_bind_are_not_listed(pack: Pack, today: date) -> None:
    small = scope(pack, parse_facts(pack.scoping, {"training_compute_flop": 5e23, "placement_mode": "api"}))
    found = analyse(pack, small, {}, today)
    assert not [o for o in found.obligations if o.id.startswith("AIA-55")]
    assert not [o for o in found.obligations if o.id == "AIA-54.1"]


def test_headings_take_the_weakest_state(pack: Pack, sr: Scope, today: date) -> None:
    covering = {"SS_4_2_03": "implemented", "SS_4_2_04": "partial", "SS_4_2_05": "implemented"}
    assert run(pack, sr, today, **covering).headings["SS-4.2-02"] is State.PARTIAL
    assert run(pack, sr, today, **{**covering, "SS_4_2_04": "alternative"}).headings["SS-4.2-02"] is State.ALTERNATIVE
    assert run(pack, sr, today, SS_4_2_03="implemented").headings["SS-4.2-02"] is None
    assert run(pack, sr, today, SS_4_2_03="missing").headings["SS-4.2-02"] is State.MISSING
    # A heading covered by a measure or an appendix reaches the criteria in it, through headings too.
    assert run(pack, sr, today, SS_3_5_01="planned").headings["SS-1.2-04"] is State.PLANNED
    assert run(pack, sr, today, SS_A3_2_02="missing").headings["SS-3.2-02"] is State.MISSING
    assert run(pack, sr, today, SS_A1_4_03="missing").headings["SS-1.2-08"] is State.MISSING


def test_gaps_come_by_priority_and_show_why(pack: Pack, sr: Scope, today: date) -> None:
    found = run(
        pack, sr, today, TR_1_3_01="partial", TR_1_3_04="missing", AIA_54_2_enable="planned", SS_1_1_12="missing"
    )
    values = [g.priority.value for g in found.gaps]
    assert values == sorted(values, reverse=True)
    assert {g.criterion for g in found.gaps} == {"SS-1.1-12", "AIA-54.2-enable", "TR-1.3-01", "TR-1.3-04"}
    for gap in found.gaps:
        p = gap.priority
        assert p.value == round(p.force * p.exposure * p.lateness / p.effort, 2)
        assert f"= {p.value:.2f}" in p.calculation
        assert p.because
    by_id = {g.criterion: g for g in found.gaps}
    assert by_id["AIA-54.2-enable"].priority.force == 4
    assert by_id["TR-1.3-04"].priority.force == 1
    assert by_id["SS-1.1-12"].falls_due == date(2025, 11, 12)  # four weeks after the notification fell due
    assert by_id["TR-1.3-01"].overdue


def test_own_effort_replaces_the_typical_one(pack: Pack, sr: Scope, today: date) -> None:
    large = run(pack, sr, today, TR_1_3_01=Answer.of({"state": "missing", "effort": "L"})).gaps[0]
    assert large.priority.effort == 4


def test_open_must_checks_of_an_implemented_criterion_are_named(pack: Pack, sr: Scope, today: date) -> None:
    found = run(pack, sr, today, TR_1_1_03="implemented")
    assert found.criteria["TR-1.1-03"].open_checks == ("TR-1.1-04",)
    assert found.claimed_with_open_checks == ("TR-1.1-03",)
    ticked = Answer(state=State.IMPLEMENTED, checks=("TR-1.1-04",))
    assert run(pack, sr, today, TR_1_1_03=ticked).claimed_with_open_checks == ()


def test_checks_suggest_a_state(pack: Pack) -> None:
    criterion = pack.criterion_index["TR-1.2-03"]  # one must-check
    assert suggested_state(criterion, ()) is None
    assert suggested_state(criterion, ("TR-1.2-04",)) is State.IMPLEMENTED
    several = next(c for c in pack.criteria if sum(k.strength == "must" for k in c.all_checks()) >= 2)
    musts = [k.id for k in several.all_checks() if k.strength == "must"]
    assert suggested_state(several, musts[:1]) is State.PARTIAL
    assert suggested_state(several, musts) is State.IMPLEMENTED
    assert suggested_state(pack.criterion_index["TR-1.3-02"], ()) is None


def test_fines_have_been_possible_since_august_2026(pack: Pack, sr: Scope) -> None:
    def finable(day: date) -> bool:
        found = run(pack, sr, day).obligation("AIA-55.1.b")
        assert found is not None
        return found.finable

    assert not finable(date(2026, 8, 1))
    assert finable(date(2026, 8, 2))
    legacy = scope(pack, parse_facts(pack.scoping, {**SR, "placed_date": "2025-03-17"}))
    found = analyse(pack, legacy, {}, date(2026, 11, 22)).obligation("AIA-53.1.a")
    assert found is not None
    assert not found.finable


def test_group_of_nothing_is_an_error(pack: Pack, sr: Scope, today: date) -> None:
    with pytest.raises(KeyError):
        run(pack, sr, today).group("nothing")
    assert run(pack, sr, today).obligation("nothing") is None
