"""Dated duties and recorded events as lists: overdue first, then by day, what is folded at the end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from textual.content import Content

from cop_tui.domain.deadlines import DatedDuty
from cop_tui.domain.due import describe_day
from cop_tui.domain.register import Event
from cop_tui.services.session import Session
from cop_tui.tui.moments import describe_moment, zone_words
from cop_tui.tui.widgets.gap_table import Column, Line, Listing
from cop_tui.tui.widgets.groups import grouped
from cop_tui.tui.widgets.piece_list import named
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED, Row, labelled, para

LABEL: Final = 13
COLUMNS: Final = (
    Column("Day", 10, 56),
    Column("Status", 17),
    Column("Duty", 0),
    Column("Counted from", 40, 120),
    Column("Owner", -16, 104),
)
EVENT_COLUMNS: Final = (
    Column("When", 16),
    Column("Event", 0),
    Column("About", -28, 80),
    Column("Category", -24, 110),
    Column("Days", 4, 96, right=True),
)
UNDATED, BEHIND, STANDING = "undated", "behind", "standing"
FOLDED: Final = (BEHIND, STANDING)
STYLES: Final = {"overdue": "bold $text-error", "due": "bold $text-warning"}


def status_words(duty: DatedDuty) -> str:
    """Where a duty stands, with the days to go: `overdue 12 days`, `due in 5 days`, `in 40 days`."""
    if duty.days is None or duty.status in ("no fixed day", "done"):
        return duty.status
    days = abs(duty.days)
    count = f"{days} day{'' if days == 1 else 's'}"
    if duty.status == "overdue":
        return f"overdue {count}"
    if duty.status == "passed":
        return f"{count} ago"
    if duty.days == 0:
        return "today"
    return f"due in {count}" if duty.status == "due" else f"in {count}"


def duty_listing(session: Session, closed: Collection[str], use_ascii: bool) -> Listing:
    """Every dated duty; what cannot be dated, what lies behind and the standing rules in groups at the end."""
    first: list[Line] = []
    groups: dict[str, list[Line]] = {UNDATED: [], BEHIND: [], STANDING: []}
    for duty in session.deadlines:
        line = _line(session, duty)
        if duty.status in ("done", "passed"):
            groups[BEHIND].append(line)
        elif duty.status == "cannot be dated":
            groups[STANDING if duty.standing else UNDATED].append(line)
        else:
            first.append(line)
    heads = (
        (UNDATED, "Cannot be dated", "a fact or event is missing"),
        (BEHIND, "Behind", "done, or a date that only informs"),
        (STANDING, "Standing rules", "clocks of events that may never come"),
    )
    for name, title, words in heads:
        first += grouped(
            name, title, f"{len(groups[name])}: {words}", groups[name], at=2, width=len(COLUMNS),
            closed=name in closed, use_ascii=use_ascii,
        )  # fmt: skip
    return Listing("Deadlines", COLUMNS, tuple(first), "As far as the facts say, nothing falls due.")


def _line(session: Session, duty: DatedDuty) -> Line:
    cells = (
        duty.day.isoformat() if duty.day else "",
        status_words(duty),
        duty.title,
        duty.because or duty.missing,
        duty.owner,
    )
    duties = session.pack.obligation_index
    articles = [duties[o].article for o in duty.obligations if o in duties]
    yardstick = "yardstick" if duty.yardstick else ""
    words = (*cells, duty.id, duty.kind, duty.status, duty.strength, duty.pointer, duty.missing, duty.note, yardstick,
             *duty.criteria, *articles)  # fmt: skip
    tags = [f"state:{duty.status}", f"owner:{duty.owner or 'nobody'}", f"strength:{duty.strength}"]
    tags += [f"chapter:{session.pack.places[c][0].id}" for c in duty.criteria if c in session.pack.places]
    tags += [f"duty:{article}" for article in articles]
    detail = tuple(_detail(session, duty))
    return Line(duty.id, cells, "\n".join(words).casefold(), detail, duty.criteria, duty.status == "overdue",
                tuple(tag.casefold() for tag in tags))  # fmt: skip


def _detail(session: Session, duty: DatedDuty) -> Iterator[Row]:
    style = STYLES.get(duty.status, MUTED)
    yield para(Content.assemble(plain(duty.title).stylize("bold"), "  ", (status_words(duty), style)))
    if duty.day is not None:
        again = f", {duty.recurs}" if duty.recurs else ""
        yield labelled("Day", f"{describe_day(duty.day, session.today)}{again}", LABEL)
    elif duty.recurs:
        yield labelled("Recurs", duty.recurs, LABEL)
    if duty.because:
        yield labelled("Because", duty.because, LABEL)
    if duty.missing:
        yield labelled("Missing", plain(duty.missing).stylize("$text-warning"), LABEL)
    own = "the team's own date" if duty.strength == "own" else ""
    source = f"{duty.pointer} ({duty.strength})" if duty.pointer and not own else own
    if source:
        yield labelled("Source", source, LABEL, MUTED)
    if duty.yardstick:
        yield labelled("Yardstick", "its chapter is not signed: a measure of other means, never overdue", LABEL, MUTED)
    if duty.criteria:
        yield labelled("Criteria", named(duty.criteria), LABEL)
    if duty.owner:
        yield labelled("Owner", duty.owner, LABEL)
    if duty.note:
        yield labelled("Note", duty.note, LABEL, MUTED)
    if duty.confidence != "high":
        yield labelled("Confidence", f"{duty.confidence}: check it against the source", LABEL, MUTED)


def event_listing(session: Session) -> Listing:
    """Every recorded event, the latest first."""
    found = sorted(session.register.events.items(), key=lambda each: (each[1].at, each[0]), reverse=True)
    empty = "No event is recorded. n records one: what happened starts the clocks and stops them."
    return Listing("Recorded events", EVENT_COLUMNS, tuple(_event_lines(session, found)), empty)


def _event_lines(session: Session, found: Iterable[tuple[str, Event]]) -> Iterator[Line]:
    for key, event in found:
        kind = session.pack.event_index.get(event.kind)
        title = kind.title if kind else event.kind
        category = kind.categories.get(event.category, event.category) if kind else event.category
        days = "" if event.days is None else str(event.days)
        cells = (f"{event.at:%Y-%m-%d %H:%M}", title, event.about, category, days)
        counted = tuple(d for d in session.deadlines if d.id.endswith(f":{key}") or key in d.waits_for)
        detail = [
            para(Content.assemble(plain(title).stylize("bold"), (f"  {key}", MUTED))),
            labelled("When", describe_moment(event.at, session.today), LABEL),
            labelled("Means", kind.meaning if kind else "a kind that this questionnaire does not know", LABEL, MUTED),
        ]
        for name, text in (("About", event.about), ("Category", category), ("Note", event.note)):
            if text:
                detail.append(labelled(name, text, LABEL))
        if days:
            detail.append(labelled("Period", f"{days} days, set in the request", LABEL))
        for n, duty in enumerate(counted[:3]):
            words = f"{duty.title}: {f'{duty.day}, ' if duty.day else ''}{status_words(duty)}"
            detail.append(labelled("Clocks" if n == 0 else "", words, LABEL))
        folded = "\n".join((*cells, key, event.kind, event.note, zone_words(event.at))).casefold()
        criteria = tuple(dict.fromkeys(c for duty in counted for c in duty.criteria))
        yield Line(key, cells, folded, tuple(detail), criteria)
