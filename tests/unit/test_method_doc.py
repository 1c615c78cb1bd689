"""docs/method.md holds what the program computes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cop_tui.domain.analysis import analyse
from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.facts import parse_facts
from cop_tui.domain.pack import Pack
from cop_tui.domain.priority import BANDS
from cop_tui.domain.scoping import scope

TEXT = (Path(__file__).parents[2] / "docs" / "method.md").read_text("utf-8")


def test_the_worked_example(pack: Pack) -> None:
    facts = parse_facts(
        pack.scoping,
        {
            "training_compute_flop": 5e23,
            "placement_mode": "api",
            "placed_date": "2026-03-17",
            "established_in_eu": True,
            "chapters_signed": ["TR"],
        },
    )
    answers = {
        "TR-1.3-01": Answer(state=State.IMPLEMENTED, evidence=(Evidence.parse("Review log (valid to 2027-03-01)"),)),
        "TR-1.3-02": Answer(state=State.PARTIAL, evidence=(Evidence.parse("Records register"),)),
        "TR-1.3-04": Answer(state=State.MISSING),
    }
    found = analyse(pack, scope(pack, facts), answers, date(2026, 11, 22))

    measure = found.group("TR-M1.3").readiness
    assert measure.weight == 10
    assert f"= {measure.low:.2f}" in TEXT
    assert f"= {measure.high:.2f}" in TEXT
    assert measure.low == pytest.approx(0.45)
    assert measure.high == pytest.approx(0.75)
    assert measure.demonstrated == pytest.approx(0.45)
    assert f"`{measure.words()}`" in TEXT
    assert (measure.answered, measure.asked) == (3, 4)

    duty = found.obligation("AIA-53.1.a")
    assert duty is not None
    assert (duty.verdict, duty.decided_by) == ("not met", ("TR-1.3-02",))

    gap = next(g for g in found.gaps if g.criterion == "TR-1.3-02")
    p = gap.priority
    assert (p.force, p.exposure, p.days_late, p.effort) == (3, 2.25, 250, 1)
    assert f"3 × 2.25 × (1 + 250 ÷ 365) ÷ 1 = {p.value:.2f}, {p.band}" in TEXT


def test_the_bands_are_the_ones_described() -> None:
    least = {band: value for value, band in BANDS}
    assert f"critical from {least['critical']:g}, high from {least['high']:g}, medium from {least['medium']:g}" in TEXT
