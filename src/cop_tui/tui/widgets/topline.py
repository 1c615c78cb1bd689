"""The first line of every screen: where one is, and whether everything is on disk."""

from __future__ import annotations

from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from cop_tui.tui.messages import SaveState
from cop_tui.tui.widgets.plain import plain


def save_words(state: SaveState | None, use_ascii: bool = False) -> tuple[str, str]:
    """The save state in words, with the style to show it in."""
    dot = "*" if use_ascii else "✓"
    if state is None:
        return f"{dot} all saved", "$text-muted"
    if state.kind == "saving":
        return "saving…", "$text-muted"
    if state.kind == "failed":
        reason = state.error.message if state.error else "the disk refused it"
        return f"NOT SAVED: {reason}", "bold $text-error"
    clock = f" {state.at.astimezone():%H:%M}" if state.at else ""
    return f"{dot} saved{clock}", "$text-muted"


class TopLine(Static):
    """Left the trail of where one is, right the save state, which it keeps itself."""

    DEFAULT_CSS = """
    TopLine { dock: top; height: 1; padding: 0 1; background: $panel; color: $foreground; text-wrap: nowrap; }
    """

    def __init__(self, *trail: str) -> None:
        super().__init__()
        self.trail: tuple[str, ...] = trail
        self._state: SaveState | None = None

    def on_mount(self) -> None:
        signal = getattr(self.app, "save_signal", None)
        self._state = getattr(self.app, "save_state", None)
        if signal is not None:
            signal.subscribe(self, self._show)
        self._paint()

    def set_trail(self, *parts: str) -> None:
        """Show another place; the parts need not be ours, they are never markup."""
        if parts != self.trail:
            self.trail = parts
            self._paint()

    def renew(self) -> None:
        """Paint again, after the file was opened."""
        self._paint()

    def on_resize(self, event: Resize) -> None:
        self._paint()

    def _show(self, state: SaveState) -> None:
        self._state = state
        self._paint()

    def _paint(self) -> None:
        if not self.is_attached:
            return
        use_ascii = bool(getattr(self.app, "use_ascii", False))
        width = self.content_size.width or self.app.size.width - 2
        words, style = save_words(self._state, use_ascii)
        if self._state is None and getattr(self.app, "library", self) is None:
            words = ""  # nothing is known of the file before it is open
        right = plain(words).truncate(max(width * 2 // 3, 10), ellipsis=True)
        room = max(width - right.cell_length - 2, 0)
        left = _trail(self.trail, " > " if use_ascii else " ▸ ", room)
        gap = " " * max(width - left.cell_length - right.cell_length, 1)
        self.update(Content.assemble(left, gap, right.stylize(style)), layout=False)


def _trail(parts: tuple[str, ...], joint: str, room: int) -> Content:
    """The trail in `room` cells: first and last part matter most, so the ones between them go first."""
    shown = [plain(part.replace("\n", " ")) for part in parts]
    while len(shown) > 2 and sum(p.cell_length for p in shown) + len(joint) * (len(shown) - 1) > room:
        shown.pop(1)
    if not shown:
        return Content("")
    first, *rest = shown
    if rest:
        first = first.truncate(max(room // 3, 8), ellipsis=True)
    return Content(joint).join([first.stylize("bold"), *rest]).truncate(room, ellipsis=True)
