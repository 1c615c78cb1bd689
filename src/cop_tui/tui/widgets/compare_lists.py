"""What differs between two sides, as lists: verdicts, then each kind of change with its criteria."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from textual.content import Content

from cop_tui.domain.answers import State
from cop_tui.domain.compare import KINDS, Change, Comparison, Kind, ReadinessChange, VerdictChange
from cop_tui.domain.results import Readiness, Verdict
from cop_tui.services.marks import WORDS, mark
from cop_tui.services.standing import Standing
from cop_tui.tui.widgets.bars import percent
from cop_tui.tui.widgets.context import VERDICT_MARKS
from cop_tui.tui.widgets.gap_table import LABEL, Column, Line, Listing, gap_tags
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import BLANK, MUTED, Row, labelled, para

CHANGE_COLUMNS: Final = (
    Column("Criterion", -24),
    Column("What it asks", 0, 56),
    Column("Before", 14),
    Column("After", 14),
    Column("Parts that differ", -26, 100),
)
VERDICT_COLUMNS: Final = (Column("Article", -27), Column("Duty", 0, 56), Column("Before", 14), Column("After", 14))
NOTHING: Final = "Nothing that is compared differs."


def comparison_listings(found: Comparison, before: Standing, after: Standing, use_ascii: bool) -> tuple[Listing, ...]:
    """Verdicts, then every kind of change of which there is any, bad news first."""
    lists = [
        Listing(kind.capitalize(), CHANGE_COLUMNS, lines, NOTHING)
        for kind in KINDS
        if (lines := tuple(_change(change, kind, before, after, use_ascii) for change in found.of(kind)))
    ]
    verdicts = tuple(_verdict(move, before, after, use_ascii) for move in found.verdicts)
    if verdicts or not lists:
        lists.insert(0, Listing("Verdicts", VERDICT_COLUMNS, verdicts, "No verdict differs." if lists else NOTHING))
    return tuple(lists)


def _state(state: State | None, use_ascii: bool) -> str:
    words = WORDS[state].replace("other adequate means", "other means").replace("not applicable", "not applic.")
    return f"{mark(state, use_ascii)} {words}"


def _change(change: Change, kind: Kind, before: Standing, after: Standing, use_ascii: bool) -> Line:
    fields = ", ".join(change.fields)
    cells = (change.criterion, change.short, _state(change.before, use_ascii), _state(change.after, use_ascii), fields)
    head = Content.assemble((change.criterion, "bold"), "  ", ", ".join(change.kinds), "  ", plain(change.short))
    detail = [para(head)]
    for side in (before, after):
        answer = side.answer(change.criterion)
        asked = side.analysis.criteria[change.criterion].asked
        parts = [WORDS[answer.state] if asked else "not asked", answer.reason, answer.note]
        evidence = "; ".join(str(e) for e in answer.evidence)
        parts.append(f"evidence: {evidence}" if evidence else "no evidence")
        label = "Before" if side is before else "After"
        detail.append(labelled(label, ". ".join(part.rstrip(".") for part in parts if part) + ".", LABEL))
    words = "\n".join((*cells, *change.kinds)).casefold()
    tags = (*gap_tags(after, change.criterion), *(f"change:{each}" for each in change.kinds))
    return Line(f"{kind}:{change.criterion}", cells, words, tuple(detail), (change.criterion,), False, tags)


def _verdict(move: VerdictChange, before: Standing, after: Standing, use_ascii: bool) -> Line:
    cells = (move.article, move.title, _verdict_words(move.before, use_ascii), _verdict_words(move.after, use_ascii))
    detail = [para(Content.assemble((plain(move.article).plain, "bold"), "  ", plain(move.title)))]
    for label, side in (("Before", before), ("After", after)):
        found = side.analysis.obligation(move.id)
        detail.append(labelled(label, f"{found.verdict}: {found.because}" if found else "It does not bind.", LABEL))
    return Line(move.id, cells, "\n".join((*cells, move.id)).casefold(), tuple(detail), ())


def _verdict_words(verdict: Verdict | None, use_ascii: bool) -> str:
    return "does not bind" if verdict is None else f"{mark(VERDICT_MARKS[verdict], use_ascii)} {verdict}"


def figures_rows(found: Comparison, use_ascii: bool, width: int) -> Iterator[Row]:
    """The two sides, readiness before and after with both denominators, and what became of the gaps."""
    rows = [found.readiness, *(c for c in found.chapters if c.before.asked or c.after.asked)]
    differs = found.own.before != found.readiness.before or found.own.after != found.readiness.after
    figures = [_figures(change, use_ascii, width) for change in (*rows, *([found.own] if differs else []))]
    room = max(len(before) for _, before, _ in figures)
    for title, before, after in figures[: len(rows)]:
        yield _readiness(title, before, after, use_ascii, room)
    moved = (
        ("closed", found.gaps_closed), ("opened", found.gaps_opened), ("found", found.gaps_found),
        ("gone without being met", found.gaps_gone),
    )  # fmt: skip
    gaps = ", ".join(f"{len(which)} {word}" for word, which in moved if which)
    yield labelled("Gaps", gaps or "none moved", 25)
    for title, before, after in figures[len(rows) :]:
        yield _readiness(title, before, after, use_ascii, room)
    yield BLANK
    for words in found.words:
        yield para(words, MUTED)


def _figures(change: ReadinessChange, use_ascii: bool, width: int) -> tuple[str, str, str]:
    """A title with the figure before and after, as long as the width allows."""
    before, after = _figure(change.before, use_ascii), _figure(change.after, use_ascii)
    if width < 96:
        before, after = percent(change.before, use_ascii), percent(change.after, use_ascii)
        if change.before.weight != change.after.weight:
            before, after = f"{before} of {change.before.weight}", f"{after} of {change.after.weight}"
    return change.title[:24], before, after


def _readiness(title: str, before: str, after: str, use_ascii: bool, room: int) -> Row:
    """Before and after, the arrows of all lines in one column."""
    joint = "->" if use_ascii else "→"
    words = Content.assemble((before.ljust(room), MUTED), f" {joint} ", (after, MUTED if before == after else "bold"))
    return labelled(title, words, 25)


def _figure(found: Readiness, use_ascii: bool) -> str:
    return f"{percent(found, use_ascii)} of weight {found.weight} ({found.answered}/{found.asked} answered)"
