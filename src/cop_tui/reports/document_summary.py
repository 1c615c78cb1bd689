"""The first pages of a typeset report: the executive page, then where you stand and what binds you in full."""

from __future__ import annotations

from collections.abc import Iterator

from cop_tui.reports.document import (
    Block,
    Column,
    Heading,
    Items,
    Pairs,
    Paragraph,
    Picture,
    Run,
    Runs,
    bold,
    mono,
    para,
    runs,
)
from cop_tui.reports.document import table as table_of
from cop_tui.reports.model import Head, ReportModel
from cop_tui.reports.sections import GLANCE, GLANCE_TITLE
from cop_tui.reports.wording import (
    NONE,
    STATE_WORDS,
    day,
    distance,
    down,
    interval,
    left_out_words,
    moment,
    posture,
    stated,
)


def title(model: ReportModel) -> str:
    """What the document is called."""
    return f"Gap analysis: {model.head.name}"


def executive(model: ReportModel, picture: Picture | None = None) -> Iterator[Block]:
    """The first page: what binds, how ready, each verdict, what hurts most, what is due next, what has changed."""
    about, s = model.head, model.summary
    yield para(_who(about), f" · {day(model.today)}", kind="lead")
    yield para(model.pack.disclaimer, kind="disclaimer")
    if model.left_out:
        yield para(Run(left_out_words(model.left_out), "italic"))
    yield Heading(1, GLANCE_TITLE)
    yield Heading(2, "What binds you")
    yield Items(tuple(runs(sentence) for sentence in s.binds[: GLANCE.binds]))
    ready = f"{interval(s.readiness)} ready, {down(s.readiness.demonstrated)} demonstrated"
    yield Heading(2, "Where you stand", aside="nothing to measure" if s.readiness.low is None else ready)
    if picture is not None:
        yield picture
    yield Items(tuple(runs(sentence) for sentence in s.standing[: GLANCE.standing]))
    if model.duties:
        yield Heading(2, "Verdict per obligation", aside=", ".join(f"{n} {verdict}" for verdict, n in s.verdicts))
        yield Paragraph(_verdicts(model))
    yield from _hurts(model)
    yield from _next(model)
    if model.registers.changed is not None:
        changed = model.registers.changed
        yield Heading(2, f"Changed since {changed.baseline} of {changed.day}")
        yield Items(tuple(runs(sentence) for sentence in changed.sentences[: GLANCE.changes]))
    elif model.shows("changes"):
        yield Heading(2, "Changed since the last baseline")
        yield para("No earlier baseline to compare with.")


def _who(head: Head) -> Runs:
    named = [part for part in (head.provider, head.model) if part]
    return runs(" · ".join(named) or NONE)


def _verdicts(model: ReportModel) -> Runs:
    found: list[Run] = []
    for verdict, number in model.summary.verdicts:
        if not number:
            continue
        if found:
            found.append(Run("\n"))
        found.append(bold(f"{verdict}: "))
        named = [d for d in model.duties if d.verdict == verdict]
        for place, duty in enumerate(named):
            found += [*([Run("; ")] if place else []), Run(duty.article, to=duty.id)]
    return tuple(found)


def _hurts(model: ReportModel) -> Iterator[Block]:
    worst = model.summary.worst[: GLANCE.worst]
    if not worst:
        return
    yield Heading(2, "What hurts most")
    yield Items(
        tuple(
            runs(bold(gap.criterion, gap.criterion), f" {gap.short} ({stated(gap.state)}, {gap.band}). {gap.because}")
            for gap in worst
        ),
        ordered=True,
    )


def _next(model: ReportModel) -> Iterator[Block]:
    coming = model.next_dates(GLANCE.dates)
    late = sum(d.status == "overdue" for d in model.registers.deadlines.open)
    if not coming:
        return
    yield Heading(2, "Next deadlines", aside=f"{late} overdue" if late else "")
    yield Items(tuple(runs(bold(day(d.day)), f" ({distance(d.days)}) {d.title}") for d in coming))


def colophon(model: ReportModel) -> Iterator[Block]:
    """What the report is about and what made it."""
    about, pack = model.head, model.pack
    rows: list[tuple[str, Runs]] = [
        ("Assessment", runs(f"{about.name} ({about.id})")),
        ("Provider", runs(about.provider or NONE)),
        ("Model", runs(about.model or NONE)),
        *_moment(about),
        ("As of", runs(day(model.today))),
        *_changed(head=about),
        ("Audience", runs(model.audience)),
        ("Questionnaire", runs(f"{pack.title}, {pack.id} {pack.version}, state of law {pack.as_of}")),
        ("Questionnaire SHA-256", runs(mono(pack.sha256))),
    ]
    if about.content:
        rows.append(("Content SHA-256", runs(mono(about.content))))
    rows.append(("Made with", runs(about.tool)))
    yield Heading(1, "About this report")
    yield Pairs(tuple(rows))


def _moment(head: Head) -> Iterator[tuple[str, Runs]]:
    """Which earlier moment is reported, and what froze it."""
    if head.moment is None:
        return
    frozen = head.moment.baseline
    yield "Moment", runs(f"{head.moment.label}; derived for that day, not for today")
    if frozen is not None:
        entry = frozen.entry
        by = ", ".join(word for word in (entry.author, entry.role) if word)
        yield "Baseline", runs(f"{entry.name} ({frozen.id}), frozen on {entry.day}{f' by {by}' if by else ''}")
        if entry.note:
            yield "Note", runs(entry.note)
        yield "Revision SHA-256", runs(mono(entry.head))


def summary(model: ReportModel) -> Iterator[Block]:
    """Where you stand, what to do next, what binds you."""
    s = model.summary
    yield Heading(2, "Where you stand in figures")
    yield Items(tuple(runs(sentence) for sentence in s.standing))
    yield para(
        "Every figure can be taken apart line by line: ",
        mono(model.head.explain("readiness")),
        ", with the id of a chapter, commitment, measure, criterion or duty in place of ",
        mono("readiness"),
        ".",
    )
    counted = [(STATE_WORDS[state], number) for state, number in s.counts]
    yield table_of(
        "Criteria by state",
        (Column(name, 1, figures=True) for name, _ in counted),
        [[str(number) for _, number in counted]],
    )
    if s.steps:
        yield Heading(2, "What to do next")
        yield Items(tuple(runs(bold(f"{step.title}."), f" {step.text}") for step in s.steps), ordered=True)
    elif model.shows("plan") and model.shows("gaps"):
        yield Heading(2, "What to do next")
        yield para("Nothing follows from the facts and answers given.")
    yield Heading(2, "What binds you and why")
    yield Items(tuple(runs(sentence) for sentence in s.binds))
    yield table_of(
        "Chapters, whether they concern you and whether they are signed",
        (Column("Chapter", 3), Column("Posture", 4), Column("Why", 7)),
        ((ch.group.title, posture(ch), ch.because) for ch in model.chapters),
    )
    if s.dates:
        yield table_of(
            "Dates that follow from the facts",
            (Column("What", 4), Column("Day", 2.2), Column("From today", 2.4), Column("Why", 7)),
            ((d.label, str(d.day), distance(d.days), d.because) for d in s.dates),
        )
    yield Heading(2, "What stays undetermined")
    if s.open_facts:
        yield Items(tuple(runs(bold(f.label), f" is not known. {f.why}{_settles(f.settles)}") for f in s.open_facts))
    else:
        yield para("No fact is missing that would settle more.")


def _settles(found: tuple[str, ...]) -> str:
    return f" It settles: {', '.join(found)}." if found else ""


def _changed(head: Head) -> Iterator[tuple[str, Runs]]:
    if head.updated_at is not None:
        yield "Last change", runs(f"{moment(head.updated_at)}{f', {head.updated_by}' if head.updated_by else ''}")
