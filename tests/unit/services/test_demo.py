"""The sample assessment: complete, believable, through the same border as any other."""

from __future__ import annotations

from collections import Counter

from cop_tui.domain.answers import State
from cop_tui.domain.compare import compare
from cop_tui.domain.pack import Pack
from cop_tui.domain.register import ActionStatus, lost_proofs
from cop_tui.services.demo import DEMO_DAY, create_demo, demo_answer, demo_register, load_demo
from cop_tui.services.library import Library
from cop_tui.store.changes import split_subject


def test_the_sample_fits_the_pack(pack: Pack) -> None:
    data = load_demo()
    assert set(data["answers"]) <= set(pack.criterion_index)
    for criterion, given in data["answers"].items():
        answer = demo_answer(given)
        assert answer.problem is None, criterion
        assert set(answer.checks) <= {k.id for k in pack.criterion_index[criterion].all_checks()}
    assert data["position"] in pack.criterion_index


def test_it_tells_a_story(library: Library) -> None:
    made = create_demo(library)
    assert create_demo(library) == made  # there is only one
    session = library.open(made.id)
    analysis = session.analysis
    assert analysis.today == DEMO_DAY
    r = analysis.readiness
    assert r.asked > 280
    assert 0.8 < r.answered / r.asked < 1
    assert r.low is not None
    assert r.high is not None
    assert r.demonstrated is not None
    assert 0.5 < r.demonstrated < r.low < r.high < 1 or 0.3 < r.demonstrated < r.low < r.high < 1
    assert len(analysis.gaps) > 40
    assert {g.priority.band for g in analysis.gaps} >= {"critical", "high", "medium"}
    assert Counter(o.verdict for o in analysis.obligations)["not met"] > 5
    assert any(g.due and g.due < DEMO_DAY for g in analysis.gaps)
    assert analysis.against_scoping
    assert analysis.claimed_with_open_checks
    assert any(a.state is State.ALTERNATIVE for a in session.answers.values())
    assert session.position == load_demo()["position"]


def test_its_history_has_the_dates_of_the_story(with_demo: Library) -> None:
    session = with_demo.open("Atlas 2026")
    earlier = load_demo()["revisions"][0]
    history = session.history(earlier["criterion"])
    assert len(history) >= 2
    assert history[0].at.date().isoformat() == earlier["at"]
    assert history[0].author == earlier["by"]
    assert with_demo.repository.problems(session.record.id) == []


def test_its_registers_tell_the_same_story(with_demo: Library) -> None:
    session = with_demo.open("Atlas 2026")
    register = session.register
    lost = {each.day.isoformat(): each.criteria for each in lost_proofs(register, session.kept(), DEMO_DAY)}
    assert lost["2026-11-01"] == ("CR-1.2-01", "CR-1.3-01", "CR-1.3-03")
    assert {piece.standing(DEMO_DAY) for piece in register.evidence.values()} == {
        "in force", "draft", "expired", "withdrawn",
    }  # fmt: skip
    assert all(item.piece for answer in session.kept().values() for item in answer.evidence)
    assert {action.status for action in register.actions.values()} == set(ActionStatus)
    assert sum(action.overdue(DEMO_DAY) for action in register.actions.values()) == 1
    assert {c for a in register.actions.values() for c in a.criteria} <= set(session.pack.criterion_index)
    assert {event.kind for event in register.events.values()} <= set(session.pack.event_index)
    assert {c: session.signoff_stands(c) for c in register.signoffs} == {"TR": True, "CR": False}
    assert [f.code for f in session.findings() if f.severity == "error"] == ["not-applicable-against-scoping"]


def test_its_baseline_holds_and_can_be_compared(with_demo: Library) -> None:
    session = with_demo.open("Atlas 2026")
    assert [(check.id, check.problem) for check in with_demo.check_baselines(session)] == [("B-a40001", None)]
    then = with_demo.earlier(session, "Q3 2026")
    assert then.today.isoformat() == "2026-09-30"
    assert set(then.register.signoffs) == {"TR", "CR"}
    assert then.signoff_stands("CR")
    moved = compare(then.side(), session.side())
    assert [c.criterion for c in moved.of("evidence lost")] == ["CR-1.2-01", "CR-1.3-01", "CR-1.3-03"]
    assert moved.gaps_closed == ("CR-1.5-05",)
    assert moved.of("regressed")
    assert moved.of("improved")


def test_what_is_registered_is_there_before_it_is_cited(with_demo: Library) -> None:
    known: set[str] = set()
    for revision in with_demo.repository.history(with_demo.find("Atlas 2026").id):
        kind, key = split_subject(revision.subject)
        if kind == "evidence":
            known.add(key)
        if kind == "answer":
            assert {e["piece"] for e in (revision.after or {})["evidence"] if "piece" in e} <= known, key


def test_the_register_as_data_is_the_one_that_is_told(with_demo: Library) -> None:
    told = with_demo.open("Atlas 2026").register
    register = demo_register(load_demo())
    assert (register.evidence, register.actions, register.events) == (told.evidence, told.actions, told.events)
