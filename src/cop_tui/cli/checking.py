"""`check` and `verify`: whether an assessment contradicts itself, and whether the file still says what was entered."""

from __future__ import annotations

from typing import Final

import click

from cop_tui.cli import pages_detail
from cop_tui.cli.diagnostics import DONE, HOLDS, say
from cop_tui.cli.files import OpenFile, opened
from cop_tui.cli.options import command, json_option, look_argument
from cop_tui.cli.output import Page, counted, emit_json
from cop_tui.domain.findings import SEVERITIES
from cop_tui.errors import CopTuiError, StoreError
from cop_tui.services.evidence_files import changed_files
from cop_tui.services.looks import look
from cop_tui.services.views_analysis import check_view
from cop_tui.services.views_registers import Verified, verify_view
from cop_tui.store.records import AssessmentRecord

SHOWN: Final = 20
"""Broken links of a history that are listed; after the first ones the rest says little."""


@command("check")
@look_argument
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="Exit with 1 if there is a finding of this severity or "
              "a worse one.")  # fmt: skip
@json_option
def check(ctx: click.Context, ref: str, fail_on: str | None, as_json: bool) -> int:
    """List contradictions and weak spots of an assessment, errors first.

    An error contradicts itself or cannot be relied on, a warning weakens the assessment, a note deserves a look.
    Without --fail-on the exit code is 0 whatever is found.
    """
    with opened(ctx) as file:
        seen = look(file.library, ref)
        found = seen.standing.findings(changed_files(seen.standing.register))
        emit_json(check_view(seen, found)) if as_json else pages_detail.findings(seen, found).show()
    counts = ", ".join(counted(sum(f.severity == each for f in found), each) for each in SEVERITIES)
    say(f"{counts}.")
    if fail_on is None:
        return DONE
    severe = SEVERITIES[: 1 + [str(each) for each in SEVERITIES].index(fail_on)]
    failing = sum(each.severity in severe for each in found)
    if failing:
        say(f"--fail-on {fail_on}: {counted(failing, 'finding')}.")
    return HOLDS if failing else DONE


@command("verify")
@click.argument("ref", metavar="[ID]", required=False)
@json_option
def verify(ctx: click.Context, ref: str | None, as_json: bool) -> int:
    """Check that nothing was changed behind the history's back; exit code 1 if anything does not hold.

    Checked are, of one assessment or all, those in the bin among them: the chain of hashes of its history, that what
    stands is what the history ends with, every baseline against what was frozen, and the SHA-256 of the local files of
    evidence. Without ID also that nothing stands in the file that belongs to no assessment, or was removed for good.
    """
    with opened(ctx) as file:
        repository = file.library.repository
        records = repository.assessments(include_deleted=True) if ref is None else (file.library.find(ref),)
        found = [_verified(file, record) for record in records]
        strays = file.library.strays() if ref is None else []
    emit_json(verify_view(found, strays)) if as_json else _page(found, strays).show()
    broken = sum(not each.holds for each in found)
    say(f"{counted(len(found), 'assessment')} checked, {broken} with something that does not hold.")
    return HOLDS if broken or strays else DONE


def _verified(file: OpenFile, record: AssessmentRecord) -> Verified:
    history = tuple(file.library.repository.problems(record.id))
    try:
        session = file.library.session(record)
        revisions = len(file.library.repository.history(record.id))
        checks = file.library.check_baselines(session)
    except StoreError as error:
        return Verified(record, 0, history or (error.message,))
    except CopTuiError as error:
        return Verified(record, 0, history, unread=error.message)
    register = session.register
    hashed = sum(piece.sha256 is not None for piece in register.evidence.values())
    return Verified(record, revisions, history, checks, changed_files(register), hashed)


def _where(each: Verified) -> str:
    return "" if each.record.deleted_at is None else ", in the bin"


def _holds(each: Verified) -> str:
    return "holds" if each.holds else "DOES NOT HOLD"


def _page(found: list[Verified], strays: list[str]) -> Page:
    page = Page()
    for each in found:
        if page.text():
            page.line()
        page.line(f"{each.record.name} ({each.record.id}){_where(each)}: {_holds(each)}", 0, 2)
        chain = "unbroken" if not each.history else "BROKEN"
        page.line(f"History of {counted(each.revisions, 'revision')}: {chain}", 2, 4)
        for words in each.history[:SHOWN]:
            page.line(words, 4, 6)
        if len(each.history) > SHOWN:
            page.line(f"and {len(each.history) - SHOWN} more", 4)
        broken = [check for check in each.baselines if check.problem is not None]
        page.line(f"{counted(len(each.baselines), 'baseline')}: {len(broken)} broken", 2, 4)
        for check in broken:
            page.line(f"{check.id} {check.baseline.name}: {check.problem}", 4, 6)
        files = each.files or {}
        page.line(f"{counted(each.hashed, 'file')} of evidence: {len(files)} changed or gone", 2, 4)
        for key, words in files.items():
            page.line(f"{key}: {words}", 4, 6)
        page.field("Not read", each.unread or "", 2)
    if not found:
        page.line("No assessments yet.")
    for words in strays:
        page.line(f"DOES NOT HOLD: {words}", 0, 2)
    return page
