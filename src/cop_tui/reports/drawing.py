"""Bars, cells and dots as plain SVG: pygal places everything, what is left is shapes and words with attributes.

pygal's own output carries scripts, style sheets, ids that differ each time and the day it was made. Only shapes and
text are taken from it; each is given a class (`k-...` for what it stands for) and the colour of print as an attribute,
so that a page may colour it anew by its style sheet and everything else shows it as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from pygal.style import Style  # type: ignore[import-untyped]

INK: Final = "#1c2329"
FILLS: Final[Mapping[str, str]] = {
    "demonstrated": "#1f5f8b", "claimed": "#93b9d3", "partial": "#e0c878", "open": "#ffffff", "unanswered": "#d3d9dd",
    "0": "#f6cdb9", "1": "#f3e3bf", "2": "#dce8ef", "3": "#b3cfe2", "4": "#7fb0d3", "none": "#e9edf0",
    "overdue": "#9a3412", "coming": "#1f5f8b", "behind": "#a9b3ba", "today": "#1c2329",
}  # fmt: skip
OUTLINED: Final = ("open", "unanswered")
FONT: Final = "Liberation Sans, Arial, Helvetica, DejaVu Sans, Libertinus Serif, sans-serif"
KEPT: Final = 8
"""So many pictures of each kind are kept: all formats of one report show the same ones, and drawing takes its time."""
_ROW: Final = 24
_STEP: Final = 10.5
"""From line to line of a label."""
_LINE: Final = 34
"""Characters of a line of a label; a longer label is set on two."""
_NUMBER: Final = re.compile(r"-?\d+\.\d+")
# What XML cannot hold, and what turns the direction of the text around it.
_UNWANTED: Final = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_GONE: Final = ("style", "script", "desc", "title", "defs")


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a stacked chart: what it is called, and its pieces in per cent in the order of the legend."""

    label: str
    pieces: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A day on one of the lanes, and what sort of day it is."""

    day: date
    lane: int
    kind: str


@lru_cache(KEPT)
def bars(width: int, rows: tuple[Bar, ...], legend: tuple[tuple[str, str], ...]) -> str:
    """Horizontal bars from 0 to 100, stacked in the order of `legend` (what a piece stands for, and its words)."""
    import pygal  # type: ignore[import-untyped]

    chart = pygal.HorizontalStackedBar(
        **_common(width, _ROW * len(rows) + 76),
        show_legend=True,
        legend_at_bottom=True,
        legend_at_bottom_columns=len(legend),
        margin_right=30,
        range=(0, 100),
    )
    chart.x_labels = [_first(row.label) for row in reversed(rows)]
    chart.y_labels = [0, 25, 50, 75, 100]
    for number, (_, words) in enumerate(legend):
        chart.add(words, [max(row.pieces[number], 0.0) or None for row in reversed(rows)])
    return _svg(chart, [kind for kind, _ in legend], labels=[row.label for row in rows])


@lru_cache(KEPT)
def cells(width: int, rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]) -> str:
    """Rows of cells side by side, each with its words and its shade (a key of FILLS)."""
    import pygal

    columns = max(len(row) for _, row in rows)
    chart = pygal.HorizontalStackedBar(
        **_common(width, (_ROW + 4) * len(rows) + 24),
        show_legend=False,
        print_labels=True,
        range=(0, columns),
    )
    chart.x_labels = [_first(name) for name, _ in reversed(rows)]
    chart.y_labels = [0]
    for column in range(columns):
        chart.add("", [_cell(row, column) for _, row in reversed(rows)])
    return _svg(chart, [], guides=False, labels=[name for name, _ in rows])


def _cell(row: Sequence[tuple[str, str]], column: int) -> dict[str, Any] | None:
    if column >= len(row):
        return None
    words, shade = row[column]
    return {"value": 1, "label": _plain(words), "color": f"k-{shade}"}


@lru_cache(KEPT)
def dots(width: int, lanes: tuple[str, ...], found: tuple[Dot, ...], today: date, limits: tuple[date, date]) -> str:
    """Days as dots on lanes, with a line for today."""
    import pygal

    first, last = limits
    chart = pygal.XY(
        **_common(width, 44 * len(lanes) + 84),
        stroke=False,
        show_legend=True,
        legend_at_bottom=True,
        legend_at_bottom_columns=4,
        xrange=(first.toordinal(), last.toordinal()),
        range=(0.4, len(lanes) + 0.6),
    )
    halves = [date(y, m, 1) for y in range(first.year, last.year + 1) for m in (1, 7)]
    chart.x_labels = [
        {"label": f"{d:%Y}" if d.month == 1 else f"{d:%Y-%m}", "value": d.toordinal()}
        for d in halves
        if first < d < last
    ]
    chart.y_labels = [{"label": _plain(lane), "value": len(lanes) - n} for n, lane in enumerate(lanes)]
    kinds = (("overdue", "overdue", 5.0), ("coming", "to come", 3.5), ("behind", "done or behind", 2.5))
    for kind, words, size in kinds:
        points = [(d.day.toordinal(), len(lanes) - d.lane) for d in found if d.kind == kind]
        chart.add(words, sorted(set(points)), dots_size=size)
    line = [(today.toordinal(), 0.4), (today.toordinal(), len(lanes) + 0.6)]
    chart.add(f"{today}", line, stroke=True, show_dots=False)
    return _svg(chart, [kind for kind, _, _ in kinds] + ["today"])


def titled(svg: str, title: str, alt: str) -> str:
    """The picture with words for who cannot see it."""
    words = f"<title>{escape(_plain(title))}</title><desc>{escape(_plain(alt))}</desc>"
    start, end, rest = svg.partition(">")
    return f'{start} role="img" aria-label={quoteattr(_plain(f"{title}. {alt}"))}{end}{words}{rest}'


def raster(svg: str, scale: float) -> bytes:
    """A picture as PNG, `scale` pixels for each of its units."""
    import typst

    found = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    width, height = (int(found[1]), int(found[2])) if found else (720, 300)
    page = (
        f'#set page(width: {width}pt, height: {height}pt, margin: 0pt)\n#image("chart.svg", width: 100%)\n'
    ).encode()
    given: Any = {"main": page, "chart.svg": svg.encode()}
    made: Any = typst.compile(given, format="png", ppi=72 * scale, ignore_system_fonts=True)
    return bytes(made[0] if isinstance(made, list) else made)


def _common(width: int, height: int) -> dict[str, Any]:
    return {
        "js": (), "css": (), "explicit_size": True, "width": width, "height": height, "style": _style(),
        "truncate_label": -1, "truncate_legend": -1, "margin": 8, "show_dots": True, "spacing": 8,
    }  # fmt: skip


def _style() -> Style:
    from pygal.style import Style

    return Style(label_font_size=11, major_label_font_size=11, legend_font_size=11, value_label_font_size=10)


def _wrapped(label: str) -> list[str]:
    """A label on as many lines as it needs."""
    return wrap(_plain(label), _LINE)


def _first(label: str) -> str:
    """What pygal makes room for: the longest line of a label, which names it as well."""
    return max(_wrapped(label), key=len, default="")


def _plain(text: str) -> str:
    return " ".join(_UNWANTED.sub("", text).split(" "))


# from pygal's tree to shapes and words


def _svg(chart: Any, kinds: Sequence[str], *, guides: bool = True, labels: Sequence[str] = ()) -> str:
    """What the chart draws. `kinds` says what its series stand for, `labels` are those to be set on several lines."""
    width, height = chart.config.width, chart.config.height
    lines = {_first(label): tuple(_wrapped(label)) for label in labels}
    inner = "".join(_walked(chart.render_tree(), _Place(tuple(kinds), guides, lines)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' font-family={quoteattr(FONT)} font-size="11" fill="{INK}">{inner}</svg>'
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the tree we are: what the series stand for, which one this is, the axis, the shade of a cell."""

    kinds: tuple[str, ...]
    guides: bool
    lines: Mapping[str, tuple[str, ...]]
    kind: str = ""
    axis: str = ""


def _walked(element: Any, place: _Place) -> Iterator[str]:
    if not isinstance(element.tag, str):  # a comment
        return
    name = element.tag.rpartition("}")[2]
    classes = (element.get("class") or "").split()
    if name in _GONE or "tooltip-overlay" in classes or "background" in classes:
        return
    place = _placed(element, classes, place)
    if name in ("g", "svg"):
        inner = "".join(text for child in element for text in _walked(child, place))
        moved = element.get("transform")
        if inner:
            yield f"<g transform={quoteattr(_rounded(moved))}>{inner}</g>" if moved else inner
        return
    yield from _shape(element, name, classes, place)


def _placed(element: Any, classes: Sequence[str], place: _Place) -> _Place:
    kind, axis = place.kind, place.axis
    for word in classes:
        number = word.removeprefix("serie-" if "series" in classes else "color-")
        if word != number and number.isdigit() and int(number) < len(place.kinds):
            kind = place.kinds[int(number)]
    shade = re.search(r"k-(\w+)", element.get("style") or "")
    if shade:
        kind = shade[1]
    if "axis" in classes:
        axis = "x" if "x" in classes else "y"
    if "text-overlay" in classes:
        axis = "cell"
    if "legends" in classes:
        axis = "legend"
    return _Place(place.kinds, place.guides, place.lines, kind, axis)


def _shape(element: Any, name: str, classes: Sequence[str], place: _Place) -> Iterator[str]:
    if name == "text" and (place.guides or place.axis != "x"):
        yield from _text(element, place)
    elif name == "rect" and element.get("width") is not None:
        places = " ".join(f'{key}="{_rounded(element.get(key))}"' for key in ("x", "y", "width", "height"))
        yield f"<rect {_filled(place.kind)} {places}/>"
    elif name == "circle":
        places = " ".join(f'{key}="{_rounded(element.get(key))}"' for key in ("cx", "cy", "r"))
        yield f'<circle {_filled(place.kind)} {places} fill-opacity="0.85"/>'
    elif name == "path" and ("line" in classes or place.axis == ""):
        if "line" in classes and "guide" in classes and not place.guides:
            return
        today = place.kind == "today"
        look = f'class="k-line" stroke="{INK}" stroke-width="1.5"' if today else 'class="guide" stroke="#d9dee2"'
        yield f'<path {look} fill="none" d={quoteattr(_rounded(element.get("d")))}/>'


def _text(element: Any, place: _Place) -> Iterator[str]:
    """Words at their place; a long label line by line around it."""
    words = "".join(element.itertext())
    lines = place.lines.get(words, (words,)) if place.axis == "y" else (words,)
    anchor = {"x": "middle", "y": "end", "cell": "middle"}.get(place.axis, "start")
    size = ' font-size="10"' if place.axis == "cell" or len(lines) > 1 else ""
    look = "on" if place.axis == "cell" else "t"
    for number, line in enumerate(lines):
        if line.strip():
            y = float(element.get("y")) + _STEP * (number - (len(lines) - 1) / 2)
            places = f'x="{_rounded(element.get("x"))}" y="{_rounded(f"{y:.2f}")}"'
            yield f'<text class="{look}" {places} text-anchor="{anchor}"{size}>{escape(line)}</text>'


def _filled(kind: str) -> str:
    outline = ' stroke="#8a949c" stroke-width="0.6"' if kind in OUTLINED else ""
    return f'class="k-{kind}" fill="{FILLS.get(kind, INK)}"{outline}'


def _rounded(numbers: str | None) -> str:
    return _NUMBER.sub(lambda m: f"{float(m.group()):.1f}".removesuffix(".0"), numbers or "")
