"""`keys`: every key of the app, as the person has set them. The only command that looks into the app."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from cop_tui.cli.diagnostics import say
from cop_tui.cli.options import json_option
from cop_tui.cli.output import emit, emit_json
from cop_tui.cli.settings import settings

if TYPE_CHECKING:
    from cop_tui.tui.keymap import Bound, Place

NO_KEY = "-"


@click.command("keys")
@json_option
def keys(as_json: bool) -> None:
    """List the keys of the app by screen: the id of each action, its keys, and what it does.

    Keys are set by these ids in the table [keys] of the settings file; what is wrong there is said on stderr.
    """
    from cop_tui.tui.bindings import places
    from cop_tui.tui.keymap import check, with_keys

    found = settings()
    checked = check(found)
    for warning in checked.warnings:
        say(f"Warning: {warning}")
    listed = tuple(with_keys(places(), checked.keymap))
    if as_json:
        emit_json({"settings": str(found.file), "places": [_data(place) for place in listed]})
    else:
        emit(_text(listed))
        say(f"Keys are set in {found.file}.")


def _data(place: Place) -> dict[str, Any]:
    return {
        "place": place.title,
        "kind": place.kind,
        "also": list(place.also),
        "on": list(place.on),
        "keys": [
            {
                "id": bound.id,
                "keys": list(bound.keys),
                "default": list(bound.default),
                "words": bound.words,
                "shown": bound.shown,
            }
            for bound in place.bindings
        ],
    }


def _text(places: Iterable[Place]) -> str:
    places = list(places)
    widest = max(len(bound.id) for place in places for bound in place.bindings)
    lines: list[str] = []
    for place in places:
        lines += ["", place.title + about(place)] if lines else [place.title + about(place)]
        lines += [f"  {bound.id:<{widest}}  {key_list(bound):<20}  {bound.words}" for bound in place.bindings]
    return "\n".join(lines)


def about(place: Place) -> str:
    """Where else the keys of a place hold, in words."""
    if place.on:
        return f" (on: {', '.join(place.on)})"
    return f" (and those of: {', '.join(place.also)})" if place.also else ""


def key_list(bound: Bound, none: str = NO_KEY) -> str:
    """The keys of a binding as people write them."""
    from cop_tui.tui.keymap import key_words

    return ", ".join(key_words(key) for key in bound.keys) or none
