"""Reports from a session to files: all formats are rendered before the first file is touched, each file is whole.

`report_model` reads the session and belongs to its thread; `write_model` does the long work and may run elsewhere.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Final

from cop_tui import __version__
from cop_tui.domain.answers import EMPTY
from cop_tui.domain.compare import compare
from cop_tui.errors import ReportError
from cop_tui.reports import audiences, registry
from cop_tui.reports.build import Inputs, build
from cop_tui.reports.leaving_out import copy_for
from cop_tui.reports.model import Head, Moment, ReportModel
from cop_tui.reports.naming import file_name as file_name
from cop_tui.reports.naming import slug as slug
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

AUDIENCES: Final = tuple(audiences.AUDIENCES)
AUDIENCE_WORDS: Final = audiences.ABOUT
TEMPLATE_MAX: Final = 20_000_000
SAMPLE_ID: Final = "demo"
SAMPLE_HEAD: Final = "0" * 64

Progress = Callable[[str, int, int], None]
"""Hears, before each step, a sentence about it, how many steps are done, and of how many."""


class StoppedError(ReportError):
    """The writing was stopped on request; no file was written."""


@dataclass(frozen=True, slots=True)
class FormatInfo:
    """A report format: its name on the command line, its title for people, the extension of its files.

    `lacks` says which extra brings the library that it needs and that is not installed; empty where it works.
    """

    name: str
    title: str
    extension: str
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What to write: formats by name, for whom, where to, and what to leave out beyond what the audience is not shown.

    `notes`, `evidence`, `owners` and `history` leave out what is not wanted; none of them shows an audience what it
    may not see. `force` replaces files that are there. `template` is a document whose styles are used where a format
    can (docx).
    """

    formats: Sequence[str]
    audience: str = "internal"
    folder: Path = field(default_factory=lambda: Path("exports"))
    notes: bool = True
    evidence: bool = True
    owners: bool = True
    history: bool = True
    force: bool = False
    template: Path | None = None

    @property
    def switched_off(self) -> tuple[str, ...]:
        """The names of what is not wanted."""
        return tuple(name for name in audiences.SWITCHES if not getattr(self, name))


def formats() -> tuple[FormatInfo, ...]:
    """Every format that reports can be written in, the ones for people first."""
    return tuple(FormatInfo(f.name, f.title, f.extension, "" if f.available else f.extra) for f in registry.formats())


def hidden_from(audience: str) -> tuple[str, ...]:
    """The names of the switches that say nothing for an audience, because it is not shown what they are about."""
    gone = audiences.AUDIENCES[audience]
    return tuple(name for name, parts in audiences.SWITCHES.items() if parts[0] in gone)


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
        answers[criterion] = AnsweredBy(answer, *((told.updated_at, told.updated_by) if told else ()))
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

    `progress` hears of each step. Raises ReportError for an unknown format or audience, for a format whose library is
    not installed, for a file that is there (unless `force`), and for a folder that cannot be written; then no new file
    is left behind.
    """
    return write_model(report_model(seen, library), request, progress)


def write_model(
    model: ReportModel,
    request: ReportRequest,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> tuple[Path, ...]:
    """Write the reports of a model; as `write_reports`, for callers that are not in the session's thread.

    `stop` is asked between two formats; once it says so, StoppedError is raised and nothing is written.
    """
    tell = progress or _silent
    chosen = registry.chosen(request.formats)
    gone = audiences.left_out(request.audience, request.switched_off)
    registry.need(chosen)
    template = _template(request.template, chosen)
    folder = request.folder.expanduser().absolute()
    targets = [folder / file_name(model, request.audience, f.extension) for f in chosen]
    refuse(targets, force=request.force)
    shown = copy_for(model, gone, request.audience)
    rendered = []
    for number, made in enumerate(chosen):
        _go_on(stop)
        tell(f"Making {made.name} ({number + 1} of {len(chosen)})", number, len(chosen))
        rendered.append(made.make(shown, template))
    _go_on(stop)
    tell(f"Writing to {folder}", len(chosen), len(chosen))
    write_all(folder, list(zip(targets, rendered, strict=True)), force=request.force)
    return tuple(targets)


def _template(path: Path | None, chosen: Sequence[registry.Format]) -> bytes | None:
    """The content of the document to be made like. Raises ReportError if it cannot be read or nothing would use it."""
    if path is None:
        return None
    if not any(f.takes_template for f in chosen):
        able = ", ".join(f.name for f in registry.formats() if f.takes_template) or "none"
        raise ReportError("none of the formats chosen takes a template", f"Formats that do: {able}.")
    try:
        if path.stat().st_size > TEMPLATE_MAX:
            raise ReportError(f"{path} is too large for a template", "At most 20 MB are read.")
        return path.read_bytes()
    except OSError as error:
        raise ReportError(f"{path} cannot be read: {error.strerror or error}", "Name another template.") from error


def _go_on(stop: Callable[[], bool] | None) -> None:
    if stop is not None and stop():
        raise StoppedError("stopped: nothing was written")


def sample_formats() -> tuple[str, ...]:
    """The formats that the sample can be written in here: all whose libraries are installed."""
    return tuple(f.name for f in registry.formats() if f.available)


def sample_reports(
    folder: Path,
    names: Sequence[str] | None = None,
    *,
    force: bool = True,
    audience: str = "internal",
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Write the sample's reports, byte for byte the same on every day and by every version of the program.

    Without `names` in every format that works here. Raises ReportError as `write_reports` does.
    """
    return write_model(
        sample_model(), ReportRequest(names or sample_formats(), audience, folder, force=force), progress
    )


def sample_model() -> ReportModel:
    """What the sample's reports say, on whatever day and machine."""
    with tempfile.TemporaryDirectory(prefix="cop-tui-") as temporary:
        path = Path(temporary) / "sample.db"
        with Library(path, author="sample", today=lambda: DEMO_DAY) as library:
            model = report_model(library.open(create_demo(library).id), library)
    noon = datetime.combine(DEMO_DAY, time(12), UTC)
    head = replace(model.head, id=SAMPLE_ID, tool="cop-tui", made_at=noon)
    # The hash of a revision covers the assessment's own id, which is another one in each run.
    baselines = tuple(replace(b, entry=b.entry.changed(head=SAMPLE_HEAD)) for b in model.registers.baselines)
    return replace(model, head=head, registers=replace(model.registers, baselines=baselines))


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
        tool=f"cop-tui {__version__}",
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


def _silent(_: str, __: int, ___: int) -> None:
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
