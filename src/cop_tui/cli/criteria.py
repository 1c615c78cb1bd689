"""Criteria, states, duties, chapters, register entries as people type them, with the nearest one suggested."""

from __future__ import annotations

import difflib
import re

from cop_tui.domain.answers import STATES, State
from cop_tui.domain.law import EventKind
from cop_tui.domain.pack import Criterion, Obligation, Pack
from cop_tui.domain.text import clean_line
from cop_tui.errors import InputError, NotFoundError
from cop_tui.services.entries import find
from cop_tui.services.standing import Standing


def known_criterion(session: Standing, typed: str) -> Criterion:
    """The criterion of that id, in whatever case. Raises NotFoundError naming the nearest."""
    index = session.pack.criterion_index
    found = index.get(typed) or next((c for key, c in index.items() if key.lower() == typed.strip().lower()), None)
    if found is not None:
        return found
    shown = clean_line(typed, 60)
    holder = _holder(session.pack, typed)
    if holder is not None:
        raise NotFoundError(f"{shown} is a check of {holder}; checks help to answer.", f"Answer {holder} instead.")
    near = difflib.get_close_matches(shown, index, n=3, cutoff=0.7)
    hint = f"Did you mean {', '.join(near)}?" if near else "Ids look like SS-1.1-04; `cop-tui gaps --json` lists them."
    raise NotFoundError(f"There is no criterion {shown} in {session.pack.id} {session.pack.version}.", hint)


def known_state(typed: str) -> State:
    """The state of that name. Raises InputError listing the six, with the nearest suggested."""
    words = [state.value for state in STATES]
    if typed in words:
        return State(typed)
    near = difflib.get_close_matches(typed.lower().replace("_", "-").replace(" ", "-"), words, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    raise InputError(f"'{clean_line(typed, 40)}' is no state.{meant} The six states are {', '.join(words)}.")


def known_criteria(standing: Standing, typed: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of these criteria, each once. Raises NotFoundError naming the nearest to the first unknown one."""
    return tuple(dict.fromkeys(known_criterion(standing, each).id for each in typed))


def known_obligation(pack: Pack, typed: str) -> Obligation:
    """The duty of that id, or of that article ("Art. 53(1)(a)"), in whatever case. Raises NotFoundError."""
    index = {o.id.lower(): o for o in pack.obligations}
    for obligation in pack.obligations:
        for article in (obligation.article, obligation.article.partition(",")[0]):
            index.setdefault(_article(article), obligation)
    found = index.get(typed.strip().lower()) or index.get(_article(typed))
    if found is not None:
        return found
    near = difflib.get_close_matches(typed.strip().lower(), index, n=3, cutoff=0.6)
    named = dict.fromkeys(index[each].id for each in near)
    hint = f"Did you mean {', '.join(named)}?" if named else "`cop-tui obligations ID` lists them with their ids."
    raise NotFoundError(f"There is no duty {clean_line(typed, 60)} in {pack.id} {pack.version}.", hint)


def known_chapter(pack: Pack, typed: str) -> str:
    """The id of the chapter, in whatever case. Raises NotFoundError naming all."""
    known = [chapter.id for chapter in pack.chapters]
    wanted = typed.strip().upper()
    if wanted not in known:
        raise NotFoundError(f"There is no chapter {clean_line(typed, 40)}.", f"Chapters are {', '.join(known)}.")
    return wanted


def known_event_kind(pack: Pack, typed: str) -> EventKind:
    """The kind of event of that id, or of that title. Raises NotFoundError naming the nearest."""
    kinds = [kind for kind in pack.events if kind.recordable]
    named = {kind.title.lower(): kind for kind in kinds} | {kind.id: kind for kind in kinds}
    wanted = clean_line(typed, 100).lower()
    found = named.get(wanted.replace("-", "_").replace(" ", "_")) or named.get(wanted)
    if found is not None:
        return found
    other = pack.event_index.get(wanted)
    if other is not None:
        instead = f"Record {' or '.join(other.stands_for)}." if other.stands_for else "It follows from other events."
        raise NotFoundError(f"{other.id} is not recorded itself.", instead)
    near = difflib.get_close_matches(wanted, named, n=5, cutoff=0.5)
    words = _words(wanted)
    within = [name for name, kind in named.items() if words & _words(f"{name} {kind.title}")]
    ids = list(dict.fromkeys(named[name].id for name in (*near, *within)))[:5]
    near_ones = ", ".join(f"{each} ({pack.event_index[each].title})" for each in ids)
    hint = f"The nearest are {near_ones}." if ids else "`cop-tui event kinds` lists them all."
    raise NotFoundError(f"There is no kind of event {clean_line(typed, 60)}.", hint)


def known_piece(standing: Standing, typed: str) -> str:
    """The id of a piece of evidence, by id, its beginning, or title. Raises NotFoundError, AmbiguousError."""
    return find(standing.register.evidence, typed, "piece of evidence", lambda piece: piece.title)


def known_action(standing: Standing, typed: str) -> str:
    """The id of an action, by id, its beginning, or words. Raises NotFoundError, AmbiguousError."""
    return find(standing.register.actions, typed, "action", lambda action: action.what)


def known_event(standing: Standing, typed: str) -> str:
    """The id of a recorded event, by id or its beginning. Raises NotFoundError, AmbiguousError."""
    return find(standing.register.events, typed, "event", lambda event: "")


def _words(text: str) -> set[str]:
    """The longer words of a text, for finding what shares one."""
    return set(re.findall(r"[a-z]{4,}", text.lower()))


def _article(words: str) -> str:
    """An article's name without "Art." and blanks, so that its spellings are one."""
    return re.sub(r"\b(?:articles?|arts?)\b\.?|\s", "", words.lower())


def _holder(pack: Pack, typed: str) -> str | None:
    for criterion in pack.criteria:
        if any(check.id == typed for check in criterion.all_checks()):
            return criterion.id
    return None
