"""What-if equals really answering, and the smallest set is minimal: by brute force over all smaller sets."""

from __future__ import annotations

import itertools
import random
from datetime import date
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_tui.domain.analysis import analyse
from cop_tui.domain.answers import EMPTY, Answer, Evidence, State
from cop_tui.domain.facts import parse_facts
from cop_tui.domain.pack import Effort, Pack, Strength
from cop_tui.domain.register import Account, Piece, Register
from cop_tui.domain.scoping import Scope, scope
from cop_tui.domain.standing import criterion_result
from cop_tui.domain.verdicts import judge
from cop_tui.domain.whatif import fixed_answers, smallest_set, what_if
from tests.examples import examples

DAY: Final = date(2026, 11, 22)
FACTS: Final = {
    "training_compute_flop": 3e25,
    "placement_mode": "api",
    "placed_date": "2026-03-17",
    "established_in_eu": False,
}
SIGNED: Final = (("TR", "CR", "SS"), ("TR",), (), None)
DUTIES: Final = ("AIA-52.1", "AIA-53.1.b", "AIA-53.1.d", "AIA-54.1", "AIA-91.5", "AIA-93.1", "AIA-53.4")
SEEDS: Final = st.integers(0, 2**32)


@pytest.fixture(scope="module")
def scopes(pack: Pack) -> dict[object, Scope]:
    return {s: scope(pack, parse_facts(pack.scoping, {**FACTS, "chapters_signed": s})) for s in SIGNED}


def cases(pack: Pack, seed: int) -> tuple[dict[str, Answer], Register]:
    """Answers of which most are met, citing a register; some duties have an account of other means."""
    chance = random.Random(seed)
    states: list[State | None] = [*[State.IMPLEMENTED] * 6, *State, None, State.NOT_APPLICABLE]
    register = Register(
        evidence={"E-1": Piece(title="Policy"), "E-2": Piece(title="Old", valid_until=date(2026, 1, 1))},
        accounts={d: Account(text="By other means.") for d in DUTIES if chance.random() < 0.5},
    )
    answers = {}
    for criterion in pack.criteria:
        cited = chance.choice([(), ("E-1",), ("E-2",), ("E-9",)])
        answers[criterion.id] = Answer(
            state=chance.choice(states),
            reason="r",
            note="n",
            evidence=tuple(Evidence(piece=key) for key in cited),
            effort=chance.choice([None, *Effort]),
        )
    return answers, register


@examples(25)
@given(seed=SEEDS, signed=st.sampled_from(SIGNED), count=st.integers(0, 12))
def test_what_if_equals_really_answering(
    pack: Pack, scopes: dict[object, Scope], seed: int, signed: object, count: int
) -> None:
    answers, register = cases(pack, seed)
    fixed = random.Random(seed).sample([c.id for c in pack.criteria], count)
    found = what_if(pack, scopes[signed], answers, register, fixed, DAY)
    really = dict(answers)
    for criterion in fixed:
        really[criterion] = really[criterion].changed(state=State.IMPLEMENTED)
    assert found.after == analyse(pack, scopes[signed], really, DAY, register)
    assert found.before == analyse(pack, scopes[signed], answers, DAY, register)
    assert {v.id for v in found.verdicts} == {
        o.id for o, n in zip(found.before.obligations, found.after.obligations, strict=True) if o.verdict != n.verdict
    }


def is_met(pack: Pack, binding: Scope, answers: dict[str, Answer], register: Register, target: str) -> bool:
    """Whether the target is met, by the verdict itself or, for a chapter, by its criteria one by one."""
    chapter = next((ch for ch in pack.chapters if ch.id == target), None)
    if chapter is None:
        results = {
            c.id: criterion_result(c, binding, register.resolve(answers.get(c.id, EMPTY)), DAY)
            for c in pack.served_by(target)
        }
        return judge(pack, pack.obligation_index[target], binding, results, register, DAY).verdict == "met"
    musts = [c for c in chapter.criteria if c.strength is Strength.MUST and binding.asked(c.id)]
    return bool(musts) and all(
        (state := answers.get(c.id, EMPTY).state) in (State.IMPLEMENTED, State.ALTERNATIVE)
        or (state is State.NOT_APPLICABLE and (c.situational or binding.criteria[c.id] is None))
        for c in musts
    )


@examples(60)
@given(seed=SEEDS, signed=st.sampled_from(SIGNED), target=st.sampled_from((*DUTIES, "TR")))
def test_the_smallest_set_is_minimal(
    pack: Pack, scopes: dict[object, Scope], seed: int, signed: object, target: str
) -> None:
    answers, register = cases(pack, seed)
    binding = scopes[signed]
    found = smallest_set(pack, binding, answers, register, target, DAY)
    assert found.exact
    chapter = next((ch for ch in pack.chapters if ch.id == target), None)
    candidates = [c.id for c in (chapter.criteria if chapter else pack.served_by(target))]
    if found.blocked_by:
        assert not is_met(pack, binding, fixed_answers(answers, candidates), register, target)
        return
    assert is_met(pack, binding, fixed_answers(answers, found.criteria), register, target)
    for size in range(len(found.criteria)):
        for fewer in itertools.combinations(candidates, size):
            assert not is_met(pack, binding, fixed_answers(answers, fewer), register, target)
