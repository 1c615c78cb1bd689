"""The six answers with their keys and marks, and what an answer is worth in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from textual.content import Content
from textual.dom import DOMNode
from textual.events import Click
from textual.message import Message

from cop_tui.domain.answers import STATES, Answer, State
from cop_tui.domain.pack import Criterion
from cop_tui.domain.results import CriterionResult
from cop_tui.services.marks import WORDS, mark
from cop_tui.tui.named_keys import key_of
from cop_tui.tui.widgets.prose import MUTED, Prose, Row

KEYS: Final[Mapping[str, State]] = {str(n): state for n, state in enumerate(STATES, 1)}
COLOURS: Final[Mapping[State | None, str]] = {
    State.IMPLEMENTED: "$text-success",
    State.PARTIAL: "$text-warning",
    State.PLANNED: "$text-warning",
    State.MISSING: "$text-error",
    State.ALTERNATIVE: "$text-success",
    State.NOT_APPLICABLE: MUTED,
    None: MUTED,
}
CHOSEN: Final = "bold $block-cursor-foreground on $block-cursor-background"
_COLUMN: Final = 28
_SECOND: Final = 25
_NARROW: Final = 17


def marked(state: State | None, use_ascii: bool = False) -> Content:
    """Mark and word of a state, the mark in its colour."""
    return Content.assemble((mark(state, use_ascii), COLOURS[state]), " ", WORDS[state])


class AnswerBox(Prose):
    """The six answers, to be clicked as well."""

    @dataclass
    class Clicked(Message):
        """An answer was clicked; `key` is 1 to 6."""

        key: int

    def __init__(self) -> None:
        super().__init__(id="criterion-answers")
        self._first = self._count = 0

    def show_answers(self, before: list[Row], answers: list[Row], after: list[Row]) -> None:
        """The answers between what stands above and below them."""
        self._first = sum(len(row.lines(self.content_size.width or 60)) for row in before)
        self._count = len(answers)
        self.show([*before, *answers, *after])

    def on_click(self, event: Click) -> None:
        line = event.y - self._first
        if 0 <= line < self._count:
            second = self._count == 3 and event.x >= first_column(self.content_size.width)
            self.post_message(self.Clicked(line + 1 + (3 if second else 0)))


def answer_keys(node: DOMNode, place: str = "workspace") -> dict[State, str]:
    """The keys that give the six answers now, as the bindings of a place have them."""
    return {state: key_of(node, f"{place}.{state.value if place == 'workspace' else n}") for n, state in KEYS.items()}


def answer_rows(
    current: State | None, width: int, *, keys: Mapping[State, str], asked: bool = True, use_ascii: bool = False
) -> list[Row]:
    """The six answers in two columns (one where it is narrow), the current one standing out."""
    cells = [_choice(keys[state], state, state is current, asked, use_ascii) for state in STATES]
    if width < first_column(width) + _SECOND:
        return [Row(cell) for cell in cells]
    pad = first_column(width)
    return [
        Row(left.truncate(pad - 1, pad=True) + " " + right) for left, right in zip(cells[:3], cells[3:], strict=True)
    ]


def first_column(width: int) -> int:
    """Cells of the first column of answers; closer together where there is little room."""
    return _COLUMN if width >= 2 * _COLUMN else _NARROW


def _choice(key: str, state: State, chosen: bool, asked: bool, use_ascii: bool) -> Content:
    text = f" {key} {mark(state, use_ascii)} {WORDS[state]} "
    if chosen:  # a sign besides the colour, for terminals without any
        return Content.styled(f"{'>' if use_ascii else '▸'}{text[1:]}", CHOSEN)
    if not asked:
        return Content.styled(text, MUTED)
    end = 1 + len(key)
    return Content(text).stylize("bold", 1, end).stylize(COLOURS[state], end + 1, end + 2)


def mark_strip(states: list[State | None], current: int, use_ascii: bool = False) -> Content:
    """One mark for each criterion of a measure, the current one set apart."""
    parts: list[tuple[str, str]] = []
    for index, state in enumerate(states):
        parts.append((mark(state, use_ascii), CHOSEN if index == current else COLOURS[state]))
    return Content.assemble(*parts)


def standing_words(criterion: Criterion, answer: Answer, result: CriterionResult | None) -> str:
    """What stands behind an answer that claims to be done: open checks, no evidence, evidence that has run out."""
    if answer.state is not State.IMPLEMENTED or result is None:
        return ""
    found = []
    if result.open_checks:
        count = len(result.open_checks)
        found.append(f"{count} {'check' if count == 1 else 'checks'} open")
    if not result.demonstrated:
        found.append("its evidence is no longer valid" if answer.evidence else "no evidence")
    if found:
        return f"claimed, {', '.join(found)}"
    return "demonstrated by valid evidence, no check open" if criterion.checks else "demonstrated by valid evidence"


def suggestion_words(suggested: State | None, answer: Answer, keys: Mapping[State, str]) -> str:
    """What the ticked checks suggest, where the answer says something else, and the key that gives it."""
    if suggested is None or suggested is answer.state or answer.state in (State.ALTERNATIVE, State.NOT_APPLICABLE):
        return ""
    return f"The ticked checks suggest {WORDS[suggested]}: press {keys[suggested]}. The state stays yours."
