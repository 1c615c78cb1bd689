"""The tree of chapters, commitments and measures with how far each has come. Labels are drawn from live figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rich.style import Style
from rich.text import Text
from textual.binding import Binding
from textual.message import Message
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from cop_tui.domain.answers import State
from cop_tui.domain.pack import Chapter, Commitment
from cop_tui.domain.results import GroupResult
from cop_tui.services.marks import mark
from cop_tui.services.session import Session
from cop_tui.tui.widgets.pane import Framed
from cop_tui.tui.widgets.plain import plain_rich

_WORST: Final = (State.MISSING, State.PLANNED, State.PARTIAL)
_COUNT: Final = 8
"""Cells that mark and count take at the right edge."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a node stands for; `because` says why it is not asked, if it is not."""

    id: str
    title: str
    kind: str
    chapter: str
    because: str = ""


def standing(group: GroupResult) -> State | None:
    """The state a group shows: the weakest gap in it, else not answered, else what all of it is."""
    states = group.states
    for state in _WORST:
        if states.get(state):
            return State.PARTIAL if state is not State.MISSING and states.get(None) else state
    if not states or states.get(None):
        return None
    if set(states) == {State.NOT_APPLICABLE}:
        return State.NOT_APPLICABLE
    return State.ALTERNATIVE if set(states) <= {State.ALTERNATIVE, State.NOT_APPLICABLE} else State.IMPLEMENTED


def commitment_title(chapter: Chapter, commitment: Commitment) -> str:
    """A commitment as it is listed: with its number or article, unless it is the only one of its chapter."""
    if chapter.kind == "act":
        return f"Art. {commitment.number} {commitment.title}"
    return commitment.title if len(chapter.commitments) == 1 else f"{commitment.number} {commitment.title}"


class Navigator(Framed, Tree[Place]):
    """Where everything is. Moving in it changes nothing; enter goes there."""

    COMPONENT_CLASSES = {
        "navigator--count", "navigator--good", "navigator--part", "navigator--bad", "navigator--off", "navigator--here",
    }  # fmt: skip
    DEFAULT_CSS = """
    Navigator {
        background: transparent; padding: 0; scrollbar-size-vertical: 1; overflow-x: hidden;
        &:focus { background-tint: transparent; }
        & > .tree--cursor, &:focus > .tree--cursor {
            color: $block-cursor-blurred-foreground; background: $block-cursor-blurred-background;
            text-style: $block-cursor-blurred-text-style;
        }
        & > .navigator--here {
            color: $block-cursor-foreground; background: $block-cursor-background; text-style: $block-cursor-text-style;
        }
        & > .navigator--count, & > .navigator--off { color: $text-muted; }
        & > .navigator--good { color: $text-success; }
        & > .navigator--part { color: $text-warning; }
        & > .navigator--bad { color: $text-error; }
    }
    """
    BINDINGS = [
        Binding("j,down", "cursor_down", "Down", show=False, id="navigator.down"),
        Binding("k,up", "cursor_up", "Up", show=False, id="navigator.up"),
        Binding("right,l", "open_node", "Open", show=False, id="navigator.open"),
        Binding("left,h", "close_node", "Close", show=False, id="navigator.close"),
        Binding("space", "toggle_node", "Fold", show=False, id="navigator.fold"),
        Binding("enter", "select_cursor", "Go there", show=False, id="navigator.go"),
    ]
    HELP = (
        "Chapters, commitments and measures, each with a mark and how many of its criteria are answered. "
        "{navigator.up} and {navigator.down} move, {navigator.open} and {navigator.close} fold, {navigator.go} goes "
        "to the first open criterion of the place."
    )

    @dataclass
    class Chosen(Message):
        """Enter on a place."""

        place: Place

    @dataclass
    class Looked(Message):
        """The cursor stands on a place."""

        place: Place

    def __init__(self, session: Session, *, use_ascii: bool = False) -> None:
        super().__init__("chapters", id="nav")
        self.show_root = False
        self.show_guides = False
        self.guide_depth = 2
        self.auto_expand = False
        self.ICON_NODE, self.ICON_NODE_EXPANDED = ("+ ", "- ") if use_ascii else ("▸ ", "▾ ")
        self._session = session
        self._ascii = use_ascii
        self._by_id: dict[str, TreeNode[Place]] = {}
        self._results: dict[str, GroupResult] = {}

    # building and keeping up to date

    def on_mount(self) -> None:
        for chapter in self._session.pack.chapters:
            self._add_chapter(chapter)
        self.update_counts()

    def _add_chapter(self, chapter: Chapter) -> None:
        scoped = self._session.scope.chapter(chapter.id)
        because = "" if scoped.applies is not False else scoped.because or "This chapter does not bind."
        top = self._add(self.root, Place(chapter.id, chapter.title, "chapter", chapter.id, because))
        for commitment in chapter.commitments:
            node = top
            if len(chapter.commitments) > 1:
                title = commitment_title(chapter, commitment)
                node = self._add(top, Place(commitment.id, title, "commitment", chapter.id, because))
            for measure in commitment.measures:
                title = f"{measure.number} {measure.title}"
                self._add(node, Place(measure.id, title, "measure", chapter.id, because), leaf=True)

    def _add(self, parent: TreeNode[Place], place: Place, leaf: bool = False) -> TreeNode[Place]:
        node = parent.add(plain_rich(place.title), place, allow_expand=not leaf)
        self._by_id[place.id] = node
        return node

    def rebuild(self) -> None:
        """Build the tree anew: other facts may bind other chapters. What is unfolded and the cursor stay."""
        unfolded = [place for place, node in self._by_id.items() if node.is_expanded]
        here = self.cursor_node.data.id if self.cursor_node is not None and self.cursor_node.data else ""
        self.clear()
        self._by_id.clear()
        self._results.clear()
        self.on_mount()
        for place in unfolded:
            if place in self._by_id:
                self._by_id[place].expand()
        if here in self._by_id:
            self.call_after_refresh(self.move_cursor, self._by_id[here])

    def update_counts(self) -> None:
        """Take the figures of the analysis; only nodes whose figures changed are drawn again."""
        analysis = self._session.analysis
        for group in (*analysis.chapters, *analysis.commitments, *analysis.measures):
            node = self._by_id.get(group.id)
            if node is not None and self._results.get(group.id) != group:
                self._results[group.id] = group
                node.refresh()

    def show_place(self, measure: str) -> None:
        """Open the way to a measure and put the cursor there."""
        node = self._by_id.get(measure)
        if node is None or (self.cursor_node is node and node.line >= 0):
            return
        parent = node.parent
        while parent is not None and parent is not self.root:
            parent.expand()
            parent = parent.parent
        self.call_after_refresh(self.move_cursor, node)

    def criteria_in(self, place: Place) -> Iterator[str]:
        """The criteria under a place, in order."""
        pack = self._session.pack
        for criterion in pack.criteria:
            chapter, commitment, measure = pack.places[criterion.id]
            if place.id in (chapter.id, commitment.id, measure.id):
                yield criterion.id

    # drawing

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Only the line under the cursor looks different with the focus; Textual would lay out all of them anew."""
        if self.cursor_node is not None:
            self.cursor_node.refresh()

    def render_label(self, node: TreeNode[Place], base_style: Style, style: Style) -> Text:
        place = node.data
        if place is None:
            return Text("")
        if node is self.cursor_node and self.has_focus:
            style += self.get_component_rich_style("navigator--here")
        depth = 0
        parent = node.parent
        while parent is not None and parent is not self.root:
            depth, parent = depth + 1, parent.parent
        fold = (self.ICON_NODE_EXPANDED if node.is_expanded else self.ICON_NODE) if node.allow_expand else "  "
        room = max(self.scrollable_content_region.width or self.size.width, 20) - depth * self.guide_depth
        right, kind = self._figures(place)
        title = plain_rich(f"{fold}{place.title}")
        title.truncate(max(room - right.cell_len - 1, 8), overflow="ellipsis", pad=True)
        text = Text.assemble(title, " ", right, style=style, end="")
        if kind == "off":
            text.stylize(self.get_component_rich_style("navigator--off", partial=True), 0, len(title.plain))
        return text

    def _figures(self, place: Place) -> tuple[Text, str]:
        group = self._results.get(place.id)
        off = self.get_component_rich_style("navigator--off", partial=True)
        if group is None or group.readiness.asked == 0:
            return Text("not asked", style=off), "off"
        state = standing(group)
        name = {None: "count", State.MISSING: "bad", State.PLANNED: "part", State.PARTIAL: "part"}.get(state, "good")
        colour = self.get_component_rich_style(f"navigator--{name}", partial=True)
        count = f"{group.readiness.answered}/{group.readiness.asked}"
        muted = self.get_component_rich_style("navigator--count", partial=True)
        return Text.assemble((mark(state, self._ascii), colour), (f"{count:>{_COUNT}}", muted)), "on"

    def get_label_width(self, node: TreeNode[Place]) -> int:
        """Labels always fill the line, so nothing ever needs measuring or scrolls sideways."""
        return 1

    # keys and messages

    def action_open_node(self) -> None:
        node = self.cursor_node
        if node is None:
            return
        if node.allow_expand and not node.is_expanded:
            node.expand()
        elif node.allow_expand:
            self.action_cursor_down()
        else:
            self.action_select_cursor()

    def action_close_node(self) -> None:
        node = self.cursor_node
        if node is None:
            return
        if node.allow_expand and node.is_expanded:
            node.collapse()
        elif node.parent is not None and node.parent is not self.root:
            self.move_cursor(node.parent)

    def on_tree_node_selected(self, event: Tree.NodeSelected[Place]) -> None:
        event.stop()
        if event.node.data is not None:
            self.post_message(self.Chosen(event.node.data))

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted[Place]) -> None:
        event.stop()
        if event.node.data is not None and self.has_focus:
            self.post_message(self.Looked(event.node.data))
