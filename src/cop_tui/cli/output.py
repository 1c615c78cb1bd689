"""Data on stdout: JSON, or text that is aligned, wrapped to the width at hand and free of colour.

Nothing here reads text as markup, and no control sequence is ever written: output looks the same in a terminal, in a
pipe and to a screen reader.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from functools import cached_property
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from rich.cells import cell_len

from cop_tui.cli.diagnostics import to_nowhere
from cop_tui.domain.text import clean_line, clean_text, escaped
from cop_tui.errors import CopTuiError
from cop_tui.services.marks import needs_ascii

if TYPE_CHECKING:
    from rich.console import Console

NARROWEST: Final = 40
WIDEST: Final = 120
GAP: Final = "  "  # between the columns of a table


def emit(text: str, end: str = "\n") -> None:
    """Write text to stdout. Whoever reads it may have gone away: then the rest goes nowhere, quietly.

    What a terminal might obey, as in the name of a file, is written as its escape. Raises CopTuiError if there is no
    stdout or it cannot be written, as on a full disk.
    """
    if sys.stdout is None:
        raise CopTuiError("There is no standard output to write to.")
    text = escaped(text)
    try:
        try:
            sys.stdout.write(text + end)
        except UnicodeEncodeError:
            encoding = sys.stdout.encoding or "ascii"
            sys.stdout.write((text + end).encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        to_nowhere()
    except OSError as error:
        to_nowhere()
        raise CopTuiError(f"The output could not be written: {error.strerror}.") from error


def emit_json(data: Any) -> None:
    """Write data to stdout as JSON, in UTF-8 where the stream knows it, else escaped."""
    text = json.dumps(data, indent=2, ensure_ascii=not _knows_unicode(), allow_nan=False)
    emit(escaped(text, lambda sign: json.dumps(sign)[1:-1]))


def _knows_unicode() -> bool:
    return (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "").startswith("utf")


def width() -> int:
    """Columns to fill: the terminal's or COLUMNS, never more than reads well."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((100, 24)).columns))


class Page:
    """Lines of text for people, gathered and then written at once."""

    def __init__(self, columns: int | None = None, *, plain: bool | None = None) -> None:
        self.ascii = (needs_ascii() or not _knows_unicode()) if plain is None else plain
        self.columns = columns or width()
        self._lines: list[str] = []

    @cached_property
    def _console(self) -> Console:
        """What wraps paragraphs. A table does without, and its import was a seventh of the time of `list`."""
        from rich.console import Console

        return Console(
            file=StringIO(), width=self.columns, color_system=None, markup=False, emoji=False, highlight=False
        )

    def line(self, text: str = "", indent: int = 0, hang: int | None = None) -> None:
        """A paragraph: its first line indented by `indent`, what follows by `hang` (default: the same)."""
        from rich.text import Text

        hang = indent if hang is None else hang
        room = max(20, self.columns - max(indent, hang))
        wrapped = [
            part.plain.rstrip()
            for paragraph in clean_text(text).split("\n")
            for part in Text(paragraph).wrap(self._console, room) or [Text()]
        ]
        self._lines += [(" " * (hang if number else indent) + part).rstrip() for number, part in enumerate(wrapped)]

    def field(self, label: str, text: str, indent: int = 0) -> None:
        """`label: text`, with further lines indented a little more; nothing for an empty text."""
        if text:
            self.line(f"{label}: {text}", indent, indent + 2)

    def heading(self, text: str) -> None:
        """A heading with a blank line before it."""
        if self._lines:
            self.line()
        self.line(text)

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> None:
        """Aligned columns with a head, `right` naming those of numbers; where they do not fit, a paragraph per row."""
        found = [[clean_line(cell) for cell in row] for row in rows]
        widths = [max(map(cell_len, column)) for column in zip(head, *found, strict=True)]
        if sum(widths) + len(GAP) * (len(widths) - 1) <= self.columns:
            self._lines += [_aligned(row, widths, right) for row in (head, *found)]
            return
        for row in found:
            self.line(row[0], 0, 2)
            self.line("; ".join(f"{title} {cell}" for title, cell in zip(head[1:], row[1:], strict=True)), 2)

    def text(self) -> str:
        """All lines so far. Where the locale knows no more, typographic signs become plain ones."""
        text = "\n".join(self._lines)
        return text.translate(_PLAIN) if self.ascii else text

    def show(self) -> None:
        """Write the page to stdout."""
        emit(self.text())


def _aligned(row: Sequence[str], widths: Sequence[int], right: Sequence[int]) -> str:
    """One row of a table; widths are cells of the terminal, of which some characters take two."""
    cells = []
    for index, (cell, wide) in enumerate(zip(row, widths, strict=True)):
        blanks = " " * (wide - cell_len(cell))
        cells.append(blanks + cell if index in right else cell + blanks)
    return GAP.join(cells).rstrip()


_PLAIN: Final = str.maketrans(
    {"×": "x", "÷": "/", "–": "-", "—": "-", "→": "->", "▸": ">", "…": "...", "’": "'", "‘": "'", "“": '"', "”": '"',
     "½": "1/2", "¼": "1/4", "§": "s.", "\u00a0": " "}
)  # fmt: skip


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 gap`, `2 gaps`."""
    return f"{number} {one if number == 1 else many or one + 's'}"
