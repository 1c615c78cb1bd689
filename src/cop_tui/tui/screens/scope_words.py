"""What binds, since when and why, in words: beside the questions in short, on its own page in full."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from textual.content import Content

from cop_tui.tui.widgets.plain import plain

if TYPE_CHECKING:
    from cop_tui.domain.pack import Obligation, Pack
    from cop_tui.domain.scoping import ChapterScope, Scope
    from cop_tui.tui.screens.draft import Draft

MEASURE: Final = 76
"""Cells to a line of running text; longer ones are hard to read."""
ARTICLE_WIDTH: Final = 19
LABEL_WIDTH: Final = 26
BESIDE: Final = 16
"""Cells that a second column needs to be one."""
OPEN_DAY: Final = "day open"
MUTED: Final = "$text-muted"
HEAD: Final = "bold"
DATES: Final = {
    "comply_by": "duties to be met",
    "notify_by": "notification due",
    "mandate_by": "mandate in place",
    "summary_by": "training summary public",
    "finable_from": "fines possible from",
    "marking_by": "output to be marked",
}
SETTLES: Final = {
    "gpai": "general-purpose or not",
    "systemic_risk": "systemic risk or not",
    "provider": "provider or not",
    "placed": "placed on the market or not",
    "chapter_v": "Chapter V",
    "obligations": "duties",
    "chapters_relevant": "chapters",
    "os_exempt": "the open-source exemption",
    "comply_by": "the day to comply",
    "notify_by": "the day to notify",
    "legacy": "the later date for older models",
    "marking_by": "the day to mark output",
}
SIGNED: Final = "You signed: each measure is a promise to keep, and to show that you keep."
UNSIGNED: Final = (
    "You did not sign: you must show other adequate means of compliance (Arts. 53(4) and 55(2)). The criteria are "
    "asked as a yardstick; answer 5, other adequate means, where yours differ."
)
ACT: Final = "Duties of the AI Act itself that no measure of the Code covers. Signing changes nothing about them."
OPEN: Final = "Asked until the facts settle it."


class Page:
    """Lines of text, wrapped to a width, gathered one after another."""

    def __init__(self, width: int) -> None:
        self.width = max(min(width, 100), 24)
        self.lines: list[Content] = []

    def head(self, words: str) -> None:
        """A heading with a blank line before it."""
        if self.lines:
            self.lines.append(Content(""))
        self.text(words, style=HEAD)

    def text(self, words: str, indent: int = 0, style: str = "") -> None:
        """Running text at a readable measure."""
        if self.width - indent < BESIDE:
            indent = min(indent, 2)
        measure = min(self.width - indent, MEASURE)
        for line in textwrap.wrap(words, max(measure, 16)) or [""]:
            self.lines.append(Content(" " * indent) + plain(line).stylize(style))

    def row(self, left: str, right: str, width: int, style: str = "") -> None:
        """Two columns: the left one `width` cells wide, the right one wrapped beside it, or below if too narrow."""
        if self.width - width < BESIDE:
            self.line(left)
            if right:
                self.text(right, indent=2, style=style)
            return
        rest = textwrap.wrap(right, max(self.width - width, 12)) or [""]
        first = plain(left).truncate(width - 1, ellipsis=True, pad=True)
        self.lines.append(Content.assemble(first, " ", plain(rest[0]).stylize(style)))
        for line in rest[1:]:
            self.lines.append(Content(" " * width) + plain(line).stylize(style))

    def line(self, words: str) -> None:
        """One line, cut at the width."""
        self.lines.append(plain(words).truncate(self.width, ellipsis=True))

    @property
    def content(self) -> Content:
        return Content("\n").join(self.lines)


def headline(pack: Pack, scope: Scope) -> str:
    """What the person is, as far as the facts say."""
    titles = {role.id: role.title for role in pack.roles}
    found = [titles[role] for role in scope.roles if role in titles]
    if any(role == "ROLE-SR" for role in scope.roles):  # says all that the general role says
        found = [titles[role] for role in scope.roles if role in titles and role != "ROLE-GPAI"]
    if found:
        return "; ".join(found)
    if all(chapter.applies is False for chapter in scope.chapters):
        return "Chapter V of the AI Act does not bind you, as far as these facts say."
    return "Not settled yet: some facts are missing."


def left_open(scope: Scope) -> str:
    """Why it is open whether the chapters bind, naming what would settle it; empty where that is settled."""
    return next((chapter.because for chapter in scope.chapters if chapter.applies is None), "")


def asked_count(pack: Pack, scope: Scope, chapter_id: str) -> int:
    """How many criteria of a chapter are asked."""
    chapter = next(c for c in pack.chapters if c.id == chapter_id)
    return sum(scope.asked(criterion.id) for criterion in chapter.criteria)


def chapter_words(pack: Pack, scope: Scope, chapter: ChapterScope) -> str:
    """Whether a chapter is asked, how much of it, and the posture towards it."""
    count = asked_count(pack, scope, chapter.id)
    if chapter.applies is False or not count:
        return "not asked"
    words = f"{count} criteria" if chapter.applies else f"open, {count} criteria asked meanwhile"
    if chapter.signed is None:
        return words
    return f"{words}, {'signed' if chapter.signed else 'not signed'}"


def brief(draft: Draft, width: int) -> Content:
    """The result beside the questions: what binds, from when, what is open, and one reason."""
    pack, scope = draft.pack, draft.scope
    page = Page(width)
    _conflicts(page, draft)
    page.text(headline(pack, scope), style=HEAD)
    reasons = scope.reasons.get("chapter_v") or scope.reasons.get("in_act", ())
    why = left_open(scope) or (reasons[-1].text if reasons else "")
    if why:
        page.text(why, style=MUTED)
    page.head("Chapters")
    for chapter in scope.chapters:
        page.row(_title(pack, chapter.id), chapter_words(pack, scope, chapter), 21)
    binding = [o for o in scope.obligations if o.binds]
    if binding:
        page.head(f"Duties ({len(binding)}), each with the day from which it must be met")
        for bound in binding:
            known = pack.obligation_index[bound.id]
            page.line(f"{bound.due or OPEN_DAY:<12}{_article(known):<{ARTICLE_WIDTH}}{known.title}")
    _dates(page, scope, full=False)
    _open(page, draft, full=False)
    return page.content


def standing(draft: Draft, width: int) -> Content:
    """The result on its own page, first half: what the person is, and the posture chapter by chapter, with reasons."""
    pack, scope = draft.pack, draft.scope
    page = Page(width)
    _conflicts(page, draft)
    page.text(headline(pack, scope), style=HEAD)
    why_open = left_open(scope)
    for name in ("provider", "gpai", "systemic_risk", "placed", *(() if why_open else ("chapter_v",))):
        for reason in scope.reasons.get(name, ())[-1:]:
            page.text(reason.text, style=MUTED)
    if why_open:
        page.text(why_open)
    page.head("Your posture, chapter by chapter")
    for chapter in scope.chapters:
        page.row(_title(pack, chapter.id), chapter_words(pack, scope, chapter), 21)
        page.text(_posture(chapter), indent=2, style=MUTED)
        if chapter.because and chapter.applies is not False and chapter.because != why_open:
            page.text(chapter.because, indent=2, style=MUTED)
    return page.content


def duties(draft: Draft, width: int) -> Content:
    """The result on its own page, second half: every duty and date with its reason, and what is open."""
    pack, scope = draft.pack, draft.scope
    page = Page(width)
    page.head("Duties that bind you")
    last = ""
    for bound in (o for o in scope.obligations if o.binds):
        if bound.because != last:
            page.text(bound.because, style=MUTED)
            last = bound.because
        known = pack.obligation_index[bound.id]
        page.row(f"{bound.due or OPEN_DAY:<12}{_article(known)}", _named(known), 12 + ARTICLE_WIDTH)
    if not last:
        page.text("None, as far as these facts say.", style=MUTED)
    undecided = [o for o in scope.obligations if o.binds is None and _is_duty(pack, o.id)]
    if undecided:
        page.head("Open whether they bind")
        for because in dict.fromkeys(o.because for o in undecided):
            page.text(because, style=MUTED)
        for known in (pack.obligation_index[o.id] for o in undecided):
            page.row(f"{OPEN_DAY:<12}{_article(known)}", _named(known), 12 + ARTICLE_WIDTH)
    _dates(page, scope, full=True)
    _open(page, draft, full=True)
    return page.content


def summary(draft: Draft, width: int, created: bool) -> Content:
    """The last page: what will be kept, and what was assumed rather than said."""
    page = Page(width)
    page.text(draft.names["name"] or "(no name yet)", style=HEAD)
    for key in ("provider", "model"):
        if draft.names[key]:
            page.row(key.capitalize(), draft.names[key], 12)
    page.row("Pack", f"{draft.pack.id} {draft.pack.version}", 12)
    asked = sum(asked_count(draft.pack, draft.scope, chapter.id) for chapter in draft.pack.chapters)
    page.row("Asked", f"{asked} criteria", 12)
    _conflicts(page, draft)
    problems = [(k, w) for k, w in draft.problems() if k not in draft.conflicts]
    if problems:
        page.head("To be corrected first")
        for key, words in problems:
            page.text(f"{draft.label(key)}: {words}", style="$text-error")
    assumptions = draft.assumptions()
    if assumptions:
        page.head("Assumed, because you said nothing else")
        for line in assumptions:
            label, _, words = line.partition(": ")
            page.row(label, words, 31, MUTED)
    _open(page, draft, full=False)
    if not problems and not draft.conflicts:
        page.head("Ready to begin answering." if created else "Ready to be kept.")
        page.text("Facts can be changed at any time; answers stay." if created else "Answers stay.", style=MUTED)
    return page.content


def _article(obligation: Obligation) -> str:
    """The article alone; what follows a comma, such as an annex, is named with the title."""
    return obligation.article.partition(",")[0]


def _named(obligation: Obligation) -> str:
    annex = obligation.article.partition(",")[2].strip()
    return f"{obligation.title} ({annex})" if annex else obligation.title


def _title(pack: Pack, chapter_id: str) -> str:
    return next((c.title for c in pack.chapters if c.id == chapter_id), chapter_id)


def _is_duty(pack: Pack, obligation: str) -> bool:
    return pack.obligation_index[obligation].applies_if is not None


def _posture(chapter: ChapterScope) -> str:
    if chapter.applies is False:
        return chapter.because or "Does not bind you."
    if chapter.signed is None:
        return ACT
    if chapter.applies is None:
        return OPEN
    return SIGNED if chapter.signed else UNSIGNED


def _conflicts(page: Page, draft: Draft) -> None:
    for key, words in draft.conflicts.items():
        page.text(f"{draft.label(key)}: {words}", style="$text-error")


def _dates(page: Page, scope: Scope, full: bool) -> None:
    if not scope.dates:
        return
    page.head("Dates")
    for day in sorted(scope.dates, key=lambda d: d.date):
        page.row(day.date, DATES.get(day.id, day.id.replace("_", " ")), 12)
        if full:
            page.text(day.because, indent=12, style=MUTED)


def _open(page: Page, draft: Draft, full: bool) -> None:
    found = draft.scope.undetermined
    if not found:
        return
    page.head("Still open")
    for fact in found:
        words = ", ".join(_settled(fact.settles))
        page.row(draft.label(fact.fact), f"settles {words}" if words else "", LABEL_WIDTH, MUTED)
        if full:
            page.text(fact.why_it_matters, indent=LABEL_WIDTH, style=MUTED)


def _settled(names: tuple[str, ...]) -> Iterator[str]:
    yield from (SETTLES[name] for name in names if name in SETTLES)
