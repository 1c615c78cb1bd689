"""Local files behind pieces of evidence: their hashes, and which are no longer what was registered."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cop_tui.domain.register import Register
from cop_tui.errors import InputError


def file_hash(path: Path) -> str:
    """The SHA-256 of a file's content, read in pieces. Raises InputError if it cannot be read."""
    try:
        if not path.is_file():
            raise InputError(f"{path} is no file.", "Name a file that can be read; its hash is kept, not its content.")
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error


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
