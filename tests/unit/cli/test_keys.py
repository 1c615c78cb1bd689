"""`keys`: all keys of the app as they are set, and what is wrong with the settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cop_tui.services.config import read_settings

from .conftest import Run


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config.toml"
    monkeypatch.setenv("COP_TUI_CONFIG", str(path))
    return path


def test_all_keys_are_listed(run: Run, config: Path) -> None:
    config.write_text('[keys]\n"workspace.note" = ["N", "f7"]\n"home.delete" = ""\n')
    done = run("keys")
    assert done.code == 0
    assert any(line.split()[:3] == ["workspace.note", "N,", "f7"] for line in done.out.splitlines())
    assert any(line.split()[:2] == ["home.delete", "-"] for line in done.out.splitlines())
    assert str(config) in done.err
    data = json.loads(run("keys", "--json").out)
    bound = {b["id"]: b for place in data["places"] for b in place["keys"]}
    assert bound["workspace.note"]["keys"] == ["N", "f7"]
    assert bound["workspace.note"]["default"] == ["m"]
    assert bound["home.delete"]["keys"] == []


def test_what_is_wrong_is_said_and_stops_nothing(run: Run, config: Path) -> None:
    config.write_text('athor = "x"\n[keys]\n"workspace.nte" = "N"\n')
    done = run("keys")
    assert done.code == 0
    assert "athor: is no setting. Did you mean author?" in done.err
    assert "keys.workspace.nte: is no action" in done.err
    assert "workspace.note" in done.out


def test_other_commands_warn_too(run: Run, made: str, config: Path) -> None:
    config.write_text("author = \n")
    done = run("show", made)
    assert done.code == 0
    assert "Wren 2026" in done.out
    assert "is no valid TOML" in done.err
    assert read_settings().author == ""
