"""Sign-offs and baselines: who stands for a chapter's answers, and what the assessment was under a name."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.binding import Binding, BindingType

from cop_tui.domain.explain import READINESS
from cop_tui.errors import CopTuiError
from cop_tui.services.session import Session
from cop_tui.services.signing import revoke_sign_off, sign_off
from cop_tui.tui.screens.baselines import BaselineScreen
from cop_tui.tui.screens.compare import CompareScreen
from cop_tui.tui.screens.confirm import ConfirmDialog
from cop_tui.tui.screens.explain import ExplainScreen
from cop_tui.tui.screens.form import FormScreen, Values
from cop_tui.tui.screens.listed import ListsScreen
from cop_tui.tui.screens.sides import ask_side
from cop_tui.tui.widgets.form import Spec
from cop_tui.tui.widgets.gap_table import Line, Listing
from cop_tui.tui.widgets.signing_lists import baseline_listing, chapter_listing

CHAPTERS: Final = 0
BASELINES: Final = 1


class SigningScreen(ListsScreen):
    """Closes with the criterion to go to, or None. It begins at `chapter`, if one is named."""

    PLACE = "Sign-offs and baselines"
    EXPLAIN_FROM = 18
    HELP = (
        "A sign-off says who stands for the answers of a chapter as they are now; any later change of what it covers "
        "shows it as outdated, and it stays until it is revoked or renewed. A baseline is the whole assessment under a "
        "name: it can be looked at, compared and verified, and never changes."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "sign", "sign", id="signing.sign", tooltip="sign the chapter off"),
        Binding("x,delete", "revoke", "revoke", key_display="x", id="signing.revoke",
                tooltip="take the chapter's sign-off back"),
        Binding("n", "freeze", "new baseline", id="signing.freeze",
                tooltip="new baseline: freeze the assessment under a name"),
        Binding("c", "compare", "compare", id="signing.compare", tooltip="compare with another moment or assessment"),
        Binding("equals_sign", "calculation", "explain", show=False, key_display="=", id="signing.calculation",
                tooltip="explain the chapter's readiness, line by line"),
    ]  # fmt: skip

    def __init__(self, session: Session, chapter: str | None = None) -> None:
        super().__init__(session, chapter)
        self._checked: dict[str, str | None] = {}

    def listings(self) -> tuple[Listing, ...]:
        use_ascii = self.cop.use_ascii
        if self.session.register.baselines.keys() - self._checked.keys():
            self.call_after_refresh(self._verify)
        return chapter_listing(self.session, use_ascii), baseline_listing(self.session, self._checked, use_ascii)

    def _verify(self) -> None:
        """Replay every baseline from the history; keys wait for a moment only."""
        library = self.cop.library
        if library is None or not self.is_attached:
            return
        try:
            self._checked = {check.id: check.problem for check in library.check_baselines(self.session)}
        except CopTuiError as error:
            self.cop.show_error(error)
            return
        self.reload()

    # keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Signing is of chapters; there is something to revoke only where somebody signed."""
        if action in ("sign", "revoke", "calculation") and self._listings:
            if self.view.chosen != CHAPTERS or self.line is None:
                return False
            return action != "revoke" or self.line.key in self.session.register.signoffs
        return super().check_action(action, parameters)

    def action_sign(self) -> None:
        line = self.line
        if line is None:
            return
        chapter, session = line.key, self.session
        before = session.register.signoffs.get(chapter)
        names = tuple(s.name for s in session.register.signoffs.values())
        roles = tuple(s.role for s in session.register.signoffs.values() if s.role)
        specs = (
            Spec("name", "Name", before.name if before else "", required="A name is needed.", suggestions=names,
                 placeholder="who signs"),
            Spec("role", "Role", before.role if before else "", suggestions=roles, placeholder="in which role"),
            Spec("statement", "Statement", before.statement if before else "", long=True,
                 placeholder="what is confirmed, in one sentence"),
        )  # fmt: skip

        def attempt(values: Values) -> None:
            sign_off(session, chapter, name=values["name"], role=values["role"], statement=values["statement"])

        readiness = session.analysis.group(chapter).readiness
        intro = (
            f"You sign the answers of this chapter, their evidence and the facts as they stand today, {session.today}: "
            f"{readiness.answered} of {readiness.asked} answered. Any later change shows the sign-off as outdated."
        )

        def signed(done: bool | None) -> None:
            if done:
                self._changed_to(line.cells[0] + self.keyed(" is signed off. {listed.undo} takes it back."))

        self.app.push_screen(FormScreen(session, f"Sign off {line.cells[0]}", specs, attempt, intro=intro), signed)

    def action_revoke(self) -> None:
        line = self.line
        if line is None:
            return
        chapter, signoff = line.key, self.session.register.signoffs[line.key]
        title = f"Revoke the sign-off of {line.cells[0]}?"
        words = f"Signed by {signoff.name} on {signoff.day}. The history keeps that it was signed."

        def decided(sure: bool | None) -> None:
            if sure:
                revoke_sign_off(self.session, chapter)
                self._changed_to(
                    f"The sign-off of {line.cells[0]} is revoked." + self.keyed(" {listed.undo} takes it back.")
                )

        self.app.push_screen(ConfirmDialog(title, words, "revoke", "keep"), decided)

    def action_freeze(self) -> None:
        session, library = self.session, self.cop.library
        if library is None:
            return
        specs = (
            Spec("name", "Name", required="A name is needed.", placeholder="for example Board review Q4"),
            Spec("author", "Author", session.author, required="Who freezes it has to be said."),
            Spec("role", "Role", placeholder="in which role"),
            Spec("note", "Note", placeholder="what for"),
        )

        def attempt(values: Values) -> None:
            self.view.cursors[BASELINES] = library.freeze(session, **values)

        def frozen(done: bool | None) -> None:
            if done:
                self.view.chosen = BASELINES
                self._changed_to(
                    self.keyed(
                        "Frozen. It never changes; {signing.compare} compares it with what the assessment is then."
                    )
                )

        intro = "The whole assessment as it stands now is kept under this name. A baseline never changes."
        self.app.push_screen(FormScreen(session, "New baseline", specs, attempt, intro=intro), frozen)

    def _changed_to(self, words: str) -> None:
        """Say what was done, here and in the screens below."""
        self.say(words)
        self._tell(frozenset())

    def action_compare(self) -> None:
        library, line = self.cop.library, self.line
        if library is None:
            return
        if self.view.chosen == BASELINES and line is not None:
            try:
                before = library.earlier(self.session, line.key)
            except CopTuiError as error:
                self.cop.show_error(error)
                return
            self.app.push_screen(CompareScreen(before, self.session, self.session), self._go)
            return
        ask_side(
            self, self.session, f"Compare {self.session.record.name} as it is now with ...",
            lambda before: self.app.push_screen(CompareScreen(before, self.session, self.session), self._go),
            now=False,
        )  # fmt: skip

    def action_calculation(self) -> None:
        line = self.line
        if line is not None:
            subjects = [(line.cells[0], line.key), ("Readiness", READINESS)]
            self.app.push_screen(ExplainScreen(self.session, subjects))

    def entered(self, line: Line) -> None:
        if self.view.chosen == BASELINES:
            self._open_baseline(line.key)
            return
        chapter = next(ch for ch in self.session.pack.chapters if ch.id == line.key)
        asked = [c.id for c in chapter.criteria if self.session.scope.asked(c.id)]
        unanswered = [c for c in asked if self.session.answer(c).state is None]
        if asked:
            self.dismiss((unanswered or asked)[0])
        else:
            self.notify(f"{chapter.title} is not asked.", markup=False)

    def _open_baseline(self, key: str) -> None:
        library = self.cop.library
        if library is None:
            return
        try:
            held = library.earlier(self.session, key)
        except CopTuiError as error:
            self.cop.show_error(error)
            return
        self.app.push_screen(BaselineScreen(self.session, key, held), self._go)

    def _go(self, criterion: str | None) -> None:
        if criterion is not None:
            self.dismiss(criterion)
