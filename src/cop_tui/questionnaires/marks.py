"""By what packs and the code that reads them are recognised again: exactly by content, or quickly by looks."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path


def pack_files(folder: Path) -> list[Path]:
    """The YAML files of a pack, in order of their names."""
    return sorted(folder.rglob("*.yaml"), key=lambda p: p.relative_to(folder).as_posix())


def pack_hash(folder: Path) -> str:
    """SHA-256 over names and bytes of all YAML files of a pack, in order of their names."""
    digest = hashlib.sha256()
    for path in pack_files(folder):
        name = path.relative_to(folder).as_posix().encode()
        content = path.read_bytes()
        digest.update(b"%d %s %d\n" % (len(name), name, len(content)))
        digest.update(content)
    return digest.hexdigest()


def program_mark(folders: Iterable[Path]) -> str:
    """A mark of the code and the questionnaires in some folders: another one after any change to them.

    Taken from names, sizes and times of the files, which costs a millisecond where reading them would cost many.
    """
    found = sorted(line for folder in folders for line in _looks(os.fspath(folder)))
    return hashlib.sha256("\n".join(found).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _looks(folder: str) -> Iterator[str]:
    """A line per file; `os.scandir` because `Path.rglob` takes two to three times as long (9 to 14 ms for 4)."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _looks(entry.path)
            elif entry.name.endswith((".py", ".yaml")):
                state = entry.stat()
                yield f"{entry.path} {state.st_size} {state.st_mtime_ns}"
