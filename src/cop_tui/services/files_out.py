"""Files for people: private, each whole or not there at all, and never over another one unless it is wished."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cop_tui.errors import ReportError
from cop_tui.store.leftovers import PARTIAL_PREFIX, PARTIAL_SUFFIX, held, remove_stale


def write_file(target: Path, content: bytes, *, force: bool = False) -> Path:
    """Write one file and return its whole path. Raises ReportError if it is there (unless `force`) or cannot be."""
    path = target.expanduser().absolute()
    refuse([path], force=force)
    write_all(path.parent, [(path, content)], force=force)
    return path


def refuse(targets: Sequence[Path], *, force: bool) -> None:
    """Stop before any work if a file is in the way. A folder of that name is, force or not. Raises ReportError."""
    for target in targets:
        if target.is_dir():
            raise ReportError(f"{target} is a folder", "Choose another place.")
    there = [target for target in targets if os.path.lexists(target)]
    if there and not force:
        names = ", ".join(str(target) for target in there)
        raise ReportError(f"{names} {'is' if len(there) == 1 else 'are'} there already", "Replace with --force.")


def write_all(folder: Path, contents: Sequence[tuple[Path, bytes]], *, force: bool) -> None:
    """Write every file beside its place, then move all into place; on a failure take the temporary ones away.

    Raises ReportError; then no new file is left behind. Nor is one when ctrl+c stops it.
    """
    waiting: list[tuple[Path, Path]] = []
    placed: list[Path] = []
    done = False
    working = contextlib.ExitStack()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        remove_stale(folder)
        for target, content in contents:
            waiting.append((_temporary(folder, content, working), target))
        for made, target in waiting:
            _move(made, target, force)
            placed.append(target)
        done = True
        _sync_folder(folder)
    except FileExistsError as error:
        raise ReportError(f"{error.filename2 or folder} is there already", "Replace with --force.") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise ReportError(f"nothing can be written to {folder}: {reason}", "Choose another folder.") from error
    finally:
        if not done:
            _take_back(placed, force)
        for made, _ in waiting:
            with contextlib.suppress(OSError):
                made.unlink(missing_ok=True)
        working.close()


def _take_back(placed: Sequence[Path], force: bool) -> None:
    """After a failure: some reports without the others would mislead. What replaced an older file has to stay."""
    for target in () if force else placed:
        with contextlib.suppress(OSError):
            target.unlink(missing_ok=True)


def _temporary(folder: Path, content: bytes, working: contextlib.ExitStack) -> Path:
    """A new file in the folder, readable by its owner alone, whose content is on the disk; held until all is done."""
    descriptor, name = tempfile.mkstemp(prefix=PARTIAL_PREFIX, suffix=PARTIAL_SUFFIX, dir=folder)  # mode 0600
    working.enter_context(held(os.dup(descriptor)))
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _move(made: Path, target: Path, force: bool) -> None:
    """Give a file its name. Without force a file that appeared meanwhile is kept: a link never replaces."""
    if force:
        made.replace(target)
        return
    try:
        os.link(made, target)
    except FileExistsError:
        raise
    except OSError:  # a file system that knows no links
        if os.path.lexists(target):
            raise FileExistsError(17, "File exists", str(made), None, str(target)) from None
        made.replace(target)


def _sync_folder(folder: Path) -> None:
    """Make the new names last; where folders cannot be synced the system does it in its time."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
