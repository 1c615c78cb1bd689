"""The day on which a criterion falls due."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cop_tui.domain.dates import add_months, falls_due, waits_for_event
from cop_tui.domain.facts import parse_facts
from cop_tui.domain.pack import Pack
from cop_tui.domain.scoping import scope

SR = {"training_compute_flop": 3e25, "placement_mode": "api", "placed_date": "2026-03-17"}


@pytest.mark.parametrize(
    ("facts", "criterion", "day"),
    [
        (SR, "SS-1.1-13", date(2026, 3, 3)),  # two weeks before placing
        ({**SR, "threshold_known_date": "2025-10-01"}, "SS-1.1-12", date(2025, 11, 12)),
        (SR, "SS-1.1-12", None),  # hangs on a notification of which nothing is known
        (SR, "SS-1.1-01", date(2026, 3, 17)),  # no time limit of its own: the day of the duty that it serves
        (SR, "SS-1.3-05", date(2027, 3, 17)),  # every twelve months from placing
        (SR, "TR-1.1-05", date(2026, 3, 17)),  # a time to keep is no day to be met by
        (SR, "TR-1.2-05", None),  # hangs on a request that has not come
        (SR, "AIA-53.1.d-update", None),
        ({**SR, "placed_date": "2025-03-17"}, "SS-1.1-13", date(2027, 8, 2)),  # legacy
        ({"training_compute_flop": 3e25, "placement_mode": "api"}, "SS-1.1-13", None),
    ],
)
def test_falls_due(pack: Pack, facts: dict[str, Any], criterion: str, day: date | None) -> None:
    scoped = scope(pack, parse_facts(pack.scoping, facts))
    assert falls_due(pack.criterion_index[criterion], scoped) == day


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 22), 12, date(2027, 11, 22)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_add_months(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


def test_what_waits_for_an_event_that_facts_never_tell(pack: Pack) -> None:
    waiting = {
        c for c in ("TR-1.2-01", "TR-1.2-05", "TR-1.1-05", "SS-1.1-12") if waits_for_event(pack.criterion_index[c])
    }
    assert waiting == {"TR-1.2-05"}
