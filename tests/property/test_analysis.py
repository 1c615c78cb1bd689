"""What must hold of every analysis, whatever is answered in whatever order."""

from __future__ import annotations

import random
from datetime import date
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_tui.domain.analysis import analyse
from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.facts import parse_facts
from cop_tui.domain.pack import Pack
from cop_tui.domain.results import Verdict
from cop_tui.domain.scoping import Scope, scope
from tests.examples import examples

DAY: Final = date(2026, 11, 22)
SR: Final = {
    "training_compute_flop": 3e25,
    "placement_mode": "api",
    "placed_date": "2026-03-17",
    "established_in_eu": False,
}
LADDER: Final = (State.MISSING, State.PLANNED, State.PARTIAL, State.IMPLEMENTED)
RANK: Final[dict[Verdict, int]] = {"not met": 0, "undetermined": 1, "met": 2}
CLOSE: Final = 1e-9


@pytest.fixture(scope="module")
def scoped(pack: Pack) -> Scope:
    return scope(pack, parse_facts(pack.scoping, SR))


def answered(pack: Pack, seed: int, share: float) -> dict[str, Answer]:
    """Random answers to about `share` of all criteria; a seed keeps the examples small to shrink."""
    chance = random.Random(seed)
    given_answers = {}
    for criterion in pack.criteria:
        if chance.random() < share:
            evidence = (Evidence(reference="x"),) if chance.random() < 0.5 else ()
            given_answers[criterion.id] = Answer(state=chance.choice(list(State)), reason="r", evidence=evidence)
    return given_answers


SEEDS = st.integers(0, 2**32)
SHARES = st.sampled_from([0.0, 0.05, 0.5, 0.95, 1.0])


@examples(60)
@given(seed=SEEDS, share=SHARES, pick=st.integers(0, 297), state=st.sampled_from(list(State)))
def test_answering_never_widens_the_interval(
    pack: Pack, scoped: Scope, seed: int, share: float, pick: int, state: State
) -> None:
    answers = answered(pack, seed, share)
    criterion = pack.criteria[pick].id
    answers.pop(criterion, None)
    before = analyse(pack, scoped, answers, DAY).readiness
    after = analyse(pack, scoped, {**answers, criterion: Answer(state=state, reason="r")}, DAY).readiness
    if after.low is None or after.high is None:
        return
    assert before.low is not None
    assert before.high is not None
    assert after.high - after.low <= before.high - before.low + CLOSE
    if state is not State.NOT_APPLICABLE:
        assert after.low >= before.low - CLOSE
        assert after.high <= before.high + CLOSE


@examples(60)
@given(seed=SEEDS, share=SHARES, pick=st.integers(0, 297), step=st.integers(0, 2))
def test_improving_never_lowers_readiness_or_worsens_a_verdict(
    pack: Pack, scoped: Scope, seed: int, share: float, pick: int, step: int
) -> None:
    answers = answered(pack, seed, share)
    criterion = pack.criteria[pick].id
    worse = analyse(pack, scoped, {**answers, criterion: Answer(state=LADDER[step])}, DAY)
    better = analyse(pack, scoped, {**answers, criterion: Answer(state=LADDER[step + 1])}, DAY)
    assert (better.readiness.low or 0) >= (worse.readiness.low or 0) - CLOSE
    assert (better.readiness.high or 0) >= (worse.readiness.high or 0) - CLOSE
    verdicts = {o.id: RANK[o.verdict] for o in worse.obligations}
    assert all(RANK[o.verdict] >= verdicts[o.id] for o in better.obligations)
    assert len(better.gaps) <= len(worse.gaps)


@examples(30)
@given(seed=SEEDS, share=SHARES, shuffle=SEEDS)
def test_the_order_of_answering_does_not_matter(
    pack: Pack, scoped: Scope, seed: int, share: float, shuffle: int
) -> None:
    answers = answered(pack, seed, share)
    keys = list(answers)
    random.Random(shuffle).shuffle(keys)
    assert analyse(pack, scoped, answers, DAY) == analyse(pack, scoped, {k: answers[k] for k in keys}, DAY)


@examples(30)
@given(
    compute=st.sampled_from([None, 1e22, 5e23, 3e25]),
    placed=st.sampled_from([None, "2025-03-01", "2026-03-17"]),
    mode=st.sampled_from(["api", "public_hub", "none", None]),
    eu=st.sampled_from([True, False, None]),
    licence=st.sampled_from([True, False, None]),
)
def test_untouched_is_wide_open_whatever_binds(
    pack: Pack, compute: float | None, placed: str | None, mode: str | None, eu: bool | None, licence: bool | None
) -> None:
    facts = {
        "training_compute_flop": compute,
        "placed_date": placed,
        "placement_mode": mode,
        "established_in_eu": eu,
        "licence_free_open": licence,
    }
    found = analyse(pack, scope(pack, parse_facts(pack.scoping, facts)), {}, DAY)
    assert (found.readiness.low, found.readiness.high) in ((0, 1), (None, None))
    assert found.readiness.answered == 0
    assert not any(o.verdict == "met" for o in found.obligations)
    assert found.gaps == ()


@examples(60)
@given(seed=SEEDS, share=SHARES, pick=st.integers(0, 297))
def test_not_applicable_acts_through_the_denominator_alone(
    pack: Pack, scoped: Scope, seed: int, share: float, pick: int
) -> None:
    answers = answered(pack, seed, share)
    criterion = pack.criteria[pick]
    answers.pop(criterion.id, None)
    before = analyse(pack, scoped, answers, DAY).readiness
    after = analyse(
        pack, scoped, {**answers, criterion.id: Answer(state=State.NOT_APPLICABLE, reason="r")}, DAY
    ).readiness
    weight = criterion.weight if scoped.asked(criterion.id) else 0
    assert after.weight == before.weight - weight
    assert (after.low or 0) * after.weight == pytest.approx((before.low or 0) * before.weight)
    assert (after.high or 0) * after.weight == pytest.approx((before.high or 0) * before.weight - weight)


@examples(60)
@given(seed=SEEDS, share=SHARES)
def test_figures_agree_with_each_other(pack: Pack, scoped: Scope, seed: int, share: float) -> None:
    found = analyse(pack, scoped, answered(pack, seed, share), DAY)
    r, s = found.readiness, found.shares
    assert (
        sum(c.readiness.weight for c in found.chapters) == r.weight == sum(m.readiness.weight for m in found.measures)
    )
    assert s.demonstrated + s.claimed + s.partial + s.open + s.unanswered == pytest.approx(r.weight)
    if r.low is not None and r.high is not None and r.demonstrated is not None:
        assert 0 <= r.demonstrated <= r.low + CLOSE
        assert r.low <= r.high + CLOSE
        assert r.low * r.weight == pytest.approx(s.demonstrated + s.claimed + s.partial)
    for o in found.obligations:
        states = {found.criteria[c].state for c in o.decided_by}
        if o.verdict == "met":
            assert o.decided_by
            assert states <= {State.IMPLEMENTED, State.ALTERNATIVE}
        if o.verdict == "not met":
            assert states
            assert states <= {State.MISSING, State.PLANNED, State.PARTIAL}
    gaps = {g.criterion for g in found.gaps}
    assert all(scoped.asked(g) for g in gaps)
    assert [g.priority.value for g in found.gaps] == sorted((g.priority.value for g in found.gaps), reverse=True)
