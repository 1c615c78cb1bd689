"""The checks of a criterion as one list that ticks: they help to answer and are never scored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual.binding import Binding
from textual.content import Content
from textual.events import Click
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive

from cop_tui.domain.pack import Check, Criterion, Strength
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED, Prose, Row

_NOTES = {
    Strength.SHOULD: "should: ",
    Strength.ENCOURAGED: "encouraged: ",
    Strength.MAY: "may: ",
    Strength.EXAMPLE: "e.g. ",
}


class CheckList(Prose, can_focus=True):
    """Ticks and statements; takes the keyboard only while it has the focus."""

    DEFAULT_CSS = """
    CheckList { &:focus { background: $boost; } }
    """
    BINDINGS = [
        Binding("down,j", "move(1)", "next check", show=False, id="checks.down"),
        Binding("up,k", "move(-1)", "previous check", show=False, id="checks.up"),
        Binding("space,enter,x", "tick", "tick", show=True, key_display="space", id="checks.tick"),
        Binding("home", "move(-999)", "first check", show=False, id="checks.first"),
        Binding("end", "move(999)", "last check", show=False, id="checks.last"),
    ]
    HELP = (
        "Sub-points of the criterion. {checks.tick} ticks; some but not all of the musts suggest partial, all "
        "implemented."
    )

    cursor: reactive[int] = reactive(0, init=False)

    @dataclass
    class Ticked(Message):
        """A check was ticked or unticked."""

        check: str

    def __init__(self, *, use_ascii: bool = False) -> None:
        super().__init__(id="criterion-checks")
        self._ascii = use_ascii
        self._checks: list[tuple[int, Check]] = []
        self._done: frozenset[str] = frozenset()

    def load(self, criterion: Criterion, done: tuple[str, ...]) -> None:
        """Show the checks of a criterion; the cursor starts anew for another one."""
        checks = list(_nested(criterion.checks, 0))
        if [c.id for _, c in checks] != [c.id for _, c in self._checks]:
            self.set_reactive(CheckList.cursor, 0)
        self._checks, self._done = checks, frozenset(done)
        self.display = bool(checks)
        self._draw()

    def _draw(self) -> None:
        self.show(self._row(n, depth, check) for n, (depth, check) in enumerate(self._checks))

    def _row(self, index: int, depth: int, check: Check) -> Row:
        on, off = ("[x]", "[ ]") if self._ascii else ("☑", "☐")
        ticked = check.id in self._done
        pointing = self.has_focus and index == self.cursor
        sign = ">" if self._ascii else "›"
        label = Content.assemble(
            (sign if pointing else " ", "bold $text-accent"), "  " * depth, (on if ticked else off, "bold")
        )
        note = _NOTES.get(check.strength, "")
        body = Content.assemble((note, MUTED), plain(check.statement))
        if pointing:
            body = body.stylize("bold")
        elif ticked or note:
            body = body.stylize(MUTED)
        return Row(body, label, 1 + 2 * depth + len(on) + 1)

    def _line_of(self, index: int) -> tuple[int, int]:
        """First line and height of a check."""
        width = min(self.content_size.width or 1, self._measure)
        heights = [len(row.lines(width)) for row in self.rows]
        return sum(heights[:index]), heights[index] if index < len(heights) else 1

    def watch_cursor(self) -> None:
        self._draw()
        top, height = self._line_of(self.cursor)
        self.scroll_visible_line(top, height)

    def scroll_visible_line(self, top: int, height: int) -> None:
        """Bring the check under the cursor into view, whatever pane this stands in."""
        parent = self.parent
        if parent is not None and hasattr(parent, "scroll_to_region"):
            region = Region(0, self.virtual_region.y + top, self.size.width, height)
            parent.scroll_to_region(region, animate=False)

    def on_focus(self) -> None:
        self._draw()

    def on_blur(self) -> None:
        self._draw()

    def action_move(self, by: int) -> None:
        self.cursor = max(0, min(self.cursor + by, len(self._checks) - 1))

    def action_tick(self) -> None:
        if self._checks:
            self.post_message(self.Ticked(self._checks[self.cursor][1].id))

    def on_click(self, event: Click) -> None:
        line = 0
        for index in range(len(self._checks)):
            top, height = self._line_of(index)
            if top <= event.y < top + height:
                line = index
        self.cursor = line
        self.action_tick()


def _nested(checks: tuple[Check, ...], depth: int) -> Iterator[tuple[int, Check]]:
    for check in checks:
        yield depth, check
        yield from _nested(check.checks, depth + 1)
