"""Seal a portable file with a passphrase, and open one again: files in the age format, which other tools open too.

All of it happens in memory; nothing in plain reaches the disk. A stranger's file says itself how much work opening it
takes (the work factor of scrypt), so that is looked at before any work is done.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Final

from cop_tui.errors import InputError
from cop_tui.services.files_in import read_regular

Ask = Callable[[], str]
"""Gives the passphrase of a sealed file; is called only when one is needed. May raise InputError."""

LENGTH_MIN: Final = 12
DIFFERENT_MIN: Final = 5
LENGTH_MAX: Final = 1_000
WORK_MAX: Final = 20
"""The largest work factor that is done for a file: 2**20 takes 1 GiB and some seconds. Tools write 18 or so."""
WORK_MIN: Final = 15
"""The smallest that a file of ours may have; what a machine reaches in a second depends on what else it does."""
TRIES: Final = 3
OVERHEAD: Final = 1.4
"""How much larger a sealed file may be than what it holds: 16 bytes in 64 KiB, and a third for armour."""

_VERSION: Final = b"age-encryption.org/v1\n"
_MAGIC: Final = b"age-encryption.org/"
_BEGIN: Final = b"-----BEGIN AGE ENCRYPTED FILE-----"
_END: Final = b"-----END AGE ENCRYPTED FILE-----"
_HEADER: Final = re.compile(
    rb"age-encryption\.org/v1\n-> scrypt [A-Za-z0-9+/]{22} ([1-9][0-9]?)\n[A-Za-z0-9+/]{43}\n--- [A-Za-z0-9+/]{43}\n"
)
_NOTHING: Final = "Nothing was stored."
_WRONG: Final = "The passphrase does not open the file"


def is_sealed(data: bytes) -> bool:
    """Whether bytes begin as an age file does, in plain or in armour."""
    return data.startswith(_MAGIC) or data[:200].lstrip().startswith(_BEGIN)


def is_sealed_file(source: Path) -> bool:
    """Whether a file begins as an age file does. Raises InputError if it cannot be read."""
    return is_sealed(read_regular(source, 200)[0])


def check_new(passphrase: str) -> None:
    """Refuse a passphrase that protects nothing. Raises InputError with what is asked for."""
    hint = "A few words that belong together only to you are easy to keep and hard to guess."
    if len(passphrase.strip()) < LENGTH_MIN:
        raise InputError(f"The passphrase is too short: it needs at least {LENGTH_MIN} characters.", hint)
    if len(passphrase) > LENGTH_MAX:
        raise InputError(f"The passphrase is longer than {LENGTH_MAX} characters.", hint)
    if len(set(passphrase)) < DIFFERENT_MIN:
        raise InputError(
            f"The passphrase is too easily guessed: it needs at least {DIFFERENT_MIN} different characters.", hint
        )
    if not passphrase.isprintable():
        raise InputError("The passphrase holds a character that cannot be typed again.", hint)


def require_sealing() -> None:
    """Make sure that files can be sealed here. Raises InputError naming the extra that is missing."""
    _library()


def seal(data: bytes, passphrase: str) -> bytes:
    """The age file that holds `data`. Takes about a second. Raises InputError for a weak passphrase."""
    check_new(passphrase)
    age = _library()
    for _ in range(TRIES):
        try:
            sealed: bytes = age.passphrase.encrypt(data, passphrase)
        except (age.EncryptError, ValueError) as error:
            raise InputError("The file could not be encrypted.", _NOTHING) from error
        found = _HEADER.match(sealed)
        if found is not None and WORK_MIN <= int(found[1]) <= WORK_MAX:
            return sealed
    raise InputError(
        "This machine is too busy, or too fast, to choose how hard the passphrase is to guess.", "Try again later."
    )


def unseal(data: bytes, passphrase: str) -> bytes:
    """What an age file holds that was sealed with a passphrase.

    Raises InputError for a wrong passphrase, a damaged file, and one that would take too much work or memory.
    """
    plain = look(data)
    age = _library()
    if not passphrase or len(passphrase) > LENGTH_MAX:
        raise InputError(f"{_WRONG}.", _NOTHING)
    try:
        opened: bytes = age.passphrase.decrypt(plain, passphrase)
    except (age.DecryptError, ValueError) as error:
        raise InputError(f"{_WRONG}, or the file is damaged.", _NOTHING) from error
    return opened


def look(data: bytes) -> bytes:
    """A sealed file without its armour, once its head shows that it can be opened. Raises InputError."""
    plain = data if data.startswith(_MAGIC) else _unarmoured(data)
    if not plain.startswith(_VERSION):
        raise InputError("The file is encrypted in a version of the age format that is not known here.", _NOTHING)
    if not plain.startswith(_VERSION + b"-> scrypt "):
        raise InputError(
            "The file is encrypted for a key, not with a passphrase.",
            f"{_NOTHING} Open it with the age tool and that key first.",
        )
    found = _HEADER.match(plain)
    if found is None:
        raise InputError("The encrypted file is damaged: its head is not whole.", _NOTHING)
    if int(found[1]) > WORK_MAX:
        raise InputError(
            "The encrypted file asks for more work and memory than is done for a file.",
            f"{_NOTHING} Its work factor is {int(found[1])}; {WORK_MAX} is the most. Ask for it sealed anew.",
        )
    return plain


def read_passphrase(source: Path) -> str:
    """The passphrase in the first line of a file that its owner alone can read. Raises InputError."""
    data, state = read_regular(source, LENGTH_MAX * 4)
    if os.name == "posix" and stat.S_IMODE(state.st_mode) & 0o077:
        raise InputError(
            f"{source} can be read by others, so it keeps no passphrase.", "`chmod 600` makes it yours alone."
        )
    line = data.split(b"\n", 1)[0].removesuffix(b"\r")
    try:
        passphrase = line.decode()
    except UnicodeDecodeError as error:
        raise InputError(f"{source} holds no text in UTF-8.", "Its first line is the passphrase.") from error
    if not passphrase:
        raise InputError(f"{source} holds no passphrase in its first line.", "Its first line is the passphrase.")
    return passphrase


def _unarmoured(data: bytes) -> bytes:
    lines = data.strip().splitlines()
    if len(lines) < 3 or lines[0].strip() != _BEGIN or lines[-1].strip() != _END:
        raise InputError("The encrypted file is cut off.", _NOTHING)
    try:
        return base64.b64decode(b"".join(line.strip() for line in lines[1:-1]), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputError("The encrypted file is damaged.", _NOTHING) from error


def _library() -> ModuleType:
    try:
        import pyrage
    except ImportError as error:
        raise InputError(
            "Encrypted files need a library that is not installed.", "Install with: pip install 'cop-tui[encrypt]'."
        ) from error
    module: ModuleType = pyrage
    return module
