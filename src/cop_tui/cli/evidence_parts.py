"""What the commands of `evidence` share: their options, and what they show after a change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import click

from cop_tui.cli import fields, pages_registers
from cop_tui.cli.criteria import known_piece
from cop_tui.cli.diagnostics import say
from cop_tui.cli.files import opened
from cop_tui.cli.output import counted, emit_json
from cop_tui.domain.register import PieceKind, PieceStatus, lost_proofs
from cop_tui.errors import InputError
from cop_tui.services.session import Session
from cop_tui.services.standing import Standing
from cop_tui.services.views_registers import piece_view

STANDINGS: Final = ("draft", "not-yet-in-force", "in-force", "expired", "withdrawn")
READERS: Final = {
    "title": ("--title", fields.title),
    "kind": ("--kind", PieceKind),
    "reference": ("--reference", fields.line),
    "valid_from": ("--from", fields.day),
    "valid_until": ("--until", fields.day),
    "owner": ("--owner", fields.name),
    "status": ("--status", PieceStatus),
}
_KINDS: Final = click.Choice([kind.value for kind in PieceKind])

kind_option = click.option("--kind", type=_KINDS, help="What sort of thing it is.")
reference_option = click.option("--reference", metavar="TEXT", help="A path, an address or a document number.")
file_option = click.option("--file", "path", metavar="PATH", help="A local file: its path and SHA-256 are kept, its "
                           "content is not; `verify` says when it has changed.")  # fmt: skip
from_option = click.option("--from", "valid_from", metavar="DATE", help="First day on which it counts.")
until_option = click.option("--until", "valid_until", metavar="DATE", help="Last day on which it counts.")
owner_option = click.option("--owner", metavar="TEXT", help="Who keeps it.")
where_option = click.option("--where", metavar="TEXT", default="", help="The place in it, such as '§4'.")


def on_piece(
    ctx: click.Context, ref: str, piece: str, change: Callable[[Session, str], object], as_json: bool, done: str
) -> None:
    """Change one piece, show it, and say what it took down."""
    with opened(ctx) as file:
        session = file.library.open(ref)
        key = known_piece(session, piece)
        file.store(session, lambda: change(session, key), key)
        show_piece(session, key, as_json)
        lost = lost_by(session, key)
    say(f"Saved: {key} is {done}.")
    if lost:
        say(f"{counted(len(lost), 'criterion has', 'criteria have')} no valid evidence now: {', '.join(lost)}.")


def show_piece(standing: Standing, key: str, as_json: bool) -> None:
    """Print a piece as a page or as JSON."""
    if as_json:
        emit_json(piece_view(standing, key))
    else:
        pages_registers.piece(standing, key, lost_by(standing, key)).show()


def lost_by(standing: Standing, key: str) -> tuple[str, ...]:
    """The criteria that are without valid evidence because this piece counts no longer."""
    lost = lost_proofs(standing.register, standing.kept(), standing.today)
    return next((each.criteria for each in lost if each.piece == key), ())


def one_place(said: dict[str, Any], path: str | None) -> None:
    """Raise InputError if both a file and a reference say where a piece is."""
    if path is not None and said.get("reference") is not None:
        raise InputError("--file and --reference both say where it is; give one of them.")


def not_asked(session: Session, criteria: tuple[str, ...]) -> None:
    """Say which of these criteria the facts exclude."""
    aside = [criterion for criterion in criteria if not session.scope.asked(criterion)]
    if aside:
        say(f"Not asked, as the facts say that they do not apply: {', '.join(aside)}. They are not counted.")
