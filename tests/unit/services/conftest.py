"""A library on a fresh file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cop_tui.domain.pack import Pack
from cop_tui.services.library import Library, Packs
from tests.conftest import TODAY


class OnePack(Packs):
    """The bundled pack, loaded once for all tests."""

    def __init__(self, pack: Pack) -> None:
        super().__init__()
        self._loaded[pack.id, pack.version] = pack


@pytest.fixture
def packs(pack: Pack) -> Packs:
    return OnePack(pack)


@pytest.fixture
def library(tmp_path: Path, packs: Packs) -> Iterator[Library]:
    with Library(tmp_path / "a.db", author="tester", packs=packs, today=lambda: TODAY) as opened:
        yield opened
