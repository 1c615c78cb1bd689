"""The evidence register: every piece, what it serves, what it took down; new, edit, link, replace, withdraw, remove."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.worker import get_current_worker

from cop_tui.domain.register import PieceStatus, Register, lost_proofs
from cop_tui.errors import InputError
from cop_tui.services import evidence
from cop_tui.services.entries import count
from cop_tui.services.evidence_files import changed_files, file_hash
from cop_tui.services.session import Session
from cop_tui.tui.screens.dialogs import TextScreen
from cop_tui.tui.screens.form import FormScreen
from cop_tui.tui.screens.listed import ListsScreen
from cop_tui.tui.screens.pick import Choice, PickScreen, criterion_choices
from cop_tui.tui.screens.piece_form import piece_fields, piece_specs, withdraw_screen
from cop_tui.tui.widgets.gap_table import Listing
from cop_tui.tui.widgets.piece_list import lost_words, piece_listings
from cop_tui.tui.widgets.plain import plain

ON_PIECE = ("edit", "link", "unlink", "withdraw", "replace", "remove")
"""Actions that need a piece under the cursor."""


@dataclass
class FilesRead(Message):
    """The pieces whose local file is another one now, with what is wrong in words."""

    changed: dict[str, str]


@dataclass
class Hashed(Message):
    """A file was read for its hash, or could not be; `then` takes the hash."""

    path: Path
    then: Callable[[str], None]
    sha256: str = ""
    error: InputError | None = None


class EvidenceRegisterScreen(ListsScreen):
    """Closes with the criterion to go to, or None."""

    PLACE = "Evidence register"
    HELP = (
        "Every piece of evidence once, whatever number of criteria cite it. Only what is in force demonstrates "
        "anything; draft, expired and withdrawn pieces stay listed. {list.go} goes to a criterion that a piece "
        "serves. Withdrawing or replacing a piece counts for every criterion that cites it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "new", id="register.new", tooltip="register a piece of evidence"),
        Binding("e", "edit", "edit", id="register.edit", tooltip="edit the piece"),
        Binding("l", "link", "link", id="register.link", tooltip="link the piece to criteria"),
        Binding("w", "withdraw", "withdraw", id="register.withdraw", tooltip="withdraw or reinstate the piece"),
        Binding("r", "replace", "replace", id="register.replace", tooltip="replace the piece by another"),
        Binding("x,delete", "remove", "remove", id="register.remove", key_display="x",
                tooltip="remove a piece that nothing cites"),
        Binding("h", "rehash", "read the file again", show=False, id="register.rehash"),
        Binding("L", "unlink", "unlink", show=False, id="register.unlink",
                tooltip="unlink the piece from criteria"),
    ]  # fmt: skip

    def __init__(self, session: Session, at: str | None = None) -> None:
        super().__init__(session, at)
        self._differing: dict[str, str] = {}
        self._read: Register | None = None

    # showing

    def listings(self) -> tuple[Listing, ...]:
        self._read_files()
        return piece_listings(self.session, self._differing)

    def notice(self) -> Content | None:
        """What the latest lost piece took down, and which files are others now."""
        lost = lost_words(lost_proofs(self.session.register, self.session.kept(), self.session.today))
        where = self.keyed("  {list.2} lists them")
        parts = [Content.assemble(plain(lost).stylize("bold $text-warning"), where)] if lost else []
        if self._differing:
            names = [self.session.register.evidence[key].title for key in self._differing if key in self._pieces]
            parts.append(plain(f"File changed: {', '.join(names)}").stylize("bold $text-error"))
        return Content("\n").join(parts) if parts else None

    @property
    def _pieces(self) -> Any:
        return self.session.register.evidence

    def _read_files(self) -> None:
        """Look at the local files again when the register is another one."""
        if self._read is not self.session.register:
            self._read = self.session.register
            self._look_at_files(self._read)

    @work(thread=True, group="files", exclusive=True, exit_on_error=False)
    def _look_at_files(self, register: Register) -> None:
        worker = get_current_worker()
        found: dict[str, str] = {}
        for key, piece in register.evidence.items():
            if worker.is_cancelled:
                return
            found |= changed_files(Register(evidence={key: piece}))
        self.post_message(FilesRead(found))

    def on_files_read(self, message: FilesRead) -> None:
        if message.changed != self._differing:
            self._differing = message.changed
            self.reload()

    # what the keys do

    @property
    def piece(self) -> str | None:
        """The piece under the cursor."""
        line = self.line
        if line is None:
            return None
        key = line.key.partition(" ")[0]
        return key if key in self._pieces else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs a piece shows only on one."""
        if action in ON_PIECE:
            return self.ready and self.piece is not None
        if action == "rehash":
            return self.ready and self.piece in self._differing
        return super().check_action(action, parameters)

    def action_new(self) -> None:
        """Register a piece; a file is read for its hash behind the screen."""
        made: list[str] = []

        def keep(values: Any) -> None:
            fields, path = piece_fields(self.session, values)
            if path is None:
                made.append(evidence.add_piece(self.session, **fields))
            else:
                self._hash(path, lambda digest: self._add(fields | {"sha256": digest}))

        def done(kept: bool | None) -> None:
            if kept and made:
                self._added(made[0])

        self.app.push_screen(FormScreen(self.session, "New piece of evidence", piece_specs(self.session), keep), done)

    def _add(self, fields: dict[str, Any]) -> None:
        try:
            self._added(evidence.add_piece(self.session, **fields))
        except InputError as error:
            self.say(str(error))

    def _added(self, key: str) -> None:
        self.renew("Registered. l links it to criteria.", key=key, chosen=0)

    def action_edit(self) -> None:
        key = self.piece
        if key is None:
            return

        def keep(values: Any) -> None:
            fields, path = piece_fields(self.session, values, key)
            if path is None:
                evidence.edit_piece(self.session, key, **fields)
            else:
                self._hash(path, lambda digest: self._edited(key, fields | {"sha256": digest}))

        def done(kept: bool | None) -> None:
            if kept:
                self.renew(self.keyed("Changed. {listed.undo} takes it back."), key=key)

        title = f"Edit {self._pieces[key].title}"
        self.app.push_screen(FormScreen(self.session, title, piece_specs(self.session, key), keep), done)

    def _edited(self, key: str, fields: dict[str, Any]) -> None:
        self.do(lambda: evidence.edit_piece(self.session, key, **fields), "Changed.", key=key)

    def action_link(self) -> None:
        """Choose the criteria that this piece serves as well, and the place in it."""
        key = self.piece
        if key is None:
            return
        cites = set(self.session.register.citing(self.session.kept(), key))
        choices = [c for c in criterion_choices(self.session, self.cop.use_ascii) if c.key not in cites]

        def placed(criteria: tuple[str, ...], where: str | None) -> None:
            if where is not None:
                words = f"Linked to {count(len(criteria), 'criterion')}."
                self.do(lambda: evidence.link(self.session, key, criteria, where), words, key=key)

        def chosen(criteria: tuple[str, ...] | None) -> None:
            if criteria:
                screen = TextScreen(
                    f"Where in {self._pieces[key].title}?", intro="The section or page; left empty it means the whole.",
                    placeholder="§4",
                )  # fmt: skip
                self.app.push_screen(screen, lambda where: placed(criteria, where))

        self.app.push_screen(PickScreen(f"Link {self._pieces[key].title} to", choices, many=True), chosen)

    def action_unlink(self) -> None:
        """Choose criteria that no longer cite this piece."""
        key = self.piece
        cites = self.session.register.citing(self.session.kept(), key or "")
        if key is None or not cites:
            self.say("No criterion cites it.")
            return

        def chosen(criteria: tuple[str, ...] | None) -> None:
            if criteria:
                words = f"Unlinked from {count(len(criteria), 'criterion')}."
                self.do(lambda: evidence.unlink(self.session, key, criteria), words, key=key)

        choices = criterion_choices(self.session, self.cop.use_ascii, cites)
        self.app.push_screen(PickScreen(f"Unlink {self._pieces[key].title} from", choices, many=True), chosen)

    def action_withdraw(self) -> None:
        """Withdraw with a reason, or put a withdrawn piece into force again."""
        key = self.piece
        if key is None:
            return
        if self._pieces[key].status is PieceStatus.WITHDRAWN:
            self.do(lambda: evidence.reinstate_piece(self.session, key), "In force again.", key=key)
            return
        withdraw_screen(self, self.session, key, lambda words: self.renew(words, key=key))

    def action_replace(self) -> None:
        """Let another piece take its place wherever it is cited."""
        key = self.piece
        if key is None:
            return
        choices = [
            Choice(other, plain(f"{piece.title}  {piece.standing(self.session.today)}"), piece.title.casefold(),
                   f"{other} {piece.reference}")
            for other, piece in self._pieces.items()
            if other != key and piece.status is not PieceStatus.WITHDRAWN
        ]  # fmt: skip
        if not choices:
            self.say("There is no other piece to take its place; n registers one.")
            return

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys:
                serves = self.session.register.citing(self.session.kept(), key)
                words = f"Replaced for {count(len(serves), 'criterion')}; the old piece is withdrawn."
                self.do(lambda: evidence.replace_piece(self.session, key, keys[0]), words, key=keys[0])

        self.app.push_screen(PickScreen(f"Replace {self._pieces[key].title} by", choices), chosen)

    def action_remove(self) -> None:
        key = self.piece
        if key is not None:
            title = self._pieces[key].title
            self.do(lambda: evidence.remove_piece(self.session, key), f"{title} removed.")

    def action_rehash(self) -> None:
        """Take the file as it is now."""
        key = self.piece
        if key is not None:
            self._hash(Path(self._pieces[key].reference), lambda digest: self._edited(key, {"sha256": digest}))

    # files

    def _hash(self, path: Path, then: Callable[[str], None]) -> None:
        self.say(f"Reading {path}…")
        self._hash_file(path, then)

    @work(thread=True, group="hash", exit_on_error=False)
    def _hash_file(self, path: Path, then: Callable[[str], None]) -> None:
        try:
            self.post_message(Hashed(path, then, file_hash(path)))
        except InputError as error:
            self.post_message(Hashed(path, then, error=error))

    def on_hashed(self, message: Hashed) -> None:
        if message.error is not None:
            self.say(str(message.error))
        else:
            message.then(message.sha256)
