"""`backup` and `restore`: whole copies of the assessment file, and one of them back in its place."""

from __future__ import annotations

from pathlib import Path

import click

from cop_tui.cli.asking import agreed
from cop_tui.cli.diagnostics import WRONG_USE, say
from cop_tui.cli.options import chosen_file, command, is_there, json_option
from cop_tui.cli.output import counted, emit, emit_json
from cop_tui.errors import NotFoundError
from cop_tui.store import backup as backups
from cop_tui.store import restore as restoring
from cop_tui.store.inspection import Held, look_into

NAMES_SHOWN = 5


@command("backup")
@click.argument("target", metavar="FILE")
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@json_option
def backup(ctx: click.Context, target: str, force: bool, as_json: bool) -> None:
    """Copy the assessment file to FILE, whole and checked, also while the app is open.

    The copy is an assessment file itself: `--db FILE` opens it and `restore FILE` puts it in place. A backup of each
    day on which something is changed is made anyway; `doctor` says where they are.
    """
    path = chosen_file(ctx)
    if not is_there(path):
        raise NotFoundError(f"There are no assessments yet in {path}.", "There is nothing to back up.")
    made = backups.back_up_to(path, Path(target), force=force)
    held = look_into(made)
    emit_json({"file": str(made), **_data(held)}) if as_json else emit(str(made))
    say(f"Backed up: {_words(held)}.")


@command("restore")
@click.argument("source", metavar="[FILE]", required=False)
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def restore(ctx: click.Context, source: str | None, yes: bool, as_json: bool) -> int | None:
    """Put a backup in the place of the assessment file; without FILE the newest good automatic one.

    Shows what is in it and asks. What is there now is kept beside it under a name that is printed. Close the app first:
    while another program has the file open nothing is done.
    """
    path = chosen_file(ctx)
    chosen, held = _chosen(path, source)
    there = restoring.present(path)
    say(f"To be put in place: {chosen}")
    say(f"  It holds {_words(held)}.")
    if there:
        say(f"There now: {path}")
        say(f"  {there if isinstance(there, str) else f'It holds {_words(there)}.'}")
    if not yes and not agreed(f"Restore {chosen.name}?"):
        say("Nothing was changed. With --yes there is no question.")
        return WRONG_USE
    done = restoring.restore(path, chosen)
    if as_json:
        kept = None if done.kept is None else str(done.kept)
        emit_json({"file": str(path), "restored": str(chosen), "replaced": kept, **_data(done.held)})
    elif done.kept is not None:
        emit(str(done.kept))
    say("Restored." if done.kept is None else f"Restored. What was there before is kept as {done.kept}")
    return None


def _chosen(path: Path, source: str | None) -> tuple[Path, Held]:
    if source is not None:
        chosen = Path(source).expanduser().absolute()
        if not is_there(chosen):
            raise NotFoundError(f"There is no file {chosen}.")
        return chosen, restoring.checked(chosen)
    found = restoring.newest_good(path)
    if found is None:
        raise NotFoundError(
            f"There is no good automatic backup of {path}.",
            "Name one: `cop-tui restore FILE`. `cop-tui doctor --recover NEWFILE` saves what can still be read.",
        )
    return found[0].path, found[1]


def _words(held: Held) -> str:
    named = ", ".join(f"'{name}'" for name in held.names[:NAMES_SHOWN])
    more = f" and {len(held.names) - NAMES_SHOWN} more" if len(held.names) > NAMES_SHOWN else ""
    last = f"last changed {held.last:%Y-%m-%d %H:%M} UTC" if held.last else "never changed"
    names = f" ({named}{more})" if named else ""
    return f"{counted(held.assessments, 'assessment')}{names}, {counted(held.answers, 'answer')}, {last}"


def _data(held: Held) -> dict[str, object]:
    return {
        "format": held.version,
        "assessments": list(held.names),
        "in_the_bin": held.deleted,
        "answers": held.answers,
        "revisions": held.revisions,
        "last_change": None if held.last is None else f"{held.last:%Y-%m-%dT%H:%M:%SZ}",
    }
