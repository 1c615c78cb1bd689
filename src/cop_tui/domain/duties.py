"""Obligations both ways: from a duty to what serves it and how that stands, and from a criterion to its duties.

The points of Annexes XI and XII are included: a legal basis that names a section of an annex covers all its points.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from cop_tui.domain.answers import State
from cop_tui.domain.pack import Criterion, Element, Obligation, Pack, Provision, Strength
from cop_tui.domain.results import AccountState, Analysis, Verdict
from cop_tui.domain.scoping import Scope
from cop_tui.errors import NotFoundError

ANNEX_ITEM: Final = "annex item"
_ANNEX: Final = re.compile(
    r"Annex (?P<annex>[IVX]+)(?:,? Section (?P<section>\d))?(?:,?(?: point)? (?P<point>\d(?:\([a-z]\))?))?"
)
_PART = re.compile(r"\d|\([a-z]\)")


@dataclass(frozen=True, slots=True)
class ServingCriterion:
    """A criterion that serves a duty, and its standing. `decides` says that the verdict names it."""

    id: str
    short: str
    strength: Strength
    state: State | None
    asked: bool
    decides: bool
    yardstick: bool


@dataclass(frozen=True, slots=True)
class ServingMeasure:
    """A measure with those of its criteria that serve a duty; `signed` is None for the Act's own duties."""

    id: str
    title: str
    chapter: str
    signed: bool | None
    criteria: tuple[ServingCriterion, ...]


@dataclass(frozen=True, slots=True)
class FormPlace:
    """A field of an official form in which a point of an annex is given."""

    form: str
    field: str
    label: str


@dataclass(frozen=True, slots=True)
class AnnexPoint:
    """A point of an annex that a duty asks for, the criteria and form fields that give it."""

    id: str
    article: str
    title: str
    text: str
    criteria: tuple[ServingCriterion, ...]
    fields: tuple[FormPlace, ...]


@dataclass(frozen=True, slots=True)
class DutyMap:
    """A duty with everything that serves it.

    `verdict` is None where the duty does not bind. `linked` are measures that touch it without covering it, `related`
    criteria of that sort; neither decides anything. `mapping` says whose finding the assignment is.
    """

    id: str
    article: str
    title: str
    binds: bool | None
    verdict: Verdict | None
    because: str
    account: AccountState
    coverage: Literal["covered", "partly", "not_covered", "n/a"]
    mapping: Literal["official", "ours"]
    measures: tuple[ServingMeasure, ...]
    linked: tuple[str, ...]
    related: tuple[ServingCriterion, ...]
    elements: tuple[Element, ...]
    annex: tuple[AnnexPoint, ...]


@dataclass(frozen=True, slots=True)
class Served:
    """A duty or a point of an annex that a criterion serves; `how` says in what way."""

    id: str
    article: str
    title: str
    binds: bool | None
    how: Literal["serves", "touches", "annex point"]


def duty_map(pack: Pack, scope: Scope, analysis: Analysis, obligation_id: str) -> DutyMap:
    """The measures, criteria, elements and annex points behind a duty, with their states.

    Raises NotFoundError for a duty that the questionnaire does not have.
    """
    obligation = pack.obligation_index.get(obligation_id)
    if obligation is None:
        raise NotFoundError(f"there is no duty {obligation_id} in {pack.id} {pack.version}")
    result = analysis.obligation(obligation_id)
    scoped = scope.obligation(obligation_id)
    decided = frozenset(result.decided_by) if result else frozenset[str]()
    unsigned = frozenset(result.unsigned) if result else frozenset[str]()

    def standing(criterion: Criterion) -> ServingCriterion:
        found = analysis.criteria[criterion.id]
        apart = pack.places[criterion.id][0].id in unsigned and criterion.strength is Strength.MUST
        return ServingCriterion(
            criterion.id, criterion.short, criterion.strength, found.state, found.asked, criterion.id in decided, apart
        )

    by_measure: dict[str, list[Criterion]] = {}
    for criterion in pack.served_by(obligation_id):
        by_measure.setdefault(pack.places[criterion.id][2].id, []).append(criterion)
    measures = []
    for measure, criteria in by_measure.items():
        chapter, _, place = pack.places[criteria[0].id]
        signed = scope.chapter(chapter.id).signed
        measures.append(ServingMeasure(measure, place.title, chapter.id, signed, tuple(map(standing, criteria))))
    return DutyMap(
        id=obligation.id,
        article=obligation.article,
        title=obligation.title,
        binds=scoped.binds if scoped else None,
        verdict=result.verdict if result else None,
        because=result.because if result else scoped.because if scoped else "",
        account=result.account if result else "not needed",
        coverage=obligation.code.status,
        mapping=obligation.code.mapping,
        measures=tuple(measures),
        linked=obligation.code.linked,
        related=tuple(standing(c) for c in pack.criteria if obligation_id in c.related_obligations),
        elements=obligation.elements,
        annex=tuple(
            AnnexPoint(
                point.id,
                point.article or point.id,
                point.title,
                point.text,
                tuple(standing(c) for c in pack.criteria if _names_point(c.legal_basis, point)),
                _fields(pack, point),
            )
            for point in annex_points(pack, obligation)
        ),
    )


def serves(pack: Pack, scope: Scope, criterion_id: str) -> tuple[Served, ...]:
    """Every duty a criterion serves or touches, then the annex points that its legal basis names.

    Raises NotFoundError for a criterion that the questionnaire does not have.
    """
    criterion = pack.criterion_index.get(criterion_id)
    if criterion is None:
        raise NotFoundError(f"there is no criterion {criterion_id} in {pack.id} {pack.version}")

    def duty(obligation_id: str, how: Literal["serves", "touches"]) -> Served:
        obligation, scoped = pack.obligation_index[obligation_id], scope.obligation(obligation_id)
        binds = scoped.binds if scoped else None
        return Served(obligation.id, obligation.article, obligation.title, binds, how)

    found = [duty(o, "serves") for o in criterion.obligations]
    found += [duty(o, "touches") for o in criterion.related_obligations if o not in criterion.obligations]
    for obligation in pack.obligations:
        scoped = scope.obligation(obligation.id)
        for point in annex_points(pack, obligation):
            if _names_point(criterion.legal_basis, point):
                binds = scoped.binds if scoped else None
                found.append(Served(point.id, point.article or point.id, point.title, binds, "annex point"))
    return tuple(found)


def annex_points(pack: Pack, obligation: Obligation) -> tuple[Provision, ...]:
    """The points of annexes that a duty asks for, in its order."""
    return tuple(pack.provision_index[item] for item in obligation.annex_items if item in pack.provision_index)


def _names_point(references: tuple[str, ...], point: Provision) -> bool:
    """Whether one of these references names the point, or the section or annex it stands in."""
    place = _place(point.article or "")
    if place is None:
        return False
    return any(n is not None and place[: len(n)] == n for n in map(_place, references))


@lru_cache(4096)
def _place(reference: str) -> tuple[str, ...] | None:
    """`Annex XI, Section 1, point 2(c)` and `Annex XI Section 1, 2(c)` as ("XI", "S1", "2", "(c)"); None for others."""
    found = _ANNEX.match(reference)
    if found is None:
        return None
    section = (f"S{found['section']}",) if found["section"] else ()
    return (found["annex"], *section, *_PART.findall(found["point"] or ""))


def _fields(pack: Pack, point: Provision) -> tuple[FormPlace, ...]:
    return tuple(
        FormPlace(form.id, each.id, each.label)
        for form in pack.forms
        for section in form.sections
        for each in section.fields
        if _names_point(each.legal_basis, point)
    )
