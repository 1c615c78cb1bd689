"""Markdown as GitHub reads it: tables for what compares, lists for what is told. No text of ours or yours is markup."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from cop_tui.reports.markdown_answers import answers, not_asked
from cop_tui.reports.markdown_duties import duties, gaps
from cop_tui.reports.markdown_registers import actions, deadlines, evidence
from cop_tui.reports.markdown_signing import findings, signing
from cop_tui.reports.markdown_summary import about, head, section, summary, table
from cop_tui.reports.markup import cell, inline
from cop_tui.reports.model import ChapterPart, Group, ReportModel
from cop_tui.reports.sections import sections
from cop_tui.reports.wording import NONE, STATE_MARKS, day, down, interval, part, posture, stated

NAME: Final = "md"
TITLE: Final = "Markdown, for repositories and wikis"
EXTENSION: Final = "md"


def render(model: ReportModel) -> bytes:
    """The report as UTF-8 Markdown."""
    lines = [*head(model), *about(model), ""]
    for each in sections(model):
        lines += [*_WRITERS[each.id](model), ""]
    return ("\n".join(lines).rstrip() + "\n").encode()


def _chapters(model: ReportModel) -> Iterator[str]:
    yield section(model, "chapters")
    if model.signing:
        yield ""
        yield "What signing gives and what it does not, whatever the chapter:"
        yield ""
        yield from (f"- {inline(sentence)}" for sentence in model.signing)
    for chapter in model.chapters:
        group = chapter.group
        yield ""
        yield f"### {cell(group.title)} ({cell(group.id)}): {interval(group.readiness)}"
        yield ""
        yield f"{posture(chapter)}. {_progress(group)}"
        yield ""
        if chapter.signing:
            yield from (f"- {inline(sentence)}" for sentence in chapter.signing)
            yield ""
        if group.readiness.asked:
            yield from _groups(chapter)


def _progress(group: Group) -> str:
    r = group.readiness
    if not r.asked:
        return "No criterion of this chapter is asked."
    return (
        f"{r.answered} of {r.asked} criteria answered, {r.applicable} applicable, {down(r.demonstrated)} demonstrated,"
        f" weight {r.weight}."
    )


def _groups(chapter: ChapterPart) -> Iterator[str]:
    titles = (
        "Commitment or measure",
        "Readiness",
        "Met, with evidence",
        "Met, claimed",
        "Partial (half)",
        "Open",
        "Not answered",
    )
    marks = tuple(STATE_MARKS[state] for state, _ in chapter.group.counts)

    def rows() -> Iterator[tuple[str, ...]]:
        for commitment in chapter.commitments:
            yield _cells(commitment.group, bold=True)
            for measure in commitment.measures:
                yield _cells(measure.group)

    yield from table((*titles, *marks), rows(), range(1, len(titles) + len(marks)))


def _cells(group: Group, *, bold: bool = False) -> tuple[str, ...]:
    name = f"{cell(f'{group.number} {group.title}')} ({cell(group.id)})"
    shares, total = group.shares, group.readiness.weight
    weights = (shares.demonstrated, shares.claimed, shares.partial, shares.open, shares.unanswered)
    return (
        f"**{name}**" if bold else name,
        interval(group.readiness),
        *(part(w, total) for w in weights),
        *(str(number) for _, number in group.counts),
    )


def _answers(model: ReportModel) -> Iterator[str]:
    yield section(model, "answers")
    yield from answers(model)
    yield from not_asked(model)


def _attention(model: ReportModel) -> Iterator[str]:
    found = model.attention
    yield section(model, "attention")
    yield ""
    yield from findings(model)
    yield ""
    yield "### Not applicable although scoping says that it binds"
    yield ""
    yield from (f"- **{cell(a.id)}** {cell(a.short)}: {cell(a.reason)}" for a in found.against_scoping)
    if not found.against_scoping:
        yield "None."
    yield ""
    yield "### Claimed as implemented with open checks"
    yield ""
    for item in found.open_checks:
        yield f"- **{cell(item.id)}** {cell(item.short)}"
        yield from (f"  - {cell(k.id)} {cell(k.statement)}" for k in item.open)
    if not found.open_checks:
        yield "None."
    yield ""
    yield "### Evidence that does not count today or soon will not"
    yield ""
    for stale in found.stale:
        until = f"valid to {stale.evidence.valid_until}" if stale.evidence.valid_until else "no date"
        standing = "runs out within 90 days" if stale.evidence.standing == "valid" else stale.evidence.standing
        reference = cell(stale.evidence.reference)
        yield f"- **{cell(stale.id)}** {cell(stale.short)}: {reference} ({until}; {standing})"
    if not found.stale:
        yield "None."
    for title, refs in (("Met on the team's word alone", found.unproven), ("Flagged for review", found.flagged)):
        yield ""
        yield f"### {title}"
        yield ""
        yield from (f"- **{cell(r.id)}** {cell(r.short)} ({stated(r.state)})" for r in refs)
        if not refs:
            yield "None."


def _facts(model: ReportModel) -> Iterator[str]:
    yield section(model, "facts")
    yield ""
    rows = ((cell(f.label), cell(f.value), "given" if f.given else "assumed") for f in model.facts)
    yield from table(("Fact", "Value", "Given or assumed"), rows)
    yield ""
    yield "### What follows"
    yield ""
    yield from table(
        ("Outcome", "Result", "Why", "Sources"),
        (
            (cell(o.label), cell(o.value), cell(" ".join(o.because)) or NONE, cell("; ".join(o.refs)) or NONE)
            for o in model.outcomes
        ),
    )


def _method(model: ReportModel) -> Iterator[str]:
    pack = model.pack
    yield section(model, "method")
    yield ""
    yield from (f"- **{term}.** {cell(meaning)}" for term, meaning in model.method)
    yield ""
    yield inline(pack.method_note)
    yield ""
    yield "### Sources"
    yield ""
    for source in pack.sources:
        known = [source.title, *([source.reference] if source.reference != source.title else []), source.url or ""]
        yield f"- {inline(' · '.join(k for k in known if k))}"
    yield ""
    yield (
        f"Questionnaire {cell(pack.id)} {cell(pack.version)}, SHA-256 `{pack.sha256}`, state of law {pack.as_of}."
        f" Report of {day(model.today)}."
    )
    yield ""
    yield inline(pack.disclaimer)


_WRITERS: Final[Mapping[str, Callable[[ReportModel], Iterator[str]]]] = {
    "summary": summary,
    "chapters": _chapters,
    "obligations": duties,
    "gaps": gaps,
    "actions": actions,
    "deadlines": deadlines,
    "evidence": evidence,
    "answers": _answers,
    "attention": _attention,
    "signing": signing,
    "facts": _facts,
    "method": _method,
}
