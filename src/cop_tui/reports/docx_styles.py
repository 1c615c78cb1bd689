"""The styles of a DOCX report: the word processor's own where it has them, so that a template's looks carry over."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from cop_tui.reports.docx_text import Element, element

INK: Final = RGBColor(0x1C, 0x23, 0x29)
ACCENT: Final = RGBColor(0x1F, 0x5F, 0x8B)
GREY: Final = RGBColor(0x4A, 0x56, 0x60)
FONT: Final = "Calibri"
LABEL: Final = Cm(3.8)
"""The room of the label of an entry."""
HEADINGS: Final = {1: (18, 20, 6), 2: (13, 14, 4), 3: (11.5, 12, 3), 4: (10.5, 10, 2)}
"""Of each level of heading: size, space above and below, in points."""


def prepare(document: Any, *, own_looks: bool) -> Callable[[str], str]:
    """Add the styles that a report uses and that are not there; `own_looks` sets our looks on those that are.

    Returns what gives a style's id by its name.
    """
    styles = document.styles
    fresh = _added(styles)
    if own_looks:
        _ours(document)
    _list_looks(styles, fresh)
    if "Report Table" in fresh:
        _table_looks(styles["Report Table"])
    if "Report Entry" in fresh:
        _entry_looks(styles["Report Entry"])
    for name, indent in (("TOC 1", 0.0), ("TOC 2", 0.6)):
        if name in fresh:
            styles[name].paragraph_format.left_indent = Cm(indent)
            styles[name].paragraph_format.space_before, styles[name].paragraph_format.space_after = Pt(0), Pt(2)
    if "Report Check" in fresh:
        form = styles["Report Check"].paragraph_format
        form.left_indent, form.first_line_indent = LABEL + Cm(0.5), Cm(-0.5)
    if "Report Brief" in fresh:
        styles["Report Brief"].font.size = Pt(9)
        styles["Report Brief"].paragraph_format.space_after = Pt(1)
        styles["Report Brief"].paragraph_format.line_spacing = 1.0
    for name, size in (("Report Cell", 8.5), ("Report Small", 9)):
        if name in fresh:
            styles[name].font.size = Pt(size)
            styles[name].paragraph_format.space_before = Pt(1)
            styles[name].paragraph_format.space_after = Pt(1)

    @cache
    def style_id(name: str) -> str:
        return str(styles[name].style_id)

    return style_id


def _added(styles: Any) -> set[str]:
    """The names of the styles that had to be added."""
    wanted: list[tuple[str, str]] = [
        ("Title", "Normal"), ("Subtitle", "Normal"), ("Caption", "Normal"), ("Quote", "Normal"),
        ("Intense Quote", "Normal"), ("List Bullet", "Normal"), ("List Bullet 2", "List Bullet"),
        ("List Bullet 3", "List Bullet"), ("List Number", "Normal"), ("TOC 1", "Normal"), ("TOC 2", "Normal"),
        ("Report Entry", "Normal"), ("Report Check", "Report Entry"), ("Report Cell", "Normal"),
        ("Report Small", "Normal"), ("Report Brief", "Normal"),
        ("TOC Heading", "Normal"), ("Heading 1", "Normal"), ("Heading 2", "Normal"), ("Heading 3", "Normal"),
        ("Heading 4", "Normal"), ("Header", "Normal"), ("Footer", "Normal"),
    ]  # fmt: skip
    known = {style.name for style in styles}
    fresh = set()
    if "Normal" not in known:
        styles.add_style("Normal", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    for name, base in wanted:
        if name in known:
            continue
        made = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=not name.startswith("Report"))
        made.base_style = styles[base]
        if name.startswith("Heading "):
            level = int(name[-1])
            made.element.get_or_add_pPr().append(element("w:outlineLvl", {"w:val": str(level - 1)}))
            made.font.bold = True
            made.font.size = Pt(HEADINGS[level][0])
            made.paragraph_format.keep_with_next = True
        fresh.add(name)
    if "Report Table" not in known:
        styles.add_style("Report Table", WD_STYLE_TYPE.TABLE)
        fresh.add("Report Table")
    return fresh


def _ours(document: Any) -> None:
    """Our looks, where no template brings its own."""
    styles = document.styles
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    normal = styles["Normal"]
    _font(normal, 10.5, INK)
    normal.paragraph_format.space_after = Pt(5)
    normal.paragraph_format.line_spacing = 1.08
    for level, (size, above, below) in HEADINGS.items():
        style = styles[f"Heading {level}"]
        _font(style, size, GREY if level == 3 else INK, bold=True)
        style.font.italic = False
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(above), Pt(below)
        style.paragraph_format.keep_with_next = True
    _font(styles["Title"], 22, INK, bold=True)
    _unruled(styles["Title"])
    for name, above, below in (("Title", 0, 4), ("Subtitle", 0, 4), ("Intense Quote", 4, 6)):
        styles[name].paragraph_format.space_before, styles[name].paragraph_format.space_after = Pt(above), Pt(below)
    _font(styles["Subtitle"], 13, GREY)
    styles["Subtitle"].font.italic = False
    _font(styles["TOC Heading"], 18, INK, bold=True)
    _font(styles["Caption"], 9, GREY)
    styles["Caption"].font.bold = False
    styles["Caption"].paragraph_format.space_before = Pt(8)
    _font(styles["Quote"], 10, INK)
    styles["Quote"].paragraph_format.left_indent = Cm(0.8)
    _font(styles["Intense Quote"], 10, INK)
    styles["Intense Quote"].font.italic = False
    styles["Intense Quote"].paragraph_format.left_indent = Cm(0)
    for name in ("List Bullet", "List Bullet 2", "List Bullet 3", "List Number"):
        styles[name].paragraph_format.space_after = Pt(2)


def _font(style: Any, size: float, color: RGBColor, *, bold: bool | None = None) -> None:
    """One font for all scripts; what the theme would say is taken out."""
    style.font.name = FONT
    style.font.size = Pt(size)
    style.font.color.rgb = color
    if bold is not None:
        style.font.bold = bold
    fonts = style.element.rPr.rFonts
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)


def _unruled(style: Any) -> None:
    rule = style.element.pPr.find(qn("w:pBdr"))
    if rule is not None:
        style.element.pPr.remove(rule)


def _list_looks(styles: Any, fresh: set[str]) -> None:
    for depth, name in enumerate(("List Bullet", "List Bullet 2", "List Bullet 3", "List Number")):
        if name in fresh:
            styles[name].paragraph_format.left_indent = Cm(0.6 * (1 if name == "List Number" else depth + 1))
            styles[name].paragraph_format.first_line_indent = Cm(-0.5)


def _entry_looks(style: Any) -> None:
    """A label, then what there is to say, aligned under itself."""
    form = style.paragraph_format
    form.left_indent, form.first_line_indent = LABEL, -LABEL
    form.tab_stops.add_tab_stop(LABEL)
    form.space_after = Pt(2)
    form.keep_together = True
    style.font.size = Pt(9.5)


def _table_looks(style: Any) -> None:
    """Rules under the head and between rows; the head in bold."""
    line = {"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": "C9D0D5"}
    rule = {"w:val": "single", "w:sz": "8", "w:space": "0", "w:color": "1C2329"}
    table = element(
        "w:tblPr",
        None,
        element("w:tblBorders", None, element("w:top", rule), element("w:bottom", line), element("w:insideH", line)),
        element("w:tblCellMar", None, *(element(f"w:{side}", {"w:w": "70", "w:type": "dxa"})
                                        for side in ("left", "right"))),
    )  # fmt: skip
    head = element(
        "w:tblStylePr",
        {"w:type": "firstRow"},
        element("w:rPr", None, element("w:b")),
        element("w:tcPr", None, element("w:tcBorders", None, element("w:bottom", rule))),
    )
    style.element.append(table)
    style.element.append(head)


def numbering(document: Any) -> Element:
    """The list definitions of the document; made where a template has none."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.parts.numbering import NumberingPart

    part = document.part
    try:
        return part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        made = NumberingPart(
            PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, element("w:numbering"), part.package
        )
        part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
        return made.element


def lists(found: Element) -> tuple[str, Callable[[], str]]:
    """Add our two kinds of lists. Returns the number of the bulleted one, and what starts an ordered one anew."""
    used = [int(a.get(qn("w:abstractNumId"))) for a in found.findall(qn("w:abstractNum"))]
    numbers = [int(n.get(qn("w:numId"))) for n in found.findall(qn("w:num"))]
    bullets, ordered = max(used, default=0) + 1, max(used, default=0) + 2
    first, last = found.find(qn("w:num")), found.find(qn("w:numIdMacAtCleanup"))
    for key, form, marks, step in ((bullets, "bullet", "•–•", 340), (ordered, "decimal", "", 440)):
        levels = [
            element(
                "w:lvl",
                {"w:ilvl": str(depth)},
                element("w:start", {"w:val": "1"}),
                element("w:numFmt", {"w:val": form}),
                element("w:lvlText", {"w:val": marks[depth] if marks else f"%{depth + 1}."}),
                element("w:lvlJc", {"w:val": "left"}),
                element("w:pPr", None, element("w:ind", {"w:left": str(step * (depth + 1)), "w:hanging": str(step)})),
            )
            for depth in range(3)
        ]
        kind = element("w:multiLevelType", {"w:val": "multilevel"})
        abstract = element("w:abstractNum", {"w:abstractNumId": str(key)}, kind, *levels)
        if first is None:
            found.append(abstract)
        else:
            first.addprevious(abstract)
    taken = [max(numbers, default=0)]

    def start(key: int, *, anew: bool) -> str:
        taken[0] += 1
        made = element("w:num", {"w:numId": str(taken[0])}, element("w:abstractNumId", {"w:val": str(key)}))
        if anew:
            again = element("w:lvlOverride", {"w:ilvl": "0"}, element("w:startOverride", {"w:val": "1"}))
            made.append(again)
        if last is None:
            found.append(made)
        else:
            last.addprevious(made)
        return str(taken[0])

    return start(bullets, anew=False), lambda: start(ordered, anew=True)
