"""Blocks of a document as WordprocessingML: text is always a text node, in paragraphs and tables with real styles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from cop_tui.reports.document import (
    Block,
    Heading,
    Items,
    Pairs,
    Paragraph,
    Picture,
    Quote,
    Runs,
    Table,
    leads_on,
    marked,
    plain,
    runs,
    whole,
)

Element = Any
"""An lxml element; the libraries do not type them."""
LINK: Final = "1F5F8B"
SOFT: Final = "4A5660"
ROW_MAX: Final = 700
"""From so many signs in a cell on a row may be broken between pages."""
PARAGRAPHS: Final = {"body": "Normal", "lead": "Subtitle", "small": "Report Small", "disclaimer": "Intense Quote"}
LIST_STYLES: Final = ("List Bullet", "List Bullet 2", "List Bullet 3")
BRIEF: Final = "Report Brief"
"""Body and lists of the executive page, which is one page."""
BRIEF_PICTURE: Final = 0.72
CHECKS: Final = ("☑", "☐")
_MARK: Final = re.compile(r"[^A-Za-z0-9]+")


def element(tag: str, attributes: dict[str, str] | None = None, *children: Element) -> Element:
    """An element by its prefixed name, with attributes by theirs."""
    made = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        made.set(qn(name), value)
    for child in children:
        made.append(child)
    return made


def run(text: str, style: str = "", color: str = "") -> Element:
    """A run of text; a line end is a line break, a tab a tab."""
    made = element("w:r")
    properties = element("w:rPr")
    if style == "mono":
        properties.append(element("w:rFonts", {"w:ascii": "Consolas", "w:hAnsi": "Consolas", "w:cs": "Consolas"}))
    if style == "bold":
        properties.append(element("w:b"))
    if style == "italic":
        properties.append(element("w:i"))
    if color:
        properties.append(element("w:color", {"w:val": color}))
    if style == "mono":
        properties.append(element("w:sz", {"w:val": "17"}))
    if len(properties):
        made.append(properties)
    for number, piece in enumerate(re.split(r"([\n\t])", plain(text))):
        if number % 2:
            made.append(element("w:br" if piece == "\n" else "w:tab"))
        elif piece:
            words = element("w:t")
            words.text = piece
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            made.append(words)
    return made


def simple_field(instruction: str, shown: str, color: str = "") -> Element:
    """A field that the word processor keeps up to date, with what it shows until then."""
    return element("w:fldSimple", {"w:instr": instruction}, run(shown, color=color))


@dataclass(slots=True)
class Writer:
    """Writes blocks to a body. `style` gives a style's id by its name, `picture` the run that shows a picture.

    `places` are the anchors that links may lead to; `restart` starts an ordered list and gives its number, `bullets` is
    the number of all others.
    """

    style: Callable[[str], str]
    picture: Callable[[Picture, int], Element]
    restart: Callable[[], str]
    bullets: str
    places: frozenset[str]
    marks: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    contents: list[tuple[int, str, str]] = field(default_factory=list)

    def blocks(self, block: Block, width: int, following: Block | None = None, *, opening: bool) -> list[Element]:
        """The paragraphs and tables of a block. `width` is that of the text in twentieths of a point.

        What leads on to `following` is kept with it. The `opening` page is set closer and is not in the contents.
        """
        keep = leads_on(block, following)
        match block:
            case Heading():
                return [self._heading(block, opening=opening)]
            case Paragraph(found, "kicker"):
                return [self.paragraph("Normal", found)]
            case Paragraph(found, kind):
                return [self.paragraph(BRIEF if opening and kind == "body" else PARAGRAPHS[kind], found, keep=keep)]
            case Items():
                return self._items(block, BRIEF if opening else "")
            case Pairs(rows):
                last = len(rows) - 1 if whole(block) else 0
                return [self._pair(label, found, keep=number < last) for number, (label, found) in enumerate(rows)]
            case Quote(text):
                return [self.paragraph("Quote", runs(text))]
            case Table():
                return self._table(block, width)
            case Picture():
                shown = self.paragraph("Normal", (), keep=True)
                shown.append(self.picture(block, int(width * BRIEF_PICTURE) if opening else width))
                return [shown, self._caption("Figure", block.caption)]

    def paragraph(self, style: str, found: Runs, *, keep: bool = False, number: str = "", depth: int = 0) -> Element:
        """A paragraph in a style by its name; `keep` holds it with what follows, `number` is the list it is in."""
        properties = element("w:pPr", None, element("w:pStyle", {"w:val": self.style(style)}))
        if keep:
            properties.append(element("w:keepNext"))
        if number:
            level = element("w:ilvl", {"w:val": str(depth)})
            properties.append(element("w:numPr", None, level, element("w:numId", {"w:val": number})))
        made = element("w:p", None, properties)
        self._words(made, found)
        return made

    def mark(self, anchor: str) -> str:
        """The name of a place's bookmark: letters, digits and underscores, at most 40 signs, each once."""
        if anchor not in self.marks:
            self.marks[anchor] = f"p{len(self.marks) + 1}_{_MARK.sub('_', anchor)}"[:40]
        return self.marks[anchor]

    def _words(self, made: Element, found: Runs) -> None:
        for each in marked(found):
            if each.to in self.places:
                link = element("w:hyperlink", {"w:anchor": self.mark(each.to), "w:history": "1"})
                link.append(run(each.text, each.style, LINK))
                made.append(link)
            else:
                made.append(run(each.text, each.style))

    def _bookmark(self, made: Element, name: str) -> None:
        """Put a bookmark around what stands in a paragraph."""
        number = str(self._next("bookmark"))
        start = element("w:bookmarkStart", {"w:id": number, "w:name": name})
        made.insert(1 if len(made) and made[0].tag == qn("w:pPr") else 0, start)
        made.append(element("w:bookmarkEnd", {"w:id": number}))

    def _next(self, what: str) -> int:
        self.counts[what] = self.counts.get(what, 0) + 1
        return self.counts[what]

    def _heading(self, block: Heading, *, opening: bool) -> Element:
        made = self.paragraph(f"Heading {block.level}", runs(block.text))
        if opening:
            made.find(qn("w:pPr")).append(element("w:spacing", {"w:before": "100", "w:after": "20"}))
        if block.aside:
            made.append(run(f" · {block.aside}", color=SOFT))
        if block.anchor and f"place {block.anchor}" not in self.counts:
            self._next(f"place {block.anchor}")
            self._bookmark(made, self.mark(block.anchor))
        if not opening and block.level <= 2:
            name = f"_Toc{len(self.contents) + 1:08d}"
            self._bookmark(made, name)
            self.contents.append((block.level, block.text, name))
        return made

    def _items(self, block: Items, style: str) -> list[Element]:
        if block.ordered:
            number = self.restart()
            return [self.paragraph(style or "List Number", found, number=number) for found in block.items]
        if all(found and found[0].text[:1] in CHECKS for found in block.items):
            return [self.paragraph("Report Check", found) for found in block.items]
        depths = block.depths or (0,) * len(block.items)
        made = []
        for found, deep in zip(block.items, depths, strict=True):
            depth = min(deep, len(LIST_STYLES) - 1)
            made.append(self.paragraph(style or LIST_STYLES[depth], found, number=self.bullets, depth=depth))
        return made

    def _pair(self, label: str, found: Runs, *, keep: bool) -> Element:
        made = self.paragraph("Report Entry", (), keep=keep)
        made.append(run(f"{label}\t", color=SOFT))
        self._words(made, found)
        return made

    def _caption(self, kind: str, words: str, *, keep: bool = False) -> Element:
        made = self.paragraph("Caption", runs(f"{kind} "), keep=keep)
        made.append(simple_field(f" SEQ {kind} \\* ARABIC ", str(self._next(kind))))
        made.append(run(f": {words}"))
        return made

    def _table(self, block: Table, width: int) -> list[Element]:
        total = sum(c.width for c in block.columns)
        widths = [int(width * c.width / total) for c in block.columns]
        style = element("w:tblStyle", {"w:val": self.style("Report Table")})
        properties = element(
            "w:tblPr",
            None,
            style,
            element("w:tblW", {"w:w": str(sum(widths)), "w:type": "dxa"}),
            element("w:tblLayout", {"w:type": "fixed"}),
            element("w:tblLook", {"w:val": "0020", "w:firstRow": "1", "w:lastRow": "0", "w:firstColumn": "0",
                                  "w:lastColumn": "0", "w:noHBand": "1", "w:noVBand": "1"}),
            element("w:tblCaption", {"w:val": plain(block.caption)}),
        )  # fmt: skip
        made = element("w:tbl", None, properties)
        made.append(element("w:tblGrid", None, *(element("w:gridCol", {"w:w": str(w)}) for w in widths)))
        figures = [c.figures for c in block.columns]
        head = [runs(c.title) for c in block.columns]
        made.append(self._row(head, widths, figures, header=True))
        for number, row in enumerate(block.rows):
            anchor = block.anchors[number] if number < len(block.anchors) else ""
            made.append(self._row(row, widths, figures, anchor=anchor))
        return [self._caption("Table", block.caption, keep=True), made, self.paragraph("Report Small", ())]

    def _row(
        self, cells: Sequence[Runs], widths: Iterable[int], figures: Iterable[bool], *, header: bool = False,
        anchor: str = "",
    ) -> Element:  # fmt: skip
        properties = element("w:trPr")
        if all(sum(len(r.text) for r in cell) <= ROW_MAX for cell in cells):
            properties.append(element("w:cantSplit"))
        if header:
            properties.append(element("w:tblHeader"))
        made = element("w:tr", None, *((properties,) if len(properties) else ()))
        for number, (cell, width, right) in enumerate(zip(cells, widths, figures, strict=True)):
            words = self.paragraph("Report Cell", cell, keep=header)
            if right:
                words.find(qn("w:pPr")).append(element("w:jc", {"w:val": "right"}))
            if number == 0 and anchor and f"place {anchor}" not in self.counts:
                self._next(f"place {anchor}")
                self._bookmark(words, self.mark(anchor))
            size = element("w:tcPr", None, element("w:tcW", {"w:w": str(width), "w:type": "dxa"}))
            made.append(element("w:tc", None, size, words))
        return made


def contents(writer: Writer, note: str) -> list[Element]:
    """A table of contents: a field that is brought up to date on opening, holding links to the headings until then."""
    instruction = element("w:instrText")
    instruction.text = ' TOC \\o "1-2" \\h \\z \\u '
    instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    begin = element("w:r", None, element("w:fldChar", {"w:fldCharType": "begin", "w:dirty": "true"}))
    asked = element("w:r", None, instruction)
    split = element("w:r", None, element("w:fldChar", {"w:fldCharType": "separate"}))
    end = element("w:r", None, element("w:fldChar", {"w:fldCharType": "end"}))
    lines: list[Element] = []
    for level, text, name in writer.contents:
        line = writer.paragraph(f"TOC {level}", ())
        line.append(element("w:hyperlink", {"w:anchor": name, "w:history": "1"}, run(text)))
        lines.append(line)
    if not lines:
        lines = [writer.paragraph("Normal", runs(note))]
    for number, part in enumerate((begin, asked, split)):
        lines[0].insert(1 + number, part)
    lines[-1].append(end)
    return lines
