"""Facts that do not go together, and the shape of a finding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from cop_tui.domain.facts import Facts
from cop_tui.domain.pack import Pack
from cop_tui.domain.scoping import Scope

Severity = Literal["error", "warning", "note"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "note")
"""Worst first. An error contradicts itself or cannot be relied on, a warning weakens, a note deserves a look."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction or weak spot. `code` is stable; `subject` is a criterion's, fact's, duty's or entry's id."""

    severity: Severity
    code: str
    subject: str
    message: str
    hint: str


def contradictions(facts: Facts, pack: Pack, scope: Scope, today: date) -> Iterator[Finding]:
    """Facts that do not go together, beyond those that scoping refuses outright."""
    spec = pack.scoping.input_index
    value = {name: facts.value(found) for name, found in spec.items()}
    if value.get("licence_free_open") is True and value.get("monetised") is True:
        yield Finding(
            "error",
            "open-source-monetised",
            "monetised",
            "The licence is said to be free and open, and the model to be monetised: then the open-source exemption"
            " does not apply.",
            "Correct one of the two facts; optional paid extras beside a freely usable model are no monetisation.",
        )
    for chapter in scope.chapters:
        if chapter.signed and chapter.applies is False:
            yield Finding(
                "warning",
                "signed-not-binding",
                chapter.id,
                f"The chapter is signed, and the facts say that it does not apply: {chapter.because}",
                "Check the facts. Signing it voluntarily is possible; its criteria are then not asked.",
            )
    placed = value.get("placed_date")
    for name in ("threshold_known_date", "threshold_met_date"):
        later = value.get(name)
        if isinstance(placed, str) and isinstance(later, str) and placed < later:
            yield Finding(
                "warning",
                "placed-before-threshold",
                name,
                f"The model was placed on {placed}, before '{spec[name].label}' of {later}.",
                "Training comes before placing as a rule: correct one of the dates, or say how it came about.",
            )
    known, met = value.get("threshold_known_date"), value.get("threshold_met_date")
    if isinstance(known, str) and isinstance(met, str) and met < known:
        yield Finding(
            "warning",
            "threshold-known-after-met",
            "threshold_known_date",
            f"The systemic-risk condition was met on {met} and is said to have become known only on {known}.",
            "The two weeks to notify run from the earlier of the two days.",
        )
    if isinstance(placed, str) and placed <= today.isoformat() and value.get("placement_mode") == "none":
        yield Finding(
            "warning",
            "placed-without-channel",
            "placement_mode",
            f"The model is said to have been placed on {placed}, and to have no channel of supply yet.",
            "Give the channel, or the day on which it will be placed.",
        )
