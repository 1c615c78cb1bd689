"""Choose one or many from a list: type to filter, up and down move, tab ticks where many may be chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from cop_tui.services.marks import WORDS, mark
from cop_tui.services.session import Session
from cop_tui.tui.base import CopDialog
from cop_tui.tui.widgets.answers import COLOURS
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED

MOST = 104
"""Cells of a line before the dialog is laid out."""
FRAME = 7
"""Lines of the dialog beside the choices; it is no higher than they need, and stays so while one filters."""
LEAST = 9


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: its key, the line that shows it, the text a filter looks in, and what it means."""

    key: str
    line: Content
    folded: str
    meaning: str = ""


def criterion_choices(session: Session, use_ascii: bool, only: Iterable[str] | None = None) -> list[Choice]:
    """The criteria that are asked (or some of any), with their state, in the order of the questionnaire."""
    wanted = None if only is None else set(only)
    found = [c for c in session.pack.criteria if (c.id in wanted if wanted is not None else session.scope.asked(c.id))]
    longest = max((len(c.id) for c in found), default=0)
    choices = []
    for criterion in found:
        answer = session.answer(criterion.id)
        chapter, _, measure = session.pack.places[criterion.id]
        line = Content.assemble(
            (mark(answer.state, use_ascii), COLOURS[answer.state]), " ", (criterion.id.ljust(longest), "bold"), "  ",
            plain(criterion.short),
        )  # fmt: skip
        words = (criterion.id, criterion.short, criterion.question, WORDS[answer.state], answer.owner, chapter.id,
                 chapter.title, measure.title)  # fmt: skip
        choices.append(Choice(criterion.id, line, "\n".join(words).casefold(), criterion.question))
    return choices


class PickField(Input):
    """The words to look for; up and down move among the lines without leaving it."""

    BINDINGS = [
        Binding("enter", "submit", "take", show=True, id="pick.take"),
        Binding("ctrl+t", "screen.tick_all", "tick all shown", show=True, id="pick.all"),
        Binding("down", "screen.move(1)", "next", show=False, id="pick.next"),
        Binding("up", "screen.move(-1)", "previous", show=False, id="pick.previous"),
        Binding("pagedown", "screen.move(10)", "further on", show=False, id="pick.page_down"),
        Binding("pageup", "screen.move(-10)", "further back", show=False, id="pick.page_up"),
    ]
    HELP = (
        "Every word must occur in the line. {pick.previous} and {pick.next} choose; {pick.tick} ticks, where more "
        "than one may be taken."
    )


class PickScreen(CopDialog[tuple[str, ...] | None]):
    """Gives the keys that were chosen, in the order of the list, or None. Without a tick enter takes the line."""

    CSS_PATH = "form.tcss"
    AUTO_FOCUS = "PickField"
    BINDINGS = [Binding("tab", "tick", "tick", show=True, id="pick.tick")]
    HELP = "Type to filter; {pick.take} takes, {dialog.cancel} leaves everything as it was."

    def __init__(
        self, title: str, choices: Sequence[Choice], *, many: bool = False, ticked: Iterable[str] = (), at: str = ""
    ) -> None:
        super().__init__()
        self._title = title
        self._choices = tuple(choices)
        self._many = many
        self._on = set(ticked)
        self._had = bool(self._on)
        self._kept = at
        self._shown: list[Choice] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(plain(self._title), classes="dialog-title")
            yield PickField(placeholder="type to filter", id="pick-field", compact=True)
            yield Static(id="pick-said")
            yield OptionList(id="pick-list", compact=True)
            yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self.query_one(".dialog").styles.max_height = max(len(self._choices) + FRAME, LEAST)
        self._search()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Ticks belong only where many may be chosen."""
        return self._many or action not in ("tick", "tick_all")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._search()

    def _search(self) -> None:
        words = self.query_one(PickField).value.casefold().split()
        self._shown = [c for c in self._choices if all(word in c.folded for word in words)]
        options = self.query_one(OptionList)
        options.set_options(Option(self._line(choice)) for choice in self._shown)
        keys = [choice.key for choice in self._shown]
        if keys:
            options.highlighted = keys.index(self._kept) if self._kept in keys else 0
        self._say()

    def _line(self, choice: Choice) -> Content:
        width = self.query_one(OptionList).scrollable_content_region.width or MOST
        if not self._many:
            return choice.line.truncate(width, ellipsis=True)
        on = choice.key in self._on
        line = Content.assemble(("[x]" if on else "[ ]", "bold" if on else ""), " ", choice.line)
        return line.truncate(width, ellipsis=True)

    def on_resize(self, event: Resize) -> None:
        self.call_after_refresh(self._search)

    @property
    def _chosen(self) -> Choice | None:
        at = self.query_one(OptionList).highlighted
        return self._shown[at] if at is not None and at < len(self._shown) else None

    def _say(self) -> None:
        chosen = self._chosen
        count = f"{len(self._on)} ticked  " if self._many and self._on else ""
        if chosen is None:
            words = "Nothing fits." if self._choices else "There is nothing to choose from."
        else:
            words = chosen.meaning or f"{len(self._shown)} of {len(self._choices)}"
        said = Content.assemble((count, "bold"), plain(words.replace("\n", " ")).stylize(MUTED))
        self.query_one("#pick-said", Static).update(said)

    def action_move(self, by: int) -> None:
        options = self.query_one(OptionList)
        if self._shown:
            options.highlighted = max(0, min((options.highlighted or 0) + by, len(self._shown) - 1))
            self._kept = self._shown[options.highlighted].key

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        chosen = self._chosen
        if chosen is not None:
            self._kept = chosen.key
        self._say()

    def action_tick(self) -> None:
        """Tick the line, or take the tick away, and go on to the next."""
        chosen = self._chosen
        if chosen is None or not self._many:
            return
        self._on ^= {chosen.key}
        at = self._shown.index(chosen)
        self.query_one(OptionList).replace_option_prompt_at_index(at, self._line(chosen))
        self._say()
        self.action_move(1)

    def action_tick_all(self) -> None:
        """Tick everything that the filter leaves; once more takes the ticks away."""
        if self._many:
            keys = {choice.key for choice in self._shown}
            self._on = self._on - keys if keys <= self._on else self._on | keys
            self._search()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self._take()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._take()

    def _take(self) -> None:
        chosen = self._chosen
        if self._on or self._had:  # whoever took every tick away means none
            self.dismiss(tuple(choice.key for choice in self._choices if choice.key in self._on))
        elif chosen is not None:
            self.dismiss((chosen.key,))
