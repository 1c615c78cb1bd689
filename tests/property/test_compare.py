"""compare(A, A) is empty, and compare(B, A) mirrors compare(A, B), whatever the sides."""

from __future__ import annotations

import random
from datetime import date
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_tui.domain.analysis import analyse
from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.compare import MIRROR, Comparison, Side, compare
from cop_tui.domain.facts import parse_facts
from cop_tui.domain.pack import Pack
from cop_tui.domain.register import Account, Piece, Register
from cop_tui.domain.scoping import scope
from tests.examples import examples

DAYS: Final = (date(2026, 6, 1), date(2026, 11, 22), date(2027, 11, 22))
FACTS: Final = (
    {"training_compute_flop": 3e25, "placement_mode": "api", "placed_date": "2026-03-17", "chapters_signed": ["TR"]},
    {"training_compute_flop": 5e23, "placement_mode": "api", "placed_date": "2026-03-17"},
    {"parameters": 1e12, "placement_mode": "public_hub", "established_in_eu": None, "chapters_signed": None},
)
SEEDS: Final = st.integers(0, 2**32)


class Sides:
    """Makes sides; a plain object, so that a failing example is shown by its seeds alone."""

    def __init__(self, pack: Pack) -> None:
        self.packs = (pack, later_version(pack))
        self.scopes = {
            (p, f): scope(self.packs[p], parse_facts(self.packs[p].scoping, facts))
            for p in (0, 1)
            for f, facts in enumerate(FACTS)
        }

    def make(self, seed: int, base: int, label: str) -> Side:
        """A side in which one answer in three differs from those that `base` gives."""
        common, chance = random.Random(base), random.Random(seed)
        which, facts, day = chance.choice([0, 0, 1]), chance.choice([0, 0, 1, 2]), chance.choice(DAYS)
        register = Register(
            evidence={
                "E-1": Piece(title="Policy"),
                "E-2": Piece(title="Log", valid_until=chance.choice(DAYS)),
            },
            accounts={"AIA-53.1.b": Account(text="Means.")} if chance.random() < 0.5 else {},
        )
        answers = {}
        for criterion in self.packs[0].criteria:
            drawn = (common.choice([*State, None]), common.choice([(), ("E-1",), ("E-2",)]), common.choice(["", "Ann"]))
            other = (chance.choice([*State, None]), chance.choice([(), ("E-1",), ("E-2",)]), chance.choice(["", "Bea"]))
            state, cited, owner = other if chance.random() < 1 / 3 else drawn
            answers[criterion.id] = Answer(
                state=state, reason="r", owner=owner, evidence=tuple(Evidence(piece=key) for key in cited)
            )
        pack, binding = self.packs[which], self.scopes[which, facts]
        return Side(label, pack, binding, answers, register, analyse(pack, binding, answers, day, register))


@pytest.fixture(scope="module")
def sides(pack: Pack) -> Sides:
    return Sides(pack)


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


@examples(20)
@given(seed=SEEDS)
def test_comparing_with_itself_finds_nothing(sides: Sides, seed: int) -> None:
    same = sides.make(seed, seed, "A")
    found = compare(same, same)
    assert found.is_empty
    assert (found.gaps_closed, found.gaps_opened, found.gaps_found, found.gaps_gone) == ((), (), (), ())


def mirrored(found: Comparison) -> Comparison:
    """What the comparison would say if the sides were swapped."""
    swap = type(found.readiness)
    return Comparison(
        before=found.after,
        after=found.before,
        changes=tuple(
            type(c)(c.criterion, c.short, tuple(MIRROR[k] for k in c.kinds), c.after, c.before, c.fields)
            for c in found.changes
        ),
        verdicts=tuple(type(v)(v.id, v.article, v.title, v.after, v.before) for v in found.verdicts),
        readiness=swap(found.readiness.id, found.readiness.title, found.readiness.after, found.readiness.before),
        own=swap(found.own.id, found.own.title, found.own.after, found.own.before),
        chapters=tuple(swap(c.id, c.title, c.after, c.before) for c in found.chapters),
        gaps_closed=found.gaps_opened,
        gaps_opened=found.gaps_closed,
        gaps_found=found.gaps_gone,
        gaps_gone=found.gaps_found,
        unmapped_before=found.unmapped_after,
        unmapped_after=found.unmapped_before,
        reworded=found.reworded,
        words=(),
    )


@examples(40)
@given(one=SEEDS, other=SEEDS, base=SEEDS)
def test_swapping_the_sides_mirrors_everything(sides: Sides, one: int, other: int, base: int) -> None:
    a, b = sides.make(one, base, "A"), sides.make(other, base, "B")
    forth, back = compare(a, b), compare(b, a)
    image = mirrored(forth)
    for name in Comparison.__dataclass_fields__:
        if name != "words":
            assert getattr(image, name) == getattr(back, name), name
