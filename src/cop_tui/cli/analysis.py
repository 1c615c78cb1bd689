"""`scope`, `gaps`, `obligations`, `history`: what follows from facts and answers."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from cop_tui.cli import pages, pages_detail, pages_scope
from cop_tui.cli.criteria import known_criterion, known_obligation
from cop_tui.cli.diagnostics import DONE, HOLDS, say
from cop_tui.cli.files import opened
from cop_tui.cli.options import command, db_option, id_argument, json_option, look_argument
from cop_tui.cli.output import counted, emit_json
from cop_tui.domain.pack import Strength
from cop_tui.domain.register import KINDS
from cop_tui.domain.scoping import scope
from cop_tui.services.facts_file import read_facts
from cop_tui.services.library import Packs
from cop_tui.services.looks import Look, look
from cop_tui.services.session import Session
from cop_tui.services.views import gaps_view, history_view, obligations_view, scope_view
from cop_tui.services.views_analysis import obligation_view
from cop_tui.store.changes import answer_subject
from cop_tui.store.history import Revision

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
        pages_scope.scoping(pack, found, given).show()


@command("gaps")
@look_argument
@click.option("--fail-on", type=click.Choice(list(FAIL_ON)), help="Exit with 1 if there is a gap: of a must criterion; "
              "of a must or should criterion; any gap at all.")  # fmt: skip
@json_option
def gaps(ctx: click.Context, ref: str, fail_on: str | None, as_json: bool) -> int:
    """Show the gap analysis: readiness, what is partial, planned or missing, most urgent first.

    A criterion that is not answered is neither met nor a gap. It never makes --fail-on fail; how many there are is
    said on stderr and in the JSON (`not_answered`).
    """
    with opened(ctx) as file:
        seen = look(file.library, ref)
        emit_json(gaps_view(seen)) if as_json else pages.gaps(seen).show()
        found = seen.standing.analysis.gaps
    _say_open(seen)
    if fail_on is None:
        return DONE
    failing = sum(gap.strength in FAIL_ON[fail_on] for gap in found)
    if failing:
        say(f"--fail-on {fail_on}: {counted(failing, 'gap')}.")
    return HOLDS if failing else DONE


@command("obligations")
@look_argument
@click.argument("obligation", metavar="[OBLIGATION]", required=False)
@json_option
def obligations(ctx: click.Context, ref: str, obligation: str | None, as_json: bool) -> None:
    """Show the verdict on each duty of the AI Act: met, not met or undetermined, and what decides it.

    With OBLIGATION, an id or an article such as 'Art. 53(1)(a)', that duty alone: the measures and criteria that serve
    it with their states, the points of the annexes, the account of other means, and what signing gives.
    """
    with opened(ctx) as file:
        seen = look(file.library, ref)
        if obligation is not None:
            duty = known_obligation(seen.standing.pack, obligation).id
            emit_json(obligation_view(seen, duty)) if as_json else pages_detail.obligation(seen, duty).show()
            return
        emit_json(obligations_view(seen)) if as_json else pages.obligations(seen).show()
    _say_open(seen)


@command("history")
@id_argument
@click.argument("what", metavar="[CRITERION|ENTRY]", required=False)
@json_option
def history(ctx: click.Context, ref: str, what: str | None, as_json: bool) -> None:
    """Show who changed what and when, oldest first; with CRITERION or a register entry's id, that only."""
    with opened(ctx) as file:
        session = file.library.open(ref)
        revisions = file.library.repository.history(session.record.id)
        if what is not None:
            subject = _subject(session, revisions, what)
            revisions = tuple(revision for revision in revisions if revision.subject == subject)
        if as_json:
            emit_json(history_view(session.record, revisions))
        else:
            pages.history(revisions, session.register, details=what is not None).show()


def _subject(session: Session, revisions: tuple[Revision, ...], typed: str) -> str:
    """The subject of the revisions of a register entry, removed or not, or of a criterion. Raises NotFoundError."""
    for revision in revisions:
        kind, _, key = revision.subject.partition(":")
        if kind in KINDS and key.lower() == typed.strip().lower():
            return revision.subject
    return answer_subject(known_criterion(session, typed).id)


def _say_open(seen: Look) -> None:
    open_ones = 0 if seen.earlier else seen.standing.analysis.readiness.unanswered
    if open_ones:
        say(
            f"{counted(open_ones, 'criterion is', 'criteria are')} not answered, which is neither met nor a gap. "
            f"`cop-tui walk {seen.record.id}` asks them."
        )
