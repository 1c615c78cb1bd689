from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_tui.errors import ReportError
from cop_tui.reports.document import plain
from cop_tui.reports.leaving_out import copy_for
from cop_tui.reports.model import ReportModel
from cop_tui.reports.sections import sections
from tests.examples import examples

from .small import MODEL, groups, hidden, holding
from .test_markup import HOSTILE

docx = pytest.importorskip("docx", reason="python-docx is not installed, so no DOCX can be made here")
pytest.importorskip("typst", reason="typst is not installed, so no picture can be made here")
as_docx = pytest.importorskip("cop_tui.reports.as_docx")

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
AWKWARD = (
    *HOSTILE, "</w:t></w:r><w:r>", "&amp;<!-- -->]]>", "=cmd|'/c calc'!A1", "nul\x00esc\x1b[31m", "\ud800 \ufffe",
    "\u202eRTL\u202c", "😀 中文", "a\u200bb", "x\n\n\ny\tz", "A" * 100_000,
)  # fmt: skip


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def paragraphs(document: Any) -> list[str]:
    """The text of every paragraph, those in tables included."""
    return ["".join(piece(x) for x in p.iter()) for p in document.element.body.iter(f"{W}p")]


def piece(element: Any) -> str:
    if element.tag == f"{W}t":
        return element.text or ""
    return {f"{W}br": "\n", f"{W}tab": "\t"}.get(element.tag, "")


@pytest.fixture(scope="module")
def full(sample: ReportModel) -> bytes:
    return bytes(as_docx.render(sample))


def template() -> bytes:
    """Counsel's own: their styles, their header, their text, on the American page."""
    made = docx.Document()
    made.styles["Heading 1"].font.name = "Garamond"
    made.styles["Normal"].font.name = "Garamond"
    made.sections[0].header.paragraphs[0].text = "Smith & Partners"
    made.add_paragraph("THEIR OLD TEXT")
    made.core_properties.author = "A. Smith"
    made.core_properties.comments = "THEIR COMMENT"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_it_has_real_headings_captions_and_tables(full: bytes, sample: ReportModel) -> None:
    read = opened(full)
    heads = [p.text for p in read.paragraphs if p.style.name == "Heading 1"]
    assert heads[0] == "At a glance"
    assert heads[1:] == ["About this report", *(f"{n}. {s.title}" for n, s in enumerate(sections(sample), 1))]
    assert [p.text for p in read.paragraphs if p.style.name == "Title"] == [f"Gap analysis: {sample.head.name}"]
    criteria = [p.text for p in read.paragraphs if p.style.name == "Heading 4"]
    assert [c.split(" ")[0] for c in criteria] == [r.id for r in sample.rows()]
    captions = [text for text in paragraphs(read) if re.match(r"(Table|Figure) \d+: ", text)]
    assert len([c for c in captions if c.startswith("Table")]) == len(read.tables)
    assert len([c for c in captions if c.startswith("Figure")]) == len(read.inline_shapes) >= 3
    for table in read.tables:
        first = table.rows[0]._tr
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert table.style.name == "Report Table"
        widths = [int(c.get(f"{W}w")) for c in table._tbl.tblGrid]
        assert min(widths) > 250
    text = "\n".join(paragraphs(read))
    assert all(plain(row.note) in text for row in sample.rows())


def test_pictures_say_in_words_what_they_show(full: bytes) -> None:
    shapes = [s._inline.docPr for s in opened(full).inline_shapes]
    assert all(len(shape.get("descr")) > 20 for shape in shapes)
    assert len({shape.get("id") for shape in shapes}) == len(shapes)


def test_contents_page_numbers_and_sections(full: bytes, sample: ReportModel) -> None:
    read = opened(full)
    fields = [e.text for e in read.element.body.iter(f"{W}instrText")]
    assert any("TOC" in (f or "") for f in fields)
    assert read.settings.element.find(f"{W}updateFields") is not None
    foot = "".join(read.sections[0].footer._element.xpath(".//w:fldSimple/@w:instr"))
    assert "PAGE" in foot
    assert "NUMPAGES" in foot
    assert sample.head.content[:12] in read.sections[0].header.paragraphs[0].text
    turned = {bool(s.page_width > s.page_height) for s in read.sections}
    assert turned == {True, False}


def test_every_link_arrives_and_every_bookmark_stands_once(full: bytes) -> None:
    body = opened(full).element.body
    names = [e.get(f"{W}name") for e in body.iter(f"{W}bookmarkStart")]
    assert len(names) == len(set(names))
    assert all(len(name) <= 40 for name in names)
    assert {e.get(f"{W}anchor") for e in body.iter(f"{W}hyperlink")} <= set(names)
    ids = [e.get(f"{W}id") for e in body.iter(f"{W}bookmarkStart")]
    assert len(ids) == len(set(ids))


def test_the_file_tells_of_the_report_alone(full: bytes, sample: ReportModel) -> None:
    said = opened(full).core_properties
    assert said.author == said.last_modified_by == sample.head.provider
    midnight = datetime.combine(sample.today, time.min)
    assert said.created.replace(tzinfo=None) == said.modified.replace(tzinfo=None) == midnight
    assert said.comments == ""
    with zipfile.ZipFile(io.BytesIO(full)) as packed:
        assert {i.date_time for i in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [n for n in packed.namelist() if "thumbnail" in n or "comments" in n]


def test_the_same_model_gives_the_same_bytes() -> None:
    assert as_docx.render(MODEL) == as_docx.render(MODEL)
    assert as_docx.render(MODEL, template()) == as_docx.render(MODEL, template())


@pytest.mark.parametrize("texts", groups(AWKWARD, 8), ids=range(8))
def test_text_is_text(texts: tuple[str, ...]) -> None:
    model = holding(texts, "note", "owner", "by")
    together = " / ".join(texts)
    model = replace(model, head=replace(model.head, name=together, provider=together))
    seen = [plain(text) for text in texts]
    assert hidden([text for text in seen if text.strip()]) == []
    found = [told for told in paragraphs(opened(as_docx.render(model))) if " / " not in told]
    for text in seen:
        assert any(text in told for told in found), text


@examples(8)
@given(st.text(max_size=60))
def test_any_text_makes_a_file_that_opens(text: str) -> None:
    model = MODEL.with_rows(lambda row: replace(row, note=text) if row.id == "XX-1.1-02" else row)
    assert any(plain(text) in told for told in paragraphs(opened(as_docx.render(model))))


def test_a_template_brings_its_looks_and_not_its_words() -> None:
    made = as_docx.render(MODEL, template())
    read = opened(made)
    assert read.styles["Heading 1"].font.name == "Garamond"
    assert read.sections[0].header.paragraphs[0].text == "Smith & Partners"
    assert {s.header.paragraphs[0].text for s in read.sections} == {"Smith & Partners"}
    assert "THEIR OLD TEXT" not in "\n".join(paragraphs(read))
    assert read.core_properties.author == MODEL.head.provider
    assert "Report Entry" in {s.name for s in read.styles}


def test_what_is_no_template_is_refused() -> None:
    for wrong in (
        b"",
        b"no zip",
        as_docx.render(MODEL)[:500],
        _zip({"a.txt": b"x"}),
        _zip({"[Content_Types].xml": b"<"}),
    ):
        with pytest.raises(ReportError, match="template"):
            as_docx.render(MODEL, wrong)
    with pytest.raises(ReportError, match="unpacks to more"):
        as_docx.render(MODEL, _zip({"word/document.xml": b"0" * 201_000_000}))


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return out.getvalue()


def test_a_copy_holds_nothing_of_what_it_leaves_out(sample: ReportModel) -> None:
    bare = as_docx.render(copy_for(sample, ["notes", "owners", "history"], "ai-office"))
    with zipfile.ZipFile(io.BytesIO(bare)) as packed:
        everything = "\n".join(packed.read(n).decode("utf-8", "replace") for n in packed.namelist())
    assert not [row.id for row in sample.rows() if row.note and row.note in everything]
    assert "Left out of this copy" in everything
