"""The criteria that the facts leave out, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cop_tui.domain.conditions import parse
from cop_tui.domain.decision import run_table, start_values
from cop_tui.domain.facts import Facts, format_fact
from cop_tui.domain.pack import Criterion, Pack
from cop_tui.domain.scoping import Scope
from cop_tui.reports.rows import UnaskedRow

EXCLUDED = "The facts given exclude it."


def unasked_rows(pack: Pack, facts: Facts, scope: Scope) -> tuple[UnaskedRow, ...]:
    """Every criterion that is not asked, in the order of the questionnaire, with the reason."""
    left_out = [c for c in pack.criteria if not scope.asked(c.id)]
    if not left_out:
        return ()
    values = run_table(pack.scoping, start_values(pack.scoping, facts), undecided=True).values
    return tuple(UnaskedRow(c.id, c.short, _because(pack, c, scope, values)) for c in left_out)


def _because(pack: Pack, criterion: Criterion, scope: Scope, values: Mapping[str, Any]) -> str:
    """The chapter's reason where the chapter does not concern the provider, else what makes its own condition false."""
    chapter = scope.chapter(pack.places[criterion.id][0].id)
    if chapter.applies is False:
        return chapter.because
    for name in parse(criterion.applies_if or "True").failing(values):
        reasons = scope.reasons.get(name)
        if reasons:
            return reasons[-1].text
        spec = pack.scoping.input_index.get(name)
        if spec is not None:
            return f"{spec.label}: {format_fact(spec, values[name])}."
    return EXCLUDED
