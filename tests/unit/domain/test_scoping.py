"""What binds whom: the worked examples word for word, and what happens when facts are not known."""

from __future__ import annotations

from typing import Any

import pytest

from cop_tui.domain.decision import outcome_names
from cop_tui.domain.facts import parse_facts
from cop_tui.domain.pack import Example, Pack
from cop_tui.domain.scoping import Scope, scope, why
from tests.bundled import bundled_pack

EXAMPLES = bundled_pack().scoping.examples


def scoped(pack: Pack, **facts: Any) -> Scope:
    return scope(pack, parse_facts(pack.scoping, facts))


def plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.id)
def test_worked_example(pack: Pack, example: Example) -> None:
    found = scope(pack, parse_facts(pack.scoping, example.given))
    expected = {name: plain(value) for name, value in example.expect.items()}
    assert {name: found.outcome[name] for name in expected} == expected


def test_there_are_the_examples(pack: Pack) -> None:
    assert len(EXAMPLES) == 35
    assert all(e.expect for e in EXAMPLES)


API = {"placement_mode": "api", "placed_date": "2026-03-17"}
OPEN = {
    "training_compute_flop": 5e23,
    "licence_free_open": True,
    "parameters_public": True,
    "architecture_public": True,
    "usage_info_public": True,
}
SR = {"training_compute_flop": 3e25, "placement_mode": "api", "placed_date": "2026-03-17"}


def test_every_outcome_has_a_reason_with_a_reference(pack: Pack) -> None:
    found = scoped(pack, **SR)
    known = set(pack.obligation_index) | set(pack.provision_index) | {d.id for d in pack.deadlines}
    for name in ("provider", "gpai", "systemic_risk", "placed", "chapter_v", "os_exempt", "legacy", "comply_by"):
        reasons = why(found, name)
        assert reasons, name
        assert all(r.text and r.refs and set(r.refs) <= known for r in reasons)
    for obligation in found.outcome["obligations"]:
        assert why(found, f"obligations:{obligation}")


def test_nothing_binds_outside_the_act(pack: Pack) -> None:
    found = scoped(pack, sole_scientific_rd=True, training_compute_flop=5e25, placement_mode="api")
    assert [c.applies for c in found.chapters] == [False, False, False, False]
    assert not any(found.criteria.values())
    assert {o.binds for o in found.obligations if o.id.startswith("AIA-5")} == {False}


def test_the_scope_decides_which_criteria_are_asked(pack: Pack) -> None:
    found = scoped(pack, **SR, chapters_signed=["TR", "CR", "SS"])
    assert found.asked("SS-1.1-01")
    assert not found.asked("CR-1.4-03")  # only for open-source models
    assert found.asked("CR-1.4-02")
    assert not found.asked("AIA-53.4-alternative")  # all chapters are signed
    assert not found.asked("AIA-53.1.d-legacy-gaps")
    small = scoped(pack, training_compute_flop=5e23, placement_mode="api", placed_date="2026-03-17")
    assert not small.asked("SS-1.1-01")
    assert small.asked("AIA-53.4-alternative")
    assert not small.asked("AIA-55.2-route")
    legacy = scoped(pack, training_compute_flop=5e23, placement_mode="api", placed_date="2025-03-17")
    assert legacy.asked("AIA-53.1.d-legacy-gaps")


def test_posture_is_shown_per_chapter(pack: Pack) -> None:
    found = scoped(pack, **SR, chapters_signed=["CR"])
    assert {c.id: c.signed for c in found.chapters} == {"TR": False, "CR": True, "SS": False, "AO": None}


def test_roles(pack: Pack) -> None:
    found = scoped(pack, **SR, established_in_eu=False, own_system_generates=True)
    assert set(found.roles) >= {"ROLE-GPAI", "ROLE-SR", "ROLE-3C", "ROLE-SYS"}
    assert "ROLE-OS" not in found.roles


def test_obligations_have_their_day(pack: Pack) -> None:
    found = scoped(pack, **SR, established_in_eu=False, threshold_known_date="2025-10-01")
    due = {o.id: o.due for o in found.obligations if o.binds}
    assert due["AIA-52.1"] == "2025-10-15"
    assert due["AIA-53.1.a"] == "2026-03-17"
    assert due["AIA-54.1"] == "2026-03-17"
    assert due["AIA-91.5"] == "2026-08-02"
    legacy = scoped(pack, **{**SR, "placed_date": "2025-03-17"}, threshold_met_date="2024-05-01")
    due = {o.id: o.due for o in legacy.obligations if o.binds}
    assert due["AIA-53.1.a"] == due["AIA-55.1.b"] == due["AIA-52.1"] == "2027-08-02"


@pytest.mark.parametrize(
    ("facts", "fact", "settles"),
    [
        ({"placement_mode": "api", "placed_date": "2026-05-01"}, "training_compute_flop", "gpai"),
        ({"training_compute_flop": 3e25, "placement_mode": "api"}, "placed_date", "legacy"),
        ({**SR, "established_in_eu": None}, "established_in_eu", "representative_required"),
        ({**SR, "actor": None}, "actor", "provider"),
        (SR, "threshold_known_date", "notify_by"),
        ({"parameters": 1e12, "placement_mode": "api"}, "cumulative_compute_flop", "systemic_risk"),
        ({"training_compute_flop": 1e22, "placement_mode": "api"}, "generality", "gpai"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_named_with_what_it_settles(
    pack: Pack, facts: dict[str, Any], fact: str, settles: str
) -> None:
    found = {u.fact: u for u in scoped(pack, **facts).undetermined}
    assert settles in found[fact].settles
    assert found[fact].why_it_matters


def test_an_unknown_fact_never_reads_as_does_not_bind(pack: Pack) -> None:
    nothing = scoped(pack, placement_mode="api", placed_date="2026-05-01")
    assert {c.id: c.applies for c in nothing.chapters} == {"TR": None, "CR": None, "SS": None, "AO": None}
    assert nothing.obligation("AIA-53.1.a") is not None
    assert nothing.obligation("AIA-53.1.a").binds is None  # type: ignore[union-attr]
    assert nothing.asked("SS-1.1-01")
    assert all("Not settled" in c.because and "Training compute" in c.because for c in nothing.chapters)
    open_weights = scoped(
        pack,
        parameters=1e12,
        placement_mode="public_hub",
        placed_date="2026-05-01",
        licence_free_open=True,
        parameters_public=True,
        architecture_public=True,
        usage_info_public=True,
    )
    assert open_weights.outcome["systemic_risk"] == "unknown"
    assert open_weights.outcome["os_exempt"] is None  # systemic risk would end the exemption
    assert open_weights.chapter("TR").applies is None


def test_an_unknown_yes_or_no_leaves_duties_open(pack: Pack) -> None:
    found = scoped(pack, **SR, established_in_eu=None)
    assert found.outcome["representative_required"] is None
    assert "AIA-54.1" not in found.outcome["obligations"]
    duty = found.obligation("AIA-54.1")
    assert duty is not None
    assert duty.binds is None
    assert "Not settled" in duty.because
    assert pack.scoping.input_index["established_in_eu"].label in duty.because
    assert found.asked("AIA-54.1-appoint")
    assert found.criteria["AIA-54.1-appoint"] is None
    # What the unknown fact has nothing to do with stays settled.
    assert found.outcome["systemic_risk"] == "presumed_yes"
    assert found.criteria["SS-1.1-01"] is True


def test_nothing_open_when_all_is_known(pack: Pack) -> None:
    found = scoped(
        pack, **SR, cumulative_compute_flop=3e25, threshold_known_date="2025-10-01", threshold_met_date="2025-12-01"
    )
    assert found.undetermined == ()


def test_dates_have_their_reason(pack: Pack) -> None:
    found = scoped(pack, **SR, threshold_known_date="2025-10-01")
    dates = {d.id: d for d in found.dates}
    assert dates["notify_by"].date == "2025-10-15"
    assert all(d.because for d in dates.values())


def test_outcome_names_are_the_public_ones(pack: Pack) -> None:
    assert set(outcome_names(pack.scoping)) == {
        "gpai", "systemic_risk", "provider", "placed", "chapter_v", "duty_scope", "os_exempt",
        "representative_required", "legacy", "in_act", "obligations", "on_request", "neighbouring",
        "chapters_relevant", "alternative_means_for", "comply_by", "notify_by", "mandate_by", "summary_by",
        "finable_from", "marking_by", "notes",
    }  # fmt: skip


def test_duties_of_others_are_not_the_providers(pack: Pack) -> None:
    found = scoped(pack, **SR, established_in_eu=False)
    assert found.obligation("AIA-54.3") is not None
    assert not found.may_bind("AIA-54.3")  # a task of the authorised representative
    assert found.may_bind("AIA-54.4")
    assert not found.may_bind("nothing")


@pytest.mark.parametrize(
    ("facts", "duty", "words"),
    [
        ({"training_compute_flop": 5e23, **API}, "AIA-55.1.a", "10^25"),
        ({**SR}, "AIA-54.1", "if Chapter V binds you, you are not established"),
        ({**SR}, "AIA-50.2", "no."),
        ({**OPEN, **API}, "AIA-53.1.a", "You meet every condition of the open-source exemption"),
        ({"sole_scientific_rd": True, **API}, "AIA-53.1.a", "fall outside that"),
    ],
)
def test_why_a_duty_does_not_bind_is_the_reason_that_makes_it_so(
    pack: Pack, facts: dict[str, Any], duty: str, words: str
) -> None:
    found = scoped(pack, **facts).obligation(duty)
    assert found is not None
    assert found.binds is False
    assert words in found.because


def test_why_a_chapter_does_not_concern_a_provider(pack: Pack) -> None:
    small = scoped(pack, training_compute_flop=5e23, **API)
    assert "10^25" in small.chapter("SS").because
    free = scoped(pack, **OPEN, **API)
    assert free.chapter("TR").applies is False
    assert "open-source exemption" in free.chapter("TR").because
    assert free.chapter("CR").applies is True


def test_not_known_when_placed_is_not_known_whether_legacy(pack: Pack) -> None:
    found = scoped(pack, training_compute_flop=5e23, placement_mode="api")
    assert found.outcome["legacy"] is None
    assert found.outcome["comply_by"] is None
    assert found.criteria["AIA-53.1.d-legacy-gaps"] is None
