"""Which criteria a walk stops at, and in what order."""

from __future__ import annotations

from cop_tui.cli.criteria import known_chapter
from cop_tui.domain.pack import Criterion
from cop_tui.errors import InputError
from cop_tui.services.session import Session


def stops(session: Session, chapter: str | None, *, everything: bool) -> tuple[Criterion, ...]:
    """The criteria to walk: all that are asked, or the open ones beginning where the person left.

    Raises NotFoundError for an unknown chapter, InputError for one that does not apply.
    """
    asked = session.asked()
    if chapter is not None:
        wanted = known_chapter(session.pack, chapter)
        asked = tuple(c for c in asked if session.pack.places[c.id][0].id == wanted)
        if not asked:
            raise InputError(f"No criterion of chapter {wanted} is asked: the facts say that it does not apply.")
    if everything:
        return asked
    order = {c.id: number for number, c in enumerate(session.pack.criteria)}
    start = order[session.position]
    found = [c for c in asked if session.answer(c.id).state is None]
    return tuple(sorted(found, key=lambda c: (order[c.id] < start, order[c.id])))
