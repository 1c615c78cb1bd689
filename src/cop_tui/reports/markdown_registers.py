"""Actions, dated duties, events and evidence in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cop_tui.domain.dated import DatedDuty
from cop_tui.reports.markdown_summary import section, table
from cop_tui.reports.markup import cell, inline
from cop_tui.reports.model import ReportModel
from cop_tui.reports.register_rows import ActionRow, DeadlineRows, EventRow, PieceRow
from cop_tui.reports.rows import Ref
from cop_tui.reports.wording import (
    ACTION_WORDS,
    NONE,
    PIECE_WORDS,
    STATE_MARKS,
    count,
    day,
    distance,
    event_time,
    listed,
    lost_words,
    own_title,
    unplanned_words,
    validity,
)


def actions(model: ReportModel) -> Iterator[str]:
    """The plan by due date, then what has ended."""
    yield section(model, "actions")
    yield ""
    found = model.registers.actions
    if not found:
        yield "No action is recorded: no gap has become work yet."
        return
    running = [a for a in found if not a.entry.status.ended]
    unplanned = unplanned_words(sum(not g.actions for g in model.gaps)) if model.shows("gaps") else ""
    yield (
        f"{count(len(running), 'action')} to do, {sum(a.overdue for a in running)} of them overdue;"
        f" {len(found) - len(running)} ended. {unplanned}"
    ).rstrip()
    yield ""
    if running:
        yield from _without_owner(
            model, ("Due", "From today", "Action", "Owner", "Effort", "Status", "For"), (_action(a) for a in running)
        )
    ended = [a for a in found if a.entry.status.ended]
    if ended:
        yield ""
        yield "### Ended"
        yield ""
        for each in ended:
            why = f" {cell(each.entry.reason)}" if each.entry.reason else ""
            yield (
                f"- **{cell(each.id)}** {cell(each.entry.what)}: {ACTION_WORDS[each.entry.status]} on"
                f" {day(each.entry.ended_on)}.{why}{f' For {_refs(each.criteria)}.' if each.criteria else ''}"
            )


def _action(row: ActionRow) -> tuple[str, ...]:
    entry = row.entry
    return (
        f"**{entry.due}**" if row.overdue else day(entry.due),
        f"{distance(row.days)}{', overdue' if row.overdue else ''}",
        f"**{cell(row.id)}** {cell(entry.what)}",
        cell(entry.owner) or NONE,
        str(entry.effort or NONE),
        ACTION_WORDS[entry.status],
        _refs(row.criteria),
    )


def deadlines(model: ReportModel) -> Iterator[str]:
    """Dated duties, overdue ones first; what cannot be dated and why; standing rules in short; recorded events."""
    yield section(model, "deadlines")
    rows = model.registers.deadlines
    yield ""
    if rows.open:
        late = sum(d.status == "overdue" for d in rows.open)
        yield f"{count(len(rows.open), 'dated duty', 'dated duties')} of law, Code and requests, {late} overdue."
        yield ""
        yield from table(("Day", "From today", "Status", "What", "Counted from", "For"), (_duty(d) for d in rows.open))
    else:
        yield "No duty of law, Code or a request has a day."
    if rows.own or model.shows("plan"):
        yield ""
        yield "### The team's own dates"
        yield ""
        heads = ("Day", "From today", "Status", "What", "Owner", "For")
        yield from _without_owner(model, heads, (_own(d) for d in rows.own) if rows.own else ())
        if not rows.own:
            yield "None: no evidence expires, and no action or answer has a date."
    yield from _rest(rows)
    yield from _events(model.registers.events)


def _duty(duty: DatedDuty) -> tuple[str, ...]:
    recurs = f" Recurs {cell(duty.recurs)}." if duty.recurs else ""
    yardstick = " Yardstick only: the chapter is not signed." if duty.yardstick else ""
    return (
        day(duty.day),
        distance(duty.days),
        f"**{duty.status}**" if duty.status == "overdue" else duty.status,
        f"**{cell(duty.title)}**{recurs}{yardstick} {cell(duty.pointer)}".rstrip(),
        cell(duty.because),
        cell(", ".join(duty.criteria)) or cell(", ".join(duty.obligations)) or NONE,
    )


def _own(duty: DatedDuty) -> tuple[str, ...]:
    return (
        day(duty.day),
        distance(duty.days),
        f"**{duty.status}**" if duty.status == "overdue" else duty.status,
        cell(own_title(duty)),
        cell(duty.owner) or NONE,
        cell(", ".join(duty.criteria)) or NONE,
    )


def _rest(rows: DeadlineRows) -> Iterator[str]:
    if rows.running:
        yield ""
        yield "### Binding without a day"
        yield ""
        yield from (f"- **{cell(d.title)}** {cell(d.because)}" for d in rows.running)
    yield ""
    yield "### What cannot be dated, and why"
    yield ""
    yield from (f"- **{cell(d.title)}**: {cell(d.missing or d.because)}" for d in rows.undated)
    if not rows.undated:
        yield "Nothing: every duty that is certain to come has a day."
    if rows.rules:
        yield ""
        number = count(len(rows.rules), "rule starts", "rules start")
        yield f"{number} only when something happens: {_titles(rows.rules)}."
    if rows.over:
        yield ""
        yield f"Done or behind: {_titles(rows.over)}."


def _titles(duties: Iterable[DatedDuty]) -> str:
    return "; ".join(f"{cell(d.title)}{f' ({d.day}, {d.status})' if d.day else ''}" for d in duties)


def _events(events: tuple[EventRow, ...]) -> Iterator[str]:
    yield ""
    yield "### Recorded events"
    yield ""
    if not events:
        yield "No event is recorded."
        return
    yield from table(
        ("When", "What", "About", "Note"),
        (
            (
                event_time(e.entry.at),
                f"**{cell(e.title)}**{f' ({cell(e.category)})' if e.category else ''} {cell(e.id)}",
                cell(e.entry.about) or NONE,
                cell(e.entry.note) or NONE,
            )
            for e in events
        ),
    )


def evidence(model: ReportModel) -> Iterator[str]:
    """What expired and withdrawn evidence took down, then the register."""
    held = model.registers
    yield section(model, "evidence")
    yield ""
    for lost in held.lost:
        yield f"- {inline(lost_words(lost))}: {cell(listed(lost.criteria))}."
    if not held.lost:
        yield "No criterion has lost its proof."
    yield ""
    if not held.evidence:
        yield "No piece of evidence is registered."
        return
    heads = ("Evidence", "Kind", "Standing", "Valid", "Reference", "Owner", "Serves")
    yield from _without_owner(model, heads, (_piece(p) for p in held.evidence))


def _without_owner(model: ReportModel, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table, in a copy without owners without their column. Nothing where there is no row."""
    kept = [n for n, name in enumerate(head) if name != "Owner" or model.shows("owners")]
    cells = [[row[n] for n in kept] for row in rows]
    if cells:
        yield from table([head[n] for n in kept], cells)


def _piece(row: PieceRow) -> tuple[str, ...]:
    entry = row.entry
    standing = row.standing if row.standing == "in force" else f"**{row.standing}**"
    if entry.withdrawn_on is not None:
        by = f", replaced by {cell(entry.replaced_by)}" if entry.replaced_by else ""
        standing = f"{standing} on {entry.withdrawn_on}{by}"
        if entry.reason and not entry.replaced_by:
            standing = f"{standing}: {cell(entry.reason)}"
    checked = f" SHA-256 `{entry.sha256}`" if entry.sha256 else ""
    return (
        f"**{cell(row.id)}** {cell(entry.title)}",
        PIECE_WORDS[entry.kind],
        standing,
        validity(entry),
        f"{inline(entry.reference) or NONE}{checked}",
        cell(entry.owner) or NONE,
        _refs(row.serves) or "nothing",
    )


def _refs(refs: Iterable[Ref]) -> str:
    return ", ".join(f"{cell(r.id)} {STATE_MARKS[r.state]}" for r in refs)
