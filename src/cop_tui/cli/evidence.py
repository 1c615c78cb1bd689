"""`evidence`: the register of what shows that criteria are met."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cop_tui.cli import fields, pages_registers
from cop_tui.cli.criteria import known_criteria, known_criterion, known_piece
from cop_tui.cli.diagnostics import say
from cop_tui.cli.evidence_parts import (
    READERS,
    STANDINGS,
    file_option,
    from_option,
    kind_option,
    not_asked,
    on_piece,
    one_place,
    owner_option,
    reference_option,
    show_piece,
    until_option,
    where_option,
)
from cop_tui.cli.files import opened
from cop_tui.cli.options import command, id_argument, json_option, look_argument
from cop_tui.cli.output import counted, emit, emit_json
from cop_tui.domain.register import PieceStatus, lost_proofs
from cop_tui.errors import InputError
from cop_tui.services import evidence as register
from cop_tui.services.evidence_files import file_hash
from cop_tui.services.looks import look
from cop_tui.services.views_registers import evidence_view, piece_view


@click.group("evidence")
def evidence() -> None:
    """Keep the register of evidence: each piece once, for any number of criteria.

    PIECE is a piece's id, the beginning of it, or its exact title. Expired, withdrawn and draft pieces demonstrate
    nothing.
    """


@command("add", evidence)
@id_argument
@click.argument("title", metavar="TITLE")
@kind_option
@reference_option
@file_option
@from_option
@until_option
@owner_option
@click.option("--draft", is_flag=True, help="Not in force yet: it demonstrates nothing.")
@click.option("--criterion", "criteria", metavar="C", multiple=True, help="A criterion it serves; several times.")
@where_option
@json_option
def add(
    ctx: click.Context,
    ref: str,
    title: str,
    path: str | None,
    draft: bool,
    criteria: tuple[str, ...],
    where: str,
    as_json: bool,
    **given: Any,
) -> None:
    """Register a piece of evidence and print its id."""
    said = fields.read({"title": title, **given}, {**READERS, "title": ("TITLE", fields.title)})
    one_place(said, path)
    fields.read({"where": where}, {"where": ("--where", fields.line)})
    if draft:
        said["status"] = PieceStatus.DRAFT
    name = said.pop("title")
    with opened(ctx) as file:
        session = file.library.open(ref)
        known = known_criteria(session, criteria)
        same = [key for key, piece in session.register.evidence.items() if piece.title == name]
        found = None if path is None else Path(path)
        key = file.store(session, lambda: register.add_piece(session, name, file=found, **said), name)
        if known:
            file.store(session, lambda: register.link(session, key, known, where), key)
        not_asked(session, known)
        emit_json(piece_view(session, key)) if as_json else emit(key)
    say(f"Saved: {key} is registered and serves {counted(len(known), 'criterion', 'criteria')}.")
    if same:
        say(f"There is another piece of that title: {', '.join(same)}.")


@command("list", evidence)
@look_argument
@click.option("--status", type=click.Choice(STANDINGS), help="Only pieces of this standing today.")
@kind_option
@click.option("--criterion", metavar="C", help="Only pieces that serve this criterion.")
@click.option("--lost", "only_lost", is_flag=True, help="Only what expired and withdrawn evidence took down.")
@json_option
def list_command(
    ctx: click.Context,
    ref: str,
    status: str | None,
    kind: str | None,
    criterion: str | None,
    only_lost: bool,
    as_json: bool,
) -> None:
    """List the pieces with their standing today and how many criteria each serves.

    Above them: which criteria lost their proof when, because a piece expired or was withdrawn and nothing else shows
    them.
    """
    with opened(ctx) as file:
        seen = look(file.library, ref)
        standing = seen.standing
        serving = None if criterion is None else known_criterion(standing, criterion).id
        cited = {item.piece for item in standing.answer(serving).evidence} if serving else set()
        found = {
            key: piece
            for key, piece in standing.register.evidence.items()
            if (status is None or piece.standing(standing.today).replace(" ", "-") == status)
            and (kind is None or piece.kind == kind)
            and (serving is None or key in cited)
        }
        lost = lost_proofs(standing.register, standing.kept(), standing.today)
        if as_json:
            emit_json(evidence_view(seen, found, lost))
        elif only_lost:
            pages_registers.lost_proofs(seen, lost).show()
        else:
            filtered = any(option is not None for option in (status, kind, criterion))
            pages_registers.evidence(seen, found, lost, filtered=filtered).show()


@command("show", evidence)
@look_argument
@click.argument("piece", metavar="PIECE")
@json_option
def show(ctx: click.Context, ref: str, piece: str, as_json: bool) -> None:
    """Show a piece with everything about it and the criteria it serves."""
    with opened(ctx) as file:
        standing = look(file.library, ref).standing
        show_piece(standing, known_piece(standing, piece), as_json)


@command("edit", evidence)
@id_argument
@click.argument("piece", metavar="PIECE")
@click.option("--title", metavar="TEXT", help="Its title.")
@kind_option
@reference_option
@file_option
@from_option
@until_option
@owner_option
@click.option("--status", type=click.Choice([PieceStatus.DRAFT.value, PieceStatus.IN_FORCE.value]),
              help="`withdraw` and `reinstate` do the rest.")  # fmt: skip
@json_option
def edit(ctx: click.Context, ref: str, piece: str, path: str | None, as_json: bool, **given: Any) -> None:
    """Change what is said about a piece, wherever it is cited. An empty text or day removes it."""
    said = fields.read(given, READERS)
    one_place(said, path)
    if path is not None:
        whole = Path(path).expanduser().absolute()
        said |= {"reference": str(whole), "sha256": file_hash(whole)}
    if not said:
        raise InputError("Nothing to change was given.", "`cop-tui evidence edit --help` names the options.")
    with opened(ctx) as file:
        session = file.library.open(ref)
        key = known_piece(session, piece)
        if "status" in said and session.register.evidence[key].status is PieceStatus.WITHDRAWN:
            raise InputError(f"{key} is withdrawn.", "`cop-tui evidence reinstate` puts it into force again.")
        file.store(session, lambda: register.edit_piece(session, key, **said), key)
        show_piece(session, key, as_json)
    say("Saved.")


@command("link", evidence)
@id_argument
@click.argument("piece", metavar="PIECE")
@click.argument("criteria", metavar="CRITERION...", nargs=-1, required=True)
@where_option
@json_option
def link(ctx: click.Context, ref: str, piece: str, criteria: tuple[str, ...], where: str, as_json: bool) -> None:
    """Cite a piece with the answers to these criteria."""
    fields.read({"where": where}, {"where": ("--where", fields.line)})
    with opened(ctx) as file:
        session = file.library.open(ref)
        key, known = known_piece(session, piece), known_criteria(session, criteria)
        new = file.store(session, lambda: register.link(session, key, known, where), key)
        show_piece(session, key, as_json)
        not_asked(session, known)
        counts = session.register.evidence[key].standing(session.today)
    say(f"Saved: linked to {', '.join(new)}." if new else "It was linked so already.")
    if counts != "in force":
        say(f"{key} is {counts}: it demonstrates nothing today.")


@command("unlink", evidence)
@id_argument
@click.argument("piece", metavar="PIECE")
@click.argument("criteria", metavar="CRITERION...", nargs=-1, required=True)
@json_option
def unlink(ctx: click.Context, ref: str, piece: str, criteria: tuple[str, ...], as_json: bool) -> None:
    """Cite a piece with these criteria no longer."""
    with opened(ctx) as file:
        session = file.library.open(ref)
        key, known = known_piece(session, piece), known_criteria(session, criteria)
        gone = file.store(session, lambda: register.unlink(session, key, known), key)
        show_piece(session, key, as_json)
    say(f"Saved: unlinked from {', '.join(gone)}." if gone else "None of them cited it.")


@command("withdraw", evidence)
@id_argument
@click.argument("piece", metavar="PIECE")
@click.option("--reason", metavar="TEXT", default="", help="Why.")
@json_option
def withdraw(ctx: click.Context, ref: str, piece: str, reason: str, as_json: bool) -> None:
    """Withdraw a piece as of today: it stays in the register and demonstrates nothing. Says what that takes down."""
    fields.read({"reason": reason}, {"reason": ("--reason", fields.text)})
    on_piece(ctx, ref, piece, lambda session, key: register.withdraw_piece(session, key, reason), as_json, "withdrawn")


@command("reinstate", evidence)
@id_argument
@click.argument("piece", metavar="PIECE")
@json_option
def reinstate(ctx: click.Context, ref: str, piece: str, as_json: bool) -> None:
    """Put a withdrawn piece into force again."""
    on_piece(ctx, ref, piece, register.reinstate_piece, as_json, "in force again")


@command("replace", evidence)
@id_argument
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@json_option
def replace(ctx: click.Context, ref: str, old: str, new: str, as_json: bool) -> None:
    """Let the piece NEW take the place of OLD wherever it is cited; OLD is withdrawn."""
    with opened(ctx) as file:
        session = file.library.open(ref)
        before, after = known_piece(session, old), known_piece(session, new)
        moved = file.store(session, lambda: register.replace_piece(session, before, after), before)
        show_piece(session, after, as_json)
    say(f"Saved: {after} replaces {before} for {counted(len(moved), 'criterion', 'criteria')}.")


@command("remove", evidence)
@id_argument
@click.argument("piece", metavar="PIECE")
def remove(ctx: click.Context, ref: str, piece: str) -> None:
    """Take a piece that nothing cites off the register; its history stays."""
    with opened(ctx) as file:
        session = file.library.open(ref)
        key = known_piece(session, piece)
        file.store(session, lambda: register.remove_piece(session, key), key)
    say(f"Saved: {key} is off the register.")


@command("rehash", evidence)
@id_argument
@click.argument("piece", metavar="PIECE")
@json_option
def rehash(ctx: click.Context, ref: str, piece: str, as_json: bool) -> None:
    """Take the local file of a piece as it is now: its SHA-256 replaces the one that was kept."""
    on_piece(ctx, ref, piece, register.rehash_piece, as_json, "read again")
