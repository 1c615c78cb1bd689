"""The small pieces of the HTML page that stand in it thousands of times: states, verdicts, ids, links.

They are made here and not by macros of the template because each is made once and then looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache
from typing import TYPE_CHECKING

from cop_tui.domain.answers import State
from cop_tui.reports.wording import STATE_MARKS, STATE_WORDS

if TYPE_CHECKING:
    from markupsafe import Markup

VERDICT_MARKS = {"met": "✓", "not met": "✗", "undetermined": "?"}


@cache
def state(found: State | None) -> Markup:
    """A state with its mark; screen readers hear the word alone."""
    from markupsafe import Markup

    return Markup('<span class="state s-{}"><span class="mark" aria-hidden="true">{}</span> {}</span>').format(
        found or "none", STATE_MARKS[found], STATE_WORDS[found]
    )


@cache
def verdict(found: str) -> Markup:
    """A verdict with its mark."""
    from markupsafe import Markup

    return Markup('<span class="verdict v-{}"><span aria-hidden="true">{}</span> {}</span>').format(
        found.replace(" ", "-"), VERDICT_MARKS[found], found
    )


def links(anchors: Collection[str]) -> tuple[Callable[[str], Markup], Callable[[str, State | None], Markup]]:
    """What names an id, as a link where it leads to a place on the page; and the same with a state's mark behind it."""
    from markupsafe import Markup

    @cache
    def to(key: str) -> Markup:
        if key in anchors:
            return Markup('<a class="ref" href="#{0}">{0}</a>').format(key)
        return Markup('<span class="id">{}</span>').format(key)

    @cache
    def marked(key: str, found: State | None) -> Markup:
        return Markup(
            '<span class="nowrap">{} <span class="mark" aria-hidden="true">{}</span><span class="sr">{}</span></span>'
        ).format(to(key), STATE_MARKS[found], STATE_WORDS[found])

    return to, marked
