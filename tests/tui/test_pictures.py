"""What people would rather look at: heat map, trend, readiness as a whole; each with the same said in words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len

from cop_tui.domain.answers import State
from cop_tui.domain.results import Readiness
from cop_tui.services.library import Library, Packs
from cop_tui.services.session import Session
from cop_tui.services.trend import WEEKS, Point, trend
from cop_tui.tui.asciify import asciified
from cop_tui.tui.pictures import KEYS, pictures
from cop_tui.tui.screens.gaps import HEAT, TREND, GapsScreen
from cop_tui.tui.widgets.bars import GroupBars, overall_line
from cop_tui.tui.widgets.heat_list import heat_listing, heat_states
from cop_tui.tui.widgets.heat_map import HeatMap
from cop_tui.tui.widgets.trend import TrendLine, steps, trend_listing, trend_words
from tests.conftest import CopyDemo

from .conftest import WIDE, Started, shown, wait_for, wait_until
from .desk import HOSTILE, demo_desk, desk

Prepared = Callable[..., str]


@pytest.fixture
def sample(db: Path, packs: Packs, copy_demo: CopyDemo, today: date) -> Iterator[tuple[Library, Session]]:
    copy_demo(db)
    with Library(db, author="tester", packs=packs, today=lambda: today) as library:
        yield library, library.open("Atlas 2026")


# the trend


def test_every_week_is_what_the_assessment_was_on_that_day(sample: tuple[Library, Session], today: date) -> None:
    library, session = sample
    points = trend(session.revisions(), session.pack, today)
    assert len(points) == WEEKS
    assert points[-1].day == today
    for point in points:
        assert point.readiness == library.earlier(session, point.day.isoformat()).analysis.readiness


def test_weeks_before_it_existed_are_left_out(sample: tuple[Library, Session], today: date) -> None:
    _, session = sample
    points = trend(session.revisions(), session.pack, today, weeks=40)
    assert WEEKS <= len(points) < 20
    assert trend((), session.pack, today) == ()
    assert trend(session.revisions(), session.pack, date(2020, 1, 1)) == ()


def test_answers_that_were_taken_back_count_no_longer(db: Path, packs: Packs, today: date) -> None:
    with Library(db, author="tester", packs=packs) as library:
        session = library.open(library.create("Wren").id)
        asked = session.asked()[0].id
        session.change(asked, state=State.IMPLEMENTED)
        session.change(asked, state=None)
        library.writer.flush(60)
        (point,) = trend(session.revisions(), session.pack, date.today(), weeks=1)
        assert point.readiness.answered == 0
        assert point.readiness == session.analysis.readiness


def _points(*shares: float) -> list[Point]:
    start = date(2026, 9, 6)
    return [
        Point(start + timedelta(weeks=n), Readiness(share, min(share + 0.2, 1), share / 2, 10, 8, n))
        for n, share in enumerate(shares)
    ]


def test_steps_rise_with_the_share() -> None:
    assert steps([0, 0.5, 1]) == "▁▅█"
    assert steps([-1, 2], use_ascii=True) == ".#"
    assert steps([]) == ""


def test_the_trend_says_its_first_and_last_number() -> None:
    wide = trend_words(_points(0, 0.25, 0.5), 140).plain
    assert "reached ▁▃▅ 0 → 50 %" in wide
    assert "demonstrated ▁▂▃ 0 → 25 %" in wide
    assert "\n" not in wide
    narrow = trend_words(_points(0, 0.25, 0.5), 40)
    assert len(narrow.plain.splitlines()) == 2
    assert trend_words(_points(0, 0.5), 140, use_ascii=True).plain.isascii()


def test_the_weeks_as_a_list_latest_first() -> None:
    listing = trend_listing(_points(0, 0.25, 0.2), False)
    assert [line.key for line in listing.lines] == ["2026-09-20", "2026-09-13", "2026-09-06"]
    assert [line.cells[2] for line in listing.lines] == ["-5", "+25", ""]
    assert trend_listing(None, False).empty == "The history is being read."
    nothing = trend_listing([Point(date(2026, 9, 6), Readiness())], False)
    assert nothing.lines[0].cells[1] == "–"


@pytest.mark.parametrize("width", [20, 60, 76, 146])
def test_readiness_as_a_whole_fits(sample: tuple[Library, Session], width: int) -> None:
    _, session = sample
    line = overall_line(session.analysis, width)
    assert line.cell_length <= max(width, 34)
    assert session.analysis.readiness.words() in line.plain
    assert overall_line(session.analysis, width, use_ascii=True).plain.replace("–", "-").isascii()


# the heat map


def test_every_asked_criterion_has_a_line_that_can_be_found(sample: tuple[Library, Session]) -> None:
    _, session = sample
    listing = heat_listing(session, False)
    assert [line.key for line in listing.lines] == [c.id for c in session.asked()]
    missing = [line.key for line in listing.matching("state:missing chapter:SS")]
    states = heat_states(session)
    assert missing == [key for key, state in states.items() if state is State.MISSING and key.startswith("SS-")]


@pytest.mark.parametrize("size", [WIDE, (50, 20)])
async def test_the_heat_map_leads_to_every_criterion(
    started: Started, db: Path, copy_demo: CopyDemo, size: tuple[int, int]
) -> None:
    async with demo_desk(started, db, copy_demo, size) as (pilot, screen):
        here = screen.session.position
        await pilot.press("g", "6")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, GapsScreen))
        heat = pilot.app.screen.query_one(HeatMap)
        await wait_until(pilot, lambda: heat.line is not None)
        assert heat.has_focus
        assert heat.cell is not None
        assert here in [line.key for line in heat.cell.lines]
        await pilot.pause()
        assert (heat.line or heat.cell.lines[0]).key in shown(pilot)
        reached = {line.key for row in heat._rows for cell in row.cells for line in cell.lines}
        assert reached == {c.id for c in screen.session.asked()}
        await pilot.press("home", *["pageup"] * 12)
        assert heat.line is not None
        first = heat.line.key
        await pilot.press("up", "left")
        assert heat.line.key == first
        await pilot.press("down", "right", "end", *["pagedown"] * 12, "down", "l", "k")
        await pilot.pause()
        last = heat.line
        assert last is not None
        assert last.key != first
        assert last.key in shown(pilot)
        assert all(line.cell_length <= size[0] for line in pilot.app.screen._compositor.render_strips())
        await pilot.press("enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert screen.session.position == last.key


async def test_the_heat_map_filters_and_comes_back(started: Started, db: Path, copy_demo: CopyDemo) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        await pilot.press("g", "6", "slash", *"state", "colon", *"missing", "enter")
        heat = pilot.app.screen.query_one(HeatMap)
        await pilot.pause()
        missing = [key for key, state in heat_states(screen.session).items() if state is State.MISSING]
        assert {line.key for row in heat._rows for cell in row.cells for line in cell.lines} == set(missing)
        assert heat.has_focus
        await pilot.press("right", "down")
        chosen = heat.line
        assert chosen is not None
        await pilot.press("enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("g")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, GapsScreen))
        again = pilot.app.screen
        assert isinstance(again, GapsScreen)
        await wait_until(pilot, lambda: again.line is not None)
        assert again.view.chosen == HEAT
        assert again.line is not None
        assert again.line.key == chosen.key
        await pilot.press("slash", *"xyzzy")
        await wait_for(pilot, "Nothing fits the filter.")
        await pilot.press("enter", "down", "right", "enter")
        assert pilot.app.screen is again


async def test_a_click_on_a_cell_chooses_it_and_one_more_goes_there(
    started: Started, db: Path, copy_demo: CopyDemo
) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        await pilot.press("g", "6")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, GapsScreen))
        heat = pilot.app.screen.query_one(HeatMap)
        await pilot.press("home", *["pageup"] * 6)
        await pilot.pause()
        line = next(text for text in shown(pilot).splitlines() if "1.2 Providing" in text)
        y = shown(pilot).splitlines().index(line)
        x = line.index("●")
        await pilot.click(offset=(x, y))
        await pilot.pause()
        assert heat.line is not None
        assert heat.line.key == "TR-1.2-01"
        await pilot.click(offset=(1, y))
        assert heat.line.key == "TR-1.2-01"
        await pilot.click(offset=(x, y))
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert screen.session.position == "TR-1.2-01"


async def test_hostile_words_in_the_heat_map(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        screen.session.change("TR-1.1-01", state=State.MISSING, owner=HOSTILE)
        await pilot.press("g", "6")
        await wait_for(pilot, "[/docs] [red]x[/]")


async def test_trend_and_bars_on_the_gap_screen(started: Started, db: Path, copy_demo: CopyDemo) -> None:
    async with demo_desk(started, db, copy_demo) as (pilot, screen):
        await pilot.press("g")
        await wait_for(pilot, "Last 12 weeks", "demonstrated", "Readiness")
        gaps = pilot.app.screen
        await pilot.press("7")
        await wait_for(pilot, "Week to", "2026-11-22", "That week")
        assert not gaps.query_one(TrendLine).display
        assert isinstance(gaps, GapsScreen)
        assert gaps.view.chosen == TREND
        await pilot.press("enter", "a")
        assert pilot.app.screen is gaps
        await pilot.press("6")
        await pilot.pause()
        assert not gaps.query_one(GroupBars).display
        await pilot.press("c")
        await pilot.pause()
        assert gaps.query_one(GroupBars).display
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)


@pytest.mark.parametrize(
    ("text", "painted"),
    [("plain", "plain"), ("4 × 2 ÷ 1 – so…", "4 x 2 / 1 - so~"), ("Müller", "Muller"), ("日本", "????"),
     ("e\u0301", "e"), ("█▃", "##"), ("“q”", '"q"'), ("ﬁ", "?")],
)  # fmt: skip
def test_without_utf8_everything_keeps_its_cells(text: str, painted: str) -> None:
    assert asciified(text) == painted
    assert cell_len(painted) == cell_len(text)


# pictures for the documentation


def test_pictures_are_the_same_each_time(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        made.append(asyncio.run(pictures(tmp_path / name)))
    assert made[0] == made[1]
    assert list(made[0]) == list(KEYS)
    for name, svg in made[0].items():
        assert svg.startswith("<svg"), name
        assert "url(" not in svg.replace("url(#", ""), name
    assert "SS-1.1-04" in made[0]["workspace"]
