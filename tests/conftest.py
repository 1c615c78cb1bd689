"""What every test may use; and what keeps every test away from the developer's machine.

COP_HYPOTHESIS=thorough tries many more examples of every property than the run of every day; see `tests/examples.py`.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from cop_tui.domain.pack import Pack
from cop_tui.services.demo import create_demo
from cop_tui.services.library import Library
from cop_tui.services.packs import Packs
from tests.bundled import bundled_pack, bundled_packs
from tests.examples import load_profile

load_profile()

TODAY = date(2026, 11, 22)
CopyDemo = Callable[[Path], None]


def pytest_configure() -> None:
    """Look for garbage less often: the apps of the tests are many objects, and few of them garbage.

    An app starts a sixth faster than with 20,000, for some 20 MB more in each process.
    """
    gc.set_threshold(500_000, 20, 50)


def pytest_collection_finish() -> None:
    """What is there before the first test stays to the end; whoever looks for garbage may pass it by."""
    bundled_pack()
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def another_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Makes an empty folder each time."""
    homes, numbers = tmp_path_factory.mktemp("homes"), count()

    def make() -> Path:
        home = homes / str(next(numbers))
        home.mkdir()
        return home

    return make


@pytest.fixture(autouse=True)
def isolated(another_home: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for each test, a fixed author and locale, no settings from outside."""
    home = another_home()
    for name in list(os.environ):
        if name.startswith(("XDG_", "COP_TUI_", "TEXTUAL")) or name in ("NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setenv("LOGNAME", "tester")
    monkeypatch.setenv("USER", "tester")
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_CTYPE", raising=False)
    return home


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The bundled questionnaire."""
    return bundled_pack()


@pytest.fixture(scope="session")
def packs() -> Packs:
    """The questionnaires of a library, the bundled one loaded once for all tests."""
    return bundled_packs()


@pytest.fixture(scope="session")
def copy_demo(tmp_path_factory: pytest.TempPathFactory, packs: Packs) -> CopyDemo:
    """Puts an assessment file with the sample in it at a path: written once, copied for each test."""
    written = tmp_path_factory.mktemp("demo") / "demo.db"
    with Library(written, author="tester", packs=packs) as library:
        create_demo(library)

    def copy(path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copy(written, path)

    return copy


@pytest.fixture(scope="session")
def today() -> date:
    """The day on which tests take place."""
    return TODAY
