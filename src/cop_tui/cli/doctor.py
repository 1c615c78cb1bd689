"""`doctor`: what the program relies on, and what can still be read of a damaged file."""

from __future__ import annotations

from pathlib import Path

import click

from cop_tui.cli.diagnostics import DONE, HOLDS, say
from cop_tui.cli.options import chosen_file, command, is_there, json_option
from cop_tui.cli.output import Page, counted, emit_json
from cop_tui.errors import NotFoundError
from cop_tui.services.doctor import Examination, examine
from cop_tui.services.packs import Packs
from cop_tui.store.recover import Recovery, recover

MARKS = {"ok": "ok", "note": "note", "wrong": "WRONG"}
SHOWN = 20


@command("doctor")
@click.option("--recover", "target", metavar="NEWFILE", help="Save what can be read of a damaged file into NEWFILE.")
@json_option
def doctor(ctx: click.Context, target: str | None, as_json: bool) -> int:
    """Look at everything the program relies on; exit code 1 if something is wrong.

    Looked at are versions, paths, permissions, the assessment file and its log, free space, the kind of folder,
    questionnaires, backups, logs of faults, settings and the bin. Nothing is changed.

    With --recover what can be read of a damaged assessment file goes into a new one. The damaged file is never
    touched. What could not be read is said, with exit code 1.
    """
    path = chosen_file(ctx)
    if target is not None:
        return _recover(path, Path(target), as_json)
    found = examine(path)
    emit_json(found.to_data()) if as_json else _page(found).show()
    say("Nothing is wrong." if not found.wrong else f"{counted(found.wrong, 'thing is', 'things are')} wrong.")
    return HOLDS if found.wrong else DONE


def _page(found: Examination) -> Page:
    page = Page()
    page.heading("Environment")
    for key, text in found.environment.items():
        page.field(key, text or "-", 2)
    page.heading("Paths")
    for key, text in found.paths.items():
        page.field(key, text, 2)
    page.heading("Looked at")
    for look in found.looks:
        page.line(f"{MARKS[look.level]:<5}  {look.what}: {look.found}", 2, 9)
        if look.hint and look.level != "ok":
            page.line(look.hint, 9)
    return page


def _recover(path: Path, target: Path, as_json: bool) -> int:
    if not is_there(path):
        raise NotFoundError(f"There is no file {path}.", "Name the damaged file with --db.")
    pack = Packs().newest()
    done = recover(path, target, {"pack_id": pack.id, "pack_version": pack.version, "pack_sha256": pack.sha256})
    emit_json(_data(done)) if as_json else _recovered(done).show()
    say(f"{path} was not touched. `--db {done.target}` opens the new file, `verify` checks it.")
    if done.problems:
        say(f"{counted(len(done.problems), 'thing')} could not be read or proved.")
    return HOLDS if done.problems else DONE


def _recovered(done: Recovery) -> Page:
    page = Page()
    page.line(f"Saved into {done.target}:", 0, 2)
    for each in done.assessments:
        where = ", in the bin" if each.deleted else ""
        page.line(
            f"{each.name} ({each.id}): {counted(each.answers, 'answer')}, "
            f"{counted(each.entries, 'register entry', 'register entries')}, "
            f"{counted(each.revisions, 'revision')}{where}",
            2,
            4,
        )
    if done.damage:
        page.heading("Damaged in the old file")
        _listed(page, done.damage)
    if done.carved:
        page.line(f"{counted(done.carved, 'revision')} found outside the damaged table, each proved by its hash.", 2, 4)
    page.heading("Lost or not proved" if done.problems else "Everything was read and is proved by its history.")
    _listed(page, done.problems)
    return page


def _listed(page: Page, sentences: tuple[str, ...]) -> None:
    for words in sentences[:SHOWN]:
        page.line(words, 2, 4)
    if len(sentences) > SHOWN:
        page.line(f"and {len(sentences) - SHOWN} more", 2)


def _data(done: Recovery) -> dict[str, object]:
    return {
        "file": str(done.target),
        "complete": not done.problems,
        "assessments": [
            {
                "id": each.id,
                "name": each.name,
                "answers": each.answers,
                "entries": each.entries,
                "revisions": each.revisions,
                "in_the_bin": each.deleted,
            }
            for each in done.assessments
        ],
        "damaged": list(done.damage),
        "found_outside": done.carved,
        "problems": list(done.problems),
    }
