"""What running does: it opens no socket, and loads what is declared. All commands, and a way through the app."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from cop_tui.cli.main import COMMANDS
from tests.packaging.licences import ROOT, licences, name_of

IF_THERE = {"pillow", "numpy"}
"""What a library of ours loads where it happens to be installed, and does without elsewhere."""
FACTS = "actor: developer\ntraining_compute_flop: 3e24\nplacement_mode: api\nplaced_date: 2026-03-17\n"


def watched(folder: Path, *arguments: str, typed: str = "") -> tuple[int, str, str]:
    """The exit code, what was said, and what was tried with the network."""
    report = folder / "attempts"
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("offline.py")), str(report), *arguments],
        input=typed, capture_output=True, text=True, timeout=120, check=False, cwd=folder,
        env={"PYTHONPATH": f"{ROOT / 'src'}", "PATH": os.environ["PATH"], "HOME": str(folder), "LOGNAME": "tester",
             "COP_TUI_DB": str(folder / "a.db"), "LANG": "C.UTF-8"},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr, report.read_text() if report.exists() else ""


def test_the_watch_sees_what_there_is_to_see(tmp_path: Path) -> None:
    code, said, attempts = watched(tmp_path, "prove")
    assert code == 0, said
    assert "socket.getaddrinfo" in attempts
    assert "socket.gethostbyname" in attempts


def test_no_command_opens_a_socket_or_loads_what_is_not_declared(tmp_path: Path) -> None:
    """One assessment goes through all of them; what each does is tested elsewhere.

    Not only what the source names is to be declared: what is in memory after all this belongs to a listed package.
    """
    (tmp_path / "facts.yaml").write_text(FACTS)
    (tmp_path / "sheet.csv").write_text("criterion,state\nTR-1.1-01,partial\n")
    steps: dict[str, list[str]] = {
        "scope": ["facts.yaml"],
        "new": ["A", "--facts", "facts.yaml"],
        "answer": ["A", "--from", "sheet.csv"],
        "walk": ["A"],
        "evidence": ["add", "A", "Model card", "--criterion", "TR-1.1-01"],
        "action": ["add", "A", "TR-1.1-01"],
        "event": ["list", "A"],
        "account": ["A", "AIA-53.1.c"],
        "signoff": ["A", "TR", "--name", "Ann", "--role", "Lead"],
        "baseline": ["add", "A", "Q3"],
        "what-if": ["A", "TR-1.1-01"],
        "explain": ["A", "readiness"],
        "compare": ["A@Q3", "A"],
        "deadlines": ["A", "--ics", "a.ics"],
        "duplicate": ["A", "B"],
        "report": ["A", "--format", "html,md,csv,json,xlsx,pdf,docx", "--output", "reports"],
        "export": ["A", "a.cop"],
        "merge": ["A", "a.cop"],
        "import": ["a.cop"],
        "backup": ["copy.db"],
        "restore": ["copy.db", "--yes"],
        "delete": ["B", "--yes"],
        "questionnaire": ["list"],
        "demo": ["--report", "demo", "--format", "html"],
        "open": ["A"],
    }
    alone: dict[str, list[str]] = {"list": [], "doctor": [], "keys": [], "verify": [], "config": []}
    names = [*steps, *(name for name in COMMANDS if name not in steps)]
    lines = [[name, *steps.get(name, alone.get(name, ["A"]))] for name in names]
    code, said, attempts = watched(tmp_path, "cli", json.dumps(lines))
    assert attempts == ""
    assert code == 0, said
    codes = dict(line.split()[:0:-1] for line in said.splitlines() if line.startswith("CODE "))
    assert list(codes) == names
    failed = {name for name, each in codes.items() if each not in ("0", "1")}
    assert failed <= {"open"}, said  # it has no terminal here
    assert (tmp_path / "reports").is_dir()
    assert (tmp_path / "a.cop").is_file()
    assert (tmp_path / "copy.db").is_file()
    (loaded,) = (line.split()[1:] for line in said.splitlines() if line.startswith("MODULES "))
    assert {"textual", "typst", "openpyxl", "docx"} <= set(loaded)
    assert undeclared(loaded) == {}


def undeclared(modules: list[str]) -> dict[str, list[str]]:
    """Those that belong to an installed package which is not listed, with the names of it."""
    owners = packages_distributions()
    known = set(licences()) | {"cop-tui", "setuptools"} | IF_THERE
    return {
        module: owners[module]
        for module in modules
        if module in owners
        and module not in sys.stdlib_module_names
        and not module.startswith(("_", "sphinxcontrib"))
        and not {name_of(each) for each in owners[module]} & known
    }


@pytest.mark.skipif(sys.platform == "win32", reason="there event loops have no pair of sockets of their own")
def test_the_app_opens_no_socket(tmp_path: Path) -> None:
    code, said, attempts = watched(tmp_path, "app", str(tmp_path / "a.db"))
    assert attempts == ""
    assert code == 0, said
