"""Sign-offs and baselines as lists: who stands for what, since when, and whether it still holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from textual.content import Content

from cop_tui.domain.answers import State
from cop_tui.domain.chapters import Chapter
from cop_tui.domain.register import Baseline
from cop_tui.services.marks import mark
from cop_tui.services.session import Session
from cop_tui.tui.widgets.bars import percent
from cop_tui.tui.widgets.gap_table import LABEL, Column, Line, Listing
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED, Row, labelled, para

CHAPTER_COLUMNS: Final = (
    Column("Chapter", -24),
    Column("Sign-off", 16),
    Column("Signed by", -22),
    Column("Role", -20, 96),
    Column("Date", 10, 60),
    Column("Statement", 0, 72),
)
BASELINE_COLUMNS: Final = (
    Column("Baseline", -30),
    Column("Frozen", 10),
    Column("Holds", 14),
    Column("By", -22, 60),
    Column("Role", -20, 96),
    Column("Note", 0, 72),
)
NAMED: Final = 12
"""How many changed answers are named."""
Checked = Mapping[str, str | None]
"""What is wrong with each baseline that was checked; None: it holds what was frozen."""


def chapter_listing(session: Session, use_ascii: bool) -> Listing:
    """Every chapter with its sign-off."""
    lines = tuple(_chapter(session, chapter, use_ascii) for chapter in session.pack.chapters)
    return Listing("Sign-offs", CHAPTER_COLUMNS, lines, "The questionnaire has no chapter.")


def _chapter(session: Session, chapter: Chapter, use_ascii: bool) -> Line:
    signoff, stands = session.register.signoffs.get(chapter.id), session.signoff_stands(chapter.id)
    state, word = {
        True: (State.IMPLEMENTED, "stands"),
        False: (State.MISSING, "OUTDATED"),
        None: (None, "not signed off"),
    }[stands]
    figures = session.analysis.group(chapter.id).readiness
    detail: list[Row] = [para(Content.assemble((plain(chapter.title).plain, "bold"), "  ", word))]
    if signoff is not None:
        who = f"{signoff.name}{f', {signoff.role}' if signoff.role else ''}, on {signoff.day}"
        detail += [labelled("Signed by", who, LABEL), labelled("Statement", signoff.statement or "none", LABEL)]
        words = "Answers, evidence, facts and accounts of other means are exactly what was signed."
        detail.append(labelled("Holds", words if stands else _changed(session, chapter), LABEL))
    asked = f"{figures.answered} of {figures.asked} answered, readiness {percent(figures, use_ascii)}"
    detail.append(labelled("Now", asked if figures.asked else "not asked", LABEL, MUTED))
    if chapter.kind == "code":
        signed = session.scope.chapter(chapter.id).signed
        said = {True: "signed", False: "not signed", None: "not known to be signed"}[signed]
        words = f"The provider's signature under the Code is another thing: this chapter is {said}."
        detail.append(labelled("The Code", words, LABEL, MUTED))
    cells = (
        chapter.title,
        f"{mark(state, use_ascii)} {word}",
        *((signoff.name, signoff.role, signoff.day.isoformat(), signoff.statement) if signoff else ("", "", "", "")),
    )
    return Line(chapter.id, cells, "\n".join((*cells, chapter.id)).casefold(), tuple(detail), (), stands is False)


def _changed(session: Session, chapter: Chapter) -> str:
    """What an outdated sign-off no longer covers, as far as the dates of answers tell."""
    signed = session.stored_entry("signoff", chapter.id)
    stored = [(c.id, session.stored(c.id)) for c in chapter.criteria]
    later = [c for c, s in stored if s is not None and signed is not None and s.updated_at > signed.updated_at]
    if not later:
        return "What it covers has changed since: facts, evidence, an account of other means, or an answer removed."
    names = ", ".join(later[:NAMED]) + (f" and {len(later) - NAMED} more" if len(later) > NAMED else "")
    return f"It covers what stood then. Answered since: {names}."


def baseline_listing(session: Session, checked: Checked, use_ascii: bool) -> Listing:
    """Every baseline, the latest first, with whether it still holds what was frozen."""
    kept = sorted(session.register.baselines.items(), key=lambda pair: pair[1].day, reverse=True)
    lines = tuple(_baseline(key, baseline, checked, use_ascii) for key, baseline in kept)
    empty = "No baseline yet. n freezes the assessment as it stands, under a name, for ever."
    return Listing("Baselines", BASELINE_COLUMNS, lines, empty)


def _baseline(key: str, baseline: Baseline, checked: Checked, use_ascii: bool) -> Line:
    problem = checked.get(key)
    state, word = (None, "checking") if key not in checked else (State.IMPLEMENTED, "verified")
    if problem:
        state, word = State.MISSING, "DAMAGED"
    cells = (
        baseline.name, baseline.day.isoformat(), f"{mark(state, use_ascii)} {word}", baseline.author, baseline.role,
        baseline.note,
    )  # fmt: skip
    verified = problem or "Replayed from the history, it gives exactly the content that was frozen."
    if key not in checked:
        verified = "It is being checked."
    detail = (
        para(Content.assemble((plain(baseline.name).plain, "bold"), f"  {key}, frozen on {baseline.day}")),
        labelled("By", f"{baseline.author}{f', {baseline.role}' if baseline.role else ''}", LABEL),
        labelled("Note", baseline.note or "none", LABEL),
        labelled("Holds", verified, LABEL, "bold $text-error" if problem else ""),
        labelled("Content", baseline.content, LABEL, MUTED),
    )
    return Line(key, cells, "\n".join((*cells, key)).casefold(), detail, (), bool(problem))
