"""What has changed since the last baseline, in the words of a first page."""

from __future__ import annotations

from collections.abc import Iterator

from cop_tui.domain.compare import Comparison
from cop_tui.domain.register import Baseline
from cop_tui.reports.register_rows import Changed
from cop_tui.reports.wording import capital, count, listed

NAMED = 6
"""How many criteria a sentence names before it counts the rest."""


def changed_since(baseline: Baseline, comparison: Comparison) -> Changed:
    """The changes since a baseline, with the sentences for the first page: bad news first."""
    return Changed(baseline.name, baseline.day, tuple(_sentences(comparison)), comparison)


def _sentences(found: Comparison) -> Iterator[str]:
    if found.is_empty:
        yield "Nothing that is compared has changed since."
        return
    before, after = found.readiness.before, found.readiness.after
    yield (
        f"Readiness moved from {before.words()} (of a weight of {before.weight}, {before.answered} of {before.asked}"
        f" answered) to {after.words()} (of {after.weight}, {after.answered} of {after.asked} answered)."
    )
    for words, names in (
        ("regressed", [c.criterion for c in found.of("regressed")]),
        ("lost the evidence that showed them", [c.criterion for c in found.of("evidence lost")]),
        ("lost their answer", [c.criterion for c in found.of("answer removed")]),
        ("improved", [c.criterion for c in found.of("improved")]),
    ):
        if names:
            yield f"{count(len(names), 'criterion', 'criteria')} {words}: {some(names)}."
    closed = count(len(found.gaps_closed), "gap was", "gaps were")
    opened = count(len(found.gaps_opened), "criterion that was met is a gap now", "criteria that were met are gaps now")
    gone = len(found.gaps_gone)
    left = f"; {gone} left the count without being closed, which is no success" if gone else ""
    new = count(len(found.gaps_found), "gap was", "gaps were")
    yield f"{capital(closed)} closed; {opened}; {new} found among what was not answered, asked or counted before{left}."
    fresh = len(found.of("newly answered"))
    if fresh:
        yield f"{count(fresh, 'criterion is', 'criteria are')} newly answered."
    if found.verdicts:
        unbound = "not binding"
        moves = listed(f"{v.article} ({v.before or unbound} ▸ {v.after or unbound})" for v in found.verdicts)
        yield f"Verdicts that changed: {moves}."
    if before.weight != after.weight:
        yield "The weights differ, so part of the move comes from what is asked or set aside, not from work done."


def some(names: list[str]) -> str:
    """The first few names and how many more."""
    rest = len(names) - NAMED
    return listed(names) if rest <= 1 else f"{', '.join(names[:NAMED])} and {rest} more"
