"""`account`, `signoff` and `baseline`: what somebody puts their name to."""

from __future__ import annotations

from typing import Any

import click

from cop_tui.cli import fields, pages_registers
from cop_tui.cli.criteria import known_chapter, known_obligation
from cop_tui.cli.diagnostics import DONE, HOLDS, say
from cop_tui.cli.files import opened
from cop_tui.cli.options import command, id_argument, json_option, look_argument
from cop_tui.cli.output import counted, emit, emit_json
from cop_tui.domain.text import clean_text
from cop_tui.errors import InputError
from cop_tui.reports import shapes
from cop_tui.services import signing
from cop_tui.services.looks import look, look_at
from cop_tui.services.session import Session
from cop_tui.services.views_registers import account_view, baselines_view, signoffs_view

STATEMENT = (
    "I have reviewed the answers of this chapter and the evidence they cite. To the best of my knowledge they describe"
    " what is in place."
)


@command("account")
@look_argument
@click.argument("obligation", metavar="OBLIGATION")
@click.option("--text", metavar="TEXT", help="The account.")
@click.option("--file", "path", metavar="FILE", help="Read the account from a text file; - for stdin.")
@click.option("--remove", is_flag=True, help="Take the account away; its history stays.")
@json_option
def account(
    ctx: click.Context, ref: str, obligation: str, text: str | None, path: str | None, remove: bool, as_json: bool
) -> None:
    """Show or write the account of other adequate means for a duty (Arts. 53(4), 55(2)).

    Where a chapter of the Code is not signed, its criteria are a yardstick only, and the duties they serve can be met
    only with a written account of the means used instead.
    """
    if sum((text is not None, path is not None, remove)) > 1:
        raise InputError("Give one of --text, --file and --remove.")
    said = None
    if path is not None:
        said = fields.file_text(path)
    elif text is not None:
        said = fields.read({"text": text}, {"text": ("--text", fields.text)})["text"]
    if said is not None and not clean_text(said):
        raise InputError("An account needs text.", "--remove takes it away.")
    with opened(ctx) as file:
        if said is None and not remove:
            seen = look(file.library, ref)
            duty = known_obligation(seen.standing.pack, obligation)
            held = seen.standing.register.accounts.get(duty.id)
            result = seen.standing.analysis.obligation(duty.id)
        else:
            session = file.library.open(ref)
            duty = known_obligation(session.pack, obligation)
            file.store(session, lambda: signing.write_account(session, duty.id, said or ""), duty.id)
            say("Saved.")
            seen = look_at(session)
            held = session.register.accounts.get(duty.id)
            result = session.analysis.obligation(duty.id)
        if as_json:
            emit_json(account_view(seen, duty.id))
        elif held is not None:
            emit(held.text)
    if held is None:
        say(f"{duty.id} has no account of other means.")
    if result is not None:
        say(f"{duty.article}: {result.verdict}. {result.because}")
        if result.account == "not needed" and held is not None:
            say("It needs none as it stands: no chapter that is not signed serves it.")


@command("signoff")
@look_argument
@click.argument("chapter", metavar="[CHAPTER]", required=False)
@click.option("--name", metavar="TEXT", help="Who signs.")
@click.option("--role", metavar="TEXT", help="In which role.")
@click.option("--statement", metavar="TEXT", help="What is stated; else that answers and evidence were reviewed.")
@click.option("--date", "day", metavar="DATE", help="Day of signature; else today.")
@click.option("--revoke", is_flag=True, help="Take the sign-off back; its history stays.")
@json_option
def signoff(ctx: click.Context, ref: str, chapter: str | None, revoke: bool, as_json: bool, **given: Any) -> None:
    """Sign a chapter off as it stands, or list the sign-offs.

    A sign-off covers the chapter's answers, the evidence they cite, the accounts and the facts. Any later change to
    them shows it as outdated; it is never silently kept.
    """
    said = fields.read(
        given,
        {
            "name": ("--name", fields.title),
            "role": ("--role", fields.title),
            "statement": ("--statement", fields.text),
            "day": ("--date", fields.day),
        },
    )
    if chapter is None and (said or revoke):
        raise InputError(
            "Which chapter?", "`cop-tui signoff ID CHAPTER --name N --role R`; without it they are listed."
        )
    if chapter is not None and not revoke and not {"name", "role"} <= said.keys():
        raise InputError("A sign-off needs --name and --role.", "Or --revoke, which takes one back.")
    if revoke and said:
        raise InputError("--revoke goes with nothing else.")
    with opened(ctx) as file:
        if chapter is None:
            seen = look(file.library, ref)
        else:
            session = file.library.open(ref)
            known = known_chapter(session.pack, chapter)
            if revoke and known not in session.register.signoffs:
                raise InputError(f"{known} is not signed off.")
            file.store(session, lambda: _sign(session, known, said, revoke=revoke), known)
            say(f"Saved: {known} is {'no longer ' if revoke else ''}signed off.")
            seen = look_at(session)
        emit_json(signoffs_view(seen)) if as_json else pages_registers.signoffs(seen).show()


def _sign(session: Session, chapter: str, said: dict[str, Any], *, revoke: bool) -> None:
    if revoke:
        signing.revoke_sign_off(session, chapter)
    else:
        signing.sign_off(session, chapter, **{"statement": STATEMENT, **said})


@click.group("baseline")
def baseline() -> None:
    """Freeze an assessment under a name; a baseline never changes.

    `ID@NAME` reads it wherever an assessment is read: show, gaps, obligations, deadlines, explain, check, compare,
    report.
    """


@command("add", baseline)
@id_argument
@click.argument("name", metavar="NAME")
@click.option("--author", metavar="TEXT", help="Who freezes it; else who you are in the history.")
@click.option("--role", metavar="TEXT", default="", help="In which role.")
@click.option("--note", metavar="TEXT", default="", help="What it is for.")
@json_option
def add(ctx: click.Context, ref: str, name: str, author: str | None, role: str, note: str, as_json: bool) -> None:
    """Freeze the assessment as it stands and print the baseline's id."""
    said = fields.read(
        {"name": name, "author": author, "role": role, "note": note},
        {
            "name": ("NAME", fields.title),
            "author": ("--author", fields.title),
            "role": ("--role", fields.name),
            "note": ("--note", fields.text),
        },
    )
    said.setdefault("author", "")
    with opened(ctx) as file:
        session = file.library.open(ref)
        said["author"] = said["author"] or session.author
        key = file.library.freeze(session, **said)
        held = session.register.baselines[key]
        emit_json(shapes.baseline(key, held)) if as_json else emit(key)
        outdated = [c for c in session.register.signoffs if not session.signoff_stands(c)]
    say(f"Saved: '{held.name}' is frozen; `cop-tui gaps '{session.record.id}@{held.name}'` reads it.")
    if outdated:
        say(f"Outdated sign-offs are frozen with it: {', '.join(outdated)}.")


@command("list", baseline)
@id_argument
@json_option
def list_command(ctx: click.Context, ref: str, as_json: bool) -> None:
    """List the baselines, oldest first."""
    with opened(ctx) as file:
        seen = look_at(file.library.open(ref))
        emit_json(baselines_view(seen)) if as_json else pages_registers.baselines(seen).show()


@command("verify", baseline)
@id_argument
@json_option
def verify(ctx: click.Context, ref: str, as_json: bool) -> int:
    """Check that every baseline still holds exactly what was frozen; exit code 1 if one does not."""
    with opened(ctx) as file:
        session = file.library.open(ref)
        checks = file.library.check_baselines(session)
        seen = look_at(session)
        emit_json(baselines_view(seen, checks)) if as_json else pages_registers.baselines(seen, checks).show()
    broken = sum(check.problem is not None for check in checks)
    say(f"{counted(len(checks), 'baseline')} checked, {broken} broken.")
    return HOLDS if broken else DONE
