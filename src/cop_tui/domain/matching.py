"""How a typed word fits a text: folded alike, ranked, forgiving of one typing error, and where to point at it.

Texts are folded once (`fold`) and searched often; nothing here knows what a text is about.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import Final

TYPO_FROM: Final = 5
"""Letters a word has at least before one typing error in it is forgiven."""
SUBSEQUENCE_FROM: Final = 3
LOOSE_MOST: Final = 30
"""Letters of the longest word that is taken loosely."""
_LOOKED_AT: Final = 50
"""Places of one text that are tried for the beginning of a word."""

_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\ufe20-\ufe2f]"
)
_SIGNS: Final = {"\u2010": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2018": "'", "\u2019": "'",
                 "\u201c": '"', "\u201d": '"', "\u201e": '"'}  # fmt: skip
_SIGN = re.compile("[" + "".join(_SIGNS) + "]")
_WORD = re.compile(r"[^\W\d_]+")


class Rank(enum.IntEnum):
    """How well a word fits, the best first."""

    ID = 0
    ID_PREFIX = 1
    WORD_START = 2
    SUBSTRING = 3
    TYPO = 4
    SUBSEQUENCE = 5


def fold(text: str) -> str:
    """A text as it is compared: small letters without accents, typographic signs plain, blanks made one."""
    if not text.isascii():
        text = _SIGN.sub(lambda sign: _SIGNS[sign[0]], _MARKS.sub("", unicodedata.normalize("NFKD", text)))
    return " ".join(text.casefold().split())


def words_of(folded: str, least: int = TYPO_FROM - 1) -> frozenset[str]:
    """The words of a folded text that have `least` letters or more."""
    return frozenset(word for word in _WORD.findall(folded) if len(word) >= least)


def place(word: str, folded: str) -> Rank | None:
    """Whether a folded word or phrase stands in a folded text: at the start of a word, or inside one."""
    at = folded.find(word)
    if at < 0:
        return None
    for _ in range(_LOOKED_AT):
        if at == 0 or not folded[at - 1].isalnum():
            return Rank.WORD_START
        at = folded.find(word, at + 1)
        if at < 0:
            break
    return Rank.SUBSTRING


def one_edit(left: str, right: str) -> bool:
    """Whether one letter too many, too few, another one or two neighbours swapped make one word of the other."""
    if left == right:
        return True
    if abs(len(left) - len(right)) > 1:
        return False
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    a, b = left[start:], right[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[1::-1] == b[:2] and a[2:] == b[2:])
    return a[1:] == b if len(a) > len(b) else a == b[1:]


def near_words(word: str, listed: str) -> frozenset[str]:
    """The words that `word`, or the beginning of which, may be with one typing error; none for a short word.

    `listed` holds the words to choose from, each on a line of its own, with a line end before the first as well.
    """
    if not (TYPO_FROM <= len(word) <= LOOSE_MOST and word.isalpha()):
        return frozenset()
    half = len(word) // 2
    # One error leaves one half of the word as it is; looking for that first is what makes it quick.
    likely = {*_lines_with("\n" + word[:half], listed), *_lines_with(word[half:], listed)}
    return frozenset(w for w in likely if one_edit(word, w) or _begins_nearly(word, w))


def _lines_with(part: str, listed: str) -> Iterator[str]:
    at = listed.find(part)
    while at >= 0:
        end = listed.find("\n", at + 1)
        yield listed[listed.rfind("\n", 0, at + 1) + 1 : end]
        at = listed.find(part, end)


def _begins_nearly(word: str, other: str) -> bool:
    """Whether a longer word begins as `word` does but for one error before its last letter, as while it is typed."""
    return len(word) > TYPO_FROM and any(
        len(other) > n and other[n - 1] == word[-1] and one_edit(word, other[:n])
        for n in (len(word), len(word) + 1, len(word) - 1)
    )


def is_subsequence(word: str, folded: str) -> bool:
    """Whether the letters of `word` come in that order, near each other, from the start of a word on; or are initials.

    `frmwrk` is in "safety framework", and `mdf` in "model documentation form".
    """
    if not (SUBSEQUENCE_FROM <= len(word) <= LOOSE_MOST) or not word.isalpha():
        return False
    starts = list(_starts(folded))
    if word in "".join(folded[n] for n in starts):
        return True
    gap = 2 if len(word) == SUBSEQUENCE_FROM else 3
    return any(_reaches(word, folded, n, gap) for n in starts if folded[n] == word[0])


def _starts(folded: str) -> Iterator[int]:
    return (found.start() for found in _WORD.finditer(folded))


def _reaches(word: str, folded: str, at: int, gap: int) -> bool:
    for letter in word[1:]:
        at = folded.find(letter, at + 1, at + 2 + gap)
        if at < 0:
            return False
    return True


# Pointing at what was found


def spans(text: str, found: Collection[str]) -> list[tuple[int, int]]:
    """Where folded words stand in a text, as positions in the text as it is; in order, none inside another."""
    folded, origin = _mapped(text)
    places: list[tuple[int, int]] = []
    for word in filter(None, found):
        at = folded.find(word)
        while at >= 0:
            places.append((origin[at], origin[at + len(word) - 1] + 1))
            at = folded.find(word, at + len(word))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def excerpt(text: str, found: Sequence[str], room: int) -> str:
    """One line of a text that begins near the first of the words found in it, "…" where something was left out."""
    line = " ".join(text.split())
    room = max(room, 20)
    at = _first(line, found)
    if at + 12 > room:
        start = max(0, at - room // 3)
        start = line.rfind(" ", 0, start) + 1 if start else 0
        # A word longer than the line has no blank to begin at.
        line = "…" + line[start if at - start < room else at :]
    return line if len(line) <= room else line[: room - 1].rstrip() + "…"


def _first(line: str, found: Sequence[str]) -> int:
    """Where the earliest of the words is, preferably where it begins a word; 0 if none is there."""
    folded, origin = _mapped(line)
    begun: list[int] = []
    inside: list[int] = []
    for word in filter(None, found):
        at = folded.find(word)
        if at < 0:
            continue
        inside.append(at)
        for _ in range(_LOOKED_AT):
            if at < 0 or at == 0 or not folded[at - 1].isalnum():
                break
            at = folded.find(word, at + 1)
        if at >= 0:
            begun.append(at)
    return origin[min(begun or inside)] if inside else 0


def _mapped(text: str) -> tuple[str, Sequence[int]]:
    """A text folded letter by letter, and for each folded letter the position it came from."""
    if text.isascii():
        return text.casefold(), range(len(text))
    letters: list[str] = []
    origin: list[int] = []
    for position, letter in enumerate(text):
        made = letter if letter.isspace() else fold(letter) if not letter.isascii() else letter.casefold()
        letters.append(made)
        origin += [position] * len(made)
    return "".join(letters), origin
