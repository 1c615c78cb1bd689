"""Every binding of the app, found by looking at its screens and widgets. Imports all of them."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterable, Iterator
from functools import cache
from types import ModuleType
from typing import Final

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

import cop_tui.tui
from cop_tui.tui.keymap import Bound, Place

OURS: Final = "cop_tui.tui"
KINDS: Final = ("app", "base", "screen", "dialog", "widget")
TITLES: Final = {"CopTuiApp": "Everywhere", "CopScreen": "Every screen", "CopDialog": "Every dialog"}
FIRST: Final = ("Home", "Workspace")
"""Screens that come before the others."""

Node = type[DOMNode]


@cache
def nodes() -> tuple[Node, ...]:
    """All classes of ours that can have bindings, in the order in which they are listed."""
    found: set[Node] = set()
    for module in _modules():
        for value in vars(module).values():
            if inspect.isclass(value) and value.__module__ == module.__name__ and issubclass(value, DOMNode):
                found.add(value)

    def place(node: Node) -> tuple[int, bool, int, str, str]:
        title = title_of(node)
        first = FIRST.index(title) if title in FIRST else len(FIRST)
        return KINDS.index(kind_of(node)), first == len(FIRST), first, title, node.__qualname__

    return tuple(sorted(found, key=place))


def _modules() -> Iterator[ModuleType]:
    for info in pkgutil.walk_packages(cop_tui.tui.__path__, f"{OURS}."):
        yield importlib.import_module(info.name)


def kind_of(node: Node) -> str:
    """What a class is: one of KINDS; `base` is what all screens or all dialogs have."""
    if issubclass(node, App):
        return "app"
    if issubclass(node, Screen) and any(below.__module__.startswith(OURS) for below in node.__subclasses__()):
        return "base"
    if issubclass(node, ModalScreen):
        return "dialog"
    return "screen" if issubclass(node, Screen) else "widget"


def title_of(node: Node) -> str:
    """What people call it, from the name of its class: `EvidenceRegisterScreen` is `Evidence register`."""
    name = node.__name__.lstrip("_")
    if name in TITLES:
        return TITLES[name]
    kind = kind_of(node)
    if issubclass(node, Screen):
        name = name.removesuffix("Screen").removesuffix("Dialog") or name
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*", name) or [name]
    many = [f"{'dialogs' if issubclass(node, ModalScreen) else 'screens'}"] if kind == "base" else []
    return " ".join([words[0], *(word.lower() for word in words[1:]), *many])


def own_bindings(node: Node) -> list[Binding]:
    """The bindings that a class adds to those it inherits, one per key."""
    return list(Binding.make_bindings(node.__dict__.get("BINDINGS", ())))


@cache
def declared(node: Node) -> dict[str | None, int]:
    """The place of each id among the bindings of a class, its own before those it inherits."""
    found: dict[str | None, int] = {}
    for base in node.__mro__:
        if inspect.isclass(base) and issubclass(base, DOMNode):
            for binding in own_bindings(base):
                found.setdefault(binding.id, len(found))
    return found


def held(node: Node) -> tuple[Bound, ...]:
    """The bindings with an id that hold on a class, the inherited ones as far as their keys are not taken."""
    keys: dict[str, list[Binding]] = {}
    for base in reversed(node.__mro__):
        if not (inspect.isclass(base) and issubclass(base, DOMNode)):
            continue
        own: dict[str, list[Binding]] = {}
        for binding in own_bindings(base):
            own.setdefault(binding.key, []).append(binding)
        keys.update(own)
    return bounds(binding for listed in keys.values() for binding in listed)


def bounds(bindings: Iterable[Binding]) -> tuple[Bound, ...]:
    """Bindings with all keys of one id together."""
    first: dict[str, Binding] = {}
    keys: dict[str, list[str]] = {}
    for binding in bindings:
        if binding.id is not None:
            first.setdefault(binding.id, binding)
            keys.setdefault(binding.id, []).append(binding.key)
    return tuple(
        Bound(name, tuple(keys[name]), _words(b), b.action, b.show, b.priority, tuple(keys[name]))
        for name, b in first.items()
    )


def _words(binding: Binding) -> str:
    words = binding.tooltip or binding.description or binding.action.rpartition(".")[2].partition("(")[0]
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


@cache
def places() -> tuple[Place, ...]:
    """Every place that has bindings of its own, the app first, then screens, dialogs, lists and fields."""
    found: list[Place] = []
    for node in nodes():
        own = bounds(own_bindings(node))
        if own:
            bases = [base for base in node.__mro__[1:] if base in _with_own() and base.__name__ not in TITLES]
            titles = tuple(dict.fromkeys(title_of(base) for base in bases))
            on = tuple(title_of(screen) for screen in _screens() if node in widgets_on(screen))
            found.append(Place(node.__name__, kind_of(node), title_of(node), own, titles, on))
    return tuple(found)


@cache
def _with_own() -> frozenset[type]:
    return frozenset(node for node in nodes() if node.__dict__.get("BINDINGS"))


@cache
def _screens() -> tuple[Node, ...]:
    """Screens and dialogs which are not there only for others to be made from."""
    return tuple(node for node in nodes() if kind_of(node) in ("screen", "dialog"))


@cache
def widgets_on(screen: Node) -> tuple[Node, ...]:
    """The lists and fields of ours that a screen may hold: those its modules name, and what these are made of."""
    waiting = [base.__module__ for base in screen.__mro__ if base.__module__.startswith(OURS)]
    seen: set[str] = set()
    found: set[Node] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for value in vars(importlib.import_module(name)).values():
            if not (inspect.isclass(value) and issubclass(value, Widget) and value.__module__.startswith(OURS)):
                continue
            if not issubclass(value, Screen):
                found.add(value)
                waiting += [value.__module__] if value.__module__.startswith(f"{OURS}.widgets.") else []
    return tuple(node for node in nodes() if node in found and node in _with_own() and kind_of(node) == "widget")


@cache
def _app() -> Node:
    return next(node for node in nodes() if node.__name__ == "CopTuiApp")


def maps() -> tuple[tuple[Bound, ...], ...]:
    """The bindings of each class; the last but one is the app's, the last what of it holds over dialogs too."""
    every = tuple(held(node) for node in nodes() if node is not _app())
    app = held(_app())
    return (*every, app, tuple(bound for bound in app if bound.priority))


def chains() -> tuple[tuple[int, ...], ...]:
    """Which of `maps` can be active at once, by number: a widget, its screen, the app."""
    number = {node: index for index, node in enumerate(node for node in nodes() if node is not _app())}
    app, over_dialogs = len(number), len(number) + 1
    found: list[tuple[int, ...]] = []
    for screen in _screens():
        above = (number[screen], over_dialogs if kind_of(screen) == "dialog" else app)
        found += [above, *((number[widget], *above) for widget in widgets_on(screen))]
    return tuple(found)
