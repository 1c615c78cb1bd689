"""Why a figure is what it is: the calculation line by line, and the figures that it goes into."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.events import Resize
from textual.widgets import Static

from cop_tui.domain.explain import READINESS, explain
from cop_tui.errors import NotFoundError
from cop_tui.services.standing import Standing
from cop_tui.tui.base import CopDialog
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.lists import Heads
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import BLANK, Prose, Row, para
from cop_tui.tui.widgets.steps import TABLE_FROM, head_row, step_rows

Subject = tuple[str, str]
"""A name for people, and what `explain` is asked for."""


def subjects_of(standing: Standing, criterion: str) -> list[Subject]:
    """A criterion and the figures it goes into: measure, commitment, chapter, readiness, then its duties."""
    chapter, commitment, measure = standing.pack.places[criterion]
    found: list[Subject] = [(criterion, criterion), (f"Measure {measure.number}", measure.id)]
    if len(chapter.commitments) > 1:
        found.append((f"Commitment {commitment.number}", commitment.id))
    found += [(chapter.title, chapter.id), ("Readiness", READINESS)]
    for duty in standing.criterion(criterion).obligations:
        if duty in standing.pack.obligation_index:
            found.append((standing.pack.obligation_index[duty].article, duty))
    return found


class Calculation(VerticalScroll, can_focus=True):
    """The calculation; it scrolls."""

    BINDINGS = [
        Binding("j", "scroll_down", "Scroll down", show=False, id="explain.down"),
        Binding("k", "scroll_up", "Scroll up", show=False, id="explain.up"),
    ]

    def compose(self) -> ComposeResult:
        yield Prose(measure=200, id="explain-text")


class ExplainScreen(CopDialog[None]):
    """One figure's calculation; tab goes on to the figures that it goes into."""

    CSS_PATH = "explain.tcss"
    AUTO_FOCUS = "Calculation"
    HELP = (
        "How the figure comes about: each line says what it is, how it is reckoned, what comes out and where that is "
        "laid down. {explain.next} and the numbers go to what the figure goes into: measure, chapter, readiness, "
        "duties."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,right,l", "turn(1)", "next figure", key_display="tab", id="explain.next"),
        Binding("shift+tab,left,h", "turn(-1)", "previous figure", show=False, id="explain.previous"),
        *(Binding(str(n), f"figure({n - 1})", f"figure {n}", show=False, id=f"explain.{n}") for n in range(1, 10)),
        Binding("escape,equals_sign,q,enter", "back", "close", key_display="esc", id="explain.close"),
    ]

    def __init__(self, standing: Standing, subjects: Sequence[Subject], chosen: int = 0) -> None:
        super().__init__()
        self._standing = standing
        self._subjects = tuple(subjects)
        self._chosen = chosen

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Heads()
            yield Static(classes="dialog-title")
            yield Calculation()
            yield KeyLine()

    def on_resize(self, event: Resize) -> None:
        self.call_after_refresh(self._show)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Other figures are offered only where there are some."""
        if action == "figure":
            number = parameters[0]
            return isinstance(number, int) and number < len(self._subjects)
        return action != "turn" or len(self._subjects) > 1

    def action_turn(self, step: int) -> None:
        self.action_figure((self._chosen + step) % len(self._subjects))

    def action_figure(self, number: int) -> None:
        self._chosen = number
        self._show()
        self.query_one(Calculation).scroll_home(animate=False)

    def _show(self) -> None:
        heads = self.query_one(Heads)
        heads.display = len(self._subjects) > 1
        heads.show([(name, None) for name, _ in self._subjects], self._chosen)
        title, rows = self._explained()
        self.query_one(".dialog-title", Static).update(plain(title))
        self.query_one(Prose).show(rows)

    def _explained(self) -> tuple[str, list[Row]]:
        standing, (name, what) = self._standing, self._subjects[self._chosen]
        try:
            found = explain(standing.pack, standing.scope, standing.answers, standing.register, standing.analysis, what)
        except NotFoundError as error:
            return name, [para(str(error))]
        width = self.query_one(Calculation).scrollable_content_region.width
        rows = step_rows(found.lines)
        if width >= TABLE_FROM:
            return found.title, [head_row(), *rows]
        return found.title, [part for row in rows for part in (row, BLANK)]
