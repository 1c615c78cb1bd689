"""Dated duties: from what they are counted, when they are done, what is missing to date them."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.clocks import add_business_days, add_days, add_months, counted, occurrences
from cop_tui.domain.deadlines import DatedDuty, deadlines
from cop_tui.domain.facts import parse_facts
from cop_tui.domain.pack import Pack
from cop_tui.domain.register import Account, Action, ActionStatus, Event, Piece, PieceStatus, Register
from cop_tui.domain.scoping import scope

TODAY = date(2026, 11, 22)
TEXT = (Path(__file__).parents[3] / "docs" / "method.md").read_text("utf-8")
SR: dict[str, Any] = {
    "training_compute_flop": 3e25,
    "placement_mode": "api",
    "placed_date": "2026-03-17",
    "threshold_known_date": "2025-10-01",
    "chapters_signed": ["TR", "CR", "SS"],
}
IMPLEMENTED = Answer(state=State.IMPLEMENTED)
SET_ASIDE = Answer(state=State.NOT_APPLICABLE, reason="It does not arise.")


def event(kind: str, day: str, **more: Any) -> Event:
    return Event.of({"kind": kind, "at": f"{day}T10:00:00+01:00", **more})


def events(*given: Event) -> Register:
    return Register(events={f"V-{n:06x}": e for n, e in enumerate(given, 1)})


def listed(
    pack: Pack,
    facts: dict[str, Any],
    register: Register | None = None,
    answers: dict[str, Answer] | None = None,
    today: date = TODAY,
) -> dict[str, DatedDuty]:
    given = parse_facts(pack.scoping, facts)
    found = deadlines(pack, scope(pack, given), answers or {}, register or Register(), today, given)
    assert len({d.id for d in found}) == len(found)
    return {d.id: d for d in found}


# Worked dates -------------------------------------------------------------------------------------------------------

WORKED: list[tuple[dict[str, Any], dict[str, str | None]]] = [
    (  # WD-1
        {"placed_date": "2025-05-01", "established_in_eu": False, "cumulative_compute_flop": 3e25,
         "threshold_met_date": "2025-03-01"},
        {"DR-COMPLY": "2027-08-02", "DR-NOTIFY": "2027-08-02", "DR-AR": "2027-08-02", "DR-FINES": "2027-08-02",
         "DR-LEGACY": "2027-08-02"},
    ),
    ({"placed_date": "2025-08-01"}, {"DR-COMPLY": "2027-08-02", "DR-LEGACY": "2027-08-02"}),  # WD-2
    ({"placed_date": "2025-08-02"}, {"DR-COMPLY": "2025-08-02", "DR-FINES": "2026-08-02", "DR-LEGACY": None}),  # WD-3
    (  # WD-4
        {"placed_date": "2027-03-01", "cumulative_compute_flop": 3e25, "threshold_known_date": "2026-09-01",
         "threshold_met_date": "2026-12-15"},
        {"DR-NOTIFY": "2026-09-15", "DR-COMPLY": "2027-03-01", "DR-FINES": "2027-03-01", "DR-LEGACY": None},
    ),
    (  # WD-5
        {"placed_date": "2025-12-01", "cumulative_compute_flop": 3e25, "threshold_known_date": "2025-05-10",
         "threshold_met_date": "2025-07-20"},
        {"DR-NOTIFY": "2025-08-16", "DR-COMPLY": "2025-12-01", "DR-FINES": "2026-08-02"},
    ),
    (  # WD-6
        {"own_system_generates": True, "own_system_placed_date": "2026-05-01", "placed_date": "2026-05-01"},
        {"DR-50-2": "2026-12-02"},
    ),
    (  # WD-7
        {"placed_date": "2025-05-01", "cumulative_compute_flop": 3e25, "threshold_met_date": "2027-09-01"},
        {"DR-COMPLY": "2027-08-02", "DR-NOTIFY": "2027-09-15", "DR-LEGACY": "2027-08-02"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "expected"), WORKED)
def test_worked_dates(pack: Pack, facts: dict[str, Any], expected: dict[str, str | None]) -> None:
    found = listed(pack, {"training_compute_flop": 5e24, "placement_mode": "api", **facts})
    days = {row: str(found[row].day) if row in found else None for row in expected}
    assert days == expected


def test_trap_the_two_weeks_run_from_when_compute_is_planned(pack: Pack) -> None:  # TRAP-01
    found = listed(pack, {**SR, "placed_date": "2027-06-01", "threshold_known_date": "2026-10-01"})
    assert found["DR-NOTIFY"].day == date(2026, 10, 15)
    assert found["DR-NOTIFY"].status == "overdue"


def test_trap_duties_apply_before_fines(pack: Pack) -> None:  # TRAP-03
    found = listed(pack, {**SR, "placed_date": "2025-09-01"})
    assert found["DR-COMPLY"].day == date(2025, 9, 1)
    assert found["DR-FINES"].day == date(2026, 8, 2)
    assert found["DR-FINES"].status == "passed"


def test_trap_legacy_is_only_for_models_placed_before_august_2025(pack: Pack) -> None:  # TRAP-04
    old = listed(pack, {**SR, "placed_date": "2025-08-01", "threshold_known_date": "2025-01-01"})
    new = listed(pack, {**SR, "placed_date": "2025-08-02", "threshold_known_date": "2025-01-01"})
    assert all(d.day is None or d.day >= date(2027, 8, 2) for d in old.values())
    assert "Art. 111(3)" in old["SS-D02"].because
    assert new["SS-D02"].day == date(2025, 7, 19)
    assert "DR-LEGACY" not in new


def test_trap_incident_clocks_are_the_codes(pack: Pack) -> None:  # TRAP-10
    for category, row, days in [
        ("critical-infrastructure", "SS-D30", 2),
        ("cybersecurity-breach", "SS-D31", 5),
        ("death", "SS-D32", 10),
        ("other-serious-harm", "SS-D33", 15),
    ]:
        found = listed(pack, SR, events(event("awareness_of_model_involvement", "2026-11-20", category=category)))
        clocks = {d.id: d.day for d in found.values() if d.kind == "incident_initial" and d.day is not None}
        assert clocks == {f"{row}:V-000001": date(2026, 11, 20) + timedelta(days=days)}
        general = found["SS-D37:V-000001"]
        assert (general.status, general.day) == ("no fixed day", None)
        assert "without undue delay" in general.because


# Each duty once -----------------------------------------------------------------------------------------------------


def test_every_row_is_listed_or_carried_by_one_that_is(pack: Pack) -> None:
    rows = {d.id: d for d in pack.deadlines}
    for row in rows.values():
        ways = sum(x is not None for x in (row.outcome, row.due_of, row.rule)) + bool(row.same_as)
        assert ways == 1, row.id
        assert all(not rows[other].same_as for other in row.same_as), row.id


def test_every_time_limit_of_a_criterion_that_an_event_starts_has_one_row(pack: Pack) -> None:
    named = Counter(c for d in pack.deadlines if d.kind != "exception" for c in d.criteria)
    for criterion in pack.criteria:
        if criterion.deadline is not None and criterion.deadline.rule is not None:
            assert named[criterion.id] == 1, criterion.id


def test_the_six_events_that_everybody_records(pack: Pack) -> None:
    titles = {e.title for e in pack.events if e.recordable}
    assert titles >= {
        "Framework confirmed", "Model notified", "Model placed", "Incident became known", "Model Report sent",
        "Request received from the AI Office",
    }  # fmt: skip


# Clocks -------------------------------------------------------------------------------------------------------------


def test_business_days_say_that_holidays_are_not_known(pack: Pack) -> None:
    found = listed(pack, SR, events(event("framework_confirmed", "2026-11-20")))["SS-D09"]
    assert found.day == date(2026, 11, 27)
    assert found.because.startswith("5 business days after Framework confirmed on 2026-11-20.")
    assert "holidays" in found.because
    assert (found.status, found.days) == ("due", 5)


def test_what_happens_once_is_done_by_its_event_whenever_it_came(pack: Pack) -> None:
    found = listed(
        pack, SR, events(event("framework_confirmed", "2026-02-20"), event("model_report_provided", "2026-03-10"))
    )
    assert {found[r].status for r in ("SS-D01", "SS-D02", "SS-D16", "SS-D17")} == {"done"}
    assert "days late" in found["SS-D01"].because
    assert "late" not in found["SS-D02"].because


def test_a_recorded_day_wins_over_the_facts_and_says_so(pack: Pack) -> None:
    found = listed(pack, SR, events(event("placing_on_market", "2026-04-01")))
    assert found["SS-D02"].day == date(2026, 3, 18)
    assert "recorded; the facts say 2026-03-17" in found["SS-D02"].because
    assert found["DR-COMPLY"].day == date(2026, 3, 17)  # what scoping decides follows the facts
    notified = listed(pack, SR, events(event("article_52_1_notification", "2025-10-05")))
    assert notified["SS-D01"].day == date(2025, 11, 2)
    assert notified["DR-NOTIFY"].status == "done"


def test_only_its_event_discharges_an_incident_clock(pack: Pack) -> None:
    known = event("awareness_of_model_involvement", "2026-11-01", category="death", about="Case 7")
    claims = {"SS-9.3-04": IMPLEMENTED}
    assert listed(pack, SR, events(known), claims)["SS-D32:V-000001"].status == "overdue"
    other = event("initial_report_submitted", "2026-11-02", about="Case 8")
    assert listed(pack, SR, events(known, other), claims)["SS-D32:V-000001"].status == "overdue"
    report = event("initial_report_submitted", "2026-11-02", about="case  7")
    found = listed(pack, SR, events(known, report), claims)
    assert found["SS-D32:V-000001"].status == "done"
    assert found["SS-D34:V-000002:2026-11-30"].recurs == "every 4 weeks"
    resolved = event("serious_incident_resolved", "2026-11-10", about="Case 7")
    found = listed(pack, SR, events(known, report, resolved))
    assert found["SS-D34:V-000002"].status == "done"
    assert found["SS-D35:V-000003"].day == date(2027, 1, 9)


def test_an_event_that_could_be_about_either_closes_neither(pack: Pack) -> None:
    first = event("downstream_request_received", "2026-11-01")
    second = event("downstream_request_received", "2026-11-05")
    one = event("downstream_reply_sent", "2026-11-10")
    found = listed(pack, SR, events(first, second, one))
    assert {found[f"DR-COP-DSP:V-00000{n}"].status for n in (1, 2)} == {"overdue"}
    found = listed(pack, SR, events(first, second, one, event("downstream_reply_sent", "2026-11-12")))
    assert {found[f"DR-COP-DSP:V-00000{n}"].status for n in (1, 2)} == {"done"}
    early = event("downstream_reply_sent", "2026-10-01")
    assert listed(pack, SR, events(first, early))["DR-COP-DSP:V-000001"].status == "overdue"


def test_an_incident_without_a_category_runs_every_clock(pack: Pack) -> None:
    found = listed(pack, SR, events(event("awareness_of_model_involvement", "2026-11-20")))
    assert sum(d.kind == "incident_initial" and d.day is not None for d in found.values()) == 4
    assert "category is not recorded" in found["SS-D30:V-000001"].because


def test_a_request_sets_its_own_period_and_no_relief_moves_it(pack: Pack) -> None:
    legacy = {**SR, "placed_date": "2025-05-01"}
    asked = event("commission_request", "2026-11-20", days=20, about="RFI", category="information")
    found = listed(pack, legacy, events(asked))
    assert found["DR-REQ91:V-000001"].day == date(2026, 12, 10)
    assert found["DR-REQ92"].standing
    open_end = listed(pack, SR, events(event("commission_request", "2026-11-20", category="information")))
    assert open_end["DR-REQ91:V-000001"].status == "cannot be dated"
    assert "period" in open_end["DR-REQ91:V-000001"].missing


def test_recurring_rules_recur(pack: Pack) -> None:
    found = listed(pack, SR)
    assert found["SS-D06:2027-03-17"].status == "ahead"
    later = listed(pack, SR, today=date(2029, 5, 1))
    missed = later["SS-D06:2027-03-17"]
    assert missed.status == "overdue"
    assert "3 occurrences were missed, the last on 2029-03-17" in missed.note
    assert later["SS-D06:2030-03-17"].status == "ahead"
    done = listed(pack, SR, events(event("framework_assessment_completed", "2027-02-01")), today=date(2027, 3, 1))
    assert "SS-D06:2028-02-01" in done
    assert "after Framework assessment completed on 2027-02-01" in done["SS-D06:2028-02-01"].because


def test_the_yearly_assessment_does_not_count_before_its_first_date(pack: Pack) -> None:
    found = listed(pack, SR, events(event("framework_assessment_completed", "2025-06-01")))
    assert [d.day for d in found.values() if d.id.startswith("SS-D06")] == [date(2027, 3, 17)]


def test_the_six_monthly_update_counts_from_the_last_report(pack: Pack) -> None:
    sent = event("model_report_provided", "2026-03-17")
    assert "SS-D23:V-000001:2026-09-17" in listed(pack, SR, events(sent))
    found = listed(pack, SR, events(sent, event("model_report_update_provided", "2026-09-01")))
    assert found["SS-D23:V-000002:2027-03-01"].status == "ahead"
    aside = listed(pack, SR, events(sent), {"SS-7.6-09": SET_ASIDE})
    assert aside["SS-D23:V-000001"].status == "done"


def test_retention_ends_are_never_overdue(pack: Pack) -> None:
    found = listed(pack, SR, events(event("awareness_of_model_involvement", "2026-11-01", category="death")))
    assert found["SS-D39"].day == date(2036, 3, 17)
    assert found["DR-COP-DOC"].day == date(2036, 3, 17)
    assert found["SS-D38:V-000001"].day == date(2031, 11, 1)
    known = event("awareness_of_model_involvement", "2026-11-01", about="Case")
    final = event("final_report_submitted", "2026-12-24", about="Case")
    assert listed(pack, SR, events(known, final))["SS-D38:V-000001"].day == date(2031, 12, 24)
    assert listed(pack, SR, today=date(2040, 1, 1))["SS-D39"].status == "passed"


def test_the_reassessment_of_a_designation(pack: Pack) -> None:
    facts = {**SR, "designated": True, "designation_date": "2026-07-01"}
    assert listed(pack, facts)["DR-REASSESS"].day == date(2027, 1, 1)
    kept = listed(pack, facts, events(event("designation_kept", "2026-10-15")))
    assert kept["DR-REASSESS"].day == date(2027, 4, 15)
    unknown = listed(pack, {**SR, "designated": True})["DR-REASSESS"]
    assert (unknown.status, unknown.waits_for) == ("cannot be dated", ("designation_date", "designation_informed"))


# Done, or not -------------------------------------------------------------------------------------------------------


def test_answers_show_a_one_off_done_only_as_a_whole(pack: Pack) -> None:
    half = listed(pack, SR, answers={"AIA-52.1-notify": IMPLEMENTED})
    assert half["DR-NOTIFY"].status == "overdue"
    both = listed(pack, SR, answers={"AIA-52.1-notify": IMPLEMENTED, "AIA-52.1-content": IMPLEMENTED})
    assert both["DR-NOTIFY"].status == "done"
    partial = listed(pack, SR, answers={"SS-1.1-13": Answer(state=State.PARTIAL)})
    assert partial["SS-D02"].status == "overdue"
    assert listed(pack, SR, answers={"SS-1.1-13": IMPLEMENTED})["SS-D02"].status == "done"


def test_set_aside_against_scoping_is_not_done(pack: Pack) -> None:
    assert listed(pack, SR, answers={"SS-1.1-13": SET_ASIDE})["SS-D02"].status == "overdue"


def test_the_day_to_comply_is_done_once_every_binding_criterion_is(pack: Pack) -> None:
    facts = {**SR, "training_compute_flop": 5e24, "threshold_known_date": None}
    found = listed(pack, facts)["DR-COMPLY"]
    assert found.status == "overdue"
    assert "binding criteria are not shown as met" in found.note
    everything = {c.id: IMPLEMENTED for c in pack.criteria}
    assert listed(pack, facts, answers=everything)["DR-COMPLY"].status == "done"
    assert listed(pack, facts, answers={**everything, "AIA-53.3-cooperate": Answer()})["DR-COMPLY"].status == "overdue"
    unsigned = {**facts, "chapters_signed": ["TR"]}
    found = listed(pack, unsigned, answers=everything)["DR-COMPLY"]
    assert found.status == "overdue"
    assert "No account of other adequate means is written for Art. 53(1)(c)" in found.note
    register = Register(accounts={"AIA-53.1.c": Account(text="Our own policy, audited.")})
    assert listed(pack, unsigned, register, everything)["DR-COMPLY"].status == "done"


def test_a_chapter_that_is_not_signed_is_a_yardstick(pack: Pack) -> None:
    found = listed(pack, {**SR, "chapters_signed": ["TR"]})
    assert found["SS-D02"].yardstick
    assert found["SS-D02"].status == "passed"
    assert not found["SS-D37"].yardstick  # the Act itself says so
    assert found["DR-SR-START"].status == "overdue"
    assert not any(d.yardstick and d.status == "overdue" for d in found.values())


def test_hints_are_never_overdue(pack: Pack) -> None:
    found = listed(pack, SR, events(event("last_worker_information", "2024-01-01")))
    hints = [d for d in found.values() if d.id.startswith("SS-D28")]
    assert [(d.day, d.status) for d in hints] == [(date(2027, 1, 1), "ahead")]


# Missing ------------------------------------------------------------------------------------------------------------


def test_what_cannot_be_dated_says_what_is_missing(pack: Pack) -> None:
    found = listed(pack, {**SR, "placed_date": None})
    assert found["SS-D02"].waits_for == ("placed_date", "placing_on_market")
    assert "'First on the Union market' is not known" in found["SS-D02"].missing
    assert "placed_date" in found["DR-COMPLY"].waits_for
    assert found["SS-D09"].missing == "record the event 'Framework confirmed'"
    assert found["SS-D23"].missing == "record the event 'Model Report sent'"
    assert not found["SS-D09"].standing
    nothing = listed(pack, {})
    assert all(d.waits_for for d in nothing.values() if d.status == "cannot be dated" and not d.standing)
    assert nothing["DR-COMPLY"].waits_for == ("placed_date",)
    assert {"threshold_known_date", "article_52_1_notification"} <= set(nothing["SS-D01"].waits_for)


def test_clocks_that_may_never_start_are_standing_rules_at_the_end(pack: Pack) -> None:
    given = parse_facts(pack.scoping, SR)
    found = deadlines(pack, scope(pack, given), {}, Register(), TODAY)
    first = next(n for n, d in enumerate(found) if d.standing)
    assert all(d.standing and d.status == "cannot be dated" for d in found[first:])
    assert {"SS-D30", "DR-COP-DSP", "DR-COP-COMPLAINT"} <= {d.id for d in found[first:]}


def test_small_models_have_no_systemic_risk_rows(pack: Pack) -> None:
    found = listed(pack, {**SR, "training_compute_flop": 5e23, "threshold_known_date": None})
    assert not any(i.startswith("SS-") for i in found)
    assert "DR-COP-DSP" in found
    host = listed(pack, {"actor": "host", "placement_mode": "api", "placed_date": "2026-03-17"})
    assert not any(d.status == "overdue" for d in host.values())


def test_order(pack: Pack) -> None:
    given = parse_facts(pack.scoping, SR)
    found = deadlines(pack, scope(pack, given), {}, Register(), TODAY)
    late = [d.day for d in found if d.status == "overdue"]
    assert late
    assert late == sorted(late, key=lambda d: d or date.max)
    assert [d.status for d in found[: len(late)]] == ["overdue"] * len(late)
    rest = [d.day for d in found[len(late) :] if d.day is not None]
    assert rest == sorted(rest)


# The team's own dates -----------------------------------------------------------------------------------------------


def test_own_dates(pack: Pack) -> None:
    register = Register(
        evidence={
            "E-000001": Piece(title="Audit", valid_until=date(2026, 11, 1)),
            "E-000002": Piece(title="Unused", valid_until=date(2026, 11, 1)),
            "E-000003": Piece(
                title="Gone", valid_until=date(2026, 12, 1), status=PieceStatus.WITHDRAWN, withdrawn_on=TODAY
            ),
        },
        actions={
            "A-000001": Action(what="Write it", due=date(2026, 12, 1), owner="Ada", criteria=("TR-1.1-01",)),
            "A-000002": Action(what="Late", due=date(2026, 11, 1)),
            "A-000003": Action(what="Ready", due=date(2026, 11, 1), status=ActionStatus.DONE, ended_on=TODAY),
            "A-000004": Action(what="No day"),
        },
    )
    answers = {
        "TR-1.1-01": Answer(state=State.IMPLEMENTED, evidence=(Evidence(piece="E-000001"),)),
        "TR-1.1-02": Answer(state=State.PLANNED, due=date(2026, 11, 10), owner="Bo"),
        "TR-1.1-03": Answer(state=State.IMPLEMENTED, evidence=(Evidence.parse("Log (valid to 2027-01-01)"),)),
        "XX-1": Answer(state=State.MISSING, due=date(2026, 1, 1)),
    }
    found = listed(pack, SR, register, answers)
    assert found["evidence:E-000001"].status == "overdue"
    assert "TR-1.1-01" in found["evidence:E-000001"].because
    assert found["evidence:E-000002"].status == "passed"
    assert "evidence:E-000003" not in found
    assert (found["action:A-000001"].status, found["action:A-000001"].owner) == ("due", "Ada")
    assert found["action:A-000002"].status == "overdue"
    assert found["action:A-000003"].status == "done"
    assert "action:A-000004" not in found
    assert (found["answer:TR-1.1-02"].status, found["answer:TR-1.1-02"].days) == ("overdue", -12)
    assert "answer:XX-1" not in found
    assert [d.day for d in found.values() if d.title == "Evidence expires: Log"] == [date(2027, 1, 1)]


# Arithmetic ---------------------------------------------------------------------------------------------------------

DAYS = st.dates(date(1990, 1, 1), date(2200, 1, 1))


@given(DAYS, st.integers(0, 600), st.integers(0, 600))
def test_months_are_monotone(day: date, one: int, other: int) -> None:
    first, second = sorted((one, other))
    assert add_months(day, first) <= add_months(day, second)
    assert add_months(day, first) <= add_months(day + timedelta(days=1), first)


@given(DAYS, st.integers(1, 60))
def test_business_days_skip_weekends(day: date, days: int) -> None:
    found = add_business_days(day, days)
    assert found.weekday() < 5
    between = [day + timedelta(days=n) for n in range(1, (found - day).days + 1)]
    assert sum(d.weekday() < 5 for d in between) == days


@given(DAYS, st.sampled_from([{"every_months": 6}, {"every_months": 12}, {"every_days": 28}]), DAYS, st.none() | DAYS)
def test_occurrences_strictly_increase(base: date, rule: dict[str, int], today: date, floor: date | None) -> None:
    found = occurrences(base, rule, today, floor)
    assert all(a < b for a, b in itertools.pairwise(found))
    assert found[-1] >= today
    assert all(d < today for d in found[:-1])
    assert found[0] > base


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_edges_of_the_calendar(pack: Pack, day: date) -> None:
    assert add_days(day, 400) >= day
    assert add_days(day, -400) <= day
    assert add_months(day, 120) >= day
    assert add_business_days(day, 30) >= day
    assert counted(day, {"offset_years": 10}) is not None
    assert occurrences(date.max, {"every_days": 28}, TODAY) == ()
    found = listed(pack, {**SR, "placed_date": day.isoformat(), "threshold_known_date": None})
    assert "SS-D39" in found


# docs/method.md -----------------------------------------------------------------------------------------------------


def test_the_worked_example_of_the_method(pack: Pack) -> None:
    section = TEXT[TEXT.index("## Deadlines") :]
    register = events(
        event("framework_confirmed", "2026-11-20"),
        event("awareness_of_model_involvement", "2026-11-20", category="cybersecurity-breach", about="Break-in"),
    )
    found = listed(pack, SR, register)
    shown = ("SS-D02", "SS-D09", "SS-D31:V-000002", "SS-D06:2027-03-17", "SS-D39")
    for duty in (found[i] for i in shown):
        assert f"| {duty.id.split(':V')[0]} | {duty.title} | {duty.day} | {duty.status} |" in section, duty
