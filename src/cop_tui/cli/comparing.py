"""`compare`, `what-if` and `explain`: what differs, what would be, and why a figure is what it is."""

from __future__ import annotations

import click

from cop_tui.cli import pages, pages_detail
from cop_tui.cli.criteria import known_criteria, known_obligation
from cop_tui.cli.diagnostics import say
from cop_tui.cli.files import opened
from cop_tui.cli.options import command, json_option, look_argument
from cop_tui.cli.output import Page, counted, emit_json
from cop_tui.domain.compare import KINDS, Change, Comparison
from cop_tui.domain.compare import compare as compared
from cop_tui.domain.dated import DatedDuty
from cop_tui.domain.explain import explain as explained
from cop_tui.domain.pack import Pack
from cop_tui.domain.whatif import Smallest, WhatIf, smallest_set, what_if
from cop_tui.errors import InputError
from cop_tui.reports.wording import down, interval
from cop_tui.services.looks import Look, look
from cop_tui.services.marks import WORDS, mark
from cop_tui.services.views_analysis import comparison_view, explanation_view, what_if_view


@command("compare")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@json_option
def compare(ctx: click.Context, before: str, after: str, as_json: bool) -> None:
    """Show what differs between two assessments, baselines or days.

    A and B are each ID, ID@BASELINE or ID@DATE; A is taken as what was before. Both denominators are stated; partial
    never counts as done.
    """
    with opened(ctx) as file:
        sides = [look(file.library, ref).standing.side() for ref in (before, after)]
        found = compared(sides[0], sides[1])
    emit_json(comparison_view(found)) if as_json else _comparison(found).show()


@command("explain")
@look_argument
@click.argument("what", metavar="WHAT")
@json_option
def explain(ctx: click.Context, ref: str, what: str, as_json: bool) -> None:
    """Show the calculation behind a figure line by line: inputs, weights, result, source.

    WHAT is a criterion, measure, commitment, chapter or duty by its id, an article such as 'Art. 53(1)(a)', or
    readiness.
    """
    with opened(ctx) as file:
        seen = look(file.library, ref)
        at = seen.standing
        found = explained(at.pack, at.scope, at.answers, at.register, at.analysis, what)
        emit_json(explanation_view(seen, found)) if as_json else pages_detail.explanation(seen, found).show()


@command("what-if")
@look_argument
@click.argument("criteria", metavar="[CRITERION]...", nargs=-1)
@click.option("--target", metavar="OBLIGATION|CHAPTER", help="Also the fewest criteria to implement so that this duty "
              "or chapter is met.")  # fmt: skip
@json_option
def what_if_command(ctx: click.Context, ref: str, criteria: tuple[str, ...], target: str | None, as_json: bool) -> None:
    """Show the figures as they would be if these criteria were implemented. Stores nothing.

    With --target the smallest set that turns a duty or chapter to met is taken with them. It is exact: no smaller one
    does it. Criteria that are not answered belong to it, as they are part of what must be true.
    """
    if not criteria and target is None:
        raise InputError("What would be fixed?", "Name criteria, or a duty or chapter with --target.")
    with opened(ctx) as file:
        seen = look(file.library, ref)
        at = seen.standing
        fixed = known_criteria(at, criteria)
        smallest = None
        if target is not None:
            wanted = _target(at.pack, target)
            smallest = smallest_set(at.pack, at.scope, at.answers, at.register, wanted, at.today)
            fixed = tuple(dict.fromkeys((*fixed, *smallest.criteria)))
        now = (at.analysis, at.deadlines)
        found = what_if(at.pack, at.scope, at.answers, at.register, fixed, at.today, at.facts, now)
        emit_json(what_if_view(seen, found, smallest)) if as_json else _what_if(seen, found, smallest).show()
        aside = [c for c in found.fixed if not at.scope.asked(c)]
    if aside:
        say(f"Not asked, so that fixing them changes nothing: {', '.join(aside)}.")
    say("Nothing was stored.")


def _target(pack: Pack, typed: str) -> str:
    chapters = {chapter.id.lower(): chapter.id for chapter in pack.chapters}
    return chapters.get(typed.strip().lower()) or known_obligation(pack, typed).id


def _comparison(found: Comparison) -> Page:
    page = Page()
    page.line(f"Before: {found.before}")
    page.line(f"After:  {found.after}")
    if found.is_empty:
        page.line("Nothing has changed.")
    page.line()
    for words in found.words:
        page.line(words, 0, 2)
    if found.is_empty:
        return page
    page.heading("Readiness")
    page.table(
        ("", "Before", "of weight", "After", "of weight"),
        [
            (each.title, interval(each.before), str(each.before.weight), interval(each.after), str(each.after.weight))
            for each in (found.readiness, *found.chapters)
        ],
        right=(1, 2, 3, 4),
    )
    if found.verdicts:
        page.heading(f"Verdicts that changed ({len(found.verdicts)})")
        pages_detail.verdict_moves(page, ((v.article, v.title, v.id, v.before, v.after) for v in found.verdicts))
    for kind in KINDS:
        here = found.of(kind)
        if here:
            page.heading(f"{kind.capitalize()} ({len(here)})")
        for change in here:
            page.line(_change(page, change), 2, 4)
    page.heading("Gaps")
    for title, criteria in (("Closed", found.gaps_closed), ("Opened", found.gaps_opened),
                            ("Found, not known before", found.gaps_found),
                            ("Gone without being met", found.gaps_gone)):  # fmt: skip
        page.line(f"{title} ({len(criteria)}){': ' + ', '.join(criteria) if criteria else ''}", 2, 4)
    for title, criteria in (("Only before", found.unmapped_before), ("Only after", found.unmapped_after),
                            ("Worded or binding differently", found.reworded)):  # fmt: skip
        page.field(f"{title} ({len(criteria)})", ", ".join(criteria))
    return page


def _change(page: Page, change: Change) -> str:
    states = [f"{mark(state, page.ascii)} {WORDS[state]}" for state in (change.before, change.after)]
    moved = " → ".join(states) if change.before is not change.after else states[0]
    return f"{change.criterion}  {moved}  {change.short}"


def _following(duty: DatedDuty | None) -> str:
    return "-" if duty is None else f"{duty.day} {duty.title}"


def _what_if(seen: Look, found: WhatIf, smallest: Smallest | None) -> Page:
    page = Page()
    pages.name_line(page, seen)
    if smallest is not None:
        _add_smallest(page, smallest)
    page.heading(f"If {counted(len(found.fixed), 'criterion', 'criteria')} were implemented")
    for criterion in found.fixed:
        state = found.before.criteria[criterion].state
        short = seen.standing.pack.criterion_index[criterion].short
        page.line(f"{criterion}  {mark(state, page.ascii)} {WORDS[state]}  {short}", 2, 4)
    page.heading("Figures")
    page.table(
        ("", "Now", "Then"),
        [
            ("Readiness", interval(found.readiness_before), interval(found.readiness_after)),
            ("of weight", str(found.readiness_before.weight), str(found.readiness_after.weight)),
            ("Demonstrated", down(found.readiness_before.demonstrated), down(found.readiness_after.demonstrated)),
            ("Gaps", str(len(found.before.gaps)), str(len(found.after.gaps))),
            ("Overdue duties", str(found.overdue_before), str(found.overdue_after)),
            ("Next deadline", _following(found.next_before), _following(found.next_after)),
        ],
    )
    page.heading(f"Verdicts that would change ({len(found.verdicts)})")
    pages_detail.verdict_moves(page, ((v.article, v.title, v.id, v.before, v.after) for v in found.verdicts))
    return page


def _add_smallest(page: Page, found: Smallest) -> None:
    page.heading(f"{found.target} {found.title}")
    if found.met:
        page.line("It is met as it stands.", 2)
    elif found.criteria:
        exact = " It is exact: no smaller set does it." if found.exact and not found.blocked_by else ""
        words = counted(len(found.criteria), "criterion", "criteria")
        page.line(f"The smallest set is {words}: {', '.join(found.criteria)}.{exact}", 2)
    page.line(found.note, 2) if found.note else None
    for words in found.blocked_by:
        page.field("Answers alone cannot do it", words, 2)
