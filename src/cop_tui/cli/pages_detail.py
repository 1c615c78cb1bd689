"""Pages of what is looked at closely: deadlines, one duty, one criterion, a calculation, findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cop_tui.cli import pages
from cop_tui.cli.output import Page, counted
from cop_tui.domain.dated import DUE_WITHIN, DatedDuty, Status
from cop_tui.domain.duties import ServingCriterion, duty_map, serves
from cop_tui.domain.explain import Explanation
from cop_tui.domain.findings import SEVERITIES, Finding
from cop_tui.domain.posture import posture_words
from cop_tui.reports.wording import distance, yes_no
from cop_tui.services.looks import Look
from cop_tui.services.marks import WORDS, mark
from cop_tui.services.standing import Standing
from cop_tui.services.views import running_actions
from cop_tui.services.views_analysis import serving_chapters

_HEADINGS: dict[Status, str] = {
    "overdue": "Overdue",
    "due": f"Due within {DUE_WITHIN} days",
    "ahead": "Ahead",
    "no fixed day": "Running, without a fixed day",
    "cannot be dated": "Cannot be dated",
    "passed": "Dates that lie behind",
    "done": "Done",
}
_SUMS = (" ÷ ", " × ", " + ")
_FOLDED: tuple[Status, ...] = ("passed", "done")


def deadlines(look: Look, *, everything: bool) -> Page:
    """Dated duties, overdue first; standing rules, dates behind and what is done are folded unless `everything`."""
    page = Page()
    pages.name_line(page, look)
    page.line(f"Deadlines as of {look.standing.today}")
    found = look.standing.deadlines
    listed = [duty for duty in found if everything or not (duty.standing or duty.status in _FOLDED)]
    for status, title in _HEADINGS.items():
        here = [duty for duty in listed if duty.status == status and not duty.standing]
        if here:
            page.heading(f"{title} ({len(here)})")
        for duty in here:
            add_deadline(page, duty)
    waiting = [duty for duty in listed if duty.standing]
    if waiting:
        page.heading(f"Standing rules, for events that may never come ({len(waiting)})")
    for duty in waiting:
        add_deadline(page, duty)
    if not found:
        page.line("Nothing is dated.")
    folded = len(found) - len(listed)
    if folded:
        rules = sum(duty.standing for duty in found)
        behind = folded - rules
        words = [counted(rules, "standing rule")] if rules else []
        words += [f"{behind} that lie behind or are done"] if behind else []
        page.heading(f"Not shown: {' and '.join(words)}; --all shows them.")
    return page


def add_deadline(page: Page, duty: DatedDuty) -> None:
    """One dated duty with what its day was counted from, or what it waits for."""
    left = f"  {distance(duty.days)}" if duty.days is not None else ""
    start = f"{duty.day}{left}" if duty.day else "no day"
    yardstick = ", yardstick only" if duty.yardstick else ""
    page.line(f"{start}  {duty.title} ({', '.join(filter(None, (duty.pointer, duty.id)))}{yardstick})", 2, 4)
    page.line(duty.because, 4) if duty.because else None
    page.field("Missing", duty.missing, 4)
    page.field("Recurs", duty.recurs or "", 4)
    page.field("Owner", duty.owner, 4)


def obligation(look: Look, obligation_id: str) -> Page:
    """One duty both ways: what it asks, its verdict, what serves it and how that stands, annex points, account."""
    page = Page()
    standing = look.standing
    found = duty_map(standing.pack, standing.scope, standing.analysis, obligation_id)
    spec = standing.pack.obligation_index[obligation_id]
    result = standing.analysis.obligation(obligation_id)
    pages.name_line(page, look)
    page.heading(f"{found.article}  {found.title} ({found.id})")
    page.line(spec.requires, 2)
    page.field("Binds", yes_no(found.binds), 2)
    if result is not None and result.due is not None:
        fines = ", fines possible" if result.finable and result.verdict == "not met" else ""
        page.field("From", f"{result.due}{fines}", 2)
    page.field("Verdict", found.verdict or "none, as it does not bind", 2)
    page.line(found.because, 2) if found.because else None
    page.field("Decided by", ", ".join(result.decided_by) if result else "", 2)
    for measure in found.measures:
        signed = {True: ", signed", False: ", not signed: yardstick for other means", None: ""}[measure.signed]
        page.heading(f"{measure.id}  {measure.title} ({measure.chapter}{signed})")
        for criterion in measure.criteria:
            _add_serving(page, criterion)
    if not found.measures:
        page.heading("No criterion of the questionnaire serves it.")
    if found.related or found.linked:
        page.heading("Touches it, and decides nothing")
        page.field("Measures", ", ".join(found.linked), 2)
        for criterion in found.related:
            _add_serving(page, criterion)
    if found.annex:
        page.heading("Points of the annexes")
    for point in found.annex:
        page.line(f"{point.article}  {point.title}", 2, 4)
        states = [f"{c.id} {mark(c.state, page.ascii)} {WORDS[c.state]}" for c in point.criteria if c.asked]
        page.line(", ".join(states) or "No criterion that is asked gives it.", 4)
        page.field("Form", ", ".join(f"{f.form} {f.field}" for f in point.fields), 4)
    _add_account(page, standing, obligation_id, found.account)
    for chapter in serving_chapters(found):
        page.heading(f"What signing gives and what it does not: {chapter}")
        for words in posture_words(standing.pack, standing.scope, chapter):
            page.line(words, 2)
    return page


def _add_account(page: Page, standing: Standing, obligation_id: str, state: str) -> None:
    held = standing.register.accounts.get(obligation_id)
    if held is None and state == "not needed":
        return
    page.heading("Account of other adequate means")
    if held is None:
        page.line("Missing: the duty cannot count as met without it.", 2)
    else:
        page.line(held.text, 2)
        page.field("Written by", held.author, 2)


def _add_serving(page: Page, found: ServingCriterion) -> None:
    state = f"{mark(found.state, page.ascii)} {WORDS[found.state]}" if found.asked else "not asked"
    decides = ", decides" if found.decides else ""
    page.line(f"{found.id}, {found.strength}{decides}  {state}  {found.short}", 2, 4)


def criterion(look: Look, criterion_id: str) -> Page:
    """One criterion with its answer, and every duty it serves."""
    page = Page()
    standing = look.standing
    spec = standing.criterion(criterion_id)
    chapter, _, measure = standing.pack.places[criterion_id]
    result = standing.analysis.criteria[criterion_id]
    pages.name_line(page, look)
    page.heading(f"{spec.id}, {spec.strength}  {spec.short}")
    page.line(f"{chapter.title}, {measure.number} {measure.title}. Source: {spec.pointer}", 2)
    page.line(spec.question, 2)
    if not result.asked:
        page.line("Not asked, as the facts say that it does not apply.", 2)
    page.heading("Answer")
    pages.add_answer(page, standing.answer(criterion_id), 2)
    stored = look.answers.get(criterion_id)
    page.field("Changed", f"{stored.updated_at:%Y-%m-%d %H:%M} UTC by {stored.updated_by}" if stored else "", 2)
    page.field("Demonstrated", "yes" if result.demonstrated else "no, no evidence counts today", 2)
    page.field("Open checks", ", ".join(result.open_checks), 2)
    pieces = [item.piece for item in standing.answer(criterion_id).evidence if item.piece]
    page.field("Pieces of evidence", ", ".join(dict.fromkeys(pieces)), 2)
    gap = [each for each in standing.analysis.gaps if each.criterion == criterion_id]
    if gap:
        page.heading("Gap")
        pages.add_gaps(page, gap, running_actions(standing))
    page.heading("Serves")
    for each in serves(standing.pack, standing.scope, criterion_id):
        verdict = standing.analysis.obligation(each.id)
        how = {"serves": "", "touches": ", touches it only", "annex point": ", annex point"}[each.how]
        words = verdict.verdict if verdict else "" if each.how == "annex point" else "does not bind"
        page.line(f"{each.article}  {each.title} ({each.id}{how}){': ' + words if words else ''}", 2, 4)
    for key, action in standing.register.actions.items():
        if criterion_id in action.criteria:
            page.field("Action", f"{key} {action.what}, {action.status}", 2)
    return page


def explanation(look: Look, found: Explanation) -> Page:
    """A calculation line by line: what it is, how it is reckoned, what comes out, where that is laid down."""
    page = Page()
    pages.name_line(page, look)
    page.heading(found.title)
    add_steps(page, found)
    return page


def add_steps(page: Page, found: Explanation) -> None:
    """The lines of a calculation."""
    for step in found.lines:
        # A sum equals its result; words lead to it.
        sign = "=" if any(sign in step.calculation for sign in _SUMS) else "→"
        parts = (step.calculation, sign if step.calculation and step.result else "", step.result)
        page.line(f"{step.label}: {' '.join(filter(None, parts))}", 2, 4)
        page.line(f"[{step.source}]", 4) if step.source else None


def findings(look: Look, found: Sequence[Finding]) -> Page:
    """Contradictions and weak spots by severity, those of one kind together with what to do about them."""
    page = Page()
    pages.head(page, look)
    for severity in SEVERITIES:
        here = [each for each in found if each.severity == severity]
        if not here:
            continue
        page.heading(f"{severity.capitalize()}s ({len(here)})")
        for code, hint in dict.fromkeys((each.code, each.hint) for each in here):
            alike = [each for each in here if (each.code, each.hint) == (code, hint)]
            page.line(f"{code} ({len(alike)}): {hint}" if hint else f"{code} ({len(alike)})", 2, 4)
            for each in alike:
                subject = "" if each.subject in each.message else f"{each.subject}  "
                page.line(f"{subject}{each.message}", 4, 6)
    if not found:
        page.heading("Nothing to find fault with.")
    return page


def verdict_moves(page: Page, moves: Iterable[tuple[str, str, str, str | None, str | None]]) -> None:
    """Duties whose verdict differs: article, title, id, before, after."""
    for article, title, key, before, after in moves:
        page.line(f"{article}  {title} ({key}): {before or 'does not bind'} → {after or 'does not bind'}", 2, 4)
