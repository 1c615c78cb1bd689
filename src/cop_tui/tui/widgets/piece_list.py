"""The evidence register as lists: every piece, and the criteria that lost their proof."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from textual.content import Content

from cop_tui.domain.answers import Evidence
from cop_tui.domain.register import LostProof, Piece, PieceKind, Standing, lost_proofs
from cop_tui.services.entries import count
from cop_tui.services.session import Session
from cop_tui.tui.widgets.gap_table import Column, Line, Listing
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED, Row, labelled, para

LABEL: Final = 13
NAMED: Final = 24
"""Criteria that are named in a line before the rest is only counted."""
PIECE_COLUMNS: Final = (
    Column("Title", 0),
    Column("Kind", 17, 96),
    Column("Standing", 16),
    Column("Valid until", 11, 64),
    Column("Owner", -17, 84),
    Column("Serves", 6, right=True),
)
LOST_COLUMNS: Final = (Column("Since", 10), Column("Criterion", -24), Column("Evidence", 0), Column("Why", 9, 60))
STYLES: Final[Mapping[Standing, str]] = {
    "in force": "$text-success",
    "draft": "$text-warning",
    "not yet in force": "$text-warning",
    "expired": "$text-error",
    "withdrawn": MUTED,
}


def kind_words(kind: PieceKind) -> str:
    """A kind of evidence for people: `evaluation report`."""
    return kind.value.replace("-", " ")


def named(criteria: Sequence[str], most: int = NAMED) -> str:
    """Criteria by id, the first of them if they are many."""
    rest = len(criteria) - most
    return ", ".join(criteria[:most]) + (f" and {rest} more" if rest > 0 else "")


def lost_words(lost: Sequence[LostProof]) -> str:
    """`SS-1.1-01 lost its proof on 2026-11-01; 6 without proof`, for the latest day; empty if nothing is lost."""
    if not lost:
        return ""
    day = lost[0].day
    criteria = list(dict.fromkeys(c for each in lost if each.day == day for c in each.criteria))
    theirs = "its" if len(criteria) == 1 else "their"
    every = {c for each in lost for c in each.criteria}
    more = f"; {len(every)} without proof" if len(every) > len(criteria) else ""
    return f"{named(criteria, 3)} lost {theirs} proof on {day}{more}"


def piece_listings(session: Session, changed: Mapping[str, str]) -> tuple[Listing, ...]:
    """All pieces by title, then everything that lost its proof. `changed` says which files are others now."""
    pieces = sorted(session.register.evidence.items(), key=lambda item: (item[1].title.casefold(), item[0]))
    lost = lost_proofs(session.register, session.kept(), session.today)
    lines = tuple(_piece_line(session, key, piece, lost, changed.get(key, "")) for key, piece in pieces)
    empty = "No evidence is registered yet. n registers a piece; evidence that answers cite lands here too."
    nothing = "Nothing has lost its proof: no claimed criterion rests on expired or withdrawn evidence alone."
    return (
        Listing("Evidence", PIECE_COLUMNS, lines, empty),
        Listing("Lost proofs", LOST_COLUMNS, tuple(_lost_lines(session, lost)), nothing),
    )


def _piece_line(session: Session, key: str, piece: Piece, lost: Collection[LostProof], changed: str) -> Line:
    standing = piece.standing(session.today)
    order = {criterion.id: at for at, criterion in enumerate(session.pack.criteria)}
    serves = tuple(sorted(session.register.citing(session.kept(), key), key=lambda c: (order.get(c, len(order)), c)))
    took = [each for each in lost if each.piece == key]
    cells = (
        piece.title,
        kind_words(piece.kind),
        "file changed" if changed and standing == "in force" else standing,
        piece.valid_until.isoformat() if piece.valid_until else "",
        piece.owner,
        str(len(serves)),
    )
    places = {session.pack.places[c][0].title for c in serves if c in session.pack.places}
    words = (*cells, key, piece.reference, standing, *serves, *places, "" if piece.owner else "nobody",
             "" if serves else "unused", "lost" if took else "", "file changed" if changed else "")  # fmt: skip
    detail = tuple(_piece_detail(session, key, piece, serves, took, changed))
    return Line(key, cells, "\n".join(words).casefold(), detail, serves, strong=bool(took))


def _piece_detail(
    session: Session, key: str, piece: Piece, serves: Sequence[str], took: Sequence[LostProof], changed: str
) -> Iterator[Row]:
    standing = piece.standing(session.today)
    ended = f" on {piece.withdrawn_on}" if piece.withdrawn_on else ""
    yield para(
        Content.assemble(
            plain(piece.title).stylize("bold"), "  ", (f"{standing}{ended}", STYLES[standing]),
            (f"  {kind_words(piece.kind)}  {key}", MUTED),
        )
    )  # fmt: skip
    yield labelled("Reference", piece.reference or "none given", LABEL)
    if changed:
        words = changed.replace(piece.reference, "It", 1) if changed.startswith(piece.reference) else changed
        yield labelled("File changed", plain(words).stylize("bold $text-error"), LABEL)
    elif piece.sha256:
        yield labelled("File", f"kept with its SHA-256 {piece.sha256[:16]}…", LABEL, MUTED)
    yield labelled("Counts", _counts(piece), LABEL)
    yield labelled("Owner", piece.owner or "nobody", LABEL)
    if piece.reason or piece.replaced_by:
        other = session.register.evidence.get(piece.replaced_by)
        words = f"Replaced by {other.title} ({piece.replaced_by})." if other else piece.reason
        yield labelled("Withdrawn", words, LABEL)
    yield labelled("Serves", named(serves) or "no criterion yet", LABEL)
    for each in took:
        words = f"{count(len(each.criteria), 'criterion')} without proof since {each.day}: {named(each.criteria)}"
        yield labelled("Took down", Content.styled(words, "$text-warning"), LABEL)


def _counts(piece: Piece) -> str:
    if piece.valid_from and piece.valid_until:
        return f"from {piece.valid_from} to {piece.valid_until}"
    if piece.valid_from or piece.valid_until:
        return f"from {piece.valid_from}" if piece.valid_from else f"until {piece.valid_until}"
    return "without a last day"


def _lost_lines(session: Session, lost: Sequence[LostProof]) -> Iterator[Line]:
    for each in lost:
        for criterion in each.criteria:
            short = session.criterion(criterion).short
            cells = (each.day.isoformat(), criterion, each.title, each.why)
            detail = (
                para(Content.assemble((criterion, "bold"), "  ", plain(short))),
                labelled("Lost", f"{each.title} ({each.piece}) no longer counts since {each.day}: {each.why}.", LABEL),
                labelled("So", "the answer is claimed, and nothing that is valid demonstrates it.", LABEL, MUTED),
            )
            folded = "\n".join((*cells, each.piece, short)).casefold()
            yield Line(f"{each.piece} {criterion}", cells, folded, detail, (criterion,))


def citation_words(session: Session, item: Evidence) -> Content:
    """A citation with its standing in words: not registered, draft, expired, withdrawn."""
    piece = session.register.evidence.get(item.piece)
    words = plain(item.reference)
    if item.valid_until is not None:
        words = Content.assemble(words, (f"  valid to {item.valid_until}", MUTED))
    standing = _citation_standing(item, session.today) if piece is None else piece.standing(session.today)
    if standing != "in force":
        words = Content.assemble(words, (f"  {standing}", STYLES[standing] if standing == "withdrawn" else
                                         f"bold {STYLES[standing]}"))  # fmt: skip
    return words if item.piece else Content.assemble(words, ("  not in the register", MUTED))


def _citation_standing(item: Evidence, today: date) -> Standing:
    if item.withdrawn:
        return "withdrawn"
    return "in force" if item.is_valid(today) else "expired"
