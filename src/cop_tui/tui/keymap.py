"""All keys of the app by the id of their bindings, and the keys that a person set instead.

Nothing here imports a screen before it is asked for all bindings: applying settings at the start must cost nothing.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from textual.binding import Binding
from textual.keys import Keys, key_to_character

from cop_tui.services.config import ConfigWarning, Settings, capped, nearest

UNBOUND: Final = "unbound:"
"""How the name of a key begins that nobody can press: Textual knows no empty key. The id follows."""
ALIASES: Final = {
    "esc": "escape", "del": "delete", "ins": "insert", "bksp": "backspace", "return": "enter", "pgup": "pageup",
    "pgdn": "pagedown", "page_up": "pageup", "page_down": "pagedown", "spacebar": "space",
}  # fmt: skip
"""Names that people write, and that our own screens show, with what Textual calls them."""
MODIFIERS: Final = ("ctrl", "shift", "alt", "super", "meta", "hyper")
BASE_KEYS: Final = frozenset(key.value for key in Keys if key.value.isidentifier() and key is not Keys.Return)
SHORT: Final = {"escape": "esc", "delete": "del", "backspace": "bksp", "space": "space", "tab": "tab"}
"""Names shorter than Textual's, as the foot of a screen shows them."""


@dataclass(frozen=True, slots=True)
class Bound:
    """One binding of a screen, a list or a field, with all its keys."""

    id: str
    keys: tuple[str, ...]
    """As Textual calls them; none if the binding was taken away."""
    words: str
    action: str
    shown: bool
    """Whether the foot of the screen names it when there is room."""
    priority: bool = False
    default: tuple[str, ...] = ()
    """The keys it has without settings."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where bindings hold: a screen, or a list or field of screens."""

    name: str
    kind: str
    """`app`, `screen`, `dialog`, or `widget`."""
    title: str
    bindings: tuple[Bound, ...]
    """Its own ones."""
    also: tuple[str, ...] = ()
    """Titles of places whose bindings hold here too."""
    on: tuple[str, ...] = ()
    """Titles of the screens on which a list or field is found."""


def key_words(key: str) -> str:
    """A key as people write it: `ctrl+p`, `?`, `esc`; nothing for a binding that was taken away."""
    if key.startswith(UNBOUND):
        return ""
    *modifiers, base = key.split("+")
    return "+".join([*modifiers, SHORT.get(base) or character(base) or base])


def key_named(words: str) -> str | None:
    """What Textual calls the key that a person wrote; None if there is no such key."""
    if len(words) == 1:
        return _named(words) if words.isprintable() else None
    *modifiers, base = [*words[:-2].split("+"), "+"] if words.endswith("++") else words.split("+")
    modifiers = sorted({m.lower() for m in modifiers}, key=lambda m: (*MODIFIERS, m).index(m))
    if not set(modifiers) <= set(MODIFIERS):
        return None
    if modifiers == ["shift"] and len(base) == 1 and base.isalpha():
        return base.upper()  # which is what terminals send
    if len(base) == 1 and base.isprintable():
        return "+".join([*modifiers, _named(base.lower())])
    name = ALIASES.get(base.lower(), base.lower())
    typed = character(name)
    if typed is not None:
        name = _named(typed)
    elif name not in BASE_KEYS:
        return None
    return "+".join([*modifiers, name])


def character(key: str) -> str | None:
    """What a key types; None for a key that types nothing, and for chords."""
    found = _ascii().get(key) or key_to_character(key)
    return found if found is not None and found.isprintable() else None


@cache
def _ascii() -> dict[str, str]:
    """Characters by Textual's names for their keys, some of which Textual itself does not turn back."""
    return {_named(typed): typed for typed in string.punctuation}


def _named(typed: str) -> str:
    if typed in (",", " "):  # commas part the keys of a binding
        return "comma" if typed == "," else "space"
    return next(iter(Binding.make_bindings([Binding(typed, "none")]))).key


def rough(settings: Settings) -> dict[str, str]:
    """The keymap of the settings as far as it can be told without looking at the bindings. Costs nothing."""
    found: dict[str, str] = {}
    for name, keys in settings.keys.items():
        named = [key for words in keys if (key := key_named(words)) is not None]
        if named or not keys:
            found[name] = ",".join(named) or f"{UNBOUND}{name}"
    return found


@dataclass(frozen=True, slots=True)
class Checked:
    """The keymap that holds, and what is wrong with the one that was asked for."""

    keymap: Mapping[str, str]
    warnings: tuple[ConfigWarning, ...] = ()


def checked(settings: Settings, maps: Sequence[Sequence[Bound]], chains: Sequence[Sequence[int]]) -> Checked:
    """Check the keys of the settings against all bindings.

    `maps` holds the bindings that hold together on one node of a screen, `chains` which of these (by their number)
    can be active at once, from the focused one upwards. Use `check`, which finds them.
    """
    return _Check(settings.file, maps, chains).run(settings.keys)


def check(settings: Settings) -> Checked:
    """The keymap of the settings, checked against every binding of the app. Imports all screens if there are keys."""
    if not settings.keys:
        return Checked({})
    from cop_tui.tui.bindings import chains, maps

    return checked(settings, maps(), chains())


class _Check:
    def __init__(self, file: Path, maps: Sequence[Sequence[Bound]], chains: Sequence[Sequence[int]]) -> None:
        self.file, self.maps, self.chains = file, maps, chains
        self.known = {bound.id: bound for bounds in maps for bound in bounds}
        self.priority = {bound.id for bounds in maps for bound in bounds if bound.priority}
        self.set: dict[str, tuple[str, ...]] = {}
        self.warnings: list[ConfigWarning] = []

    def run(self, wanted: Mapping[str, tuple[str, ...]]) -> Checked:
        names = {key_words(key) for key in BASE_KEYS} | set(ALIASES)
        for name, words in wanted.items():
            if name not in self.known:
                self.warn(name, "is no action; `cop-tui keys` lists them", nearest(name, self.known))
                continue
            keys = tuple(key for word in words if (key := self._key(name, word, names)) is not None)
            if (keys or not words) and self._is_free(name, keys):
                self.set[name] = keys
        for name in self.set:
            self._say_shared(name)
        keymap = {name: ",".join(keys) or f"{UNBOUND}{name}" for name, keys in self.set.items()}
        return Checked({**self._companions(), **keymap}, capped(self.warnings))

    def warn(self, name: str, problem: str, meant: str = "") -> None:
        self.warnings.append(ConfigWarning(self.file, f"keys.{name[:100]}", problem, meant))

    def _key(self, name: str, words: str, names: Iterable[str]) -> str | None:
        key = key_named(words)
        shown = words[:40]
        if key is None:
            modifiers, _, base = words.rpartition("+")
            meant = nearest(base, names)
            self.warn(name, f"'{shown}' is no key", f"{modifiers}+{meant}" if meant and modifiers else meant)
        elif name in self.priority and character(key) is not None:
            self.warn(name, f"'{shown}' could no longer be typed anywhere, for this action goes first; it is not used")
            return None
        return key

    def _is_free(self, name: str, keys: tuple[str, ...]) -> bool:
        """Whether no other binding was given one of these keys before, on a node where both hold."""
        for bounds in self.maps:
            here = {bound.id for bound in bounds}
            if name not in here:
                continue
            for other, others in self.set.items():
                both = set(keys) & set(others)
                if other in here and both and not self._shared_before(name, other):
                    key = key_words(min(both))
                    self.warn(name, f"'{key}' is set for {other} on the same screen; it is not used twice")
                    return False
        return True

    def _shared_before(self, one: str, other: str) -> bool:
        """Whether two bindings have a key in common without settings: which of them it is depends on the moment."""
        for bounds in self.maps:
            keys = {bound.id: set(bound.default) for bound in bounds}
            if one in keys and other in keys and keys[one] & keys[other]:
                return True
        return False

    def _now(self, bound: Bound) -> tuple[str, ...]:
        return self.set.get(bound.id, bound.default)

    def _say_shared(self, name: str) -> None:
        """Warn if keys that were set are keys of something else on the same screen; the set ones go before."""
        told: dict[str, list[str]] = {}
        for chain in self.chains:
            bounds = [bound for number in chain for bound in self.maps[number]]
            mine = next((bound for bound in bounds if bound.id == name), None)
            if mine is None:
                continue
            for bound in bounds:
                if bound.id == name or bound.action == mine.action or set(bound.default) & set(mine.default):
                    continue
                for key in set(self.set[name]) & set(self._now(bound)):
                    others = told.setdefault(key, [])
                    if bound.id not in others:
                        others.append(bound.id)
        for key, others in told.items():
            and_more = f" and {len(others) - 3} more" if len(others) > 3 else ""
            listed = ", ".join(others[:3]) + and_more
            self.warn(name, f"'{key_words(key)}' is also the key of {listed} on the same screen")

    def _companions(self) -> dict[str, str]:
        """Bindings that share a key with one that was set, with the keys they have.

        Textual takes all bindings off a key of which one is moved; naming the others keeps them.
        """
        found: dict[str, str] = {}
        for bounds in self.maps:
            moved = {key for bound in bounds if bound.id in self.set for key in bound.default}
            taken = {key for bound in bounds for key in self.set.get(bound.id, ())}
            for bound in bounds:
                if bound.id not in self.set and moved & set(bound.default):
                    keys = [key for key in bound.default if key not in taken] or [f"{UNBOUND}{bound.id}"]
                    found[bound.id] = ",".join(keys)
        return found


def with_keys(places: Iterable[Place], keymap: Mapping[str, str]) -> Iterator[Place]:
    """Places with the keys of a keymap."""
    for place in places:
        changed = tuple(replace(b, keys=_keys(keymap[b.id])) if b.id in keymap else b for b in place.bindings)
        yield replace(place, bindings=changed)


def _keys(listed: str) -> tuple[str, ...]:
    return tuple(key for key in listed.split(",") if not key.startswith(UNBOUND))
