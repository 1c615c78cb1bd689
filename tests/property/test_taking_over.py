"""An analysis that takes over what an answer does not touch equals the one made anew, whatever came before."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_tui.domain.analysis import analyse
from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.facts import parse_facts
from cop_tui.domain.pack import Effort, Pack
from cop_tui.domain.register import Account, Event, Piece, Register
from cop_tui.domain.results import Analysis
from cop_tui.domain.scoping import Scope, scope
from tests.examples import examples

FACTS: Final = {
    "training_compute_flop": 3e25,
    "placement_mode": "api",
    "placed_date": "2026-03-17",
    "established_in_eu": False,
}
OTHERS: Final[tuple[Mapping[str, Any], ...]] = (
    {},
    {"chapters_signed": ("TR", "CR", "SS")},
    {"chapters_signed": ("TR",)},
    {"chapters_signed": (), "placed_date": "2025-03-01"},
    {"training_compute_flop": None},
)
DAYS: Final = (date(2026, 7, 1), date(2026, 11, 22), date(2027, 9, 1))
UNTIL: Final = (None, date(2026, 9, 1), date(2027, 3, 1))
EVENTS: Final = ("serious_incident", "awareness_of_model_involvement", "initial_report_submitted", "change_reported")


@pytest.fixture(scope="module")
def scopes(pack: Pack) -> tuple[Scope, ...]:
    return tuple(scope(pack, parse_facts(pack.scoping, {**FACTS, **other})) for other in OTHERS)


def some_answer(chance: random.Random) -> Answer:
    cited = [Evidence(piece=chance.choice(["E-1", "E-2", "E-9"])), Evidence(reference="x", valid_until=DAYS[1])]
    return Answer(
        state=chance.choice([None, *State, State.IMPLEMENTED, State.IMPLEMENTED]),
        reason=chance.choice(["r", "another"]),
        evidence=tuple(chance.sample(cited, chance.randint(0, 2))),
        owner=chance.choice(["", "team"]),
        effort=chance.choice([None, Effort.S, Effort.L]),
    )


def some_register(chance: random.Random, pack: Pack) -> Register:
    return Register(
        evidence={key: Piece(title=key, valid_until=chance.choice(UNTIL)) for key in ("E-1", "E-2")},
        accounts={o.id: Account(text="Otherwise.") for o in pack.obligations if chance.random() < 0.3},
        events={
            f"V-{n}": Event(kind=chance.choice(EVENTS), at=datetime(2026, 6, n + 1, tzinfo=UTC))
            for n in range(chance.randint(0, 2))
        },
    )


@examples(60)
@given(seed=st.integers(0, 2**32))
def test_taking_over_changes_no_figure(pack: Pack, scopes: tuple[Scope, ...], seed: int) -> None:
    chance = random.Random(seed)
    share = chance.choice([0.0, 0.3, 1.0])
    answers = {c.id: some_answer(chance) for c in pack.criteria if chance.random() < share}
    binding, register, day = scopes[0], some_register(chance, pack), DAYS[0]
    made: list[Analysis] = []
    for _ in range(8):
        match chance.choice(["answer"] * 6 + ["several", "remove", "equal", "facts", "day", "register", "events"]):
            case "answer":
                answers[chance.choice(pack.criteria).id] = some_answer(chance)
            case "several":
                answers |= {c.id: some_answer(chance) for c in chance.choice(pack.measures).criteria}
            case "remove" if answers:
                del answers[chance.choice(list(answers))]
            case "equal":
                answers = {c: Answer(**answer.held()) for c, answer in answers.items()}
            case "facts":
                binding = chance.choice(scopes)
            case "day":
                day = chance.choice(DAYS)
            case "register":
                register = some_register(chance, pack)
            case "events":
                register = replace(register, events=some_register(chance, pack).events)
        before = chance.choice([None, *made[-1:] * 5, *made])
        found = analyse(pack, binding, answers, day, register, before)
        assert found == analyse(pack, binding, answers, day, register)
        assert (found.today, found.ground.register, found.ground.scope) == (day, register, binding)
        made.append(found)


def test_what_an_answer_does_not_touch_is_the_very_same(pack: Pack, scopes: tuple[Scope, ...]) -> None:
    answers = {c.id: Answer(state=State.PARTIAL) for c in pack.criteria}
    register = some_register(random.Random(1), pack)
    before = analyse(pack, scopes[1], answers, DAYS[1], register)
    one = pack.criterion_index["TR-1.1-01"]
    answers[one.id] = Answer(state=State.IMPLEMENTED)
    after = analyse(pack, scopes[1], answers, DAYS[1], register, before)
    chapter, commitment, measure = pack.places[one.id]
    results = {key for key, result in after.criteria.items() if result is not before.criteria[key]}
    duties = {o.id for o, old in zip(after.obligations, before.obligations, strict=True) if o is not old}
    olds = {id(group) for group in (*before.chapters, *before.commitments, *before.measures)}
    groups = {g.id for g in (*after.chapters, *after.commitments, *after.measures) if id(g) not in olds}
    assert results == {one.id}
    assert duties == {*one.obligations} & {o.id for o in after.obligations}
    assert groups == {chapter.id, commitment.id, measure.id}
    assert {id(gap) for gap in after.gaps} < {id(gap) for gap in before.gaps}


def test_answers_that_are_changed_in_place_are_seen(pack: Pack, scopes: tuple[Scope, ...]) -> None:
    """An analysis keeps answers of its own: what a caller does to the mapping afterwards is another answer."""
    answers = {c.id: Answer(state=State.IMPLEMENTED) for c in pack.criteria}
    before = analyse(pack, scopes[1], answers, DAYS[1])
    assert not before.gaps
    answers["TR-1.1-01"] = Answer(state=State.MISSING)
    after = analyse(pack, scopes[1], answers, DAYS[1], before=before)
    assert [gap.criterion for gap in after.gaps] == ["TR-1.1-01"]
