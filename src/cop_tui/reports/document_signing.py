"""Points to look at twice, sign-offs, baselines and changes, facts and method, as a document."""

from __future__ import annotations

from collections.abc import Iterator

from cop_tui.domain.compare import KINDS, Change, Kind, ReadinessChange
from cop_tui.reports.document import (
    Block,
    Column,
    Heading,
    Items,
    Pairs,
    Quote,
    Run,
    Runs,
    bold,
    grid,
    mono,
    para,
    runs,
)
from cop_tui.reports.document import table as table_of
from cop_tui.reports.model import ReportModel
from cop_tui.reports.register_rows import Changed, FindingGroup
from cop_tui.reports.wording import (
    AFTER_ONLY,
    FIELD_WORDS,
    NONE,
    STATE_MARKS,
    capital,
    count,
    day,
    finding_subjects,
    moved,
    stated,
)


def attention(model: ReportModel) -> Iterator[Block]:
    """Contradictions and weak spots, and what a careful reader looks at twice."""
    found = model.attention
    yield from _findings(model)
    yield Heading(2, "Not applicable although scoping says that it binds")
    yield _list(runs(bold(a.id, a.id), f" {a.short}: {a.reason}") for a in found.against_scoping)
    yield Heading(2, "Claimed as implemented with open checks")
    depths: list[int] = []
    items: list[Runs] = []
    for item in found.open_checks:
        items.append(runs(bold(item.id, item.id), f" {item.short}"))
        items += [runs(f"{k.id} {k.statement}") for k in item.open]
        depths += [0, *(1 for _ in item.open)]
    yield Items(tuple(items), depths=tuple(depths)) if items else para("None.")
    yield Heading(2, "Evidence that does not count today or soon will not")
    lines = []
    for stale in found.stale:
        until = f"valid to {stale.evidence.valid_until}" if stale.evidence.valid_until else "no date"
        standing = "runs out within 90 days" if stale.evidence.standing == "valid" else stale.evidence.standing
        lines.append(
            runs(bold(stale.id, stale.id), f" {stale.short}: {stale.evidence.reference} ({until}; {standing})")
        )
    yield _list(iter(lines))
    for title, refs in (("Met on the team's word alone", found.unproven), ("Flagged for review", found.flagged)):
        yield Heading(2, title)
        yield _list(runs(bold(r.id, r.id), f" {r.short} ({stated(r.state)})") for r in refs)


def _list(items: Iterator[Runs]) -> Block:
    found = tuple(items)
    return Items(found) if found else para("None.")


def _findings(model: ReportModel) -> Iterator[Block]:
    groups = model.registers.findings
    yield Heading(2, "Contradictions and weak spots")
    if not groups:
        yield para("None were found.")
        return
    total = sum(len(g.findings) for g in groups)
    yield para(
        f"{capital(count(total, 'finding'))}, errors first. ",
        mono(f"cop-tui check {model.head.id}"),
        " prints each.",
    )
    yield Items(tuple(_group(group) for group in groups))


def _group(group: FindingGroup) -> Runs:
    number = len(group.findings)
    if number == 1:
        found = group.findings[0]
        return runs(bold(f"{group.severity}: {group.title}."), f" {found.message} {found.hint}")
    subjects = ", ".join(finding_subjects(group))
    return runs(bold(f"{group.severity}: {group.title}"), f" ({number}): {subjects}. {group.hint}")


def signing(model: ReportModel) -> Iterator[Block]:
    """Sign-offs, baselines and what changed since the last one."""
    held = model.registers
    if model.shows("history"):
        yield from _signoffs(model)
    if held.changed is not None:
        yield from _changes(held.changed)


def _signoffs(model: ReportModel) -> Iterator[Block]:
    held = model.registers
    for row in held.signoffs:
        standing = "stands" if row.stands else "outdated: what was signed has changed since"
        by = ", ".join(word for word in (row.entry.name, row.entry.role) if word)
        yield para(bold(row.title), f" signed off{f' by {by}' if by else ''} on {row.entry.day}; {standing}.")
        if row.entry.statement:
            yield Quote(row.entry.statement)
    if not held.signoffs:
        yield para("No chapter is signed off.")
    yield Heading(2, "Baselines")
    if not held.baselines:
        yield para("The assessment has not been frozen yet.")
        return
    yield grid(
        "Baselines",
        (
            (True, Column("Baseline", 4), lambda b: runs(bold(b.entry.name), f" {b.id}")),
            (True, Column("Day", 2.2), lambda b: str(b.entry.day)),
            (True, Column("By", 4), lambda b: ", ".join(w for w in (b.entry.author, b.entry.role) if w) or NONE),
            (True, Column("Content SHA-256", 5), lambda b: mono(b.entry.content)),
            (model.shows("notes"), Column("Note", 4), lambda b: b.entry.note or NONE),
        ),
        held.baselines,
    )


def _changes(changed: Changed) -> Iterator[Block]:
    found = changed.comparison
    yield Heading(2, f"What changed since {changed.baseline} of {changed.day}")
    words = [runs(w) for w in changed.told]
    if found.is_empty:
        words.append(runs("Nothing that is compared differs."))
    if words:
        yield Items(tuple(words))
    if found.is_empty:
        return
    yield table_of(
        "Readiness before and after",
        (Column("Chapter", 4), Column("Before", 5), Column("After", 5)),
        (_moved(r) for r in (*found.chapters, changed.overall)),
    )
    yield Items(
        tuple(
            runs(bold(f"{kind.capitalize()}"), f" ({len(of)}): {'; '.join(_change(c, kind) for c in of)}.")
            for kind in KINDS
            if (of := found.of(kind))
        )
    )


def _moved(change: ReadinessChange) -> tuple[str, ...]:
    return (change.title, moved(change.before), moved(change.after))


def _change(change: Change, kind: Kind) -> str:
    if kind in AFTER_ONLY:
        return f"{change.criterion} {STATE_MARKS[change.after]}"
    if change.before is change.after:
        fields = ", ".join(FIELD_WORDS.get(name, name) for name in change.fields)
        return f"{change.criterion}{f' ({fields})' if fields else ''}"
    return f"{change.criterion} {stated(change.before)} ▸ {stated(change.after)}"


def facts(model: ReportModel) -> Iterator[Block]:
    """The facts and what follows from them."""
    if model.facts:
        yield table_of(
            "Facts",
            (Column("Fact", 6), Column("Value", 6), Column("Given or assumed", 2.4)),
            ((f.label, f.value, "given" if f.given else "assumed") for f in model.facts),
        )
    if model.outcomes:
        yield Heading(2, "What follows")
        yield table_of(
            "Outcomes of scoping",
            (Column("Outcome", 3), Column("Result", 3), Column("Why", 5.6), Column("Sources", 4.6)),
            ((o.label, o.value, " ".join(o.because) or NONE, "; ".join(o.refs) or NONE) for o in model.outcomes),
        )


def method(model: ReportModel) -> Iterator[Block]:
    """How the figures are made, and what the questionnaire rests on."""
    pack = model.pack
    if model.method:
        yield Pairs(tuple((term, runs(meaning)) for term, meaning in model.method))
    yield para(pack.method_note)
    yield Heading(2, "Sources")
    sources = []
    for source in pack.sources:
        known = [source.title, *([source.reference] if source.reference != source.title else []), source.url or ""]
        sources.append(runs(" · ".join(k for k in known if k)))
    yield _list(iter(sources))
    yield para(
        f"Questionnaire {pack.id} {pack.version}, SHA-256 ",
        mono(pack.sha256),
        Run(f", state of law {pack.as_of}. Report of {day(model.today)}."),
    )
    yield para(pack.disclaimer)
