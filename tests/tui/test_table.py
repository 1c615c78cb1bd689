"""The quick table shows exactly what Textual's own shows."""

from __future__ import annotations

from typing import Any

import pytest
from rich.style import Style
from rich.text import Text
from textual.app import App, ComposeResult
from textual.widgets import DataTable

from cop_tui.tui.widgets.plain import plain_rich
from cop_tui.tui.widgets.table import FixedTable

TEXTS = (
    "short", "", "a line that is far too long for its column", "漢字が二倍の幅を取る列", "é" * 12,
    "[b]no markup[/b]", "x" * 12,
)  # fmt: skip


class Tables(App[None]):
    def compose(self) -> ComposeResult:
        yield FixedTable[Any](cursor_type="row", id="quick")
        yield DataTable[Any](cursor_type="row", id="plain")

    def on_mount(self) -> None:
        for table in self.query(DataTable):
            for title in ("left", "right", "plain"):
                table.add_column(title, width=12)
            for text in TEXTS:
                table.add_row(*cells(text))


def cells(text: str) -> list[Text]:
    made = [plain_rich(text, "bold" if text == "short" else "") for _ in range(3)]
    for cell, justify in zip(made, ("left", "right", None), strict=True):
        cell.no_wrap, cell.overflow = True, "ellipsis"
        cell.justify = justify  # type: ignore[assignment]
    made[0].stylize("red", 0, 1)
    return made


def shown(table: DataTable[Any], row: int) -> list[tuple[str, object]]:
    """Each character of a line with its style; of a blank what can be seen of it."""
    found: list[tuple[str, object]] = []
    for segment in table.render_line(row):
        style = segment.style or Style()
        seen = (style.bgcolor, style.underline, style.reverse, str(style.meta))
        found += [(char, seen if char == " " else style) for char in segment.text]
    return found


@pytest.mark.parametrize("padding", [0, 1, 2])
async def test_every_cell_looks_as_in_the_table_of_textual(padding: int) -> None:
    app = Tables()
    async with app.run_test(size=(80, 40)) as pilot:
        quick, plain = app.query_one("#quick", FixedTable), app.query_one("#plain", DataTable)
        for table in (quick, plain):
            table.cell_padding = padding
        for cursor in range(len(TEXTS)):
            for table in (quick, plain):
                table.move_cursor(row=cursor)
                table.focus()
                await pilot.pause()
                await pilot.pause()
                table.screen.set_focus(None)
            await pilot.pause()
            for row in range(len(TEXTS) + 1):
                assert shown(quick, row) == shown(plain, row), (cursor, row)
