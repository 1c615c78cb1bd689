"""The sample assessment: complete, believable, through the same border as any other."""

from __future__ import annotations

from collections import Counter

from cop_tui.domain.answers import State
from cop_tui.domain.pack import Pack
from cop_tui.services.demo import DEMO_DAY, create_demo, demo_answer, load_demo
from cop_tui.services.library import Library


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


def test_its_history_has_the_dates_of_the_story(library: Library) -> None:
    made = create_demo(library)
    session = library.open(made.id)
    earlier = load_demo()["revisions"][0]
    history = session.history(earlier["criterion"])
    assert len(history) >= 2
    assert history[0].at.date().isoformat() == earlier["at"]
    assert history[0].author == earlier["by"]
    assert library.repository.problems(made.id) == []
