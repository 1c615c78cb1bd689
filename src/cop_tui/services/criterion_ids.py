"""Ids of criteria as people type them: with or without the chapter, in any case, without leading noughts."""

from __future__ import annotations

import re

from cop_tui.domain.matching import fold
from cop_tui.domain.pack import Pack

_ID = re.compile(
    r"(?:(?P<chapter>[a-z]{2,3})[-. ]?)?(?P<tail>(?=[a-z]?\d)[a-z0-9]+(?:\.[a-z0-9]+)*)[-. ](?P<number>\w+)"
)


def find_id(pack: Pack, text: str, near: str | None = None) -> str | None:
    """The criterion that a typed id means: `SS-1.1-04`, `ss1.1-4`, `1.1-04`, `A3.4-10`; None if there is none.

    Chapters share some ids without the prefix; then the chapter of the criterion `near` goes first, else the first.
    """
    meant = ids_meant(pack, fold(text))
    if near in pack.places:
        chapter = pack.places[near][0].id
        meant = sorted(meant, key=lambda each: pack.places[each][0].id != chapter)
    return meant[0] if meant else None


def ids_meant(pack: Pack, folded: str) -> list[str]:
    """Every criterion whose id the folded text is, with or without its prefix and leading noughts, in pack order."""
    folded = folded.removeprefix(":").strip()
    exact = [c.id for c in pack.criteria if folded in (fold(c.id), tail_of(fold(c.id)))]
    found = _ID.fullmatch(folded)
    if exact or found is None:
        return exact
    tail, number = found["tail"], found["number"]
    if number.isdecimal():
        number = number.zfill(2)
    wanted = f"{tail}-{number}"
    return [
        c.id
        for c in pack.criteria
        if tail_of(fold(c.id)) == wanted and found["chapter"] in (None, fold(c.id).partition("-")[0])
    ]


def tail_of(folded_id: str) -> str:
    """What follows the chapter in a folded id: `1.1-04` of `ss-1.1-04`."""
    return folded_id.partition("-")[2]
