"""Carry an assessment between files: dialogs that ask for the file, and for the passphrase if it is encrypted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.suggester import Suggester
from textual.widgets import Input, Static

from cop_tui.errors import CopTuiError, InputError
from cop_tui.services.files_in import path_completed
from cop_tui.tui.apart import Apart
from cop_tui.tui.base import CopDialog
from cop_tui.tui.screens.confirm import ConfirmDialog
from cop_tui.tui.widgets.form import LineField, Spec
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED

if TYPE_CHECKING:
    from cop_tui.services.merging import MergePlan
    from cop_tui.services.portable import Exported, Imported  # noqa: F401
    from cop_tui.services.sealing import Ask
    from cop_tui.store.records import AssessmentRecord

T = TypeVar("T")
ERROR: Final = "bold $text-error"
FILE, NAME, SECRET, AGAIN = "file", "name", "secret", "again"
SECRETS: Final = (SECRET, AGAIN)
_HERE: Final = (
    ("--name gives it another name.", "Give it another name here."),
    ("Replace with --force.", ""),
)
"""What the command line advises, and what is to be done here instead."""


class _Paths(Suggester):
    """Offers how a path may go on."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        return path_completed(value) if value else None


class CarryDialog(CopDialog[T], Apart):
    """Asks for a file and does something with it. Closes with what came of it, or None."""

    CSS_PATH = "carrying.tcss"
    AUTO_FOCUS = f"#field-{FILE}"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "app.focus_next", "next field", show=True, key_display="tab", id="form.next"),
        Binding("escape", "back", "cancel", show=True, id="form.cancel"),
    ]
    INTRO: ClassVar[str] = ""
    WORKING: ClassVar[str] = ""

    def __init__(self, title: str, *specs: Spec) -> None:
        super().__init__()
        self._title = title
        self._specs = specs

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog wide", can_focus=False):
            yield Static(plain(self._title), classes="dialog-title")
            yield Static(plain(self.INTRO), id="carry-intro")
            for spec in self._specs:
                with Horizontal(classes="carry-line", id=f"line-{spec.name}"):
                    yield Static(plain(spec.label), classes="carry-label")
                    line = LineField(spec)
                    line.password = spec.name in SECRETS
                    line.suggester = _Paths() if spec.name == FILE else None
                    yield line
            yield Static(id="carry-said")
            yield KeyLine()

    def value(self, name: str) -> str:
        """What a field holds: a passphrase as it is, anything else without blanks around it."""
        text = self.query_one(f"#field-{name}", LineField).text
        return text if name in SECRETS else text.strip()

    @property
    def path(self) -> Path:
        """The file that is named. Raises InputError if none is."""
        typed = self.value(FILE)
        if not typed:
            raise InputError("Name the file.")
        try:
            return Path(typed).expanduser().absolute()
        except RuntimeError as error:  # a home that is not known
            raise InputError("The name of the file cannot be used.") from error

    def passphrase(self) -> Ask | None:
        """What gives the passphrase of the file; None if it needs none. Raises InputError if it has to be typed."""
        from cop_tui.services.portable import refuse_own_file
        from cop_tui.services.sealing import is_sealed_file, require_sealing

        library = self.cop.library
        if library is not None:
            refuse_own_file(library.path, self.path)  # it must not even be looked into
        sealed = is_sealed_file(self.path)
        self.query_one(f"#line-{SECRET}").display = sealed
        if not sealed:
            return None
        require_sealing()
        typed = self.value(SECRET)
        if not typed:
            self.query_one(f"#field-{SECRET}").focus()
            raise InputError("The file is encrypted. Its passphrase opens it.")
        return lambda: typed

    def say(self, words: str, style: str = MUTED) -> None:
        """A sentence under the fields."""
        self.query_one("#carry-said", Static).update(plain(words).stylize(style))

    @on(Input.Changed)
    def _typed(self) -> None:
        if not self.working:
            self.say("")

    def action_keep(self) -> None:
        """Do it, or say what is missing."""
        if self.working:
            return
        try:
            self.go()
        except CopTuiError as error:
            self.refused(error)
        if self.working:
            self.say(self.WORKING)

    def go(self) -> None:
        """Begin. Raises CopTuiError with what is missing. To be overridden."""

    def refused(self, error: CopTuiError) -> None:
        words = str(error)
        for there, here in _HERE:
            words = words.replace(there, here)
        self.say(words.strip(), ERROR)

    def finished(self, result: Any) -> None:
        self.dismiss(result)

    def action_back(self) -> None:
        """What has begun is done whole: there is no half way out of it."""
        if not self.working:
            self.dismiss(None)


class ImportDialog(CarryDialog["Imported"]):
    """Takes in an assessment from a file. Closes with what was imported, or None."""

    HELP = """Name the file that somebody exported; the right arrow completes a path. Everything in it is checked before
    anything is stored. An encrypted file asks for its passphrase. {form.keep} imports, {form.cancel} leaves everything
    as it was."""
    INTRO = "An assessment with its whole history, as export wrote it. All of it is checked first."
    WORKING = "Checking every revision…"

    def __init__(self) -> None:
        super().__init__(
            "Import a file",
            Spec(FILE, "File", long=True),
            Spec(NAME, "Name here", placeholder="as in the file"),
            Spec(SECRET, "Passphrase", long=True),
        )

    def on_mount(self) -> None:
        self.query_one(f"#line-{SECRET}").display = False

    def go(self) -> None:
        from cop_tui.services.portable import import_assessment

        path, name, ask = self.path, self.value(NAME) or None, self.passphrase()
        self.begin(lambda library: import_assessment(library, path, name=name, ask=ask))


class MergeFileDialog(CarryDialog["MergePlan"]):
    """Asks for the other copy of an assessment. Closes with what merging it would come to, or None."""

    HELP = """Name the file with the other copy; the right arrow completes a path. Nothing is stored yet: what would
    change, and every field that both sides changed differently, is shown next. {form.cancel} leaves
    everything as it was."""
    INTRO = "The other copy, as export wrote it. What would change is shown before anything is stored."
    WORKING = "Comparing both histories…"

    def __init__(self, record: AssessmentRecord) -> None:
        super().__init__(
            f"Merge a file into {record.name}",
            Spec(FILE, "File", long=True),
            Spec(SECRET, "Passphrase", long=True),
        )
        self._record = record

    def on_mount(self) -> None:
        self.query_one(f"#line-{SECRET}").display = False

    def go(self) -> None:
        from cop_tui.services.merging import plan_merge

        path, ref, ask = self.path, self._record.id, self.passphrase()
        self.begin(lambda library: plan_merge(library, ref, path, ask))

    def finished(self, result: MergePlan) -> None:
        if result.nothing:
            self.say("Nothing to do: all that the file holds is here already.")
        else:
            self.dismiss(result)


class ExportDialog(CarryDialog["Exported"]):
    """Writes an assessment with its history to a file. Closes with what was written, or None."""

    HELP = """Where to write the assessment with its whole history; the right arrow completes a path. With a passphrase,
    typed twice, the file is encrypted: without it nobody can open the file, and nobody can find it out for you.
    {form.keep} writes, {form.cancel} leaves everything as it was."""
    INTRO = "One file with the whole history, for you alone. A passphrase encrypts it; left empty it is plain text."
    WORKING = "Writing… choosing how hard a passphrase is to guess takes a few seconds."

    def __init__(self, record: AssessmentRecord, folder: Path) -> None:
        from cop_tui.services.reporting import slug

        super().__init__(
            f"Export {record.name}",
            Spec(FILE, "File", str(folder / f"{slug(record.name)}.cop"), long=True),
            Spec(SECRET, "Passphrase", placeholder="none: not encrypted", long=True),
            Spec(AGAIN, "The same again", long=True),
        )
        self._record = record
        self._force = False

    def go(self) -> None:
        from cop_tui.services.portable import export_assessment
        from cop_tui.services.sealing import check_new, require_sealing

        path, ref, force = self.path, self._record.id, self._force
        secret = self.value(SECRET) or None
        if (secret or "") != self.value(AGAIN):
            raise InputError("The two passphrases differ.")
        if secret is not None:
            require_sealing()
            check_new(secret)
        if path.is_file() and not force:
            words = f"{path} is there already. What it holds is lost."
            self.app.push_screen(ConfirmDialog("Replace the file?", words, "replace", "keep"), self._replace)
            return
        self._force = False
        self.begin(lambda library: export_assessment(library, ref, path, force=force, passphrase=secret))

    def _replace(self, sure: bool | None) -> None:
        self._force = bool(sure)
        if sure:
            self.action_keep()
