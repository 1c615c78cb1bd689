"""A library on a fresh file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cop_tui.services.library import Library, Packs
from tests.conftest import TODAY


@pytest.fixture
def library(tmp_path: Path, packs: Packs) -> Iterator[Library]:
    with Library(tmp_path / "a.db", author="tester", packs=packs, today=lambda: TODAY) as opened:
        yield opened


@pytest.fixture
def with_demo(tmp_path: Path, packs: Packs, copy_demo: Callable[[Path], None]) -> Iterator[Library]:
    """A library that holds the sample."""
    copy_demo(tmp_path / "demo.db")
    with Library(tmp_path / "demo.db", author="tester", packs=packs, today=lambda: TODAY) as opened:
        yield opened
