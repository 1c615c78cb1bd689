from __future__ import annotations

import json
from pathlib import Path

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
    done = run("report", made, "--format", "htlm,doc", "--output", tmp_path / "out")
    assert done.code == 2
    assert "Did you mean html?" in done.err
    assert "'doc'" in done.err
    assert run("report", made, "--format", ",").code == 2
    assert run("report", made, "--audience", "press").code == 2
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_a_file(run: Run, made: str, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    assert run("report", made, "--output", tmp_path / "out").code == 2


def test_the_help_names_every_format(run: Run) -> None:
    assert ", ".join(f.name for f in formats()) in " ".join(run("report", "--help").out.split())


def test_demo_writes_its_reports_and_touches_no_file(run: Run, tmp_path: Path, db: Path) -> None:
    done = run("demo", "--report", tmp_path / "a", "--format", "json")
    assert done.code == 0
    first = Path(done.out.strip()).read_bytes()
    assert json.loads(first)
    second = Path(run("demo", "--report", tmp_path / "b", "--format", "json").out.strip()).read_bytes()
    assert first == second
    assert not db.parent.exists()
    assert run("demo", "--report", tmp_path / "a", "--format", "json").code == 2
    assert len(run("demo", "--report", tmp_path / "a", "--force").out.splitlines()) == len(formats())
