"""Writing a text in an editor of the person's own. The text is in a private file only while the editor is open."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cop_tui.errors import InputError

MOST: Final = 1_000_000
"""Bytes that are read of what comes back; what is stored is cut further."""
VARIABLES: Final = ("VISUAL", "EDITOR")


def editor_command(env: Mapping[str, str] | None = None) -> list[str] | None:
    """The editor that is set, `VISUAL` before `EDITOR`, with its options; None if there is none.

    Raises InputError if it cannot be understood or is not there.
    """
    env = os.environ if env is None else env
    name, words = next(((name, env[name]) for name in VARIABLES if env.get(name, "").strip()), ("", ""))
    if not words:
        return None
    try:
        command = shlex.split(words, posix=os.name != "nt")
    except ValueError as error:
        raise InputError(f"{name} is no command: {error}", f"It is: {words[:60]}") from error
    if not command or shutil.which(command[0]) is None:
        raise InputError(f"{name} names an editor that is not here: {words[:60]}", "Set it to one that is.")
    return command


def edit(text: str, command: list[str], name: str = "note") -> str | None:
    """Open a text in an editor and wait for it. Returns what was written, None if it changed nothing or failed.

    The file has mode 0600, in a folder of mode 0700, and is removed whatever happens. Raises InputError if the editor
    cannot be started, fails, or leaves no text behind.
    """
    with tempfile.TemporaryDirectory(prefix="cop-tui-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / f"{name}.md"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text.encode("utf-8"))
        with _not_interrupted():
            try:
                code = subprocess.run([*command, str(path)], check=False).returncode  # noqa: S603
            except OSError as error:
                raise InputError(f"{command[0]} could not be started: {error.strerror or error}") from error
        if code:
            raise InputError(f"{Path(command[0]).name} ended with {code}; the text is as it was.")
        try:
            with path.open("rb") as file:
                raw = file.read(MOST + 1)
            written = raw[:MOST].decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError("What came back is no text; it is as it was.") from error
    written = written.replace("\r\n", "\n")
    # Editors end the last line; that is no change.
    return None if written.rstrip("\n") == text.rstrip("\n") else written


@contextmanager
def _not_interrupted() -> Iterator[None]:
    """Ctrl+c is meant for the editor, and must not end who waits for it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda *_: None)  # a handler of ours is not handed on to the editor
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
