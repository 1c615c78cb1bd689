"""Sheets of answers as people and hostile people write them."""

from __future__ import annotations

import io
import json
import random
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cop_tui.errors import InputError, NotFoundError
from cop_tui.services import sheets
from cop_tui.services.sheets import Sheet, read_sheet


def read(folder: Path, name: str, content: bytes | str) -> Sheet:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_sheet(path)


def book(*rows: list[Any], title: str = "Answers", first: bool = False) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    if first:
        sheet.append(["About", "this"])
        sheet = made.create_sheet(title)
    sheet.title = title
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def repacked(content: bytes, changes: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.pop(name) if name in changes else old.read(name))
        for name, text in changes.items():
            new.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "criterion,state\r\nTR-1.1-01,partial\r\n",
        "\ufeffcriterion;state\nTR-1.1-01;partial\n",
        "sep=;\nCriterion;State\nTR-1.1-01;partial",
        '"criterion","state"\n\n"TR-1.1-01","partial"\n,\n',
        "state\tcriterion\npartial\tTR-1.1-01\n",
    ],
)
def test_csv_of_any_spreadsheet_program(tmp_path: Path, text: str) -> None:
    (row,) = read(tmp_path, "a.csv", text).rows
    assert (row.criterion, row.cells["state"]) == ("TR-1.1-01", "partial")
    assert row.where.startswith("row ")


def test_rows_are_numbered_as_a_spreadsheet_does(tmp_path: Path) -> None:
    sheet = read(tmp_path, "a.csv", 'criterion,note\nTR-1.1-01,"two\nlines"\n\nTR-1.1-02,x\n')
    assert [row.where for row in sheet.rows] == ["row 2", "row 4"]
    assert sheet.rows[0].cells["note"] == "two\nlines"


def test_columns_that_nobody_knows_are_told(tmp_path: Path) -> None:
    sheet = read(tmp_path, "a.csv", "criterion,notes,Colour,question\nTR-1.1-01,a,b,c\n")
    assert sheet.warnings == (
        "the column 'notes' is not read; did you mean note?",
        "the column 'Colour' is not read",
    )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", "state,note\npartial,x\n", "no column is called criterion"),
        ("a.csv", "", "no column is called criterion"),
        ("a.csv", "criterion,state,State\nTR-1.1-01,a,b\n", "state is there twice"),
        ("a.csv", 'criterion,state\nTR-1.1-01,"a"b\n', "no well-formed CSV"),
        ("a.csv", "criterion,note\nTR-1.1-01,Gr\xfc\xdfe\n".encode("cp1252"), "line 2 has a letter in another"),
        ("a.csv", "criterion,state\n".encode("utf-16"), "no UTF-8 text"),
        ("a.csv", "criterion,state\n,partial\n", "row 2: names no criterion"),
        ("a.json", "{", "no well-formed JSON"),
        ("a.json", '{"answers": {"A": {}, "A": {}}}', "given twice"),
        ("a.json", '{"gaps": []}', "holds no answers"),
        ("a.json", '[{"state": "partial"}]', "row 1: no column is called criterion"),
        ("a.json", '["TR-1.1-01"]', "row 1: must hold fields"),
        ("a.json", '{"answers": {"TR-1.1-01": {"note": {"a": 1}}}}', "TR-1.1-01: note: must be text"),
        ("a.json", '{"answers": {"TR-1.1-01": {"evidence": [1]}}}', "must be a list of texts"),
        ("a.json", '{"answers": {"TR-1.1-01": {"state": NaN}}}', "NaN is no number"),
        ("a.json", "[" * 100_000, "nested too deeply"),
        ("a.yaml", "answers:\n  TR-1.1-01: {state: partial}\n  TR-1.1-01: {}\n", "a.yaml:3: TR-1.1-01: key given"),
        ("a.yaml", "a: &a [1]\nanswers: *a\n", "anchors and aliases"),
        ("a.yaml", "answers: !!python/object/apply:os.system [x]\n", "tag"),
        ("a.yaml", "answers:\n- criterion: TR-1.1-01\n  note: [a]\n", "line 2: note: must be text"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "an old Excel file"),
        ("a.ods", b"PK", "OpenDocument"),
        ("a.pdf", b"%PDF", "no sheet that can be read"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0", "password"),
        ("a.xlsx", b"PK\x03\x04 nothing", "damaged"),
        ("a.xlsx", b"", "damaged"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named(tmp_path: Path, name: str, content: bytes | str, words: str) -> None:
    with pytest.raises(InputError) as refused:
        read(tmp_path, name, content)
    assert words in refused.value.message


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_sheet(tmp_path / "none.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputError, match="no file"):
        read_sheet(tmp_path / "folder.csv")


def test_sizes_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_BYTES", 100)
    with pytest.raises(InputError, match="larger than 100 bytes"):
        read(tmp_path, "a.csv", "criterion\n" + "x" * 200)
    monkeypatch.undo()
    many = "criterion,state\n" + "TR-1.1-01,partial\n" * (sheets.MAX_ROWS + 1)
    with pytest.raises(InputError, match="more than 5,000 rows"):
        read(tmp_path, "a.csv", many)
    with pytest.raises(InputError, match="more than 5,000 rows"):
        read(tmp_path, "a.json", json.dumps([{"criterion": "TR-1.1-01"}] * (sheets.MAX_ROWS + 1)))


def test_json_and_yaml_take_what_is_printed_and_lists_of_rows(tmp_path: Path) -> None:
    said = {"state": "partial", "evidence": ["A", "B"], "checks": ["c1", "c2"], "flagged": True, "due": None}
    for content in ({"assessment": {}, "answers": {"TR-1.1-01": said}}, [{"criterion": "TR-1.1-01", **said}]):
        for name in ("a.json", "a.yaml"):
            (row,) = read(tmp_path, name, json.dumps(content)).rows
            assert row.criterion == "TR-1.1-01"
            assert row.cells == {
                "state": "partial", "evidence": "A\nB", "checks_ticked": "c1\nc2", "flagged": "yes", "due": "",
            }  # fmt: skip
    (row,) = read(tmp_path, "a.yaml", "- criterion: TR-1.1-01\n  due: 2026-12-01\n  note: 7\n").rows
    assert (row.where, row.cells["due"], row.cells["note"]) == ("line 1", "2026-12-01", "7")


def test_xlsx_cells_become_text(tmp_path: Path) -> None:
    content = book(
        ["Criterion", "State", "Due", "Note", "Owner", "Flagged", "Updated at", None, "Checks ticked"],
        ["TR-1.1-01", "partial", date(2026, 12, 1), 12, "Ann", True, datetime(2026, 10, 2, 9, 14), "x", None],
        [None, None, None],
        ["TR-1.1-02", None, 46357, datetime(2026, 12, 1), 1.5, "no", None],
        first=True,
    )
    one, two = read(tmp_path, "a.xlsx", content).rows
    assert one.cells == {
        "state": "partial", "due": "2026-12-01", "note": "12", "owner": "Ann", "flagged": "yes",
        "updated_at": "2026-10-02T09:14:00Z", "checks_ticked": "",
    }  # fmt: skip
    assert (two.where, two.cells["due"], two.cells["note"], two.cells["owner"]) == (
        "row 4", "2026-12-01", "2026-12-01", "1.5",
    )  # fmt: skip


def test_a_sheet_of_another_name_is_found_by_its_heads(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "a.xlsx", book(["criterion", "state"], ["TR-1.1-01", "partial"], title="Sheet1")).rows
    assert row.cells == {"state": "partial"}


def test_xlsx_problems_come_with_their_rows(tmp_path: Path) -> None:
    content = book(
        ["criterion", "note", "due"],
        ["TR-1.1-01", "=1+1", None],
        ["TR-1.1-02", "x", datetime(2026, 12, 1, 8, 30)],
        ["TR-1.1-03", "x", 7],
        [None, "x", None],
    )
    with pytest.raises(InputError) as refused:
        read(tmp_path, "a.xlsx", content)
    for words in ("row 2: note: is calculated by a formula", "row 3: due:", "row 4: due: '7' is no date",
                  "row 5: names no criterion"):  # fmt: skip
        assert words in refused.value.message


GOOD = book(["criterion", "state"], ["TR-1.1-01", "partial"])
DTD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"xl/worksheets/sheet1.xml": DTD}, "declarations"),
        ({"xl/styles.xml": DTD.decode().encode("utf-16")}, "declarations"),
        ({"docProps/odd.XML": DTD}, "declarations"),
        ({"xl/vbaProject.bin": b"x"}, "macros"),
        ({"../../etc/passwd": b"x"}, "parts that no XLSX file has"),
        ({"/etc/passwd": b"x"}, "parts that no XLSX file has"),
        ({"a\\b": b"x"}, "parts that no XLSX file has"),
        ({"xl/workbook.xml": b"<x/>"}, "no column is called criterion"),
        ({"xl/worksheets/sheet1.xml": b"<x"}, "damaged"),
        ({f"xl/{n}.bin": b"" for n in range(600)}, "unpacks to more"),
    ],
)
def test_hostile_workbooks_are_refused(tmp_path: Path, changes: dict[str, bytes], words: str) -> None:
    with pytest.raises(InputError, match=words):
        read(tmp_path, "a.xlsx", repacked(GOOD, dict(changes)))


@pytest.mark.parametrize(
    ("part", "before", "many", "after"),
    [
        ("xl/worksheets/sheet1.xml", "<sheetData><row>", "<c/>", "</row></sheetData>"),
        ("xl/styles.xml", "<cellXfs>", '<xf numFmtId="0"/>', "</cellXfs>"),
        ("xl/sharedStrings.xml", "", "<si><t>a</t></si>", ""),
    ],
)
def test_what_takes_minutes_to_read_is_refused_at_once(
    tmp_path: Path, part: str, before: str, many: str, after: str
) -> None:
    bomb = repacked(GOOD, {part: f"<x>{before}{many * 700_000}{after}</x>".encode()})
    assert len(bomb) < 200_000
    with pytest.raises(InputError, match="unpacks to more"):
        read(tmp_path, "a.xlsx", bomb)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = repacked(GOOD, {"xl/media/image1.bin": b"\0" * 70_000_000})
    assert len(bomb) < 200_000
    with pytest.raises(InputError, match="unpacks to more"):
        read(tmp_path, "a.xlsx", bomb)


def test_a_row_far_below_ends_the_reading(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    far = sheet.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>')
    with pytest.raises(InputError, match="goes on after row 5,000"):
        read(tmp_path, "a.xlsx", repacked(GOOD, {"xl/worksheets/sheet1.xml": far.encode()}))


def test_a_damaged_workbook_is_a_sentence(tmp_path: Path) -> None:
    chance = random.Random(7)
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(150):
        name = chance.choice(list(parts))
        text = bytearray(parts[name])
        for _ in range(chance.randint(1, 6)):
            text[chance.randrange(len(text))] = chance.randrange(1, 256)
        broken = repacked(GOOD, {name: bytes(text)})
        if chance.random() < 0.3:
            broken = broken[: chance.randrange(len(broken))]
        try:
            read(tmp_path, "a.xlsx", broken)
        except InputError as error:
            assert error.message


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", "criterion,state\n" + "a\n" * 300_000, "more than 5,000 rows"),
        ("a.json", '[{"criterion":"a",' + ",".join(f'"k{n}":1' for n in range(30_000)) + "}]", "more than 200 fields"),
        ("a.yaml", "- criterion: a\n" + "".join(f"  k{n}: 1\n" for n in range(3_000)), "more than 200 fields"),
    ],
)
def test_more_than_anybody_answers_is_refused_early(tmp_path: Path, name: str, content: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read(tmp_path, name, content.encode())


def test_a_yaml_file_of_values_without_end_is_not_read_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cop_tui.questionnaires.source.MAX_NODES", 1_000)
    with pytest.raises(InputError, match="holds more than 1,000 values"):
        read(tmp_path, "a.yaml", b"- a\n" * 2_000)
