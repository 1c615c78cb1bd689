"""Where files are, and who the author is."""

from __future__ import annotations

from pathlib import Path

import pytest

from cop_tui.services.places import author, config_file, data_file, export_folder


def test_data_file(tmp_path: Path) -> None:
    assert data_file(tmp_path / "x.db") == tmp_path / "x.db"
    assert data_file(None, {"COP_TUI_DB": str(tmp_path / "y.db")}) == tmp_path / "y.db"
    assert data_file(tmp_path / "x.db", {"COP_TUI_DB": "other"}) == tmp_path / "x.db"


def test_the_default_file_lies_in_the_users_data_folder_and_is_not_made(isolated: Path) -> None:
    path = data_file(None, {})
    assert path.is_relative_to(isolated)
    assert path.name == "assessments.db"
    assert not path.parent.exists()
    assert config_file().is_relative_to(isolated)


def test_export_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert export_folder(tmp_path / "out") == tmp_path / "out"
    assert export_folder().name == "cop-tui"
    (tmp_path / "exports").mkdir()
    assert export_folder() == tmp_path / "exports"


def test_author(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    assert author(config) == "tester"
    config.write_text('author = "Safety\\u001b lead"\n')
    assert author(config) == "Safety lead"
    config.write_text("author = 7\n")
    assert author(config) == "tester"
    config.write_text("author = \n")
    assert author(config) == "tester"
