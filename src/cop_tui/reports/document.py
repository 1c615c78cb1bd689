"""A report as a document to be typeset: headings, paragraphs, lists, tables and pictures, without any markup.

PDF and DOCX are made from this alone, so that both say the same in the same order. Text stands in runs; whoever
typesets them shows them as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeVar

# What XML 1.0 cannot hold, and what turns the direction of the text around it.
_IMPOSSIBLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

# A mark stands with the id before it, and with the word after it.
_MARK_AFTER: Final = re.compile(r"^ (?=[●◐○✗◆–·](?:[,;.) ]|$))")
_MARK_BEFORE: Final = re.compile(r"(?<=\([●◐○✗◆–·]) ")

Row = TypeVar("Row")
Kind = Literal["body", "lead", "small", "disclaimer", "kicker"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style. `to` is the anchor of a place in the document that they lead to."""

    text: str
    style: Literal["", "bold", "italic", "mono"] = ""
    to: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4. `anchor` names the place for links, `aside` is what stands beside it."""

    level: int
    text: str
    anchor: str = ""
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words that stand together; a line end in them is kept."""

    runs: Runs
    kind: Kind = "body"


@dataclass(frozen=True, slots=True)
class Items:
    """A list. `depths` says how deep each item is nested, from 0; empty: none is."""

    items: tuple[Runs, ...]
    ordered: bool = False
    depths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Pairs:
    """What is called how: a label and what there is to say, line by line."""

    rows: tuple[tuple[str, Runs], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """What a person wrote, line by line."""

    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its share of the width, and whether it holds figures."""

    title: str
    width: float
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption. `anchors` are the places that its rows are, an empty one for none."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Runs, ...], ...]
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as SVG, with what it shows in words for those who do not see it."""

    id: str
    caption: str
    alt: str
    svg: str


Block = Heading | Paragraph | Items | Pairs | Quote | Table | Picture
WHOLE_MAX: Final = 1200
"""So many signs stand on one page together; what is longer may go on overleaf."""
LINE: Final = 90


@dataclass(frozen=True, slots=True)
class Pages:
    """Blocks on pages of one orientation, beginning on a new page. `opening` pages bear no running header."""

    blocks: tuple[Block, ...]
    landscape: bool = False
    opening: bool = False


def whole(block: Block | None) -> bool:
    """Whether a block is short enough to be kept on one page."""
    if isinstance(block, Pairs):
        return sum(len(label) + _room(words) for label, words in block.rows) <= WHOLE_MAX
    return isinstance(block, Paragraph) and _room(block.runs) <= WHOLE_MAX


def leads_on(block: Block, following: Block | None) -> bool:
    """Whether a block says what the one after it shows, so that no page should end between them."""
    return isinstance(following, Pairs | Items | Quote | Table) and whole(block) and not isinstance(block, Pairs)


def _room(words: Runs) -> int:
    """The signs of words, a line end counted as a whole line."""
    return sum(len(run.text) + LINE * run.text.count("\n") for run in words)


def marked(words: Runs) -> Runs:
    """The same words, so that no line ends between a mark and what it is about."""
    return tuple(
        replace(r, text=_MARK_BEFORE.sub("\xa0", _MARK_AFTER.sub("\xa0", r.text) if number else r.text))
        for number, r in enumerate(words)
    )


def plain(text: str) -> str:
    """The same text without what no page can hold: controls, overrides of direction, lone surrogates."""
    return _IMPOSSIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def runs(*parts: str | Run | Iterable[Run]) -> Runs:
    """Words in a row; a text alone has no style."""
    found: list[Run] = []
    for each in parts:
        if isinstance(each, str):
            found.append(Run(each))
        elif isinstance(each, Run):
            found.append(each)
        else:
            found.extend(each)
    return tuple(r for r in found if r.text)


def bold(text: str, to: str = "") -> Run:
    """Words to be seen first."""
    return Run(text, "bold", to)


def mono(text: str, to: str = "") -> Run:
    """A hash, a command, an id."""
    return Run(text, "mono", to)


def para(*parts: str | Run | Iterable[Run], kind: Kind = "body") -> Paragraph:
    """A paragraph of these words."""
    return Paragraph(runs(*parts), kind)


def joined(parts: Iterable[Runs], by: str = ", ") -> Runs:
    """Words in a row with `by` between them."""
    found: list[Run] = []
    for part in parts:
        if found:
            found.append(Run(by))
        found.extend(part)
    return tuple(found)


def said(words: Runs) -> str:
    """The words alone."""
    return "".join(run.text for run in words)


def table(caption: str, columns: Iterable[Column], rows: Iterable[Iterable[str | Run | Iterable[Run]]],
          anchors: Iterable[str] = ()) -> Table:  # fmt: skip
    """A table whose cells are given as words or runs."""
    return Table(caption, tuple(columns), tuple(tuple(runs(cell) for cell in row) for row in rows), tuple(anchors))


def grid(
    caption: str,
    columns: Iterable[tuple[bool, Column, Callable[[Row], str | Run | Iterable[Run]]]],
    rows: Iterable[Row],
    anchors: Iterable[str] = (),
) -> Table:
    """A table of the columns that are shown, each with what its cell says of a row."""
    shown = [(column, cell) for show, column, cell in columns if show]
    return table(caption, (column for column, _ in shown), ([cell(row) for _, cell in shown] for row in rows), anchors)
