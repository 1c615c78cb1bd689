"""Carry an assessment to another file: export it whole, import it exactly, and refuse what cannot be relied on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cop_tui import __version__
from cop_tui.domain.snapshot import Snapshot
from cop_tui.domain.text import clean_name
from cop_tui.errors import CopTuiError, DamagedError, InputError, PackError
from cop_tui.services.files_in import read_regular
from cop_tui.services.files_out import refuse, write_file
from cop_tui.services.library import Library
from cop_tui.services.sealing import OVERHEAD, Ask, check_new, is_sealed, look, require_sealing, seal, unseal
from cop_tui.services.standing import Standing
from cop_tui.store import portable
from cop_tui.store.adopting import adopt
from cop_tui.store.changes import ASSESSMENT, Change
from cop_tui.store.connections import SIDES
from cop_tui.store.contents import checked
from cop_tui.store.history import Revision, revise, utc_now
from cop_tui.store.portable import Portable
from cop_tui.store.records import AssessmentRecord
from cop_tui.store.replay import replay

SAVE_SECONDS: Final = 10.0
REPLAYED_MAX: Final = 20_000_000
"""How many revisions are told again at most to check baselines."""
_NOTHING: Final = "Nothing was stored."


@dataclass(frozen=True, slots=True)
class Exported:
    """A portable file that was written: where, of what, how much history it holds, and the checksum of what it holds.

    `sealed`: whether a passphrase opens it.
    """

    path: Path
    record: AssessmentRecord
    revisions: int
    sha256: str
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """An assessment that a file held. `revisions` counts what was written: 0 if all of it was here already.

    `notes` are sentences about what the person should know.
    """

    record: AssessmentRecord
    revisions: int
    notes: tuple[str, ...] = ()


def export_assessment(
    library: Library, ref: str, target: Path, *, force: bool = False, passphrase: str | None = None
) -> Exported:
    """Write an assessment with its whole history to one file, for its owner alone; with `passphrase` sealed with it.

    Raises NotFoundError, ReportError if the file is there already (unless `force`) or cannot be written, InputError
    for a weak passphrase, and DamagedError for a history that does not hold; then there is no new file.
    """
    if passphrase is not None:
        check_new(passphrase)
        require_sealing()
    record = library.find(ref)
    path = target.expanduser().absolute()
    refuse_own_file(library.path, path)
    refuse([path], force=force)
    settle(library)
    history = sound_history(library, record)
    data = portable.render(history, program())
    try:
        made = portable.read(data)  # what could not be imported is no export
    except InputError as error:
        raise _broken(record, error.message) from error
    if passphrase is not None:
        data = seal(data, passphrase)
    done = write_file(path, data, force=force)
    return Exported(done, record, len(made.revisions), made.sha256, sealed=passphrase is not None)


def import_assessment(library: Library, source: Path, *, name: str | None = None, ask: Ask | None = None) -> Imported:
    """Take in the assessment that a portable file holds, exactly as it is; with `name` it is renamed here.

    `ask` gives the passphrase of a sealed file. Everything is checked before anything is written. Raises InputError
    with the reason for a file that cannot be relied on or used here, for a name that is taken, and for an assessment
    that is here with another history.
    """
    wanted = None if name is None else clean_name(name)
    if wanted == "":
        raise InputError("An assessment needs a name.", _NOTHING)
    refuse_own_file(library.path, source)
    found = read_file(source, ask)
    settle(library)
    held = library.repository.history(found.assessment)
    if held:
        return _known(library, found, held, source)
    notes = usable(library, found.revisions)
    revisions = list(found.revisions)
    if wanted is not None and wanted != found.content["name"]:
        revisions.append(_renamed(found, wanted, library.author))
    called = wanted or found.content["name"]
    if any(record.name == called for record in library.records()):
        raise InputError(f"There is already an assessment named {called}.", f"{_NOTHING} --name gives it another name.")
    adopt(library.path, revisions, None)
    return Imported(library.repository.assessment(found.assessment), len(revisions), notes)


def read_file(source: Path, ask: Ask | None = None) -> Portable:
    """What a portable file holds, once its form, its checksum and its whole history are checked.

    `ask` gives the passphrase if the file is sealed with one. Raises InputError.
    """
    data = read_regular(source, int(portable.SIZE_MAX * OVERHEAD) + 1)[0]
    try:
        if is_sealed(data):
            look(data)
            require_sealing()
            if ask is None:
                raise InputError("It is encrypted, and there is nobody to ask for its passphrase.", _NOTHING)
            data = unseal(data, ask())
        return portable.read(data)
    except InputError as error:
        raise InputError(f"{source.name}: {error.message}", error.hint) from error


def usable(library: Library, revisions: Sequence[Revision]) -> tuple[str, ...]:
    """Make sure that a history ends in an assessment that this program can open; what a person should know of it.

    Raises InputError if it was deleted, if its questionnaire is not here or its facts do not fit it, and if a
    baseline does not hold what was frozen.
    """
    last = next(revision.after for revision in reversed(revisions) if revision.subject == ASSESSMENT)
    snapshot = replay(revisions)
    if snapshot is None or last is None or last["deleted_at"] is not None:
        raise InputError("The assessment in the file was deleted.", _NOTHING)
    wanted = f"{snapshot.pack_id} {snapshot.pack_version}"
    try:
        pack = library.packs.get(snapshot.pack_id, snapshot.pack_version)
    except (InputError, PackError) as error:
        raise InputError(
            f"It stands on the questionnaire {wanted}, which cannot be used here: {error.message}", _NOTHING
        ) from error
    try:
        standing = Standing(pack, snapshot, library.today, snapshot.name)
        _ = (standing.analysis, standing.deadlines, standing.findings())
    except (CopTuiError, ValueError, TypeError, ArithmeticError, LookupError) as error:
        what = error.message if isinstance(error, CopTuiError) else "a value fits nothing that the questionnaire knows"
        raise InputError(f"What it holds cannot be used: {what}", _NOTHING) from error
    _refuse_broken_baselines(revisions, snapshot)
    if pack.sha256 != snapshot.pack_sha256:
        return (f"The questionnaire {wanted} has another content here than where the assessment was made.",)
    return ()


def sound_history(library: Library, record: AssessmentRecord) -> tuple[Revision, ...]:
    """The history of an assessment, which is borne out by all that is here. Raises DamagedError."""
    problems = library.repository.problems(record.id)
    if problems:
        raise _broken(record, problems[0])
    return library.repository.history(record.id)


def settle(library: Library) -> None:
    """Wait until everything that was entered is on disk. Raises the StoreError that keeps it from it."""
    if not library.writer.flush(SAVE_SECONDS):
        raise library.failure


def refuse_own_file(db: Path, other: Path) -> None:
    """Refuse the assessments themselves, under whatever name, as a file to write to or to read.

    Whoever opens and closes the database behind SQLite's back lets go of all locks that this process has on it.
    """
    try:
        real, at = db.resolve(), other.expanduser().resolve()
        own = [real.with_name(real.name + suffix) for suffix in ("", *SIDES)]
        same = any(each == at or (each.exists() and at.exists() and each.samefile(at)) for each in own)
    except (OSError, RuntimeError, ValueError):  # links in a circle: what cannot be looked at cannot be opened either
        same = False
    if same:
        raise InputError(f"{other} is the assessment file itself.", "Choose another place.")


def program() -> str:
    """The name and version that files of this program carry."""
    return f"cop-tui {__version__}"


def _known(library: Library, found: Portable, held: Iterable[Revision], source: Path) -> Imported:
    """The answer to a file whose assessment is here already."""
    record = library.repository.assessment(found.assessment)
    if record.deleted_at is not None:
        raise InputError(
            f"'{record.name}' ({record.id}) is here already, in the bin.",
            f"{_NOTHING} `cop-tui delete {record.id} --undo` puts it back on the list.",
        )
    if any(revision.hash == found.head for revision in held):
        return Imported(record, 0)
    raise InputError(
        f"'{record.name}' ({record.id}) is here already, with another history than in the file.",
        f"{_NOTHING} `cop-tui merge {record.id} {source}` brings both together.",
    )


def _renamed(found: Portable, name: str, author: str) -> Revision:
    content = {**found.content, "name": name}
    change = checked(Change(found.assessment, ASSESSMENT, content, author, None))
    return revise([found.head], found.revisions[-1].at, change, utc_now(), before=found.content)


def _refuse_broken_baselines(revisions: Sequence[Revision], snapshot: Snapshot) -> None:
    baselines = snapshot.register.baselines
    if len(baselines) * len(revisions) > REPLAYED_MAX:
        raise InputError("It has more baselines than can be checked.", _NOTHING)
    for key, baseline in baselines.items():
        try:
            frozen = replay(revisions, head=baseline.head)
        except InputError:
            frozen = None
        if frozen is None or frozen.content_hash() != baseline.content:
            raise InputError(f"Its baseline {key} ({baseline.name}) is not what was frozen under that name.", _NOTHING)


def _broken(record: AssessmentRecord, reason: str) -> DamagedError:
    return DamagedError(
        f"The history of '{record.name}' does not hold: {reason}", f"`cop-tui verify {record.id}` says more."
    )
