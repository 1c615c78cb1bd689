"""The gap analysis: bars, then gaps, obligations and answers that want a second look, each one key away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.widgets import DataTable, Input, OptionList, Static
from textual.widgets.option_list import Option

from cop_tui.domain.results import GroupResult
from cop_tui.services.session import Session
from cop_tui.tui.base import CopDialog, SessionScreen
from cop_tui.tui.widgets.answers import marked
from cop_tui.tui.widgets.bars import percent, shares_bar
from cop_tui.tui.widgets.gap_table import Line, Listing, ListTable, gap_listing
from cop_tui.tui.widgets.keyline import KeyLine
from cop_tui.tui.widgets.navigator import commitment_title
from cop_tui.tui.widgets.obligation_list import aside_listing, check_listing, obligation_listing
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED, Prose, para
from cop_tui.tui.widgets.topline import TopLine

LISTINGS: Final = (gap_listing, obligation_listing, aside_listing, check_listing)
BAR_LEVELS: Final = ("commitments", "chapters", "none")
_LEGEND: Final = (("▓", "@", "demonstrated"), ("█", "#", "claimed"), ("▒", "=", "partial"), ("░", "-", "open"),
                  ("·", ".", "not answered"))  # fmt: skip


class FilterField(Input):
    """Words that a line must hold; down or enter goes to the lines."""

    BINDINGS = [
        Binding("down,enter", "screen.to_list", "to the list", show=True, key_display="enter", id="filter.list"),
        Binding("escape", "screen.clear_filter", "clear", show=True, id="filter.clear"),
    ]
    HELP = "Every word must occur in the line: a chapter, an article, an owner, a state, a priority band."


class GapsScreen(SessionScreen[str | None]):
    """Closes with the criterion to go to, or None."""

    CSS_PATH = "gaps.tcss"
    AUTO_FOCUS = "ListTable"
    HELP = (
        "What is missing, the most pressing first; which duties are met; what was set aside against the scoping; what "
        "is claimed with open checks. x explains the line under the cursor with the calculation of its priority."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "filter", id="gaps.filter"),
        Binding("x,space", "explain", "explain", id="gaps.explain"),
        Binding("1", "list(0)", "lists", key_display="1-4", id="gaps.gaps", tooltip="gaps"),
        Binding("2", "list(1)", "obligations", show=False, id="gaps.obligations"),
        Binding("3", "list(2)", "not applicable against scoping", show=False, id="gaps.aside"),
        Binding("4", "list(3)", "claimed with open checks", show=False, id="gaps.checks"),
        Binding("tab", "turn(1)", "next list", show=False, id="gaps.next"),
        Binding("shift+tab", "turn(-1)", "previous list", show=False, id="gaps.previous"),
        Binding("c", "bars", "bars", id="gaps.bars"),
        Binding("e", "report", "report", id="gaps.report"),
        Binding("escape,g", "back", "back", key_display="esc", id="gaps.back"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._chosen = 0
        self._listings: tuple[Listing, ...] = ()
        self._level: str | None = None
        self._explained: bool | None = None
        self._kept: dict[int, str] = {0: session.position}

    def compose(self) -> ComposeResult:
        yield TopLine(self.session.record.name, "Gap analysis")
        yield Static(id="bars")
        yield Static(id="lists")
        yield FilterField(placeholder="/ to filter by chapter, article, owner, state", id="filter", compact=True)
        yield ListTable()
        yield Prose(measure=110, id="explained")
        yield KeyLine()

    def on_mount(self) -> None:
        self.set_class(self.cop.use_ascii, "-ascii")
        self._load()

    def on_resize(self, event: Resize) -> None:
        self.call_after_refresh(self._draw)

    def answers_changed(self, criteria: frozenset[str]) -> None:
        self._load()
        self._draw()

    # showing

    def _load(self) -> None:
        self._listings = tuple(make(self.session, self.cop.use_ascii) for make in LISTINGS)

    def _draw(self) -> None:
        self._draw_bars()
        self._draw_heads()
        self._fill()

    @property
    def _bars(self) -> str:
        height = self.size.height
        return self._level or ("commitments" if height >= 34 else "chapters" if height >= 18 else "none")

    def _draw_bars(self) -> None:
        analysis = self.session.analysis
        groups = {"commitments": analysis.commitments, "chapters": analysis.chapters}.get(self._bars, ())
        asked = [g for g in groups if g.readiness.asked]
        bars = self.query_one("#bars", Static)
        bars.display = bool(asked)
        if asked:
            bars.update(self._bar_lines(asked, max(self.size.width - 4, 30)))

    def _bar_lines(self, groups: Sequence[GroupResult], width: int) -> Content:
        use_ascii = self.cop.use_ascii
        columns = 2 if width >= 76 else 1
        cell = (width - 4 * (columns - 1)) // columns
        bar = max(min(cell // 3, 26), 8)
        names = {c.id: commitment_title(ch, c) for ch in self.session.pack.chapters for c in ch.commitments}
        drawn = []
        for group in groups:
            name = plain(names.get(group.id, group.title)).truncate(cell - bar - 11, ellipsis=True, pad=True)
            bars = shares_bar(group.shares, bar, use_ascii).stylize("$text-accent")
            share = f"{percent(group.readiness, use_ascii):>9}"
            drawn.append(Content.assemble(name, " ", bars, (share, MUTED)))
        height = -(-len(drawn) // columns)
        lines = [Content("    ").join(drawn[row::height]) for row in range(height)]
        legend = "   ".join(f"{a if use_ascii else g} {word}" for g, a, word in _LEGEND)
        if self.size.height >= 34:
            lines.append(Content.styled(legend, MUTED))
        return Content("\n").join(lines)

    def _draw_heads(self) -> None:
        parts = []
        for n, listing in enumerate(self._listings):
            chosen = n == self._chosen
            style = "bold $block-cursor-foreground on $block-cursor-background" if chosen else MUTED
            parts.append(Content.styled(f" {n + 1} {listing.name} {len(listing.lines)} ", style))
        self.query_one("#lists", Static).update(Content(" ").join(parts))

    @property
    def listing(self) -> Listing:
        """The list that is shown."""
        return self._listings[self._chosen]

    def _fill(self) -> None:
        lines = self.listing.matching(self.query_one(FilterField).value)
        self.query_one(ListTable).fill(self.listing.columns, lines, self._kept.get(self._chosen))
        self._explain()

    def _explain(self) -> None:
        box = self.query_one("#explained", Prose)
        box.display = self._explained if self._explained is not None else self.size.height >= 30
        line = self.query_one(ListTable).line
        if line is not None:
            box.show(line.detail)
        else:
            box.show([para("Nothing fits the filter." if self.listing.lines else self.listing.empty, MUTED)])
            box.display = True

    # keys

    def action_list(self, number: int) -> None:
        self._chosen = number
        self._draw_heads()
        self._fill()
        self.query_one(ListTable).focus()

    def action_turn(self, step: int) -> None:
        self.action_list((self._chosen + step) % len(self._listings))

    def action_explain(self) -> None:
        self._explained = not self.query_one("#explained").display
        self._explain()

    def action_bars(self) -> None:
        self._level = BAR_LEVELS[(BAR_LEVELS.index(self._bars) + 1) % len(BAR_LEVELS)]
        self._draw_bars()

    def action_report(self) -> None:
        self.cop.open_report(self.session)

    def action_filter(self) -> None:
        self.query_one(FilterField).focus()

    def action_to_list(self) -> None:
        self.query_one(ListTable).focus()

    def action_clear_filter(self) -> None:
        self.query_one(FilterField).value = ""
        self.query_one(ListTable).focus()

    def action_back(self) -> None:
        """Take the filter away first, then go back."""
        if self.query_one(FilterField).value:
            self.action_clear_filter()
        else:
            self.dismiss(None)

    def on_input_changed(self, event: Input.Changed) -> None:
        if self._listings:
            self._fill()

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        line = self.query_one(ListTable).line
        if line is not None:
            self._kept[self._chosen] = line.key
        self._explain()

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        line = self.query_one(ListTable).line
        if line is None:
            return
        if self._chosen == 1:
            self._choose(line)
        else:
            self.dismiss(line.criteria[0])

    def _choose(self, line: Line) -> None:
        """A duty leads to the criteria that decide it."""
        if not line.criteria:
            self.notify("Nothing in the questionnaire settles this duty.", markup=False)
            return

        def chosen(criterion: str | None) -> None:
            if criterion is not None:
                self.dismiss(criterion)

        self.app.push_screen(CriteriaScreen(self.session, f"{line.cells[0]}: decided by", line.criteria), chosen)


class CriteriaList(OptionList):
    """The criteria to choose from."""

    BINDINGS = [Binding("enter", "select", "go there", id="criteria.go")]


class CriteriaScreen(CopDialog[str | None]):
    """A few criteria to choose from."""

    CSS_PATH = "gaps.tcss"
    HELP = "The criteria that decide the verdict. Enter goes to one."
    BINDINGS = [Binding("j", "move(1)", "down", show=False, id="criteria.down"),
                Binding("k", "move(-1)", "up", show=False, id="criteria.up")]  # fmt: skip

    def __init__(self, session: Session, title: str, criteria: tuple[str, ...]) -> None:
        super().__init__()
        self._session = session
        self._words = title
        self._criteria = criteria

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(plain(self._words), classes="dialog-title")
            yield CriteriaList(id="criteria", compact=True)
            yield KeyLine()

    def on_resize(self, event: Resize) -> None:
        super().on_resize(event)
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        options = self.query_one(CriteriaList)
        here = options.highlighted or 0
        options.set_options(Option(self._line(c, options.scrollable_content_region.width - 2)) for c in self._criteria)
        options.highlighted = here

    def _line(self, criterion: str, width: int) -> Content:
        """One line: id, state and, in the room that is left, what it asks."""
        name = max(len(c) for c in self._criteria)
        states = [marked(self._session.answer(c).state, self.cop.use_ascii) for c in self._criteria]
        state = states[self._criteria.index(criterion)].truncate(max(s.cell_length for s in states), pad=True)
        short = plain(self._session.criterion(criterion).short)
        return Content.assemble((criterion.ljust(name), "bold"), "  ", state, "  ", short).truncate(
            max(width, 20), ellipsis=True
        )

    def action_move(self, by: int) -> None:
        options = self.query_one(OptionList)
        options.highlighted = max(0, min((options.highlighted or 0) + by, len(self._criteria) - 1))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._criteria[event.option_index])
