from __future__ import annotations

import json
from pathlib import Path

import pytest

from cop_tui.reports import as_pdf, registry
from cop_tui.services.reporting import formats
from tests.unit.cli.conftest import Run


def test_report_prints_the_paths_it_wrote(run: Run, made: str, tmp_path: Path) -> None:
    done = run("report", made, "--format", "md, JSON,md", "--output", tmp_path / "out")
    paths = [Path(line) for line in done.out.splitlines()]
    assert [p.suffix for p in paths] == [".md", ".json"]
    assert all(p.parent == tmp_path / "out" and p.is_file() for p in paths)
    assert "2 files written." in done.err
    again = run("report", made, "--output", tmp_path / "out")
    assert (again.code, again.out) == (2, "")
    assert "--force" in again.err
    forced = run("report", made, "--output", tmp_path / "out", "--force", "--json")
    assert forced.data == {"files": [str(paths[0])]}


def test_notes_and_evidence_can_be_left_out(run: Run, made: str, tmp_path: Path) -> None:
    run("answer", made, "TR-1.1-01", "partial", "--note", "for us alone", "--evidence", "Dossier 7")
    full = Path(run("report", made, "--output", tmp_path / "full").out.strip()).read_text("utf-8")
    bare = Path(run("report", made, "--output", tmp_path / "bare", "--no-notes", "--no-evidence").out.strip())
    assert "for us alone" in full
    assert "Dossier 7" in full
    assert "for us alone" not in bare.read_text("utf-8")
    assert "Dossier 7" not in bare.read_text("utf-8")


def test_unknown_formats_and_audiences(run: Run, made: str, tmp_path: Path) -> None:
    done = run("report", made, "--format", "htlm,zzz", "--output", tmp_path / "out")
    assert done.code == 2
    assert "Did you mean html?" in done.err
    assert "'zzz'" in done.err
    assert run("report", made, "--format", ",").code == 2
    assert run("report", made, "--audience", "press").code == 2
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_a_file(run: Run, made: str, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    assert run("report", made, "--output", tmp_path / "out").code == 2


def test_the_help_names_every_format(run: Run) -> None:
    text = " ".join(run("report", "--help").out.split())
    named = text.split("Formats, with commas between them: ")[1].split(".")[0].split(", ")
    assert sorted(named) == sorted(f.name for f in formats())


def test_demo_writes_its_reports_and_touches_no_file(
    run: Run, tmp_path: Path, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run("demo", "--report", tmp_path / "a", "--format", "json")
    assert done.code == 0
    first = Path(done.out.strip()).read_bytes()
    assert json.loads(first)
    second = Path(run("demo", "--report", tmp_path / "b", "--format", "json").out.strip()).read_bytes()
    assert first == second
    assert not db.parent.exists()
    assert run("demo", "--report", tmp_path / "a", "--format", "json").code == 2
    monkeypatch.setattr(registry, "FORMATS", ("as_markdown", "as_json"))
    assert len(run("demo", "--report", tmp_path / "a", "--force").out.splitlines()) == 2


def test_demo_is_put_into_the_file_once(run: Run, db: Path) -> None:
    first = run("demo", "--add").out
    assert run("demo", "--add").out == first
    assert [each["id"] for each in run("list", "--json").data] == [first.strip()]
    assert db.is_file()


def test_every_format_goes_into_one_folder(
    run: Run, made: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "FORMATS", ("as_html", "as_markdown", "as_json", "as_csv", "as_calendar"))
    done = run("report", made, "--all", tmp_path / "out")
    names = [Path(line).name for line in done.out.splitlines()]
    assert len(names) == 5
    assert all(n.startswith("wren-2026_gap-report_") for n in names)
    assert run("report", made, "--all", tmp_path / "out").code == 2
    assert run("report", made, "--all", tmp_path / "x", "--format", "md").code == 2
    assert run("report", made, "--all", tmp_path / "x", "--output", tmp_path).code == 2


def test_a_format_without_its_library(run: Run, made: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_pdf, "NEEDS", ("no_such_library",))
    monkeypatch.setattr(registry, "FORMATS", ("as_markdown", "as_pdf"))
    done = run("report", made, "--format", "md,pdf", "--output", tmp_path / "out")
    assert done.code == 2
    assert "pdf needs a library" in done.err
    assert "pip install 'cop-tui[pdf]'" in done.err
    assert "these formats work: md." in done.err
    assert not (tmp_path / "out").exists()
    rest = run("report", made, "--all", tmp_path / "out")
    assert [Path(line).suffix for line in rest.out.splitlines()] == [".md"]
    assert "Without pdf" in rest.err


def test_audiences_and_switches(run: Run, made: str, tmp_path: Path) -> None:
    run("answer", made, "TR-1.1-01", "partial", "--owner", "Quentin", "--note", "for us alone")
    board = Path(run("report", made, "--audience", "board", "--output", tmp_path).out.strip())
    assert "_gap-report-board_" in board.name
    assert "for us alone" not in board.read_text("utf-8")
    assert "Quentin" in board.read_text("utf-8")
    office = Path(run("report", made, "--audience", "ai-office", "--output", tmp_path).out.strip())
    assert "Quentin" not in office.read_text("utf-8")
    custom = Path(run("report", made, "--audience", "custom", "--no-owners", "--output", tmp_path).out.strip())
    assert "Quentin" not in custom.read_text("utf-8")
    assert "for us alone" in custom.read_text("utf-8")
    refused = run("report", made, "--audience", "board", "--notes", "--output", tmp_path / "x")
    assert refused.code == 2
    assert "the audience board is not shown notes" in refused.err


def test_a_template_is_for_formats_that_take_one(run: Run, made: str, tmp_path: Path) -> None:
    done = run("report", made, "--format", "md", "--template", tmp_path / "none.docx", "--output", tmp_path)
    assert done.code == 2
    assert "docx" in done.err
    done = run("report", made, "--format", "docx", "--template", tmp_path / "none.docx", "--output", tmp_path)
    assert done.code == 2
    assert "cannot be read" in done.err
