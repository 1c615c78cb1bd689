"""The timeline: what falls due, what is missing, events recorded as people say them, and the calendar file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from icalendar import Calendar
from textual.widgets import Input

from cop_tui.domain.deadlines import DatedDuty
from cop_tui.services import signing
from cop_tui.tui.moments import describe_moment, moment_text, parse_moment
from cop_tui.tui.screens.form import FormScreen
from cop_tui.tui.screens.pick import PickScreen
from cop_tui.tui.screens.timeline import TimelineScreen
from cop_tui.tui.widgets.form import LineField
from cop_tui.tui.widgets.timestrip import strip_lines
from tests.conftest import CopyDemo

from .conftest import NARROW, Started, shown, wait_for, wait_until
from .desk import HOSTILE, demo_desk, desk

Prepared = Callable[..., str]
NOW = datetime(2026, 11, 22, 9, 30, 15, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("typed", "day", "clock"),
    [
        ("now", "2026-11-22", "09:30"),
        ("8:05", "2026-11-22", "08:05"),
        ("yesterday 14:30", "2026-11-21", "14:30"),
        ("friday", "2026-11-20", "00:00"),
        ("sunday", "2026-11-15", "00:00"),
        ("2026-11-20 14:30", "2026-11-20", "14:30"),
        ("2026-11-20T14:30", "2026-11-20", "14:30"),
        ("2026-11-20", "2026-11-20", "00:00"),
    ],
)
def test_moments_as_typed(typed: str, day: str, clock: str) -> None:
    moment = parse_moment(typed, NOW)
    assert (moment.date().isoformat(), f"{moment:%H:%M}") == (day, clock)
    assert moment.utcoffset() is not None


def test_a_named_zone_is_kept_and_read_again() -> None:
    moment = parse_moment("2026-11-20 14:30+05:30", NOW)
    assert moment.utcoffset() == timedelta(hours=5, minutes=30)
    assert parse_moment(moment_text(moment), NOW) == moment
    assert parse_moment("2026-11-20 14:30Z", NOW) == datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
    assert describe_moment(moment, NOW.date()) == "Friday 20 November 2026, 2 days ago, at 14:30 (UTC+05:30)"


@pytest.mark.parametrize("typed", ["", "soon", "25:00", "2026-02-30", "2026-02-30 9:00", "20.11.2026", "t", "9:99"])
def test_moments_that_are_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"understood|There is no"):
        parse_moment(typed, NOW)


def test_the_drawn_timeline_marks_days_and_counts_what_lies_outside() -> None:
    today = date(2026, 11, 22)

    def duty(day: date, status: str) -> DatedDuty:
        return DatedDuty("x", "x", day, (day - today).days, status, "k", "must", "", "")  # type: ignore[arg-type]

    duties = [duty(date(2026, 11, 1), "overdue"), duty(date(2027, 1, 15), "ahead"), duty(date(2027, 1, 15), "ahead"),
              duty(date(2020, 1, 1), "overdue"), duty(date(2040, 1, 1), "ahead")]  # fmt: skip
    months, marks, axis, foot = (line.plain for line in strip_lines(duties, today, 148))
    assert "Nov" in months
    assert "2027" in months
    assert marks.count("!") == 1
    assert marks.count("2") == 1
    assert marks.index("!") < axis.index("▲") < marks.index("2")
    assert axis[months.index("2027") :].startswith("┊")
    assert "1 earlier" in foot
    assert "1 after" in foot
    assert all(line.plain.isascii() for line in strip_lines(duties, today, 148, use_ascii=True))
    assert strip_lines(duties, today, 20) == []
    assert strip_lines([], today, 148) == []


async def test_overdue_first_then_by_day_and_the_rest_is_folded(
    started: Started, db: Path, copy_demo: CopyDemo
) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        session = screen.session
        first = session.deadlines[0]
        assert first.status == "overdue"
        await pilot.press("T")
        late = f"overdue {-(first.days or 0)} days"
        text = await wait_for(pilot, "Timeline", first.title, "Because", "▲ today", late)
        assert "Standing rules" not in text
        await pilot.press("ctrl+end")
        text = await wait_for(pilot, "Standing rules")
        assert "▸ Standing rules" in text
        await pilot.press("enter")
        await wait_for(pilot, "▾ Standing rules")
        undated = next(d for d in session.deadlines if d.standing)
        await pilot.press("enter", "slash", *undated.title[:14].replace("-", " "), "enter")
        await wait_for(pilot, "Missing", "cannot be dated")
        await pilot.press("escape")
        with_criteria = next(d for d in session.deadlines if len(d.criteria) == 1)
        await pilot.press("slash", *with_criteria.criteria[0], "enter", "enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert session.position == with_criteria.criteria[0]


async def test_an_incident_is_recorded_and_its_clock_runs(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        session = screen.session
        await pilot.press("T", "n")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, PickScreen))
        await pilot.press(*"became known inc", "enter")
        await wait_for(pilot, "Incident became known", "Category")
        form = pilot.app.screen
        assert isinstance(form, FormScreen)
        form.query_one("#field-at", LineField).value = "the other day"
        await pilot.press("enter")
        await wait_for(pilot, "is not understood")
        form.query_one("#field-at", LineField).value = "yesterday 14:30"
        form.query_one("#field-about", LineField).value = "Incident 7"
        await wait_for(pilot, "yesterday, at 14:30")
        form.query_one("#field-category").focus()
        await pilot.press("right", "enter")
        await wait_for(pilot, "Recorded: the clocks run from it.", "Incident 7", "Clocks")
        (event,) = session.register.events.values()
        assert (event.category, event.about) == ("cybersecurity-breach", "Incident 7")
        due = next(d for d in session.deadlines if d.id.startswith("SS-D31:"))
        assert due.day == session.today + timedelta(days=4)
        await pilot.press("1")
        await wait_for(pilot, due.title)
        await pilot.press("2", "e")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, FormScreen))
        pilot.app.screen.query_one("#field-about", LineField).value = HOSTILE
        await pilot.press("enter")
        await wait_for(pilot, "Changed.", "[/docs] [red]x[/]")
        assert next(iter(session.register.events.values())).at == event.at
        await pilot.press("x")
        await wait_for(pilot, "Removed", "No event is recorded")
        assert not session.register.events
        await pilot.press("u", "escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert session.register.events


async def test_a_duty_that_waits_for_an_event_offers_it(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        session = screen.session
        duty = next(d for d in session.deadlines if d.waits_for == ("framework_confirmed",) and not d.standing)
        await pilot.press("T", "slash", *"record 'Framework confirmed'")
        timeline = pilot.app.screen
        assert isinstance(timeline, TimelineScreen)
        timeline.view.cursors[0] = duty.id
        await pilot.press("enter")
        await wait_for(pilot, "Missing")
        assert "Framework confirmed" in duty.missing
        await pilot.press("n")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, FormScreen))
        await wait_for(pilot, "Framework confirmed", "When")
        await pilot.press("enter")
        await wait_for(pilot, "Recorded")
        assert [e.kind for e in session.register.events.values()] == ["framework_confirmed"]


async def test_a_request_sets_its_own_period(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        session = screen.session
        await pilot.press("T", "n", *"commission_request", "enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, FormScreen))
        form = pilot.app.screen
        form.query_one("#field-days", LineField).value = "ten"
        await pilot.press("enter")
        await wait_for(pilot, "A whole number of days")
        form.query_one("#field-days", LineField).value = "10"
        await pilot.press("enter")
        await wait_for(pilot, "Recorded")
        assert next(iter(session.register.events.values())).days == 10


async def test_the_calendar_is_written_where_one_says(
    started: Started, db: Path, copy_demo: CopyDemo, tmp_path: Path
) -> None:
    target = tmp_path / "dates.ics"
    async with demo_desk(started, db, copy_demo) as (pilot, _):
        await pilot.press("T", "i")
        await wait_for(pilot, "Calendar file", "-deadlines.ics")
        field = pilot.app.screen.query_one("#dialog-field", Input)
        field.value = str(tmp_path)
        await pilot.press("enter")
        await wait_for(pilot, "That is a folder")
        for _ in range(2):
            field.value = str(target)
            await pilot.press("enter")
            await wait_for(pilot, "Written: ")
            found = Calendar.from_ical(target.read_bytes())
            assert len(found.walk("VEVENT")) > 20
            await pilot.press("i")
            await wait_for(pilot, "Calendar file")
            field = pilot.app.screen.query_one("#dialog-field", Input)
        await pilot.press("escape")


async def test_an_event_with_an_unknown_kind_is_shown(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        signing.add_event(screen.session, "framework_confirmed", NOW, note=HOSTILE)
        await pilot.press("T", "2")
        await wait_for(pilot, "2026-11-22 09:30", "[/docs] [red]x[/]", "UTC+01:00")


@pytest.mark.parametrize("size", [NARROW, (40, 20)])
async def test_small_terminals(started: Started, db: Path, copy_demo: CopyDemo, size: tuple[int, int]) -> None:
    async with demo_desk(started, db, copy_demo, size) as (pilot, screen):
        await pilot.press("T")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, TimelineScreen))
        await pilot.press("down", "space", "i")
        await pilot.pause()
        await pilot.press("escape", "n", "enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, FormScreen))
        await pilot.press("tab", "shift+tab", "escape", "2", "e")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, FormScreen))
        await pilot.press("escape", "question_mark", "escape", "escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert "Timeline" not in shown(pilot)
