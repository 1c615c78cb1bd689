"""The fields of a piece of evidence and what they say, and the question why one is withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from cop_tui.domain.due import describe_day, parse_due
from cop_tui.domain.register import Piece, PieceKind, PieceStatus
from cop_tui.services import evidence
from cop_tui.services.entries import count
from cop_tui.services.session import Session
from cop_tui.tui.screens.dialogs import TextScreen
from cop_tui.tui.widgets.form import FieldCheck, Spec
from cop_tui.tui.widgets.piece_list import kind_words, named

KINDS: Final = tuple((kind.value, kind_words(kind)) for kind in PieceKind)
STATUSES: Final = ((PieceStatus.IN_FORCE.value, "in force"), (PieceStatus.DRAFT.value, "draft"))


def piece_specs(session: Session, key: str | None = None) -> tuple[Spec, ...]:
    """The fields of a new piece, or of one that is edited. Whether it is withdrawn is no field of it."""
    piece = session.register.evidence[key] if key is not None else Piece(title="new")
    day = _day_check(session.today)
    owners = sorted({p.owner for p in session.register.evidence.values()} | {a.owner for a in session.answers.values()})
    specs = (
        Spec("title", "Title", "" if key is None else piece.title, required="A title is needed.",
             check=_title_check(session, key), placeholder="Framework v2.1", long=True),
        Spec("kind", "Kind", piece.kind.value, choices=KINDS),
        Spec("reference", "Reference", "" if piece.sha256 else piece.reference,
             placeholder="path, address or document number", long=True),
        Spec("file", "File", piece.reference if piece.sha256 else "", check=_file_check,
             placeholder="a local file; its SHA-256 is kept", long=True),
        Spec("valid_from", "From", _text(piece.valid_from), check=day, placeholder="date of effect, or empty"),
        Spec("valid_until", "Valid until", _text(piece.valid_until), check=_until_check(session.today),
             placeholder="its last day, or empty"),
        Spec("owner", "Owner", piece.owner, suggestions=tuple(o for o in owners if o),
             placeholder="a role or a team"),
        Spec("status", "Status", piece.status.value, choices=STATUSES),
    )  # fmt: skip
    return specs[:-1] if piece.status is PieceStatus.WITHDRAWN else specs


def piece_fields(
    session: Session, values: Mapping[str, str], key: str | None = None
) -> tuple[dict[str, Any], Path | None]:
    """The fields of the piece, and the file that has to be read for its hash if there is another one now."""
    fields: dict[str, Any] = dict(values)
    for name in ("valid_from", "valid_until"):
        fields[name] = parse_due(values[name], session.today) if values[name] else None
    typed = fields.pop("file")
    kept = session.register.evidence.get(key) if key is not None else None
    if kept is not None and kept.sha256 and typed == kept.reference:
        del fields["reference"]
        return fields, None
    if not typed:
        return fields, None
    path = Path(typed).expanduser().absolute()
    return fields | {"reference": str(path)}, path


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day_check(today: date) -> FieldCheck:
    return lambda text, _: describe_day(parse_due(text, today), today)


def _until_check(today: date) -> FieldCheck:
    def check(text: str, values: Mapping[str, str]) -> str:
        day = parse_due(text, today)
        first = values.get("valid_from")
        try:
            early = bool(first) and parse_due(str(first), today) > day
        except ValueError:
            early = False
        if early:
            raise ValueError("Its last day is before its first.")
        past = " It has expired." if day < today else ""
        return f"{describe_day(day, today)}.{past}"

    return check


def _title_check(session: Session, key: str | None) -> FieldCheck:
    def check(text: str, _: Mapping[str, str]) -> str:
        same = [k for k, piece in session.register.evidence.items() if piece.title == text and k != key]
        return f"{same[0]} has this title too." if same else ""

    return check


def _file_check(text: str, values: Mapping[str, str]) -> str:
    path = Path(text).expanduser()
    try:
        found = path.is_file()
    except (OSError, ValueError):
        found = False
    if not found:
        raise ValueError("There is no such file.")
    return f"{path.stat().st_size:,} bytes; it becomes the reference."


def withdraw_screen(screen: Any, session: Session, piece: str, done: Callable[[str], Any]) -> None:
    """Ask why a piece is withdrawn, saying how many criteria cite it; `done` gets the words once it is."""
    cites = session.register.citing(session.kept(), piece)
    title = session.register.evidence[piece].title
    verb = "cites" if len(cites) == 1 else "cite"
    used = f"{count(len(cites), 'criterion')} {verb} it: {named(cites, 8)}." if cites else "No criterion cites it."
    intro = f"{used} It stays in the register and demonstrates nothing any more."

    def given(reason: str | None) -> None:
        if reason is not None:
            evidence.withdraw_piece(session, piece, reason)
            done(f"Withdrawn for {count(len(cites), 'criterion')}. u takes it back.")

    screen.app.push_screen(
        TextScreen(f"Withdraw {title}: why?", intro=intro, placeholder="superseded, wrong, no longer true"), given
    )
