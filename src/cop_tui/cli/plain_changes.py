"""What the line mode changes: answers and what is said beside them, a whole measure, undo and redo."""

from __future__ import annotations

import re
from typing import Final

from cop_tui.cli import fields as read
from cop_tui.cli import plain_pages
from cop_tui.cli.citing import store_cited
from cop_tui.cli.output import Page, counted, emit
from cop_tui.cli.plain_commands import STATE_WORDS, leading_state, nearest
from cop_tui.cli.plain_desk import Desk
from cop_tui.domain.analysis import suggested_state
from cop_tui.domain.answers import STATES, State
from cop_tui.domain.due import describe_day, parse_due
from cop_tui.domain.pack import Criterion
from cop_tui.domain.text import clean_line
from cop_tui.errors import InputError
from cop_tui.services.actions import add_action, proposed_action
from cop_tui.services.marks import WORDS
from cop_tui.services.steps import Step

REMOVE: Final = "-"
SAME: Final = "="
"""Typed as a reason: the criterion's own condition, said not to be given."""
_WHOLE = re.compile(r"all\b\s*", re.IGNORECASE)
_LEAVES: Final = f"empty leaves it, {REMOVE} removes it"


class Changes(Desk):
    """The commands that change something. Each says whether a question is to be shown next."""

    @property
    def criterion(self) -> Criterion:
        """The criterion at hand."""
        return self.session.criterion(self.here)

    def go_on(self) -> bool:
        """To the next criterion of the walk."""
        raise NotImplementedError

    # answers

    def answer(self, state: State, argument: str) -> bool:
        """One of the six answers; two of them need a reason first, and nothing is stored without it."""
        if not self.session.scope.asked(self.here):
            raise InputError("It is not asked: the facts say that it does not apply.")
        offered = self.criterion.reason_offered if state is State.NOT_APPLICABLE else None
        reason = self._reason(state, argument, offered)
        if reason is None:
            return False
        if self.change(WORDS[state], state=state, **reason):
            return self.go_on()
        return True

    def _reason(self, state: State, argument: str, offered: str | None = None) -> dict[str, str] | None:
        """The reason as a field, no field where none is given or needed; None if it was asked for and not given."""
        if not argument and not state.needs_reason:
            return {}
        take = f", {SAME} for '{offered}'" if offered else ""
        reason = self.ask_text(argument, f"Reason (needed; empty cancels{take}): ")
        if not reason:
            emit("Cancelled; nothing was stored.")
            return None
        return {"reason": offered if offered and reason == SAME else reason}

    def remove(self, argument: str) -> bool:
        """No answer any more; what is said beside it stays."""
        if self.session.answer(self.here).state is None:
            raise InputError("There is no answer to remove.")
        self.change("answer removed", state=None)
        return False

    def measure(self, argument: str) -> bool:
        """One answer for the open criteria of this measure, or for all of it, as one step."""
        _, _, measure = self.session.pack.places[self.here]
        found = _WHOLE.match(argument)
        asked = [c.id for c in measure.criteria if self.session.scope.asked(c.id)]
        which = asked if found else [c for c in asked if self.session.answer(c).state is None]
        if not which:
            again = f"; `measure all STATE` answers all {len(asked)} anew" if asked else ""
            raise InputError(f"Nothing is open in measure {measure.number}{again}.")
        typed = self.ask(argument[found.end() :] if found else argument,
                         f"Answer for {counted(len(which), 'criterion', 'criteria')} of measure {measure.number} "
                         "(1-6 or a word; empty cancels): ")  # fmt: skip
        if not typed:
            emit("Cancelled; nothing was stored.")
            return False
        state, rest = leading_state(typed)
        if state is None:
            raise InputError(f"'{clean_line(typed, 40)}' is no answer.{nearest(typed)} {_allowed()}")
        reason = self._reason(state, rest)
        if reason is None:
            return False
        if not self.session.answer_many(which, state, **reason):
            emit("All of them are so already; nothing was stored.")
            return False
        what = f"{counted(len(which), 'criterion', 'criteria')} of measure {measure.number} {WORDS[state]}"
        return self.go_on() if self.settled(f"{what}, as one step; u takes all of them back") else True

    # beside the answer

    def note(self, argument: str) -> bool:
        typed = self.ask_text(argument, f"Note ({_LEAVES}, + adds a line): ")
        before = self.session.answer(self.here).note
        if typed.startswith("+"):
            typed = f"{before}\n{typed[1:].strip()}".strip()
        return self._set("note", "" if typed == REMOVE else read.text(typed) if typed else None)

    def owner(self, argument: str) -> bool:
        used = sorted({a.owner for a in self.session.answers.values() if a.owner})
        known = f"; so far {', '.join(used[:8])}" if used and not argument else ""
        typed = self.ask(argument, f"Owner ({_LEAVES}{known}): ")
        return self._set("owner", "" if typed == REMOVE else read.name(typed) if typed else None)

    def due(self, argument: str) -> bool:
        typed = self.ask(argument, f"Due, such as 2026-12-15, +30d or friday ({_LEAVES}): ")
        if not typed:
            return False
        if typed == REMOVE:
            self.change("due date removed", due=None)
            return False
        today = self.session.today
        day = parse_due(typed, today)
        self.change(f"due {day}, {describe_day(day, today)}", due=day)
        return False

    def effort(self, argument: str) -> bool:
        typed = self.ask(argument, f"Effort S, M or L ({_LEAVES}): ")
        if typed:
            size = None if typed == REMOVE else read.effort(typed)
            self.change(f"effort {size or 'removed'}", effort=size)
        return False

    def flag(self, argument: str) -> bool:
        flagged = not self.session.answer(self.here).flagged
        self.change("flagged for review" if flagged else "flag taken off", flagged=flagged)
        return False

    def evidence(self, argument: str) -> bool:
        given = self.session.answer(self.here).evidence
        typed = self.ask(argument, "One more piece of evidence, such as: Framework v2.1 (valid to 2027-03-01) "
                         f"(empty adds none, {REMOVE} removes all, {REMOVE}2 the second): ")  # fmt: skip
        number = typed[1:].strip() if typed.startswith(REMOVE) else ""
        if typed == REMOVE:
            self.change("evidence removed", evidence=())
        elif number.isdecimal():
            if not 1 <= int(number[:4]) <= len(given):
                raise InputError(f"There is no piece {number}; it cites {counted(len(given), 'piece')}.")
            left = [each for at, each in enumerate(given, 1) if at != int(number)]
            self.change(f"evidence without {given[int(number) - 1]}", evidence=left)
        elif typed:
            self.store(lambda: store_cited(self.session, self.here, (typed,), more=True),
                       f"{self.here} evidence {clean_line(typed)}")  # fmt: skip
        return False

    def check(self, argument: str) -> bool:
        """Tick or untick checks by number, and say what state they suggest."""
        checks = [check.id for check in self.criterion.all_checks()]
        if not checks:
            raise InputError(f"{self.here} has no checks.")
        if not argument:
            page = Page()
            plain_pages.add_checks(page, self.session, self.criterion)
            page.show()
        typed = self.ask(argument, "Numbers to tick or untick, or all (empty leaves them): ")
        if not typed:
            return False
        ticked = set(self.session.answer(self.here).checks)
        if typed.lower() == plain_pages.EVERYTHING:
            ticked = set(checks)
        else:
            ticked ^= set(_chosen(typed, checks))
        done = tuple(each for each in checks if each in ticked)
        if self.change(f"{len(done)} of {counted(len(checks), 'check')} ticked", checks=done):
            self._suggest(done)
        return False

    def _suggest(self, ticked: tuple[str, ...]) -> None:
        suggested = suggested_state(self.criterion, ticked)
        now = self.session.answer(self.here).state
        if suggested not in (None, now) and now not in (State.ALTERNATIVE, State.NOT_APPLICABLE):
            key = next(key for key, state in STATE_WORDS.items() if state is suggested and key.isdecimal())
            emit(f"The ticked checks suggest {WORDS[suggested]}: type {key}. The state stays yours.")

    def plan(self, argument: str) -> bool:
        """Plan an action for the criterion, with what its answer says about owner, day and effort."""
        proposed = proposed_action(self.session, (self.here,))
        typed = self.ask(argument, f"What will be done (empty cancels, {SAME} for '{proposed.what}'): ")
        if not typed:
            emit("Cancelled; nothing was stored.")
            return False
        action = proposed if typed == SAME else proposed.changed(what=read.title(typed))
        key = add_action(self.session, action)
        who = f"owner {action.owner}" if action.owner else "no owner yet"
        when = f"due {action.due}" if action.due else "no due date yet"
        self.settled(f"action {key}: {action.what}; {who}, {when}")
        return False

    # steps

    def undo(self, argument: str) -> bool:
        return self._stepped(self.session.undo(), "Undone", "There is nothing to undo in this walk.")

    def redo(self, argument: str) -> bool:
        return self._stepped(self.session.redo(), "Done again", "There is nothing to do again.")

    def _stepped(self, step: Step | None, did: str, nothing: str) -> bool:
        if step is None:
            raise InputError(nothing)
        if not self.file.saved(self.session):
            self.saved += 1
            emit(f"{did} and saved: {plain_pages.taken_back(self.session, step)}.")
        else:
            emit("Not stored: somebody else has changed it meanwhile.")
        self.here = next(iter(step.after), self.here)
        return True

    def _set(self, name: str, value: str | None) -> bool:
        """Store a text field; None leaves it."""
        if value is not None:
            lines = value.count("\n") + 1
            more = f", {lines} lines" if lines > 1 else "" if name == "note" else f" {clean_line(value)}"
            self.change(f"{name}{more if value else ' removed'}", **{name: value})
        return False


def _chosen(typed: str, checks: list[str]) -> list[str]:
    """The checks of these numbers or ids. Raises InputError."""
    found = []
    for word in re.split(r"[\s,;]+", typed.strip(" ,;")):
        if word.isdecimal() and 1 <= int(word[:4]) <= len(checks):
            found.append(checks[int(word) - 1])
        elif word in checks:
            found.append(word)
        else:
            raise InputError(f"There is no check {clean_line(word, 40)}; they are numbered 1 to {len(checks)}.")
    return found


def _allowed() -> str:
    return f"Answers are 1 to {len(STATES)}, or {', '.join(WORDS[state] for state in STATES)}."
