"""One criterion in a window too small for the workspace: the question, the answers, how far it is, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from cop_tui.domain.answers import State
from cop_tui.services.marks import WORDS, mark
from cop_tui.services.session import Session
from cop_tui.tui.named_keys import with_keys
from cop_tui.tui.widgets.answers import CHOSEN, COLOURS, answer_keys
from cop_tui.tui.widgets.bars import percent
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED

SHORT: Final = {State.ALTERNATIVE: "other means", State.NOT_APPLICABLE: "not applicable"}
FIRST: Final = 18
"""Cells of the first column of answers."""
TWO: Final = 36
"""From how many cells on the answers stand in two columns."""
LEAST: Final = 10
"""From how many lines on the keys are named."""
KEYLINE: Final = (
    "{workspace.implemented}-{workspace.not-applicable} answer  {workspace.next_open},{workspace.previous_open} open  "
    "{workspace.undo} undo  {help} help"
)


class Alone(Static):
    """Covers the workspace; what has the focus under it keeps it, so that every key does what it always does."""

    DEFAULT_CSS = """
    Alone { layer: small; display: none; width: 100%; height: 100%; padding: 0 1; background: $background; }
    """

    def __init__(self, session: Session, *, use_ascii: bool = False) -> None:
        super().__init__(id="alone")
        self._session = session
        self._ascii = use_ascii
        self._said = ""

    def renew(self, said: str = "") -> None:
        """Show where the session is now; `said` is what the last key did, in words."""
        self._said = said
        if self.display:
            self._paint()

    def on_resize(self, event: Resize) -> None:
        self._paint()

    def on_show(self) -> None:
        self._paint()

    def _paint(self) -> None:
        size = self.app.size
        lines = list(self.lines(max(size.width - 2, 1), size.height))
        self.update(Content("\n").join(lines), layout=False)

    def lines(self, width: int, height: int) -> Iterator[Content]:
        """The criterion in `height` lines: the question gets what head, answers and foot leave."""
        session = self._session
        criterion = session.criterion(session.position)
        siblings = [c.id for c in session.pack.places[criterion.id][2].criteria]
        place = f"{siblings.index(criterion.id) + 1} of {len(siblings)}"
        head = Content.assemble((criterion.id, "bold $text-accent"), "  ", (f"{criterion.strength}  {place}", MUTED))
        answers = self._answers(width)
        foot = [self._foot().truncate(width, ellipsis=True)]
        if height >= LEAST:
            foot.append(Content.styled(with_keys(self, KEYLINE), MUTED).truncate(width, ellipsis=True))
        small = Content.styled("Small window: the criterion alone", MUTED).truncate(width, ellipsis=True)
        room = max(height - len(answers) - len(foot) - 2, 1)
        asked = [line.stylize("bold") for line in plain(criterion.question).wrap(width)]
        if len(asked) > room:
            asked = [*asked[: room - 1], (asked[room - 1] + "…").truncate(width, ellipsis=True)]
        spare = room - len(asked)
        if spare:
            asked.append(Content(""))
        if spare > 1:
            foot = [Content(""), *foot]
        yield from (small, head.truncate(width, ellipsis=True), *asked, *answers, *foot)

    def _answers(self, width: int) -> list[Content]:
        session = self._session
        if not session.scope.asked(session.position):
            return plain("Not asked: the facts say that it does not apply.").wrap(width)
        current = session.answer(session.position).state
        cells = [self._answer(key, state, state is current) for state, key in answer_keys(self).items()]
        if width < TWO:
            return [cell.truncate(width, ellipsis=True) for cell in cells]
        pairs = zip(cells[:3], cells[3:], strict=True)
        return [left.truncate(FIRST, pad=True) + right for left, right in pairs]

    def _answer(self, key: str, state: State, chosen: bool) -> Content:
        text = f" {key} {mark(state, self._ascii)} {SHORT.get(state, WORDS[state])} "
        if chosen:
            return Content.styled(f"{'>' if self._ascii else '▸'}{text[1:]}", CHOSEN)
        end = 1 + len(key)
        return Content(text).stylize("bold", 1, end).stylize(COLOURS[state], end + 1, end + 2)

    def _foot(self) -> Content:
        if self._said:
            return plain(self._said.replace("\n", " "))
        found = self._session.analysis.readiness
        return Content.styled(f"{found.answered} of {found.asked}, {percent(found, self._ascii)} ready", MUTED)
