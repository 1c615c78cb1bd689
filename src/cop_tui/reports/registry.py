"""The report formats by name. A new format is a module with the names below and its name in FORMATS, no more.

A module has NAME, TITLE, EXTENSION (without the dot) and `render(model) -> bytes`. One that needs a library which not
everybody has names it in NEEDS (as it is imported) and the extra that brings it in EXTRA, and imports it in `render`.
One that can take a file to be made like has TAKES_TEMPLATE, and `render(model, template)` takes that file's content.
What an audience may not see is taken out of the model before it is rendered, so no format has to know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Final

from cop_tui.errors import ReportError
from cop_tui.reports.model import ReportModel

FORMATS: Final = (
    "as_html", "as_markdown", "as_pdf", "as_docx", "as_xlsx", "as_csv", "as_json", "as_yaml", "as_calendar",
    "as_oscal", "as_oscal_catalog", "as_oscal_poam",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a report down. `render` never fails for a well-formed model where what it `needs` is there."""

    name: str
    title: str
    extension: str
    render: Callable[..., bytes]
    needs: tuple[str, ...] = ()
    extra: str = ""
    takes_template: bool = False

    @property
    def available(self) -> bool:
        """Whether the libraries that it needs are installed; none is imported to find out."""
        return all(find_spec(name) is not None for name in self.needs)

    def make(self, model: ReportModel, template: bytes | None = None) -> bytes:
        """The report in this format, made like `template` where it can be."""
        return self.render(model, template) if template is not None and self.takes_template else self.render(model)


def formats() -> tuple[Format, ...]:
    """Every format, the ones for people first."""
    return tuple(_format(import_module(f"cop_tui.reports.{name}")) for name in FORMATS)


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


def need(wanted: Sequence[Format]) -> None:
    """Raise ReportError if the libraries of a format are not installed: which, how to get them, what works now."""
    lacking = [f for f in wanted if not f.available]
    if not lacking:
        return
    names = ", ".join(f.name for f in lacking)
    extras = ",".join(dict.fromkeys(f.extra for f in lacking))
    works = ", ".join(f.name for f in formats() if f.available)
    raise ReportError(
        f"{names} {'needs a library that is' if len(lacking) == 1 else 'need libraries that are'} not installed",
        f"Install with: pip install 'cop-tui[{extras}]'. Without it these formats work: {works}.",
    )


def _format(module: ModuleType) -> Format:
    return Format(
        name=module.NAME,
        title=module.TITLE,
        extension=module.EXTENSION,
        render=module.render,
        needs=getattr(module, "NEEDS", ()),
        extra=getattr(module, "EXTRA", module.NAME),
        takes_template=getattr(module, "TAKES_TEMPLATE", False),
    )
