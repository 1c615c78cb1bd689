"""The rank of a gap."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cop_tui.domain.pack import Effort, Strength
from cop_tui.domain.priority import Kind, Priority, lateness, prioritise

DAY = date(2026, 11, 22)


def rank(
    strength: Strength = Strength.MUST,
    *,
    kind: Kind = "code",
    articles: tuple[str, ...] = ("Art. 53(1)(a)",),
    enforceable: bool = True,
    days_late: int | None = 0,
    effort: Effort = Effort.M,
) -> Priority:
    due = None if days_late is None else DAY - timedelta(days=days_late)
    return prioritise(
        strength, kind=kind, articles=articles, enforceable=enforceable, falls_due=due, effort=effort, today=DAY
    )


def test_the_calculation() -> None:
    found = rank(days_late=365, effort=Effort.S, articles=("a", "b", "c"))
    assert found.value == 3 * 2.5 * 2 / 1
    assert found.calculation == "3 force × 2.5 exposure × 2.0000 lateness ÷ 1 effort = 15.00"
    assert found.band == "critical"


def test_force() -> None:
    act, must = rank(kind="act only"), rank()
    should, encouraged = rank(Strength.SHOULD), rank(Strength.ENCOURAGED)
    assert act.value > must.value > should.value > encouraged.value
    assert rank(Strength.SHOULD, kind="act only").force == 2


def test_exposure_and_effort() -> None:
    assert rank(enforceable=True).value > rank(enforceable=False).value
    assert rank(articles=("a", "b")).value > rank(articles=("a",)).value
    assert rank(articles=()).exposure == 2
    assert rank(effort=Effort.S).value > rank(effort=Effort.M).value > rank(effort=Effort.L).value


def test_bands() -> None:
    assert rank(days_late=365, effort=Effort.S).band == "critical"  # 12.00, the least that is critical
    assert rank(days_late=364, effort=Effort.S).band == "high"
    assert rank(effort=Effort.S).band == "high"
    assert rank(effort=Effort.M).band == "medium"
    assert rank(effort=Effort.L).band == "low"


def test_reasons_in_words() -> None:
    assert "due today" in rank(days_late=0).because
    assert "1 day past its date 2026-11-21" in rank(days_late=1).because
    assert "due in 2 days, 2026-11-24" in rank(days_late=-2).because
    assert "due in 1 day," in rank(days_late=-1).because
    assert "no date follows from the facts" in rank(days_late=None).because
    assert rank(kind="act only").because.startswith("A duty of the Act that no measure of the Code covers")


@given(st.integers(-4000, 4000), st.integers(-4000, 4000))
def test_later_always_ranks_higher_even_when_every_date_has_passed(one: int, other: int) -> None:
    if one < other:
        assert lateness(one) < lateness(other)
    assert lateness(one) > 0
    assert lateness(0) == lateness(None) == 1
