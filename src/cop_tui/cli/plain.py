"""The questionnaire line by line: no colours, no cursor movement, every answer on disk before the next question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from cop_tui.cli import pages, plain_pages
from cop_tui.cli.files import OpenFile
from cop_tui.cli.output import Page, counted, emit
from cop_tui.cli.plain_changes import Changes
from cop_tui.cli.plain_commands import Typed, help_page, understood
from cop_tui.cli.plain_desk import Ended, sentence
from cop_tui.domain.pack import Criterion
from cop_tui.domain.text import clean_line
from cop_tui.errors import CopTuiError, InputError, StoreError
from cop_tui.services.query import find_id
from cop_tui.services.session import Session

PROMPT: Final = "Answer (1-6, h help): "


class Walk(Changes):
    """One walk through some criteria, and aside from them wherever the person goes."""

    def __init__(self, file: OpenFile, session: Session, path: Sequence[Criterion], *, everything: bool) -> None:
        super().__init__(file, session)
        self._path = [criterion.id for criterion in path]
        self._order = {c.id: number for number, c in enumerate(session.pack.criteria)}
        self._first = self._order[self._path[0]] if self._path else 0
        self._everything = everything
        self._trail: list[str] = []
        self._over = False
        self._commands: dict[str, Callable[[str], bool]] = {
            "next": self._next, "back": self._back, "next_open": self._next_open, "previous": self._previous,
            "previous_open": self._previous_open, "next_flagged": self._next_flagged, "go": self._go,
            "search": self._search, "note": self.note, "evidence": self.evidence, "owner": self.owner,
            "due": self.due, "effort": self.effort, "flag": self.flag, "check": self.check, "plan": self.plan,
            "remove": self.remove, "measure": self.measure, "undo": self.undo, "redo": self.redo,
            "again": self._again, "guidance": self._guidance, "why": self._why, "history": self._history,
            "gaps": self._gaps, "deadlines": self._deadlines, "actions": self._actions,
            "progress": self._progress, "help": self._help, "stop": self._stop,
        }  # fmt: skip

    def run(self) -> None:
        """Ask until the end of the criteria or of the input. Raises KeyboardInterrupt for ctrl+c, once all is said."""
        number = counted(len(self._path), "criterion", "criteria")
        emit(f"{self.session.record.name}: {number}{'' if self._everything else ' not answered yet'}.")
        if not self._path:
            self._sum_up()
            return
        emit("Every answer is saved at once; ? explains the question, h lists the commands, q ends.")
        self.here = self._path[0]
        stopped = False
        try:
            self._walk()
        except Ended:
            pass
        except KeyboardInterrupt:
            emit("")
            stopped = True
        self._sum_up()
        if stopped:
            raise KeyboardInterrupt

    def _walk(self) -> None:
        while not self._over:
            self.session.refresh()
            self.session.move_to(self.here)
            plain_pages.question(self.session, self.criterion, self._number()).show()
            while not self._step():
                pass

    def _number(self) -> str:
        if self.here in self._path:
            return f"{self._path.index(self.here) + 1} of {len(self._path)}. "
        return "Aside from this walk. "

    def _step(self) -> bool:
        """One prompt. True when a question is to be shown, or the walk is over."""
        line = self.read(PROMPT)
        before = self.here
        try:
            typed = understood(line, self.session.pack, self.here)
            shown = self._do(typed)
        except StoreError:
            raise
        except CopTuiError as error:
            emit(sentence(error))
            return False
        except ValueError as error:  # what a field does not take
            words = str(error).removesuffix(".")
            emit(f"Not stored: {words[:1].lower()}{words[1:]}.")
            return False
        back = typed.command is not None and typed.command.does == "back"
        if self.here != before and not back:
            self._trail.append(before)
        return shown

    def _do(self, typed: Typed) -> bool:
        if typed.state is not None:
            return self.answer(typed.state, typed.argument)
        if typed.criterion is not None:
            return self._to(typed.criterion)
        if typed.command is None:
            raise InputError("Nothing typed; n goes on, h lists the commands.")
        return self._commands[typed.command.does](typed.argument)

    # moving

    def go_on(self) -> bool:
        """To the next stop; where only open criteria are walked, past those that were answered meanwhile."""
        following = self._after(self.here)
        if not self._everything:
            following = [c for c in following if self._is_open(c)]
        return self._to(following[0]) if following else self._at_the_end()

    def _at_the_end(self) -> bool:
        """Past the last stop; what was passed over may still be open."""
        left = sum(self._is_open(c) for c in self._path)
        if left:
            emit(f"That was the last one. {counted(left, 'criterion', 'criteria')} before it still open: "
                 "next open (no) goes there, q ends.")  # fmt: skip
            return False
        emit("That was the last one.")
        self._over = True
        return True

    def _to(self, criterion: str) -> bool:
        self.here = criterion
        return True

    def _place(self, criterion: str) -> tuple[bool, int]:
        """Where a criterion stands in the round that begins at the first stop."""
        return self._order[criterion] < self._first, self._order[criterion]

    def _after(self, criterion: str) -> list[str]:
        return [c for c in self._path if self._place(c) > self._place(criterion)]

    def _is_open(self, criterion: str) -> bool:
        return self.session.scope.asked(criterion) and self.session.answer(criterion).state is None

    def _next(self, argument: str) -> bool:
        following = self._after(self.here)
        return self._to(following[0]) if following else self._at_the_end()

    def _previous(self, argument: str) -> bool:
        earlier = [c for c in self._path if self._place(c) < self._place(self.here)]
        if not earlier:
            raise InputError("This is the first one.")
        return self._to(earlier[-1])

    def _back(self, argument: str) -> bool:
        if self._trail:
            return self._to(self._trail.pop())
        return self._previous(argument)

    def _round(self, fits: Callable[[str], bool], step: int, none: str) -> bool:
        """To the nearest asked criterion that fits, in all chapters, round the end."""
        ids = list(self._order)
        at = self._order[self.here]
        for offset in range(1, len(ids)):
            candidate = ids[(at + step * offset) % len(ids)]
            if self.session.scope.asked(candidate) and fits(candidate):
                return self._to(candidate)
        raise InputError(none)

    def _next_open(self, argument: str) -> bool:
        return self._round(self._is_open, 1, "No other criterion is open.")

    def _previous_open(self, argument: str) -> bool:
        return self._round(self._is_open, -1, "No other criterion is open.")

    def _next_flagged(self, argument: str) -> bool:
        return self._round(lambda c: self.session.answer(c).flagged, 1, "No other criterion is flagged.")

    def _go(self, argument: str) -> bool:
        typed = self.ask(argument, "Id, such as 1.1-04 or SS-1.1-04 (empty stays here): ")
        if not typed:
            return False
        found = find_id(self.session.pack, typed, self.here)
        if found is None:
            raise InputError(f"There is no criterion {clean_line(typed, 40)}; / finds them by words.")
        return self._to(found)

    # looking

    def _again(self, argument: str) -> bool:
        return True

    def _guidance(self, argument: str) -> bool:
        return self._shown(plain_pages.guidance(self.session, self.criterion))

    def _why(self, argument: str) -> bool:
        return self._shown(plain_pages.explanation(self.session, argument or self.here))

    def _history(self, argument: str) -> bool:
        revisions = self.session.history(self.here)
        return self._shown(pages.history(revisions, self.session.register, details=True))

    def _gaps(self, argument: str) -> bool:
        return self._shown(plain_pages.gaps(self.session, argument))

    def _deadlines(self, argument: str) -> bool:
        return self._shown(plain_pages.deadlines(self.session, argument))

    def _actions(self, argument: str) -> bool:
        return self._shown(plain_pages.actions(self.session, self.here))

    def _progress(self, argument: str) -> bool:
        return self._shown(plain_pages.progress(self.session, self.here))

    def _search(self, argument: str) -> bool:
        typed = self.ask(argument, "Words, or filters such as state:missing due:<30d (empty leaves): ")
        return bool(typed) and self._shown(plain_pages.hits(self.session, typed, self.here))

    def _help(self, argument: str) -> bool:
        return self._shown(help_page(argument))

    @staticmethod
    def _shown(page: Page) -> bool:
        page.show()
        return False

    # ending

    def _stop(self, argument: str) -> bool:
        raise Ended

    def _sum_up(self) -> None:
        """What is saved, once it is. Raises the StoreError that keeps something from the disk."""
        conflicts = self.file.saved(self.session)
        analysis = self.session.analysis
        page = Page()
        pages.standing(page, analysis.readiness, len(analysis.gaps))
        if self.saved:
            page.line(f"{counted(self.saved, 'change was', 'changes were')} made in this walk.")
        if conflicts:
            page.line("The last change is not among them: somebody else was faster.")
        again = "" if self._path else " --all"
        going = "goes through all of them" if again else "goes on here"
        page.line(f"All is saved. `cop-tui walk {self.session.record.id}{again}` {going}.")
        page.show()
