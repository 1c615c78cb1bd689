"""Each kind of change, on cases that can be checked by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from cop_tui.domain.analysis import analyse
from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.compare import Comparison, Side, compare
from cop_tui.domain.facts import parse_facts
from cop_tui.domain.pack import Pack
from cop_tui.domain.register import EMPTY_REGISTER, Piece, PieceStatus, Register
from cop_tui.domain.scoping import scope
from cop_tui.errors import InputError

FACTS = {
    "training_compute_flop": 5e23,
    "placement_mode": "api",
    "placed_date": "2026-03-17",
    "chapters_signed": ["TR", "CR"],
}
ONE = "TR-1.3-02"


def side(
    pack: Pack,
    day: date,
    answers: Mapping[str, Answer] | None = None,
    *,
    label: str = "A",
    facts: Mapping[str, Any] | None = None,
    register: Register = EMPTY_REGISTER,
) -> Side:
    binding = scope(pack, parse_facts(pack.scoping, {**FACTS, **(facts or {})}))
    given = dict(answers or {})
    return Side(label, pack, binding, given, register, analyse(pack, binding, given, day, register))


def between(pack: Pack, day: date, before: Answer | None, after: Answer | None) -> Comparison:
    return compare(
        side(pack, day, {ONE: before} if before else {}),
        side(pack, day, {ONE: after} if after else {}, label="B"),
    )


def later_version(pack: Pack) -> Pack:
    """A later version of the questionnaire: one criterion less, another one in other words."""
    transparency, *chapters = pack.chapters
    (commitment,) = transparency.commitments
    first, second, third = commitment.measures
    reworded = third.criteria[1].renewed(statement="In other words.")
    third = third.renewed(criteria=(reworded, *third.criteria[2:]))
    commitment = commitment.renewed(measures=(first, second, third))
    transparency = transparency.renewed(commitments=(commitment,))
    # Not a copy of the pack: what it has computed of itself would come along.
    return Pack.of(
        {
            **pack.held(),
            "version": "2027-01-01",
            "sha256": "0" * 64,
            "chapters": (transparency, *chapters),
        }
    )


def state(name: str, **fields: Any) -> Answer:
    return Answer(state=State(name), reason="r", **fields)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("missing", "planned", "improved"),
        ("planned", "partial", "improved"),
        ("partial", "implemented", "improved"),
        ("partial", "alternative", "improved"),
        ("implemented", "partial", "regressed"),
        ("alternative", "missing", "regressed"),
        ("implemented", "alternative", "edited"),
        ("implemented", "not-applicable", "no longer applicable"),
        ("not-applicable", "missing", "newly applicable"),
        (None, "missing", "newly answered"),
        (None, "not-applicable", "newly answered"),
        ("partial", None, "answer removed"),
    ],
)
def test_kinds(pack: Pack, today: date, before: str | None, after: str | None, kind: str) -> None:
    (change,) = between(pack, today, state(before) if before else None, state(after) if after else None).changes
    assert change.kinds == (kind,)
    assert change.criterion == ONE


def test_partial_never_counts_as_done(pack: Pack, today: date) -> None:
    found = between(pack, today, state("missing"), state("partial"))
    assert (found.gaps_closed, found.gaps_gone) == ((), ())
    assert between(pack, today, state("partial"), state("implemented")).gaps_closed == (ONE,)
    assert between(pack, today, state("implemented"), state("partial")).gaps_opened == (ONE,)


def test_setting_a_gap_aside_closes_nothing(pack: Pack, today: date) -> None:
    found = between(pack, today, state("missing"), state("not-applicable"))
    assert (found.gaps_closed, found.gaps_gone) == ((), (ONE,))
    found = between(pack, today, state("missing"), None)
    assert (found.gaps_closed, found.gaps_gone) == ((), (ONE,))
    assert between(pack, today, None, state("missing")).gaps_found == (ONE,)


def test_evidence_is_lost_and_the_criterion_improved(pack: Pack, today: date) -> None:
    shown = state("partial", evidence=(Evidence(reference="Register"),))
    found = between(pack, today, shown, state("implemented"))
    assert found.changes[0].kinds == ("improved", "evidence lost")
    assert found.of("evidence lost") == found.of("improved") == found.changes
    assert set(found.changes[0].fields) == {"state", "evidence"}


def test_evidence_is_lost_by_the_passing_of_days(pack: Pack, today: date) -> None:
    piece = Piece(title="Report", valid_until=date(2026, 11, 1))
    answers = {ONE: state("implemented", evidence=(Evidence(piece="E-1"),))}
    register = Register(evidence={"E-1": piece})
    before = side(pack, date(2026, 11, 1), answers, register=register)
    found = compare(before, side(pack, today, answers, register=register, label="B"))
    assert [(c.criterion, c.kinds, c.fields) for c in found.changes] == [(ONE, ("evidence lost",), ())]
    withdrawn = piece.changed(status=PieceStatus.WITHDRAWN, withdrawn_on=date(2026, 10, 1))
    gone = side(pack, date(2026, 11, 1), answers, register=Register(evidence={"E-1": withdrawn}))
    assert compare(gone, before).changes[0].kinds == ("evidence gained",)


def test_evidence_that_showed_nothing_is_not_lost(pack: Pack, today: date) -> None:
    cited = state("missing", evidence=(Evidence(reference="Plan"),))
    assert between(pack, today, cited, state("missing")).changes[0].kinds == ("edited",)


def test_owner_due_and_note_are_edits(pack: Pack, today: date) -> None:
    found = between(pack, today, state("partial"), state("partial", owner="Ann", note="n"))
    assert (found.changes[0].kinds, found.changes[0].fields) == (("edited",), ("note", "owner"))


def test_scope_moves_criteria_in_and_out(pack: Pack, today: date) -> None:
    before = side(pack, today, {"SS-1.1-01": state("missing")})
    after = side(pack, today, {"SS-1.1-01": state("missing")}, facts={"training_compute_flop": 3e25}, label="B")
    found = compare(before, after)
    moved = {c.criterion: c.kinds for c in found.changes}
    assert moved["SS-1.1-01"] == ("newly applicable",)
    assert found.gaps_found == ("SS-1.1-01",)
    duty = next(v for v in found.verdicts if v.id == "AIA-55.1.b")
    assert (duty.before, duty.after) == (None, "not met")
    assert any(word.startswith("The denominators differ") for word in found.words)


def test_verdicts_readiness_and_denominators(pack: Pack, today: date) -> None:
    found = between(pack, today, state("missing"), state("implemented"))
    assert [(v.id, v.before, v.after) for v in found.verdicts] == [
        ("AIA-53.1.a", "not met", "undetermined"),
        ("AIA-53.1.b", "not met", "undetermined"),
    ]
    assert found.readiness.before.weight == found.readiness.after.weight
    assert found.readiness.after.low > (found.readiness.before.low or 0)  # type: ignore[operator]
    assert {c.id: (c.before.low, c.after.low) for c in found.chapters}["CR"] == (0, 0)
    assert f"of a weight of {found.readiness.before.weight}" in found.words[0]


def test_versions_are_compared_by_what_both_have(pack: Pack, today: date) -> None:
    later = later_version(pack)
    dropped, reworded = "TR-1.3-01", "TR-1.3-02"
    found = compare(side(pack, today, {dropped: state("missing")}), side(later, today, label="B"))
    assert (found.unmapped_before, found.unmapped_after) == ((dropped,), ())
    assert found.reworded == (reworded,)
    assert found.changes == ()
    assert not found.is_empty
    assert found.gaps_gone == ()
    assert found.readiness.before == found.readiness.after
    assert found.own.before.weight == found.own.after.weight + 3
    assert "The 297 criteria that both versions have are compared; 1 of A and 0 of B" in found.words[0]


def test_other_questionnaires_are_refused(pack: Pack, today: date) -> None:
    other = Pack.of({**pack.held(), "id": "other"})
    with pytest.raises(InputError, match="gpai-code and B answers other"):
        compare(side(pack, today), side(other, today, label="B"))
