"""Three versions of one subject, field by field: what both agree on, what one side changed, what a person decides.

Pure, no I/O, and the same whichever side is called ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cop_tui.domain.answers import EMPTY
from cop_tui.store.changes import ANSWER_PREFIX, ASSESSMENT, split_subject
from cop_tui.store.history import Content, canonical

TOGETHER: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "answer": (("state", "reason"),),
    "assessment": (("pack_id", "pack_version", "pack_sha256"),),
    "evidence": (
        ("reference", "sha256"),
        ("valid_from", "valid_until"),
        ("status", "withdrawn_on", "reason", "replaced_by"),
    ),
    "action": (("status", "reason", "ended_on"),),
    "event": (("kind", "category", "days"),),
}
"""Fields that say one thing together, under the name of the first: a reason belongs to its state."""

WHOLE: Final = frozenset({"account", "signoff", "baseline"})
"""What one person wrote as one thing and nobody may put together from two."""

FACT: Final = "facts."
_NOTHING: Final = object()
Parts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both sides changed differently; "" stands for the whole. None is what is not there."""

    name: str
    base: Any
    ours: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Blend:
    """Two versions of a subject put together as far as that is beyond doubt."""

    subject: str
    settled: Parts
    clashes: tuple[Clash, ...]
    whole: bool

    def content(self, ours: frozenset[str]) -> Content | None:
        """The subject's content if ours holds in the clashes with these names, and theirs in all others."""
        parts = dict(self.settled)
        for clash in self.clashes:
            value = clash.ours if clash.name in ours else clash.theirs
            if value is not None or not clash.name.startswith(FACT):
                parts[clash.name] = value
        return parts[""] if self.whole else _joined(self.subject, parts)


def blended(subject: str, bases: Sequence[Content | None], ours: Content | None, theirs: Content | None) -> Blend:
    """What becomes of a subject that both sides changed.

    `bases` is what it held in the last revisions that both know: one as a rule, several after copies were merged
    crosswise with different decisions, none if it is new. Where they differ nobody can say who changed something.
    """
    kind = split_subject(subject)[0]
    versions = [*bases, ours, theirs]
    if subject.startswith(ANSWER_PREFIX):
        nothing = EMPTY.to_data()
        bases, ours, theirs = [each or nothing for each in bases or [None]], ours or nothing, theirs or nothing
        whole = False
    else:
        whole = kind in WHOLE or not bases or any(version is None for version in versions)
    split = [_parts(kind, each, whole) for each in (*(bases or [None]), ours, theirs)]
    *before, mine, other = split
    settled: dict[str, Any] = {}
    clashes: list[Clash] = []
    for name in sorted({name for parts in split for name in parts}):
        value = _three_ways([each.get(name, _NOTHING) for each in before], mine.get(name, _NOTHING),
                            other.get(name, _NOTHING))  # fmt: skip
        if value is _CLASH:
            clashes.append(Clash(name, before[0].get(name), mine.get(name), other.get(name)))
        elif value is not _NOTHING:
            settled[name] = value
    return Blend(subject, settled, tuple(clashes), whole)


_CLASH: Final = object()


def _three_ways(bases: Sequence[Any], ours: Any, theirs: Any) -> Any:
    if _same(ours, theirs):
        return ours
    if all(_same(bases[0], other) for other in bases[1:]):
        if _same(bases[0], ours):
            return theirs
        if _same(bases[0], theirs):
            return ours
    return _CLASH


def _same(one: Any, other: Any) -> bool:
    if one is _NOTHING or other is _NOTHING:
        return one is other
    return canonical(one) == canonical(other)


def _parts(kind: str, content: Content | None, whole: bool) -> Parts:
    if whole or content is None:
        return {"": None if content is None else dict(content)}
    left = dict(content)
    parts: dict[str, Any] = {}
    if kind == ASSESSMENT:
        parts |= {FACT + key: value for key, value in left.pop("facts").items()}
    for names in TOGETHER.get(kind, ()):
        parts[names[0]] = {name: left.pop(name) for name in names}
    return {**parts, **left}


def _joined(subject: str, parts: Parts) -> Content | None:
    kind = split_subject(subject)[0]
    left = dict(parts)
    content: dict[str, Any] = {}
    if kind == ASSESSMENT:
        facts = {name for name in left if name.startswith(FACT)}
        content["facts"] = {name.removeprefix(FACT): left.pop(name) for name in sorted(facts)}
    for names in TOGETHER.get(kind, ()):
        content |= left.pop(names[0])
    content |= left
    return content
