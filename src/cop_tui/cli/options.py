"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
_KEY: Final = "cop_tui.db"


def _remember(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.meta[_KEY] = value


db_option = click.option(
    "--db",
    metavar="FILE",
    expose_value=False,
    callback=_remember,
    help="The assessment file; may stand before or after the command.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
id_argument = click.argument("ref", metavar="ID")
look_argument = click.argument("ref", metavar="ID[@BASELINE|@DATE]")


def chosen_file(ctx: click.Context) -> Path:
    """The assessment file: the last `--db`, else as `places.data_file` says."""
    from cop_tui.services.places import data_file

    return data_file(ctx.meta.get(_KEY))


def is_there(path: Path) -> bool:
    """Whether there is a file; what cannot be looked at counts as one, so that opening it says what is wrong."""
    try:
        path.stat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True


def command(name: str, group: click.Group | None = None) -> Callable[[Callable[..., Any]], click.Command]:
    """A command on the assessment file, of `group` if given: takes `--db`, and passes the context as first argument."""

    def make(function: Callable[..., Any]) -> click.Command:
        decorate = click.command(name) if group is None else group.command(name)
        return decorate(db_option(click.pass_context(function)))

    return make
