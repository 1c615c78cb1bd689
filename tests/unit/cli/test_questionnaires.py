from __future__ import annotations

from pathlib import Path

from cop_tui.questionnaires.locate import find_pack
from tests.unit.cli.conftest import Run


def test_list(run: Run) -> None:
    (row,) = run("questionnaire", "list", "--json").data
    assert (row["id"], row["criteria"], len(row["sha256"])) == ("gpai-code", 298, 64)
    assert "gpai-code" in run("questionnaire", "list").out


def test_lint(run: Run, tmp_path: Path) -> None:
    good = find_pack().path
    for path in (good, good / "pack.yaml"):
        done = run("questionnaire", "lint", path)
        assert (done.code, done.out) == (0, "")
        assert "298 criteria" in done.err
    (tmp_path / "pack.yaml").write_text("id: x\nnonsense: 1\n")
    bad = run("questionnaire", "lint", tmp_path)
    assert bad.code == 2
    assert "pack.yaml:2: nonsense" in bad.out
    assert run("questionnaire", "lint", tmp_path, "--json").data["problems"] == bad.out.splitlines()
    assert run("questionnaire", "lint", tmp_path / "none").code == 2
