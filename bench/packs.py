"""A questionnaire as large as a user may write one: the bundled one, its largest chapter many times over."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Final

from cop_tui.domain.pack import Pack
from cop_tui.questionnaires.locate import find_pack

COPIES: Final = 21
"""Of the chapter of 230 criteria: together with the bundled ones about 5,000."""
LARGEST: Final = "SS"
FORMAT: Final = 1


def big_root(cache: Path, pack: Pack) -> Path:
    """The folder of a pack with the bundled one's id and version that has about 5,000 criteria."""
    root = cache / f"packs-{COPIES}-{FORMAT}-{pack.sha256[:8]}"
    if not root.exists():
        draft = root.with_suffix(".draft")
        shutil.rmtree(draft, ignore_errors=True)
        folder = draft / pack.id / pack.version
        shutil.copytree(find_pack(pack.id, pack.version).path, folder)
        names = [f"S{number:02}" for number in range(COPIES)]
        for name in names:
            _copy_chapter(folder / "chapters" / LARGEST, folder / "chapters" / name, name)
        head = folder / "pack.yaml"
        listed = "".join(f"\n- {name}" for name in names)
        head.write_text(head.read_text("utf-8").replace(f"\n- {LARGEST}\n", f"\n- {LARGEST}{listed}\n", 1), "utf-8")
        os.replace(draft, root)
    return root


def _copy_chapter(source: Path, target: Path, name: str) -> None:
    """A chapter under another name: the ids of all that stands in it begin with that, references among them too."""
    target.mkdir()
    for path in source.glob("*.yaml"):
        text = re.sub(rf"\b{LARGEST}-(?!E)", f"{name}-", path.read_text("utf-8"))
        text = re.sub(rf"^id: {LARGEST}$", f"id: {name}", text, flags=re.MULTILINE)
        (target / path.name.replace(LARGEST, name)).write_text(text, "utf-8")
