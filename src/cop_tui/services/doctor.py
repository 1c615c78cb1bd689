"""Look at everything that the program relies on and say what is wrong. Nothing here changes anything."""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final, Literal

from cop_tui.errors import CopTuiError
from cop_tui.questionnaires.locate import list_packs
from cop_tui.services import disks, places
from cop_tui.services.bin import BIN_DAYS, deleted
from cop_tui.services.config import read_settings
from cop_tui.store import backup
from cop_tui.store.connections import beside
from cop_tui.store.database import SCHEMA_VERSION, connect_reader
from cop_tui.store.inspection import Held, inspect, look_into
from cop_tui.store.leftovers import stale
from cop_tui.store.repository import Repository

Level = Literal["ok", "note", "wrong"]
PACKAGES: Final = ("cop-tui", "textual", "rich", "pydantic", "click", "sqlite-utils", "PyYAML", "platformdirs")
LOG_MAX: Final = 64 << 20
"""Bytes of the log beside the file beyond which something keeps it from being taken in."""
SPARE: Final = 64 << 20
"""Free bytes below which it is time to make space."""
OLD_BACKUP: Final = timedelta(days=2)
LOGS_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that was looked at: what was found, and what can be done if something is wrong."""

    id: str
    level: Level
    what: str
    found: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Examination:
    """All that was looked at, and the environment."""

    environment: dict[str, str]
    paths: dict[str, str]
    looks: tuple[Look, ...]

    @property
    def wrong(self) -> int:
        """How many things are wrong."""
        return sum(look.level == "wrong" for look in self.looks)

    def to_data(self) -> dict[str, Any]:
        """The same as plain data."""
        rows = [
            {"id": each.id, "level": each.level, "what": each.what, "found": each.found, "hint": each.hint}
            for each in self.looks
        ]
        return {"ok": not self.wrong, "environment": self.environment, "paths": self.paths, "checks": rows}


def examine(path: Path, now: datetime | None = None) -> Examination:
    """Look at the assessment file at `path` and at everything around it. Raises nothing that can be foreseen."""
    moment = now or datetime.now(UTC)
    looks = [*_settings(), *_packs(), *_folder(path)]
    held: Held | None = None
    if os.path.lexists(path):
        content, held = _content(path)
        looks += [*_permissions(path), *content]
    else:
        looks.append(Look("file", "note", "Assessment file", "there is none yet", "`cop-tui new NAME` makes one."))
    looks += [*_backups(path, held, moment), *_leftovers(path), *_logs()]
    if held is not None and held.version == SCHEMA_VERSION:
        looks += _bin(path, moment)
    return Examination(environment(), known_paths(path), tuple(looks))


def environment() -> dict[str, str]:
    """Versions of what the program runs on and with."""
    found = {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version, "system": platform.platform()}
    found |= {"encoding": str(sys.stdout.encoding if sys.stdout else ""), "terminal": os.environ.get("TERM", "")}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def known_paths(path: Path) -> dict[str, str]:
    """Where everything is or would be."""
    import platformdirs

    return {
        "assessments": str(path),
        "backups": str(backup.folder_of(path)),
        "settings": str(places.config_file()),
        "state": str(places.state_file()),
        "logs": str(platformdirs.user_log_path(places.APP)),
        "reports": str(places.export_folder()),
    }


def _settings() -> Iterator[Look]:
    warnings = read_settings().warnings
    for warning in warnings:
        yield Look("settings", "wrong", "Settings", str(warning), "Correct the line; until then the default holds.")
    if not warnings:
        yield Look("settings", "ok", "Settings", "nothing is wrong in them")


def _packs() -> Iterator[Look]:
    from cop_tui.questionnaires.loader import load_pack

    for ref in list_packs():
        try:
            pack = load_pack(ref.path)
        except CopTuiError as error:
            yield Look("pack", "wrong", f"Questionnaire {ref.id} {ref.version}", error.message, "Install cop-tui anew.")
        else:
            found = f"{len(pack.criteria)} criteria, SHA-256 {pack.sha256}"
            yield Look("pack", "ok", f"Questionnaire {pack.id} {pack.version}", found)


def _folder(path: Path) -> Iterator[Look]:
    real = path.resolve()
    program, network = disks.synchronised_by(real), disks.network_type(real)
    if program:
        yield Look("folder", "wrong", "Folder", f"{real.parent} is synchronised by {program}",
                   "A program that copies the file while it is in use can damage it: move it to a folder that is not "
                   "synchronised (--db or COP_TUI_DB), and put backups (`cop-tui backup`) there instead.")  # fmt: skip
    if network:
        yield Look("folder", "wrong", "Folder", f"{real.parent} is on a network or shared file system ({network})",
                   "Its locks cannot be relied on: keep the file on a disk of this machine, and send copies with "
                   "`cop-tui backup`.")  # fmt: skip
    if not (program or network):
        yield Look("folder", "ok", "Folder", f"{real.parent} is neither synchronised nor on a network, as far as known")
    there = next((each for each in real.parents if each.exists()), Path("/"))
    try:
        free = shutil.disk_usage(there).free
    except OSError as error:
        yield Look("space", "wrong", "Free space", f"cannot be told: {error.strerror}")
        return
    size = real.stat().st_size if real.is_file() else 0
    low = free < max(SPARE, 3 * size)
    hint = "Free some space: changes, backups and reports need it." if low else ""
    yield Look("space", "wrong" if low else "ok", "Free space", f"{free / 1e6:,.0f} MB", hint)


def _permissions(path: Path) -> Iterator[Look]:
    if os.name == "nt":
        return
    real = path.resolve()
    known = [(each, 0o600) for each in (real, *(beside(real, side) for side in ("-wal", "-shm")))]
    folder = backup.folder_of(path)
    known += [(real.parent, 0o700), (folder.parent, 0o700), (folder, 0o700)]
    known += [(each.path, 0o600) for each in _listed(path)]
    fine = True
    for each in (real, real.parent):
        if not os.access(each, os.W_OK):
            fine = False
            yield Look("permissions", "wrong", "Permissions", f"{each} is read-only", "Make it writable.")
    for each, wanted in known:
        try:
            status = each.stat()
        except OSError:
            continue
        mode, name = stat.S_IMODE(status.st_mode), "chmod 600" if wanted == 0o600 else "chmod 700"
        if status.st_uid != os.geteuid():
            fine = False
            yield Look("permissions", "wrong", "Permissions", f"{each} belongs to another user", "Give it to yours.")
        # Whoever may not look into the folder cannot reach what is in it.
        elif mode & 0o077 and (wanted == 0o600 or each == real.parent):
            fine = False
            worse: Level = "note" if each == real.parent or not _reachable(each) else "wrong"
            yield Look("permissions", worse, "Permissions", f"{each} can be read or changed by others ({mode:04o})",
                       f"{name} '{each}' keeps it to you.")  # fmt: skip
    if fine:
        yield Look("permissions", "ok", "Permissions", "file, folder and backups are for you alone")


def _reachable(path: Path) -> bool:
    try:
        return bool(stat.S_IMODE(path.parent.stat().st_mode) & 0o011)
    except OSError:
        return False


def _content(path: Path) -> tuple[list[Look], Held | None]:
    """Whether the file is sound, and what it holds. The thorough check works on what is on disk and locks nobody."""
    rescue = "`cop-tui restore` puts the newest good backup in its place; `cop-tui doctor --recover NEWFILE` saves " \
             "what can still be read."  # fmt: skip
    try:
        if path.is_file() and path.stat().st_size == 0:
            raise CopTuiError(f"{path} is empty.")
        inspect(path, SCHEMA_VERSION, aside=True)
        held = look_into(path)
    except CopTuiError as error:
        return [Look("file", "wrong", "Assessment file", error.message, error.hint or rescue)], None
    except OSError as error:
        return [Look("file", "wrong", "Assessment file", f"{path} cannot be read: {error.strerror}")], None
    words = f"sound; format {held.version}, {held.assessments} assessments, {held.deleted} in the bin, " \
            f"{held.answers} answers, {held.revisions} revisions"  # fmt: skip
    with path.open("rb") as file:
        mode = "write-ahead log" if file.read(20)[18:20] == b"\x02\x02" else "rollback journal"
    wal = beside(path, "-wal")
    size = wal.stat().st_size if wal.exists() else 0
    large = size > LOG_MAX
    hint = "Close every program that has the file open; the last one takes the log in." if large else ""
    log = Look("log", "wrong" if large else "ok", "Journal mode", f"{mode}, {size / 1e6:.1f} MB in the log", hint)
    return [Look("file", "ok", "Assessment file", words), log], held


def _listed(path: Path) -> tuple[backup.Backup, ...]:
    try:
        return backup.backups_of(path)
    except OSError:
        return ()


def _backups(path: Path, held: Held | None, now: datetime) -> Iterator[Look]:
    known = _listed(path)
    if not known:
        level: Level = "note" if held is not None and held.revisions else "ok"
        yield Look("backups", level, "Backups", "there are none yet", "`cop-tui backup FILE` makes one." * bool(held))
        return
    broken = 0
    for each in known:
        try:
            look_into(each.path)
        except CopTuiError as error:
            broken += 1
            yield Look("backups", "wrong", "Backups", error.message, f"Remove {each.path}; it is of no use.")
    good = len(known) - broken
    newest = known[0]
    late = held is not None and held.last is not None and held.last - newest.written > OLD_BACKUP
    found = f"{good} sound, the newest of {newest.written:%Y-%m-%d %H:%M} UTC"
    hint = "`cop-tui backup FILE` makes one; the automatic one seems to fail." if late else ""
    yield Look("backups", "wrong" if late else "ok", "Backups", found, hint)


def _leftovers(path: Path) -> Iterator[Look]:
    real = path.resolve()
    try:
        replaced = sorted(real.parent.glob(f"{real.name}.replaced-*Z"))
        left = (*stale(real.parent), *stale(backup.folder_of(path)))
    except OSError:
        return
    for each in replaced:
        yield Look("replaced", "note", "Replaced file", f"{each} is what a restore replaced", "Remove it once it is "
                   "certain that nothing in it is needed.")  # fmt: skip
    for each in left:
        yield Look("leftover", "note", "Left over", f"{each} was left behind by a crash", "Remove it.")


def _logs() -> Iterator[Look]:
    import platformdirs

    try:
        logs = sorted(platformdirs.user_log_path(places.APP).glob("fault-*.log"), reverse=True)
    except OSError:
        logs = []
    for log in logs[:LOGS_SHOWN]:
        yield Look("fault", "note", "Log of a fault", str(log), "It holds no answers; send it with a report of what "
                   "happened, then remove it.")  # fmt: skip
    if not logs:
        yield Look("fault", "ok", "Logs of faults", "none")


def _bin(path: Path, now: datetime) -> list[Look]:
    with contextlib.closing(connect_reader(path)) as conn:
        gone = deleted(Repository(conn))
    old = [r for r in gone if r.deleted_at is not None and now - r.deleted_at > timedelta(days=BIN_DAYS)]
    return [
        Look("bin", "note", "Bin", f"'{r.name}' ({r.id}) has been in the bin since {r.deleted_at:%Y-%m-%d}",
             f"`cop-tui delete {r.id} --purge` removes it for good, `--undo` takes it out.")
        for r in old
    ]  # fmt: skip
