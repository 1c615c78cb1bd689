"""Run the command line as a person would: arguments in; exit code, stdout and stderr out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner

from cop_tui.cli.main import program
from cop_tui.domain.pack import Pack
from cop_tui.services import packs

Run = Callable[..., "Outcome"]
FACTS: Final = """\
provider_name: Harrowmere Labs
model_name: Wren-7B
actor: developer
training_compute_flop: 3e24
placement_mode: api
placed_date: 2026-03-17
established_in_eu: true
chapters_signed: [TR, CR]
"""


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Where the assessment file will be."""
    return tmp_path / "store" / "assessments.db"


@pytest.fixture
def run(db: Path, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the file of this test. The bundled questionnaire is read once for all of them."""
    monkeypatch.setattr(packs, "load_kept", lambda path, kept_in: pack)
    monkeypatch.setenv("COP_TUI_DB", str(db))
    monkeypatch.setenv("COLUMNS", "100")

    def call(*args: str | Path, typed: str | None = None) -> Outcome:
        result = CliRunner().invoke(program, [str(a) for a in args], input=typed)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Outcome(result.exit_code, result.stdout, result.stderr)

    return call


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """Facts of a provider without systemic risk who placed a model on the market."""
    path = tmp_path / "facts.yaml"
    path.write_text(FACTS, encoding="utf-8")
    return path


@pytest.fixture
def made(run: Run, facts: Path) -> str:
    """The id of an assessment without answers."""
    return run("new", "Wren 2026", "--facts", facts).out.strip()
