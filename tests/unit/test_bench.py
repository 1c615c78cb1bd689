"""The benchmark suite still runs: one small row of each kind, once, and the page that is made of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import page, suite
from bench.desk import Desk
from bench.measure import Growth, Missing, Pair, Spread, growing, in_turn
from bench.rows import Goal, Result, Row, amount
from bench.unmet import UNMET


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(quick=True, cache=tmp_path / "cache", rounds=1)
    yield desk
    desk.close()


def found(name: str) -> Row:
    return next(row for row in suite.ROWS if row.id == name)


@pytest.mark.parametrize("name", ["version", "save", "analysis"])
def test_a_row_is_measured(desk: Desk, name: str) -> None:
    result = suite.measured(found(name), desk)
    assert isinstance(result.found, Pair), result.verdict
    assert result.found.ours.median > 0
    assert result.ratio.endswith("×")


def test_a_key_of_the_empty_app_is_answered(desk: Desk) -> None:
    with desk.empty_app() as terminal:
        terminal.painted("nothing yet")
        terminal.quiet()
        assert terminal.until(b"t", "turned over") > 0
        assert terminal.resident() > 1
    assert terminal.process.returncode == 0


def test_pairs_are_measured_in_turn_and_the_first_pair_does_not_count() -> None:
    order: list[str] = []
    times = iter((9.0, 1.0, 2.0, 1.0, 4.0, 1.0))

    def side(name: str) -> float:
        order.append(name)
        return next(times)

    pair = in_turn(lambda: side("ours"), lambda: side("yardstick"), 2)
    assert order == ["ours", "yardstick"] * 3
    assert pair.ratio == Spread(3.0, 2.5, 3.5)


def test_growth_is_told_step_by_step() -> None:
    grown = growing({10: lambda: 1.0, 100: lambda: 2.0, 1000: lambda: 40.0}, 2)
    assert grown == Growth((10, 100, 1000), (Spread(1, 1, 1), Spread(2, 2, 2), Spread(40, 40, 40)),
                           (Spread(2, 2, 2), Spread(20, 20, 20)))  # fmt: skip
    assert Goal(growth="flat").met(grown) is False
    assert Goal(growth="linear").met(grown) is False
    assert Goal(growth="linear").met(growing({10: lambda: 1.0, 100: lambda: 9.0}, 1)) is True


@pytest.mark.parametrize(
    ("value", "words"), [(0.0000042, "4 µs"), (0.0123, "12.3 ms"), (1.5, "1.5 s"), (0.25, "250 ms")]
)
def test_amounts_read_well(value: float, words: str) -> None:
    assert amount(value, "s") == words


def test_the_page_keeps_what_stands_around_its_marks(tmp_path: Path) -> None:
    row = Row("help", "start", "a start", "a bare one", Goal(3), lambda desk: Missing("none"))
    one = Spread(4.0, 3.9, 4.1)
    results = [Result(row, Pair(one, one, one)), Result(row, Missing("not installed"))]
    file, data = tmp_path / "page.md", tmp_path / "results" / "latest.json"
    file.write_text(f"before\n{page.BEGIN}\nold\n{page.END}\nafter\n")
    page.write(results, {"date": "today"}, data, file, whole=True)
    text = file.read_text()
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "old" not in text
    assert "| a start | 4 s | a bare one: 4 s | 4.00× | 3.90-4.10 | ≤ 3× | not met |" in text
    assert f"- Not met, a start: {UNMET['help']}" in text
    assert "not measured: not installed" in text
    assert [r["met"] for r in json.loads(data.read_text())["rows"]] == [False, None]
    with pytest.raises(ValueError, match="marks"):
        page.framed("no marks", "")


def test_every_row_has_an_id_of_its_own_and_a_title() -> None:
    ids = [row.id for row in suite.ROWS]
    assert len(set(ids)) == len(ids)
    assert set(suite.groups()) == set(page.TITLES)
    assert set(UNMET) <= set(ids)
    assert [row.id for row in suite.chosen("save,report")] == ["save", "report"]
