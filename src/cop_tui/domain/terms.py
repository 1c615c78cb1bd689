"""Where the terms of the glossary stand in a text. Pure, and made once for each questionnaire."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cop_tui.domain.law import Term

_SHORT_FORM = re.compile(r"^(?P<long>.+\S)\s*\((?P<short>[^()]+)\)$")
_OPTIONAL = re.compile(r"^\((?P<part>[^()]+)\)(?P<rest>.+)$")


class Found(NamedTuple):
    """A term in a text, from `start` up to but not with `end`."""

    start: int
    end: int
    term: Term


class Glossary:
    """The terms of a questionnaire, to be found in texts: whole words, also in the plural, the longest term first.

    A term in small letters is found however it is written; one with capitals (`Framework`) only as it is.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(terms)
        self._strict: dict[str, Term] = {}
        self._loose: dict[str, Term] = {}
        for term in self.terms:
            for form in _forms(term.term):
                strict = form != form.lower()
                (self._strict if strict else self._loose).setdefault(form, term)
        patterns = sorted({*map(re.escape, self._strict), *(f"(?i:{re.escape(f)})" for f in self._loose)}, key=_longest)
        self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})(?![\w-])") if patterns else None

    def find(self, text: str) -> Iterator[Found]:
        """Every term in a text, in order; where one term holds another, the longer one."""
        if self._pattern is None:
            return
        for found in self._pattern.finditer(text):
            term = self._strict.get(found[0]) or self._loose.get(found[0].lower())
            if term is not None:
                yield Found(found.start(), found.end(), term)

    def first(self, text: str, seen: set[str]) -> Iterator[Found]:
        """The terms that are not in `seen`, each where it stands first; they are then in `seen`."""
        for found in self.find(text):
            if found.term.term not in seen:
                seen.add(found.term.term)
                yield found

    def among(self, texts: Iterable[str]) -> tuple[Term, ...]:
        """The terms in some texts, each once, as they come."""
        seen: set[str] = set()
        return tuple(found.term for text in texts for found in self.first(text, seen))


def _longest(pattern: str) -> tuple[int, str]:
    return -len(pattern.removeprefix("(?i:")), pattern


def _forms(name: str) -> Iterator[str]:
    """How a term is written: `small mid-cap (SMC)` and `Code / Chapter` are two ways each; singular and plural."""
    for part in name.split(" / "):
        short, optional = _SHORT_FORM.match(part), _OPTIONAL.match(part)
        if short is not None:
            written = [short["long"], short["short"]]
        elif optional is not None:
            written = [optional["part"] + optional["rest"], optional["rest"]]
        else:
            written = [part]
        for form in written:
            yield form
            yield from _numbers(form)


def _numbers(form: str) -> Iterator[str]:
    """The plural of a term, or the singular of one that is listed in the plural."""
    if form.endswith("ss"):
        yield f"{form}es"
    elif form.endswith("s") and not form.endswith(("is", "us")):
        yield form[:-1]
    elif form.endswith("y") and form[-2:-1] not in "aeiou":
        yield f"{form[:-1]}ies"
    elif form[-1:].isalpha():
        yield f"{form}s"
