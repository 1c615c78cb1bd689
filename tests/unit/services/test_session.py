"""Working on one assessment."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from datetime import timedelta

import pytest

from cop_tui.domain.analysis import analyse
from cop_tui.domain.answers import Evidence, State
from cop_tui.domain.register import Piece
from cop_tui.errors import FactsError, InputError, NotFoundError
from cop_tui.services.library import Library, Packs
from cop_tui.services.session import Session
from cop_tui.services.steps import Conflict
from cop_tui.store.history import Revision
from tests.conftest import TODAY

FACTS = {"training_compute_flop": "3e25", "placement_mode": "api", "placed_date": "2026-03-17"}


@pytest.fixture
def session(library: Library) -> Session:
    library.create("Atlas", facts=FACTS)
    return library.open("Atlas")


@pytest.fixture
def other(library: Library, packs: Packs) -> Iterator[Library]:
    """A second program on the same file."""
    with Library(library.path, author="other", packs=packs, today=lambda: TODAY) as opened:
        yield opened


def saved(library: Library) -> None:
    assert library.writer.flush(60)


def test_an_answer_is_in_memory_at_once_and_on_disk_soon(library: Library, session: Session) -> None:
    session.change("TR-1.3-01", state=State.PARTIAL, note="half way")
    assert session.answer("TR-1.3-01").state is State.PARTIAL
    assert session.analysis.criteria["TR-1.3-01"].state is State.PARTIAL
    saved(library)
    assert session.poll() == ()
    assert session.saving == 0
    assert library.open("Atlas").answer("TR-1.3-01") == session.answer("TR-1.3-01")


def test_no_change_is_no_revision(library: Library, session: Session) -> None:
    session.change("TR-1.3-01", state=State.PARTIAL)
    session.change("TR-1.3-01", state=State.PARTIAL)
    saved(library)
    assert len(session.history("TR-1.3-01")) == 1


def test_what_may_not_be_stored_changes_nothing(session: Session) -> None:
    for fields in ({"state": State.NOT_APPLICABLE}, {"state": State.ALTERNATIVE, "reason": " \n"}):
        with pytest.raises(InputError, match="needs a written reason"):
            session.change("TR-1.3-01", **fields)
    with pytest.raises(InputError, match="has no check TR-9"):
        session.change("TR-1.2-03", checks=("TR-9",))
    with pytest.raises(NotFoundError, match="no criterion TR-9.9-99"):
        session.change("TR-9.9-99", state=State.PARTIAL)
    assert session.answers == {}
    assert session.undo() is None
    assert session.redo() is None


def test_undo_and_redo_every_answer(library: Library, session: Session) -> None:
    session.change("TR-1.3-01", state=State.PARTIAL)
    session.change("TR-1.3-01", state=State.IMPLEMENTED)
    session.change("TR-1.3-02", state=State.MISSING, note="n")
    steps = [session.undo(), session.undo(), session.undo()]
    assert [s.words if s else None for s in steps] == [
        "TR-1.3-02: missing",
        "TR-1.3-01: implemented",
        "TR-1.3-01: partial",
    ]
    assert session.answers == {}
    session.redo()
    session.redo()
    assert session.answer("TR-1.3-01").state is State.IMPLEMENTED
    session.change("TR-1.3-03", state=State.PARTIAL)
    assert session.redo() is None
    saved(library)
    assert session.poll() == ()
    assert library.open("Atlas").answer("TR-1.3-01").state is State.IMPLEMENTED
    assert library.open("Atlas").answer("TR-1.3-02").state is None
    assert len(session.history("TR-1.3-01")) >= 1


def test_an_answer_taken_back_and_given_again_after_reopening(library: Library, session: Session) -> None:
    session.change("TR-1.3-01", state=State.PARTIAL)
    session.undo()
    saved(library)
    again = library.open("Atlas")
    again.change("TR-1.3-01", state=State.MISSING)
    saved(library)
    assert again.poll() == ()
    assert library.open("Atlas").answer("TR-1.3-01").state is State.MISSING


def test_a_whole_measure_is_one_step(session: Session) -> None:
    measure = [f"TR-1.3-0{n}" for n in (1, 2, 3, 4)]
    session.change("TR-1.3-02", state=State.IMPLEMENTED)
    assert session.answer_many(measure, State.IMPLEMENTED) == 3
    step = session.undo()
    assert step is not None
    assert step.words == "3 answers"
    assert {c for c, a in session.answers.items() if a.state} == {"TR-1.3-02"}
    assert session.answer_many(["TR-1.3-02"], State.IMPLEMENTED) == 0


def test_typing_is_one_step_to_undo(library: Library, session: Session) -> None:
    for text in ("h", "he", "hel", "hell", "hello"):
        session.change("TR-1.3-01", note=text, typing=True)
    session.undo()
    assert session.answer("TR-1.3-01").note == ""
    saved(library)
    assert library.open("Atlas").answer("TR-1.3-01").note == ""


def test_resume_lands_where_the_person_left(library: Library, session: Session) -> None:
    assert session.position == "TR-1.1-01"
    session.move_to("SS-3.5-18")
    saved(library)
    assert library.open("Atlas").position == "SS-3.5-18"


def test_facts_can_change_and_answers_stay(library: Library, session: Session) -> None:
    session.change("SS-1.1-01", state=State.PARTIAL)
    saved(library)
    assert session.scope.asked("SS-1.1-01")
    session.set_facts({**FACTS, "training_compute_flop": "5e23"})
    assert not session.scope.asked("SS-1.1-01")
    assert session.answer("SS-1.1-01").state is State.PARTIAL
    assert session.analysis.gaps == ()
    with pytest.raises(FactsError):
        session.set_facts({"placed_date": "never"})
    session.rename(name="Atlas 2027")
    assert library.open("Atlas 2027").facts.given["training_compute_flop"] == 5e23


def test_what_follows_is_always_that_of_all_there_is(library: Library, session: Session) -> None:
    """Whatever is changed and in whatever way: nothing is taken over from before that does not hold any more."""

    def check() -> None:
        fresh = analyse(session.pack, session.scope, session.kept(), session.today, session.register)
        assert session.analysis == fresh

    check()
    session.answer_many([c.id for c in session.pack.measures[0].criteria], State.PARTIAL)
    check()
    piece = Piece(title="Policy", reference="docs/policy.pdf")
    session.change_entries("E-1", {("evidence", "E-1"): piece})
    session.change("TR-1.1-01", state=State.IMPLEMENTED, evidence=(Evidence(piece="E-1"),))
    check()
    assert session.analysis.criteria["TR-1.1-01"].demonstrated
    session.change_entries("E-1", {("evidence", "E-1"): piece.changed(valid_until=TODAY - timedelta(days=1))})
    check()
    assert not session.analysis.criteria["TR-1.1-01"].demonstrated
    session.undo()
    check()
    session.set_facts({**FACTS, "chapters_signed": ["TR"]})
    check()
    session.change("TR-1.1-01", state=None)
    check()


def test_two_sessions_see_each_other(library: Library, other: Library, session: Session) -> None:
    theirs = other.open("Atlas")
    session.change("TR-1.3-01", state=State.PARTIAL)
    saved(library)
    assert theirs.refresh().criteria == {"TR-1.3-01"}
    assert theirs.answer("TR-1.3-01").state is State.PARTIAL
    assert not theirs.refresh()


def test_refreshing_after_only_our_own_changes_reads_nothing(
    library: Library, other: Library, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.change("TR-1.3-01", state=State.PARTIAL)
    saved(library)
    session.poll()
    analysis = session.analysis
    with monkeypatch.context() as patched:
        patched.setattr(library.repository, "answers", lambda _: pytest.fail("read again"))
        assert not session.refresh()
    assert session.analysis is analysis
    # Somebody else's change before ours is not overlooked, though ours is the last one.
    other.open("Atlas").change("TR-1.3-02", state=State.MISSING)
    saved(other)
    session.change("TR-1.3-03", state=State.PARTIAL)
    saved(library)
    session.poll()
    assert session.refresh().criteria == {"TR-1.3-02"}


@pytest.mark.parametrize("keep_mine", [True, False])
def test_a_conflict_is_shown_never_overwritten(
    library: Library, other: Library, session: Session, keep_mine: bool
) -> None:
    theirs = other.open("Atlas")
    theirs.change("TR-1.3-01", state=State.IMPLEMENTED, note="theirs")
    saved(other)
    session.change("TR-1.3-01", state=State.MISSING, note="mine")
    saved(library)
    (conflict,) = session.poll()
    assert isinstance(conflict, Conflict)
    assert (conflict.criterion, conflict.by) == ("TR-1.3-01", "other")
    assert (conflict.mine.note, conflict.theirs.note) == ("mine", "theirs")
    assert session.answer("TR-1.3-01").note == "theirs"
    session.resolve(conflict, keep_mine=keep_mine)
    saved(library)
    assert session.poll() == ()
    assert library.open("Atlas").answer("TR-1.3-01").note == ("mine" if keep_mine else "theirs")
    # Mine is in the history in any case.
    notes = ["theirs", "mine", "theirs"][: 2 if keep_mine else 3]
    assert [r.after["note"] for r in session.history("TR-1.3-01") if r.after] == notes
    if not keep_mine:
        assert session.redo() is not None
        assert session.answer("TR-1.3-01").note == "mine"


def test_a_conflict_is_told_though_something_else_was_refused(
    library: Library, other: Library, session: Session
) -> None:
    other.open("Atlas").change("TR-1.3-01", note="theirs")
    saved(other)
    session.change("TR-1.3-01", note="mine")
    saved(library)
    refused: Future[tuple[Revision, ...]] = Future()
    refused.set_exception(NotFoundError("There is no such assessment."))
    for _ in range(2):
        session._exchange._results.append((("answer:TR-1.3-02",), refused))
    assert [conflict.mine.note for conflict in session.poll() if isinstance(conflict, Conflict)] == ["mine"]
    for _ in range(2):
        with pytest.raises(NotFoundError):
            session.poll()
    assert session.poll() == ()
    assert session.saving == 0
