"""Search over everything that can be read about criteria: words taken loosely, and filters such as `state:missing`.

A `Finder` keeps the index of one assessment; it takes in anew only what has changed. A `Query` is what was typed, with
its hits, the best first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from cop_tui.domain.answers import EMPTY, Answer
from cop_tui.domain.matching import Rank, fold, is_subsequence, near_words, place, words_of
from cop_tui.domain.pack import Criterion, Pack
from cop_tui.services.criterion_ids import find_id, ids_meant, tail_of
from cop_tui.services.filter_kinds import KINDS
from cop_tui.services.filters import Filter, Parsed, Subject, Term, holds, parse
from cop_tui.services.marks import WORDS
from cop_tui.services.standing import Standing

__all__ = ["Finder", "Hit", "Match", "Place", "Query", "find_id"]

ORDER: Final = ("id", "title", "question", "statement", "owner", "note", "reason", "evidence", "article", "pointer",
                "check", "place", "state")  # fmt: skip
"""The texts of a criterion, the most telling first."""
_AT: Final = {name: at for at, name in enumerate(ORDER)}
LOOSE: Final = ("title", "owner", "evidence")
"""Those short enough for letters that only come in the right order."""
FORGIVEN: Final = 2_000
"""Characters of a text that a person wrote in which typing errors are forgiven; words are found in all of it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A text of a criterion: its name (one of ORDER), as it is, and folded."""

    name: str
    text: str
    folded: str

    @property
    def at(self) -> int:
        """How telling it is; less is more."""
        return _AT[self.name]


@dataclass(frozen=True, slots=True)
class Match:
    """How a term fits a criterion: how well, in which of its texts, and the words it was found as."""

    rank: Rank
    place: Place
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A criterion that was found. `where` and `text` are what holds the match beside id and short name, if anything.

    `words` are what was found, folded, for `matching.spans` to point at. `loose` says that something fits only nearly.
    """

    criterion: str
    where: str = ""
    text: str = field(default="", repr=False)
    words: tuple[str, ...] = ()
    loose: bool = False


@dataclass(slots=True)
class _Entry:
    """What can be found about one criterion now; `name` is its id, folded."""

    criterion: Criterion
    fixed: Mapping[str, Place]
    fixed_words: frozenset[str]
    name: str
    answer: Answer = EMPTY
    places: tuple[Place, ...] = ()
    words: frozenset[str] = frozenset()

    def take(self, answer: Answer) -> None:
        """Read an answer anew."""
        self.answer = answer
        said = {name: Place(name, text, fold(text)) for name, text in _said(answer) if text}
        known = {**self.fixed, **said}
        self.places = tuple(known[name] for name in ORDER if name in known)
        self.words = self.fixed_words.union(*(words_of(each.folded[:FORGIVEN]) for each in said.values()))


class Query:
    """What was typed, understood for one assessment; hits and `matches` follow the assessment as it changes."""

    def __init__(self, finder: Finder, text: str, parsed: Parsed, near: str | None = None) -> None:
        self.text = text
        self._finder = finder
        self._parsed = parsed
        self._near = near
        self._found: dict[str, Sequence[Match]] = {}
        self._stamp: object = None

    @property
    def problems(self) -> tuple[str, ...]:
        """Sentences about what was not understood; the rest of the query holds."""
        return self._parsed.problems

    @property
    def filters(self) -> tuple[Filter, ...]:
        return self._parsed.filters

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing, so that everything fits."""
        return not self._parsed.terms and not self._parsed.filters

    @property
    def explained(self) -> str:
        """The filters in words; empty if there are none."""
        return "; ".join(each.words for each in self.filters)

    @property
    def found(self) -> Mapping[str, Sequence[Match]]:
        """The criteria that fit, the best first, each with how the words fit."""
        stamp = self._finder.renew()
        if stamp != self._stamp:
            self._found = self._finder.search(self._parsed, self._near)
            self._stamp = stamp
        return self._found

    @property
    def hits(self) -> tuple[Hit, ...]:
        """What was found, the best first."""
        return self.top(None)

    def top(self, count: int | None) -> tuple[Hit, ...]:
        """The best `count` of what was found."""
        marks = tuple(mark for each in self.filters if not each.negated for mark in each.meaning.marks)
        return tuple(self._finder.hit(c, matches, marks) for c, matches in islice(self.found.items(), count))

    @property
    def similar(self) -> int:
        """How many of those found hold some word only nearly."""
        return sum(any(match.rank >= Rank.TYPO for match in matches) for matches in self.found.values())

    def matches(self, criterion: str) -> bool:
        """Whether a criterion fits."""
        return criterion in self.found


class Finder:
    """The index of one assessment. `last` is what was looked for last, for whoever opens the search again."""

    def __init__(self, standing: Standing) -> None:
        self.last = ""
        self._standing = standing
        self._entries = {c.id: _Entry(c, *_fixed(standing.pack, c), fold(c.id)) for c in standing.pack.criteria}
        self._vocabulary: set[str] = set().union(*(entry.fixed_words for entry in self._entries.values()))
        self._listed = ""
        self._answers: Mapping[str, Answer] | None = None
        self._renewals = 0
        self._near: dict[str, frozenset[str]] = {}
        self._found: dict[Term, dict[str, Match]] = {}

    @classmethod
    def of(cls, standing: Standing) -> Finder:
        """The finder of an assessment, made when first asked for and kept with it."""
        kept: dict[str, Any] = vars(standing)
        found = kept.get("_finder")
        if not isinstance(found, Finder):
            found = kept["_finder"] = cls(standing)
        return found

    def query(self, text: str, near: str | None = None) -> Query:
        """Understand a typed query. Never raises. Of several criteria that an id means, those of the chapter of the
        criterion `near` come first.
        """
        return Query(self, text, parse(text, KINDS, self._standing), near)

    def renew(self) -> object:
        """Take in what has changed since the last time. Returns what stays equal while nothing changes."""
        answers = self._standing.answers
        if answers is not self._answers:
            first = self._answers is None
            for criterion, entry in self._entries.items():
                answer = answers.get(criterion, EMPTY)
                if first or (answer is not entry.answer and answer != entry.answer):
                    entry.take(answer)
                    self._vocabulary |= entry.words
                    self._renewals += 1
            self._answers = answers
            self._listed = ""
            self._found.clear()
            self._near.clear()
        return (self._renewals, id(self._standing.scope), self._standing.today, id(self._standing.register))

    def search(self, parsed: Parsed, near: str | None = None) -> dict[str, Sequence[Match]]:
        """The criteria that hold every word and fulfil every filter, the best first, with how the words fit."""
        left = [c for c in self._entries if not parsed.filters or holds(parsed.filters, KINDS, self._subject(c))]
        matched: list[dict[str, Match]] = []
        for term in parsed.terms:
            found = self._matches(term, left)
            left = [c for c in left if (c in found) is not term.negated]
            if not term.negated:
                matched.append(found)
        chapter = self._standing.pack.places[near][0].id if near in self._entries else None
        ranked = []
        for order, criterion in enumerate(left):
            matches = [found[criterion] for found in matched]
            # Which of several 1.1-01 is meant is told by where the person is.
            away = bool(matches) and matches[0].rank is Rank.ID and self._chapter(criterion) != chapter
            asked = self._standing.scope.asked(criterion)
            rank = (sum(m.rank for m in matches), away, sum(m.place.at for m in matches), not asked, order)
            ranked.append((rank, criterion, matches))
        ranked.sort(key=lambda each: each[0])
        return {criterion: matches for _, criterion, matches in ranked}

    def hit(self, criterion: str, matches: Sequence[Match], marks: tuple[str, ...] = ()) -> Hit:
        """What to show of a criterion that was found; `marks` are more words to point at."""
        places = self._entries[criterion].places
        words = tuple(dict.fromkeys((*(word for match in matches for word in match.words), *marks)))
        loose = any(match.rank >= Rank.TYPO for match in matches)
        shown = next((m.place for m in matches if m.place.name not in ("id", "title")), None)
        if shown is None and marks:
            said = (each for each in places if each.name in ("owner", "evidence"))
            shown = next((each for each in said if any(mark in each.folded for mark in marks)), None)
        if shown is None:
            return Hit(criterion, words=words, loose=loose)
        return Hit(criterion, shown.name, shown.text, words, loose)

    # inside

    def _chapter(self, criterion: str) -> str:
        return self._standing.pack.places[criterion][0].id

    def _subject(self, criterion: str) -> Subject:
        entry = self._entries[criterion]
        return Subject(self._standing, entry.criterion, entry.answer)

    def _matches(self, term: Term, among: Sequence[str]) -> dict[str, Match]:
        """How a term fits the criteria; what was worked out for all of them serves again as typing goes on."""
        kept = self._found.get(term)
        if kept is not None:
            return kept
        meant = frozenset[str]()
        if not term.phrase and any(letter.isdigit() for letter in term.text):
            meant = frozenset(ids_meant(self._standing.pack, term.text))
        similar = frozenset() if term.phrase or term.negated else self._similar(term.text)
        found = {}
        for criterion in among:
            match = self._match(term, self._entries[criterion], criterion in meant, similar)
            if match is not None:
                found[criterion] = match
        if len(among) == len(self._entries):
            if len(self._found) > 100:
                self._found.clear()
            self._found[term] = found
        return found

    def _similar(self, word: str) -> frozenset[str]:
        if word not in self._near:
            self._listed = self._listed or "\n".join(("", *self._vocabulary, ""))
            self._near[word] = near_words(word, self._listed)
        return self._near[word]

    @staticmethod
    def _match(term: Term, entry: _Entry, meant: bool, similar: frozenset[str]) -> Match | None:
        word = term.text
        if meant:
            return Match(Rank.ID, entry.places[0], (word,))
        if not term.phrase and (entry.name.startswith(word) or tail_of(entry.name).startswith(word)):
            return Match(Rank.ID_PREFIX, entry.places[0], (word,))
        inside: Match | None = None
        for each in entry.places:
            rank = place(word, each.folded)
            if rank is Rank.WORD_START:
                return Match(rank, each, (word,))
            if rank is not None and inside is None:
                inside = Match(rank, each, (word,))
        if inside is not None or term.phrase or term.negated:
            return inside
        typed = tuple(sorted(entry.words & similar)) if similar else ()
        if typed:
            where = next(p for p in entry.places if any(w in p.folded for w in typed))
            return Match(Rank.TYPO, where, typed)
        loose = (p for p in entry.places if p.name in LOOSE and is_subsequence(word, p.folded))
        found = next(loose, None)
        return None if found is None else Match(Rank.SUBSEQUENCE, found)


def _fixed(pack: Pack, criterion: Criterion) -> tuple[dict[str, Place], frozenset[str]]:
    """The texts of the questionnaire about a criterion, and their words."""
    texts = {name: Place(name, text, fold(text)) for name, text in _asked(pack, criterion) if text}
    return texts, frozenset[str]().union(*(words_of(each.folded) for each in texts.values()))


def _asked(pack: Pack, criterion: Criterion) -> Iterator[tuple[str, str]]:
    chapter, commitment, measure = pack.places[criterion.id]
    duties = [pack.obligation_index[o] for o in criterion.obligations if o in pack.obligation_index]
    yield "id", criterion.id
    yield "title", criterion.short
    yield "question", criterion.question
    yield "statement", criterion.statement
    yield "article", "; ".join((*criterion.legal_basis, *(f"{duty.article} {duty.title}" for duty in duties)))
    yield "pointer", criterion.pointer
    yield "check", "; ".join(check.statement for check in criterion.all_checks())
    yield "place", f"{chapter.title}; {commitment.title}; {measure.title}"


def _said(answer: Answer) -> Iterator[tuple[str, str]]:
    yield "owner", answer.owner
    yield "note", answer.note
    yield "reason", answer.reason
    yield "evidence", "; ".join(str(each) for each in answer.evidence)
    yield "state", WORDS[answer.state] + (" flagged" if answer.flagged else "")
