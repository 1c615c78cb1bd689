"""A pack as it was read and checked, kept so that the next start need not do that again.

Reading and checking the YAML files takes 300 ms and pydantic, reading what is kept 20 ms. It is JSON that is read as
strictly as any other content: nothing in it is run. It lies under the hash of the pack's files and a mark of the code
that checked them, so that any change to either makes it another one, and it names its own hash: what is cut off or was
written over is not read. It may be deleted at any time; where it cannot be written, everything is as it is without.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Final

import cop_tui
from cop_tui.domain.dates import with_limits
from cop_tui.domain.pack import Pack
from cop_tui.domain.plain import sparse
from cop_tui.questionnaires.collecting import nothing_collected
from cop_tui.questionnaires.marks import pack_hash, program_mark

MOST: Final = 8
"""How many packs are kept; the ones written first go."""
CHECKED_BY: Final = ("domain", "questionnaires")
"""The parts of the program by which a pack is what it is."""
_SUFFIX: Final = ".pack.json"


def load_kept(folder: Path, kept_in: Path) -> Pack:
    """The pack in `folder` as `loader.load_pack` gives it, from what is kept in `kept_in` if that still holds.

    Raises PackError as `load_pack` does.
    """
    try:
        sha256 = pack_hash(folder)
        file = kept_in / f"{sha256[:32]}-{_checker()}{_SUFFIX}"
    except OSError:  # files that cannot be read are told by the loader, each by its name
        sha256, file = "", None
    found = None if file is None else _read(file, sha256)
    if found is not None:
        return found
    from cop_tui.questionnaires.loader import checked_pack  # brings YAML, which is not needed otherwise (15 ms)

    pack = checked_pack(folder)
    if file is not None and pack.sha256 == sha256:
        _write(file, pack)
    return with_limits(pack)


def _checker() -> str:
    root = Path(cop_tui.__file__).parent
    return program_mark(root / part for part in CHECKED_BY)


def _read(file: Path, sha256: str) -> Pack | None:
    """The kept pack; None if there is none, or not this one whole."""
    try:
        digest, _, content = file.read_bytes().partition(b"\n")
        if hashlib.sha256(content).hexdigest().encode() != digest:
            return None
        with nothing_collected():
            pack = Pack.of(json.loads(content))
        return with_limits(pack) if pack.sha256 == sha256 else None
    except (OSError, ValueError, RecursionError):
        return None


def _write(file: Path, pack: Pack) -> None:
    """Keep a pack for the owner alone, whole or not at all."""
    content = json.dumps(sparse(pack)).encode()
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".pack-")
        try:
            with open(handle, "wb") as draft:
                draft.write(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
            os.replace(name, file)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise
        _tidy(file)


def _tidy(newest: Path) -> None:
    """Remove the oldest of too many."""
    others = sorted(newest.parent.glob(f"*{_SUFFIX}"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in [path for path in others if path != newest][MOST - 1 :]:
        path.unlink()
