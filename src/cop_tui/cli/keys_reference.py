"""The reference of all keys as Markdown, generated from the bindings of the app (docs/keys.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from cop_tui.cli.keys import about, key_list

if TYPE_CHECKING:
    from cop_tui.tui.keymap import Place

HEAD: Final = """# Keys

Generated from the app; do not edit. `?` in the app shows the keys that do something at that moment, `cop-tui keys` all
of them as they are set on this machine.

## Setting keys of your own

Keys are set by the id of the action in `config.toml` in the user's config folder (`COP_TUI_CONFIG` names another
file; `cop-tui keys` says which one it is):

```toml
author = "Safety lead"             # who answers; without it the login name
theme = "dark"                     # dark, light, high contrast, colour-blind safe
mouse = true                       # false leaves the mouse to the terminal

[keys]
"workspace.note" = "N"             # another key
"workspace.next_open" = ["n", "f7"]  # several
"home.delete" = ""                 # none
```

A key is written as it is typed (`n`, `N`, `?`), by its name (`enter`, `esc`, `space`, `tab`, `f5`, `pageup`, `up`), or
with `ctrl+`, `alt+` or `shift+` before it. Not every terminal sends every chord. A key may do different things on
different screens; where what has the focus and the screen both have an action for it, the former goes first. What is
wrong in the file costs a warning and nothing else: the rest of it holds.
"""


def render() -> str:
    """The whole reference."""
    from cop_tui.tui.bindings import places

    parts = [HEAD]
    for place in places():
        parts += _place(place)
    return "\n".join(parts).rstrip() + "\n"


def _place(place: Place) -> Iterator[str]:
    yield f"## {place.title}\n"
    words = about(place).strip(" ()")
    if words:
        yield f"{words[:1].upper()}{words[1:]}.\n"
    yield "| Key | What it does | Id |\n|---|---|---|"
    for bound in place.bindings:
        keys = " ".join(f"`{key}`" for key in key_list(bound, "").split(", ") if key)
        yield f"| {_cell(keys) or '–'} | {_cell(bound.words)} | `{bound.id}` |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    print(render(), end="")
