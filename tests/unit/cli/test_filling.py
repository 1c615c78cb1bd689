from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run

SHEET = "criterion;state;note;colour\nTR-1.1-01;partial;half;red\nCR-1.2-01;missing;;\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text(SHEET, "utf-8")
    return path


def test_a_sheet_is_taken_over_with_one_summary(run: Run, made: str, sheet: Path) -> None:
    done = run("answer", made, "--from", sheet)
    assert (done.code, done.out) == (0, "2 changed, 0 the same.\n")
    assert "the column 'colour' is not read." in done.err
    assert "Saved." in done.err
    again = run("answer", made, "--from", sheet, "--json")
    assert again.data == {
        "changed": [], "same": ["TR-1.1-01", "CR-1.2-01"], "registered": [],
        "warnings": ["the column 'colour' is not read"],
    }  # fmt: skip
    assert "Nothing had to be stored." in again.err


def test_everything_or_nothing(run: Run, made: str, sheet: Path) -> None:
    sheet.write_text(f"{SHEET}TR-1.1-02;done;;\nTR-1.1-03;alternative;;\n", "utf-8")
    done = run("answer", made, "--from", sheet)
    assert (done.code, done.out) == (2, "")
    assert "row 4: TR-1.1-02: state: 'done' is no state" in done.err
    assert "row 5: TR-1.1-03: 'alternative' needs a written reason" in done.err
    assert "Nothing was stored." in done.err
    assert run("show", made, "--json").data["answers"] == {}


@pytest.mark.parametrize("name", ["csv", "xlsx", "json", "yaml"])
def test_a_report_is_read_back_and_makes_no_history(
    run: Run, made: str, sheet: Path, tmp_path: Path, name: str
) -> None:
    run("answer", made, "--from", sheet)
    before = run("history", made, "--json").out
    path = run("report", made, "--format", name, "--output", tmp_path).out.strip()
    assert run("answer", made, "--from", path).out.startswith("0 changed, ")
    assert run("history", made, "--json").out == before


def test_what_show_prints_is_read_back(run: Run, made: str, sheet: Path, tmp_path: Path) -> None:
    run("answer", made, "--from", sheet)
    shown = run("show", made, "--json").data
    shown["answers"]["TR-1.1-01"]["state"] = "implemented"
    path = tmp_path / "shown.json"
    path.write_text(json.dumps(shown), "utf-8")
    assert run("answer", made, "--from", path).out == "1 changed, 1 the same.\n"
    assert "after the sheet was written" in run("answer", made, "--from", _older(path)).err


def _older(path: Path) -> Path:
    data = json.loads(path.read_text("utf-8"))
    data["answers"]["TR-1.1-01"] |= {"state": "missing", "updated_at": "2026-01-01T00:00:00Z"}
    path.write_text(json.dumps(data), "utf-8")
    return path


def test_it_goes_with_nothing_else(run: Run, made: str, sheet: Path, tmp_path: Path) -> None:
    assert "goes with no criterion" in run("answer", made, "TR-1.1-01", "partial", "--from", sheet).err
    assert run("answer", made, "--from", sheet, "--note", "x").code == 2
    assert "Which criterion?" in run("answer", made).err
    assert "There is no file" in run("answer", made, "--from", tmp_path / "none.csv").err
