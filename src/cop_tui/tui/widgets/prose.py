"""Text laid out in paragraphs and labelled lines at a readable measure: one widget, updated in place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from cop_tui.tui.widgets.plain import plain

MEASURE: Final = 76
"""Longest line of running text, in cells."""
MUTED: Final = "$text-muted"
HEAD: Final = "bold"


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph: `body` wraps; `label` stands before its first line in a column of `indent` cells."""

    body: Content = field(default_factory=Content)
    label: Content = field(default_factory=Content)
    indent: int = 0

    def lines(self, width: int) -> list[Content]:
        """The paragraph in lines of at most `width` cells."""
        indent = min(self.indent, max(width - 8, 0))
        wrapped = self.body.wrap(max(width - indent, 4)) or [Content()]
        if not indent:
            return [self.label + line if n == 0 else line for n, line in enumerate(wrapped)]
        pad = Content.blank(indent)
        label = self.label.truncate(indent, pad=True)
        return [(label if n == 0 else pad) + line for n, line in enumerate(wrapped)]


BLANK: Final = Row()


def para(text: str | Content, style: str = "") -> Row:
    """A plain paragraph."""
    content = plain(text) if isinstance(text, str) else text
    return Row(content.stylize(style) if style else content)


def item(text: str | Content, style: str = "", sign: str = "·", indent: int = 2) -> Row:
    """One item of a list, its further lines hanging under the first."""
    content = plain(text) if isinstance(text, str) else text
    return Row(content.stylize(style) if style else content, Content.styled(sign, MUTED), indent)


def labelled(label: str, text: str | Content, indent: int = 10, style: str = "") -> Row:
    """A line with its name before it."""
    content = plain(text) if isinstance(text, str) else text
    return Row(content.stylize(style) if style else content, Content.styled(label, MUTED), indent)


class Prose(Widget):
    """Paragraphs. `show` replaces all of them; it costs one layout and mounts nothing."""

    DEFAULT_CSS = """
    Prose { height: auto; width: 1fr; }
    """

    # A widget that was laid out with another height asks for one more layout, for the sake of its children; this has
    # none, and twice the work would be felt at every key.
    virtual_size = reactive(Size(0, 0), layout=False)

    def __init__(self, *, measure: int = MEASURE, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._measure = measure
        self._rows: Sequence[Row] = ()
        self._laid: tuple[int, list[Content]] | None = None

    @property
    def rows(self) -> Sequence[Row]:
        return self._rows

    def show(self, rows: Iterable[Row]) -> None:
        """Replace what is shown."""
        fresh = tuple(rows)
        before = self._laid
        self._rows, self._laid = fresh, None
        # Only another height moves what stands below; most changes repaint in place.
        same = before is not None and len(self.lines(before[0])) == len(before[1])
        self.refresh(layout=not same)

    def lines(self, width: int) -> list[Content]:
        """What is shown, in lines for a widget `width` cells wide."""
        if self._laid is None or self._laid[0] != width:
            measure = min(width, self._measure)
            self._laid = (width, [line for row in self._rows for line in row.lines(measure)])
        return self._laid[1]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.lines(width)) if width else 0

    def render(self) -> Content:
        return Content("\n").join(self.lines(self.content_size.width or 1))
