"""What the keys of the workspace do to an answer. The screen itself shows things; here they change.

Dialogs and screens are imported when they are asked for, here and in the other parts of the workspace, or behind the
first picture (`app.WARM`): at the top they were more than half of what it takes to import the workspace.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.binding import BindingType

from cop_tui.domain.answers import State
from cop_tui.domain.due import HINT, describe_day, parse_due
from cop_tui.domain.pack import Effort
from cop_tui.errors import InputError
from cop_tui.services.marks import WORDS
from cop_tui.services.steps import Step
from cop_tui.tui.base import SessionScreen
from cop_tui.tui.registers import PLAN, REGISTER_KEYS
from cop_tui.tui.step_words import leads_to, step_words
from cop_tui.tui.widgets.answers import KEYS

if TYPE_CHECKING:
    from cop_tui.domain.pack import Criterion

_EFFORTS: tuple[Effort | None, ...] = (None, Effort.S, Effort.M, Effort.L)
SUGGESTED = 20
ALL_ANSWERED: Final = "Every criterion is answered. {workspace.gaps} shows the gaps."


class AnswerActions(SessionScreen[None]):
    """Actions on the criterion that is shown."""

    BINDINGS: ClassVar[list[BindingType]] = [PLAN, *REGISTER_KEYS]

    # What the screen provides

    @property
    def criterion(self) -> Criterion:
        """The criterion that is shown."""
        return self.session.criterion(self.session.position)

    def go_to(self, criterion: str, *, figures: bool = False) -> None:
        """Show another criterion, and the figures if they moved."""
        raise NotImplementedError

    def renew(self, *, figures: bool = True) -> None:
        """Show the current criterion as it stands now, and the figures if they moved."""
        raise NotImplementedError

    def say(self, words: str) -> None:
        """A word in the status line, until the next key."""
        raise NotImplementedError

    def answered(self, *criteria: str) -> None:
        """Criteria were answered just now: one, or several at once."""
        raise NotImplementedError

    # Answering

    def action_answer(self, key: int) -> None:
        """One of the six answers; other adequate means and not applicable ask for the reason first."""
        state = KEYS[str(key)]
        criterion = self.criterion
        if not self.session.scope.asked(criterion.id):
            self.say("Not asked: nothing to answer here.")
        elif state.needs_reason:
            self._ask_reason(state, criterion)
        else:
            self._answer(criterion.id, state)

    def _ask_reason(self, state: State, criterion: Criterion) -> None:
        from cop_tui.tui.screens.dialogs import ReasonScreen

        answer = self.session.answer(criterion.id)

        def given(reason: str | None) -> None:
            if reason is None:
                self.say("Nothing changed.")
            else:
                self._answer(criterion.id, state, reason=reason)

        suggestions = self._reasons(state, criterion)
        initial = answer.reason if answer.state is state else ""
        self.app.push_screen(ReasonScreen(f"{criterion.id} {criterion.short}", state, suggestions, initial), given)

    def _reasons(self, state: State, criterion: Criterion | None) -> list[str]:
        """Reasons to offer: the criterion's own condition, then what was written for that state, most used first."""
        used = Counter(a.reason for a in self.session.answers.values() if a.state is state and a.reason)
        offered = criterion.reason_offered if criterion and state is State.NOT_APPLICABLE else None
        own = [offered] if offered else []
        return [*own, *(text for text, _ in used.most_common(SUGGESTED))]

    def _answer(self, criterion: str, state: State, **fields: Any) -> None:
        if self._change(criterion, state=state, **fields):
            self.answered(criterion)
            self._go_on(criterion)

    def _go_on(self, criterion: str) -> None:
        """To the next open criterion; where none is left the answer just stands."""
        following = self.next_open(1, after=criterion)
        if following is None:
            self.renew()
            self.say(self.keyed(ALL_ANSWERED))
        else:
            self.go_to(following, figures=True)

    def next_open(self, step: int, *, after: str) -> str | None:
        """The next or previous criterion that is asked and not answered, round the end; None if there is none."""
        ids = [c.id for c in self.session.pack.criteria]
        at = ids.index(after)
        for offset in range(1, len(ids) + 1):
            candidate = ids[(at + step * offset) % len(ids)]
            if self.session.scope.asked(candidate) and self.session.answer(candidate).state is None:
                return candidate if candidate != after else None
        return None

    def action_remove_answer(self) -> None:
        if self.session.answer(self.criterion.id).state is None:
            self.say("There is no answer to remove.")
        elif self._change(self.criterion.id, state=None):
            self.renew()
            self.say(self.keyed("Answer removed. {workspace.undo} brings it back."))

    def _change(self, criterion: str, **fields: Any) -> bool:
        try:
            self.session.change(criterion, **fields)
        except InputError as error:
            self.say(error.message)
            return False
        return True

    def action_answer_measure(self) -> None:
        """One state for a whole measure, as one step."""
        from cop_tui.tui.screens.dialogs import ReasonScreen
        from cop_tui.tui.screens.state import StateScreen

        _, _, measure = self.session.pack.places[self.criterion.id]
        asked = [c.id for c in measure.criteria if self.session.scope.asked(c.id)]
        unanswered = [c for c in asked if self.session.answer(c).state is None]
        if not asked:
            self.say("Nothing is asked in this measure.")
            return

        def chosen(result: tuple[State | None, bool] | None) -> None:
            if result is None:
                return
            state, only_open = result
            which = unanswered if only_open else asked
            if state is not None and state.needs_reason:
                title = f"{measure.number} {measure.title}"
                screen = ReasonScreen(title, state, self._reasons(state, None))
                self.app.push_screen(screen, lambda reason: self._answer_many(which, state, reason))
            else:
                self._answer_many(which, state, "")

        title = f"{measure.number} {measure.title}"
        self.app.push_screen(StateScreen(title, len(asked), len(unanswered)), chosen)

    def _answer_many(self, criteria: list[str], state: State | None, reason: str | None) -> None:
        if reason is None:
            self.say("Nothing changed.")
            return
        count = self.session.answer_many(criteria, state, reason)
        self.answered(*criteria)
        self.renew()
        answers = "1 answer" if count == 1 else f"{count} answers"
        back = self.keyed("{workspace.undo} takes all of them back.")
        self.say(f"{answers} set to {WORDS[state]}. {back}" if count else "Nothing changed.")

    # Undo and redo

    def action_undo(self) -> None:
        self._stepped(self.session.undo(), "Undone")

    def action_redo(self) -> None:
        self._stepped(self.session.redo(), "Done again")

    def _stepped(self, step: Step | None, word: str) -> None:
        if step is None:
            self.say("Nothing to undo." if word == "Undone" else "Nothing to do again.")
            return
        self.go_to(leads_to(step) or self.session.position, figures=True)
        self.say(f"{word}: {step_words(step, undone=word == 'Undone')}")

    # Flag, effort, owner, due, evidence

    def action_flag(self) -> None:
        flagged = not self.session.answer(self.criterion.id).flagged
        if self._change(self.criterion.id, flagged=flagged):
            self.renew(figures=False)
            self.say("Flagged for review." if flagged else "Flag taken off.")

    def action_effort(self) -> None:
        """Small, medium, large, then back to what is typical."""
        now = _EFFORTS.index(self.session.answer(self.criterion.id).effort)
        if self._change(self.criterion.id, effort=_EFFORTS[(now + 1) % len(_EFFORTS)]):
            self.renew(figures=False)

    def action_owner(self) -> None:
        from cop_tui.tui.screens.dialogs import TextScreen

        criterion = self.criterion.id
        used = Counter(a.owner for a in self.session.answers.values() if a.owner)
        screen = TextScreen(
            f"Owner of {criterion}",
            initial=self.session.answer(criterion).owner,
            suggestions=[name for name, _ in used.most_common()],
            placeholder="a role or a team; empty takes the owner away",
        )
        self.app.push_screen(screen, lambda owner: self._set(criterion, "owner", owner))

    def action_due(self) -> None:
        from cop_tui.tui.screens.dialogs import TextScreen

        criterion, today = self.criterion.id, self.session.today
        due = self.session.answer(criterion).due

        def check(text: str) -> str:
            return describe_day(parse_due(text, today), today)

        def given(text: str | None) -> None:
            day: date | None = parse_due(text, today) if text else None
            if text is not None:
                self._set(criterion, "due", day)

        screen = TextScreen(
            f"Due date of {criterion}", intro=HINT, initial=due.isoformat() if due else "", check=check,
            placeholder="empty takes the date away",
        )  # fmt: skip
        self.app.push_screen(screen, given)

    def _set(self, criterion: str, field: str, value: Any) -> None:
        """Take what a dialog gave; None from a text dialog is cancelled."""
        if value is None and field != "due":
            return
        if self._change(criterion, **{field: value}):
            self.renew(figures=False)

    def action_evidence(self) -> None:
        from cop_tui.tui.screens.evidence import EvidenceScreen

        def done(criterion: str | None) -> None:
            if criterion is None:
                self.renew()
            else:
                self.go_to(criterion, figures=True)

        self.app.push_screen(EvidenceScreen(self.session, self.criterion.id), done)

    # Registers

    def action_register(self, name: str) -> None:
        """The evidence register, the actions or the timeline."""
        self.cop.open_register(self.session, name)

    def action_plan(self) -> None:
        """Plan an action about this criterion."""
        from cop_tui.tui.screens.action_form import plan_action

        def planned(key: str) -> None:
            self.renew(figures=False)
            self.say(self.keyed("Action planned; {register.actions} lists all, {workspace.undo} takes it back."))

        plan_action(self, self.session, [self.criterion.id], planned)
