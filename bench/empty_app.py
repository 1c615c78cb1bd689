"""The yardstick for all that is painted: an app with a header, a line of text and a footer, and one key."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, Static


class EmptyApp(App[None]):
    """`t` turns the line of text over."""

    BINDINGS = [("t", "turn", "turn"), ("ctrl+q", "quit", "quit")]

    def compose(self) -> ComposeResult:
        yield Header()
        yield Static("nothing yet", id="said")
        yield Footer()

    def action_turn(self) -> None:
        """From one word to the other."""
        said = self.query_one("#said", Static)
        self.turned = not getattr(self, "turned", False)
        said.update("turned over" if self.turned else "nothing yet")


if __name__ == "__main__":
    EmptyApp().run()
