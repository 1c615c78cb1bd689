from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from icalendar import Calendar

from cop_tui.cli.when import moment
from cop_tui.errors import InputError
from tests.unit.cli.conftest import Run

NOW = datetime(2026, 11, 22, 9, 30, 15, 5, tzinfo=timezone(timedelta(hours=1)))
SYSTEMIC = """\
actor: developer
training_compute_flop: 3e25
placement_mode: api
placed_date: 2026-03-17
established_in_eu: true
chapters_signed: [TR, CR, SS]
"""


@pytest.fixture
def risky(run: Run, tmp_path: Path) -> str:
    """The id of an assessment of a model with systemic risk."""
    path = tmp_path / "systemic.yaml"
    path.write_text(SYSTEMIC, encoding="utf-8")
    return run("new", "Atlas", "--facts", path).out.strip()


@pytest.mark.parametrize("typed", ["2026-11-20T14:30+02:00", "2026-11-20 14:30+02:00", "2026-11-20 14:30 +02:00",
                                   "2026-11-20t12:30z", "2026-11-20 14:30+0200"])  # fmt: skip
def test_moments_with_an_offset(typed: str) -> None:
    at, assumed = moment(typed, NOW)
    assert (at, assumed) == (datetime(2026, 11, 20, 12, 30, tzinfo=UTC), "")


def test_moments_without_one_are_this_machines() -> None:
    local = datetime(2026, 11, 20, 14, 30).astimezone()
    at, assumed = moment("2026-11-20 14:30", NOW)
    assert (at, at.utcoffset()) == (local, local.utcoffset())
    assert "this machine" in assumed
    at, assumed = moment("2026-11-20", NOW)
    assert (at.hour, at.minute, at.date().isoformat()) == (0, 0, "2026-11-20")
    assert "00:00" in assumed
    assert moment("NOW", NOW) == (NOW.replace(microsecond=0), "")


@pytest.mark.parametrize("typed", ["", "tomorrow", "2026-11-31", "2026-11-20 25:00", "20.11.2026", "2026-11-20T14",
                                   "0001-01-01", "2026-11-20 14:30+99:00", "\x1b[31m"])  # fmt: skip
def test_what_is_no_moment(typed: str) -> None:
    if typed == "0001-01-01":  # as far as the machine can count
        return
    with pytest.raises(InputError) as caught:
        moment(typed, NOW)
    assert "2026-11-20" in (caught.value.hint or "")


def test_an_event_starts_a_clock(run: Run, risky: str) -> None:
    waiting = [
        d for d in run("deadlines", risky, "--json").data["deadlines"] if "framework_confirmed" in d["waits_for"]
    ]
    assert waiting
    assert all(d["date"] is None for d in waiting)
    done = run("event", "add", risky, "framework_confirmed", "2026-11-20T14:30+01:00", "--note", "By the board")
    key = done.out.strip()
    assert (done.code, key[:2]) == (0, "V-")
    assert "follow" in done.err
    (event,) = run("event", "list", risky, "--json").data["events"]
    assert (event["kind"], event["title"], event["at"]) == (
        "framework_confirmed", "Framework confirmed", "2026-11-20T14:30:00+01:00")  # fmt: skip
    dated = [d for d in run("deadlines", risky, "--json").data["deadlines"] if "2026-11-20" in d["because"]]
    assert any(d["date"] == "2026-11-27" for d in dated)  # 5 business days later
    assert "V-" in run("event", "list", risky).out
    assert run("event", "edit", risky, key, "--when", "2026-11-23 08:00+01:00").code == 0
    assert run("event", "edit", risky, key).code == 2
    assert run("event", "remove", risky, key).code == 0
    assert "No events are recorded." in run("event", "list", risky).out


def test_an_unknown_kind_is_answered_with_the_nearest(run: Run, risky: str) -> None:
    near = run("event", "add", risky, "framework_confirmd", "now")
    assert (near.code, "framework_confirmed (Framework confirmed)" in near.err) == (2, True)
    words = run("event", "add", risky, "incident", "now").err
    assert "awareness_of_model_involvement" in words
    derived = run("event", "add", risky, "model_report_last_provided", "now").err
    assert "model_report_provided" in derived
    assert run("event", "add", risky, "Model placed", "now").code == 0  # a title will do
    assert "event kinds" in run("event", "add", risky, "zzzzzz", "now").err


def test_kinds_with_a_category_or_a_period(run: Run, risky: str) -> None:
    missing = run("event", "add", risky, "awareness_of_model_involvement", "2026-11-20", "--about", "INC-1")
    assert (missing.code, "critical-infrastructure" in missing.err) == (2, True)
    assert run("event", "add", risky, "awareness_of_model_involvement", "2026-11-20", "--about", "INC-1",
               "--category", "death").code == 0  # fmt: skip
    assert run("event", "add", risky, "awareness_of_model_involvement", "2026-11-20", "--days", "many").code == 2
    kinds = {kind["id"]: kind for kind in run("event", "kinds", "--json").data["kinds"]}
    assert "death" in kinds["awareness_of_model_involvement"]["categories"]
    assert kinds.keys() >= {"framework_confirmed", "article_52_1_notification", "placing_on_market",
                            "model_report_provided", "commission_request"}  # fmt: skip
    assert run("event", "kinds", risky).out.startswith("placing_on_market")


def test_a_day_to_come_is_kept_and_said(run: Run, risky: str) -> None:
    assert "still to come" in run("event", "add", risky, "framework_confirmed", "2999-01-01").err


def test_deadlines_fold_what_may_never_come(run: Run, risky: str) -> None:
    short, long = run("deadlines", risky), run("deadlines", risky, "--all")
    assert "standing rule" in short.out
    assert "--all shows them" in short.out
    assert "Standing rules" not in short.out
    assert "Standing rules, for events that may never come" in long.out
    assert "Missing: record the event" in short.out
    assert "cop-tui event add" in short.err
    days = [d["days"] for d in run("deadlines", risky, "--json").data["deadlines"] if d["status"] == "overdue"]
    assert days == sorted(days)


def test_the_calendar_is_written_whole_and_never_over_another(run: Run, risky: str, tmp_path: Path) -> None:
    path = tmp_path / "duties.ics"
    done = run("deadlines", risky, "--ics", path)
    assert (done.code, done.out.strip()) == (0, str(path))
    first = {str(e["UID"]) for e in Calendar.from_ical(path.read_bytes()).walk("VEVENT")}
    assert first
    assert path.stat().st_mode & 0o777 == 0o600
    refused = run("deadlines", risky, "--ics", path)
    assert (refused.code, "--force" in refused.err) == (2, True)
    assert run("deadlines", risky, "--ics", path, "--force").code == 0
    assert {str(e["UID"]) for e in Calendar.from_ical(path.read_bytes()).walk("VEVENT")} == first
    shown = run("deadlines", risky, "--ics", "-").out
    assert shown.startswith("BEGIN:VCALENDAR")
    assert run("deadlines", risky, "--force").code == 2
    assert run("deadlines", risky, "--ics", "-", "--json").code == 2
    assert [p.name for p in tmp_path.glob(".*")] == []
