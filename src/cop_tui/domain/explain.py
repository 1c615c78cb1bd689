"""Why a figure is what it is: the calculation of a criterion, group, duty or the whole, line by line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cop_tui.domain.analysis import heading_criteria
from cop_tui.domain.answers import Answers
from cop_tui.domain.explain_parts import (
    METHOD,
    Step,
    answer_of,
    criterion_steps,
    measure_steps,
    obligation_steps,
    part_step,
    total_steps,
)
from cop_tui.domain.pack import Criterion, Pack
from cop_tui.domain.register import Register
from cop_tui.domain.results import Analysis, Readiness
from cop_tui.domain.scoping import Scope
from cop_tui.domain.standing import points
from cop_tui.errors import NotFoundError

__all__ = ["READINESS", "Explanation", "Step", "explain", "explainable"]

READINESS: Final = "readiness"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure's calculation. `subject` is the id of what is explained, however it was asked for."""

    subject: str
    title: str
    lines: tuple[Step, ...]


def explain(
    pack: Pack, scope: Scope, answers: Answers, register: Register, analysis: Analysis, what: str
) -> Explanation:
    """The calculation behind `what`, line by line.

    `what` is the id of a criterion, heading, measure, commitment, chapter or duty, an article such as "Art. 53(1)(a)",
    or "readiness"; upper and lower case are the same. Raises NotFoundError, with near matches, for anything else.
    """
    subject = _find(pack, what)
    if subject == READINESS:
        parts = [(ch.id, ch.title, ch.criteria) for ch in pack.chapters]
        found = analysis.readiness
        return Explanation(subject, f"Readiness: {found.words()}", tuple(_whole(parts, found, analysis)))
    if subject in pack.criterion_index:
        criterion = pack.criterion_index[subject]
        answer = answer_of(answers, register, subject)
        steps = criterion_steps(pack, scope, answer, register, analysis, criterion)
        return Explanation(subject, f"{subject} {criterion.short}", tuple(steps))
    if subject in pack.obligation_index:
        obligation = pack.obligation_index[subject]
        steps = obligation_steps(pack, scope, register, analysis, obligation)
        return Explanation(subject, f"{obligation.article} {obligation.title}", tuple(steps))
    if subject in analysis.headings:
        return _heading(pack, analysis, subject)
    return _group(pack, analysis, subject)


def explainable(pack: Pack) -> dict[str, str]:
    """Everything that can be explained: the words for it in lower case ▸ its id. Ids come before articles."""
    ids = [READINESS]
    for chapter in pack.chapters:
        ids.append(chapter.id)
        for commitment in chapter.commitments:
            ids.append(commitment.id)
            for measure in commitment.measures:
                ids += [measure.id, *(c.id for c in measure.criteria), *(h.id for h in measure.headings)]
    ids += [o.id for o in pack.obligations]
    found = {each.lower(): each for each in ids}
    for obligation in pack.obligations:
        for name in (obligation.article, obligation.article.partition(",")[0]):
            found.setdefault(_article(name), obligation.id)
    return found


def _article(words: str) -> str:
    """An article's name without "Art." and blanks, so that its spellings are one: `53(1)(a)`."""
    return re.sub(r"\b(?:articles?|arts?)\b\.?|\s", "", words.lower())


def _find(pack: Pack, what: str) -> str:
    names = explainable(pack)
    asked = what.strip().lower()
    found = names.get(asked) or names.get(_article(asked))
    if found is not None:
        return found
    near = list(dict.fromkeys(names[n] for n in difflib.get_close_matches(asked, names, n=3, cutoff=0.6)))
    raise NotFoundError(
        f"there is nothing called '{what}' to explain",
        f"Did you mean {', '.join(near)}?"
        if near
        else "Name a criterion, measure, commitment, chapter or duty by its id, an article, or 'readiness'.",
    )


def _group(pack: Pack, analysis: Analysis, subject: str) -> Explanation:
    """A measure by its criteria, a commitment by its measures, a chapter by its commitments."""
    found = analysis.group(subject)
    title = f"{subject} {found.title}: {found.readiness.words()}"
    for chapter in pack.chapters:
        if chapter.id == subject:
            parts = [(c.id, c.title, c.criteria) for c in chapter.commitments]
            return Explanation(subject, title, tuple(_whole(parts, found.readiness, analysis)))
        for commitment in chapter.commitments:
            if commitment.id == subject:
                parts = [(m.id, m.title, m.criteria) for m in commitment.measures]
                return Explanation(subject, title, tuple(_whole(parts, found.readiness, analysis)))
    measure = next(m for ch in pack.chapters for m in ch.measures if m.id == subject)
    steps = list(measure_steps(pack, measure.criteria, analysis))
    steps += total_steps([points([analysis.criteria[c.id]]) for c in measure.criteria], found.readiness)
    return Explanation(subject, title, tuple(steps))


def _whole(
    parts: Iterable[tuple[str, str, Iterable[Criterion]]], found: Readiness, analysis: Analysis
) -> Iterable[Step]:
    summed = [(part, title, points(analysis.criteria[c.id] for c in criteria)) for part, title, criteria in parts]
    for part, title, sums in summed:
        yield part_step(part, title, sums)
    yield from total_steps([sums for _, _, sums in summed], found)


def _heading(pack: Pack, analysis: Analysis, subject: str) -> Explanation:
    """A heading takes the weakest state among the criteria that cover it."""
    heading = next(h for ch in pack.chapters for m in ch.measures for h in m.headings if h.id == subject)
    covering = heading_criteria(pack)[subject]
    lines = [
        Step(
            f"{c.id} {c.short}",
            "covers it" if analysis.criteria[c.id].asked else "covers it, and is not asked",
            analysis.criteria[c.id].state or "not answered",
            c.pointer,
        )
        for c in pack.criteria
        if c.id in covering
    ]
    state = analysis.headings[subject] or "not answered"
    lines.append(Step("State", "the weakest among those that are asked", state, f"{METHOD}, What is asked"))
    return Explanation(subject, f"{subject} {heading.statement}", tuple(lines))
