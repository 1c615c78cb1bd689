"""Two analyses ▸ what improved, regressed, is new, no longer applies, or has lost its evidence.

Swapping the sides gives the mirror image: what improved has regressed, a gap that was closed was opened. Only
criteria that both sides' questionnaires have are compared; the rest is named, never guessed at. Partial is never done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from cop_tui.domain.answers import EMPTY, Answer, Answers, State
from cop_tui.domain.pack import Criterion, Pack
from cop_tui.domain.register import CLAIMING, Register
from cop_tui.domain.results import Analysis, CriterionResult, Readiness, Verdict
from cop_tui.domain.scoping import Scope
from cop_tui.domain.standing import GAP_STATES, MET_STATES, readiness
from cop_tui.errors import InputError

RANK: Final[Mapping[State, int]] = {
    State.MISSING: 0,
    State.PLANNED: 1,
    State.PARTIAL: 2,
    State.IMPLEMENTED: 3,
    State.ALTERNATIVE: 3,
}
"""The order of states, worst first. Not applicable has no rank: it is not better than a gap, it leaves the count."""

Kind = Literal[
    "improved",
    "regressed",
    "newly answered",
    "answer removed",
    "newly applicable",
    "no longer applicable",
    "evidence gained",
    "evidence lost",
    "edited",
]
KINDS: Final[tuple[Kind, ...]] = (
    "regressed",
    "evidence lost",
    "answer removed",
    "no longer applicable",
    "newly applicable",
    "newly answered",
    "improved",
    "evidence gained",
    "edited",
)
"""The kinds of change in the order in which a reader wants them: bad news first."""
MIRROR: Final[Mapping[Kind, Kind]] = {
    "improved": "regressed",
    "regressed": "improved",
    "newly answered": "answer removed",
    "answer removed": "newly answered",
    "newly applicable": "no longer applicable",
    "no longer applicable": "newly applicable",
    "evidence gained": "evidence lost",
    "evidence lost": "evidence gained",
    "edited": "edited",
}
"""What a kind of change is called when the sides are swapped."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: an assessment, a baseline, another model or another day, with its analysis."""

    label: str
    pack: Pack = field(repr=False)
    scope: Scope = field(repr=False)
    answers: Answers = field(repr=False)
    register: Register = field(repr=False)
    analysis: Analysis = field(repr=False)


@dataclass(frozen=True, slots=True)
class Change:
    """What changed about one criterion; `fields` names the parts of its answer that differ."""

    criterion: str
    short: str
    kinds: tuple[Kind, ...]
    before: State | None
    after: State | None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A duty whose verdict differs. None: on that side the duty does not bind, so there is no verdict."""

    id: str
    article: str
    title: str
    before: Verdict | None
    after: Verdict | None


@dataclass(frozen=True, slots=True)
class ReadinessChange:
    """The readiness of a chapter, or of everything that both sides' questionnaires have, with both denominators."""

    id: str
    title: str
    before: Readiness
    after: Readiness


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two sides.

    `readiness` is over the criteria that both questionnaires have, `own` over all of each side's own.
    `gaps_closed` were gaps and are met now; `gaps_opened` were met and are gaps now; `gaps_found` are gaps that were
    not answered, not asked or set aside before; `gaps_gone` were gaps and are no longer answered, asked or applicable:
    that is no success. `unmapped_before` and `unmapped_after` are criteria that only one side's questionnaire has,
    `reworded` those that both have in different words or strength.
    """

    before: str
    after: str
    changes: tuple[Change, ...]
    verdicts: tuple[VerdictChange, ...]
    readiness: ReadinessChange
    own: ReadinessChange
    chapters: tuple[ReadinessChange, ...]
    gaps_closed: tuple[str, ...]
    gaps_opened: tuple[str, ...]
    gaps_found: tuple[str, ...]
    gaps_gone: tuple[str, ...]
    unmapped_before: tuple[str, ...]
    unmapped_after: tuple[str, ...]
    reworded: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing that is compared differs."""
        return not (self.changes or self.verdicts or self.unmapped_before or self.unmapped_after) and all(
            r.before == r.after for r in (self.readiness, self.own, *self.chapters)
        )

    def of(self, kind: Kind) -> tuple[Change, ...]:
        """The changes of one kind; a criterion may stand under several."""
        return tuple(change for change in self.changes if kind in change.kinds)


def compare(before: Side, after: Side) -> Comparison:
    """What differs between two sides. Raises InputError if they answer different questionnaires.

    Versions of one questionnaire are compared by the criteria that both have.
    """
    if before.pack.id != after.pack.id:
        raise InputError(
            f"{before.label} answers {before.pack.id} and {after.label} answers {after.pack.id}:"
            " their criteria have nothing to do with each other",
            "Compare assessments of the same questionnaire.",
        )
    both = tuple(c for c in _ordered(before.pack, after.pack).criteria if _in(c, before.pack) and _in(c, after.pack))
    ids = frozenset(c.id for c in both)
    changes = tuple(change for c in both if (change := _change(c, before, after)) is not None)
    gaps = [_gap_move(c, before.analysis, after.analysis) for c in both]
    unmapped_before = tuple(c.id for c in before.pack.criteria if c.id not in ids)
    unmapped_after = tuple(c.id for c in after.pack.criteria if c.id not in ids)
    reworded = tuple(c.id for c in both if _text(before.pack, c.id) != _text(after.pack, c.id))
    mapped = ReadinessChange("both", "Criteria that both have", _over(ids, before), _over(ids, after))
    own = ReadinessChange("all", "All criteria", before.analysis.readiness, after.analysis.readiness)
    return Comparison(
        before=before.label,
        after=after.label,
        changes=changes,
        verdicts=_verdicts(before, after),
        readiness=mapped,
        own=own,
        chapters=_chapters(before, after, ids),
        gaps_closed=tuple(c.id for c, move in zip(both, gaps, strict=True) if move == "closed"),
        gaps_opened=tuple(c.id for c, move in zip(both, gaps, strict=True) if move == "opened"),
        gaps_found=tuple(c.id for c, move in zip(both, gaps, strict=True) if move == "found"),
        gaps_gone=tuple(c.id for c, move in zip(both, gaps, strict=True) if move == "gone"),
        unmapped_before=unmapped_before,
        unmapped_after=unmapped_after,
        reworded=reworded,
        words=tuple(_words(before, after, mapped, len(both), unmapped_before, unmapped_after, reworded)),
    )


def _in(criterion: Criterion, pack: Pack) -> bool:
    return criterion.id in pack.criterion_index


def _ordered(one: Pack, other: Pack) -> Pack:
    """The pack whose order is used: the same one whichever side it stands on."""
    return max(one, other, key=lambda pack: (pack.version, pack.sha256))


def _text(pack: Pack, criterion: str) -> tuple[str, str]:
    found = pack.criterion_index[criterion]
    return found.statement, found.strength


def _over(ids: frozenset[str], side: Side) -> Readiness:
    return readiness(r for c, r in side.analysis.criteria.items() if c in ids)


def _change(criterion: Criterion, before: Side, after: Side) -> Change | None:
    old, new = before.analysis.criteria[criterion.id], after.analysis.criteria[criterion.id]
    kinds: list[Kind] = []
    if (main := _main(old, new)) is not None:
        kinds.append(main)
    if _lost(old, new):
        kinds.append("evidence lost")
    if _lost(new, old):
        kinds.append("evidence gained")
    fields = _fields(before.answers.get(criterion.id, EMPTY), after.answers.get(criterion.id, EMPTY))
    if not kinds and fields:
        kinds.append("edited")
    if not kinds:
        return None
    return Change(criterion.id, criterion.short, tuple(kinds), old.state, new.state, fields)


def _main(old: CriterionResult, new: CriterionResult) -> Kind | None:
    """The one thing that happened to the criterion's standing; None if nothing did."""
    if old.asked != new.asked:
        return "newly applicable" if new.asked else "no longer applicable"
    if old.state is new.state or not old.asked:
        return None
    if old.state is None:
        return "newly answered"
    if new.state is None:
        return "answer removed"
    if State.NOT_APPLICABLE in (old.state, new.state):
        return "newly applicable" if old.state is State.NOT_APPLICABLE else "no longer applicable"
    move = RANK[new.state] - RANK[old.state]
    return None if move == 0 else "improved" if move > 0 else "regressed"


def _lost(old: CriterionResult, new: CriterionResult) -> bool:
    """Whether what the old answer claims was demonstrated, and the new one has no valid evidence."""
    return old.asked and old.state in CLAIMING and old.demonstrated and not new.demonstrated


def _fields(old: Answer, new: Answer) -> tuple[str, ...]:
    """The parts of an answer that a person changed; what the register says of a piece is none of them."""
    old, new = old.stored, new.stored
    return tuple(name for name in Answer.field_names() if getattr(old, name) != getattr(new, name))


def _gap_move(criterion: Criterion, before: Analysis, after: Analysis) -> str | None:
    old, new = before.criteria[criterion.id], after.criteria[criterion.id]
    was, now = _is_gap(old), _is_gap(new)
    if was == now:
        return None
    if was:
        return "closed" if new.asked and new.state in MET_STATES else "gone"
    return "opened" if old.asked and old.state in MET_STATES else "found"


def _is_gap(result: CriterionResult) -> bool:
    return result.scored and result.state in GAP_STATES


def _verdicts(before: Side, after: Side) -> tuple[VerdictChange, ...]:
    old = {o.id: o.verdict for o in before.analysis.obligations}
    new = {o.id: o.verdict for o in after.analysis.obligations}
    return tuple(
        VerdictChange(o.id, o.article, o.title, old.get(o.id), new.get(o.id))
        for o in _ordered(before.pack, after.pack).obligations
        if o.id in before.pack.obligation_index
        and o.id in after.pack.obligation_index
        and old.get(o.id) != new.get(o.id)
    )


def _chapters(before: Side, after: Side, ids: frozenset[str]) -> tuple[ReadinessChange, ...]:
    old = {ch.id: frozenset(c.id for c in ch.criteria) & ids for ch in before.pack.chapters}
    new = {ch.id: frozenset(c.id for c in ch.criteria) & ids for ch in after.pack.chapters}
    return tuple(
        ReadinessChange(ch.id, ch.title, _over(old[ch.id], before), _over(new[ch.id], after))
        for ch in _ordered(before.pack, after.pack).chapters
        if ch.id in old and ch.id in new
    )


def _words(
    before: Side,
    after: Side,
    mapped: ReadinessChange,
    both: int,
    only_before: tuple[str, ...],
    only_after: tuple[str, ...],
    reworded: tuple[str, ...],
) -> Iterable[str]:
    """What was compared with what, for reading above the figures."""
    if before.pack.sha256 != after.pack.sha256:
        yield (
            f"{before.label} answers {before.pack.id} {before.pack.version}, {after.label} {after.pack.version}."
            f" The {both} criteria that both versions have are compared; {len(only_before)} of {before.label} and"
            f" {len(only_after)} of {after.label} have no counterpart and are left out."
        )
        if reworded:
            yield f"{len(reworded)} of the compared criteria are worded or bind differently in the two versions."
    for side, figures in ((before, mapped.before), (after, mapped.after)):
        yield (
            f"{side.label}, {side.analysis.today}: readiness {figures.words()} of a weight of {figures.weight};"
            f" {figures.answered} of {figures.asked} criteria answered, {figures.applicable} applicable."
        )
    if mapped.before.weight != mapped.after.weight:
        yield "The denominators differ: part of the move comes from what is asked or set aside, not from work done."
