"""The filters there are: what each takes, what it says in words, and how it is tested."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from cop_tui.domain.analysis import GAP_STATES
from cop_tui.domain.answers import STATES, Evidence, State
from cop_tui.domain.chapters import Strength
from cop_tui.domain.due import HINT, MONTHS, WEEKDAYS, parse_due
from cop_tui.domain.matching import Rank, fold, place
from cop_tui.services.filters import Kind, Meaning, Subject, Test, nearest, said
from cop_tui.services.marks import WORDS
from cop_tui.services.standing import Standing

NONE: Final = "none"
ANY: Final = "any"
_MET = (State.IMPLEMENTED, State.ALTERNATIVE, State.NOT_APPLICABLE)


def _open(subject: Subject) -> bool:
    return subject.asked and subject.answer.state is None


def _gap(subject: Subject) -> bool:
    result = subject.standing.analysis.criteria[subject.criterion.id]
    return result.scored and result.state in GAP_STATES


def _overdue(subject: Subject) -> bool:
    due = subject.answer.due
    return due is not None and due < subject.standing.today and subject.answer.state not in _MET


def _demonstrated(subject: Subject) -> bool:
    return subject.standing.analysis.criteria[subject.criterion.id].demonstrated


def _actions(subject: Subject) -> bool:
    return any(subject.criterion.id in action.criteria for action in subject.standing.register.actions.values())


def _is_state(state: State) -> Test:
    return lambda subject: subject.answer.state is state


_STATES: Final[Mapping[str, Meaning]] = {
    **{state.value: Meaning(WORDS[state], _is_state(state)) for state in STATES},
    "open": Meaning("not answered yet", _open),
    "unanswered": Meaning("not answered yet", _open),
    "gap": Meaning("a gap (partial, planned or missing)", _gap),
    "answered": Meaning("answered", lambda subject: subject.answer.state is not None),
}
_IS: Final[Mapping[str, Meaning]] = {
    "asked": Meaning("asked", lambda subject: subject.asked),
    "answered": _STATES["answered"],
    "open": _STATES["open"],
    "gap": _STATES["gap"],
    "flagged": Meaning("flagged for review", lambda subject: subject.answer.flagged),
    "overdue": Meaning("planned for a day that has passed", _overdue),
    "demonstrated": Meaning("demonstrated by valid evidence", _demonstrated),
}
_HAS: Final[Mapping[str, Meaning]] = {
    "note": Meaning("with a note", lambda subject: bool(subject.answer.note)),
    "reason": Meaning("with a reason", lambda subject: bool(subject.answer.reason)),
    "evidence": Meaning("with evidence", lambda subject: bool(subject.answer.evidence)),
    "owner": Meaning("with an owner", lambda subject: bool(subject.answer.owner)),
    "due": Meaning("with a due date", lambda subject: subject.answer.due is not None),
    "effort": Meaning("with an effort", lambda subject: subject.answer.effort is not None),
    "checks": Meaning("with checks", lambda subject: bool(subject.criterion.checks)),
    "action": Meaning("with an action", _actions),
}
_FLAG: Final[Mapping[str, Meaning]] = {
    "yes": _IS["flagged"],
    "no": Meaning("not flagged", lambda subject: not subject.answer.flagged),
}


def _is_strength(strength: Strength) -> Test:
    return lambda subject: subject.criterion.strength is strength


_STRENGTHS: Final[Mapping[str, Meaning]] = {
    {Strength.MAY: "may"}.get(s, s.value): Meaning(f"strength {s.value}", _is_strength(s)) for s in Strength
}


def _one_of(names: Mapping[str, Meaning]) -> Callable[[str, Standing, bool], Meaning]:
    """Reads one of some names, or the beginning of one that fits no other."""

    def read(value: str, standing: Standing, quoted: bool) -> Meaning:
        word = fold(value).replace(" ", "-").replace("_", "-")
        begun = [name for name in names if len(word) > 1 and name.startswith(word)]
        if word in names:
            return names[word]
        if begun and len({names[name].words for name in begun}) == 1:
            return names[begun[0]]
        raise ValueError(f"'{said(value)}' is none of its values.{nearest(word, list(names))}")

    return read


def _chapter(value: str, standing: Standing, quoted: bool) -> Meaning:
    wanted = fold(value)
    chapters = standing.pack.chapters
    found = [c for c in chapters if fold(c.id) == wanted] or [
        c for c in chapters if len(wanted) > 2 and place(wanted, fold(c.title)) is Rank.WORD_START
    ]
    if len(found) != 1:
        raise ValueError(f"There is no chapter '{said(value)}'.")
    chapter = found[0]
    return Meaning(
        f"chapter {chapter.title}",
        lambda subject: subject.standing.pack.places[subject.criterion.id][0].id == chapter.id,
    )


def _measure(value: str, standing: Standing, quoted: bool) -> Meaning:
    wanted = fold(value)
    measures = [m for chapter in standing.pack.chapters for m in chapter.measures]
    found = [m for m in measures if wanted in (fold(m.number), fold(m.id), fold(m.id.replace("-M", "-", 1)))]
    if not found:
        near = nearest(wanted, list(dict.fromkeys(m.number for m in measures)))
        raise ValueError(f"There is no measure '{said(value)}'.{near}")
    ids = {m.id for m in found}
    named = " or ".join(m.id for m in found) if len(found) > 1 else found[0].number
    return Meaning(f"measure {named}", lambda subject: subject.standing.pack.places[subject.criterion.id][2].id in ids)


def _owner(value: str, standing: Standing, quoted: bool) -> Meaning:
    wanted = fold(value)
    if not quoted and wanted == NONE:
        return Meaning("without an owner", lambda subject: not subject.answer.owner)
    if not quoted and wanted == ANY:
        return _HAS["owner"]
    test: Test = lambda subject: wanted in fold(subject.answer.owner)  # noqa: E731 - reads as one of the others
    return Meaning(f"owner with '{said(value)}'", test, (wanted,))


def _evidence(value: str, standing: Standing, quoted: bool) -> Meaning:
    wanted = fold(value)
    kept = None if quoted else _EVIDENCE.get(wanted)
    if kept is not None:
        return kept
    test: Test = lambda subject: any(wanted in fold(each.reference) for each in subject.answer.evidence)  # noqa: E731
    return Meaning(f"evidence with '{said(value)}'", test, (wanted,))


def _some_evidence(words: str, test: Callable[[Evidence, date], bool]) -> Meaning:
    return Meaning(words, lambda subject: any(test(each, subject.standing.today) for each in subject.answer.evidence))


_EVIDENCE: Final[Mapping[str, Meaning]] = {
    NONE: Meaning("without evidence", lambda subject: not subject.answer.evidence),
    ANY: _HAS["evidence"],
    "expired": _some_evidence(
        "with expired evidence", lambda e, day: e.valid_until is not None and e.valid_until < day
    ),
    "withdrawn": _some_evidence("with withdrawn evidence", lambda e, _: e.withdrawn),
    "draft": _some_evidence("with draft evidence", lambda e, _: e.draft),
    "valid": _some_evidence("with valid evidence", lambda e, day: e.is_valid(day)),
}

_ARTICLE = re.compile(r"\b(?:articles?|arts?)\b\.?|\(mapped\)|\s")


def _article(value: str, standing: Standing, quoted: bool) -> Meaning:
    wanted = _ARTICLE.sub("", fold(value))
    parts = re.findall(r"\w+", wanted)
    if re.fullmatch(r"\d+[a-z]?([.-]\w+)+", wanted):  # as ids have it: 53.1.a
        wanted = parts[0] + "".join(f"({part})" for part in parts[1:])
    if not re.match(r"\d|annex[ivx]", wanted):
        raise ValueError(f"'{said(value)}' is no article.")
    # 5 is neither 55 nor 1(5), annex xi is not annex xii, and 4 is not 4a.
    pattern = re.compile(rf"(?<![\w(]){re.escape(wanted)}(?![a-z0-9])")
    return Meaning(f"article {said(value)}", lambda subject: any(pattern.search(each) for each in _articles(subject)))


def _articles(subject: Subject) -> Sequence[str]:
    duties = subject.standing.pack.obligation_index
    named = [duties[each].article for each in subject.criterion.obligations if each in duties]
    return [_ARTICLE.sub("", fold(each)) for each in (*named, *subject.criterion.legal_basis)]


# Days

_PERIOD = re.compile(r"(\d{4})(?:-(\d{2}))?")
_AWAY = re.compile(r"\d{1,4}\s*(?:d|w|m|days?|weeks?|months?)")
_COMPARED = re.compile(r"(<=|>=|<|>)\s*(.*)", re.DOTALL)


def _due(value: str, standing: Standing, quoted: bool) -> Meaning:
    word = fold(value)
    if word == NONE:
        return Meaning("without a due date", lambda subject: subject.answer.due is None)
    if word == ANY:
        return _HAS["due"]
    if word == "overdue":
        return _IS["overdue"]
    compared = _COMPARED.fullmatch(word)
    if compared is None:
        first, last = _days(word, standing.today)
        words = f"due on {_spelt(first)}" if first == last else f"due between {_spelt(first)} and {_spelt(last)}"
        return Meaning(words, lambda subject: subject.answer.due is not None and first <= subject.answer.due <= last)
    sign, rest = compared[1], compared[2].strip()
    first, last = _days(f"+{rest}" if _AWAY.fullmatch(rest) else rest, standing.today)
    if sign.startswith("<"):
        end = last if "=" in sign else first - timedelta(days=1)
        words = f"due by {_spelt(end)}" if "=" in sign else f"due before {_spelt(first)}"
        return Meaning(words, lambda subject: subject.answer.due is not None and subject.answer.due <= end)
    start = first if "=" in sign else last + timedelta(days=1)
    words = f"due from {_spelt(start)} on" if "=" in sign else f"due after {_spelt(last)}"
    return Meaning(words, lambda subject: subject.answer.due is not None and subject.answer.due >= start)


def _days(word: str, today: date) -> tuple[date, date]:
    """The first and last day that a word names: a year, a month or one day. Raises ValueError."""
    found = _PERIOD.fullmatch(word)
    try:
        if found is None:
            day = parse_due(word, today)
            first = last = day
        elif found[2] is None:
            first, last = date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)
        else:
            year, month = int(found[1]), int(found[2])
            first = date(year, month, 1)
            last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        first - timedelta(days=1), last + timedelta(days=1)  # both ends must have a neighbour
    except (ValueError, OverflowError):
        raise ValueError(f"'{said(word)}' is no day that is understood.") from None
    return first, last


def _spelt(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()][:3].capitalize()} {day.day} {MONTHS[day.month - 1]} {day.year}"


def _owners(standing: Standing) -> Sequence[str]:
    """The owners that are named, the shortest way to write each in a query."""
    used = dict.fromkeys(answer.owner for answer in standing.answers.values() if answer.owner)
    return [NONE, ANY, *(f'"{name}"' if re.search(r"[\s,]", name) else name for name in used)]


def _measures(standing: Standing) -> Sequence[str]:
    return list(dict.fromkeys(m.number for chapter in standing.pack.chapters for m in chapter.measures))


def _listed(names: Mapping[str, Meaning]) -> str:
    return ", ".join(names)


KINDS: Final = (
    Kind("state", _listed(_STATES), _one_of(_STATES), lambda s: list(_STATES), one_of=True),
    Kind("chapter", "a chapter's id such as TR, CR, SS or AO, or its title", _chapter,
         lambda s: [c.id for c in s.pack.chapters], one_of=True),
    Kind("measure", "a measure's number such as 1.1 or id such as SS-M1.1", _measure, _measures, one_of=True),
    Kind("strength", _listed(_STRENGTHS), _one_of(_STRENGTHS), lambda s: list(_STRENGTHS), one_of=True),
    Kind("owner", "a part of the owner's name, none, any", _owner, _owners, one_of=True),
    Kind("due", f"overdue, none, any, a day, month or year (2026-12), <30d or >2026-12-15. {HINT[:-1]}", _due,
         lambda s: ["overdue", "<30d", NONE, ANY]),
    Kind("flag", _listed(_FLAG), _one_of(_FLAG), lambda s: list(_FLAG)),
    Kind("evidence", f"{_listed(_EVIDENCE)}, or a part of its title", _evidence, lambda s: list(_EVIDENCE)),
    Kind("article", "an article or annex such as 53, 55(1)(b) or \"Annex XI\"", _article,
         lambda s: ["53", "55", '"Annex XI"']),
    Kind("has", _listed(_HAS), _one_of(_HAS), lambda s: list(_HAS)),
    Kind("is", _listed(_IS), _one_of(_IS), lambda s: list(_IS)),
)  # fmt: skip
