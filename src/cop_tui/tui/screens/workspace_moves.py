"""Getting about in the workspace: the next that is open or flagged, measures, where one was, ids, search."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider

from cop_tui.tui.screens.insights import InsightActions
from cop_tui.tui.screens.workspace_actions import ALL_ANSWERED
from cop_tui.tui.visits import Visits

if TYPE_CHECKING:
    from cop_tui.services.session import Session


class CriterionCommands(Provider):
    """Criteria to jump to from the command palette."""

    async def discover(self) -> Hits:
        screen = self.screen
        if isinstance(screen, MoveActions):
            following = screen.next_open(1, after=screen.session.position)
            if following is not None:
                words = f"Go to {following} {screen.session.criterion(following).short}"
                yield DiscoveryHit(words, partial(screen.go_to, following), help="the next open criterion")

    async def search(self, query: str) -> Hits:
        screen = self.screen
        if not isinstance(screen, MoveActions):
            return
        matcher = self.matcher(query)
        for criterion in screen.session.pack.criteria:
            words = f"Go to {criterion.id} {criterion.short}"
            score = matcher.match(words)
            if score > 0:
                # Commands first: there are some, and hundreds of criteria.
                yield Hit(score * 0.5, matcher.highlight(words), partial(screen.go_to, criterion.id))


class MoveActions(InsightActions):
    """Actions that lead to another criterion. `visits` is where the person was, in order."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.visits = Visits(session.position)

    def action_open(self, step: int) -> None:
        following = self.next_open(step, after=self.session.position)
        if following is None:
            only = self.session.scope.asked(self.session.position) and self.session.answer(self.session.position).state
            here = only is None and self.session.scope.asked(self.session.position)
            self.say("This is the only one left." if here else self.keyed(ALL_ANSWERED))
        else:
            self.go_to(following)

    def action_step(self, step: int) -> None:
        ids = [c.id for c in self.session.pack.criteria]
        at = ids.index(self.session.position) + step
        if 0 <= at < len(ids):
            self.go_to(ids[at])
        else:
            self.say("This is the last criterion." if step > 0 else "This is the first criterion.")

    def action_measure(self, step: int) -> None:
        """To the first open criterion of the neighbouring measure, or its first."""
        measures = [m for ch in self.session.pack.chapters for m in ch.measures if m.criteria]
        here = self.session.pack.places[self.session.position][2].id
        at = next(n for n, m in enumerate(measures) if m.id == here) + step
        if 0 <= at < len(measures):
            self._enter([c.id for c in measures[at].criteria])
        else:
            self.say("This is the last measure." if step > 0 else "This is the first measure.")

    def _enter(self, criteria: list[str]) -> None:
        """To the first open one of some criteria, else the first asked, else the first."""
        asked = [c for c in criteria if self.session.scope.asked(c)]
        unanswered = [c for c in asked if self.session.answer(c).state is None]
        self.go_to((unanswered or asked or criteria)[0])

    def action_in_measure(self) -> None:
        """The next open criterion of this measure, round its end; where none is open, the next one of it."""
        measure = self.session.pack.places[self.session.position][2]
        others = self._after([c.id for c in measure.criteria if self.session.scope.asked(c.id)])
        unanswered = [c for c in others if self.session.answer(c).state is None]
        if not others:
            self.say(f"There is no other criterion in {measure.number}.")
        else:
            self.go_to((unanswered or others)[0])
            if not unanswered and self.session.answer(self.session.position).state is not None:
                self.say(f"All of {measure.number} is answered.")

    def action_next_flagged(self) -> None:
        """The next criterion that is flagged for review, round the end."""
        flagged = [c.id for c in self.session.pack.criteria if self.session.answer(c.id).flagged]
        others = self._after(flagged)
        if others:
            self.go_to(others[0])
            self.say(f"{len(flagged)} flagged for review.")
        else:
            self.say("No other criterion is flagged for review." if flagged else "Nothing is flagged for review.")

    def _after(self, criteria: list[str]) -> list[str]:
        """Some criteria in order from the one that is shown on, round the end and without it."""
        order = {c.id: n for n, c in enumerate(self.session.pack.criteria)}
        here = order[self.session.position]
        return sorted((c for c in criteria if order[c] != here), key=lambda c: (order[c] < here, order[c]))

    def action_visited(self, step: int) -> None:
        """Back to where one was, or forward again."""
        place = self.visits.move(step)
        if place is None:
            self.say("This is where you began." if step < 0 else "This is where you were last.")
        else:
            self.go_to(place)

    def action_search(self) -> None:
        self._search(by_id=False)

    def action_jump(self) -> None:
        """To an id, typed with or without its chapter."""
        self._search(by_id=True)

    def _search(self, *, by_id: bool) -> None:
        from cop_tui.tui.screens.search import SearchScreen

        self.app.push_screen(SearchScreen(self.session, by_id=by_id), self._found)

    def _found(self, criterion: str | None) -> None:
        if criterion is not None:
            self.go_to(criterion)
