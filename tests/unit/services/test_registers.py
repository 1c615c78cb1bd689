"""Evidence, actions, events, accounts and sign-offs of an open assessment."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import Path

import pytest

from cop_tui.domain.answers import Evidence, State
from cop_tui.domain.register import ActionStatus, PieceKind, PieceStatus
from cop_tui.errors import AmbiguousError, InputError, NotFoundError
from cop_tui.services import actions, evidence, signing
from cop_tui.services.evidence_files import changed_files, file_hash
from cop_tui.services.library import Library
from cop_tui.services.session import Session
from tests.conftest import TODAY

FACTS = {"training_compute_flop": "3e25", "placement_mode": "api", "placed_date": "2026-03-17"}
ONE, TWO, THREE = "TR-1.3-01", "TR-1.3-02", "TR-1.3-03"


@pytest.fixture
def session(library: Library) -> Session:
    library.create("Atlas", facts=FACTS)
    return library.open("Atlas")


def reopened(library: Library) -> Session:
    assert library.writer.flush(60)
    return library.open("Atlas")


def texts(session: Session, criterion: str) -> list[str]:
    return [str(item) for item in session.answer(criterion).evidence]


# Evidence


def test_one_piece_serves_many_criteria(library: Library, session: Session) -> None:
    key = evidence.add_piece(session, "Framework v2.1", kind="policy", valid_until=date(2027, 3, 1))
    assert evidence.link(session, key, [ONE, TWO], "§4") == (ONE, TWO)
    assert evidence.link(session, key, [ONE, THREE], "§4") == (THREE,)
    again = reopened(library)
    assert again.register.evidence[key].kind is PieceKind.POLICY
    assert texts(again, TWO) == ["Framework v2.1 §4 (valid to 2027-03-01)"]
    assert again.register.citing(again.kept(), key) == (ONE, TWO, THREE)
    evidence.edit_piece(again, key, title="Framework v3")
    assert texts(again, ONE) == ["Framework v3 §4 (valid to 2027-03-01)"]
    assert evidence.unlink(again, key, [TWO, "SS-1.1-04"]) == (TWO,)
    assert texts(again, TWO) == []


def test_every_call_is_one_step_to_undo(library: Library, session: Session) -> None:
    key = evidence.add_piece(session, "Log")
    evidence.link(session, key, [ONE, TWO])
    evidence.withdraw_piece(session, key, "wrong model")
    assert session.register.evidence[key].status is PieceStatus.WITHDRAWN
    steps = [session.undo(), session.undo(), session.undo()]
    assert [step.words if step else None for step in steps] == [
        f"{key}: withdrawn",
        f"{key}: linked to 2 criteria",
        f"{key}: Log registered",
    ]
    assert (session.register.evidence, session.answers) == ({}, {})
    session.redo()
    session.redo()
    again = reopened(library)
    assert again.register.citing(again.kept(), key) == (ONE, TWO)
    assert library.repository.problems(session.record.id) == []


def test_withdrawn_evidence_no_longer_demonstrates(session: Session) -> None:
    key = evidence.add_piece(session, "Log")
    session.change(ONE, state=State.IMPLEMENTED)
    evidence.link(session, key, [ONE])
    assert session.analysis.criteria[ONE].demonstrated
    assert evidence.withdraw_piece(session, key) == (ONE,)
    assert not session.analysis.criteria[ONE].demonstrated
    assert session.register.evidence[key].withdrawn_on == TODAY
    evidence.reinstate_piece(session, key)
    assert session.analysis.criteria[ONE].demonstrated


def test_a_piece_takes_anothers_place(session: Session) -> None:
    old, new = evidence.add_piece(session, "Framework v1"), evidence.add_piece(session, "Framework v2")
    evidence.link(session, old, [ONE, TWO], "§1")
    evidence.link(session, new, [TWO], "§1")
    assert evidence.replace_piece(session, old, new) == (ONE, TWO)
    assert (texts(session, ONE), texts(session, TWO)) == (["Framework v2 §1"], ["Framework v2 §1"])
    gone = session.register.evidence[old]
    assert (gone.status, gone.replaced_by, gone.withdrawn_on) == (PieceStatus.WITHDRAWN, new, TODAY)
    with pytest.raises(InputError, match="cannot replace itself"):
        evidence.replace_piece(session, new, new)
    with pytest.raises(InputError, match="is cited by TR-1.3-01"):
        evidence.remove_piece(session, new)
    evidence.remove_piece(session, old)
    assert list(session.register.evidence) == [new]


def test_what_is_typed_finds_or_makes_a_piece(session: Session) -> None:
    assert evidence.cite(session, ONE, "Framework v2.1 §4 (valid to 2027-03-01)")
    assert not evidence.cite(session, ONE, "Framework v2.1 §4")
    assert evidence.cite(session, TWO, "Framework v2.1 §4")
    ((key, piece),) = session.register.evidence.items()
    assert (piece.title, piece.valid_until) == ("Framework v2.1 §4", date(2027, 3, 1))
    assert evidence.cite(session, THREE, key)
    assert len(session.register.evidence) == 1
    assert evidence.cite(session, ONE, "Framework v2.1 §4 (valid to 2028-03-01)")
    assert len(session.register.evidence) == 2
    for text in ("", "  ", "x (valid to 2027-02-30)"):
        with pytest.raises(InputError):
            evidence.cite(session, ONE, text)


def test_an_unregistered_citation_becomes_a_piece_wherever_it_stands(session: Session) -> None:
    inline = Evidence(reference="Old report", valid_until=date(2027, 1, 1))
    for criterion in (ONE, TWO):
        session.change(criterion, evidence=(inline,))
    key = evidence.register_cited(session, ONE, 0)
    assert session.register.citing(session.kept(), key) == (ONE, TWO)
    assert texts(session, TWO) == ["Old report (valid to 2027-01-01)"]
    assert evidence.register_cited(session, ONE, 0) == key


def test_a_local_files_hash_is_kept_and_checked(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"first")
    key = evidence.add_piece(session, "Log", file=path)
    assert session.register.evidence[key].sha256 == hashlib.sha256(b"first").hexdigest()
    assert session.register.evidence[key].reference == str(path)
    assert changed_files(session.register) == {}
    path.write_bytes(b"second")
    assert changed_files(session.register) == {key: f"{path} has changed since it was registered."}
    evidence.rehash_piece(session, key)
    assert changed_files(session.register) == {}
    path.unlink()
    assert list(changed_files(session.register)) == [key]
    with pytest.raises(InputError, match="is no file"):
        evidence.add_piece(session, "Log", file=tmp_path)
    evidence.edit_piece(session, key, reference="elsewhere")
    assert session.register.evidence[key].sha256 is None


def test_what_cannot_be_cited(session: Session) -> None:
    with pytest.raises(InputError, match="no piece of evidence E-000000"):
        session.change(ONE, evidence=(Evidence(piece="E-000000"),))
    with pytest.raises(NotFoundError):
        evidence.link(session, "E-000000", [ONE])
    with pytest.raises(InputError, match="title"):
        evidence.add_piece(session, " ")
    key = evidence.add_piece(session, "Log")
    with pytest.raises(NotFoundError):
        evidence.link(session, key, ["TR-9.9-99"])
    assert session.answers == {}


def test_pieces_are_found_by_id_beginning_or_title(session: Session) -> None:
    key, other = evidence.add_piece(session, "Log"), evidence.add_piece(session, "Report")
    assert evidence.find_piece(session, key) == key
    assert evidence.find_piece(session, key[:-1].lower()) in (key, other)
    assert evidence.find_piece(session, "Report") == other
    evidence.add_piece(session, "Report")
    with pytest.raises(AmbiguousError):
        evidence.find_piece(session, "Report")
    with pytest.raises(NotFoundError):
        evidence.find_piece(session, "E-")


# Actions


def test_a_gap_becomes_an_action_and_is_closed_by_it(library: Library, session: Session) -> None:
    session.change(ONE, state=State.MISSING, owner="Docs", due=date(2026, 12, 15))
    proposed = actions.proposed_action(session, [ONE, TWO])
    assert (proposed.owner, proposed.due, proposed.criteria) == ("Docs", date(2026, 12, 15), (ONE, TWO))
    assert proposed.what.startswith(f"Close {ONE}: ")
    key = actions.add_action(session, proposed)
    actions.move_action(session, key, ActionStatus.IN_PROGRESS)
    with pytest.raises(InputError, match=f"What is the state of {TWO} now"):
        actions.finish_action(session, key, {ONE: State.IMPLEMENTED})
    with pytest.raises(InputError, match="needs a written reason"):
        actions.finish_action(session, key, {ONE: State.IMPLEMENTED, TWO: State.NOT_APPLICABLE})
    assert session.register.actions[key].status is ActionStatus.IN_PROGRESS
    actions.finish_action(session, key, {ONE: State.IMPLEMENTED, TWO: State.PARTIAL})
    again = reopened(library)
    assert (again.answer(ONE).state, again.answer(TWO).state) == (State.IMPLEMENTED, State.PARTIAL)
    assert (again.register.actions[key].status, again.register.actions[key].ended_on) == (ActionStatus.DONE, TODAY)
    session.undo()
    assert session.register.actions[key].status is ActionStatus.IN_PROGRESS
    assert session.answer(ONE).state is State.MISSING


def test_an_action_is_dropped_with_a_reason(session: Session) -> None:
    key = actions.add_action(session, actions.proposed_action(session, [ONE]))
    with pytest.raises(InputError, match="dropped with a reason"):
        actions.drop_action(session, key, " ")
    actions.drop_action(session, key, "out of scope")
    assert session.register.actions[key].ended_on == TODAY
    actions.move_action(session, key, ActionStatus.OPEN)
    assert session.register.actions[key].ended_on is None
    with pytest.raises(InputError):
        actions.move_action(session, key, ActionStatus.DONE)
    with pytest.raises(NotFoundError):
        actions.edit_action(session, key, criteria=("TR-9.9-99",))


# Events, accounts, sign-offs


def test_events_are_recorded_with_date_and_time(library: Library, session: Session) -> None:
    at = datetime.fromisoformat("2026-11-20T14:30:00+01:00")
    key = signing.add_event(session, "framework_confirmed", at, note="board")
    assert reopened(library).register.events[key].at == at
    signing.edit_event(session, key, note="")
    with pytest.raises(InputError, match="no kind of event called framework"):
        signing.add_event(session, "framework", at)
    with pytest.raises(InputError, match="needs a category"):
        signing.add_event(session, "awareness_of_model_involvement", at)
    with pytest.raises(InputError, match="has no category flood"):
        signing.add_event(session, "awareness_of_model_involvement", at, category="flood")
    signing.remove_event(session, key)
    assert session.register.events == {}


def test_an_account_of_other_means(library: Library, session: Session) -> None:
    signing.write_account(session, "AIA-53.1.a", "We publish a model card.")
    assert reopened(library).register.accounts["AIA-53.1.a"].author == "tester"
    signing.write_account(session, "AIA-53.1.a", " ")
    assert session.register.accounts == {}
    with pytest.raises(NotFoundError):
        signing.write_account(session, "AIA-99", "x")


def test_a_later_change_makes_a_sign_off_outdated(library: Library, session: Session) -> None:
    session.change(ONE, state=State.IMPLEMENTED)
    key = evidence.add_piece(session, "Log")
    evidence.link(session, key, [ONE])
    signing.sign_off(session, "TR", name="R. Vos", role="Compliance lead", statement="Complete.")
    assert session.signoff_stands("TR") is True
    assert session.signoff_stands("SS") is None
    session.change("SS-1.1-04", state=State.MISSING)
    assert session.signoff_stands("TR") is True
    for change in (
        lambda: session.change(TWO, note="later"),
        lambda: evidence.edit_piece(session, key, valid_until=TODAY),
        lambda: signing.write_account(session, "AIA-53.1.a", "other means"),
    ):
        change()
        assert session.signoff_stands("TR") is False
        session.undo()
        assert session.signoff_stands("TR") is True
    session.set_facts({**FACTS, "size": "large"})
    assert reopened(library).signoff_stands("TR") is False
    assert any(finding.subject == "TR" for finding in session.findings())
    signing.revoke_sign_off(session, "TR")
    assert session.signoff_stands("TR") is None
    with pytest.raises(NotFoundError, match="Chapters|no chapter"):
        signing.sign_off(session, "XX", name="n", role="r", statement="s")


def test_a_database_in_use_is_never_opened_for_its_hash(library: Library) -> None:
    """To close it would let go of the locks that this process has on it."""
    library.create("Wren 2026")
    for side in ("", "-wal", "-shm"):
        path = library.path.with_name(library.path.name + side)
        assert path.exists()
        with pytest.raises(InputError, match="is a database that is being worked with"):
            file_hash(path)
