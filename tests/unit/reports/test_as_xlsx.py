"""The workbook, read by the library that others read workbooks with."""

from __future__ import annotations

import io
import os
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cop_tui.domain.answers import STATES
from cop_tui.domain.text import clean_text
from cop_tui.reports import as_xlsx
from cop_tui.reports.audiences import AUDIENCES
from cop_tui.reports.leaving_out import copy_for
from cop_tui.reports.model import ReportModel
from cop_tui.reports.sheet_cells import CUT, FIELDS, SHOWN, cell_read, cell_text, guarded, unguarded
from tests.examples import examples

from .conftest import Make
from .small import MODEL
from .test_formats import nasty

GOLDEN = Path(__file__).parents[2] / "golden" / "reports" / "small.xlsx.txt"
LISTS = ["Gaps", "Answers", "Evidence", "Actions", "Obligations", "Deadlines"]


def opened(model: ReportModel) -> Any:
    return openpyxl.load_workbook(io.BytesIO(as_xlsx.render(model)))


@pytest.fixture(scope="module")
def book(sample: ReportModel) -> Any:
    """The workbook of the sample, to look at."""
    return opened(sample)


def column(sheet: Any, head: str) -> list[Any]:
    heads = [cell.value for cell in sheet[1]]
    return [row[heads.index(head)] for row in sheet.iter_rows(min_row=2)]


def test_one_sheet_for_each_list(book: Any, sample: ReportModel) -> None:
    assert book.sheetnames == ["About", *LISTS]
    for name in LISTS:
        sheet = book[name]
        assert sheet.freeze_panes.endswith("2")
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(cell.font.b and cell.fill.fgColor.rgb for cell in sheet[1])
        assert all(5 < sheet.column_dimensions[cell.column_letter].width < 70 for cell in sheet[1])
        assert all(cell.alignment.wrap_text for cell in sheet[2])
        assert sheet.print_title_rows == "$1:$1"
    held = sample.registers
    sizes = {name: book[name].max_row - 1 for name in LISTS}
    assert sizes == {
        "Gaps": len(sample.gaps),
        "Answers": len(sample.rows()) + len(sample.not_asked),
        "Evidence": len(held.evidence),
        "Actions": len(held.actions),
        "Obligations": len(sample.duties) + len(sample.unbound),
        "Deadlines": len(held.deadlines.all()),
    }


def test_the_first_sheet_says_what_it_is(book: Any, sample: ReportModel) -> None:
    about = {row[0]: row[1] for row in book["About"].iter_rows(values_only=True)}
    assert about["Hash of it"] == sample.pack.sha256
    assert about["Day"] == "2026-11-22"
    assert about["Left out"] == "Nothing."
    assert "Working lists" in about["Atlas 2026"]


def test_states_and_efforts_are_chosen_from_a_list(book: Any) -> None:
    sheet = book["Answers"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    heads = {cell.value: cell.column_letter for cell in sheet[1]}
    state = rules[f"{heads['State']}2:{heads['State']}{sheet.max_row}"]
    assert state.formula1 == f'"{",".join(STATES)},(remove)"'
    assert state.showErrorMessage
    assert rules[f"{heads['Effort']}2:{heads['Effort']}{sheet.max_row}"].formula1 == '"S,M,L,(remove)"'
    assert rules[f"{heads['Due']}2:{heads['Due']}{sheet.max_row}"].type == "date"


def test_days_are_days_and_times_are_times() -> None:
    book = opened(MODEL)
    due = column(book["Answers"], "Due")[1]
    assert (due.value, due.number_format) == (datetime(2026, 11, 1), "yyyy-mm-dd")
    at = column(book["Answers"], "Updated at")[0]
    assert (at.value, at.number_format) == (datetime(2026, 10, 2, 9, 14), "yyyy-mm-dd hh:mm:ss")
    assert column(book["Evidence"], "Valid to")[0].is_date
    assert column(book["Obligations"], "Ready at least")[0].number_format == "0 %"


def test_a_day_before_spreadsheets_is_text() -> None:
    early = replace(MODEL.gaps[0], due=date(1850, 1, 1))
    assert column(opened(replace(MODEL, gaps=(early,)))["Gaps"], "Own date")[0].value == "1850-01-01"


HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "#REF!", "_x0041_", "TRUE", "＝1", "1e5", "2026-01-01"]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_only_ever_text(text: str) -> None:
    model = MODEL.with_rows(lambda row: replace(row, note=text, owner=text))
    cell = column(opened(model)["Answers"], "Note")[0]
    assert cell.data_type == "s"
    assert cell_read(cell.value) == text
    assert bool(cell.quotePrefix) == text.startswith(("=", "+", "-", "@", "＝"))


def test_no_cell_of_a_hostile_report_is_a_formula(make: Make) -> None:
    model = nasty(make)
    for sheet in opened(model):
        for row in sheet.iter_rows():
            assert all(cell.data_type in ("s", "n", "d") and cell.hyperlink is None for cell in row)
            assert all(cell.comment is None for cell in row)
        assert sheet.sheet_state == "visible"


def test_what_a_cell_cannot_hold_is_cut_and_says_so() -> None:
    note = "👍" * 20_000  # two units each for a spreadsheet
    cell = column(opened(MODEL.with_rows(lambda row: replace(row, note=note)))["Answers"], "Note")[0]
    assert cell.value.endswith(CUT)
    assert len(cell.value.encode("utf-16-le")) // 2 <= 32_767
    assert cell.value.startswith("👍" * 16_000)


@example("_x005F_x0041_")
@given(st.text(max_size=50))
def test_any_text_is_read_from_a_cell_as_it_was(text: str) -> None:
    text = clean_text(text)
    assert cell_read(cell_text(text)) == text.replace("\ufffe", "").replace("\uffff", "")


def test_the_same_model_gives_the_same_bytes_and_names_nobody(sample: ReportModel) -> None:
    first = as_xlsx.render(sample)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core, app = archive.read("docProps/core.xml").decode(), archive.read("docProps/app.xml").decode()
    assert "creator" not in core
    assert "2026-11-22T00:00:00Z" in core
    assert "Atlas 2026: working lists" in core
    assert "openpyxl" not in app.lower()
    assert as_xlsx.render(sample) == first


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_copy_has_no_sheet_or_column_for_what_it_leaves_out(sample: ReportModel, audience: str) -> None:
    model = copy_for(sample, AUDIENCES[audience], audience)
    book = opened(model)
    parts = {"gaps": "Gaps", "answers": "Answers", "evidence": "Evidence", "plan": "Actions"}
    assert [name for name in LISTS if name in book.sheetnames] == [
        name
        for name in LISTS
        if all(model.shows(p) for p, n in parts.items() if n == name)  # type: ignore[arg-type]
    ]
    heads = {cell.value for sheet in book for cell in sheet[1]}
    for part, names in {"owners": {"Owner"}, "notes": {"Note"}, "history": {"Updated at", "Updated by"}}.items():
        if not model.shows(part):  # type: ignore[arg-type]
            assert not names & ({cell.value for name in ("Answers",) if name in book for cell in book[name][1]} & heads)


def test_every_head_of_the_answers_is_known_when_read_back(book: Any) -> None:
    heads = {"_".join(str(cell.value).lower().split()) for cell in book["Answers"][1]}
    assert heads <= {*FIELDS, *SHOWN}


@examples(300)
@given(st.text(alphabet="=+-@＝;,\t\n\"' ab", max_size=12))
def test_guarded_text_is_read_back_and_begins_nowhere_as_a_formula(text: str) -> None:
    text = clean_text(text)
    safe = guarded(text)
    assert unguarded(safe) == text
    for separator in (";", "\t", "\n"):
        for part in safe.split(separator):
            assert not part.lstrip(' "\t\n').startswith(("=", "+", "-", "@", "＝"))


def test_the_small_workbook_is_as_it_was() -> None:
    """The text of every cell, with what is a number or a day; COP_GOLDEN=write writes it anew."""
    lines = []
    for sheet in opened(MODEL):
        lines.append(f"# {sheet.title} {sheet.dimensions}")
        for row in sheet.iter_rows():
            lines += [f"{c.coordinate} {c.data_type} {c.value!r}" for c in row if c.value is not None]
    text = "\n".join(lines) + "\n"
    if os.environ.get("COP_GOLDEN") == "write":
        GOLDEN.write_text(text, "utf-8")
    assert text == GOLDEN.read_text("utf-8")
