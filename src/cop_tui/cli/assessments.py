"""`new`, `show`, `duplicate`, `delete`: assessments as a whole."""

from __future__ import annotations

from pathlib import Path

import click

from cop_tui.cli import pages, pages_detail
from cop_tui.cli.asking import agreed
from cop_tui.cli.criteria import known_criterion
from cop_tui.cli.diagnostics import WRONG_USE, say
from cop_tui.cli.files import opened
from cop_tui.cli.options import command, id_argument, json_option, look_argument
from cop_tui.cli.output import counted, emit, emit_json
from cop_tui.domain.text import NAME_MAX, clean_name
from cop_tui.errors import InputError
from cop_tui.services.bin import find_deleted
from cop_tui.services.facts_file import FactsFile, read_facts
from cop_tui.services.library import Library, Packs
from cop_tui.services.looks import look
from cop_tui.services.views import show_view
from cop_tui.services.views_analysis import criterion_view


@command("new")
@click.argument("name", metavar="NAME")
@click.option("--facts", "facts_path", metavar="FACTS.yaml", help="Facts about provider and model.")
@click.option("--provider", metavar="TEXT", help="Name of the provider; goes before the file's provider_name.")
@click.option("--model", metavar="TEXT", help="Name of the model; goes before the file's model_name.")
@json_option
def new(
    ctx: click.Context, name: str, facts_path: str | None, provider: str | None, model: str | None, as_json: bool
) -> None:
    """Make an assessment and print its id.

    FACTS.yaml holds one fact per line by its id, such as `actor: developer`; it may also hold provider_name and
    model_name. Facts that are left out take the questionnaire's defaults; `unknown` leaves open what depends on them.
    """
    for label, text in (("name", name), ("--provider", provider), ("--model", model)):
        if text is not None and len(text) > NAME_MAX:
            raise InputError(f"{label}: {len(text)} characters are too many; at most {NAME_MAX} are allowed.")
    if not clean_name(name):
        raise InputError("An assessment needs a name.", "For example the model's name and the year.")
    packs = Packs()
    # Facts come before the file is opened: bad ones leave nothing behind.
    given = FactsFile() if facts_path is None else read_facts(Path(facts_path), packs.newest().scoping)
    with opened(ctx, make=True, packs=packs) as file:
        _free(file.library, name)
        record = file.library.create(
            name,
            provider=given.provider if provider is None else provider,
            model=given.model if model is None else model,
            facts=given.facts.to_data(),
        )
        session = file.library.open(record.id)
        asked, open_facts = len(session.asked()), len(session.scope.undetermined)
    emit_json({"id": record.id, "name": record.name}) if as_json else emit(record.id)
    say(f"Made '{record.name}': {counted(asked, 'criterion is', 'criteria are')} asked.")
    if open_facts:
        say(f"{counted(open_facts, 'fact is', 'facts are')} not known and would settle more; the app asks for them.")


@command("show")
@look_argument
@click.argument("criterion", metavar="[CRITERION]", required=False)
@json_option
def show(ctx: click.Context, ref: str, criterion: str | None, as_json: bool) -> None:
    """Show an assessment: what it is about, what binds, and every answer.

    With CRITERION that criterion alone: its answer, where it stands, and every duty it serves.
    """
    with opened(ctx) as file:
        seen = look(file.library, ref)
        if criterion is None:
            emit_json(show_view(seen)) if as_json else pages.assessment(seen).show()
            return
        known = known_criterion(seen.standing, criterion).id
        emit_json(criterion_view(seen, known)) if as_json else pages_detail.criterion(seen, known).show()


@command("duplicate")
@id_argument
@click.argument("name", metavar="NAME")
@json_option
def duplicate(ctx: click.Context, ref: str, name: str, as_json: bool) -> None:
    """Copy an assessment with its answers under a new name and print the copy's id."""
    if not clean_name(name) or len(name) > NAME_MAX:
        raise InputError(f"The copy needs a name of 1 to {NAME_MAX} characters.")
    with opened(ctx) as file:
        file.library.find(ref)
        _free(file.library, name)
        record = file.library.duplicate(ref, name)
    emit_json({"id": record.id, "name": record.name}) if as_json else emit(record.id)
    say(f"Made '{record.name}'.")


@command("delete")
@id_argument
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--undo", is_flag=True, help="Take an assessment out of the bin.")
@click.option("--purge", is_flag=True, help="Remove an assessment that is in the bin for good.")
def delete(ctx: click.Context, ref: str, yes: bool, undo: bool, purge: bool) -> int | None:
    """Move an assessment to the bin, from where --undo takes it back.

    It stays there, with answers and history, until --purge removes it for good; nothing is ever removed by itself.
    A purge leaves a record of who did it, when, and which id it was. Backups are not touched by it.
    """
    if undo and purge:
        raise InputError("--undo and --purge do not go together.", "Choose one of them.")
    with opened(ctx) as file:
        if undo:
            say(f"'{file.library.restore(ref).name}' is back on the list.")
            return None
        if purge:
            return _purge(file.library, ref, yes)
        record = file.library.find(ref)
        answers = len(file.library.repository.answers(record.id))
        if not yes and not agreed(f"Delete '{record.name}' with {counted(answers, 'answer')}?"):
            say("Nothing was deleted. With --yes there is no question.")
            return WRONG_USE
        file.library.delete(record.id)
    say(f"'{record.name}' is in the bin. `cop-tui delete {record.id} --undo` takes it back.")
    return None


def _purge(library: Library, ref: str, yes: bool) -> int | None:
    if any(ref in (record.id, record.name) for record in library.records()):
        raise InputError(f"{ref} is not in the bin.", f"`cop-tui delete {ref}` moves it there first.")
    record = find_deleted(library.repository, ref)
    answers, revisions = (len(found) for found in (library.repository.answers(record.id),
                                                   library.repository.history(record.id)))  # fmt: skip
    say(f"'{record.name}' ({record.id}): {counted(answers, 'answer')}, {counted(revisions, 'revision')}.")
    if not yes and not agreed("Remove it for good? This cannot be undone."):
        say("Nothing was removed. With --yes there is no question.")
        return WRONG_USE
    library.purge(record.id)
    say(f"'{record.name}' is removed for good; that it was is recorded. Backups and copies made before still hold it.")
    return None


def _free(library: Library, name: str) -> None:
    """Raise InputError if an assessment has that name already: names are what people call them by."""
    if any(record.name == clean_name(name) for record in library.records()):
        raise InputError(f"There is an assessment called '{clean_name(name)}' already.", "Choose another name.")
