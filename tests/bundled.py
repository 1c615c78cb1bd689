"""The bundled questionnaire and the sample for tests: read once in each process, whoever asks first."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from cop_tui.domain.pack import Pack
from cop_tui.questionnaires.loader import load_pack
from cop_tui.questionnaires.locate import find_pack
from cop_tui.services.demo import load_demo
from cop_tui.services.packs import Packs


@cache
def bundled_pack() -> Pack:
    """The newest bundled questionnaire."""
    return load_pack(find_pack().path)


@cache
def bundled_packs() -> Packs:
    """The questionnaires as a library looks for them, the bundled one being there already."""
    pack = bundled_pack()
    found = Packs()
    found._loaded[pack.id, pack.version] = pack
    return found


@cache
def demo_facts() -> Mapping[str, Any]:
    """The facts of the sample."""
    return MappingProxyType(load_demo()["assessment"]["facts"])
