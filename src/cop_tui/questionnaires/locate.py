"""Where packs are found: inside the installed package, or in the checkout beside `src/`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cop_tui.errors import NotFoundError

DEFAULT_PACK = "gpai-code"


@dataclass(frozen=True, slots=True)
class PackRef:
    """A pack on disk, known by the names of its folders."""

    id: str
    version: str
    path: Path


def bundled_root() -> Path:
    """The folder of the packs that come with the program.

    A wheel carries them inside the package. A checkout and an editable install keep them at the top of the tree,
    where reviewers find them. Raises NotFoundError if neither is there.
    """
    here = Path(__file__).resolve().parent
    for candidate in (here / "packs", here.parents[2] / "questionnaires"):
        if candidate.is_dir():
            return candidate
    raise NotFoundError("the questionnaires that belong to the program are missing", "Install cop-tui again.")


def list_packs(root: Path | None = None) -> tuple[PackRef, ...]:
    """Every pack under `root` (default: the bundled ones), by id and version."""
    base = bundled_root() if root is None else root
    return tuple(
        PackRef(folder.parent.name, folder.name, folder)
        for folder in sorted(base.glob("*/*"))
        if (folder / "pack.yaml").is_file()
    )


def find_pack(pack_id: str = DEFAULT_PACK, version: str | None = None, root: Path | None = None) -> PackRef:
    """A pack by id, in the given or its newest version. Raises NotFoundError naming what there is."""
    packs = list_packs(root)
    found = [p for p in packs if p.id == pack_id and version in (None, p.version)]
    if not found:
        wanted = pack_id if version is None else f"{pack_id} {version}"
        there = ", ".join(f"{p.id} {p.version}" for p in packs) or "none"
        raise NotFoundError(f"there is no questionnaire {wanted}", f"Available: {there}.")
    return found[-1]
