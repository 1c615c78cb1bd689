"""The JSON shapes; what the commands print of them is tested beside the commands."""

from __future__ import annotations

import json

from cop_tui.domain.answers import State
from cop_tui.domain.compare import compare
from cop_tui.domain.explain import explain
from cop_tui.domain.register import lost_proofs
from cop_tui.domain.whatif import smallest_set, what_if
from cop_tui.services.library import Library
from cop_tui.services.looks import look, look_at
from cop_tui.services.views import (
    gaps_view,
    head_view,
    history_view,
    instant,
    list_view,
    obligations_view,
    scope_view,
    show_view,
)
from cop_tui.services.views_analysis import (
    check_view,
    comparison_view,
    criterion_view,
    explanation_view,
    obligation_view,
    what_if_view,
)
from cop_tui.services.views_registers import (
    Verified,
    account_view,
    actions_view,
    baselines_view,
    deadlines_view,
    event_kinds_view,
    events_view,
    evidence_view,
    piece_view,
    signoffs_view,
    verify_view,
)


def test_numbers_are_those_of_the_analysis(with_demo: Library) -> None:
    session = with_demo.open("Atlas 2026")
    view, analysis = gaps_view(session), session.analysis
    assert view["readiness"]["low"] == analysis.readiness.low
    assert view["readiness"]["answered"] == analysis.readiness.answered
    assert [g["criterion"] for g in view["gaps"]] == [g.criterion for g in analysis.gaps]
    assert [g["priority"] for g in view["gaps"]] == sorted((g["priority"] for g in view["gaps"]), reverse=True)
    assert len(view["not_answered"]) == analysis.readiness.unanswered
    assert sum(c["gaps"] for c in view["chapters"]) == len(view["gaps"])
    assert view["pack"]["sha256"] == session.pack.sha256
    assert view["today"] == "2026-11-22"
    (row,) = list_view(with_demo)
    assert (row["gaps"], row["readiness"]) == (len(analysis.gaps), view["readiness"])


def test_every_view_is_plain_json(with_demo: Library) -> None:
    session = with_demo.open("Atlas 2026")
    history = with_demo.repository.history(session.record.id)
    views = (gaps_view(session), scope_view(session.pack, session.scope, session.facts), show_view(session),
             list_view(with_demo), obligations_view(session), history_view(session.record, history))  # fmt: skip
    for view in views:
        assert json.loads(json.dumps(view, allow_nan=False)) == view


def test_history_tells_what_changed(library: Library) -> None:
    record = library.create("Wren")
    session = library.open(record.id)
    session.change("TR-1.1-01", state=State.PARTIAL, note="a")
    session.change("TR-1.1-01", note="b")
    assert library.writer.flush(60)
    session.poll()
    found = history_view(session.record, library.repository.history(record.id))["revisions"]
    assert [r["subject"] for r in found] == ["assessment", "answer", "answer"]
    assert [r["changed"] for r in found[1:]] == [["note", "state"], ["note"]]
    assert found[2]["before"]["note"] == "a"


def test_instants_are_utc_to_the_second(library: Library) -> None:
    view = library.create("Wren").created_at
    assert instant(view).endswith("Z")
    assert len(instant(view)) == 20


def test_every_view_of_the_registers_is_plain_json(with_demo: Library) -> None:
    session = with_demo.open("Atlas 2026")
    register = session.register
    checks = with_demo.check_baselines(session)
    views = [
        evidence_view(session, register.evidence, lost_proofs(register, session.kept(), session.today)),
        *(piece_view(session, key) for key in register.evidence),
        actions_view(session, register.actions),
        events_view(session, register.events),
        event_kinds_view(session.pack),
        deadlines_view(session),
        signoffs_view(session),
        account_view(session, "AIA-53.1.a"),
        baselines_view(session, checks),
        verify_view([Verified(session.record, 1, ("broken",), checks, {"E-1": "gone"}, 1)]),
    ]
    for view in views:
        assert json.loads(json.dumps(view, allow_nan=False)) == view
    assert len(views[0]["evidence"]) == len(register.evidence)
    assert [d["id"] for d in deadlines_view(session)["deadlines"]] == [d.id for d in session.deadlines]
    assert views[-1]["holds"] is False


def test_every_close_look_is_plain_json(with_demo: Library) -> None:
    session = with_demo.open("Atlas 2026")
    at = (session.pack, session.scope, session.answers, session.register)
    smallest = smallest_set(*at, "AIA-53.1.d", session.today)
    then = what_if(*at, smallest.criteria, session.today)
    views = [
        *(obligation_view(session, o.id) for o in session.pack.obligations),
        *(criterion_view(session, c.id) for c in session.pack.criteria[::20]),
        comparison_view(compare(session.side(), session.side())),
        explanation_view(session, explain(*at, session.analysis, "readiness")),
        what_if_view(session, then, smallest),
        check_view(session, session.findings()),
    ]
    for view in views:
        assert json.loads(json.dumps(view, allow_nan=False)) == view
    assert sum(views[-1]["counts"].values()) == len(views[-1]["findings"])


def test_an_earlier_moment_is_looked_at_with_who_answered_when(library: Library) -> None:
    record = library.create("Wren")
    session = library.open(record.id)
    session.change("TR-1.1-01", state=State.MISSING, note="then")
    key = library.freeze(session, name="Q3", author="Ann")
    first = session.stored("TR-1.1-01")
    session.change("TR-1.1-01", state=State.IMPLEMENTED)
    session.change("TR-1.1-03", state=State.PLANNED)
    assert library.writer.flush(60)
    session.poll()
    assert first is not None
    for ref in (f"{record.id}@{key}", f"{record.id}@{key[:5]}"):
        seen = look(library, ref)
        assert (seen.earlier, seen.baseline, list(seen.answers)) == (True, key, ["TR-1.1-01"])
        then = seen.answers["TR-1.1-01"]
        assert (then.answer.state, then.updated_at, then.updated_by) == (
            State.MISSING, first.updated_at.replace(microsecond=then.updated_at.microsecond), "tester")  # fmt: skip
        assert head_view(seen)["moment"] == {"label": seen.standing.label, "baseline": key}
        assert show_view(seen)["position"] is None
    day = look(library, f"Wren@{session.today.replace(year=2999)}")
    assert (day.earlier, day.baseline, len(day.answers)) == (True, None, 2)
    assert look(library, "Wren").answers == look_at(library.open("Wren")).answers
    assert head_view(session)["moment"] is None
