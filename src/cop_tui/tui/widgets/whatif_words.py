"""What would change if gaps were fixed, in words: figures before and after, verdicts, and what a proposal says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from textual.content import Content

from cop_tui.domain.dated import DatedDuty
from cop_tui.domain.results import Readiness, Verdict
from cop_tui.domain.whatif import Smallest, WhatIf, effort_of
from cop_tui.services.marks import mark
from cop_tui.services.standing import Standing
from cop_tui.tui.widgets.answers import COLOURS
from cop_tui.tui.widgets.bars import interval_bar, percent
from cop_tui.tui.widgets.context import VERDICT_MARKS
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import BLANK, MUTED, Row, item, labelled, para

LABEL: Final = 14
BAR: Final = 20


def whatif_rows(found: WhatIf, proposal: Smallest | None, standing: Standing, use_ascii: bool, wide: bool) -> list[Row]:
    """All of it for the pane beside the list, or above it where there is less room."""
    rows = list(_figures(found, use_ascii) if wide else _short(found, use_ascii))
    rows += [BLANK] if wide else []
    rows += _verdicts(found, use_ascii, wide)
    if proposal is not None:
        rows += [BLANK] if wide else []
        rows += _proposed(proposal, standing, use_ascii)
    return rows


def _arrow(before: str, after: str, use_ascii: bool) -> Content:
    """Before and after, set apart where they differ."""
    joint = " -> " if use_ascii else " → "
    if before == after:
        return Content.assemble((f"{before}{joint}{after}", MUTED))
    return Content.assemble((f"{before}{joint}", MUTED), (after, "bold"))


def _shown(found: Readiness) -> str:
    return "–" if found.demonstrated is None else f"{int(found.demonstrated * 100 + 1e-9)} %"


def _pairs(found: WhatIf, use_ascii: bool) -> list[tuple[str, Content]]:
    before, after = found.readiness_before, found.readiness_after
    return [
        ("Readiness", _arrow(percent(before, use_ascii), percent(after, use_ascii), use_ascii)),
        ("Demonstrated", _arrow(_shown(before), _shown(after), use_ascii)),
        ("Answered", _arrow(f"{before.answered}/{before.asked}", f"{after.answered}/{after.asked}", use_ascii)),
        ("Gaps", _arrow(str(len(found.before.gaps)), str(len(found.after.gaps)), use_ascii)),
        ("Overdue", _arrow(str(found.overdue_before), str(found.overdue_after), use_ascii)),
        ("Next deadline", _arrow(_day(found.next_before), _day(found.next_after), use_ascii)),
    ]


def _day(duty: DatedDuty | None) -> str:
    return "none" if duty is None else str(duty.day)


def _figures(found: WhatIf, use_ascii: bool) -> Iterator[Row]:
    marked = len(found.fixed)
    yield para(f"{marked or 'No'} {'criterion' if marked == 1 else 'criteria'} marked as fixed", "bold")
    yield para("Nothing is stored.", MUTED)
    yield BLANK
    for name, readiness in (("Before", found.readiness_before), ("After", found.readiness_after)):
        yield labelled(name, interval_bar(readiness, BAR, use_ascii), LABEL)
    for label, words in _pairs(found, use_ascii)[1:]:
        yield labelled(label, words, LABEL)


def _short(found: WhatIf, use_ascii: bool) -> Iterator[Row]:
    pairs = dict(_pairs(found, use_ascii))
    for first, second in (("Readiness", "Gaps"), ("Demonstrated", "Overdue"), ("Next deadline", "")):
        words = Content.assemble((f"{first:<{LABEL}}", MUTED), pairs[first])
        if second:
            words = words.pad_right(max(42 - words.cell_length, 2))
            words += Content.assemble((f"{second:<13}", MUTED), pairs[second])
        yield para(words)


def _verdicts(found: WhatIf, use_ascii: bool, wide: bool) -> Iterator[Row]:
    count = len(found.verdicts)
    if not count:
        if wide or found.fixed:
            yield para("No verdict changes." if found.fixed else "Nothing is marked as fixed yet.", MUTED)
        return
    yield para(f"{count} {'verdict changes' if count == 1 else 'verdicts change'}", "bold")
    for move in found.verdicts:
        states = VERDICT_MARKS[move.before], VERDICT_MARKS[move.after]
        joint = " -> " if use_ascii else " → "
        words = Content.assemble(
            plain(move.article), "  ", (mark(states[0], use_ascii), COLOURS[states[0]]), f" {move.before}{joint}",
            (mark(states[1], use_ascii), COLOURS[states[1]]), (f" {move.after}", "bold"),
        )  # fmt: skip
        yield item(words, "", "-" if use_ascii else "·")


def verdict_words(verdict: Verdict, use_ascii: bool) -> Content:
    """A verdict with its mark, in a column's width."""
    state = VERDICT_MARKS[verdict]
    return Content.assemble((mark(state, use_ascii), COLOURS[state]), f" {verdict:<12}")


def _proposed(found: Smallest, standing: Standing, use_ascii: bool) -> Iterator[Row]:
    """The smallest set, whether it suffices, and what blocks the rest."""
    sign = "-" if use_ascii else "·"
    name = standing.pack.obligation_index[found.target].article if found.kind == "obligation" else found.title
    yield para(Content.assemble("Proposed for ", (plain(name).plain, "bold")))
    count = len(found.criteria)
    if found.met:
        yield item("It is met already.", "", sign)
    elif count:
        effort = effort_of(standing.pack, standing.answers, found.criteria)
        exact = "No smaller set does it." if found.exact and not found.blocked_by else ""
        which = "1 criterion" if count == 1 else f"{count} criteria"
        yield item(f"{which}, effort {effort} (S 1, M 2, L 4). {exact}", "", sign)
    if found.note:
        yield item(found.note, "", sign)
    for words in found.blocked_by:
        yield item(Content.assemble(("Blocked: ", "bold $text-warning"), plain(words)), "", sign)
