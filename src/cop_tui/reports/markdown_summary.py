"""The first pages in Markdown: head, contents and summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from cop_tui.domain.results import Readiness
from cop_tui.reports.markup import cell, code, inline
from cop_tui.reports.model import Head, ReportModel
from cop_tui.reports.sections import GLANCE, GLANCE_TITLE, sections
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

BAR: Final = 40
"""Signs of a bar from 0 to 100 %."""
BAR_NAME: Final = 40


def head(model: ReportModel) -> Iterator[str]:
    """The executive page: what was left out, what binds, how ready, verdicts, worst gaps, next dates, changes."""
    about, pack, s = model.head, model.pack, model.summary
    yield f"# Gap analysis: {cell(about.name)}"
    yield ""
    named = [part for part in (about.provider, about.model) if part]
    yield f"{inline(' · '.join(named)) or NONE} · {day(model.today)}"
    yield ""
    yield f"**{cell(pack.disclaimer)}**"
    yield ""
    if model.left_out:
        yield f"_{left_out_words(model.left_out)}_"
        yield ""
    yield f"## {GLANCE_TITLE}"
    yield ""
    yield "### What binds you"
    yield ""
    yield from (f"- {inline(sentence)}" for sentence in s.binds[: GLANCE.binds])
    yield ""
    ready = f"{interval(s.readiness)} ready, {down(s.readiness.demonstrated)} demonstrated"
    yield f"### Where you stand: {'nothing to measure' if s.readiness.low is None else ready}"
    yield ""
    yield from _bars(model)
    yield from (f"- {inline(sentence)}" for sentence in s.standing[: GLANCE.standing])
    yield ""
    if model.duties:
        yield "### Verdict per obligation"
        yield ""
        for verdict, number in s.verdicts:
            if number:
                named = [inline(d.article) for d in model.duties if d.verdict == verdict]
                yield f"- **{verdict.capitalize()}** ({number}): {'; '.join(named)}."
        yield ""
    yield from _worst(model)
    yield from _following(model)
    yield from _changed(model)


def _bars(model: ReportModel) -> Iterator[str]:
    """The readiness interval as a picture of signs."""
    asked = [ch.group for ch in model.chapters if ch.group.readiness.weight]
    if not asked:
        return
    rows = [("Everything asked", model.summary.readiness), *((g.title, g.readiness) for g in asked)]
    names = [" ".join(name.replace("`", "'").split())[:BAR_NAME] for name, _ in rows]
    wide = max(map(len, names))
    yield "```text"
    for name, (_, r) in zip(names, rows, strict=True):
        yield f"{name:<{wide}}  {_bar(r)}  {interval(r)}"
    yield f"{'':<{wide}}  █ demonstrated  ▓ claimed  ▒ not answered  ░ open"
    yield "```"
    yield ""


def _bar(figures: Readiness) -> str:
    edges = [round(BAR * (x or 0.0)) for x in (figures.demonstrated, figures.low, figures.high)] + [BAR]
    lengths = [edge - before for before, edge in pairwise((0, *edges))]
    return "".join(sign * length for sign, length in zip("█▓▒░", lengths, strict=True))


def about(model: ReportModel) -> Iterator[str]:
    """What the report is about and what made it, and the contents."""
    told, pack = model.head, model.pack
    yield "## About this report"
    yield ""
    yield from table(
        ("Report", ""),
        (
            ("Assessment", f"{inline(told.name)} ({inline(told.id)})"),
            ("Provider", cell(told.provider) or NONE),
            ("Model", cell(told.model) or NONE),
            *_moment(told),
            ("As of", day(model.today)),
            *(
                (("Last change", f"{moment(told.updated_at)}, {cell(told.updated_by) or NONE}"),)
                if model.shows("history")
                else ()
            ),
            ("Audience", cell(model.audience)),
            (
                "Questionnaire",
                f"{inline(pack.title)}, {inline(pack.id)} {inline(pack.version)}, state of law {pack.as_of}",
            ),
            ("Questionnaire SHA-256", f"`{pack.sha256}`"),
            *((("Content SHA-256", f"`{told.content}`"),) if told.content else ()),
            ("Made with", cell(told.tool)),
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
    """Where you stand in figures, each verdict, what to do next, what binds you and why."""
    s = model.summary
    yield section(model, "summary")
    yield ""
    yield "### Where you stand in figures"
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
    yield from _steps(model)
    yield "### What binds you and why"
    yield ""
    yield from (f"- {inline(sentence)}" for sentence in s.binds)
    yield ""
    yield from _posture(model)


def _worst(model: ReportModel) -> Iterator[str]:
    if not model.shows("gaps"):
        return
    yield "### What hurts most"
    yield ""
    for gap in model.summary.worst[: GLANCE.worst]:
        yield (
            f"{gap.rank}. **{cell(gap.criterion)} {cell(gap.short)}** ({stated(gap.state)}, priority"
            f" {gap.priority:.2f}, {gap.band}). {cell(gap.because)}"
        )
    if not model.summary.worst:
        yield "No criterion is answered as partial, planned or missing."
    yield ""


def _following(model: ReportModel) -> Iterator[str]:
    yield "### Next deadlines"
    yield ""
    found = model.next_dates(GLANCE.dates)
    yield from (f"- **{d.day}** {cell(d.title)} ({distance(d.days)})" for d in found)
    if not found:
        yield "No duty of law, Code or a request has a day to come."
    yield ""


def _changed(model: ReportModel) -> Iterator[str]:
    changed = model.registers.changed
    if changed is not None:
        yield f"### Changed since {cell(changed.baseline)} of {changed.day}"
        yield ""
        yield from (f"- {inline(sentence)}" for sentence in changed.sentences[: GLANCE.changes])
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
