"""One line of the list of assessments: its words and figures, and which of them fit; what stands there without any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.text import Text

from cop_tui.tui.widgets.interval import interval_text, percent
from cop_tui.tui.widgets.plain import plain_rich

if TYPE_CHECKING:
    from cop_tui.services.glance import Glance
    from cop_tui.services.kept_figures import Figures
    from cop_tui.store.records import AssessmentRecord

COLUMNS: Final = ("name", "model", "binds", "readiness", "gaps", "next")
LOADING: Final = ("…", None, "", "", "")
SYSTEMIC: Final = "SS"
ALL: Final = frozenset({"TR", "CR", "SS"})
SHORT: Final = {"TR": "transparency", "CR": "copyright", "SS": "systemic risk", "AO": "AI Act duties"}
EMPTY = """\
There is no assessment here yet.

{home.new}  start one: name the model and see what binds you, since when and why
{home.demo}  open a filled sample of an invented provider, to look around in

Everything stays on this machine, in one file, saved as you type."""
NO_MATCH = "No assessment matches. {home.clear} shows all again."


@dataclass(frozen=True, slots=True)
class Row:
    """An assessment as listed. `bars` holds its readiness drawn at each of the widths in use."""

    id: str
    name: str
    model: str
    binds: str = ""
    bars: tuple[str, str] | None = None
    readiness: str = ""
    gaps: str = ""
    next: str = ""

    @property
    def figures(self) -> tuple[str, tuple[str, str] | None, str, str, str]:
        """What is computed, as opposed to read."""
        return self.binds, self.bars, self.readiness, self.gaps, self.next

    @property
    def haystack(self) -> str:
        """What the filter looks in."""
        return f"{self.name} {self.model} {self.binds}".casefold()


class Column(NamedTuple):
    """A column of the table; `width` in cells."""

    key: str
    title: Text
    width: int


def row_of(record: AssessmentRecord | Glance, figures: Figures, today: date, use_ascii: bool) -> Row:
    """The line of an assessment as it stands today."""
    readiness = figures.readiness
    return Row(
        record.id,
        record.name,
        record.model,
        binds_words(figures.binds),
        (interval_text(readiness, 12, use_ascii), interval_text(readiness, 6, use_ascii)),
        percent(readiness, use_ascii),
        str(figures.gaps),
        next_words(figures.next_day, today),
    )


def binds_words(binds: Mapping[str, bool | None]) -> str:
    """What binds, in a few words; what the facts leave open is said to be open."""
    binding = [chapter for chapter, applies in binds.items() if applies]
    if binds and all(applies is None for applies in binds.values()):
        return "open: facts missing"
    if frozenset(binding) >= ALL:
        words = "all + systemic risk"
    elif set(binding) - {"AO"}:
        words = ", ".join(SHORT.get(c, c) for c in binding if c != "AO")
    else:
        words = SHORT["AO"] if binding else "nothing"
    return f"{words}, rest open" if any(applies is None for applies in binds.values()) else words


def next_words(day: date | None, today: date) -> str:
    """How far the next dated duty is away, or how long it is overdue."""
    if day is None:
        return "–"
    days = (day - today).days
    if days < 0:
        return f"{_days(-days)} late"
    return "today" if days == 0 else f"in {_days(days)}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def layout(width: int) -> tuple[Column, ...]:
    """The columns that fit in a terminal of that width; names take what the figures leave."""
    bar = 12 + 9 if width >= 100 else 6 + 9 if width >= 80 else 8
    widths = {"gaps": 4, "next": 13, "readiness": max(bar, 9)}
    if width >= 80:
        widths["binds"] = 23
    if width >= 110:
        widths["model"] = 20
    if width < 56:
        del widths["next"]
    taken = sum(widths.values()) + 2 * (len(widths) + 1) + 4
    widths["name"] = min(max(width - taken, 12), 60)
    return tuple(
        Column(key, Text(key.capitalize(), justify="right" if key == "gaps" else "left"), widths[key])
        for key in COLUMNS
        if key in widths
    )


def cells(row: Row, columns: tuple[str, ...], width: int) -> list[Text]:
    """The cells of a row for those columns, each plain text."""
    bar = row.readiness if row.bars is None or width < 80 else row.bars[0 if width >= 100 else 1]
    words = dict(zip(COLUMNS, (row.name, row.model, row.binds, bar, row.gaps, row.next), strict=True))
    made = []
    for column in columns:
        cell = plain_rich(words[column].replace("\n", " "))
        cell.justify = "right" if column == "gaps" else "left"
        cell.overflow = "ellipsis"
        cell.no_wrap = True
        made.append(cell)
    return made
