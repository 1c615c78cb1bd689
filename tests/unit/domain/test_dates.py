"""The day on which a criterion falls due."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cop_tui.domain.dates import add_months, falls_due, waits_for_event
from cop_tui.domain.facts import parse_facts
from cop_tui.domain.pack import Pack
from cop_tui.domain.register import Event
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


def event(kind: str, day: str, **more: Any) -> Event:
    return Event.of({"kind": kind, "at": f"{day}T23:30:00-05:00", **more})


KNOWN = event("awareness_of_model_involvement", "2026-11-20", category="cybersecurity-breach", about="Break-in")


@pytest.mark.parametrize(
    ("criterion", "events", "day"),
    [
        ("SS-9.3-03", (KNOWN,), date(2026, 11, 25)),  # the day is that of the event's own time zone
        ("SS-9.3-02", (KNOWN,), None),  # another category
        ("SS-9.3-03", (KNOWN, event("initial_report_submitted", "2026-11-22", about="Break-in")), None),
        ("SS-9.3-03", (KNOWN, event("initial_report_submitted", "2026-11-22", about="Other")), date(2026, 11, 25)),
        ("SS-9.3-02", (event("awareness_of_model_involvement", "2026-11-20"),), date(2026, 11, 22)),
        ("SS-1.4-01", (event("framework_confirmed", "2026-11-20"),), date(2026, 11, 27)),
        ("SS-1.1-13", (event("placing_on_market", "2026-04-01"),), date(2026, 3, 18)),
        ("SS-1.1-13", (event("framework_confirmed", "2026-01-01"),), date(2026, 3, 3)),  # the law's day stands
        (
            "SS-1.3-05",
            (event("framework_assessment_completed", "2025-12-01"),),
            date(2027, 3, 17),
        ),  # not before its first
        ("SS-1.3-05", (event("framework_assessment_completed", "2027-01-01"),), date(2028, 1, 1)),
        ("SS-7.6-09", (event("model_report_provided", "2026-03-01"),), date(2026, 9, 1)),
        ("AIA-91.5-supply", (event("commission_request", "2026-11-20", days=20),), date(2026, 12, 10)),
        ("AIA-53.1.d-update", (event("further_training", "2026-11-20"),), date(2027, 5, 20)),
        ("CR-1.5-06", (event("complaint_received", "2026-11-20"),), None),
    ],
)
def test_falls_due_with_recorded_events(
    pack: Pack, criterion: str, events: tuple[Event, ...], day: date | None
) -> None:
    scoped = scope(pack, parse_facts(pack.scoping, SR))
    assert falls_due(pack.criterion_index[criterion], scoped, events) == day


def test_the_earliest_of_several_clocks_counts(pack: Pack) -> None:
    scoped = scope(pack, parse_facts(pack.scoping, SR))
    later = event("awareness_of_model_involvement", "2026-12-01", category="cybersecurity-breach", about="Second")
    criterion = pack.criterion_index["SS-9.3-03"]
    assert falls_due(criterion, scoped, (later, KNOWN)) == date(2026, 11, 25)
    reported = event("initial_report_submitted", "2026-11-22", about="Break-in")
    assert falls_due(criterion, scoped, (later, KNOWN, reported)) == date(2026, 12, 6)


def test_a_recorded_event_ends_the_waiting(pack: Pack) -> None:
    assert not waits_for_event(pack.criterion_index["SS-9.3-03"], (KNOWN,))
    assert waits_for_event(pack.criterion_index["SS-9.3-02"], (KNOWN,))
    reported = event("initial_report_submitted", "2026-11-22", about="Break-in")
    assert waits_for_event(pack.criterion_index["SS-9.3-03"], (KNOWN, reported))
    assert not waits_for_event(pack.criterion_index["CR-1.5-06"], (event("complaint_received", "2026-11-20"),))


def test_a_legacy_model_has_relief_but_not_from_a_request(pack: Pack) -> None:
    scoped = scope(pack, parse_facts(pack.scoping, {**SR, "placed_date": "2025-03-17"}))
    assert falls_due(pack.criterion_index["SS-9.3-03"], scoped, (KNOWN,)) == date(2027, 8, 2)
    asked = event("commission_request", "2026-11-20", days=20)
    assert falls_due(pack.criterion_index["AIA-91.5-supply"], scoped, (asked,)) == date(2026, 12, 10)
