"""The calendar file: read back by a parser, stable, and closed to what people typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from cop_tui.domain.dated import DatedDuty
from cop_tui.domain.deadlines import deadlines
from cop_tui.domain.facts import parse_facts
from cop_tui.domain.pack import Pack
from cop_tui.domain.register import Register
from cop_tui.domain.scoping import scope
from cop_tui.reports.as_ics import calendar

STAMP = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
DUTY = DatedDuty(
    id="SS-D09",
    title="Framework given to the AI Office",
    day=date(2026, 11, 27),
    days=5,
    status="due",
    kind="notification",
    strength="must",
    pointer="Measure 1.4, para 1",
    because="5 business days after Framework confirmed on 2026-11-20.",
    owner="Ada",
    criteria=("SS-1.4-01",),
)


def written(*duties: DatedDuty, name: str = "Nova 2", stamp: datetime = STAMP) -> bytes:
    return calendar(name, "a1b2c3", duties, stamp=stamp)


def read(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_round_trip() -> None:
    content = written(DUTY)
    parsed = Calendar.from_ical(content)
    assert str(parsed["VERSION"]) == "2.0"
    assert str(parsed["X-WR-CALNAME"]) == "Nova 2"
    (event,) = read(content)
    assert str(event["UID"]) == "SS-D09@a1b2c3.cop-tui"
    assert str(event["SUMMARY"]) == DUTY.title
    assert event["DTSTART"].dt == date(2026, 11, 27)
    assert event["DTEND"].dt == date(2026, 11, 28)
    assert event["DTSTAMP"].dt == STAMP
    for words in (DUTY.because, DUTY.pointer, "Owner: Ada", "SS-1.4-01"):
        assert words in str(event["DESCRIPTION"])
    assert [a["TRIGGER"].dt for a in event.walk("VALARM")] == [timedelta(days=-14), timedelta(days=-1)]


def test_what_goes_in() -> None:
    late = replace(DUTY, id="late", day=date(2026, 11, 1), days=-21, status="overdue")
    keep = replace(DUTY, id="keep", day=date(2036, 3, 17), status="ahead", kind="retention")
    found = {
        str(e["UID"]).split("@")[0]: e
        for e in read(
            written(
                DUTY,
                late,
                keep,
                replace(DUTY, id="done", status="done"),
                replace(DUTY, id="passed", status="passed"),
                replace(DUTY, id="undated", day=None, days=None, status="cannot be dated"),
            )
        )
    }
    assert set(found) == {"SS-D09", "late", "keep"}
    assert str(found["late"]["SUMMARY"]).startswith("OVERDUE: ")
    assert not found["late"].walk("VALARM")
    assert str(found["keep"]["SUMMARY"]).startswith("Keep until: ")


def test_a_second_import_updates() -> None:
    first, again = read(written(DUTY))[0], read(written(DUTY, stamp=STAMP + timedelta(hours=1)))[0]
    moved = read(written(replace(DUTY, day=date(2026, 12, 4)), stamp=STAMP + timedelta(days=1)))[0]
    assert first["UID"] == again["UID"] == moved["UID"]
    assert int(first["SEQUENCE"]) < int(again["SEQUENCE"]) < int(moved["SEQUENCE"]) < 2**31
    assert written(DUTY) == written(DUTY)
    abroad = STAMP.astimezone(timezone(timedelta(hours=5)))
    assert written(DUTY, stamp=abroad) == written(DUTY)


def test_a_moment_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        written(DUTY, stamp=datetime(2026, 11, 22))


HOSTILE = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:y;a,b\\n\x00\x1b[2J\u202e\x85\u2028ATTENDEE:mailto:z"


def test_text_of_people_injects_nothing() -> None:
    duty = replace(DUTY, id=HOSTILE, title=HOSTILE, because=HOSTILE, owner=HOSTILE, note=HOSTILE, kind=HOSTILE)
    content = written(duty, name=HOSTILE)
    (event,) = read(content)
    assert "ATTENDEE" not in event
    assert content.split(b"\r\n").count(b"BEGIN:VEVENT") == 1  # a line of its own, not a folded one
    assert content.split(b"\r\n").count(b"END:VEVENT") == 1
    assert not any(c < 32 and c not in (10, 13) for c in content)
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_survives(title: str, because: str) -> None:
    content = written(replace(DUTY, title=title, because=because), name=title)
    assert len(read(content)) == 1
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert content.decode("utf-8")


@pytest.mark.parametrize("day", [date.min, date(1, 1, 2), date.max])
def test_days_at_the_edges(day: date) -> None:
    assert len(read(written(replace(DUTY, day=day)))) == 1


def test_the_whole_timeline(pack: Pack, today: date) -> None:
    facts = parse_facts(
        pack.scoping, {"training_compute_flop": 3e25, "placement_mode": "api", "placed_date": "2026-03-17"}
    )
    duties = deadlines(pack, scope(pack, facts), {}, Register(), today)
    events = read(written(*duties))
    uids = [str(e["UID"]) for e in events]
    assert len(uids) == len(set(uids)) > 5
