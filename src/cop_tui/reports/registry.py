"""The report formats by name. A new format is a module with the names below and its name in FORMATS, no more.

A module has NAME, TITLE, EXTENSION (without the dot) and `render(model) -> bytes`. What an audience may not see is
taken out of the model before it is rendered, so no format has to know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from cop_tui.errors import ReportError
from cop_tui.reports.model import ReportModel

FORMATS: Final = ("as_html", "as_markdown", "as_json", "as_csv", "as_calendar")


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a report down. `render` never fails for a well-formed model."""

    name: str
    title: str
    extension: str
    render: Callable[[ReportModel], bytes]


def formats() -> tuple[Format, ...]:
    """Every format, the ones for people first."""
    modules = [import_module(f"cop_tui.reports.{name}") for name in FORMATS]
    return tuple(Format(m.NAME, m.TITLE, m.EXTENSION, m.render) for m in modules)


def chosen(names: Iterable[str]) -> tuple[Format, ...]:
    """The formats of these names, each once, in the order given. Raises ReportError for one that does not exist."""
    known = {f.name: f for f in formats()}
    wanted = tuple(dict.fromkeys(name.strip().lower() for name in names if name.strip()))
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ReportError(f"there is no report format {', '.join(unknown)}", f"Formats: {', '.join(known)}.")
    if not wanted:
        raise ReportError("no report format was chosen", f"Formats: {', '.join(known)}.")
    return tuple(known[name] for name in wanted)
