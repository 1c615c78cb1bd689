"""What-if and the smallest set, on cases that can be checked by hand."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from cop_tui.domain.analysis import analyse
from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.compare import Side, compare
from cop_tui.domain.deadlines import deadlines
from cop_tui.domain.facts import parse_facts
from cop_tui.domain.pack import Effort, Pack
from cop_tui.domain.register import EMPTY_REGISTER, Account, Register
from cop_tui.domain.scoping import Scope, scope
from cop_tui.domain.whatif import effort_of, fixed_answers, smallest_set, what_if
from cop_tui.errors import NotFoundError

FACTS = {
    "training_compute_flop": 3e25,
    "placement_mode": "api",
    "placed_date": "2026-03-17",
    "threshold_known_date": "2025-10-01",
    "established_in_eu": False,
    "chapters_signed": ["TR", "CR", "SS"],
}


@pytest.fixture(scope="module")
def sr(pack: Pack) -> Scope:
    return scope(pack, parse_facts(pack.scoping, FACTS))


def everything(pack: Pack, binding: Scope, answers: dict[str, Answer] | None = None) -> dict[str, Answer]:
    done = {c.id: Answer(state=State.IMPLEMENTED) for c in pack.criteria if binding.asked(c.id)}
    return {**done, **(answers or {})}


def test_what_if_shows_how_everything_moves(pack: Pack, sr: Scope, today: date) -> None:
    answers = everything(pack, sr, {"AIA-54.2-enable": Answer(state=State.PLANNED)})
    found = what_if(pack, sr, answers, EMPTY_REGISTER, ["AIA-54.2-enable"], today)
    assert [(v.id, v.before, v.after) for v in found.verdicts] == [("AIA-54.2", "not met", "met")]
    assert found.gaps_closed == ("AIA-54.2-enable",)
    assert (found.overdue_before, found.overdue_after) == (1, 0)
    assert found.readiness_before.low is not None
    assert found.readiness_after.low is not None
    assert found.readiness_after.low > found.readiness_before.low
    assert found.analysis is found.after


def test_what_if_shows_how_deadlines_move(pack: Pack, sr: Scope, today: date) -> None:
    # Team's own days pass away with the gap; a duty of the Code is done once its criteria are.
    soon = today + timedelta(days=3)
    answers = {"AIA-25.4-agreement": Answer(state=State.MISSING, due=soon)}
    found = what_if(pack, sr, answers, EMPTY_REGISTER, ["AIA-25.4-agreement"], today)
    assert found.next_before is not None
    assert found.next_before.day == soon
    assert found.next_after != found.next_before
    after = fixed_answers(answers, ["AIA-25.4-agreement"])
    assert found.deadlines_after == deadlines(pack, sr, after, EMPTY_REGISTER, today)


def test_fixing_keeps_everything_else_of_the_answer(pack: Pack) -> None:
    old = Answer(state=State.PARTIAL, note="n", checks=("a",), evidence=(Evidence(reference="x"),), owner="Ann")
    changed = fixed_answers({"TR-1.3-02": old}, ["TR-1.3-02", "TR-1.3-03"])
    assert changed["TR-1.3-02"] == old.changed(state=State.IMPLEMENTED)
    assert changed["TR-1.3-03"] == Answer(state=State.IMPLEMENTED)


def test_what_if_refuses_what_is_no_criterion(pack: Pack, sr: Scope, today: date) -> None:
    with pytest.raises(NotFoundError, match="TR-9"):
        what_if(pack, sr, {}, EMPTY_REGISTER, ["TR-9"], today)


def test_the_smallest_set_of_a_duty(pack: Pack, sr: Scope, today: date) -> None:
    answers = everything(
        pack,
        sr,
        {
            "AIA-52.1-notify": Answer(state=State.PARTIAL),
            "AIA-52.1-content": Answer(),
            "AIA-54.2-enable": Answer(state=State.MISSING),
        },
    )
    found = smallest_set(pack, sr, answers, EMPTY_REGISTER, "AIA-52.1", today)
    assert (found.criteria, found.exact, found.blocked_by) == (("AIA-52.1-notify", "AIA-52.1-content"), True, ())
    assert not found.met
    done = analyse(pack, sr, fixed_answers(answers, found.criteria), today).obligation("AIA-52.1")
    assert done is not None
    assert done.verdict == "met"


def test_what_is_set_aside_against_scoping_belongs_to_the_set(pack: Pack, sr: Scope, today: date) -> None:
    aside = {"AIA-54.2-enable": Answer(state=State.NOT_APPLICABLE, reason="r")}
    assert smallest_set(pack, sr, aside, EMPTY_REGISTER, "AIA-54.2", today).criteria == ("AIA-54.2-enable",)


def test_a_met_duty_needs_nothing(pack: Pack, sr: Scope, today: date) -> None:
    found = smallest_set(pack, sr, everything(pack, sr), EMPTY_REGISTER, "AIA-52.1", today)
    assert found.met


def test_where_all_is_rightly_set_aside_the_least_effort_is_named(pack: Pack, sr: Scope, today: date) -> None:
    ids = [c.id for c in pack.served_by("AIA-91.5")]
    answers = {c: Answer(state=State.NOT_APPLICABLE, reason="r", effort=Effort.M) for c in ids}
    assert all(pack.criterion_index[c].situational for c in ids)
    found = smallest_set(pack, sr, answers, EMPTY_REGISTER, "AIA-91.5", today)
    assert found.criteria == (ids[0],)
    assert "set aside" in found.note
    answers[ids[2]] = answers[ids[2]].changed(effort="S")
    assert smallest_set(pack, sr, answers, EMPTY_REGISTER, "AIA-91.5", today).criteria == (ids[2],)


def test_the_smallest_set_of_a_chapter(pack: Pack, sr: Scope, today: date) -> None:
    answers = everything(
        pack,
        sr,
        {
            "TR-1.3-02": Answer(state=State.PARTIAL),
            "TR-1.3-04": Answer(state=State.MISSING),  # encouraged only
            "TR-1.2-03": Answer(state=State.NOT_APPLICABLE, reason="r"),  # situational
        },
    )
    found = smallest_set(pack, sr, answers, EMPTY_REGISTER, "TR", today)
    assert (found.kind, found.criteria, found.blocked_by) == ("chapter", ("TR-1.3-02",), ())


def test_what_answers_cannot_do_is_said(pack: Pack, sr: Scope, today: date) -> None:
    nothing = smallest_set(pack, sr, {}, EMPTY_REGISTER, "AIA-53.4", today)
    assert nothing.criteria == ()
    assert "You rely on adherence" in nothing.blocked_by[0]
    unsure = scope(pack, parse_facts(pack.scoping, {**FACTS, "established_in_eu": None}))
    (blocked,) = smallest_set(pack, unsure, {}, EMPTY_REGISTER, "AIA-54.2", today).blocked_by
    assert "do not decide whether it binds" in blocked
    unsigned = scope(pack, parse_facts(pack.scoping, {**FACTS, "chapters_signed": []}))
    (blocked,) = smallest_set(
        pack, unsigned, everything(pack, unsigned), EMPTY_REGISTER, "AIA-53.1.b", today
    ).blocked_by
    assert "write down" in blocked
    written = Register(accounts={"AIA-53.1.b": Account(text="By our own means.")})
    assert smallest_set(pack, unsigned, everything(pack, unsigned), written, "AIA-53.1.b", today).met
    small = scope(pack, parse_facts(pack.scoping, {"training_compute_flop": 5e23, "placement_mode": "api"}))
    assert "does not bind" in smallest_set(pack, small, {}, EMPTY_REGISTER, "AIA-55.1.a", today).blocked_by[0]
    assert "Nothing binding is asked" in smallest_set(pack, small, {}, EMPTY_REGISTER, "SS", today).blocked_by[0]
    assert "no duty" in smallest_set(pack, small, {}, EMPTY_REGISTER, "AIA-53.2", today).blocked_by[0]
    with pytest.raises(NotFoundError):
        smallest_set(pack, small, {}, EMPTY_REGISTER, "nothing", today)


def test_effort_is_summed(pack: Pack) -> None:
    answers = {"TR-1.3-02": Answer(effort=Effort.L)}
    assert effort_of(pack, answers, ["TR-1.3-02"]) == 4


def test_the_example_of_the_method(pack: Pack) -> None:
    text = (Path(__file__).parents[3] / "docs" / "method.md").read_text("utf-8")
    facts = {**FACTS, "training_compute_flop": 5e23, "established_in_eu": True, "chapters_signed": ["TR"]}
    binding = scope(pack, parse_facts(pack.scoping, facts))
    answers = {
        "TR-1.3-01": Answer(state=State.IMPLEMENTED, evidence=(Evidence.parse("Review log (valid to 2027-03-01)"),)),
        "TR-1.3-02": Answer(state=State.PARTIAL, evidence=(Evidence.parse("Records register"),)),
        "TR-1.3-04": Answer(state=State.MISSING),
    }
    day, later = date(2026, 11, 22), date(2027, 3, 2)
    found = what_if(pack, binding, answers, EMPTY_REGISTER, ["TR-1.3-02"], day)
    moved = (found.before.group("TR-M1.3").readiness.words(), found.after.group("TR-M1.3").readiness.words())
    assert f"from `{moved[0]}` to `{moved[1]}`" in text
    assert [(v.before, v.after) for v in found.verdicts if v.id == "AIA-53.1.a"] == [("not met", "undetermined")]
    needed = smallest_set(pack, binding, answers, EMPTY_REGISTER, "AIA-53.1.a", day).criteria
    assert f"has {len(needed)} criteria: TR-1.3-02 and {len(needed) - 1} that are not answered" in text
    assert "TR-1.3-02" in needed
    changed = {**answers, "TR-1.3-02": Answer(state=State.IMPLEMENTED, evidence=answers["TR-1.3-02"].evidence)}
    changed["TR-1.3-03"] = Answer(state=State.PLANNED)
    after = analyse(pack, binding, changed, later)
    seen = compare(
        Side("November", pack, binding, answers, EMPTY_REGISTER, found.before),
        Side("March", pack, binding, changed, EMPTY_REGISTER, after),
    )
    assert {c.criterion: c.kinds for c in seen.changes} == {
        "TR-1.3-01": ("evidence lost",),
        "TR-1.3-02": ("improved",),
        "TR-1.3-03": ("newly answered",),
    }
    assert (seen.gaps_closed, seen.gaps_found) == (("TR-1.3-02",), ("TR-1.3-03",))


def test_every_finding_is_described_in_the_method() -> None:
    root = Path(__file__).parents[3]
    text = (root / "docs" / "method.md").read_text("utf-8")
    for module in ("findings.py", "contradictions.py"):
        source = (root / "src" / "cop_tui" / "domain" / module).read_text("utf-8")
        codes = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source))
        assert codes
        assert {code for code in codes if f"`{code}`" not in text} == set()
