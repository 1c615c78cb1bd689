"""The questionnaires of this program, each loaded once."""

from __future__ import annotations

from pathlib import Path

from cop_tui.domain.pack import Pack
from cop_tui.questionnaires.kept import load_kept
from cop_tui.questionnaires.locate import bundled_root, find_pack
from cop_tui.services.places import cache_folder


class Packs:
    """Packs, each loaded once."""

    def __init__(self, root: Path | None = None) -> None:
        self._root = root
        self._loaded: dict[tuple[str, str], Pack] = {}

    @property
    def folder(self) -> Path:
        """Where they are read from."""
        return self._root or bundled_root()

    def newest(self, pack_id: str = "gpai-code") -> Pack:
        return self._load(pack_id, find_pack(pack_id, None, self._root).version)

    def get(self, pack_id: str, version: str) -> Pack:
        """A pack by id and version. Raises NotFoundError or PackError."""
        return self._load(pack_id, version)

    def is_loaded(self, pack_id: str, version: str) -> bool:
        return (pack_id, version) in self._loaded

    def _load(self, pack_id: str, version: str) -> Pack:
        key = (pack_id, version)
        if key not in self._loaded:
            self._loaded[key] = load_kept(find_pack(pack_id, version, self._root).path, cache_folder())
        return self._loaded[key]
