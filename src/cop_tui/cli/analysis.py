"""`scope`, `gaps`, `obligations`, `history`: what follows from facts and answers."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from cop_tui.cli import pages
from cop_tui.cli.criteria import known_criterion
from cop_tui.cli.diagnostics import DONE, HOLDS, say
from cop_tui.cli.files import opened
from cop_tui.cli.options import command, db_option, id_argument, json_option
from cop_tui.cli.output import counted, emit_json
from cop_tui.domain.pack import Strength
from cop_tui.domain.scoping import scope
from cop_tui.services.facts_file import read_facts
from cop_tui.services.library import Packs
from cop_tui.services.session import Session
from cop_tui.services.views import gaps_view, history_view, obligations_view, scope_view
from cop_tui.store.changes import answer_subject

FAIL_ON: Final[dict[str, tuple[Strength, ...]]] = {
    "must": (Strength.MUST,),
    "should": (Strength.MUST, Strength.SHOULD),
    "any": tuple(Strength),
}


@click.command("scope")
@click.argument("path", metavar="FACTS.yaml")
@db_option  # scripts may pass it to every command alike
@json_option
def scope_command(path: str, as_json: bool) -> None:
    """Say what binds a provider, since when and why. Stores nothing.

    FACTS.yaml holds one fact per line by its id, such as `actor: developer` and `training_compute_flop: 3e25`. Facts
    that are left out take the questionnaire's defaults; `unknown` leaves open what depends on them.
    """
    pack = Packs().newest()
    given = read_facts(Path(path), pack.scoping)
    found = scope(pack, given.facts)
    if as_json:
        emit_json(scope_view(pack, found, given.facts))
    else:
        pages.scoping(pack, found, given).show()


@command("gaps")
@id_argument
@click.option("--fail-on", type=click.Choice(list(FAIL_ON)), help="Exit with 1 if there is a gap: of a must criterion; "
              "of a must or should criterion; any gap at all.")  # fmt: skip
@json_option
def gaps(ctx: click.Context, ref: str, fail_on: str | None, as_json: bool) -> int:
    """Show the gap analysis: readiness, what is partial, planned or missing, most urgent first.

    A criterion that is not answered is neither met nor a gap. It never makes --fail-on fail; how many there are is
    said on stderr and in the JSON (`not_answered`).
    """
    with opened(ctx) as file:
        session = file.library.open(ref)
        emit_json(gaps_view(session)) if as_json else pages.gaps(session).show()
        found = session.analysis.gaps
    _say_open(session)
    if fail_on is None:
        return DONE
    failing = sum(gap.strength in FAIL_ON[fail_on] for gap in found)
    if failing:
        say(f"--fail-on {fail_on}: {counted(failing, 'gap')}.")
    return HOLDS if failing else DONE


@command("obligations")
@id_argument
@json_option
def obligations(ctx: click.Context, ref: str, as_json: bool) -> None:
    """Show the verdict on each duty of the AI Act: met, not met or undetermined, and what decides it."""
    with opened(ctx) as file:
        session = file.library.open(ref)
        emit_json(obligations_view(session)) if as_json else pages.obligations(session).show()
    _say_open(session)


@command("history")
@id_argument
@click.argument("criterion", metavar="[CRITERION]", required=False)
@json_option
def history(ctx: click.Context, ref: str, criterion: str | None, as_json: bool) -> None:
    """Show who changed what and when, oldest first; with CRITERION, that answer only."""
    with opened(ctx) as file:
        session = file.library.open(ref)
        subject = None if criterion is None else answer_subject(known_criterion(session, criterion).id)
        revisions = file.library.repository.history(session.record.id, subject)
        if as_json:
            emit_json(history_view(session.record, revisions))
        else:
            pages.history(session, revisions, details=criterion is not None).show()


def _say_open(session: Session) -> None:
    open_ones = session.analysis.readiness.unanswered
    if open_ones:
        say(
            f"{counted(open_ones, 'criterion is', 'criteria are')} not answered, which is neither met nor a gap. "
            f"`cop-tui walk {session.record.id}` asks them."
        )
