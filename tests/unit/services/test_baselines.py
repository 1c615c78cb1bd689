"""Baselines and other earlier moments, and the shelf of figures."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_tui.domain.answers import State
from cop_tui.errors import InputError, NotFoundError
from cop_tui.services import evidence
from cop_tui.services.library import Library, Packs
from cop_tui.services.session import Session
from tests.conftest import TODAY
from tests.examples import examples

FACTS = {"training_compute_flop": "3e25", "placement_mode": "api", "placed_date": "2026-03-17"}
ONE, TWO = "TR-1.3-01", "TR-1.3-02"
CRITERIA = ("TR-1.1-01", "TR-1.3-01", "CR-1.1-01", "SS-1.1-04", "AIA-52.1-notify")


@pytest.fixture
def session(library: Library) -> Session:
    library.create("Atlas", facts=FACTS)
    return library.open("Atlas")


def test_a_baseline_holds_what_was_there(library: Library, session: Session) -> None:
    session.change(ONE, state=State.IMPLEMENTED)
    key = evidence.add_piece(session, "Log", valid_until=TODAY)
    evidence.link(session, key, [ONE])
    frozen = library.freeze(session, name="Q4", author="R. Vos", role="Compliance lead")
    before = session.analysis.readiness
    session.change(ONE, state=State.MISSING)
    evidence.withdraw_piece(session, key)
    then = library.standing("Atlas@Q4")
    assert (then.label, then.today) == ("Atlas @ Q4", TODAY)
    assert then.answer(ONE).state is State.IMPLEMENTED
    assert then.analysis.readiness == before
    assert library.standing(f"Atlas@{frozen}").snapshot() == then.snapshot()
    assert [check.problem for check in library.check_baselines(session)] == [None]
    with pytest.raises(InputError, match="a baseline named Q4 already"):
        library.freeze(session, name="Q4", author="R. Vos")
    with pytest.raises(InputError, match="holds an @"):
        library.freeze(session, name="Q5@home", author="R. Vos")
    with pytest.raises(InputError, match="author"):
        library.freeze(session, name="Q5", author=" ")


def test_the_assessment_on_another_day(library: Library, session: Session) -> None:
    session.change(ONE, state=State.PARTIAL)
    assert library.writer.flush(60)
    written = library.repository.assessment(session.record.id).updated_at.date()
    assert library.standing(f"Atlas@{written}").answer(ONE).state is State.PARTIAL
    with pytest.raises(NotFoundError, match="did not exist yet"):
        library.standing(f"Atlas@{written - timedelta(days=2)}")
    with pytest.raises(NotFoundError, match="has no baseline Q9, and it is no day"):
        library.standing("Atlas@Q9")
    with pytest.raises(NotFoundError, match="no assessment 'Wren"):
        library.standing("Wren@Q9")


def test_an_at_sign_in_a_name_is_part_of_the_name(library: Library, session: Session) -> None:
    library.create("Atlas@home", facts=FACTS)
    assert library.standing("Atlas@home").label == "Atlas@home"


def test_a_history_that_was_tampered_with_no_longer_holds(library: Library, session: Session) -> None:
    session.change(ONE, state=State.PARTIAL)
    library.freeze(session, name="Q4", author="R. Vos")
    with sqlite3.connect(library.path) as conn:
        conn.execute("UPDATE revisions SET after = replace(after, 'partial', 'missing')")
    conn.close()
    (check,) = library.check_baselines(session)
    assert check.problem == "The history no longer gives what was frozen as Q4."


@examples(12)
@given(
    later=st.lists(
        st.tuples(st.sampled_from(CRITERIA), st.sampled_from([State.MISSING, State.PARTIAL, State.IMPLEMENTED, None])),
        max_size=6,
    )
)
def test_a_baseline_never_changes_whatever_happens_later(
    packs: Packs, tmp_path_factory: pytest.TempPathFactory, later: list[tuple[str, State | None]]
) -> None:
    path = tmp_path_factory.mktemp("file") / "a.db"
    with Library(path, author="tester", packs=packs, today=lambda: TODAY) as library:
        library.create("Atlas", facts=FACTS)
        session = library.open("Atlas")
        session.change(ONE, state=State.PARTIAL)
        library.freeze(session, name="Q4", author="R. Vos")
        frozen = library.standing("Atlas@Q4").snapshot()
        for number, (criterion, state) in enumerate(later):
            session.change(criterion, state=state)
            if number % 2:
                session.undo()
            evidence.cite(session, criterion, f"document {number}")
        session.rename(name="Other")
        session.set_facts({})
        assert library.writer.flush(60)
        again = library.standing("Other@Q4").snapshot()
        assert again == frozen
        assert again.content_hash() == session.register.baselines[next(iter(session.register.baselines))].content
        assert [check.problem for check in library.check_baselines(session)] == [None]


# The shelf of figures


@pytest.fixture
def another(library: Library, packs: Packs) -> Iterator[Library]:
    with Library(library.path, author="other", packs=packs, today=lambda: TODAY) as opened:
        yield opened


def opened(path: Path, packs: Packs, today: date = TODAY) -> Library:
    return Library(path, author="tester", packs=packs, today=lambda: today)


def test_figures_are_kept_and_never_stale(tmp_path: Path, packs: Packs) -> None:
    path = tmp_path / "a.db"
    with opened(path, packs) as library:
        record = library.create("Atlas", facts=FACTS)
        session = library.open("Atlas")
        session.change(ONE, state=State.MISSING)
        assert library.writer.flush(60)
        expected = library.figures(record)
        assert expected.gaps == 1
    with opened(path, packs) as library:
        assert library.known_figures() == {record.id: expected}
        library.open("Atlas").change(TWO, state=State.MISSING)
        assert library.writer.flush(60)
        assert library.known_figures() == {}
        assert library.figures(record).gaps == 2
    with opened(path, packs) as library:
        assert library.known_figures()[record.id].gaps == 2
        library.open("Atlas").rename(name="Other")
        assert library.known_figures() == {}


def test_time_alone_makes_figures_stale(tmp_path: Path, packs: Packs) -> None:
    path = tmp_path / "a.db"
    with opened(path, packs) as library:
        record = library.create("Atlas", facts=FACTS)
        session = library.open("Atlas")
        session.change(ONE, state=State.IMPLEMENTED)
        key = evidence.add_piece(session, "Log", valid_until=TODAY + timedelta(days=2))
        evidence.link(session, key, [ONE])
    for days, known in ((0, True), (2, True), (3, False), (-1, False)):
        with opened(path, packs, TODAY + timedelta(days=days)) as library:
            assert (record.id in library.known_figures()) is known
            shown = library.figures(record).readiness.demonstrated
            assert (shown == 0) is (days > 2)
            if known:
                assert library.known_figures()[record.id] == library.figures(record)


def test_figures_that_cannot_be_read_are_made_again(tmp_path: Path, packs: Packs) -> None:
    path = tmp_path / "a.db"
    with opened(path, packs) as library:
        library.create("Atlas", facts=FACTS)
    for content in ("", "[]", '{"readiness": {}}', "null"):
        with sqlite3.connect(path) as conn:
            conn.execute("UPDATE figures SET content = ?", (content,))
        conn.close()
        with opened(path, packs) as library:
            assert library.known_figures() == {}
