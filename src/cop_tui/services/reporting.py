"""Reports from a session to files: all formats are rendered before the first file is touched, each file is whole.

`report_model` reads the session and belongs to its thread; `write_model` does the long work and may run elsewhere.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path
from typing import Final

from cop_tui.errors import ReportError
from cop_tui.reports import registry
from cop_tui.reports.build import build, without
from cop_tui.reports.model import Head, ReportModel
from cop_tui.reports.rows import AnsweredBy
from cop_tui.services.demo import DEMO_DAY, create_demo
from cop_tui.services.library import Library
from cop_tui.services.session import Session

AUDIENCES: Final = ("internal",)
SUFFIX: Final = "gap-analysis"
SLUG_MAX: Final = 80
SAMPLE_ID: Final = "demo"
SAMPLE_FORMATS: Final = ("md", "html", "json", "csv")

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class FormatInfo:
    """A report format: its name on the command line, its title for people, the extension of its files."""

    name: str
    title: str
    extension: str


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What to write: formats by name, for whom, where to, and whether notes and evidence are in it.

    `force` replaces files that are there.
    """

    formats: Sequence[str]
    audience: str = "internal"
    folder: Path = field(default_factory=lambda: Path("exports"))
    notes: bool = True
    evidence: bool = True
    force: bool = False


def formats() -> tuple[FormatInfo, ...]:
    """Every format that reports can be written in, the ones for people first."""
    return tuple(FormatInfo(f.name, f.title, f.extension) for f in registry.formats())


def report_model(session: Session) -> ReportModel:
    """Everything that a report says about a session as it stands now, saved or not."""
    answers = {}
    for criterion, answer in session.answers.items():
        stored = session.stored(criterion)
        answers[criterion] = AnsweredBy(answer) if stored is None else AnsweredBy(
            answer, stored.updated_at, stored.updated_by
        )  # fmt: skip
    record = session.record
    head = Head(
        id=record.id,
        name=record.name,
        provider=record.provider,
        model=record.model,
        tool=f"cop-tui {_version()}".strip(),
        created_at=record.created_at,
        updated_at=record.updated_at,
        updated_by=record.updated_by,
    )
    return build(session.pack, session.facts, session.scope, session.analysis, answers, head)


def write_reports(session: Session, request: ReportRequest, progress: Progress | None = None) -> tuple[Path, ...]:
    """Write the reports of a session. Returns their paths in the order of the formats.

    `progress` hears a sentence before each step. Raises ReportError for an unknown format or audience, for a file
    that is there (unless `force`), and for a folder that cannot be written; then no new file is left behind.
    """
    return write_model(report_model(session), request, progress)


def write_model(model: ReportModel, request: ReportRequest, progress: Progress | None = None) -> tuple[Path, ...]:
    """Write the reports of a model; as `write_reports`, for callers that are not in the session's thread."""
    tell = progress or _silent
    chosen = registry.chosen(request.formats)
    if request.audience not in AUDIENCES:
        raise ReportError(f"there is no audience {request.audience}", f"Audiences: {', '.join(AUDIENCES)}.")
    folder = request.folder.expanduser().absolute()
    targets = [folder / f"{slug(model.head.name)}-{SUFFIX}.{f.extension}" for f in chosen]
    _refuse(targets, request.force)
    shown = replace(without(model, notes=not request.notes, evidence=not request.evidence), audience=request.audience)
    rendered = []
    for number, made in enumerate(chosen, 1):
        tell(f"Making {made.name} ({number} of {len(chosen)})")
        rendered.append(made.render(shown))
    tell(f"Writing to {folder}")
    _write_all(folder, list(zip(targets, rendered, strict=True)), request.force)
    return tuple(targets)


def slug(name: str) -> str:
    """A file name's part for any name: `Atlas 2026` is `atlas-2026`; never empty, never a path."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_MAX].strip("-")
    return words or "assessment"


def sample_reports(folder: Path, names: Sequence[str] = SAMPLE_FORMATS, *, force: bool = True) -> tuple[Path, ...]:
    """Write the sample's reports, byte for byte the same on every day and by every version of the program.

    Raises ReportError as `write_reports` does.
    """
    with tempfile.TemporaryDirectory(prefix="cop-tui-") as temporary:
        path = Path(temporary) / "sample.db"
        with Library(path, author="sample", today=lambda: DEMO_DAY) as library:
            model = report_model(library.open(create_demo(library).id))
    head = replace(model.head, id=SAMPLE_ID, tool="cop-tui")
    return write_model(replace(model, head=head), ReportRequest(names, folder=folder, force=force))


def _version() -> str:
    try:
        return metadata.version("cop-tui")
    except metadata.PackageNotFoundError:
        return ""


def _silent(_: str) -> None:
    return None


def _refuse(targets: Sequence[Path], force: bool) -> None:
    """Stop before any work if a file is in the way. A folder of that name is, force or not."""
    for target in targets:
        if target.is_dir():
            raise ReportError(f"{target} is a folder", "Choose another folder for the reports.")
    there = [target for target in targets if os.path.lexists(target)]
    if there and not force:
        names = ", ".join(str(target) for target in there)
        raise ReportError(f"{names} {'is' if len(there) == 1 else 'are'} there already", "Replace with --force.")


def _write_all(folder: Path, contents: Sequence[tuple[Path, bytes]], force: bool) -> None:
    """Write every file beside its place, then move all into place; on a failure take the temporary ones away."""
    waiting: list[tuple[Path, Path]] = []
    placed: list[Path] = []
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for target, content in contents:
            waiting.append((_temporary(folder, content), target))
        for made, target in waiting:
            _move(made, target, force)
            placed.append(target)
        _sync_folder(folder)
    except FileExistsError as error:
        _take_back(placed, force)
        raise ReportError(f"{error.filename2 or folder} is there already", "Replace with --force.") from error
    except OSError as error:
        _take_back(placed, force)
        reason = error.strerror or str(error)
        raise ReportError(f"the reports cannot be written to {folder}: {reason}", "Choose another folder.") from error
    finally:
        for made, _ in waiting:
            with contextlib.suppress(OSError):
                made.unlink(missing_ok=True)


def _take_back(placed: Sequence[Path], force: bool) -> None:
    """After a failure: some reports without the others would mislead. What replaced an older file has to stay."""
    for target in () if force else placed:
        with contextlib.suppress(OSError):
            target.unlink(missing_ok=True)


def _temporary(folder: Path, content: bytes) -> Path:
    """A new file in the folder, readable by its owner alone, whose content is on the disk."""
    descriptor, name = tempfile.mkstemp(prefix=".cop-tui-", dir=folder)  # mode 0600
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


def main(arguments: Sequence[str]) -> int:
    """Write the sample's reports to the folder named (development: `make sample`)."""
    if len(arguments) != 1:
        print("usage: python -m cop_tui.services.reporting FOLDER", file=sys.stderr)
        return 2
    for path in sample_reports(Path(arguments[0])):
        print(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
