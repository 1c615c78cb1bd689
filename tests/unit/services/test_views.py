"""The JSON shapes; what the commands print of them is tested beside the commands."""

from __future__ import annotations

import json

from cop_tui.domain.answers import State
from cop_tui.services.demo import create_demo
from cop_tui.services.library import Library
from cop_tui.services.views import gaps_view, history_view, instant, list_view, obligations_view, scope_view, show_view


def test_numbers_are_those_of_the_analysis(library: Library) -> None:
    session = library.open(create_demo(library).id)
    view, analysis = gaps_view(session), session.analysis
    assert view["readiness"]["low"] == analysis.readiness.low
    assert view["readiness"]["answered"] == analysis.readiness.answered
    assert [g["criterion"] for g in view["gaps"]] == [g.criterion for g in analysis.gaps]
    assert [g["priority"] for g in view["gaps"]] == sorted((g["priority"] for g in view["gaps"]), reverse=True)
    assert len(view["not_answered"]) == analysis.readiness.unanswered
    assert sum(c["gaps"] for c in view["chapters"]) == len(view["gaps"])
    assert view["pack"]["sha256"] == session.pack.sha256
    assert view["today"] == "2026-11-22"
    (row,) = list_view(library)
    assert (row["gaps"], row["readiness"]) == (len(analysis.gaps), view["readiness"])


def test_every_view_is_plain_json(library: Library) -> None:
    session = library.open(create_demo(library).id)
    history = library.repository.history(session.record.id)
    views = (gaps_view(session), scope_view(session.pack, session.scope, session.facts), show_view(session),
             list_view(library), obligations_view(session), history_view(session.record, history))  # fmt: skip
    for view in views:
        assert json.loads(json.dumps(view, allow_nan=False)) == view


def test_history_tells_what_changed(library: Library) -> None:
    record = library.create("Wren")
    session = library.open(record.id)
    session.change("TR-1.1-01", state=State.PARTIAL, note="a")
    session.change("TR-1.1-01", note="b")
    assert library.writer.flush(5)
    session.poll()
    found = history_view(session.record, library.repository.history(record.id))["revisions"]
    assert [r["subject"] for r in found] == ["assessment", "answer", "answer"]
    assert [r["changed"] for r in found[1:]] == [["note", "state"], ["note"]]
    assert found[2]["before"]["note"] == "a"


def test_instants_are_utc_to_the_second(library: Library) -> None:
    view = library.create("Wren").created_at
    assert instant(view).endswith("Z")
    assert len(instant(view)) == 20
