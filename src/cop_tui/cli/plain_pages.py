"""What the line mode shows: a question, guidance, gaps, hits; pages of plain text about one criterion or all."""

from __future__ import annotations

from typing import Final

from cop_tui.cli import pages, pages_detail, pages_registers
from cop_tui.cli.output import Page, counted
from cop_tui.domain.answers import STATES
from cop_tui.domain.explain import explain
from cop_tui.domain.matching import excerpt
from cop_tui.domain.pack import Criterion
from cop_tui.domain.results import Readiness
from cop_tui.errors import InputError
from cop_tui.reports.wording import interval
from cop_tui.services.marks import WORDS
from cop_tui.services.query import Finder, Query
from cop_tui.services.session import Session
from cop_tui.services.steps import Step
from cop_tui.services.views import running_actions

SHOWN: Final = 10
"""Gaps, duties and hits that are listed; more is named by number."""
EVERYTHING: Final = "all"


def question(session: Session, criterion: Criterion, number: str) -> Page:
    """A criterion as it is asked, with the answer so far and the six choices. `number` is its place in the walk."""
    chapter, _, measure = session.pack.places[criterion.id]
    page = Page()
    page.line()
    page.line(f"{number}{criterion.id}, {criterion.strength}.")
    page.line(f"{chapter.title}, {measure.number} {measure.title}.")
    page.line(criterion.question)
    page.line(f"Source: {criterion.pointer}")
    page.field("Condition", criterion.condition or "")
    given = session.answer(criterion.id)
    if not given.is_empty:
        page.line("Your answer so far:")
        pages.add_answer(page, given, 2)
    if session.scope.asked(criterion.id):
        page.line("  ".join(f"{number} {WORDS[state]}" for number, state in enumerate(STATES, 1)))
    else:
        page.line("Not asked, as the facts say that it does not apply.")
    return page


def guidance(session: Session, criterion: Criterion) -> Page:
    """What a criterion means, what settles it and what does not."""
    page = Page()
    page.field("Statement", criterion.statement)
    page.field("Why", criterion.why)
    for title, texts in (("Settles it", criterion.settles), ("Does not settle it", criterion.does_not_settle)):
        for text in texts:
            page.field(title, text)
    add_checks(page, session, criterion)
    page.field("Due", criterion.deadline.text if criterion.deadline else "")
    articles = [session.pack.obligation_index[o].article for o in criterion.obligations]
    page.field("Serves", ", ".join(articles))
    page.field("Remark", criterion.note or "")
    return page


def add_checks(page: Page, session: Session, criterion: Criterion) -> None:
    """The checks with their numbers and whether they are ticked."""
    ticked = session.answer(criterion.id).checks
    for number, check in enumerate(criterion.all_checks(), 1):
        done = "ticked" if check.id in ticked else "open"
        page.line(f"Check {number}, {check.strength}, {done}: {check.statement}", 0, 2)


def explanation(session: Session, what: str) -> Page:
    """The calculation of a figure. Raises NotFoundError for what has none."""
    at = session
    found = explain(at.pack, at.scope, at.answers, at.register, at.analysis, what)
    page = Page()
    page.line(found.title)
    pages_detail.add_steps(page, found)
    return page


def gaps(session: Session, typed: str) -> Page:
    """The most urgent gaps; with words or filters those that fit. Raises InputError for a wrong filter."""
    page = Page()
    analysis = session.analysis
    everything = typed.lower() == EVERYTHING
    found = analysis.gaps
    if typed and not everything:
        query = understood(session, typed)
        found = tuple(gap for gap in found if query.matches(gap.criterion))
        page.line(f"{counted(len(found), 'gap')} of {len(analysis.gaps)}{_explained(query)}.")
    else:
        pages.standing(page, analysis.readiness, len(analysis.gaps))
    most = len(found) if everything else SHOWN
    if len(found) > most:
        page.line(f"The {most} most urgent; `gaps all` shows all:")
    pages.add_gaps(page, found[:most], running_actions(session))
    return page


def deadlines(session: Session, typed: str) -> Page:
    """The next dated duties, overdue ones first."""
    found = [duty for duty in session.deadlines if duty.status in ("overdue", "due", "ahead")]
    most = len(found) if typed.lower() == EVERYTHING else SHOWN
    page = Page()
    page.line(f"The next {min(most, len(found))} of {counted(len(found), 'dated duty', 'dated duties')}:")
    for duty in found[:most]:
        pages_detail.add_deadline(page, duty)
    return page


def actions(session: Session, criterion: str) -> Page:
    """The actions for a criterion that have not ended, and how many others there are."""
    page = Page()
    pages_registers.add_open_actions(page, session, criterion)
    return page


def hits(session: Session, typed: str, near: str) -> Page:
    """The criteria that fit words and filters, the best first. Raises InputError for a wrong filter."""
    query = understood(session, typed, near)
    page = Page()
    number = counted(len(query.found), "criterion", "criteria")
    similar = f", {query.similar} of them similar only" if query.similar else ""
    if query.similar == len(query.found):
        similar = ", similar only" if query.found else ""
    page.line(f"{number}{similar}{_explained(query)}.")
    for hit in query.top(SHOWN):
        criterion = session.criterion(hit.criterion)
        asked = "" if session.scope.asked(hit.criterion) else ", not asked"
        page.line(f"{hit.criterion}  {WORDS[session.answer(hit.criterion).state]}{asked}  {criterion.short}", 2, 4)
        if hit.where:
            page.line(f"{hit.where}: {excerpt(hit.text, hit.words, page.columns - 8 - len(hit.where))}", 4, 6)
    if len(query.found) > SHOWN:
        page.line(f"These are the best {SHOWN}; one more word finds less.")
    if query.found:
        page.line("Type an id to go there.")
    return page


def understood(session: Session, typed: str, near: str | None = None) -> Query:
    """A query without anything wrong in it. Raises InputError."""
    query = Finder.of(session).query(typed, near)
    if query.problems:
        raise InputError(" ".join(query.problems))
    return query


def progress(session: Session, criterion: str) -> Page:
    """How much is answered and what is left: here, by chapter, in all."""
    analysis = session.analysis
    _, _, measure = session.pack.places[criterion]
    page = Page()
    page.line(f"This measure, {measure.number}: {_answered(analysis.group(measure.id).readiness)}.")
    for chapter in analysis.chapters:
        if chapter.readiness.asked:
            page.line(f"{chapter.title}: {_answered(chapter.readiness)}, readiness {interval(chapter.readiness)}.")
    pages.standing(page, analysis.readiness, len(analysis.gaps))
    page.line(f"{counted(analysis.readiness.unanswered, 'criterion is', 'criteria are')} left to answer.")
    return page


def taken_back(session: Session, step: Step) -> str:
    """What a step was, and for one answer what it is now."""
    if len(step.after) != 1 or step.entries_after:
        return step.words
    criterion = next(iter(step.after))
    if step.before[criterion].state is step.after[criterion].state:
        return step.words
    return f"{step.words}; {criterion} is {WORDS[session.answer(criterion).state]} now"


def _answered(readiness: Readiness) -> str:
    return f"{readiness.answered} of {readiness.asked} answered"


def _explained(query: Query) -> str:
    return f" ({query.explained})" if query.explained else ""
