"""`answer` and `walk`: say something about criteria."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cop_tui.cli import fields as read
from cop_tui.cli import pages
from cop_tui.cli.citing import store_cited
from cop_tui.cli.criteria import known_criterion, known_state
from cop_tui.cli.diagnostics import say
from cop_tui.cli.files import ATTEMPTS, OpenFile, opened
from cop_tui.cli.options import command, id_argument, json_option
from cop_tui.cli.output import Page, emit_json
from cop_tui.cli.plain import Walk
from cop_tui.cli.stops import stops
from cop_tui.domain.answers import EMPTY, EVIDENCE_MAX, STATES, Answer, Evidence
from cop_tui.domain.pack import Criterion
from cop_tui.domain.text import LINE_MAX, clean_line
from cop_tui.errors import InputError
from cop_tui.services.session import Session
from cop_tui.services.views import answer_view


@command("answer")
@id_argument
@click.argument("criterion", metavar="[CRITERION]", required=False)
@click.argument("state", metavar="[STATE]", required=False)
@click.option("--reason", metavar="TEXT", help="Why; alternative and not-applicable need it.")
@click.option("--note", metavar="TEXT", help="A note; an empty one removes it.")
@click.option("--evidence", metavar="REF", multiple=True,
              help="A piece of the register by id (or 'E-7f3a1c §4') or title, or the title of a new one, "
              "such as 'Framework v2.1 (valid to 2027-03-01)', which is registered; several times; replaces what was "
              "there; an empty one removes it.")  # fmt: skip
@click.option("--owner", metavar="TEXT", help="Who is to close the gap; empty removes it.")
@click.option("--due", metavar="DATE", help="By when: 2026-12-15, +30d, friday; empty removes it.")
@click.option("--effort", metavar="S|M|L", help="Effort to close the gap: small, medium or large; empty removes it.")
@click.option("--clear", is_flag=True, help="Remove the answer with all it says.")
@click.option("--from", "sheet", metavar="FILE", type=click.Path(path_type=Path),
              help="Take answers from a sheet instead: CSV, XLSX, JSON or YAML, as the reports write them. All or "
              "nothing; an empty cell leaves what is there, a dash or (remove) takes it away.")  # fmt: skip
@json_option
def answer(
    ctx: click.Context,
    ref: str,
    criterion: str | None,
    state: str | None,
    clear: bool,
    sheet: Path | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Answer one criterion, or many from a sheet.

    STATE is one of implemented, partial, planned, missing, alternative (other adequate means) and not-applicable; it
    may be left out to change the rest only. What no option names stays as it is. Nothing is stored unless all of it
    can be; the command returns when it is on disk.
    """
    alone = state is None and all(value in (None, ()) for value in given.values())
    if sheet is not None:
        if criterion is not None or clear or not alone:
            raise InputError("--from takes everything from the sheet; it goes with no criterion and no other option.")
        from cop_tui.cli.filling import from_sheet

        from_sheet(ctx, ref, sheet, as_json=as_json)
        return
    if criterion is None:
        raise InputError("Which criterion?", "Give its id and a state, or --from FILE with a sheet of answers.")
    if clear and not alone:
        raise InputError("--clear removes the whole answer; it goes with nothing else.")
    with opened(ctx) as file:
        session = file.library.open(ref)
        spec = known_criterion(session, criterion)
        fields = EMPTY.held() if clear else _fields(spec, session.answer(spec.id), state, given)
        _store(file, session, spec, fields)
        _show(session, spec, as_json)


@command("walk")
@id_argument
@click.option("--chapter", metavar="ID", help="Only this chapter: TR, CR, SS or AO.")
@click.option("--all", "everything", is_flag=True, help="Every criterion from the first, not only open ones.")
def walk(ctx: click.Context, ref: str, chapter: str | None, everything: bool) -> None:
    """Answer the questionnaire line by line, for screen readers and pipes.

    Starts with the open criteria from where you left; each answer is on disk before the next question. `?` explains
    the question, `h` lists the commands (back, next open, note, evidence, due, search, gaps, undo and others), `q` or
    the end of the input stops.
    """
    with opened(ctx) as file:
        session = file.library.open(ref)
        Walk(file, session, stops(session, chapter, everything=everything), everything=everything).run()


def _fields(spec: Criterion, before: Answer, state: str | None, given: dict[str, Any]) -> dict[str, Any]:
    """The fields to change. Raises InputError with everything that is wrong with them."""
    fields: dict[str, Any] = {}
    problems: list[str] = []
    readers = {"state": known_state, "reason": read.text, "note": read.text, "owner": read.name,
               "due": read.due, "effort": read.effort}  # fmt: skip
    for name, typed in {"state": state, **given}.items():
        try:
            if name == "evidence":
                if typed:
                    fields[name] = _evidence(typed)
            elif typed is not None:
                fields[name] = readers[name](typed)
        except ValueError as error:
            problems.append(f"--{name}: {str(error).rstrip('.')}")
        except InputError as error:
            problems.append(error.message)
    if not fields and not problems:
        raise InputError(f"{spec.id}: nothing to store was given.", f"Give a state ({', '.join(STATES)}) or an option.")
    problem = before.changed(**{k: v for k, v in fields.items() if k != "evidence"}).problem
    if problem is not None:
        problems.append(f"{problem} (--reason)." if "reason" in problem else f"{problem}.")
    if problems:
        raise InputError("\n".join(f"{spec.id}: {problem}" for problem in problems), "Nothing was stored.")
    return fields


def _evidence(typed: tuple[str, ...]) -> tuple[str, ...]:
    """The lines that name something, checked before anything is stored. Raises ValueError."""
    if len(typed) > EVIDENCE_MAX:
        raise ValueError(f"at most {EVIDENCE_MAX} pieces belong to one answer; {len(typed)} were given")
    if any(len(each) > LINE_MAX for each in typed):
        raise ValueError(f"a piece has at most {LINE_MAX} characters; put the rest into the note")
    for each in typed:
        try:
            Evidence.parse(each)
        except ValueError:
            raise ValueError(f"the day in '{each[-30:]}' does not exist; write (valid to 2027-03-01)") from None
    return tuple(each for each in typed if clean_line(each))


def _store(file: OpenFile, session: Session, spec: Criterion, fields: dict[str, Any]) -> None:
    """Store the fields; the lines in `evidence` become pieces of the register."""
    said = dict(fields)
    lines = said.pop("evidence", None)
    for _ in range(ATTEMPTS):
        if lines:
            store_cited(session, spec.id, lines, **said)
        else:
            session.change(spec.id, **fields)
        if not file.saved(session):
            return
    raise InputError(
        f"{spec.id} is being answered by somebody else at this moment; nothing was stored.",
        f"See `cop-tui history {session.record.id} {spec.id}` and try again.",
    )


def _show(session: Session, spec: Criterion, as_json: bool) -> None:
    session.refresh()
    stored = session.stored(spec.id)
    if as_json:
        emit_json({"criterion": spec.id, "answer": None if stored is None else answer_view(stored)})
    else:
        page = Page()
        page.line(f"{spec.id}  {spec.short}")
        pages.add_answer(page, EMPTY if stored is None else stored.answer, 2)
        page.show()
    say("Saved." if stored else "Saved: it is not answered now.")
    if not session.scope.asked(spec.id):
        say(f"{spec.id} is not asked, as the facts say that it does not apply; the answer is kept but not counted.")
