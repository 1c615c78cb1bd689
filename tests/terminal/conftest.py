"""A terminal with the app in it, on an assessment of its own."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cop_tui.questionnaires.kept import load_kept
from cop_tui.questionnaires.locate import find_pack
from cop_tui.services.config import remember_tour
from cop_tui.services.library import Library, Packs
from cop_tui.services.places import cache_folder
from tests.terminal.pseudo import PseudoTerminal

ROOT = Path(__file__).parents[2]
FACTS = {
    "training_compute_flop": "3e25",
    "placement_mode": "api",
    "placed_date": "2026-03-17",
    "chapters_signed": ["TR"],
}
Start = Callable[..., PseudoTerminal]


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The questionnaire as the program keeps it after its first start. A first start itself is that of `walk`."""
    folder = tmp_path_factory.mktemp("kept") / "cop-tui"
    load_kept(find_pack().path, folder)
    return folder


@pytest.fixture
def database(tmp_path: Path, packs: Packs) -> Path:
    """A file with one assessment, `Atlas`."""
    path = tmp_path / "atlas.db"
    with Library(path, author="tester", packs=packs) as library:
        library.create("Atlas", provider="Lab", model="Atlas-70B", facts=FACTS)
    return path


@pytest.fixture
def start(tmp_path: Path, isolated: Path, kept: Path) -> Iterator[Start]:
    """Starts `cop-tui` with arguments in a pseudo-terminal; all are closed at the end."""
    running: list[PseudoTerminal] = []
    shutil.copytree(kept, cache_folder())
    remember_tour()  # who is new is offered a tour

    def begin(
        *arguments: str | Path, rows: int = 45, cols: int = 150, controlling: bool = True, **extra: str
    ) -> PseudoTerminal:
        env = {
            "PATH": os.environ["PATH"],
            "HOME": str(isolated),
            "USER": "tester",
            "LOGNAME": "tester",
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PYTHONPATH": str(ROOT / "src"),
            **extra,
        }
        command = [sys.executable, "-m", "cop_tui", *(str(a) for a in arguments)]
        terminal = PseudoTerminal(command, rows=rows, cols=cols, env=env, cwd=tmp_path, controlling=controlling)
        running.append(terminal)
        return terminal

    yield begin
    for terminal in running:
        terminal.close()
