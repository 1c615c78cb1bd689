"""What the keys of the workspace open to understand an answer: calculations, duties, sign-offs, comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from cop_tui.tui.screens.workspace_actions import AnswerActions
from cop_tui.tui.widgets.navigator import Navigator, Place
from cop_tui.tui.widgets.plain import plain

if TYPE_CHECKING:
    from textual.screen import Screen

    from cop_tui.services.standing import Standing
    from cop_tui.tui.screens.explain import Subject


class InsightActions(AnswerActions):
    """Actions that change nothing and lead to a screen or dialog of their own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("equals_sign", "calculation", "explain", show=False, key_display="=", id="workspace.calculation",
                tooltip="explain the figure under the cursor, line by line"),
        Binding("percent_sign", "readiness", "explain readiness", show=False, key_display="%",
                id="workspace.readiness"),
        Binding("D", "duties", "duties", show=False, id="workspace.duties",
                tooltip="duties that this criterion serves"),
        Binding("s", "signing", "sign-offs", show=False, id="workspace.signing", tooltip="sign-offs and baselines"),
        Binding("h", "compare", "compare", show=False, id="workspace.compare",
                tooltip="compare with a baseline, another day or another assessment"),
    ]  # fmt: skip

    @property
    def _place(self) -> Place | None:
        """The place under the cursor of the chapters, where these have the focus."""
        nav = self.query_one(Navigator)
        return nav.cursor_node.data if nav.has_focus and nav.cursor_node is not None else None

    def action_calculation(self) -> None:
        from cop_tui.domain.explain import READINESS
        from cop_tui.tui.screens.explain import ExplainScreen, subjects_of

        place = self._place
        if place is None:
            subjects = subjects_of(self.session, self.criterion.id)
        else:
            subjects = [(place.title, place.id)]
            if place.kind != "chapter":
                chapter = next(ch for ch in self.session.pack.chapters if ch.id == place.chapter)
                subjects.append((chapter.title, chapter.id))
            subjects.append(("Readiness", READINESS))
        self.app.push_screen(ExplainScreen(self.session, subjects))

    def action_readiness(self) -> None:
        from cop_tui.domain.explain import READINESS
        from cop_tui.tui.screens.explain import ExplainScreen

        chapters: list[Subject] = [(ch.title, ch.id) for ch in self.session.pack.chapters]
        self.app.push_screen(ExplainScreen(self.session, [("Readiness", READINESS), *chapters]))

    def action_duties(self) -> None:
        """The duty that the criterion serves; several are offered to choose from."""
        from cop_tui.tui.screens.pick import Choice, PickScreen
        from cop_tui.tui.widgets.whatif_words import verdict_words

        pack, analysis = self.session.pack, self.session.analysis
        served = [*self.criterion.obligations, *self.criterion.related_obligations]
        duties = [pack.obligation_index[o] for o in dict.fromkeys(served) if o in pack.obligation_index]
        if not duties:
            self.say("This criterion serves no duty of its own.")
        elif len(duties) == 1:
            self._open_duty(duties[0].id)
        else:
            choices = []
            for duty in duties:
                found = analysis.obligation(duty.id)
                verdict = (
                    verdict_words(found.verdict, self.cop.use_ascii) if found else Content(f"{'does not bind':<14}")
                )
                line = Content.assemble(verdict, "  ", plain(duty.article), "  ", plain(duty.title))
                choices.append(Choice(duty.id, line, line.plain.casefold(), found.because if found else ""))
            screen = PickScreen(f"Duties that {self.criterion.id} serves", choices)
            self.app.push_screen(screen, self._duty)

    def _duty(self, keys: tuple[str, ...] | None) -> None:
        if keys:
            self._open_duty(keys[0])

    def _open_duty(self, duty: str) -> None:
        from cop_tui.tui.screens.obligation import ObligationScreen

        self._open(ObligationScreen(self.session, duty))

    def action_signing(self) -> None:
        from cop_tui.tui.screens.signing import SigningScreen

        place = self._place
        chapter = place.chapter if place else self.session.pack.places[self.criterion.id][0].id
        self._open(SigningScreen(self.session, chapter))

    def action_compare(self) -> None:
        from cop_tui.tui.screens.compare import CompareScreen
        from cop_tui.tui.screens.sides import ask_side

        session = self.session

        def compare(before: Standing) -> None:
            self._open(CompareScreen(before, session, session))

        ask_side(self, session, f"Compare {session.record.name} as it is now with ...", compare, now=False)

    def _open(self, screen: Screen[str | None]) -> None:
        """A screen that may lead to another criterion."""

        def chosen(criterion: str | None) -> None:
            if criterion is not None:
                self.go_to(criterion, figures=True)
            else:
                self.renew()

        self.app.push_screen(screen, chosen)
