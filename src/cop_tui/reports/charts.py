"""The pictures of a report: readiness, commitments, heat map, timeline; each with its words and its table.

They are drawn by pygal, which does it in a few milliseconds and needs no other program; `drawing` makes its output
plain. The same model gives the same picture, and no text in one can be markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from cop_tui.domain.dated import DatedDuty
from cop_tui.domain.results import Readiness
from cop_tui.reports.drawing import Bar, Dot, bars, cells, dots, titled
from cop_tui.reports.model import ChapterPart, Group, ReportModel
from cop_tui.reports.wording import NONE, count, day, down, interval, own_title, part

WIDTH: Final = 720
LABEL: Final = 60
"""Characters of a label in a picture, on two lines; the table beside it has all of them."""
BACK: Final = timedelta(days=400)
AHEAD: Final = timedelta(days=3 * 365)
"""How far the timeline looks back and ahead from the report's day."""
LANES: Final[tuple[str, ...]] = ("Law, Code, requests", "Evidence", "Actions, own dates")
STEPS: Final = (0.2, 0.4, 0.6, 0.8)
"""From which lower ends of readiness a cell of the heat map is a shade darker."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a picture shows, in full: for whoever cannot or will not look at it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture: `alt` says in words what it shows, `svg` is self-contained and holds neither style nor script."""

    id: str
    title: str
    alt: str
    svg: str
    table: Table


def charts(model: ReportModel) -> tuple[Chart, ...]:
    """The pictures of a report; one that would show nothing is not among them."""
    asked = tuple(ch for ch in model.chapters if ch.group.readiness.weight)
    made = (
        readiness(model, asked) if asked else None,
        commitments(asked) if asked else None,
        heat(asked) if asked else None,
        timeline(model),
    )
    return tuple(replace(c, svg=titled(c.svg, c.title, c.alt)) for c in made if c is not None)


def png(chart: Chart, scale: float = 2.0) -> bytes:
    """The picture as PNG, `scale` pixels for each of its units. Needs the library `typst`."""
    from cop_tui.reports.drawing import raster

    return raster(chart.svg, scale)


def readiness(model: ReportModel, asked: Sequence[ChapterPart]) -> Chart:
    """The readiness interval of everything and of each chapter."""
    rows = (("Everything asked", model.summary.readiness), *((ch.group.title, ch.group.readiness) for ch in asked))
    drawn = tuple(Bar(_label(name), _interval(figures)) for name, figures in rows)
    words = "; ".join(f"{name} {interval(r)}, demonstrated {down(r.demonstrated)}" for name, r in rows)
    return Chart(
        "readiness",
        "Readiness by chapter",
        f"Bars from 0 to 100 %. {words}.",
        bars(WIDTH, drawn, (("demonstrated", "demonstrated"), ("claimed", "claimed"),
                            ("unanswered", "not answered"), ("open", "open"))),
        Table(
            ("Chapter", "Readiness", "Demonstrated", "Answered", "Weight"),
            tuple(
                (name, interval(r), down(r.demonstrated), f"{r.answered} of {r.asked}", str(r.weight))
                for name, r in rows
            ),
        ),
    )  # fmt: skip


def _interval(figures: Readiness) -> tuple[float, ...]:
    low, high, shown = figures.low or 0.0, figures.high or 0.0, figures.demonstrated or 0.0
    return tuple(100 * x for x in (shown, low - shown, high - low, 1 - high))


def commitments(asked: Sequence[ChapterPart]) -> Chart:
    """How the weight of each commitment is made up."""
    groups = [(ch, c.group) for ch in asked for c in ch.commitments if c.group.readiness.weight]
    drawn = tuple(Bar(_label(_numbered(ch, g)), tuple(100 * w for w in _shares(g))) for ch, g in groups)
    head = ("Met, with evidence", "Met, claimed", "Partial (half)", "Open", "Not answered")
    worst = min((g for _, g in groups), key=lambda g: g.readiness.low or 0.0)
    rows = tuple(
        (_numbered(ch, g), interval(g.readiness), *(part(w, 1.0) for w in _shares(g)), str(g.readiness.weight))
        for ch, g in groups
    )
    return Chart(
        "commitments",
        "Commitments by standing",
        f"Stacked bars of {count(len(groups), 'commitment')}, in per cent of their weight: met with evidence, claimed,"
        f" partial, not answered, open. Lowest: {worst.number} {worst.title}, {interval(worst.readiness)}.",
        bars(WIDTH, drawn, (("demonstrated", "evidenced"), ("claimed", "claimed"), ("partial", "partial (½)"),
                            ("open", "open"), ("unanswered", "not answered"))),
        Table(("Commitment", "Readiness", *head, "Weight"), rows),
    )  # fmt: skip


def _shares(group: Group) -> tuple[float, ...]:
    s, total = group.shares, group.readiness.weight
    return tuple(w / total for w in (s.demonstrated, s.claimed, s.partial, s.open, s.unanswered))


def heat(asked: Sequence[ChapterPart]) -> Chart:
    """Every measure as a cell, the darker the further it has come; the figures stand in the cells."""
    lines = [
        (_label(_numbered(ch, c.group)), [m.group for m in c.measures if m.group.readiness.weight])
        for ch in asked
        for c in ch.commitments
        if c.group.readiness.weight
    ]
    groups = [group for _, line in lines for group in line]
    untouched = sum(not g.readiness.answered for g in groups)
    low = [g for g in groups if g.readiness.answered and (g.readiness.low or 0.0) < STEPS[0]]
    return Chart(
        "heat",
        "Measures at a glance: readiness in %, red below 20, yellow below 40, then ever deeper blue, grey unanswered",
        f"{count(len(groups), 'measure')}, a row for each commitment, a cell for each measure with its readiness in per"
        f" cent. {untouched} without any answer; {len(low)} begun and below 20 %"
        f"{': ' + ', '.join(g.id for g in low[:8]) if low else ''}{' and more' if len(low) > 8 else ''}.",
        cells(WIDTH, tuple((name, tuple((f"{g.number}  {_short(g.readiness)}", _shade(g.readiness)) for g in line))
                           for name, line in lines)),
        Table(
            ("Measure", "Readiness", "Demonstrated", "Answered"),
            tuple(
                (f"{g.id} {g.title}", interval(g.readiness), down(g.readiness.demonstrated),
                 f"{g.readiness.answered} of {g.readiness.asked}")
                for g in groups
            ),
        ),
    )  # fmt: skip


def _short(figures: Readiness) -> str:
    return interval(figures).removesuffix(" %")


def _shade(figures: Readiness) -> str:
    """A shade from 0 to 4 by the lower end; `none` where nothing is answered."""
    if not figures.answered:
        return "none"
    return str(sum((figures.low or 0.0) >= step for step in STEPS))


def timeline(model: ReportModel) -> Chart | None:
    """The days of law, Code and team around the report's day; None where there is none."""
    rows = model.registers.deadlines
    known = [d for d in (*rows.open, *rows.own, *rows.over) if d.day is not None]
    if not known:
        return None
    first, last = model.today - BACK, model.today + AHEAD
    near = [d for d in known if d.day is not None and first <= d.day <= last]
    seen = [_lane(d) for d in near]
    lanes = tuple(lane for lane in LANES if lane in seen) or LANES[:1]
    drawn = tuple(Dot(d.day, lanes.index(_lane(d)), _sort(d)) for d in near if d.day is not None)
    late = [d for d in near if d.status == "overdue"]
    coming = model.next_dates(1)
    following = f" Next by law, Code or request: {coming[0].title} on {coming[0].day}." if coming else ""
    beyond = len(known) - len(near)
    return Chart(
        "timeline",
        "Timeline",
        f"{count(len(near), 'date')} from {first} to {last} as dots along a line of time, {len(late)} overdue."
        f"{following}{f' {beyond} further away are in the table alone.' if beyond else ''}",
        dots(WIDTH, lanes, drawn, model.today, (first, last)),
        Table(
            ("Day", "Status", "What", "Sort"),
            tuple((day(d.day), d.status, _title(d), _lane(d)) for d in sorted(known, key=_when)),
        ),
    )


def _when(duty: DatedDuty) -> tuple[date, str]:
    return duty.day or date.max, duty.id


def _lane(duty: DatedDuty) -> str:
    return LANES[1] if duty.kind == "evidence" else LANES[2] if duty.kind in ("action", "answer") else LANES[0]


def _sort(duty: DatedDuty) -> str:
    if duty.status in ("done", "passed"):
        return "behind"
    return "overdue" if duty.status == "overdue" else "coming"


def _title(duty: DatedDuty) -> str:
    return own_title(duty) if duty.kind in ("action", "answer") else duty.title or NONE


def _numbered(chapter: ChapterPart, group: Group) -> str:
    return f"{chapter.group.id} {group.number} {group.title}"


def _label(text: str) -> str:
    return text if len(text) <= LABEL else f"{text[: LABEL - 1].rstrip()}…"
