"""A table in which nothing has to be measured or wrapped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.widgets import DataTable
from textual.widgets.data_table import CellType, ColumnKey, RowKey


class FixedTable(DataTable[CellType]):
    """Its columns have widths of their own and its rows are one line high.

    Textual would measure every cell nevertheless: 10 ms for 75 lines of seven columns, a twentieth of the time in which
    the gap screen is filled.
    """

    def _update_dimensions(self, new_rows: Iterable[RowKey]) -> None:
        super()._update_dimensions(())

    def settle(self) -> None:
        """Take the size that its rows give it now. By itself it does when idle, and asks for another layout then."""
        self._require_update_dimensions = False
        self._new_rows.clear()
        self._update_dimensions(())

    def _render_cell(
        self,
        row_index: int,
        column_index: int,
        base_style: Style,
        width: int,
        cursor: bool = False,
        hover: bool = False,
    ) -> list[list[Segment]]:
        """As Textual's, for a cell that is one line of text.

        Rich's way through wrapping takes twice as long: 25 of 515 ms until the list of assessments is painted.
        """
        cell = None if min(row_index, column_index) < 0 else self._get_row_renderables(row_index)[1][column_index]
        if not isinstance(cell, Text) or self.fixed_columns or self.fixed_rows:
            return super()._render_cell(row_index, column_index, base_style, width, cursor, hover)
        row = cast(RowKey, self._row_locations.get_key(row_index))
        column = cast(ColumnKey, self._column_locations.get_key(column_index))
        flags = (cursor, hover, self._show_hover_cursor, self._update_count, self._pseudo_class_state)
        key = (row, column, base_style, *flags)
        lines = self._cell_render_cache.get(key)
        if lines is None:
            own, after = self._get_styles_to_render_cell(
                False, False, False, hover, cursor, self.show_cursor, self._show_hover_cursor,
                self.cursor_foreground_priority == "css", self.cursor_background_priority == "css",
            )  # fmt: skip
            before = base_style + Style.from_meta({"row": row_index, "column": column_index}) + own
            text = cell.copy()
            text.align("right" if cell.justify == "right" else "left", width - 2 * self.cell_padding)
            text.stylize_before(text.style)  # which rendering alone leaves out
            edge = Segment(" " * self.cell_padding)
            line = [edge, *text.render(self.app.console), edge]
            lines = self._cell_render_cache[key] = [list(Segment.apply_style(line, before, after))]
        return lines
