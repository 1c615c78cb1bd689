"""`action`: what somebody does about gaps, with owner, day and status."""

from __future__ import annotations

import sys
from typing import Any, Final

import click

from cop_tui.cli import fields, pages_registers
from cop_tui.cli.criteria import known_action, known_criteria, known_criterion, known_state
from cop_tui.cli.diagnostics import say
from cop_tui.cli.files import opened
from cop_tui.cli.options import command, id_argument, json_option, look_argument
from cop_tui.cli.output import counted, emit, emit_json
from cop_tui.domain.answers import STATES, State
from cop_tui.domain.due import describe_day
from cop_tui.domain.register import Action, ActionStatus
from cop_tui.errors import InputError
from cop_tui.reports import shapes
from cop_tui.services import actions as register
from cop_tui.services.entries import changed
from cop_tui.services.looks import look
from cop_tui.services.marks import WORDS
from cop_tui.services.session import Session
from cop_tui.services.standing import Standing
from cop_tui.services.views_registers import actions_view

_READERS: Final = {
    "what": ("--what", fields.title),
    "owner": ("--owner", fields.name),
    "due": ("--due", fields.due),
    "effort": ("--effort", fields.effort),
}
what_option = click.option("--what", metavar="TEXT", help="What will be done.")
owner_option = click.option("--owner", metavar="TEXT", help="Who does it; empty for nobody yet.")
due_option = click.option("--due", metavar="DATE", help="By when: 2026-12-15, +30d, friday; empty for no day.")
effort_option = click.option("--effort", metavar="S|M|L", help="Small, medium or large; empty for not estimated.")


@click.group("action")
def action() -> None:
    """Plan and follow what is done about gaps.

    ACTION is an action's id, the beginning of it, or its exact words.
    """


@command("add", action)
@id_argument
@click.argument("criteria", metavar="CRITERION...", nargs=-1, required=True)
@what_option
@owner_option
@due_option
@effort_option
@json_option
def add(ctx: click.Context, ref: str, criteria: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """Plan an action for these criteria and print its id.

    What no option gives comes from the criterion and its answer: owner, due date and effort.
    """
    said = fields.read(given, _READERS)
    with opened(ctx) as file:
        session = file.library.open(ref)
        known = known_criteria(session, criteria)
        planned = changed(register.proposed_action(session, known), **said)
        key = file.store(session, lambda: register.add_action(session, planned), planned.what)
        closed = [c for c in known if c not in {gap.criterion for gap in session.analysis.gaps}]
        emit_json(shapes.action(key, planned, session.today)) if as_json else emit(key)
    due = f", due {describe_day(planned.due, session.today)}" if planned.due else ""
    say(f"Saved: {key} {planned.what}{due}.")
    if closed:
        say(f"No gap as it stands: {', '.join(closed)}.")


@command("list", action)
@look_argument
@click.option("--owner", metavar="TEXT", help="Only actions of this owner.")
@click.option("--status", type=click.Choice([s.value for s in ActionStatus]), help="Only actions of this status.")
@click.option("--by", type=click.Choice(("due", "owner")), default="due", show_default=True, help="How to group them.")
@json_option
def list_command(ctx: click.Context, ref: str, owner: str | None, status: str | None, by: str, as_json: bool) -> None:
    """List the actions by due date, overdue ones first, or by owner."""
    with opened(ctx) as file:
        seen = look(file.library, ref)
        found: dict[str, Action] = {
            key: each
            for key, each in seen.standing.register.actions.items()
            if (owner is None or each.owner.casefold() == owner.strip().casefold())
            and (status is None or each.status == status)
        }
        emit_json(actions_view(seen, found)) if as_json else pages_registers.actions(seen, found, by).show()
        late = sum(each.overdue(seen.standing.today) for each in found.values())
    if late:
        say(f"{counted(late, 'action is', 'actions are')} overdue.")


@command("show", action)
@look_argument
@click.argument("action_ref", metavar="ACTION")
@json_option
def show(ctx: click.Context, ref: str, action_ref: str, as_json: bool) -> None:
    """Show an action with the states of its criteria."""
    with opened(ctx) as file:
        standing = look(file.library, ref).standing
        _show(standing, known_action(standing, action_ref), as_json)


@command("edit", action)
@id_argument
@click.argument("action_ref", metavar="ACTION")
@what_option
@owner_option
@due_option
@effort_option
@click.option("--criterion", "criteria", metavar="C", multiple=True, help="The criteria it is for, instead of those "
              "that were; several times.")  # fmt: skip
@json_option
def edit(ctx: click.Context, ref: str, action_ref: str, criteria: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """Change what an action is, whose, by when."""
    said = fields.read(given, _READERS)
    if not (said or criteria):
        raise InputError("Nothing to change was given.", "`cop-tui action edit --help` names the options.")
    with opened(ctx) as file:
        session = file.library.open(ref)
        key = known_action(session, action_ref)
        if criteria:
            said["criteria"] = known_criteria(session, criteria)
        file.store(session, lambda: register.edit_action(session, key, **said), key)
        _show(session, key, as_json)
    say("Saved.")


@command("start", action)
@id_argument
@click.argument("action_ref", metavar="ACTION")
@json_option
def start(ctx: click.Context, ref: str, action_ref: str, as_json: bool) -> None:
    """Say that work on an action has begun."""
    _move(ctx, ref, action_ref, ActionStatus.IN_PROGRESS, as_json)


@command("reopen", action)
@id_argument
@click.argument("action_ref", metavar="ACTION")
@json_option
def reopen(ctx: click.Context, ref: str, action_ref: str, as_json: bool) -> None:
    """Open an action again that was done or dropped."""
    _move(ctx, ref, action_ref, ActionStatus.OPEN, as_json)


@command("done", action)
@id_argument
@click.argument("action_ref", metavar="ACTION")
@click.option("--state", metavar="STATE", help="What the criteria of the action are now.")
@click.option("--state-of", "states_of", metavar="CRITERION=STATE", multiple=True,
              help="What one of them is now, where it is not --state; several times.")  # fmt: skip
@click.option("--reason", metavar="TEXT", default="", help="Why; alternative and not-applicable need it.")
@json_option
def done(
    ctx: click.Context,
    ref: str,
    action_ref: str,
    state: str | None,
    states_of: tuple[str, ...],
    reason: str,
    as_json: bool,
) -> None:
    """Mark an action as done and give its criteria their new states, as one change.

    Without --state it asks for the state of each criterion; where there is nobody to ask, --state is needed.
    """
    fields.read({"reason": reason}, {"reason": ("--reason", fields.text)})
    with opened(ctx) as file:
        session = file.library.open(ref)
        key = known_action(session, action_ref)
        states = _states(session, key, state, states_of)
        needs = [c for c, each in states.items() if each.needs_reason]
        if needs and not reason and _somebody_there():
            reason = _ask(f"Reason for {', '.join(needs)} (needed; empty cancels): ")
        file.store(session, lambda: register.finish_action(session, key, states, reason), key)
        _show(session, key, as_json)
    say(f"Saved: {key} is done; {', '.join(f'{c} is {WORDS[each]}' for c, each in states.items())}.")


@command("drop", action)
@id_argument
@click.argument("action_ref", metavar="ACTION")
@click.option("--reason", metavar="TEXT", required=True, help="Why it is given up.")
@json_option
def drop(ctx: click.Context, ref: str, action_ref: str, reason: str, as_json: bool) -> None:
    """Give an action up, with the reason; its gaps stay gaps."""
    fields.read({"reason": reason}, {"reason": ("--reason", fields.text)})
    with opened(ctx) as file:
        session = file.library.open(ref)
        key = known_action(session, action_ref)
        file.store(session, lambda: register.drop_action(session, key, reason), key)
        _show(session, key, as_json)
    say(f"Saved: {key} is dropped.")


def _move(ctx: click.Context, ref: str, action_ref: str, status: ActionStatus, as_json: bool) -> None:
    with opened(ctx) as file:
        session = file.library.open(ref)
        key = known_action(session, action_ref)
        file.store(session, lambda: register.move_action(session, key, status), key)
        _show(session, key, as_json)
    say(f"Saved: {key} is {status.replace('-', ' ')}.")


def _show(standing: Standing, key: str, as_json: bool) -> None:
    if as_json:
        emit_json(shapes.action(key, standing.register.actions[key], standing.today))
    else:
        pages_registers.action(standing, key).show()


def _states(session: Session, key: str, state: str | None, states_of: tuple[str, ...]) -> dict[str, State]:
    """The new state of each criterion of an action. Raises InputError where one is not said and cannot be asked."""
    criteria = session.register.actions[key].criteria
    found: dict[str, State] = {}
    for typed in states_of:
        criterion, word = fields.assigned(typed)
        known = known_criterion(session, criterion).id
        if known not in criteria:
            raise InputError(f"{known} does not belong to {key}.", f"Its criteria are {', '.join(criteria)}.")
        found[known] = known_state(word)
    if state is not None:
        found |= {c: known_state(state) for c in criteria if c not in found}
    missing = [c for c in criteria if c not in found]
    if missing and not _somebody_there():
        raise InputError(
            f"What is the state of {', '.join(missing)} now?",
            f"Say it with --state STATE or --state-of CRITERION=STATE; states are {', '.join(State)}.",
        )
    if missing:
        say("  ".join(f"{number} {WORDS[each]}" for number, each in enumerate(STATES, 1)))
    for criterion in missing:
        found[criterion] = _asked_state(f"{criterion} {session.criterion(criterion).short} is now: ")
    return {c: found[c] for c in criteria}


def _asked_state(question: str) -> State:
    while True:
        typed = _ask(question)
        if typed.isdecimal() and 1 <= int(typed[:4]) <= len(STATES):
            return STATES[int(typed) - 1]
        try:
            if typed:
                return known_state(typed)
        except InputError as error:
            say(error.message)
            continue
        raise InputError("No state was given; nothing was stored.")


def _somebody_there() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _ask(question: str) -> str:
    """Ask on stderr; the end of the input is an empty answer."""
    click.echo(question, nl=False, err=True)
    try:
        return input().strip()
    except (EOFError, RuntimeError):
        click.echo(err=True)
        return ""
