"""Pages of text for people: what a command prints without --json. Numbers come from the same analysis as everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cop_tui.cli.output import Page, counted
from cop_tui.domain.answers import Answer, State
from cop_tui.domain.facts import Facts, format_fact
from cop_tui.domain.pack import Pack
from cop_tui.domain.results import Gap, Readiness
from cop_tui.domain.scoping import ChapterScope, ObligationScope, Scope
from cop_tui.reports.wording import down, interval
from cop_tui.services.facts_file import FactsFile
from cop_tui.services.marks import WORDS, mark
from cop_tui.services.session import Session
from cop_tui.services.views import assumed, changed_fields
from cop_tui.store.history import Revision


def assessments(rows: Iterable[dict[str, Any]]) -> Page:
    """The list of assessments, from `list_view`."""
    page = Page()
    page.table(
        ("Id", "Name", "Model", "Readiness", "Gaps", "Changed"),
        [
            (
                row["id"],
                row["name"],
                row["model"] or "-",
                row["problem"] or interval(Readiness(low=row["readiness"]["low"], high=row["readiness"]["high"])),
                "-" if row["gaps"] is None else str(row["gaps"]),
                row["updated_at"][:10],
            )
            for row in rows
        ],
        right=(4,),
    )
    return page


def assessment(session: Session) -> Page:
    """An assessment with facts, scope in short, and every answer."""
    page = Page()
    _head(page, session)
    page.heading("Facts")
    inputs = session.pack.scoping.input_index
    for key, value in session.facts.given.items():
        page.line(f"{inputs[key].label}: {format_fact(inputs[key], value)}", 2, 4)
    if not session.facts.given:
        page.line("None given; the questionnaire's defaults are assumed.", 2)
    page.heading("Binds")
    for chapter in session.scope.chapters:
        page.line(f"{_chapter_title(session.pack, chapter)}: {_applies(chapter)}", 2, 4)
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


def scoping(pack: Pack, found: Scope, given: FactsFile) -> Page:
    """What binds a provider, since when and why."""
    page = Page()
    table = pack.scoping
    page.line(f"What binds {' for '.join(filter(None, (given.provider, given.model))) or 'this provider'}")
    page.line(f"{pack.title}, {pack.version}")
    page.heading("Result")
    for name, value in found.outcome.items():
        if name not in ("obligations", "on_request", "neighbouring", "notes") and name not in table.dates:
            page.line(f"{table.labels.get(name, name)}: {_value(pack, value)}", 2, 4)
            for reason in found.reasons.get(name, ())[-1:]:
                page.line(reason.text, 6)
    titles = {role.id: role.title for role in pack.roles}
    page.field("Roles", "; ".join(titles[role] for role in found.roles) or "none", 2)
    page.heading("Chapters")
    for chapter in found.chapters:
        page.line(f"{_chapter_title(pack, chapter)}: {_applies(chapter)}", 2, 4)
        page.field("Why", chapter.because, 6)
    kinds = {o.id: pack.obligation_index[o.id].kind for o in found.obligations}
    duties = [o for o in found.obligations if kinds[o.id] in ("obligation", "neighbouring_obligation")]
    _duties(page, pack, "Duties that bind", [o for o in duties if o.binds is True])
    _duties(page, pack, "Duties that the facts leave open", [o for o in duties if o.binds is None])
    _duties(page, pack, "Duties that do not bind", [o for o in duties if o.binds is False])
    reliefs = [o for o in found.obligations if o not in duties and o.binds is not False]
    _duties(page, pack, "Exemptions and permissions", reliefs)
    page.heading("Dates")
    for day in found.dates:
        page.line(f"{day.date}  {table.labels.get(day.id, day.id)}", 2)
        page.line(day.because, 6)
    if not found.dates:
        page.line("None follows from the facts.", 2)
    _undetermined(page, pack, found)
    _assumed(page, pack, given.facts)
    notes = found.outcome.get("notes") or ()
    if notes:
        page.heading("Notes")
    for note in notes:
        page.line(table.value_labels.get(note, note), 2)
    return page


def gaps(session: Session) -> Page:
    """Readiness by chapter and all gaps, most urgent first."""
    page = Page()
    analysis = session.analysis
    _head(page, session)
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
    add_gaps(page, analysis.gaps)
    if analysis.against_scoping:
        page.heading("Marked not applicable although the facts say that they bind")
        for aside in analysis.against_scoping:
            page.line(f"{aside.criterion}  {aside.short}", 2, 4)
            page.field("Reason", aside.reason, 4)
    if analysis.claimed_with_open_checks:
        page.heading("Claimed as implemented with open checks")
        page.line(", ".join(analysis.claimed_with_open_checks), 2)
    return page


def add_gaps(page: Page, found: Sequence[Gap]) -> None:
    """Gaps, each with its priority, why it comes now, and who is to close it by when."""
    for gap in found:
        state = f"{mark(gap.state, page.ascii)} {WORDS[gap.state]}"
        rank = f"{gap.priority.band} {gap.priority.value:.2f}"
        page.line(f"{rank}  {gap.criterion}, {gap.strength}  {state}  {gap.short}", 2, 4)
        page.line(gap.priority.because, 4)
        page.line(gap.priority.calculation, 4)
        page.field("Owner", gap.owner, 4)
        page.field("Planned for", gap.due.isoformat() if gap.due else "", 4)


def standing(page: Page, readiness: Readiness, number_of_gaps: int) -> None:
    """Readiness in two sentences."""
    page.line(
        f"Readiness {interval(readiness)}, demonstrated {down(readiness.demonstrated)}, "
        f"{counted(number_of_gaps, 'gap')}."
    )
    page.line(f"{readiness.answered} of {readiness.asked} criteria answered, {readiness.applicable} applicable.")


def obligations(session: Session) -> Page:
    """The verdict on each duty."""
    page = Page()
    _head(page, session)
    for verdict in ("not met", "undetermined", "met"):
        found = [o for o in session.analysis.obligations if o.verdict == verdict]
        page.heading(f"{verdict.capitalize()} ({len(found)})")
        for each in found:
            since = f", from {each.due}" if each.due else ""
            fines = ", fines possible" if each.finable and verdict == "not met" else ""
            page.line(f"{each.article}  {each.title} ({each.id}{since}{fines})", 2, 4)
            page.line(each.because, 4)
            page.field("Decided by", ", ".join(each.decided_by), 4)
            page.field("Set aside", ", ".join(each.set_aside), 4)
    return page


def history(session: Session, revisions: Sequence[Revision], *, details: bool) -> Page:
    """Revisions in the order of commit."""
    page = Page()
    for revision in revisions:
        _, _, criterion = revision.subject.partition(":")
        head = f"{revision.at:%Y-%m-%d %H:%M} UTC  {revision.author}  {criterion or 'assessment'}"
        page.line(f"{head}  {_change(revision)}", 0, 2)
        if details and revision.after is not None:
            add_answer(page, Answer.model_validate(dict(revision.after)), 4)
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
        if "deleted_at" in changed:
            return "deleted" if after.get("deleted_at") else "restored"
        return f"changed: {', '.join(changed)}"
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


def _head(page: Page, session: Session) -> None:
    record, analysis = session.record, session.analysis
    page.line(f"{record.name} ({record.id})")
    about = ", ".join(filter(None, (record.model, record.provider)))
    page.line(f"{about + '; ' if about else ''}{session.pack.id} {session.pack.version}, as of {analysis.today}")
    standing(page, analysis.readiness, len(analysis.gaps))


def _chapter_title(pack: Pack, chapter: ChapterScope) -> str:
    return next(f"{c.id} {c.title}" for c in pack.chapters if c.id == chapter.id)


def _applies(chapter: ChapterScope) -> str:
    words = {True: "applies", False: "does not apply", None: "undetermined, therefore asked"}[chapter.applies]
    signed = {True: ", signed", False: ", not signed", None: ""}[chapter.signed]
    return words + signed


def _duties(page: Page, pack: Pack, title: str, found: Sequence[ObligationScope]) -> None:
    if not found:
        return
    page.heading(f"{title} ({len(found)})")
    for each in found:
        spec = pack.obligation_index[each.id]
        since = f", from {each.due}" if each.due else ""
        kind = "" if spec.kind == "obligation" else f", {spec.kind.replace('_', ' ')}"
        page.line(f"{spec.article}  {spec.title} ({each.id}{kind}{since})", 2, 4)
        page.line(each.because, 6)


def _undetermined(page: Page, pack: Pack, found: Scope) -> None:
    if not found.undetermined:
        return
    page.heading("Not known, and would settle more")
    for each in found.undetermined:
        page.line(f"{each.fact}: {pack.scoping.input_index[each.fact].question}", 2, 4)
        page.line(each.why_it_matters, 6)
        page.field("Settles", ", ".join(pack.scoping.labels.get(name, name) for name in each.settles), 6)


def _assumed(page: Page, pack: Pack, facts: Facts) -> None:
    inputs = pack.scoping.input_index
    defaults = [
        f"{inputs[key].label}: {format_fact(inputs[key], value)} ({key})"
        for key, value in assumed(pack, facts).given.items()
    ]
    if defaults:
        page.heading("Assumed, as the file does not say")
    for line in defaults:
        page.line(line, 2, 4)


def _value(pack: Pack, value: Any) -> str:
    labels = pack.scoping.value_labels
    if value is None:
        return "undetermined"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(labels.get(str(v), str(v)) for v in value) or "none"
    return labels.get(str(value), str(value))
