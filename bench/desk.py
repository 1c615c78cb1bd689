"""What every row works with: files, packs, the commands to start, and how often to measure."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

from bench import files, packs
from bench.terminal import Terminal
from cop_tui.services.config import remember_tour
from cop_tui.services.packs import Packs

ROOT: Final = Path(__file__).resolve().parents[1]
CACHE: Final = ROOT / "bench" / ".cache"
HARLEQUIN: Final = ROOT / "bench" / ".venv-peers" / "bin" / "harlequin"


class Desk:
    """One run of the suite. `close` removes what it wrote for itself; what is worth keeping is in the cache."""

    def __init__(self, *, quick: bool = False, cache: Path = CACHE, rounds: int | None = None) -> None:
        """With `quick` a quarter of the rounds and no file of 10,000 assessments; `rounds` is the most there may be."""
        self.quick = quick
        self._rounds = rounds
        self.cache = cache
        cache.mkdir(parents=True, exist_ok=True)
        self._scratch = tempfile.TemporaryDirectory(prefix="run-", dir=cache)
        self.scratch = Path(self._scratch.name)
        self.home = self.scratch / "home"
        self.home.mkdir()
        self._fresh: set[Path] = set()
        state = self.home / ".local" / "share" / "cop-tui" / "state.toml"
        state.parent.mkdir(parents=True)
        remember_tour(state)  # who is new is offered a tour

    def close(self) -> None:
        self._scratch.cleanup()

    def rounds(self, usual: int) -> int:
        """How often to measure what is usually measured so often."""
        wanted = max(3, usual // 4) if self.quick else usual
        return wanted if self._rounds is None else min(wanted, self._rounds)

    # what is measured

    @cached_property
    def packs(self) -> Packs:
        """The packs that come with the program."""
        return Packs()

    @cached_property
    def big_packs(self) -> Packs:
        """A folder with one pack of about 5,000 criteria."""
        return Packs(packs.big_root(self.cache, self.packs.newest()))

    def file(self, count: int, answers: int, revisions: int = 1, packs: Packs | None = None) -> Path:
        """A file as `files.build` makes it, its figures kept; it is not to be changed."""
        chosen = packs or self.packs
        folder = self.cache if packs is None else self.cache / "big"
        folder.mkdir(exist_ok=True)
        file = files.build(folder, chosen, count=count, answers=answers, revisions=revisions)
        if file not in self._fresh:
            files.keep_figures(file, chosen)
            self._fresh.add(file)
        return file

    def copy(self, file: Path) -> Path:
        """A copy that may be changed."""
        target = Path(tempfile.mkdtemp(dir=self.scratch)) / file.name
        shutil.copy(file, target)
        return target

    @property
    def today(self) -> date:
        return date.today()

    # what is started

    @cached_property
    def env(self) -> Mapping[str, str]:
        """The environment of everything that is started: a home of its own, a terminal that can do everything."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "USER": files.AUTHOR,
            "LOGNAME": files.AUTHOR,
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        }

    @property
    def program(self) -> list[str]:
        """The program as people start it: its script where it is installed, else by its module."""
        script = Path(sys.executable).parent / "cop-tui"
        return [str(script)] if script.exists() else [sys.executable, "-m", "cop_tui"]

    def python(self, *arguments: str) -> list[str]:
        return [sys.executable, *arguments]

    def start(self, command: list[str], leave: bytes = b"\x11") -> Terminal:
        """Start a program in a pseudo-terminal."""
        return Terminal(command, self.env, self.scratch, leave=leave)

    def empty_app(self) -> Terminal:
        """The yardstick for all that is painted."""
        return self.start(self.python(str(ROOT / "bench" / "empty_app.py")))
