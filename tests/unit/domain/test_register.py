"""The registers' entries, and what a citation of a piece is worth."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.reading import DataError
from cop_tui.domain.register import (
    KINDS,
    Action,
    ActionStatus,
    Event,
    Piece,
    PieceStatus,
    Register,
    lost_proofs,
)

TODAY = date(2026, 11, 22)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("fields", "standing"),
    [
        ({}, "in force"),
        ({"valid_until": TODAY}, "in force"),
        ({"valid_from": TODAY}, "in force"),
        ({"valid_until": YESTERDAY}, "expired"),
        ({"valid_from": TOMORROW}, "not yet in force"),
        ({"status": "draft"}, "draft"),
        ({"status": "draft", "valid_until": YESTERDAY}, "draft"),
        ({"status": "withdrawn", "withdrawn_on": YESTERDAY}, "withdrawn"),
    ],
)
def test_only_a_piece_in_force_demonstrates(fields: dict[str, object], standing: str) -> None:
    piece = Piece.of({"title": "Framework v2.1", **fields})
    assert piece.standing(TODAY) == standing
    register = Register(evidence={"E-1": piece})
    answer = register.resolve(Answer(state=State.IMPLEMENTED, evidence=(Evidence(piece="E-1", where="§4"),)))
    assert answer.has_valid_evidence(TODAY) is (standing == "in force")
    assert answer.evidence[0].reference == "Framework v2.1 §4"


def test_a_citation_keeps_no_copy_of_what_the_register_says() -> None:
    register = Register(evidence={"E-1": Piece(title="Framework", valid_until=TODAY)})
    kept = Answer(evidence=(Evidence(piece="E-1", where="§4"), Evidence(reference="inline")))
    shown = register.resolve(kept)
    assert register.resolve(shown) is shown
    assert str(shown.evidence[0]) == f"Framework §4 (valid to {TODAY})"
    assert shown.stored == kept
    assert kept.to_data()["evidence"][0] == {
        "reference": "", "valid_until": None, "withdrawn": False, "piece": "E-1", "where": "§4",
    }  # fmt: skip
    assert kept.to_data()["evidence"][1] == {"reference": "inline", "valid_until": None, "withdrawn": False}


def test_a_citation_of_a_piece_that_is_not_there_proves_nothing() -> None:
    (item,) = Register().resolve(Answer(evidence=(Evidence(piece="E-1"),))).evidence
    assert "not in the register" in str(item)
    assert not item.is_valid(TODAY)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("evidence", {"title": " \x1b "}),
        ("evidence", {"title": "t", "valid_from": TODAY, "valid_until": YESTERDAY}),
        ("evidence", {"title": "t", "status": "withdrawn"}),
        ("evidence", {"title": "t", "withdrawn_on": TODAY}),
        ("evidence", {"title": "t", "sha256": "abc"}),
        ("action", {"what": ""}),
        ("action", {"what": "w", "status": "dropped", "ended_on": TODAY}),
        ("action", {"what": "w", "status": "done"}),
        ("action", {"what": "w", "ended_on": TODAY}),
        ("event", {"kind": "x y", "at": "2026-11-22T10:00:00+00:00"}),
        ("event", {"kind": "x", "at": "2026-11-22T10:00:00"}),
        ("event", {"kind": "x", "at": "2026-11-22T10:00:00+00:00", "days": -1}),
        ("signoff", {"name": "", "role": "", "day": TODAY, "statement": "", "content": "0" * 64}),
        ("baseline", {"name": "Q3", "author": "", "day": TODAY, "head": "0" * 64, "content": "0" * 64}),
    ],
)
def test_what_may_not_be_kept(kind: str, fields: dict[str, object]) -> None:
    with pytest.raises(DataError):
        KINDS[kind].of(fields)


def test_text_is_cleaned_at_the_border() -> None:
    piece = Piece(title="a\x1b[31m\u202eb\n c", reference="x" * 1000, owner="o" * 999)
    assert (piece.title, len(piece.reference), len(piece.owner)) == ("a[31mb c", 500, 200)
    action = Action(what="w\x00", reason="line\r\nline\x07", status=ActionStatus.DROPPED, ended_on=TODAY)
    assert (action.what, action.reason) == ("w", "line\nline")


def test_an_event_keeps_the_day_of_its_place() -> None:
    at = datetime.fromisoformat("2026-11-20T23:30:00+02:00")
    event = Event(kind="framework_confirmed", at=at)
    assert event.day == date(2026, 11, 20)
    assert event.at.astimezone(UTC).date() == date(2026, 11, 20)
    assert Event.of(event.to_data()) == event
    assert Event.of(event.to_data()).day == event.day


def test_what_expired_evidence_took_down() -> None:
    expired = Piece(title="Old log", valid_until=date(2026, 10, 31))
    gone = Piece(title="Gone", status=PieceStatus.WITHDRAWN, withdrawn_on=date(2026, 11, 10))
    both = Piece(title="Both", status=PieceStatus.WITHDRAWN, withdrawn_on=TODAY, valid_until=date(2026, 10, 1))
    good = Piece(title="Good")
    register = Register(evidence={"E-1": expired, "E-2": gone, "E-3": good, "E-4": both})

    def answer(state: State, *pieces: str) -> Answer:
        return Answer(state=state, evidence=tuple(Evidence(piece=p) for p in pieces))

    answers = {
        "A": answer(State.IMPLEMENTED, "E-1"),
        "B": answer(State.PARTIAL, "E-1"),
        "C": answer(State.IMPLEMENTED, "E-1", "E-3"),
        "D": answer(State.MISSING, "E-1"),
        "E": answer(State.IMPLEMENTED, "E-2"),
        "F": answer(State.IMPLEMENTED, "E-4"),
    }
    lost = lost_proofs(register, answers, TODAY)
    assert [(x.piece, x.day.isoformat(), x.why, x.criteria) for x in lost] == [
        ("E-2", "2026-11-10", "withdrawn", ("E",)),
        ("E-1", "2026-11-01", "expired", ("A", "B")),
        ("E-4", "2026-10-02", "expired", ("F",)),
    ]


def test_evidence_that_never_runs_out_is_no_trouble() -> None:
    register = Register(evidence={"E-1": Piece(title="For ever", valid_until=date.max)})
    answers = {"A": Answer(state=State.IMPLEMENTED, evidence=(Evidence(piece="E-1"),))}
    assert lost_proofs(register, answers, TODAY) == ()
