"""Pages of text for people: what a command prints without --json. Numbers come from the same analysis as everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cop_tui.cli.output import Page, counted
from cop_tui.domain.answers import Answer, State
from cop_tui.domain.facts import format_fact
from cop_tui.domain.pack import Pack
from cop_tui.domain.register import Register
from cop_tui.domain.results import Gap, ObligationResult, Readiness
from cop_tui.domain.scoping import ChapterScope
from cop_tui.reports.wording import down, interval
from cop_tui.services.looks import Look
from cop_tui.services.marks import WORDS, mark
from cop_tui.services.views import changed_fields, running_actions
from cop_tui.store.history import Revision


def assessment(look: Look) -> Page:
    """An assessment with facts, scope in short, and every answer."""
    page = Page()
    session = look.standing
    head(page, look)
    page.heading("Facts")
    inputs = session.pack.scoping.input_index
    for key, value in session.facts.given.items():
        page.line(f"{inputs[key].label}: {format_fact(inputs[key], value)}", 2, 4)
    if not session.facts.given:
        page.line("None given; the questionnaire's defaults are assumed.", 2)
    page.heading("Binds")
    for chapter in session.scope.chapters:
        page.line(f"{chapter_title(session.pack, chapter)}: {applies(chapter)}", 2, 4)
    for each in session.scope.undetermined:
        page.line(f"Not known: {inputs[each.fact].label}. {each.why_it_matters}", 2, 4)
    answers = session.answers
    page.heading(f"Answers ({len(answers)})")
    for criterion in session.pack.criteria:
        if criterion.id in answers:
            page.line(f"{criterion.id}  {criterion.short}", 2, 4)
            add_answer(page, answers[criterion.id], 4)
    return page


def add_answer(page: Page, answer: Answer, indent: int) -> None:
    """The lines of one answer."""
    page.line(f"{mark(answer.state, page.ascii)} {WORDS[answer.state]}", indent)
    page.field("Reason", answer.reason, indent)
    page.field("Note", answer.note, indent)
    for item in answer.evidence:
        page.field("Evidence", str(item), indent)
    page.field("Owner", answer.owner, indent)
    page.field("Due", answer.due.isoformat() if answer.due else "", indent)
    page.field("Effort", answer.effort or "", indent)
    page.field("Checks", ", ".join(answer.checks), indent)
    page.field("Flagged", "for review" if answer.flagged else "", indent)


def gaps(look: Look) -> Page:
    """Readiness by chapter and all gaps, most urgent first."""
    page = Page()
    analysis = look.standing.analysis
    head(page, look)
    page.heading("Readiness by chapter")
    page.table(
        ("Chapter", "Readiness", "Demonstrated", "Answered", "Gaps"),
        [
            (
                chapter.title,
                interval(chapter.readiness),
                down(chapter.readiness.demonstrated),
                f"{chapter.readiness.answered} of {chapter.readiness.asked}",
                str(sum(gap.chapter == chapter.id for gap in analysis.gaps)),
            )
            for chapter in analysis.chapters
        ],
        right=(1, 2, 3, 4),
    )
    page.heading(f"Gaps ({len(analysis.gaps)}), most urgent first" if analysis.gaps else "No gaps among the answers.")
    add_gaps(page, analysis.gaps, running_actions(look.standing))
    if analysis.against_scoping:
        page.heading("Marked not applicable although the facts say that they bind")
        for aside in analysis.against_scoping:
            page.line(f"{aside.criterion}  {aside.short}", 2, 4)
            page.field("Reason", aside.reason, 4)
    if analysis.claimed_with_open_checks:
        page.heading("Claimed as implemented with open checks")
        page.line(", ".join(analysis.claimed_with_open_checks), 2)
    return page


def add_gaps(page: Page, found: Sequence[Gap], actions: Mapping[str, Sequence[str]]) -> None:
    """Gaps, each with its priority, why it comes now, who is to close it by when, and the actions for it."""
    for gap in found:
        state = f"{mark(gap.state, page.ascii)} {WORDS[gap.state]}"
        rank = f"{gap.priority.band} {gap.priority.value:.2f}"
        page.line(f"{rank}  {gap.criterion}, {gap.strength}  {state}  {gap.short}", 2, 4)
        page.line(gap.priority.because, 4)
        page.line(gap.priority.calculation, 4)
        page.field("Owner", gap.owner, 4)
        page.field("Planned for", gap.due.isoformat() if gap.due else "", 4)
        page.field("Actions", ", ".join(actions.get(gap.criterion, ())), 4)


def standing(page: Page, readiness: Readiness, number_of_gaps: int) -> None:
    """Readiness in two sentences."""
    page.line(
        f"Readiness {interval(readiness)}, demonstrated {down(readiness.demonstrated)}, "
        f"{counted(number_of_gaps, 'gap')}."
    )
    page.line(f"{readiness.answered} of {readiness.asked} criteria answered, {readiness.applicable} applicable.")


def obligations(look: Look) -> Page:
    """The verdict on each duty, with the account of other means it may need."""
    page = Page()
    head(page, look)
    for verdict in ("not met", "undetermined", "met"):
        found = [o for o in look.standing.analysis.obligations if o.verdict == verdict]
        page.heading(f"{verdict.capitalize()} ({len(found)})")
        for each in found:
            since = f", from {each.due}" if each.due else ""
            fines = ", fines possible" if each.finable and verdict == "not met" else ""
            page.line(f"{each.article}  {each.title} ({each.id}{since}{fines})", 2, 4)
            page.line(each.because, 4)
            page.field("Decided by", ", ".join(each.decided_by), 4)
            page.field("Set aside", ", ".join(each.set_aside), 4)
            page.field("Yardstick only", _yardstick(each), 4)
    return page


def _yardstick(found: ObligationResult) -> str:
    """What follows from chapters that are not signed; empty where none serves the duty."""
    if not found.yardstick:
        return ""
    account = {"given": "is written", "missing": "is missing", "not needed": "is not needed"}[found.account]
    return f"{', '.join(found.unsigned)} not signed; the account of other means {account}"


def history(revisions: Sequence[Revision], register: Register, *, details: bool) -> Page:
    """Revisions in the order of commit; pieces of evidence are named as `register` has them now."""
    page = Page()
    for revision in revisions:
        kind, _, key = revision.subject.partition(":")
        subject = key if kind == "answer" else f"{kind} {key}".strip()
        start = f"{revision.at:%Y-%m-%d %H:%M} UTC  {revision.author}  {subject}"
        merged = " (copies merged)" if len(revision.parents) > 1 else ""
        page.line(f"{start}  {_change(revision)}{merged}", 0, 2)
        if details and kind == "answer" and revision.after is not None:
            add_answer(page, register.resolve(Answer.of(revision.after)), 4)
    if not revisions:
        page.line("Nothing was answered here yet.")
    return page


def _change(revision: Revision) -> str:
    """What a revision did, in words."""
    before, after = revision.before or {}, revision.after or {}
    changed = changed_fields(revision)
    if not revision.subject.startswith("answer:"):
        if not before:
            return "made"
        if revision.after is None:
            return "removed"
        if "deleted_at" in changed:
            return "deleted" if after.get("deleted_at") else "restored"
        return f"changed: {', '.join(changed)}" if changed else "unchanged"
    if revision.after is None:
        return "answer removed"
    parts = []
    if "state" in changed:
        old, new = before.get("state"), after.get("state")
        parts.append(f"{_state(old)} → {_state(new)}" if before else _state(new))
    parts += [f"{name} changed" if before.get(name) else f"{name} added" for name in changed if name != "state"]
    return ", ".join(parts) or "unchanged"


def _state(value: str | None) -> str:
    return WORDS[None if value is None else State(value)]


def name_line(page: Page, look: Look) -> None:
    """Which assessment, and which moment of it if it is an earlier one."""
    page.line(f"{look.name} ({look.record.id})")
    if look.baseline is not None:
        page.line(f"As frozen in the baseline {look.baseline} ({look.standing.label})")
    elif look.earlier:
        page.line(f"As it was at the end of {look.standing.today} (UTC)")


def head(page: Page, look: Look) -> None:
    """Which assessment of what, and where it stands."""
    name_line(page, look)
    snapshot, analysis, pack = look.standing.snapshot(), look.standing.analysis, look.standing.pack
    about = ", ".join(filter(None, (snapshot.model, snapshot.provider)))
    page.line(f"{about + '; ' if about else ''}{pack.id} {pack.version}, as of {analysis.today}")
    standing(page, analysis.readiness, len(analysis.gaps))


def chapter_title(pack: Pack, chapter: ChapterScope) -> str:
    """`TR Transparency`."""
    return next(f"{c.id} {c.title}" for c in pack.chapters if c.id == chapter.id)


def applies(chapter: ChapterScope) -> str:
    """Whether a chapter applies and is signed, in words."""
    words = {True: "applies", False: "does not apply", None: "undetermined, therefore asked"}[chapter.applies]
    signed = {True: ", signed", False: ", not signed", None: ""}[chapter.signed]
    return words + signed
