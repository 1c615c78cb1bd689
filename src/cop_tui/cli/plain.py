"""The questionnaire line by line: no colours, no cursor movement, every answer on disk before the next question."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from cop_tui.cli import pages
from cop_tui.cli.diagnostics import say
from cop_tui.cli.files import OpenFile
from cop_tui.cli.output import Page, counted, emit
from cop_tui.domain.answers import STATES, Answer, Evidence, State
from cop_tui.domain.pack import Criterion
from cop_tui.domain.quantity import parse_day
from cop_tui.domain.text import clean_line
from cop_tui.errors import CopTuiError, InputError, NotFoundError, StoreError
from cop_tui.services.marks import WORDS
from cop_tui.services.session import Session

PROMPT: Final = "1-6, n next, b back, ? guidance, m note, e evidence, o owner, d due, u undo, g gaps, q quit: "
GAPS_SHOWN: Final = 10
REMOVE: Final = "-"


SAME: Final = "="
"""Typed as a reason: the criterion's own condition, said not to be given."""


class _Quit(Exception):  # noqa: N818 - not an error: the person or the input has come to an end
    """Stop walking."""


def stops(session: Session, chapter: str | None, *, everything: bool) -> tuple[Criterion, ...]:
    """The criteria to walk: all that are asked, or the open ones beginning where the person left.

    Raises NotFoundError for an unknown chapter, InputError for one that does not apply.
    """
    asked = session.asked()
    if chapter is not None:
        known = [c.id for c in session.pack.chapters]
        wanted = chapter.strip().upper()
        if wanted not in known:
            raise NotFoundError(f"There is no chapter {clean_line(chapter, 40)}.", f"Chapters are {', '.join(known)}.")
        asked = tuple(c for c in asked if session.pack.places[c.id][0].id == wanted)
        if not asked:
            raise InputError(f"No criterion of chapter {wanted} is asked: the facts say that it does not apply.")
    if everything:
        return asked
    order = {c.id: number for number, c in enumerate(session.pack.criteria)}
    start = order[session.position]
    found = [c for c in asked if session.answer(c.id).state is None]
    return tuple(sorted(found, key=lambda c: (order[c.id] < start, order[c.id])))


class Walk:
    """One walk through some criteria."""

    def __init__(self, file: OpenFile, session: Session, path: Sequence[Criterion], *, everything: bool) -> None:
        self._file = file
        self._session = session
        self._path = list(path)
        self._at = 0
        self._everything = everything
        self._keys: dict[str, Callable[[Criterion, str], bool]] = {
            "n": self._next, "b": self._back, "?": self._guidance, "h": self._guidance, "m": self._note,
            "e": self._evidence, "o": self._owner, "d": self._due, "u": self._undo, "g": self._gaps, "q": self._stop,
        }  # fmt: skip

    def run(self) -> None:
        """Ask until the end of the criteria or of the input."""
        number = counted(len(self._path), "criterion", "criteria")
        emit(f"{self._session.record.name}: {number}{'' if self._everything else ' not answered yet'}.")
        if not self._path:
            self._sum_up()
            return
        emit("Every answer is saved at once; ? explains the question and the keys.")
        try:
            while self._at < len(self._path):
                criterion = self._path[self._at]
                self._session.move_to(criterion.id)
                self._show(criterion)
                while not self._step(criterion):
                    pass
            emit("That was the last one.")
        except _Quit:
            pass
        finally:
            self._file.library.writer.flush(1.0)
        self._sum_up()

    # asking

    def _read(self, prompt: str) -> str:
        """A line typed by the person. The end of the input ends the walk."""
        try:
            line = input(prompt)
        except (EOFError, RuntimeError):  # the end of the input, or no input at all
            emit("")
            raise _Quit from None
        except UnicodeDecodeError:
            emit("")
            say("That was no UTF-8 text; nothing was stored. Please type it again.")
            return ""
        if not sys.stdin.isatty():
            emit("")  # nobody pressed the enter key that would end the prompt's line
        return line

    def _ask(self, argument: str, prompt: str) -> str:
        return argument or self._read(prompt).strip()

    def _step(self, criterion: Criterion) -> bool:
        """One prompt. True when another criterion is to be shown."""
        typed = self._read(PROMPT).strip()
        key, _, argument = typed.partition(" ")
        try:
            if key.isdecimal() and 1 <= int(key[:4]) <= len(STATES) and len(key) == 1:
                return self._answer(criterion, STATES[int(key) - 1], argument.strip())
            action = self._keys.get(key.lower())
            if action is None:
                emit(f"'{clean_line(typed, 40)}' is none of these." if typed else "Nothing typed; n goes on.")
                return False
            return action(criterion, argument.strip())
        except StoreError:
            raise
        except CopTuiError as error:
            emit(f"Not stored: {error.message}")
            return False

    # showing

    def _show(self, criterion: Criterion) -> None:
        chapter, _, measure = self._session.pack.places[criterion.id]
        page = Page()
        page.line()
        page.line(f"{self._at + 1} of {len(self._path)}. {criterion.id}, {criterion.strength}.")
        page.line(f"{chapter.title}, {measure.number} {measure.title}.")
        page.line(criterion.question)
        page.line(f"Source: {criterion.pointer}")
        page.field("Condition", criterion.condition or "")
        given = self._session.answer(criterion.id)
        if not given.is_empty:
            page.line("Your answer so far:")
            pages.add_answer(page, given, 2)
        page.line("  ".join(f"{number} {WORDS[state]}" for number, state in enumerate(STATES, 1)))
        page.show()

    def _guidance(self, criterion: Criterion, argument: str) -> bool:
        page = Page()
        page.field("Statement", criterion.statement)
        page.field("Why", criterion.why)
        for title, texts in (("Settles it", criterion.settles), ("Does not settle it", criterion.does_not_settle)):
            for text in texts:
                page.field(title, text)
        for check in criterion.all_checks():
            page.line(f"Check {check.id}, {check.strength}: {check.statement}", 0, 2)
        page.field("Due", criterion.deadline.text if criterion.deadline else "")
        articles = [self._session.pack.obligation_index[o].article for o in criterion.obligations]
        page.field("Serves", ", ".join(articles))
        page.field("Remark", criterion.note or "")
        page.line("m, e, o, d, and 5 and 6 also take their text on the same line, such as: m Asked the lab on Monday")
        page.show()
        return False

    def _gaps(self, criterion: Criterion, argument: str) -> bool:
        page = Page()
        analysis = self._session.analysis
        pages.standing(page, analysis.readiness, len(analysis.gaps))
        if len(analysis.gaps) > GAPS_SHOWN:
            page.line(f"The {GAPS_SHOWN} most urgent:")
        pages.add_gaps(page, analysis.gaps[:GAPS_SHOWN])
        page.show()
        return False

    def _sum_up(self) -> None:
        analysis = self._session.analysis
        page = Page()
        pages.standing(page, analysis.readiness, len(analysis.gaps))
        page.line(f"All is saved. `cop-tui walk {self._session.record.id}` goes on here.")
        page.show()

    # moving

    def _next(self, criterion: Criterion, argument: str) -> bool:
        self._at += 1
        return True

    def _back(self, criterion: Criterion, argument: str) -> bool:
        if self._at == 0:
            emit("This is the first one.")
            return False
        self._at -= 1
        return True

    def _stop(self, criterion: Criterion, argument: str) -> bool:
        raise _Quit

    # changing

    def _answer(self, criterion: Criterion, state: State, argument: str) -> bool:
        fields: dict[str, Any] = {"state": state}
        if argument:
            fields["reason"] = argument
        elif state.needs_reason:
            offered = criterion.reason_offered if state is State.NOT_APPLICABLE else None
            take = f", {SAME} for '{offered}'" if offered else ""
            reason = self._read(f"Reason (needed; empty cancels{take}): ").strip()
            if not reason:
                emit("Cancelled; nothing was stored.")
                return False
            fields["reason"] = offered if offered and reason == SAME else reason
        if self._change(criterion, WORDS[state], **fields):
            self._at += 1
        return True

    def _note(self, criterion: Criterion, argument: str) -> bool:
        return self._text(criterion, "note", argument)

    def _owner(self, criterion: Criterion, argument: str) -> bool:
        return self._text(criterion, "owner", argument)

    def _text(self, criterion: Criterion, name: str, argument: str) -> bool:
        typed = self._ask(argument, f"{name.capitalize()} (empty leaves it, {REMOVE} removes it): ")
        if typed:
            self._change(criterion, name, **{name: "" if typed == REMOVE else typed})
        return False

    def _due(self, criterion: Criterion, argument: str) -> bool:
        typed = self._ask(argument, f"Due, as year-month-day (empty leaves it, {REMOVE} removes it): ")
        if typed:
            try:
                day = None if typed == REMOVE else date.fromisoformat(parse_day(typed))
            except ValueError as error:
                raise InputError(f"{error}.") from error
            self._change(criterion, "due date", due=day)
        return False

    def _evidence(self, criterion: Criterion, argument: str) -> bool:
        prompt = f"One more piece of evidence, such as: Framework v2.1 (valid to 2027-03-01) ({REMOVE} removes all): "
        typed = self._ask(argument, prompt)
        if typed:
            try:
                more = () if typed == REMOVE else (Evidence.parse(typed),)
            except ValueError as error:
                raise InputError("That day does not exist; write for example (valid to 2027-03-01).") from error
            before: Answer = self._session.answer(criterion.id)
            self._change(criterion, "evidence", evidence=(*before.evidence, *more) if more else ())
        return False

    def _undo(self, criterion: Criterion, argument: str) -> bool:
        step = self._session.undo()
        if step is None:
            emit("There is nothing to undo in this walk.")
            return False
        if self._settled():
            emit(f"Undone and saved: {step.words}.")
        changed = next(iter(step.before))
        self._at = next((n for n, c in enumerate(self._path) if c.id == changed), self._at)
        return True

    def _change(self, criterion: Criterion, what: str, **fields: Any) -> bool:
        """Change an answer, wait until it is on disk, and say so. False if somebody else was faster."""
        self._session.change(criterion.id, **fields)
        if not self._settled():
            return False
        emit(f"Saved: {criterion.id} {what}.")
        return True

    def _settled(self) -> bool:
        conflicts = self._file.saved(self._session)
        for conflict in conflicts:
            emit(
                f"Not stored: {conflict.by} answered {conflict.criterion} meanwhile: {WORDS[conflict.theirs.state]}. "
                "Answer again to replace it."
            )
        return not conflicts
