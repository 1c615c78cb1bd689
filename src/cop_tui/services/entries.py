"""Find, make and change register entries, with errors in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from cop_tui.domain.register import Entry
from cop_tui.errors import AmbiguousError, InputError, NotFoundError

E = TypeVar("E", bound=Entry)
SHORTEST: Final = 3
"""Characters of an id that must be given at least."""


def find(entries: Mapping[str, E], ref: str, what: str, name: Callable[[E], str]) -> str:
    """The id of the entry that a person means: its id, its exact name, or the beginning of its id.

    `what` and `name` say what is looked for. Raises NotFoundError, or AmbiguousError naming the candidates.
    """
    if ref in entries:
        return ref
    named = [key for key, entry in entries.items() if name(entry) == ref]
    begun = [key for key in entries if len(ref) >= SHORTEST and key.casefold().startswith(ref.casefold())]
    found = named or begun
    if not found:
        raise NotFoundError(f"there is no {what} {ref}", f"There are {len(entries)}; the list shows their ids.")
    if len(found) > 1:
        raise AmbiguousError(f"{ref} fits more than one {what}: {', '.join(found)}", "Give the whole id.")
    return found[0]


def held(entries: Mapping[str, E], key: str, what: str) -> E:
    """The entry with that id. Raises NotFoundError."""
    entry = entries.get(key)
    if entry is None:
        raise NotFoundError(f"there is no {what} {key}", f"There are {len(entries)}; the list shows their ids.")
    return entry


def made(model: type[E], **fields: Any) -> E:
    """A new entry from fields. Raises InputError in words for what it may not hold."""
    try:
        return model.of(fields)
    except ValueError as error:
        raise InputError(str(error)) from error


def changed(entry: E, **fields: Any) -> E:
    """The entry with `fields` replaced. Raises InputError in words for what it may not hold."""
    try:
        return entry.changed(**fields)
    except ValueError as error:
        raise InputError(str(error)) from error


def count(number: int, word: str) -> str:
    """`1 criterion`, `3 criteria`."""
    plural = {"criterion": "criteria"}.get(word, word)
    return f"{number} {word if number == 1 else plural}"
