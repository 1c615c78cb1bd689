"""Actions, dated duties, events and evidence as a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cop_tui.domain.dated import DatedDuty
from cop_tui.reports.document import Block, Column, Heading, Items, Run, Runs, bold, grid, joined, mono, para, runs
from cop_tui.reports.document import table as table_of
from cop_tui.reports.model import ReportModel
from cop_tui.reports.register_rows import ActionRow, DeadlineRows, EventRow, PieceRow
from cop_tui.reports.rows import Ref
from cop_tui.reports.wording import (
    ACTION_WORDS,
    NONE,
    PIECE_WORDS,
    STATE_MARKS,
    capital,
    count,
    day,
    distance,
    event_time,
    evidence_left_out,
    lost_words,
    own_title,
    unplanned_words,
    validity,
)

Cells = tuple[str | Run | Runs, ...]


def actions(model: ReportModel) -> Iterator[Block]:
    """The plan by due date, then what has ended."""
    found = model.registers.actions
    if not found:
        yield para("No action is recorded: no gap has become work yet.")
        return
    running = [a for a in found if not a.entry.status.ended]
    unplanned = sum(not g.actions for g in model.gaps)
    yield para(
        f"{capital(count(len(running), 'action'))} to do, {sum(a.overdue for a in running)} of them overdue;"
        f" {len(found) - len(running)} ended. {unplanned_words(unplanned)}"
    )
    if running:
        yield grid(
            "Actions to do, by due date",
            (
                (True, Column("Due", 2.4), lambda a: bold(day(a.entry.due)) if a.overdue else day(a.entry.due)),
                (True, Column("From today", 2.5), lambda a: f"{distance(a.days)}{', overdue' if a.overdue else ''}"),
                (True, Column("Action", 6), lambda a: runs(bold(a.id), f" {a.entry.what}")),
                (model.shows("owners"), Column("Owner", 2.6), lambda a: a.entry.owner or NONE),
                (True, Column("Effort", 1.4), lambda a: str(a.entry.effort or NONE)),
                (True, Column("Status", 2.3), lambda a: ACTION_WORDS[a.entry.status]),
                (True, Column("For", 3.6), lambda a: _refs(a.criteria)),
            ),
            running,
            (a.id for a in running),
        )
    ended = [a for a in found if a.entry.status.ended]
    if ended:
        yield Heading(2, "Ended")
        yield Items(tuple(_ended(each) for each in ended))


def _ended(row: ActionRow) -> Runs:
    entry = row.entry
    why = f" {entry.reason}" if entry.reason else ""
    return runs(
        bold(row.id),
        f" {entry.what}: {ACTION_WORDS[entry.status]} on {day(entry.ended_on)}.{why}",
        runs(" For ", _refs(row.criteria), ".") if row.criteria else (),
    )


def deadlines(model: ReportModel) -> Iterator[Block]:
    """Dated duties, overdue ones first; what cannot be dated and why; standing rules in short; recorded events."""
    rows = model.registers.deadlines
    if rows.open:
        late = sum(d.status == "overdue" for d in rows.open)
        number = capital(count(len(rows.open), "dated duty", "dated duties"))
        yield para(f"{number} of law, Code and requests, {late} overdue.")
        yield table_of(
            "Dated duties, overdue ones first",
            (
                Column("Day", 2.3),
                Column("From today", 2.4),
                Column("Status", 1.9),
                Column("What", 5.2),
                Column("Counted from", 5.2),
                Column("For", 3.2),
            ),
            (_duty(d) for d in rows.open),
        )
    else:
        yield para("No duty of law, Code or a request has a day.")
    yield from _team(model)
    yield from _rest(rows)
    yield from _events(model)


def _status(duty: DatedDuty) -> str | Run:
    return bold(duty.status) if duty.status == "overdue" else duty.status


def _linked(criteria: Iterable[str]) -> Runs:
    return joined(runs(Run(c, to=c)) for c in criteria)


def _duty(duty: DatedDuty) -> Cells:
    recurs = f" Recurs {duty.recurs}." if duty.recurs else ""
    yardstick = " Yardstick only: the chapter is not signed." if duty.yardstick else ""
    return (
        day(duty.day),
        distance(duty.days),
        _status(duty),
        runs(bold(duty.title), f"{recurs}{yardstick} {duty.pointer}".rstrip()),
        duty.because,
        _linked(duty.criteria) or _linked(duty.obligations) or NONE,
    )


def _team(model: ReportModel) -> Iterator[Block]:
    """The days that the team gave itself, and on which evidence expires."""
    found = model.registers.deadlines.own
    if found:
        yield Heading(2, "The team's own dates")
        yield grid(
            "The team's own dates",
            (
                (True, Column("Day", 2.3), lambda d: day(d.day)),
                (True, Column("From today", 2.4), lambda d: distance(d.days)),
                (True, Column("Status", 1.9), _status),
                (True, Column("What", 6), own_title),
                (model.shows("owners"), Column("Owner", 2.9), lambda d: d.owner or NONE),
                (True, Column("For", 3.4), lambda d: _linked(d.criteria) or NONE),
            ),
            found,
        )
    elif model.shows("plan"):
        yield Heading(2, "The team's own dates")
        yield para("None: no evidence expires, and no action or answer has a date.")


def _rest(rows: DeadlineRows) -> Iterator[Block]:
    if rows.running:
        yield Heading(2, "Binding without a day")
        yield Items(tuple(runs(bold(d.title), f" {d.because}") for d in rows.running))
    yield Heading(2, "What cannot be dated, and why")
    if rows.undated:
        yield Items(tuple(runs(bold(d.title), f": {d.missing or d.because}") for d in rows.undated))
    else:
        yield para("Nothing: every duty that is certain to come has a day.")
    if rows.rules:
        number = capital(count(len(rows.rules), "rule starts", "rules start"))
        yield para(f"{number} only when something happens: {_titles(rows.rules)}.")
    if rows.over:
        yield para(f"Done or behind: {_titles(rows.over)}.")


def _titles(duties: Iterable[DatedDuty]) -> str:
    return "; ".join(f"{d.title}{f' ({d.day}, {d.status})' if d.day else ''}" for d in duties)


def _events(model: ReportModel) -> Iterator[Block]:
    events = model.registers.events
    yield Heading(2, "Recorded events")
    if not events:
        yield para("No event is recorded.")
        return
    yield grid(
        "Recorded events",
        (
            (True, Column("When", 3.7), lambda e: event_time(e.entry.at)),
            (True, Column("What", 5), _event),
            (True, Column("About", 4), lambda e: e.entry.about or NONE),
            (model.shows("notes"), Column("Note", 5), lambda e: e.entry.note or NONE),
        ),
        events,
    )


def _event(row: EventRow) -> Runs:
    return runs(bold(row.title), f"{f' ({row.category})' if row.category else ''} {row.id}")


def evidence(model: ReportModel) -> Iterator[Block]:
    """What expired and withdrawn evidence took down, then the register."""
    held = model.registers
    if held.lost:
        yield Items(
            tuple(runs(f"{lost_words(x)}: ", joined(runs(Run(c, to=c)) for c in x.criteria), ".") for x in held.lost)
        )
    else:
        yield para("No criterion has lost its proof.")
    if held.evidence_left_out:
        yield para(evidence_left_out(held.evidence_left_out))
        return
    if not held.evidence:
        yield para("No piece of evidence is registered.")
        return
    yield grid(
        "The register of evidence",
        (
            (True, Column("Evidence", 6), lambda p: runs(bold(p.id), f" {p.entry.title}")),
            (True, Column("Kind", 2.4), lambda p: PIECE_WORDS[p.entry.kind]),
            (True, Column("Standing", 2.6), _standing),
            (True, Column("Valid", 3.6), lambda p: validity(p.entry)),
            (True, Column("Reference", 4.6), _reference),
            (model.shows("owners"), Column("Owner", 2.8), lambda p: p.entry.owner or NONE),
            (True, Column("Serves", 5), lambda p: _refs(p.serves) or "nothing"),
        ),
        held.evidence,
        (p.id for p in held.evidence),
    )


def _standing(row: PieceRow) -> str | Run:
    entry = row.entry
    if row.standing == "in force":
        return row.standing
    standing: str = row.standing
    if entry.withdrawn_on is not None:
        by = f", replaced by {entry.replaced_by}" if entry.replaced_by else ""
        standing = f"{standing} on {entry.withdrawn_on}{by}"
        if entry.reason and not entry.replaced_by:
            standing = f"{standing}: {entry.reason}"
    return bold(standing)


def _reference(row: PieceRow) -> Runs:
    checked = runs("\nSHA-256 ", mono(row.entry.sha256)) if row.entry.sha256 else ()
    return runs(row.entry.reference or NONE, checked)


def _refs(refs: Iterable[Ref]) -> Runs:
    return joined(runs(Run(r.id, to=r.id), f" {STATE_MARKS[r.state]}") for r in refs)
