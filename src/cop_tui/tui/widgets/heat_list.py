"""Every criterion that is asked as a line: what the heat map draws, filters, names and leads to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from textual.content import Content

from cop_tui.domain.answers import State
from cop_tui.services.marks import WORDS, mark
from cop_tui.services.standing import Standing
from cop_tui.tui.widgets.answers import COLOURS
from cop_tui.tui.widgets.gap_table import LABEL, Column, Line, Listing, gap_tags
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED, Row, labelled, para

HEAT_COLUMNS: Final = (Column("Criterion", -24), Column("What it asks", 0), Column("State", 22))


def heat_states(standing: Standing) -> dict[str, State | None]:
    """The state of every criterion that is asked."""
    return {key: result.state for key, result in standing.analysis.criteria.items() if result.asked}


def heat_listing(standing: Standing, use_ascii: bool) -> Listing:
    """Every criterion that is asked, in the order of the questionnaire."""
    gaps = {gap.criterion: gap.priority.calculation for gap in standing.analysis.gaps}
    lines = tuple(_line(standing, key, gaps.get(key, ""), use_ascii) for key in heat_states(standing))
    return Listing("Heat map", HEAT_COLUMNS, lines, "Nothing is asked, as far as the facts say.")


def _line(standing: Standing, key: str, priority: str, use_ascii: bool) -> Line:
    criterion, answer = standing.criterion(key), standing.answer(key)
    chapter, commitment, measure = standing.pack.places[key]
    cells = (key, criterion.short, f"{mark(answer.state, use_ascii)} {WORDS[answer.state]}")
    words = (*cells, criterion.strength, answer.owner, chapter.title, commitment.title, measure.id, measure.title)
    detail = partial(_detail, standing, key, priority, use_ascii)
    return Line(key, cells, "\n".join(words).casefold(), detail, (key,), False, gap_tags(standing, key))


def _detail(standing: Standing, key: str, priority: str, use_ascii: bool) -> Iterator[Row]:
    criterion, answer = standing.criterion(key), standing.answer(key)
    state = (mark(answer.state, use_ascii), COLOURS[answer.state])
    yield para(Content.assemble((key, "bold"), "  ", state, f" {WORDS[answer.state]}  ", plain(criterion.short)))
    yield para(plain(criterion.question))
    if priority:
        yield labelled("Priority", priority, LABEL, MUTED)
    if answer.owner or answer.due:
        due = f"due {answer.due}" if answer.due else ""
        yield labelled("Owner", ", ".join(part for part in (answer.owner or "nobody", due) if part), LABEL, MUTED)
