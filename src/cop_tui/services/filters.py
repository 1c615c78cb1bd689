"""The language of the search: words, "phrases" and filters such as `state:missing`, read from any text.

Reading never fails: what is wrong becomes a sentence that names it and says what is allowed, and the rest holds.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cop_tui.domain.answers import Answer
from cop_tui.domain.matching import fold
from cop_tui.domain.pack import Criterion
from cop_tui.domain.text import clean_line
from cop_tui.services.standing import Standing

WORDS_MOST: Final = 40
"""Words and filters of one query; what is typed beyond them is said to be left out."""
_TOKEN = re.compile(r'(?P<not>-(?=\S))?(?P<name>[^\W\d_]{2,}:(?![/\\]))?(?:"(?P<quoted>[^"]*)"?|(?P<bare>\S+))?')
_QUOTES = str.maketrans("“”„", '"""')


@dataclass(frozen=True, slots=True)
class Subject:
    """A criterion with what is said about it, as a filter sees it."""

    standing: Standing
    criterion: Criterion
    answer: Answer

    @property
    def asked(self) -> bool:
        return self.standing.scope.asked(self.criterion.id)


Test = Callable[[Subject], bool]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the value of a filter says, in words, and how it is tested. `marks` are words to point at, folded."""

    words: str
    test: Test
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on a criterion or its answer."""

    name: str
    meaning: Meaning
    negated: bool = False

    def holds(self, subject: Subject) -> bool:
        return self.meaning.test(subject) is not self.negated

    @property
    def words(self) -> str:
        """The filter in words."""
        return f"not {self.meaning.words}" if self.negated else self.meaning.words


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase to find, folded. A phrase is taken as it stands, a word also loosely unless it is negated."""

    text: str
    phrase: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of filter. `read` gives the meaning of a value; it raises ValueError with the reason in words.

    `allowed` says which values there are; `offered` names those that can be completed. Filters that are `one_of` hold
    if one of several of that name does: a criterion has one state only.
    """

    name: str
    allowed: str
    read: Callable[[str, Standing, bool], Meaning]
    offered: Callable[[Standing], Sequence[str]]
    one_of: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query as it was understood. `problems` are sentences about what was not; that part is left out."""

    terms: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """One part of a typed query; `name` is empty for a word."""

    value: str
    name: str = ""
    quoted: bool = False
    negated: bool = False


def tokens(text: str) -> Iterator[Token]:
    """The parts of a typed query."""
    text = text.translate(_QUOTES)
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.end() == at:
            at += 1  # a blank
            continue
        at = found.end()
        quoted = found["quoted"]
        value = found["bare"] or "" if quoted is None else quoted
        yield Token(value, (found["name"] or "")[:-1], quoted is not None, found["not"] is not None)


def parse(text: str, kinds: Sequence[Kind], standing: Standing) -> Parsed:
    """Read a query. Never raises, whatever the text is."""
    terms: list[Term] = []
    filters: list[Filter] = []
    problems: list[str] = []
    names = {kind.name: kind for kind in kinds}
    for number, token in enumerate(tokens(text)):
        if number == WORDS_MOST:
            problems.append(f"Only the first {WORDS_MOST} words are looked for.")
            break
        if not token.name:
            folded = fold(token.value if token.quoted else token.value.strip('"'))
            if folded and folded != "-":
                terms.append(Term(folded, token.quoted, token.negated))
            continue
        try:
            filters.append(_filter(token, names, standing))
        except ValueError as error:
            problems.append(str(error))
    return Parsed(tuple(dict.fromkeys(terms)), tuple(filters), tuple(dict.fromkeys(problems)))


def _filter(token: Token, kinds: dict[str, Kind], standing: Standing) -> Filter:
    name = fold(token.name)
    kind = kinds.get(name)
    if kind is None:
        near = nearest(name, list(kinds))
        raise ValueError(f"There is no filter '{said(token.name)}'.{near} Filters are {', '.join(kinds)}.")
    value = token.value.strip()
    if not value:
        raise ValueError(f"{kind.name}: needs a value: {kind.allowed}.")
    # Outside quotation marks a comma reads as "or".
    values = [value] if token.quoted else [part for part in value.split(",") if part] or [value]
    meanings = []
    for each in values:
        try:
            meanings.append(kind.read(each, standing, token.quoted))
        except ValueError as error:
            reason = str(error) or f"'{said(each)}' is not understood."
            raise ValueError(f"{kind.name}: {reason} Allowed: {kind.allowed}.") from None
    return Filter(kind.name, any_of(meanings), token.negated)


def any_of(meanings: Sequence[Meaning]) -> Meaning:
    """One of several meanings."""
    if len(meanings) == 1:
        return meanings[0]
    marks = tuple(mark for each in meanings for mark in each.marks)
    words = " or ".join(each.words for each in meanings)
    return Meaning(words, lambda subject: any(each.test(subject) for each in meanings), marks)


def holds(filters: Sequence[Filter], kinds: Sequence[Kind], subject: Subject) -> bool:
    """Whether a criterion fulfils all filters, of several of one single-valued name one of them."""
    single = {kind.name for kind in kinds if kind.one_of}
    either: dict[str, bool] = {}
    for each in filters:
        if each.name in single and not each.negated:
            either[each.name] = either.get(each.name, False) or each.holds(subject)
        elif not each.holds(subject):
            return False
    return all(either.values())


def said(typed: str) -> str:
    """What was typed, short enough and clean enough to be repeated."""
    line = clean_line(typed)
    return line if len(line) <= 40 else line[:39] + "…"


def nearest(typed: str, known: Sequence[str]) -> str:
    """` Did you mean missing?`, with its blank; empty where nothing is near."""
    near = difflib.get_close_matches(fold(typed)[:40], known, n=1, cutoff=0.6)
    return f" Did you mean {near[0]}?" if near else ""
