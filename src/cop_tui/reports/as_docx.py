"""DOCX for those who work on in a word processor: real styles, headings, captions, and contents that update themselves.

With a template (`--template`) its styles, page size, headers and footers are kept; what its body says is not. The same
model gives the same bytes, and nothing in the file tells of the machine or the person that made it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, time
from itertools import pairwise
from typing import Any, Final

from cop_tui.errors import ReportError
from cop_tui.reports.audiences import READERS
from cop_tui.reports.document import Pages, Picture, plain, runs
from cop_tui.reports.document_build import anchors, pages
from cop_tui.reports.document_summary import title
from cop_tui.reports.model import ReportModel
from cop_tui.reports.wording import day

NAME: Final = "docx"
TITLE: Final = "DOCX, for working on in a word processor"
EXTENSION: Final = "docx"
NEEDS: Final = ("docx", "typst")
EXTRA: Final = "docx"
TAKES_TEMPLATE: Final = True

TEMPLATE_MAX: Final = 20_000_000
UNPACKED_MAX: Final = 200_000_000
_ZIP_DAY: Final = (1980, 1, 1, 0, 0, 0)
# What comes after `updateFields` among the settings; their order is fixed.
_AFTER: Final = (
    "hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids", "attachedSchema", "themeFontLang",
    "clrSchemeMapping", "doNotIncludeSubdocsInStats", "captions", "readModeInkLockDown", "smartTagType",
    "shapeDefaults", "decimalSymbol", "listSeparator",
)  # fmt: skip
_EMU: Final = 635
"""English Metric Units in a twentieth of a point."""
_NO_TEMPLATE: Final = "Give a DOCX file as a word processor saves it, not a DOTX, without macros or a password."


def render(model: ReportModel, template: bytes | None = None) -> bytes:
    """The report as DOCX in the styles of `template`. Raises ReportError for a template that cannot be used."""
    document = _opened(template)
    own_looks = template is None
    found = pages(model)
    writer = _writer(document, found, own_looks=own_looks)
    _write(document, writer, model, found)
    _running(document, model, own_looks=own_looks)
    _properties(document, model, own_looks=own_looks)
    made = io.BytesIO()
    document.save(made)
    return _same_each_time(made.getvalue())


def _opened(template: bytes | None) -> Any:
    """The template without its body, or an empty document of A4 pages."""
    try:
        import docx
        from docx.opc.exceptions import PackageNotFoundError
        from lxml.etree import LxmlError  # type: ignore[import-untyped]
    except ImportError as error:
        raise ReportError("docx needs a library that is not installed", "pip install 'cop-tui[docx]'") from error
    if template is None:
        document = docx.Document()
    else:
        _check(template)
        try:
            document = docx.Document(io.BytesIO(template))
        except (PackageNotFoundError, LxmlError, KeyError, ValueError, AttributeError, zipfile.BadZipFile) as error:
            raise ReportError("the template is no DOCX file that can be used", _NO_TEMPLATE) from error
    body = document.element.body
    for child in list(body):
        if not child.tag.endswith("}sectPr"):
            body.remove(child)
    return document


def _check(template: bytes) -> None:
    """Refuse what would unpack to more than any template is."""
    if len(template) > TEMPLATE_MAX:
        raise ReportError("the template is larger than 20 MB", _NO_TEMPLATE)
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as packed:
            size = sum(info.file_size for info in packed.infolist())
    except (zipfile.BadZipFile, ValueError) as error:
        raise ReportError("the template is no DOCX file that can be used", _NO_TEMPLATE) from error
    if size > UNPACKED_MAX:
        raise ReportError("the template unpacks to more than 200 MB", _NO_TEMPLATE)


def _writer(document: Any, found: tuple[Pages, ...], *, own_looks: bool) -> Any:
    from cop_tui.reports import docx_styles
    from cop_tui.reports.docx_text import Writer, element
    from cop_tui.reports.drawing import raster

    style = docx_styles.prepare(document, own_looks=own_looks)
    bullets, restart = docx_styles.lists(docx_styles.numbering(document))

    def picture(drawn: Picture, width: int) -> Any:
        image = io.BytesIO(raster(drawn.svg, 2.0))
        shape = document.part.new_pic_inline(image, width=width * _EMU)
        shape.docPr.set("id", str(1000 + len(document.part.rels)))
        shape.docPr.set("descr", plain(drawn.alt))
        shape.docPr.set("title", plain(drawn.caption))
        shape.docPr.set("name", plain(drawn.caption))
        return element("w:r", None, element("w:drawing", None, shape))

    return Writer(style, picture, restart, bullets, anchors(found))


def _write(document: Any, writer: Any, model: ReportModel, found: tuple[Pages, ...]) -> None:
    """The title, the executive page, the contents, then everything else, each orientation in a section of its own."""
    from cop_tui.reports.docx_text import contents, element

    last = document.element.body[-1]
    _page(document, last)
    written: list[tuple[bool, list[Any]]] = []
    for each in found:
        width = _width(last, landscape=each.landscape)
        made: list[Any] = []
        if each.opening:
            made.append(writer.paragraph("Title", runs(title(model))))
        for block, following in pairwise((*each.blocks, None)):
            if block is not None:
                made += writer.blocks(block, width, following, opening=each.opening)
        written.append((each.landscape, made))
    listed = [writer.paragraph("TOC Heading", runs("Contents"), keep=True)]
    listed[0].find(_q("w:pPr")).append(element("w:pageBreakBefore"))
    written[0][1].extend([*listed, *contents(writer, "No headings.")])
    for number, (turned, made) in enumerate(written):
        for child in made:
            last.addprevious(child)
        section = last if number == len(written) - 1 else deepcopy(last)
        if section is not last:
            holder = element("w:p", None, element("w:pPr", None, section))
            last.addprevious(holder)
        _turn(section, landscape=turned)


def _q(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))


def _page(document: Any, section: Any) -> None:
    """A4 with our margins, where no template has set a page."""
    from docx.shared import Cm

    if section.find(_q("w:headerReference")) is None and _is_letter(section):
        page = document.sections[-1]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = Cm(2)
        page.top_margin, page.bottom_margin = Cm(2.2), Cm(2)


def _is_letter(section: Any) -> bool:
    size = section.find(_q("w:pgSz"))
    return size is None or size.get(_q("w:w")) == "12240"


def _width(section: Any, *, landscape: bool) -> int:
    """The width of the text, in twentieths of a point."""
    size, margin = section.find(_q("w:pgSz")), section.find(_q("w:pgMar"))
    edge = int(size.get(_q("w:h" if landscape else "w:w")))
    return edge - int(margin.get(_q("w:left"))) - int(margin.get(_q("w:right")))


def _turn(section: Any, *, landscape: bool) -> None:
    size = section.find(_q("w:pgSz"))
    short, long = sorted((size.get(_q("w:w")), size.get(_q("w:h"))), key=int)
    size.set(_q("w:w"), long if landscape else short)
    size.set(_q("w:h"), short if landscape else long)
    size.set(_q("w:orient"), "landscape" if landscape else "portrait")


def _running(document: Any, model: ReportModel, *, own_looks: bool) -> None:
    """Header and footer of all pages, where the template has none; and fields brought up to date on opening."""
    from cop_tui.reports.docx_text import SOFT, element, run, simple_field

    head = model.head
    first = document.sections[0]
    for place, words in (
        (first.header, f"{head.name} · {day(model.today)}{f' · content {head.content[:12]}' if head.content else ''}"),
        (first.footer, f"{head.tool} · {READERS[model.audience]}"),
    ):
        if not own_looks and any(p.text.strip() for p in place.paragraphs):
            continue
        paragraph = place.paragraphs[0]._p
        for child in list(paragraph):
            paragraph.remove(child)
        paragraph.append(run(words, color=SOFT))
        if place is first.footer:
            paragraph.append(run(" · page ", color=SOFT))
            paragraph.append(simple_field(" PAGE ", "1", SOFT))
            paragraph.append(run(" of ", color=SOFT))
            paragraph.append(simple_field(" NUMPAGES ", "1", SOFT))
    settings = document.settings.element
    if settings.find(_q("w:updateFields")) is None:
        after = next((child for child in settings if child.tag in {_q(f"w:{name}") for name in _AFTER}), None)
        asked = element("w:updateFields", {"w:val": "true"})
        if after is None:
            settings.append(asked)
        else:
            after.addprevious(asked)


def _properties(document: Any, model: ReportModel, *, own_looks: bool) -> None:
    """What the file says of itself comes from the report alone."""
    made = document.core_properties
    at = datetime.combine(model.today, time.min, UTC).replace(tzinfo=None)
    made.title, made.subject = plain(title(model))[:255], plain(model.pack.title)[:255]
    made.author = made.last_modified_by = plain(model.head.provider or model.head.name)[:255]
    made.created = made.modified = at
    made.revision, made.language = 1, "en-GB"
    made.comments = made.keywords = made.category = made.version = made.identifier = made.content_status = ""
    properties = made._element
    for child in list(properties):
        if child.tag.endswith("}lastPrinted"):
            properties.remove(child)
    if own_looks:
        _forget(document)


def _forget(document: Any) -> None:
    """Take out the preview picture and the program's name that the library's empty document brings."""
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith(("/thumbnail", "/extended-properties")):
            del package.rels[key]


def _same_each_time(content: bytes) -> bytes:
    """The same package with no time of day in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in _members(old):
            info = zipfile.ZipInfo(name, _ZIP_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            new.writestr(info, data)
    return made.getvalue()


def _members(packed: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    for info in packed.infolist():
        yield info.filename, packed.read(info)
