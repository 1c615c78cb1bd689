"""Local files behind pieces of evidence: their hashes, and which are no longer what was registered."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from cop_tui.domain.register import Register
from cop_tui.errors import InputError
from cop_tui.store.connections import SIDES


def file_hash(path: Path) -> str:
    """The SHA-256 of a file's content, read in pieces. Raises InputError if it cannot be read."""
    try:
        if not path.is_file():
            raise InputError(f"{path} is no file.", "Name a file that can be read; its hash is kept, not its content.")
        if _in_use(path):
            raise InputError(f"{path} is a database that is being worked with.", "Name a copy of it.")
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error


def _in_use(path: Path) -> bool:
    """Whether a file is a database that some program, perhaps this one, has open, or lies beside one.

    Whoever closes such a file behind SQLite's back lets go of all locks that the process has on it. The paths of
    evidence may come from a stranger.
    """
    real = path.resolve()
    name = next((real.name.removesuffix(side) for side in SIDES if real.name.endswith(side)), real.name)
    return any(os.path.lexists(real.with_name(name + side)) for side in SIDES)


def changed_files(register: Register) -> dict[str, str]:
    """The pieces whose local file is gone or another one now, with what is wrong in words."""
    wrong: dict[str, str] = {}
    for key, piece in register.evidence.items():
        if piece.sha256 is None:
            continue
        path = Path(piece.reference)
        try:
            now = file_hash(path)
        except InputError as error:
            wrong[key] = error.message
        else:
            if now != piece.sha256:
                wrong[key] = f"{path} has changed since it was registered."
    return wrong
