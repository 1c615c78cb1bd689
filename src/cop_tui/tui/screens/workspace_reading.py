"""What the workspace has at hand about a criterion: terms, earlier answers, its words to copy, a note in an editor."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from textual.app import SuspendNotSupported

from cop_tui.domain.pack import Criterion
from cop_tui.domain.terms import Glossary
from cop_tui.errors import InputError
from cop_tui.services.marks import WORDS
from cop_tui.tui.hangup import hung_up
from cop_tui.tui.screens.workspace_moves import MoveActions
from cop_tui.tui.widgets.criterion import CriterionPane

FLUSH_SECONDS = 2.0
NO_EDITOR = "No editor is set: VISUAL or EDITOR names one. {workspace.note} writes the note here."


class ReadingActions(MoveActions):
    """Actions that open what belongs to the criterion, and those that take its words elsewhere."""

    glossary: Glossary

    def action_terms(self) -> None:
        """The terms of the glossary in this criterion, with what they mean."""
        from cop_tui.tui.screens.glossary import GlossaryScreen

        criterion = self.criterion
        terms = self.glossary.among(_texts(criterion))
        self.app.push_screen(GlossaryScreen(criterion.id, terms, self.glossary.terms))

    def action_earlier(self) -> None:
        """Every earlier answer in full, with who gave it."""
        from cop_tui.tui.screens.earlier import EarlierScreen

        if self.session.history(self.criterion.id):
            self.app.push_screen(EarlierScreen(self.session, self.criterion.id))
        else:
            self.say("Nothing was said about this criterion before.")

    def tell(self, words: str) -> None:
        self.say(words)

    def action_copy(self) -> None:
        """The criterion and its answer as plain lines."""
        self.copied("\n".join(self._lines()), self.criterion.id)

    def _lines(self) -> Iterator[str]:
        criterion, answer = self.criterion, self.session.answer(self.criterion.id)
        yield f"{criterion.id} ({criterion.strength}): {criterion.question}"
        asked = self.session.scope.asked(criterion.id)
        yield f"State: {WORDS[answer.state] if asked or answer.state else 'not asked'}"
        if answer.reason:
            yield f"Reason: {answer.reason}"
        yield f"Source: {criterion.pointer}"

    # the note in an editor

    def action_edit_note(self) -> None:
        """Write the note in the editor of the person's own; it is stored when the editor is closed."""
        from cop_tui.services.editor import editor_command

        criterion = self.criterion.id
        try:
            command = editor_command()
            if command is None:
                self.say(self.keyed(NO_EDITOR))
                return
            text = self._edited(self.query_one(CriterionPane).note.text, command, criterion)
        except InputError as error:
            self.say(error.message)
            return
        except SuspendNotSupported:
            self.say(self.keyed("This terminal cannot be lent to an editor. {workspace.note} writes the note here."))
            return
        if text is None:
            self.say("The note is as it was.")
        elif self._change(criterion, note=text):
            self.renew(figures=False)
            self.say(self.keyed("Note taken from the editor. {workspace.undo} takes it back."))

    def _edited(self, text: str, command: list[str], criterion: str) -> str | None:
        """Lend the terminal to the editor; what was typed so far is on disk before."""
        from cop_tui.services.editor import edit

        if self.cop.library is not None:
            self.cop.library.writer.flush(FLUSH_SECONDS)
        failed: InputError | None = None
        written = None
        with self.app.suspend():  # an error must not pass through it, or the terminal would not come back
            try:
                written = edit(text, command, f"note-{criterion}")
            except InputError as error:
                failed = error
            if not self.app.is_headless and sys.__stdin__ is not None and hung_up(sys.__stdin__.fileno()):
                raise InputError("The terminal is gone.")  # this one passes: writing to what is gone would block
        if failed is not None:
            raise failed
        return written


def _texts(criterion: Criterion) -> Iterator[str]:
    """What is to be read about a criterion, the question first."""
    yield from (criterion.question, criterion.statement, criterion.condition or "")
    yield from (check.statement for check in criterion.all_checks())
    yield criterion.why
    yield from (*criterion.settles, *criterion.does_not_settle, *criterion.evidence)
    yield criterion.note or ""
