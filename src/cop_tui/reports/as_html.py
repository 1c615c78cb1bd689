"""HTML: one self-contained page that needs no network and runs no script, for reading, sending and printing."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Literal

from cop_tui.domain.compare import KINDS
from cop_tui.domain.dated import Status
from cop_tui.domain.results import Readiness
from cop_tui.reports import wording
from cop_tui.reports.charts import charts
from cop_tui.reports.html_words import links, state, verdict
from cop_tui.reports.model import CommitmentPart, Group, ReportModel
from cop_tui.reports.register_rows import ActionRow
from cop_tui.reports.sections import GLANCE, GLANCE_TITLE, sections

if TYPE_CHECKING:
    from jinja2 import Environment

NAME: Final = "html"
TITLE: Final = "HTML, one page for reading and printing"
EXTENSION: Final = "html"

STATUSES: Final[tuple[Status, ...]] = ("overdue", "due", "ahead", "no fixed day", "cannot be dated", "passed", "done")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a readiness bar, in per cent of its width."""

    kind: Literal["demonstrated", "claimed", "range"]
    x: str
    width: str


def render(model: ReportModel) -> bytes:
    """The report as an HTML page in UTF-8."""
    from markupsafe import Markup

    style, mark = _style()
    places = anchors(model)
    to, marked = links(places)
    page = (
        _environment()
        .get_template("report.html.j2")
        .render(
            model=model,
            sections=sections(model),
            anchors=places,
            to=to,
            marked=marked,
            kinds=KINDS,
            glance=GLANCE,
            glance_title=GLANCE_TITLE,
            held=model.registers,
            pictures={c.id: c for c in charts(model)},
            drawn=lambda chart: Markup(chart.svg),  # noqa: S704 - every text in it is escaped
            answered_states=[wording.STATE_WORDS[row.state] for row in model.rows()],
            style=Markup(style),  # noqa: S704 - our own file
            style_hash=mark,
        )
    )
    lines = (line.rstrip() for line in page.split("\n"))
    return ("\n".join(line for line in lines if line) + "\n").encode()


@cache
def _style() -> tuple[str, str]:
    """The style sheet as it stands in the page, and its hash: the page allows this one and no other."""
    text = (files("cop_tui.reports") / "templates" / "style.css").read_text("utf-8")
    sheet = "\n".join(line.rstrip() for line in text.split("\n") if line.strip())
    return sheet, f"sha256-{b64encode(hashlib.sha256(sheet.encode()).digest()).decode()}"


def lateness(rows: Iterable[ActionRow]) -> list[str]:
    """Of each action that has not ended, whether it is overdue."""
    return ["overdue" if row.overdue else "in time" for row in rows]


def anchors(model: ReportModel) -> frozenset[str]:
    """Everything on the page that can be linked to."""
    held = model.registers
    ids = (
        [row.id for row in (*model.rows(), *model.not_asked)],
        [duty.id for duty in model.duties],
        [row.id for row in held.evidence],
        [row.id for row in held.actions],
    )
    return frozenset(key for each in ids for key in each)


def segments(readiness: Readiness) -> tuple[Segment, ...]:
    """Demonstrated, claimed and unanswered side by side: each edge is a figure that the text names too."""
    low, high, shown = readiness.low, readiness.high, readiness.demonstrated
    if low is None or high is None or shown is None:
        return ()
    edges: tuple[tuple[Literal["demonstrated", "claimed", "range"], float, float], ...] = (
        ("demonstrated", 0.0, shown),
        ("claimed", shown, low),
        ("range", low, high),
    )
    return tuple(Segment(k, f"{100 * a:.2f}", f"{100 * (b - a):.2f}") for k, a, b in edges if b > a)


def groups(commitment: CommitmentPart) -> Iterator[Group]:
    """A commitment's own figures, then those of its measures that are asked."""
    yield commitment.group
    yield from (m.group for m in commitment.measures if m.group.readiness.asked)


def weights(group: Group) -> tuple[str, ...]:
    """The shares of a group in per cent of its weight."""
    s, total = group.shares, group.readiness.weight
    return tuple(wording.part(w, total) for w in (s.demonstrated, s.claimed, s.partial, s.open, s.unanswered))


@cache
def _environment() -> Environment:
    """Made once: reading the templates takes longer than filling them."""
    # Half of what the other formats cost to start is this import.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    env = Environment(
        loader=PackageLoader("cop_tui.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(
        segments=segments,
        groups=groups,
        lateness=lateness,
        state=state,
        verdict=verdict,
        statuses=STATUSES,
        state_numbers={state: number for number, state in enumerate(wording.STATE_WORDS, 1)},
        weights=weights,
        marks=wording.STATE_MARKS,
        words=wording.STATE_WORDS,
        strengths=wording.STRENGTH_WORDS,
        efforts=wording.EFFORT_WORDS,
        piece_words=wording.PIECE_WORDS,
        action_words=wording.ACTION_WORDS,
        field_words=wording.FIELD_WORDS,
        after_only=wording.AFTER_ONLY,
        **{
            f.__name__: f
            for f in (
                wording.interval, wording.down, wording.day, wording.long_day, wording.moment, wording.distance,
                wording.posture, wording.finable, wording.yes_no, wording.stated, wording.left_out_words,
                wording.account_words, wording.capital, wording.event_time,
                wording.finding_subjects, wording.lost_words, wording.moved, wording.own_title, wording.unplanned_words,
                wording.validity,
            )
        },
    )  # fmt: skip
    return env
