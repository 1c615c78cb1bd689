"""Evidence as it is typed with an answer: a piece of the register, or one that is registered with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from cop_tui.domain.answers import Evidence
from cop_tui.domain.register import Entry, Piece
from cop_tui.domain.text import clean_line
from cop_tui.services.evidence import cited
from cop_tui.services.session import Session

_ID_AND_PLACE = re.compile(r"(?P<piece>E-[0-9A-Fa-f]+)\s+(?P<where>.+)")
Entries = dict[tuple[str, str], Entry]


def cite_all(session: Session, criterion: str, texts: Iterable[str]) -> tuple[tuple[Evidence, ...], Entries]:
    """The citations that typed lines mean, each once, and the pieces to register with them.

    A line is a piece's id, which a place in it may follow (`E-7f3a1c §4`), a piece's title, what the answer shows of a
    citation now, or the title of a new piece. Raises InputError as `services.evidence.cited` does.
    """
    shown = {str(e): e.stored for e in session.answer(criterion).evidence if e.piece or e.withdrawn or e.draft}
    found: dict[Evidence, None] = {}
    entries: Entries = {}
    for text in texts:
        known = shown.get(clean_line(text)) or _placed(session, text)
        if known is not None:
            found[known] = None
            continue
        item, new = cited(session, text)
        same = _already(entries, new)
        if same is not None:
            item, new = Evidence(piece=same), {}
        found[item] = None
        entries |= new
    return tuple(found), entries


def store_cited(session: Session, criterion: str, texts: Iterable[str], *, more: bool = False, **fields: Any) -> None:
    """Make what these lines mean an answer's evidence, after what is there if `more`, and other fields with it.

    One step to undo. Raises InputError; then nothing has changed.
    """
    evidence, entries = cite_all(session, criterion, texts)
    answer = session.answer(criterion)
    if more:
        evidence = tuple(dict.fromkeys((*answer.stored.evidence, *evidence)))
    if not entries:
        session.change(criterion, evidence=evidence, **fields)
        return
    session.change_entries(f"{criterion}: evidence", entries, {criterion: answer.changed(evidence=evidence, **fields)})


def _placed(session: Session, text: str) -> Evidence | None:
    found = _ID_AND_PLACE.fullmatch(clean_line(text))
    if found is None or found["piece"] not in session.register.evidence:
        return None
    return Evidence(piece=found["piece"], where=found["where"])


def _already(entries: Entries, new: Entries) -> str | None:
    """The id of the same new piece if another line has named it already."""
    for (_, key), entry in entries.items():
        if any(isinstance(each, Piece) and each == entry for each in new.values()):
            return key
    return None
