"""The page of `scope`: what binds a provider, since when and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cop_tui.cli.output import Page
from cop_tui.cli.pages import applies, chapter_title
from cop_tui.domain.facts import Facts, format_fact
from cop_tui.domain.pack import Pack
from cop_tui.domain.scoping import ObligationScope, Scope
from cop_tui.services.facts_file import FactsFile
from cop_tui.services.views import assumed


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
        page.line(f"{chapter_title(pack, chapter)}: {applies(chapter)}", 2, 4)
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
