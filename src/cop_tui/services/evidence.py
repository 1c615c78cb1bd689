"""The evidence register of an open assessment; every call is one step that can be undone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cop_tui.domain.answers import Answer, Evidence
from cop_tui.domain.register import Entry, Piece, PieceStatus
from cop_tui.errors import InputError
from cop_tui.services.entries import changed, count, find, held, made
from cop_tui.services.evidence_files import file_hash
from cop_tui.services.session import Session
from cop_tui.store.records import new_entry_id


def find_piece(session: Session, ref: str) -> str:
    """A piece's id from its id, the beginning of it, or its exact title. Raises NotFoundError, AmbiguousError."""
    return find(session.register.evidence, ref, "piece of evidence", lambda piece: piece.title)


def add_piece(session: Session, title: str, *, file: Path | None = None, **fields: Any) -> str:
    """Register a piece of evidence and return its id. With `file` its path and hash are kept.

    Raises InputError for what cannot be kept.
    """
    if file is not None:
        path = file.expanduser().absolute()
        fields |= {"sha256": file_hash(path), "reference": str(path)}
    piece = made(Piece, title=title, **fields)
    key = new_entry_id("evidence")
    session.change_entries(f"{key}: {piece.title} registered", {("evidence", key): piece})
    return key


def edit_piece(session: Session, piece: str, **fields: Any) -> None:
    """Change fields of a piece. Raises NotFoundError, InputError."""
    entry = held(session.register.evidence, piece, "piece of evidence")
    if "reference" in fields and fields["reference"] != entry.reference:
        fields.setdefault("sha256", None)  # the hash was that of another file
    session.change_entries(f"{piece}: changed", {("evidence", piece): changed(entry, **fields)})


def rehash_piece(session: Session, piece: str) -> None:
    """Take the local file as it is now: its hash replaces the one that was kept. Raises InputError."""
    entry = held(session.register.evidence, piece, "piece of evidence")
    digest = file_hash(Path(entry.reference))
    session.change_entries(f"{piece}: file read again", {("evidence", piece): changed(entry, sha256=digest)})


def withdraw_piece(session: Session, piece: str, reason: str = "") -> tuple[str, ...]:
    """Withdraw a piece today; it stays in the register and demonstrates nothing. Returns the criteria citing it."""
    entry = held(session.register.evidence, piece, "piece of evidence")
    after = changed(entry, status=PieceStatus.WITHDRAWN, withdrawn_on=session.today, reason=reason)
    session.change_entries(f"{piece}: withdrawn", {("evidence", piece): after})
    return session.register.citing(session.kept(), piece)


def reinstate_piece(session: Session, piece: str) -> None:
    """Put a withdrawn piece into force again."""
    entry = held(session.register.evidence, piece, "piece of evidence")
    after = changed(entry, status=PieceStatus.IN_FORCE, withdrawn_on=None, reason="", replaced_by="")
    session.change_entries(f"{piece}: in force again", {("evidence", piece): after})


def replace_piece(session: Session, old: str, new: str) -> tuple[str, ...]:
    """Let a piece take another's place everywhere; the old one is withdrawn today. Returns the criteria moved."""
    entry = held(session.register.evidence, old, "piece of evidence")
    held(session.register.evidence, new, "piece of evidence")
    if old == new:
        raise InputError(f"{old} cannot replace itself.")
    kept = session.kept()
    citing = session.register.citing(kept, old)
    answers = {c: kept[c].changed(evidence=_moved(kept[c].evidence, old, new)) for c in citing}
    reason = f"Replaced by {new}."
    after = changed(entry, status=PieceStatus.WITHDRAWN, withdrawn_on=session.today, reason=reason, replaced_by=new)
    session.change_entries(f"{old}: replaced by {new}", {("evidence", old): after}, answers)
    return citing


def remove_piece(session: Session, piece: str) -> None:
    """Take a piece that nothing cites off the register; its history stays. Raises InputError if it is cited."""
    held(session.register.evidence, piece, "piece of evidence")
    citing = session.register.citing(session.kept(), piece)
    if citing:
        raise InputError(f"{piece} is cited by {', '.join(citing)}.", "Withdraw it, or unlink it first.")
    session.change_entries(f"{piece}: removed", {("evidence", piece): None})


def link(session: Session, piece: str, criteria: Iterable[str], where: str = "") -> tuple[str, ...]:
    """Cite a piece with the answers to these criteria. Returns those that did not cite it so before."""
    held(session.register.evidence, piece, "piece of evidence")
    cited = Evidence(piece=piece, where=where)
    answers = {}
    for criterion in criteria:
        session.criterion(criterion)
        answer = session.kept().get(criterion, Answer())
        if cited not in answer.evidence:
            answers[criterion] = answer.changed(evidence=(*answer.evidence, cited))
    if answers:
        session.change_entries(f"{piece}: linked to {count(len(answers), 'criterion')}", {}, answers)
    return tuple(answers)


def unlink(session: Session, piece: str, criteria: Iterable[str]) -> tuple[str, ...]:
    """Cite a piece no longer with these criteria. Returns those that did."""
    kept = session.kept()
    citing = set(session.register.citing(kept, piece))
    answers = {
        c: kept[c].changed(evidence=tuple(item for item in kept[c].evidence if item.piece != piece))
        for c in criteria
        if c in citing
    }
    if answers:
        session.change_entries(f"{piece}: unlinked from {count(len(answers), 'criterion')}", {}, answers)
    return tuple(answers)


def cited(session: Session, text: str) -> tuple[Evidence, dict[tuple[str, str], Entry]]:
    """The citation that a typed line means, and the piece to register with it if there is none yet.

    The line is a piece's id, its title, or the title of a new piece, with `(valid to 2027-03-01)` if it runs out.
    Raises InputError for an empty line or a day that does not exist.
    """
    try:
        typed = Evidence.parse(text)
    except ValueError as error:
        raise InputError(f"{text!r} names a day that does not exist.", "Write (valid to 2027-03-01).") from error
    if not typed.reference:
        raise InputError("Evidence needs a name.", "For example a document with its section, or an address.")
    pieces = session.register.evidence
    if typed.reference in pieces:
        return Evidence(piece=typed.reference), {}
    for key, piece in pieces.items():
        same_day = typed.valid_until is None or typed.valid_until == piece.valid_until
        if piece.title == typed.reference and same_day and piece.status is not PieceStatus.WITHDRAWN:
            return Evidence(piece=key), {}
    key = new_entry_id("evidence")
    return Evidence(piece=key), {("evidence", key): made(Piece, title=typed.reference, valid_until=typed.valid_until)}


def cite(session: Session, criterion: str, text: str) -> bool:
    """Cite what a typed line means with an answer, registering it if it is new. False if it is cited already."""
    item, new = cited(session, text)
    answer = session.kept().get(criterion, Answer())
    if item in answer.evidence:
        return False
    answers = {criterion: answer.changed(evidence=(*answer.evidence, item))}
    session.change_entries(f"{criterion}: evidence", new, answers)
    return True


def register_cited(session: Session, criterion: str, index: int) -> str:
    """Make an unregistered citation a piece of the register, wherever it is cited. Returns the piece's id."""
    kept = session.kept()
    item = kept[criterion].evidence[index]
    if item.piece:
        return item.piece
    key = new_entry_id("evidence")
    gone = {"status": PieceStatus.WITHDRAWN, "withdrawn_on": session.today} if item.withdrawn else {}
    piece = made(Piece, title=item.reference, valid_until=item.valid_until, **gone)
    answers = {
        c: answer.changed(evidence=tuple(Evidence(piece=key) if e == item else e for e in answer.evidence))
        for c, answer in kept.items()
        if item in answer.evidence
    }
    session.change_entries(f"{key}: {piece.title} registered", {("evidence", key): piece}, answers)
    return key


def _moved(evidence: Iterable[Evidence], old: str, new: str) -> tuple[Evidence, ...]:
    """The citations with one piece in another's place, each only once."""
    moved = (item.renewed(piece=new) if item.piece == old else item for item in evidence)
    return tuple(dict.fromkeys(moved))
