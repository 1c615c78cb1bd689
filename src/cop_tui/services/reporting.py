"""Reports from a session to files: all formats are rendered before the first file is touched, each file is whole.

`report_model` reads the session and belongs to its thread; `write_model` does the long work and may run elsewhere.
"""

from __future__ import annotations

import re
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Final

from cop_tui.domain.answers import EMPTY
from cop_tui.domain.compare import compare
from cop_tui.errors import ReportError
from cop_tui.reports import registry
from cop_tui.reports.build import Inputs, build
from cop_tui.reports.leaving_out import without
from cop_tui.reports.model import Head, Moment, ReportModel
from cop_tui.reports.parts.changes import changed_since
from cop_tui.reports.register_rows import BaselineRow, Changed
from cop_tui.reports.rows import AnsweredBy
from cop_tui.services.demo import DEMO_DAY, create_demo
from cop_tui.services.evidence_files import changed_files
from cop_tui.services.files_out import refuse, write_all
from cop_tui.services.library import Library
from cop_tui.services.looks import Look, look_at
from cop_tui.services.session import Session
from cop_tui.services.standing import Standing

AUDIENCES: Final = ("internal",)
SUFFIX: Final = "gap-analysis"
SLUG_MAX: Final = 80
SAMPLE_ID: Final = "demo"
SAMPLE_HEAD: Final = "0" * 64
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


def report_model(
    seen: Look | Standing, library: Library | None = None, files: Collection[str] | None = None
) -> ReportModel:
    """Everything that a report says about an assessment as it is now, saved or not, or as it was at an earlier moment.

    A baseline or an earlier day (`looks.look`, `Library.standing`) is derived for its own day. With `library` the
    report says what has changed since the last baseline before that moment. A bare Standing that is no Session has no
    id, and its answers no time and author; a Look has all of it. `files` are the pieces of evidence whose file is
    another one now; None looks at the files, which takes as long as reading them.
    """
    look = _look(seen)
    standing = seen if isinstance(seen, Standing) else seen.standing
    stored = {} if look is None else look.answers
    answers = {}
    for criterion, answer in standing.answers.items():
        told = stored.get(criterion)
        answers[criterion] = AnsweredBy(answer) if told is None else AnsweredBy(
            answer, told.updated_at, told.updated_by
        )  # fmt: skip
    register = standing.register
    return build(
        Inputs(
            pack=standing.pack,
            facts=standing.facts,
            scope=standing.scope,
            analysis=standing.analysis,
            answers=answers,
            head=_head(standing, look, answers, library),
            register=register,
            deadlines=standing.deadlines,
            findings=standing.findings(changed_files(register) if files is None else files),
            signoffs_stand={chapter: bool(standing.signoff_stands(chapter)) for chapter in register.signoffs},
            changed=None if library is None or look is None else _changed(library, look),
        )
    )


def write_reports(
    seen: Look | Standing, request: ReportRequest, progress: Progress | None = None, library: Library | None = None
) -> tuple[Path, ...]:
    """Write the reports of an assessment; as `report_model`. Returns their paths in the order of the formats.

    `progress` hears a sentence before each step. Raises ReportError for an unknown format or audience, for a file
    that is there (unless `force`), and for a folder that cannot be written; then no new file is left behind.
    """
    return write_model(report_model(seen, library), request, progress)


def write_model(model: ReportModel, request: ReportRequest, progress: Progress | None = None) -> tuple[Path, ...]:
    """Write the reports of a model; as `write_reports`, for callers that are not in the session's thread."""
    tell = progress or _silent
    chosen = registry.chosen(request.formats)
    if request.audience not in AUDIENCES:
        raise ReportError(f"there is no audience {request.audience}", f"Audiences: {', '.join(AUDIENCES)}.")
    folder = request.folder.expanduser().absolute()
    targets = [folder / f"{slug(model.head.name)}-{SUFFIX}.{f.extension}" for f in chosen]
    refuse(targets, force=request.force)
    shown = replace(without(model, notes=not request.notes, evidence=not request.evidence), audience=request.audience)
    rendered = []
    for number, made in enumerate(chosen, 1):
        tell(f"Making {made.name} ({number} of {len(chosen)})")
        rendered.append(made.render(shown))
    tell(f"Writing to {folder}")
    write_all(folder, list(zip(targets, rendered, strict=True)), force=request.force)
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
            model = report_model(library.open(create_demo(library).id), library)
    head = replace(model.head, id=SAMPLE_ID, tool="cop-tui")
    # The hash of a revision covers the assessment's own id, which is another one in each run.
    baselines = tuple(replace(b, entry=b.entry.changed(head=SAMPLE_HEAD)) for b in model.registers.baselines)
    shown = replace(model, head=head, registers=replace(model.registers, baselines=baselines))
    return write_model(shown, ReportRequest(names, folder=folder, force=force))


def _look(seen: Look | Standing) -> Look | None:
    if isinstance(seen, Look):
        return seen
    return look_at(seen) if isinstance(seen, Session) else None


def _head(standing: Standing, look: Look | None, answers: Mapping[str, AnsweredBy], library: Library | None) -> Head:
    """What names the report. An earlier moment was last changed when its last answer was given."""
    snapshot = standing.snapshot()
    head = Head(
        id="",
        name=snapshot.name,
        provider=snapshot.provider,
        model=snapshot.model,
        tool=f"cop-tui {_version()}".strip(),
        moment=Moment(standing.label, str(standing.today)),
        content=snapshot.content_hash(),
        made_at=datetime.now(UTC),
    )
    if look is None:
        return head
    record = look.record
    head = replace(head, id=record.id, created_at=record.created_at)
    if not look.earlier:
        return replace(head, moment=None, updated_at=record.updated_at, updated_by=record.updated_by)
    moment = Moment(standing.label, look.baseline or str(standing.today), _frozen(library, look))
    last = max((a for a in answers.values() if a.at is not None), key=lambda a: str(a.at), default=AnsweredBy(EMPTY))
    return replace(head, moment=moment, updated_at=last.at, updated_by=last.by)


def _frozen(library: Library | None, look: Look) -> BaselineRow | None:
    """The baseline that is reported; what it froze does not hold itself."""
    if library is None or look.baseline is None:
        return None
    return BaselineRow(look.baseline, library.open(look.record.id).register.baselines[look.baseline])


def _changed(library: Library, look: Look) -> Changed | None:
    """What has changed since the last baseline before the moment that is reported."""
    held = look.standing.register.baselines
    if not held:
        return None
    key = max(held, key=lambda k: (held[k].day, k))
    before = library.earlier(library.open(look.record.id), key)
    return changed_since(held[key], compare(before.side(), look.standing.side()))


def _version() -> str:
    try:
        return metadata.version("cop-tui")
    except metadata.PackageNotFoundError:
        return ""


def _silent(_: str) -> None:
    return None


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
