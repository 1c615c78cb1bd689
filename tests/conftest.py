"""What every test may use; and what keeps every test away from the developer's machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from cop_tui.domain.pack import Pack
from cop_tui.questionnaires.loader import load_pack
from cop_tui.questionnaires.locate import find_pack

settings.register_profile(
    "cop", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("cop")

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def isolated(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of its own for each test, a fixed author and locale, no settings from outside."""
    home = tmp_path_factory.mktemp("home")
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
    yield home


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The bundled questionnaire."""
    return load_pack(find_pack().path)


@pytest.fixture(scope="session")
def today() -> date:
    """The day on which tests take place."""
    return TODAY
