"""Makes what `cop_tui.cli.quick` says: every word that click completes, and the page of help in two widths."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from click.shell_completion import ZshComplete

from cop_tui.cli.main import PROG, program
from cop_tui.cli.quick import KEPT, VARIABLE, WIDTHS


def kept() -> dict[str, str]:
    """The files and what is in them."""
    pages = {f"help-{width}.txt": _page(width) for width in WIDTHS}
    return {"words.tsv": "".join(f"{line}\n" for line in _words(program, ())), **pages}


def _words(command: click.Command, path: tuple[str, ...]) -> Iterator[str]:
    """A line for each command below this one and for each of its options: the path to it, the word, what it means."""
    click_says = ZshComplete(program, {}, PROG, VARIABLE).get_completions
    names = click_says(list(path), "") if isinstance(command, click.Group) else []
    for item in (*names, *click_says(list(path), "-")):
        yield "\t".join((" ".join(path), item.value, item.help or "_"))
    if isinstance(command, click.Group):
        ctx = click.Context(command)
        for name in command.list_commands(ctx):
            below = command.get_command(ctx, name)
            if below is not None:
                yield from _words(below, (*path, name))


def _page(columns: int) -> str:
    """As click prints it in a terminal of so many columns."""
    width = columns - 2
    ctx = click.Context(program, info_name=PROG, terminal_width=width, **program.context_settings)
    return program.get_help(ctx) + "\n"


def main() -> None:
    """Write all of it."""
    for name, text in kept().items():
        (Path(KEPT) / name).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
