"""`open` and `demo`: what leads into the app, and the sample's reports."""

from __future__ import annotations

from pathlib import Path

import click

from cop_tui.cli.app_start import mouse_option, need_terminal, start
from cop_tui.cli.options import chosen_file, command, id_argument
from cop_tui.errors import InputError


@command("open")
@id_argument
@mouse_option
def open_command(ctx: click.Context, ref: str) -> int:
    """Open the app at the criterion where that assessment was left."""
    from cop_tui.services.glance import id_of

    need_terminal()
    found = id_of(chosen_file(ctx), ref)
    if found is None:
        from cop_tui.cli.files import opened

        with opened(ctx) as file:
            found = file.library.find(ref).id
    return start(chosen_file(ctx), open_ref=found)


@command("demo")
@click.option("--add", is_flag=True, help="Put the sample into the assessment file and print its id; no app.")
@click.option("--report", "folder", metavar="DIR", help="Write the sample's reports to this folder; no app, no file.")
@click.option("--format", "names", metavar="LIST", help="Formats, with commas between them; all of them if not given.")
@click.option("--force", is_flag=True, help="Replace reports that are there.")
@mouse_option
def demo(ctx: click.Context, add: bool, folder: str | None, names: str | None, force: bool) -> int | None:
    """Open a filled sample assessment of an invented provider in the app.

    With --add it is only put into the file, for trying the commands on it. With --report its reports are written
    instead, from a file of their own: nothing is added to yours.
    """
    if add and folder is not None:
        raise InputError("--add and --report exclude each other.", "Give one of them.")
    if folder is None:
        if names is not None or force:
            raise InputError("--format and --force belong to --report.", "For example: cop-tui demo --report sample")
        if not add:
            return start(chosen_file(ctx), demo=True)
        _add_sample(ctx)
    else:
        _write_sample(Path(folder), names, force)
    return None


def _add_sample(ctx: click.Context) -> None:
    from cop_tui.cli.files import opened
    from cop_tui.services.demo import create_demo

    with opened(ctx, make=True) as file:
        click.echo(create_demo(file.library).id)


def _write_sample(folder: Path, names: str | None, force: bool) -> None:
    from cop_tui.cli.reporting import chosen_formats, every_format, tell, teller
    from cop_tui.services.reporting import sample_reports

    chosen = every_format() if names is None else chosen_formats(names)
    tell(sample_reports(folder, chosen, force=force, progress=teller()))
