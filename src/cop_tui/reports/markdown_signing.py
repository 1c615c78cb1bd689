"""Sign-offs, baselines, what changed since the last one, and contradictions and weak spots, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from cop_tui.domain.compare import KINDS, Change, Kind, ReadinessChange
from cop_tui.reports.markdown_summary import section, table
from cop_tui.reports.markup import block, cell, code, inline
from cop_tui.reports.model import ReportModel
from cop_tui.reports.register_rows import Changed, FindingGroup, Registers
from cop_tui.reports.wording import AFTER_ONLY, FIELD_WORDS, NONE, STATE_MARKS, count, finding_subjects, moved, stated


def signing(model: ReportModel) -> Iterator[str]:
    """Sign-offs, baselines and what changed since the last one."""
    held = model.registers
    yield section(model, "signing")
    if model.shows("history"):
        yield from _signed(held)
    if held.changed is not None:
        yield from _changes(held.changed)


def _signed(held: Registers) -> Iterator[str]:
    yield ""
    for row in held.signoffs:
        standing = "stands" if row.stands else "**outdated**: what was signed has changed since"
        yield (
            f"- **{cell(row.title)}** signed off by {cell(row.entry.name)}, {cell(row.entry.role)}, on {row.entry.day};"
            f" {standing}."
        )
        if row.entry.statement:
            yield ""
            yield block(row.entry.statement, "  > ")
            yield ""
    if not held.signoffs:
        yield "No chapter is signed off."
    yield ""
    yield "### Baselines"
    yield ""
    if held.baselines:
        rows = (
            (
                f"**{cell(b.entry.name)}** {cell(b.id)}",
                str(b.entry.day),
                ", ".join(cell(word) for word in (b.entry.author, b.entry.role) if word),
                f"`{b.entry.content}`",
                cell(b.entry.note) or NONE,
            )
            for b in held.baselines
        )
        yield from table(("Baseline", "Day", "By", "SHA-256 of its content", "Note"), rows)
    else:
        yield "The assessment has not been frozen yet."


def _changes(changed: Changed) -> Iterator[str]:
    found = changed.comparison
    yield ""
    yield f"### Changed since {cell(changed.baseline)} of {changed.day}"
    yield ""
    yield from (f"- {inline(words)}" for words in changed.told)
    if found.is_empty:
        yield "- Nothing that is compared differs."
        return
    yield ""
    yield from table(("Chapter", "Before", "After"), (_moved(r) for r in (*found.chapters, changed.overall)))
    yield ""
    for kind in KINDS:
        changes = found.of(kind)
        if changes:
            yield f"- **{kind.capitalize()}** ({len(changes)}): {'; '.join(_change(c, kind) for c in changes)}."


def _moved(change: ReadinessChange) -> tuple[str, ...]:
    return (cell(change.title), moved(change.before), moved(change.after))


def _change(change: Change, kind: Kind) -> str:
    if kind in AFTER_ONLY:
        return f"{cell(change.criterion)} {STATE_MARKS[change.after]}"
    if change.before is change.after:
        fields = ", ".join(FIELD_WORDS.get(name, name) for name in change.fields)
        return f"{cell(change.criterion)}{f' ({fields})' if fields else ''}"
    return f"{cell(change.criterion)} {stated(change.before)} ▸ {stated(change.after)}"


def findings(model: ReportModel) -> Iterator[str]:
    """Contradictions and weak spots by sort, the worst first."""
    groups = model.registers.findings
    yield "### Contradictions and weak spots"
    yield ""
    if not groups:
        yield "None were found."
        return
    total = sum(len(g.findings) for g in groups)
    yield f"{count(total, 'finding')}, errors first. `cop-tui check {code(model.head.id)}` prints each."
    yield ""
    for group in groups:
        yield from _group(group)


def _group(group: FindingGroup) -> Iterator[str]:
    number = len(group.findings)
    if number == 1:
        found = group.findings[0]
        yield f"- **{group.severity}: {group.title}.** {inline(found.message)} {inline(found.hint)}"
        return
    subjects = cell(", ".join(finding_subjects(group)))
    yield f"- **{group.severity}: {group.title}** ({number}): {subjects}. {inline(group.hint)}"
