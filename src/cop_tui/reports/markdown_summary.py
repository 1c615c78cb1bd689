"""The first pages in Markdown: head, contents and summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cop_tui.reports.markup import cell, code, inline
from cop_tui.reports.model import Head, ReportModel
from cop_tui.reports.sections import sections
from cop_tui.reports.wording import (
    NONE,
    STATE_MARKS,
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


def head(model: ReportModel) -> Iterator[str]:
    """What the report is about, what was left out, and the contents."""
    about, pack = model.head, model.pack
    yield f"# Gap analysis: {cell(about.name)}"
    yield ""
    yield f"**{cell(pack.disclaimer)}**"
    yield ""
    if model.left_out:
        yield f"_{left_out_words(model.left_out)}_"
        yield ""
    yield from table(
        ("Report", ""),
        (
            ("Assessment", f"{inline(about.name)} ({inline(about.id)})"),
            ("Provider", cell(about.provider) or NONE),
            ("Model", cell(about.model) or NONE),
            *_moment(about),
            ("As of", day(model.today)),
            *(
                (("Last change", f"{moment(about.updated_at)}, {cell(about.updated_by) or NONE}"),)
                if model.shows("history")
                else ()
            ),
            ("Audience", cell(model.audience)),
            (
                "Questionnaire",
                f"{inline(pack.title)}, {inline(pack.id)} {inline(pack.version)}, state of law {pack.as_of}",
            ),
            ("Questionnaire SHA-256", f"`{pack.sha256}`"),
            *((("Content SHA-256", f"`{about.content}`"),) if about.content else ()),
            ("Made with", cell(about.tool)),
        ),
    )
    yield ""
    for number, part in enumerate(sections(model), 1):
        yield f"{number}. [{part.title}](#{anchor(number, part.title)})"


def _moment(head: Head) -> Iterator[tuple[str, str]]:
    """Which earlier moment is reported, and what froze it."""
    if head.moment is None:
        return
    frozen = head.moment.baseline
    yield "Moment", f"{cell(head.moment.label)}; derived for that day, not for today"
    if frozen is not None:
        entry = frozen.entry
        by = ", ".join(cell(word) for word in (entry.author, entry.role) if word)
        yield "Baseline", f"{cell(entry.name)} ({cell(frozen.id)}), frozen on {entry.day} by {by}"
        if entry.note:
            yield "Note", cell(entry.note)
        yield "Revision SHA-256", f"`{entry.head}`"


def summary(model: ReportModel) -> Iterator[str]:
    """What binds you, where you stand, what hurts most, the next dates, what changed, what to do next."""
    s = model.summary
    yield section(model, "summary")
    yield ""
    yield "### What binds you and why"
    yield ""
    yield from (f"- {inline(sentence)}" for sentence in s.binds)
    yield ""
    ready = f"{interval(s.readiness)} ready, {down(s.readiness.demonstrated)} demonstrated"
    yield f"### Where you stand: {'nothing to measure' if s.readiness.low is None else ready}"
    yield ""
    yield from (f"- {inline(sentence)}" for sentence in s.standing)
    yield ""
    yield f"Every figure can be taken apart line by line: `{code(model.head.explain('readiness'))}`, with the id of a"
    yield "chapter, commitment, measure, criterion or duty in place of `readiness`."
    yield ""
    yield from table(
        (f"{STATE_MARKS[state]} {STATE_WORDS[state]}" for state, _ in s.counts),
        [[str(number) for _, number in s.counts]],
        range(len(s.counts)),
    )
    yield ""
    if model.duties:
        yield "### Verdict on each duty"
        yield ""
        for verdict, _ in s.verdicts:
            named = [f"{inline(d.article)} {inline(d.title)}" for d in model.duties if d.verdict == verdict]
            if named:
                yield f"- **{verdict.capitalize()}** ({len(named)}): {'; '.join(named)}."
        yield ""
    yield from _worst(model)
    yield from _following(model)
    yield from _changed(model)
    yield from _steps(model)
    yield from _posture(model)


def _worst(model: ReportModel) -> Iterator[str]:
    if not model.shows("gaps"):
        return
    yield "### What hurts most"
    yield ""
    for gap in model.summary.worst:
        yield (
            f"{gap.rank}. **{cell(gap.criterion)} {cell(gap.short)}** ({stated(gap.state)}, priority"
            f" {gap.priority:.2f}, {gap.band}). {cell(gap.because)}"
        )
    if not model.summary.worst:
        yield "No criterion is answered as partial, planned or missing."
    yield ""


def _following(model: ReportModel) -> Iterator[str]:
    yield "### The next dates"
    yield ""
    found = model.next_dates()
    yield from (f"- **{d.day}** {cell(d.title)} ({distance(d.days)})" for d in found)
    if not found:
        yield "No duty of law, Code or a request has a day to come."
    yield ""


def _changed(model: ReportModel) -> Iterator[str]:
    changed = model.registers.changed
    if changed is not None:
        yield f"### Changed since {cell(changed.baseline)} of {changed.day}"
        yield ""
        yield from (f"- {inline(sentence)}" for sentence in changed.sentences)
        yield ""
    elif model.shows("changes"):
        yield "### Changed since the last baseline"
        yield ""
        yield "No earlier baseline to compare with."
        yield ""


def _steps(model: ReportModel) -> Iterator[str]:
    if not (model.shows("plan") and model.shows("gaps")):
        return
    steps = model.summary.steps
    yield "### What to do next"
    yield ""
    yield from (f"{i}. **{inline(step.title)}.** {inline(step.text)}" for i, step in enumerate(steps, 1))
    if not steps:
        yield "Nothing follows from the facts and answers given."
    yield ""


def _posture(model: ReportModel) -> Iterator[str]:
    s = model.summary
    yield "### Posture chapter by chapter"
    yield ""
    yield from table(
        ("Chapter", "Posture", "Why"),
        ((cell(ch.group.title), posture(ch), cell(ch.because)) for ch in model.chapters),
    )
    yield ""
    if s.dates:
        yield "### Dates"
        yield ""
        rows = ((cell(d.label), str(d.day), distance(d.days), cell(d.because)) for d in s.dates)
        yield from table(("What", "Day", "From today", "Why"), rows)
        yield ""
    yield "### What stays undetermined"
    yield ""
    for fact in s.open_facts:
        settles = f" It settles: {cell(', '.join(fact.settles))}." if fact.settles else ""
        yield f"- **{cell(fact.label)}** is not known. {cell(fact.why)}{settles}"
    if not s.open_facts:
        yield "No fact is missing that would settle more."


def section(model: ReportModel, name: str) -> str:
    """The heading of a numbered section, which the contents link to."""
    number, part = next((n, s) for n, s in enumerate(sections(model), 1) if s.id == name)
    return f"## {number}. {part.title}"


def anchor(number: int, title: str) -> str:
    """The anchor that renderers give to a section's heading."""
    return f"{number}-{title.lower().replace(',', '').replace(' ', '-')}"


def table(head: Iterable[str], rows: Iterable[Iterable[str]], right: Iterable[int] = ()) -> Iterator[str]:
    """A table whose cells are Markdown already; `right` names the columns of figures."""
    titles, aligned = list(head), set(right)
    yield f"| {' | '.join(titles)} |"
    yield f"| {' | '.join('---:' if i in aligned else '---' for i in range(len(titles)))} |"
    for row in rows:
        yield f"| {' | '.join(row)} |"
