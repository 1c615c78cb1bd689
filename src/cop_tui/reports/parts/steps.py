"""What to do next: concrete steps, most pressing first; only what the data gives cause for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from cop_tui.domain.results import Readiness
from cop_tui.reports.attention_rows import Attention
from cop_tui.reports.model import ChapterPart, OpenFact, Step
from cop_tui.reports.register_rows import ActionRow, Registers
from cop_tui.reports.rows import GapRow
from cop_tui.reports.wording import count, distance, interval, listed, stated

NAMED: Final = 3
"""How many things a step names before it counts the rest."""
AHEAD: Final = 365
"""Days within which a date of law or Code is one of the next."""
Owner = Callable[[str], str]
"""How a sentence names who is to do it."""


def next_steps(
    readiness: Readiness,
    chapters: Sequence[ChapterPart],
    *,
    gaps: Sequence[GapRow],
    facts: Sequence[OpenFact],
    attention: Attention,
    registers: Registers,
    owners: bool = True,
) -> Iterator[Step]:
    """What to do next, most pressing first. Without `owners` nothing is said about who is to do it."""
    by = _owner if owners else _nobody
    yield from _close(gaps, by)
    yield from _catch_up(registers)
    yield from _late(gaps, registers, by)
    for fact in facts[:NAMED]:
        yield Step(f"Settle a fact: {fact.label}", fact.why)
    yield from _coming(gaps, registers, by)
    yield from _answer(readiness, chapters)
    yield from _prove(attention, registers)
    unowned = tuple(g.criterion for g in gaps if not g.owner and not any(a.owner for a in g.actions)) if owners else ()
    if unowned:
        title = f"Name an owner for {count(len(unowned), 'gap')}"
        yield Step(title, f"Nobody is named for {_some(unowned)}.", unowned)
    for signed in registers.signoffs:
        if not signed.stands:
            yield Step(
                f"Sign off {signed.title} again",
                f"What stands under the sign-off by {signed.entry.name} of {signed.entry.day} has changed since.",
            )


def _owner(name: str) -> str:
    return f", {name or 'no owner'}"


def _nobody(_: str) -> str:
    return ""


def _close(gaps: Sequence[GapRow], by: Owner) -> Iterator[Step]:
    if not gaps:
        return
    band = gaps[0].band
    same = [g for g in gaps if g.band == band]
    first = same[:NAMED]
    title = f"Close the {band} gap" if len(same) == 1 else f"Close the {len(same)} {band} gaps, beginning at the top"
    items = [
        f"{g.criterion} {g.short} ({stated(g.state)}{by(g.owner)}"
        f"{', planned for ' + g.due.isoformat() if g.due else ', no date'})"
        for g in first
    ]
    yield Step(title, f"{_more(items, len(same))}.", tuple(g.criterion for g in same))


def _catch_up(registers: Registers) -> Iterator[Step]:
    """Dated duties whose day has passed, the most overdue first."""
    late = [d for d in registers.deadlines.open if d.status == "overdue"]
    if late:
        items = [f"{d.title} ({d.day})" for d in late[:NAMED]]
        title = f"Catch up with {count(len(late), 'overdue duty', 'overdue duties')}"
        yield Step(title, f"{_more(items, len(late))}.", tuple(dict.fromkeys(c for d in late for c in d.criteria)))


def _late(gaps: Sequence[GapRow], registers: Registers, by: Owner) -> Iterator[Step]:
    """Actions past their day, and gaps past the team's own date that no action takes care of."""
    actions = [a for a in registers.actions if a.overdue]
    late = sorted((g for g in gaps if g.due_passed and not g.actions), key=lambda g: (str(g.due), g.rank))
    if actions:
        items = [f"{a.id} {a.entry.what} ({a.entry.due}{by(a.entry.owner)})" for a in actions[:NAMED]]
        title = f"Plan anew: {count(len(actions), 'action is', 'actions are')} overdue"
        yield Step(title, f"{_more(items, len(actions))}.", _criteria(actions))
    if late:
        items = [f"{g.criterion} {g.short} ({g.due}{by(g.owner)})" for g in late[:NAMED]]
        title = f"Plan anew: {count(len(late), 'gap is', 'gaps are')} past the team's own date without an action"
        yield Step(title, f"{_more(items, len(late))}.", tuple(g.criterion for g in late))


def _coming(gaps: Sequence[GapRow], registers: Registers, by: Owner) -> Iterator[Step]:
    """The next dates: of the law and the Code, then of actions, then of gaps without one."""
    law = [
        f"{d.title} {d.day} ({distance(d.days)})"
        for d in registers.deadlines.open
        if d.days is not None and 0 <= d.days <= AHEAD and not d.yardstick
    ]
    actions = [a for a in registers.actions if not a.entry.status.ended and a.days is not None and a.days >= 0]
    team = [f"{a.id} {a.entry.what} ({a.entry.due}{by(a.entry.owner)})" for a in actions[:NAMED]]
    ahead = [g for g in gaps if g.due is not None and not g.due_passed and not g.actions]
    ahead = sorted(ahead, key=lambda g: (str(g.due), g.rank))[:NAMED]
    own = [f"{g.criterion} {g.short} ({g.due}{by(g.owner)})" for g in ahead]
    words = [
        f"{what}: {'; '.join(items[:NAMED])}."
        for what, items in (("By law and Code", law), ("Actions", team), ("Gaps without an action", own))
        if items
    ]
    if words:
        names = (*_criteria(actions[:NAMED]), *(g.criterion for g in ahead))
        yield Step("Keep the next dates", " ".join(words), tuple(dict.fromkeys(names)))


def _prove(attention: Attention, registers: Registers) -> Iterator[Step]:
    """Proof that was lost, and claims that never had one."""
    lost = tuple(dict.fromkeys(c for each in registers.lost for c in each.criteria))
    if lost:
        days = "; ".join(f"{_some(each.criteria)} on {each.day}" for each in registers.lost)
        title = f"Renew the proof of {count(len(lost), 'criterion', 'criteria')}"
        yield Step(title, f"Evidence that expired or was withdrawn left them bare: {days}.", lost)
    names = tuple(r.id for r in attention.unproven if r.id not in lost)
    if names:
        verb = "is" if len(names) == 1 else "are"
        yield Step(
            f"Support {count(len(names), 'claim')} with evidence",
            f"{_some(names)} {verb} called met without evidence that is valid today.",
            names,
        )


def _answer(readiness: Readiness, chapters: Sequence[ChapterPart]) -> Iterator[Step]:
    found = {
        ch.group.title: [r.id for c in ch.commitments for m in c.measures for r in m.rows if r.state is None]
        for ch in chapters
    }
    names = tuple(name for each in found.values() for name in each)
    if not names:
        return
    places = Counter({title: len(each) for title, each in found.items() if each})
    where = listed(f"{number} in {title}" for title, number in places.most_common())
    yield Step(
        f"Answer the {len(names)} criteria still without an answer" if len(names) > 1 else "Answer the last criterion",
        f"{where}. Until then readiness can be anywhere within {interval(readiness)}.",
        names,
    )


def _some(names: Sequence[str]) -> str:
    """The first few names and how many more."""
    rest = len(names) - NAMED
    return listed(names) if rest <= 1 else f"{', '.join(names[:NAMED])} and {rest} more"


def _more(items: Sequence[str], total: int) -> str:
    rest = total - len(items)
    return f"{'; '.join(items)}{f'; and {rest} more' if rest > 0 else ''}"


def _criteria(actions: Sequence[ActionRow]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(r.id for action in actions for r in action.criteria))
