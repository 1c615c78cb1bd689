from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_tui.domain.register import Event
from cop_tui.domain.text import clean_text
from cop_tui.reports import registry
from cop_tui.reports.document import Heading, Items, Picture, Table, plain
from cop_tui.reports.document_build import anchors, pages
from cop_tui.reports.leaving_out import copy_for
from cop_tui.reports.model import PARTS, ReportModel
from cop_tui.reports.pdf_packing import packed
from cop_tui.reports.sections import sections
from tests.examples import examples

from .small import MODEL, groups, hidden, holding
from .test_markup import HOSTILE

pypdf = pytest.importorskip("pypdf", reason="reading a PDF needs pypdf")
as_pdf = pytest.importorskip("cop_tui.reports.as_pdf")
pytest.importorskip("typst", reason="typst is not installed, so no PDF can be made here")

TYPST = '#set page(fill: red) #panic("no") $x$ @ref <label> *b* _i_ `r` // \\ [x] #link("https://evil.example")[y]'
AWKWARD = (
    *HOSTILE, TYPST, "</script>&amp;", "a\u200bb\u200dc", "nul\x00esc\x1b[31m", "\ud800 \ufffe", "\u202eRTL\u202c",
    "שלום العربية", "A" * 1500, "x\n\n\ny\tz", " ",
)  # fmt: skip


def read(content: bytes) -> Any:
    return pypdf.PdfReader(io.BytesIO(content))


def words(content: bytes) -> str:
    """All words of all pages without blanks and hyphens, which lines may break at."""
    return squeezed("\n".join(page.extract_text() for page in read(content).pages))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad\u200b-]+", "", text)


def noted(*texts: str) -> ReportModel:
    """The small report with these texts beside its answers."""
    return holding(texts, "note", "reason")


@pytest.fixture(scope="module")
def full(sample: ReportModel) -> bytes:
    return bytes(as_pdf.render(sample))


@pytest.fixture(scope="module")
def texts(full: bytes) -> list[str]:
    """What stands on each page of the sample's report, squeezed: reading it takes longer than making it."""
    return [squeezed(page.extract_text()) for page in read(full).pages]


def test_the_whole_report_is_in_it(texts: list[str], sample: ReportModel) -> None:
    text = "".join(texts)
    for row in sample.rows():
        assert squeezed(row.id) in text, row.id
        assert squeezed(row.note) in text, row.id
    assert all(squeezed(duty.title) in text for duty in sample.duties)
    assert squeezed(sample.pack.disclaimer) in text
    assert squeezed(sample.head.content) in text


def test_the_first_page_is_for_those_who_decide(texts: list[str], sample: ReportModel) -> None:
    first, second = texts[:2]
    for told in ("What binds you", "Where you stand", "Verdict per obligation", "What hurts most", "Next deadlines"):
        assert squeezed(told) in first, told
    assert all(squeezed(gap.criterion) in first for gap in sample.summary.worst[:5])
    assert all(squeezed(duty.article) in first for duty in sample.duties)
    assert second.endswith(f"Page2of{len(texts)}")
    assert "Contents" in second


def test_it_has_bookmarks_running_headers_tags_and_a_language(
    full: bytes, texts: list[str], sample: ReportModel
) -> None:
    found = read(full)
    titles = [item.title for item in found.outline if not isinstance(item, list)]
    assert [t for t in titles if t[0].isdigit()] == [f"{n}. {s.title}" for n, s in enumerate(sections(sample), 1)]
    for head in texts[1:]:
        assert squeezed(f"{sample.today}") in head
        assert squeezed(sample.head.content[:12]) in head
    root = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("en")
    for mark in (b"<pdfuaid:part>1</pdfuaid:part>", b"<pdfaid:part>2</pdfaid:part>"):
        assert mark in full
    assert found.metadata.title == f"Gap analysis: {sample.head.name}"
    fonts = {f["/BaseFont"] for page in found.pages[:6] for f in page["/Resources"]["/Font"].values()}
    assert all("+" in font for font in fonts), "every font is embedded"


def test_the_same_model_gives_the_same_bytes() -> None:
    assert as_pdf.render(MODEL) == as_pdf.render(MODEL)


@pytest.mark.parametrize("texts", groups(AWKWARD, 7), ids=range(7))
def test_text_is_set_as_it_is(texts: tuple[str, ...]) -> None:
    made = as_pdf.render(noted(*texts))
    seen = [squeezed(text) for text in texts if text.isascii() and text.isprintable() and squeezed(text)]
    assert hidden(seen) == []
    found = words(made)
    for text in seen:
        assert text in found
    links = {a.get_object()["/A"]["/URI"] for page in read(made).pages for a in page.get("/Annots", [])
             if "/URI" in a.get_object().get("/A", {})}  # fmt: skip
    assert links == set()


@examples(4)
@given(st.text(alphabet="ab1 \n\\`*_[]()<>#+-.!|~&@:/={}%$\"'", max_size=60).map(clean_text))
def test_no_sign_of_typst_means_anything(text: str) -> None:
    assert squeezed(text) in words(as_pdf.render(noted(text)))


def test_signs_that_no_font_has_are_named() -> None:
    text = words(as_pdf.render(noted("before \ue123 after \U000f0000")))
    assert "before[U+E123]after[U+F0000]" in text


def test_very_long_text_breaks_over_pages_and_none_is_cut() -> None:
    long = "".join(f"{n:05d}" for n in range(20_000))
    assert len(long) == 100_000
    model = MODEL.with_rows(lambda row: replace(row, note=long) if row.id == "XX-1.1-02" else row)
    text = re.sub(
        r"Small#1.*?contenteeeeeeeeeeee|coptui·forinternalreadersPage\d+of\d+", "", words(as_pdf.render(model))
    )
    assert long in text


def test_a_long_note_in_a_table_is_whole_too() -> None:
    event = MODEL.registers.events[0]
    entry = Event.of({**event.entry.held(), "note": " ".join(f"w{n}" for n in range(3000))})
    model = replace(MODEL, registers=replace(MODEL.registers, events=(replace(event, entry=entry),)))
    found = set(re.findall(r"w\d+", "".join(p.extract_text() + " " for p in read(as_pdf.render(model)).pages)))
    assert {"w0", "w1500", "w2999"} <= found


def test_nothing_left_out_is_told_of(sample: ReportModel) -> None:
    bare = copy_for(sample, PARTS, "custom")
    text = words(as_pdf.render(bare))
    assert "Leftoutofthiscopy" in text
    for row in sample.rows():
        assert not row.note or squeezed(row.note) not in text
    for heading in ("Answers", "Gaps", "Actions", "Evidence"):
        assert not any(
            isinstance(b, Heading) and b.text.endswith(f". {heading}") for p in pages(bare) for b in p.blocks
        )


def test_no_section_list_table_or_heading_is_empty(sample: ReportModel) -> None:
    for model in (sample, MODEL, copy_for(sample, PARTS, "custom"), replace(MODEL, gaps=(), duties=())):
        for each in pages(model):
            for block, after in zip(each.blocks, (*each.blocks[1:], None), strict=True):
                if isinstance(block, Heading):
                    deeper = isinstance(after, Heading) and after.level > block.level
                    assert deeper or (after is not None and not isinstance(after, Heading)), block
                if isinstance(block, Items):
                    assert block.items
                if isinstance(block, Table):
                    assert block.rows
                    assert all(len(row) == len(block.columns) for row in block.rows)
                if isinstance(block, Picture):
                    assert block.alt


def test_every_answer_and_duty_is_a_place_to_link_to(sample: ReportModel) -> None:
    assert {r.id for r in sample.rows()} | {d.id for d in sample.duties} <= anchors(pages(sample))


def test_plain_text_keeps_everything_but_what_no_page_can_hold() -> None:
    assert plain("a\r\nb\rc\td\x00\x1b\u202ee\ud800\u200d") == "a\nb\nc\tde\u200d"


def test_the_format_is_listed() -> None:
    assert {"pdf", "docx", "oscal", "oscal-catalog", "oscal-poam"} <= {f.name for f in registry.formats()}


def test_it_is_small_and_what_is_packed_is_whole(full: bytes, sample: ReportModel) -> None:
    assert len(full) < 1_500_000
    found = read(full)
    assert len(found.pages) > 50
    assert len(found.trailer["/ID"]) == 2
    made = as_pdf.render(sample)
    assert made == full


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nxref\n0 1\n"])
def test_what_is_built_otherwise_is_not_packed(content: bytes) -> None:
    assert packed(content) == content


def test_a_packed_document_is_not_packed_again(full: bytes) -> None:
    assert packed(full) == full


def test_what_is_copied_from_a_page_is_what_was_written() -> None:
    url = "https://digital-strategy.ec.europa.eu/en/library/guidelines_scope.of.obligations_for_providers"
    made = as_pdf.render(noted(url))
    assert "\u200b" not in "".join(page.extract_text() for page in read(made).pages)


def test_ids_and_articles_stay_on_one_line() -> None:
    pieces = list(as_pdf._pieces("see SS-A4.1-11, Art. 55(1)(a) and AIA-53.1.d-coverage (" + "x" * 40 + ")"))
    assert ["SS-A4.1-11"] in pieces
    assert ["55(1)(a)"] in pieces
    assert not [p for p in pieces if isinstance(p, list) and "coverage" in p[0]]
    assert "".join(p if isinstance(p, str) else p[0] for p in pieces).count("\u200b") == 5


@pytest.mark.parametrize("text", ["1", "A", "A-a", "A-a.", "55(1)", "(1)", " ●", "x.,", "SS-A4.1-11 "])
def test_pieces_are_the_text_however_long(text: str) -> None:
    """What takes more time for each sign the more there are would not end here."""
    long = text * (100_000 // len(text))
    pieces = as_pdf._pieces(long)
    assert "".join(p if isinstance(p, str) else p[0] for p in pieces).replace("\u200b", "") == long
