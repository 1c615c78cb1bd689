"""What was undone or done again, in words."""

from __future__ import annotations

from typing import Final

from cop_tui.domain.register import Action, Baseline, Entry, Event, Piece, SignOff
from cop_tui.services.marks import WORDS
from cop_tui.services.steps import Step

FIELDS: Final = {
    "note": "note", "evidence": "evidence", "owner": "owner", "due": "due date", "effort": "effort", "checks": "checks",
    "flagged": "flag", "reason": "reason",
}  # fmt: skip
"""What people call the fields of an answer that steps name."""
LONGEST = 48
"""Characters of a title in such words."""


def step_words(step: Step, *, undone: bool) -> str:
    """What a step was, and what holds now that it was taken back or done again."""
    if step.entries_after or len(step.after) != 1:
        return _named(step)
    criterion = next(iter(step.after))
    was, now = step.before[criterion].state, step.after[criterion].state
    if was is now:
        field = step.words.removeprefix(f"{criterion}: ")
        return f"the {FIELDS[field]} of {criterion}" if field in FIELDS else step.words
    was, now = (now, was) if undone else (was, now)
    return f"{criterion} was {WORDS[was]}, is {WORDS[now]} again" if undone else f"{criterion} is {WORDS[now]}"


def leads_to(step: Step) -> str | None:
    """The criterion that a step is about; None for a step on a register alone."""
    return next(iter(step.after), None)


def entry_title(entry: Entry | None) -> str:
    """What a register entry is called, for people; empty where it has no name of its own."""
    if isinstance(entry, Piece):
        return entry.title
    if isinstance(entry, Action):
        return entry.what
    if isinstance(entry, Event):
        return entry.about
    return entry.name if isinstance(entry, Baseline | SignOff) else ""


def _named(step: Step) -> str:
    """The step's words, with the name of the one entry it is about where they hold only its id."""
    if len(step.entries_after) != 1:
        return step.words
    key = next(iter(step.entries_after))
    title = entry_title(step.entries_after[key]) or entry_title(step.entries_before.get(key))
    if not title or title in step.words:
        return step.words
    return f"{step.words}, {title if len(title) <= LONGEST else title[: LONGEST - 1] + '…'}"
