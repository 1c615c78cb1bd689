"""`questionnaire list` and `questionnaire lint`: which packs there are, and what is wrong with one."""

from __future__ import annotations

from pathlib import Path

import click

from cop_tui.cli.diagnostics import WRONG_USE, say
from cop_tui.cli.options import db_option, json_option
from cop_tui.cli.output import Page, counted, emit, emit_json
from cop_tui.errors import NotFoundError, PackError
from cop_tui.questionnaires.loader import load_pack
from cop_tui.questionnaires.locate import list_packs


@click.group("questionnaire")
def questionnaire() -> None:
    """List and check questionnaire packs."""


@questionnaire.command("list")
@db_option
@json_option
def list_command(as_json: bool) -> None:
    """List the questionnaires that come with the program."""
    rows = []
    for ref in list_packs():
        pack = load_pack(ref.path)
        rows.append(
            {
                "id": pack.id,
                "version": pack.version,
                "title": pack.title,
                "as_of": pack.as_of,
                "criteria": len(pack.criteria),
                "sha256": pack.sha256,
            }
        )
    if as_json:
        emit_json(rows)
        return
    page = Page()
    page.table(
        ("Id", "Version", "Criteria", "Title"),
        [(str(r["id"]), str(r["version"]), str(r["criteria"]), str(r["title"])) for r in rows],
        right=(2,),
    )
    page.show()


@questionnaire.command("lint")
@click.argument("path", metavar="PATH")
@db_option
@json_option
def lint(path: str, as_json: bool) -> int:
    """Check the pack in the folder PATH and print every problem with file and line.

    Exit code 2 if there is any.
    """
    folder = Path(path)
    if folder.name == "pack.yaml":
        folder = folder.parent
    if not folder.is_dir():
        raise NotFoundError(f"There is no folder {path}.", "Give the folder that holds pack.yaml.")
    problems: tuple[str, ...] = ()
    criteria = 0
    try:
        criteria = len(load_pack(folder).criteria)
    except PackError as error:
        problems = error.problems
    if as_json:
        emit_json({"path": str(folder), "problems": list(problems)})
    else:
        for problem in problems:
            emit(problem)
    if problems:
        say(f"{counted(len(problems), 'problem')} in {folder}.")
        return WRONG_USE
    say(f"{folder} is well formed: {counted(criteria, 'criterion', 'criteria')}.")
    return 0
