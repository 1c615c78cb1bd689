"""The actions of an assessment as a board: grouped by who does them, or by when they are due."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Final, Literal

from textual.content import Content

from cop_tui.domain.dated import DUE_WITHIN
from cop_tui.domain.due import describe_day
from cop_tui.domain.register import Action, ActionStatus
from cop_tui.services.session import Session
from cop_tui.services.standing import Standing
from cop_tui.tui.widgets.answers import marked
from cop_tui.tui.widgets.gap_table import Column, Line, Listing
from cop_tui.tui.widgets.groups import grouped
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED, Row, item, labelled, para

LABEL: Final = 13
SHOWN: Final = 6
Board = Literal["owner", "due"]
WORDS: Final[Mapping[ActionStatus, str]] = {
    ActionStatus.OPEN: "open",
    ActionStatus.IN_PROGRESS: "in progress",
    ActionStatus.DONE: "done",
    ActionStatus.DROPPED: "dropped",
}
COLUMNS: Final = (
    Column("Action", 0),
    Column("Status", 11, 56),
    Column("Due", 10, 84),
    Column("When", 17),
    Column("Owner", -17, 96),
    Column("Effort", 6, 110),
    Column("Criteria", -15, 120),
)
ENDED: Final = "ended"


def when_words(action: Action, today: date) -> str:
    """How urgent an action is, in words: `overdue 12 days`, `in 5 days`, `done 2026-11-20`."""
    if action.status.ended:
        return f"{WORDS[action.status]} {action.ended_on}"
    if action.due is None:
        return "no due date"
    days = (action.due - today).days
    if days < 0:
        return f"overdue {-days} day{'' if days == -1 else 's'}"
    return "due today" if days == 0 else "due tomorrow" if days == 1 else f"in {days} days"


def action_listing(session: Session, board: Board, closed: Collection[str], use_ascii: bool) -> Listing:
    """Every action in its group; those that ended last, folded."""
    today = session.today
    groups: dict[str, list[Line]] = {}
    late: dict[str, int] = {}
    for key, action in sorted(session.register.actions.items(), key=lambda each: _order(each[1])):
        name = ENDED if action.status.ended else _owner(action) if board == "owner" else _period(action, today)
        groups.setdefault(name, []).append(_line(session, key, action, use_ascii))
        late[name] = late.get(name, 0) + action.overdue(today)
    lines: list[Line] = []
    for name in sorted(groups, key=lambda each: _place(each, board)):
        inside = groups[name]
        words = f"{len(inside)}" + (f", {late[name]} overdue" if late[name] and name != "Overdue" else "")
        title = "Done and dropped" if name == ENDED else name
        lines += grouped(
            name, title, words, inside, at=0, width=len(COLUMNS), closed=name in closed, use_ascii=use_ascii
        )
    empty = (
        "No action is planned. {actions.new} plans one; {gaps.plan} on a gap, or {register.plan} on a criterion, "
        "plans what closes it."
    )
    return Listing(f"By {'owner' if board == 'owner' else 'due date'}", COLUMNS, tuple(lines), empty)


def _order(action: Action) -> tuple[date, str]:
    if action.status.ended and action.ended_on is not None:
        return (date.fromordinal(date.max.toordinal() - action.ended_on.toordinal()), action.what)
    return (action.due or date.max, action.what)


def _owner(action: Action) -> str:
    return action.owner or "Nobody yet"


def _period(action: Action, today: date) -> str:
    if action.due is None:
        return "No due date"
    days = (action.due - today).days
    return "Overdue" if days < 0 else f"Within {DUE_WITHIN} days" if days <= DUE_WITHIN else "Later"


def _place(name: str, board: Board) -> tuple[int, str]:
    if board == "due":
        known = ("Overdue", f"Within {DUE_WITHIN} days", "Later", "No due date", ENDED)
        return (known.index(name), "")
    return (2 if name == ENDED else 1 if name == "Nobody yet" else 0, name.casefold())


def _line(session: Session, key: str, action: Action, use_ascii: bool) -> Line:
    when = when_words(action, session.today)
    cells = (
        action.what,
        WORDS[action.status],
        action.due.isoformat() if action.due else "",
        when,
        action.owner or "nobody",
        action.effort or "",
        ", ".join(action.criteria),
    )
    places = {session.pack.places[c][0].title for c in action.criteria if c in session.pack.places}
    folded = "\n".join((*cells, key, action.reason, *places)).casefold()
    tags = (f"owner:{action.owner or 'nobody'}".casefold(), f"state:{WORDS[action.status]}")
    detail = tuple(_detail(session, key, action, use_ascii))
    return Line(key, cells, folded, detail, action.criteria, action.overdue(session.today), tags)


def _detail(session: Session, key: str, action: Action, use_ascii: bool) -> Iterator[Row]:
    yield para(Content.assemble(plain(action.what).stylize("bold"), (f"  {key}", MUTED)))
    status = WORDS[action.status] + (f" on {action.ended_on}" if action.ended_on else "")
    if action.overdue(session.today):
        status += f", {when_words(action, session.today)}"
    effort = f", effort {action.effort}" if action.effort else ""
    yield labelled("Status", Content.assemble((status, "bold" if action.overdue(session.today) else ""), effort), LABEL)
    yield labelled("Owner", action.owner or "nobody yet", LABEL)
    yield labelled("Due", describe_day(action.due, session.today) if action.due else "no day yet", LABEL)
    if action.reason:
        yield labelled("Reason", action.reason, LABEL)
    for n, criterion in enumerate(action.criteria[:SHOWN]):
        spec = session.pack.criterion_index.get(criterion)
        state = marked(session.answer(criterion).state, use_ascii)
        words = Content.assemble((criterion, "bold"), "  ", state, "  ", plain(spec.short if spec else ""))
        yield labelled("Closes" if n == 0 else "", words, LABEL)
    if len(action.criteria) > SHOWN:
        yield labelled("", f"and {len(action.criteria) - SHOWN} more", LABEL, MUTED)


def criterion_actions(session: Standing, criterion: str, sign: str) -> Iterator[Row]:
    """The actions about one criterion, the open ones first, each in a line or two."""
    found = [a for a in session.register.actions.values() if criterion in a.criteria]
    for action in sorted(found, key=lambda a: (a.status.ended, a.due or date.max)):
        owner = f", {action.owner}" if action.owner else ""
        status = "" if action.status.ended else f"  {WORDS[action.status]}"
        late = "bold $text-warning" if action.overdue(session.today) else MUTED
        yield item(
            Content.assemble(plain(action.what), (status, MUTED), (f"  {when_words(action, session.today)}", late),
                             (plain(owner).plain, MUTED)),
            sign=sign,
        )  # fmt: skip
