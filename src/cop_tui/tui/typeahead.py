"""Typing ahead: keys that come faster than the app opens what they are meant for wait until it is open.

Textual hands every key at once to what has the focus. A key that opens a field only opens it when its turn comes, so
the letters typed right after it would still be taken as commands. Here a key is handed on only when the one before it
has had its whole effect: its action is done, the screen it opened is there, the focus is where it put it.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Final

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.widget import Widget
from textual.widgets import Input

ALT: Final = re.compile(r"alt\+(shift\+)?[a-z0-9]")
PATIENCE: Final = 5.0
"""Seconds after which the next key is handed on whatever became of the last one."""
ROUNDS: Final = 8
"""How many messages that follow from each other one key may cause before the next one is handed on."""


class TypeAheadApp(App[None]):
    """An app in which keys and pastes take effect one after the other, however fast they come."""

    def __init__(self) -> None:
        super().__init__()
        self._ahead: deque[events.Key | events.Paste] = deque()
        self._handing = False
        self._settling: asyncio.Task[None] | None = None
        self._at_rest: list[Callable[[], object]] = []
        self.keys_now: dict[str, str] = {}
        """The keymap of the settings."""

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        for part in self._parted(event):
            if self._settling is not None and not self._settling.done():
                self._ahead.append(part)
            else:
                self._handing = True
                try:
                    await self._hand_on(part)
                finally:
                    self._settling = asyncio.create_task(self._settle())
                    self._handing = False

    def when_at_rest(self, then: Callable[[], object]) -> None:
        """Do what puts another screen on top by itself: at once, or when no key is on its way to what it covers.

        Textual looks for what a key does on the screen that is on top by then, and not on the one that it was for.
        """
        if self._handing or (self._settling is not None and not self._settling.done()):
            self._at_rest.append(then)
        else:
            then()

    def _parted(self, event: events.Key | events.Paste) -> tuple[events.Key | events.Paste, ...]:
        """Escape and a letter right after it come as one key with alt, over slow lines and where the app is busy.

        Where nothing is bound to that key it is taken for the two: it would be a letter in a field, and escape lost.
        """
        if not isinstance(event, events.Key) or not ALT.fullmatch(event.key) or not event.character:
            return (event,)
        chosen = {key for keys in self.keys_now.values() for key in keys.split(",")}
        if event.key in chosen or (self._screen_stack and event.key in self.screen.active_bindings):
            return (event,)
        return events.Key("escape", "\x1b"), events.Key(event.character, event.character)

    async def _settle(self) -> None:
        while True:
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._took_effect()
            except TimeoutError:
                pass
            if not self._ahead:
                await self._paint()
                waiting, self._at_rest = self._at_rest, []
                for then in waiting:
                    self.call_later(self.when_at_rest, then)
                return
            self.call_later(self._hand_on, self._ahead.popleft())

    async def _hand_on(self, event: events.Key | events.Paste) -> None:
        """To what has the focus now. A field of one line takes all lines of a paste, where Textual keeps the first."""
        if isinstance(event, events.Paste) and isinstance(self.focused, Input):
            event = events.Paste(" ".join(event.text.split()))
        await super().on_event(event)

    async def _took_effect(self) -> None:
        """Wait until what the last key set in motion has come to rest, from the focused widget up to the app."""
        for count in range(ROUNDS):
            for pump in (self, *self._chain(), self):
                await _reached(pump)
            if count and not any(pump.message_queue_size for pump in (*self._chain(), self)):
                return

    async def _paint(self) -> None:
        """Paint what the key changed now: Textual waits for its next frame, 8 ms on average."""
        if self._screen_stack:
            screen = self.screen
            await _reached(screen)  # by now its widgets have told it what they changed
            screen.call_later(screen._on_timer_update)

    def paint_now(self, *widgets: Widget) -> None:
        """Paint widgets before anything else is done: the rest of what a key does takes ten times as long.

        Nothing is laid out for that, so they have to have the size they had.
        """
        screen = self.screen
        if self._batch_count:
            return
        ready = {widget for widget in widgets if widget.screen is screen and not widget._layout_required}
        if ready:
            screen._compositor.update_widgets(screen._dirty_widgets | ready)
            screen._compositor_refresh()
            time.sleep(0)  # the thread that writes to the terminal gets its turn

    def _chain(self) -> Iterator[MessagePump]:
        if self._screen_stack:
            node = self.focused or self.screen
            yield from (pump for pump in node.ancestors_with_self if pump is not self)


async def _reached(pump: MessagePump) -> None:
    """Wait until a message pump has handled everything that was waiting for it."""
    reached = asyncio.Event()
    if pump.call_later(reached.set):
        await reached.wait()
