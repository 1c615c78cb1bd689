"""`export`, `import` and `merge`: carry assessments between files, and bring copies of one together."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

import click

from cop_tui.cli.diagnostics import HOLDS, say
from cop_tui.cli.files import ATTEMPTS, OpenFile, opened
from cop_tui.cli.options import command, id_argument, json_option
from cop_tui.cli.output import Page, counted, emit, emit_json
from cop_tui.cli.passphrases import known_passphrase, new_passphrase
from cop_tui.errors import InputError
from cop_tui.services.merging import (
    SIDES,
    MergeConflict,
    MergePlan,
    MovedError,
    Side,
    apply_merge,
    conflict_view,
    decide_all,
    plan_merge,
    subject_words,
    value_words,
)
from cop_tui.services.portable import Imported, export_assessment, import_assessment

WORDS_MAX: Final = 300
"""How much of a text is shown of each side of a conflict."""
_file_argument = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
_passphrase_option = click.option(
    "--passphrase-file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Take the passphrase from the first line of a file that only you can read.",
)


@command("export")
@id_argument
@_file_argument
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@click.option("--encrypt", is_flag=True, help="Seal it with a passphrase, which is asked for twice.")
@_passphrase_option
@json_option
def export(
    ctx: click.Context, ref: str, file: Path, force: bool, encrypt: bool, passphrase_file: Path | None, as_json: bool
) -> None:
    """Write an assessment with its whole history to one file, to keep it or to carry it elsewhere.

    FILE holds everything in plain text and is for you alone (mode 0600); with --encrypt, or with --passphrase-file, it
    is an age file that only the passphrase opens. `import` reads it again exactly; `merge` brings it together with
    another copy. Prints where it is.
    """
    with opened(ctx) as held:
        held.library.find(ref)  # before anybody types a passphrase
        passphrase = new_passphrase(passphrase_file) if encrypt or passphrase_file is not None else None
        done = export_assessment(held.library, ref, file, force=force, passphrase=passphrase)
    if as_json:
        data = {"id": done.record.id, "name": done.record.name}
        emit_json(
            {
                "assessment": data,
                "file": str(done.path),
                "revisions": done.revisions,
                "sha256": done.sha256,
                "encrypted": done.sealed,
            }
        )
    else:
        emit(str(done.path))
    sealed = "Only the passphrase opens it: without it nobody can." if done.sealed else "The file is not encrypted."
    say(f"Exported '{done.record.name}' with {counted(done.revisions, 'revision')}. {sealed}")


@command("import")
@_file_argument
@click.option("--name", metavar="NAME", help="Call it NAME here; the change stands in its history.")
@_passphrase_option
@json_option
def import_command(
    ctx: click.Context, file: Path, name: str | None, passphrase_file: Path | None, as_json: bool
) -> None:
    """Take in the assessment that FILE holds, as `export` wrote it, and print its id.

    Everything is checked before anything is stored: form, checksum, every hash, every content, every baseline. The
    passphrase of an encrypted file is asked for. An assessment that is here already is not imported twice; if its
    history differs, `merge` brings both together. There is no import as a copy, as the hashes prove the history of
    that one assessment; `duplicate` makes copies.
    """
    with opened(ctx, make=True) as held:
        done = import_assessment(held.library, file, name=name, ask=known_passphrase(file, passphrase_file))
    if as_json:
        data = {"id": done.record.id, "name": done.record.name}
        emit_json({"assessment": data, "revisions": done.revisions, "new": bool(done.revisions)})
    else:
        emit(done.record.id)
    say(_imported(done))
    for note in done.notes:
        say(note)


@command("merge")
@id_argument
@_file_argument
@click.option("--prefer", type=click.Choice(SIDES), help="Decide every conflict: for what is here, or in FILE.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@_passphrase_option
@json_option
def merge_command(
    ctx: click.Context,
    ref: str,
    file: Path,
    prefer: Side | None,
    dry_run: bool,
    passphrase_file: Path | None,
    as_json: bool,
) -> int | None:
    """Bring another copy of an assessment, exported to FILE, together with the one here.

    Both histories are kept whole. What one side alone changed holds, field by field; state and reason count as one
    field. Where both changed the same field differently a person decides: with --prefer for all of them, else one by
    one in a terminal, else the conflicts are listed, nothing is stored and the exit code is 1. Merging the same file
    again changes nothing, and merging the other way round gives the same.
    """
    with opened(ctx) as held:
        plans = partial(plan_merge, held.library, ref, file, known_passphrase(file, passphrase_file))
        plan, decisions, added = _merged(held, plans, prefer, dry_run=dry_run, ask=not as_json and not dry_run)
    undecided = plan.merge.open_conflicts(decisions)
    if as_json:
        emit_json(_view(plan, decisions, added))
    elif not plan.nothing:
        _page(plan, decisions).show()
    if plan.nothing:
        say("Nothing to do: all that the file holds is here already.")
    elif undecided:
        say(f"{counted(len(undecided), 'conflict')} to be decided; nothing was stored. --prefer ours|theirs decides.")
        return HOLDS
    elif dry_run:
        say("Nothing was stored: --dry-run.")
    else:
        say(f"Merged: {counted(added, 'revision')} added. Saved.")
    return None


def _merged(
    held: OpenFile, planned: Callable[[], MergePlan], prefer: Side | None, *, dry_run: bool, ask: bool
) -> tuple[MergePlan, Mapping[tuple[str, str], Side], int]:
    """The plan, what was decided and how many revisions were written; planned again if somebody else was faster."""
    decisions: dict[tuple[str, str], Side] = {}
    for _ in range(ATTEMPTS):
        plan = planned()
        if prefer is not None:
            decisions |= decide_all(plan, prefer)
        elif ask and _somebody_there():
            _ask_all(plan, decisions)
        if dry_run or plan.nothing or plan.merge.open_conflicts(decisions):
            return plan, decisions, 0
        try:
            return plan, decisions, apply_merge(held.library, plan, decisions)
        except MovedError:
            continue
    raise InputError(
        f"'{plan.record.name}' is being changed by somebody else at this moment; nothing was stored.", "Try again."
    )


def _ask_all(plan: MergePlan, decisions: dict[tuple[str, str], Side]) -> None:
    """Ask a person about every open conflict; whoever stops has decided nothing, and nothing is stored."""
    waiting = plan.merge.open_conflicts(decisions)
    for number, conflict in enumerate(waiting, start=1):
        page = Page()
        page.line(f"Conflict {number} of {len(waiting)}")
        _add_conflict(page, conflict, None)
        say(page.text())
        typed = ""
        while typed not in ("o", "t", "q", "ours", "theirs"):
            typed = _typed("Keep [o]urs (here), [t]heirs (in the file), or [q]uit without storing anything? ")
        if typed == "q":
            return
        decisions[conflict.subject, conflict.field] = "ours" if typed[0] == "o" else "theirs"


def _somebody_there() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _typed(question: str) -> str:
    """What a person types, asked for on stderr; the end of the input quits."""
    click.echo(question, nl=False, err=True)
    try:
        return input().strip().lower()
    except (EOFError, RuntimeError):
        click.echo(err=True)
        return "q"


def _imported(done: Imported) -> str:
    if not done.revisions:
        return f"'{done.record.name}' is here already, with everything that the file holds. Nothing to do."
    return f"Imported '{done.record.name}' with {counted(done.revisions, 'revision')}. Saved."


def _view(plan: MergePlan, decisions: Mapping[tuple[str, str], Side], added: int) -> dict[str, Any]:
    return {
        "assessment": {"id": plan.record.id, "name": plan.record.name},
        "stored": bool(added),
        "revisions": added,
        "changes": [{"subject": each.subject, "from": each.source} for each in plan.changes],
        "conflicts": [conflict_view(conflict, decisions) for conflict in plan.conflicts],
    }


def _page(plan: MergePlan, decisions: Mapping[tuple[str, str], Side]) -> Page:
    page = Page()
    for each in plan.changes:
        words = "as in the file" if each.source == "theirs" else "changed on both sides"
        page.line(f"{subject_words(each.subject)}: {words}", 0, 2)
    for conflict in plan.conflicts:
        page.heading("Conflict")
        _add_conflict(page, conflict, decisions.get((conflict.subject, conflict.field)))
    return page


def _add_conflict(page: Page, conflict: MergeConflict, decision: Side | None) -> None:
    page.line(f"{subject_words(conflict.subject)}: {conflict.field or 'the whole of it'}", 2, 4)
    page.field("Before", _shown(conflict.base), 4)
    for side, value, revision in (
        ("Ours", conflict.ours, conflict.our_revision),
        ("Theirs", conflict.theirs, conflict.their_revision),
    ):
        page.field(f"{side} ({revision.author}, {revision.at:%Y-%m-%d %H:%M} UTC)", _shown(value), 4)
    page.field("Decided for", decision or "", 4)


def _shown(value: object) -> str:
    """A value in words; of a long text the beginning."""
    text = value_words(value)
    return f"{text[:WORDS_MAX]}…" if len(text) > WORDS_MAX else text
