"""PDF, typeset with typst: bookmarks, links, tags for screen readers, embedded fonts, and the archive's rules (PDF/A).

What people wrote is handed over as data and never becomes part of the source, so none of it is markup. The same model
gives the same bytes wherever its letters are in the fonts that typst brings; for other scripts the fonts of this
machine help out, and a sign that no font has is named (`[U+1F600]`) rather than lost.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, time
from importlib.resources import files
from itertools import pairwise
from typing import Any, Final

from cop_tui.domain.text import NAME_MAX
from cop_tui.errors import ReportError
from cop_tui.reports.audiences import READERS
from cop_tui.reports.document import (
    Block,
    Heading,
    Items,
    Pages,
    Pairs,
    Paragraph,
    Picture,
    Quote,
    Runs,
    Table,
    leads_on,
    marked,
    plain,
    whole,
)
from cop_tui.reports.document_build import anchors, arrives, pages
from cop_tui.reports.document_summary import title
from cop_tui.reports.model import ReportModel
from cop_tui.reports.pdf_packing import packed
from cop_tui.reports.wording import day

NAME: Final = "pdf"
TITLE: Final = "PDF, for boards, counsel and archives"
EXTENSION: Final = "pdf"
NEEDS: Final = ("typst",)
EXTRA: Final = "pdf"

WORD_MAX: Final = 18
"""From so many signs on a word may be broken anywhere: addresses, hashes, and what is no word at all."""
PIECE: Final = 8
UNBROKEN_MAX: Final = 14
"""Ids and articles of at most so many signs are never broken; longer ones could be wider than a column."""
ROW_MAX: Final = 700
"""From so many signs in a cell on a row may be broken between pages."""
_NOBODYS: Final = ("Co", "Cn")
"""Signs of private use and without meaning, which archives do not take."""
_SOFT: Final = "\u200b"
# What lines break at anyway (after a hyphen, a slash) needs no place of ours; after other marks it reads best.
_LONG: Final = re.compile(rf"[^\s{_SOFT}/-]{{{WORD_MAX + 1},}}")
_MARKED: Final = re.compile(rf"(?<=[.,;:_=&?])(?=[^\s{_SOFT}/-]{{3}})")
# `SS-A4.1-11`, `55(1)(a)`: lines would break at the hyphen before a letter and between the brackets.
_UNBROKEN: Final = re.compile(
    r"(?<!\w)[A-Z]{1,4}-[A-Za-z][\w.]{0,10}(?:-[\w.]{0,8}\w)?(?!\w)(?:\xa0[●◐○✗◆–·])?"
    r"|(?<!\d)\d{1,4}(?:\(\w{1,4}\)){2,4}"
)
_MISSING: Final = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)", re.DOTALL)
# Signs that the fonts of typst are known to have: Latin with its extensions, Greek, Cyrillic, and the marks we use.
_KNOWN: Final = re.compile(
    "[\t\n\u0020-\u017f\u0391-\u03a9\u03b1-\u03c9\u0410-\u044f\u2013-\u201e\u2026●◐○✗◆▸☑☐×÷≥≤→\u200b]+"
)
_PROBE: Final = b"""
#set document(title: "x")
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"), lang: "en")
#for sign in json(bytes(sys.inputs.data)) { par(sign) }
"""

Compile = Callable[[bytes, Any, bool], bytes]


def render(model: ReportModel) -> bytes:
    """The report as PDF/UA-1 and PDF/A-2a. Raises ReportError where typst is not installed or fails."""
    made = _compiler(model)
    found = pages(model)
    data = _data(model, found)
    strange = sorted(set(_KNOWN.sub("", _words(data))))
    named = [sign for sign in strange if unicodedata.category(sign) in _NOBODYS]
    foreign = _lacking(made, [sign for sign in strange if sign not in named], system=False)
    named += _lacking(made, foreign, system=True)
    if named:
        data = _each_text(data, _naming(named))
    source = files("cop_tui.reports").joinpath("templates", "report.typ").read_bytes()
    return packed(made(source, data, bool(foreign)))


def _compiler(model: ReportModel) -> Compile:
    try:
        import typst
    except ImportError as error:
        raise ReportError("pdf needs a library that is not installed", "pip install 'cop-tui[pdf]'") from error
    stamp = datetime.combine(model.today, time.min, UTC)

    def made(source: bytes, data: Any, system: bool) -> bytes:
        try:
            found = typst.compile(
                source,
                format="pdf",
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                ignore_system_fonts=not system,
                pdf_standards=["ua-1", "a-2a"],
                timestamp=stamp,
            )
        except typst.TypstError as error:
            raise ReportError(f"the PDF could not be typeset: {error.message}", error.diagnostic) from error
        return bytes(found)

    return made


def _lacking(made: Compile, signs: list[str], *, system: bool) -> list[str]:
    """Those of the signs that no font has."""
    if not signs:
        return []
    try:
        made(_PROBE, signs, system)
    except ReportError as error:
        named = {sign for text in _MISSING.findall(error.hint or "") for sign in _unescaped(text)}
        return [sign for sign in signs if sign in named]
    return []


def _naming(signs: Iterable[str]) -> Callable[[str], str]:
    """What puts the code of a sign in its place: `[U+1F600]`."""
    table = {ord(sign): f"[U+{ord(sign):04X}]" for sign in signs}
    return lambda text: text.translate(table)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)) if m[1] else m[2], text)


def _data(model: ReportModel, found: tuple[Pages, ...]) -> dict[str, Any]:
    """All that the template sets, as plain data."""
    head, places = model.head, anchors(found)
    told = _Told(places)
    hashed = f" · content {head.content[:12]}" if head.content else ""
    data = {
        "title": _short(title(model)),
        "author": _short(head.provider or head.name),
        "description": model.pack.disclaimer,
        "kicker": f"{model.pack.title} · {model.pack.id} {model.pack.version}",
        "contents": "Contents",
        "day": [model.today.year, model.today.month, model.today.day],
        "header": [_short(head.name), f"{day(model.today)}{hashed}"],
        "footer": f"{head.tool} · {READERS[model.audience]}",
        "pages": [
            {
                "landscape": each.landscape,
                "opening": each.opening,
                "blocks": [
                    {**told.block(block, wide=each.landscape), "sticky": leads_on(block, following)}
                    for block, following in pairwise((*each.blocks, None))
                    if block is not None
                ],
            }
            for each in found
        ],
    }
    return dict(_each_text(data, plain))


class _Told:
    """Blocks as data. A place gets its label where it is first named: a second one could not be told from it."""

    def __init__(self, places: frozenset[str]) -> None:
        self._places = places
        self._given: set[str] = set()

    def block(self, block: Block, *, wide: bool) -> dict[str, Any]:
        match block:
            case Heading(level, text, anchor, aside):
                told = {"level": level, "text": _broken(text), "anchor": self._place(anchor), "aside": _broken(aside)}
                return {"k": "heading", **told}
            case Paragraph(runs, kind):
                return {"k": "paragraph", "runs": self._runs(runs), "kind": kind}
            case Items():
                return {"k": "items", **self._items(block)}
            case Pairs(rows):
                told = {"rows": [[label, self._runs(runs)] for label, runs in rows], "whole": whole(block)}
                return {"k": "pairs", **told}
            case Quote(text):
                return {"k": "quote", "text": _broken(text)}
            case Table():
                return {"k": "table", **self._table(block, wide=wide)}
            case Picture(_, caption, alt, svg):
                return {"k": "picture", "caption": caption, "alt": alt, "svg": svg}

    def _place(self, anchor: str) -> str:
        if not anchor or anchor in self._given:
            return ""
        self._given.add(anchor)
        return f"at-{anchor}"

    def _runs(self, runs: Runs) -> list[list[Any]]:
        """Runs as their pieces, style and the place that they lead to; a piece in a list of its own is never broken."""
        return [
            [list(_pieces(r.text)), r.style, f"at-{r.to}" if arrives(r, self._places) else ""] for r in marked(runs)
        ]

    def _items(self, block: Items) -> dict[str, Any]:
        """The list as a tree: an item's `inner` are those below it."""
        root: list[dict[str, Any]] = []
        above: list[list[dict[str, Any]]] = [root]
        for number, runs in enumerate(block.items):
            depth = min(block.depths[number] if block.depths else 0, len(above) - 1)
            node: dict[str, Any] = {"runs": self._runs(runs), "inner": []}
            del above[depth + 1 :]
            above[depth].append(node)
            above.append(node["inner"])
        bare = all(runs and runs[0].text[:1] in ("☑", "☐") for runs in block.items)
        return {"items": root, "ordered": block.ordered, "bare": bare}

    def _table(self, block: Table, *, wide: bool) -> dict[str, Any]:
        return {
            "caption": block.caption,
            "size": 7.8 if wide else 8.5,
            "columns": [{"title": c.title, "width": c.width, "figures": c.figures} for c in block.columns],
            "rows": [[self._runs(cell) for cell in row] for row in block.rows],
            "anchors": [self._place(anchor) for anchor in block.anchors],
            "breakable": [any(sum(len(r.text) for r in cell) > ROW_MAX for cell in row) for row in block.rows],
        }


def _short(text: str) -> str:
    """A name where there is room for one line or two; in full it stands on the page about the report."""
    return text if len(text) <= NAME_MAX else f"{text[:NAME_MAX]}…"


def _pieces(text: str) -> Iterator[str | list[str]]:
    """The same text piece by piece; what stays on one line is in a list."""
    done = 0
    for found in _UNBROKEN.finditer(text):
        if len(found[0]) <= UNBROKEN_MAX:
            if found.start() > done:
                yield _broken(text[done : found.start()])
            yield [found[0]]
            done = found.end()
    if done < len(text):
        yield _broken(text[done:])


def _broken(text: str) -> str:
    """The same text with unseen places to break very long words at."""
    return _LONG.sub(lambda m: _SOFT.join(_short_pieces(m[0])), text)


def _short_pieces(word: str) -> Iterator[str]:
    for piece in _MARKED.split(word):
        if len(piece) <= WORD_MAX:
            yield piece
        else:
            yield from (piece[at : at + PIECE] for at in range(0, len(piece), PIECE))


def _each_text(data: Any, change: Callable[[str], str]) -> Any:
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {key: _each_text(value, change) for key, value in data.items()}
    if isinstance(data, list):
        return [_each_text(value, change) for value in data]
    return data


def _words(data: Any) -> str:
    found: list[str] = []
    _each_text(data, lambda text: found.append(text) or text)  # type: ignore[func-returns-value]
    return "".join(found)
