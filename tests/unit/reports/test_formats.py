from __future__ import annotations

import csv
import io
import json
import re
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.pack import Pack
from cop_tui.domain.register import (
    Account,
    Action,
    ActionStatus,
    Baseline,
    Event,
    Piece,
    PieceStatus,
    Register,
    SignOff,
)
from cop_tui.domain.text import clean_text
from cop_tui.errors import ReportError
from cop_tui.reports import as_csv, as_html, as_json, as_markdown, registry
from cop_tui.reports.leaving_out import without
from cop_tui.reports.markdown_summary import anchor
from cop_tui.reports.model import Moment, ReportModel
from cop_tui.reports.sections import SECTIONS
from tests.examples import examples

from .conftest import Make
from .small import CHANGED, MODEL
from .test_markup import HOSTILE, PARSER

NASTY = "</textarea><script>alert('x')</script> <img src=x onerror=alert(1)> | [a](javascript:x) {{ 7*7 }} {% x %}"
ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "svg", "defs", "pattern", "rect", "div", "nav", "main", "header",
    "section", "p", "ol", "ul", "li", "a", "h1", "h2", "h3", "h4", "h5", "span", "b", "strong", "table", "caption",
    "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "article", "code", "br", "small", "figure", "figcaption",
    "details", "summary", "g", "text", "path", "circle", "desc", "fieldset", "legend", "label", "input",
}  # fmt: skip


class Page(HTMLParser):
    """The tags, ids, links and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id" and value:
                self.ids.append(value)
            if name == "href" and value:
                self.links.append(value)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def nasty(make: Make) -> ReportModel:
    answer = Answer(
        state=State.ALTERNATIVE, reason=NASTY, note=f"{NASTY}\n\n# {NASTY}", owner=NASTY,
        evidence=(Evidence(reference=NASTY),),
    )  # fmt: skip
    gap = Answer(state=State.PARTIAL, owner=NASTY, note=NASTY, evidence=(Evidence(piece="E-000001", where=NASTY),))
    aside = Answer(state=State.NOT_APPLICABLE, reason=NASTY)
    answers = {"TR-1.1-01": answer, "SS-1.1-04": gap, "SS-9.4-01": aside, "<b>stray</b>": gap}
    model = make(answers=answers, by=NASTY, register=nasty_register(NASTY), name=NASTY, provider=NASTY, model=NASTY)
    frozen = model.registers.baselines[0]
    head = replace(model.head, moment=Moment(NASTY, "B-000001", frozen))
    changed = replace(CHANGED, baseline=NASTY, sentences=(NASTY,))
    return replace(model, head=head, registers=replace(model.registers, changed=changed))


def nasty_register(text: str) -> Register:
    """One of everything, with that text in every place that takes text."""
    line = " ".join(text.split()) or "x"
    gone: dict[str, Any] = {"status": PieceStatus.WITHDRAWN, "withdrawn_on": date(2026, 1, 1), "reason": text}
    at = datetime(2026, 11, 16, 14, 30, tzinfo=UTC)
    return Register(
        evidence={
            "E-000001": Piece(title=line, reference=line, owner=line, valid_until=date(2026, 1, 1)),
            "E-000002": Piece(title=line, reference=line, **gone),
        },
        actions={
            "A-000001": Action(what=line, criteria=("SS-1.1-04", "<i>x"), owner=line, due=date(2026, 1, 1)),
            "A-000002": Action(what=line, status=ActionStatus.DROPPED, reason=text or "x", ended_on=date(2026, 1, 1)),
        },
        events={"V-000001": Event(kind="complaint_received", at=at, about=line, category=line[:60], note=text)},
        accounts={"AIA-53.1.c": Account(text=text or "x", author=line)},
        signoffs={"TR": SignOff(name=line, role=line, day=at.date(), statement=text, content="0" * 64)},
        baselines={
            "B-000001": Baseline(name=line, author=line, role=line, day=at.date(), note=text, head="0" * 64,
                                 content="0" * 64)
        },
    )  # fmt: skip


def test_the_formats_are_found_by_name() -> None:
    known = registry.formats()
    assert [f.name for f in known][:2] == ["html", "md"]
    assert len({f.name for f in known}) == len({f.extension for f in known}) == len(known) >= 12
    assert [f.name for f in registry.chosen(["CSV", " md ", "csv"])] == ["csv", "md"]
    with pytest.raises(ReportError, match="odt"):
        registry.chosen(["odt"])
    with pytest.raises(ReportError, match="no report format was chosen"):
        registry.chosen([" "])


@pytest.mark.parametrize("name", ["html", "md", "json", "csv", "ics"])
def test_the_same_model_gives_the_same_bytes(name: str, sample: ReportModel) -> None:
    made = registry.chosen([name])[0]
    assert made.render(sample) == made.render(sample)


@pytest.mark.parametrize("name", ["html", "md"])
def test_people_read_the_essentials(name: str, sample: ReportModel) -> None:
    text = registry.chosen([name])[0].render(sample).decode()
    for words in ("no presumption of conformity", sample.pack.sha256, "What hurts most", "What to do next",
                  "What binds you and why", "Where you stand", "not met", "undetermined"):  # fmt: skip
        assert words in text, words
    assert all(r.id in text for r in sample.rows())


def test_html_is_self_contained_and_runs_nothing(make: Make) -> None:
    page = as_html.render(nasty(make)).decode()
    read = Page(page)
    assert read.tags <= ALLOWED
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    sheet = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert policy
    assert sheet
    mark = b64encode(sha256(sheet[1].encode()).digest()).decode()
    assert policy[1].startswith(f"default-src 'none'; style-src 'sha256-{mark}'; img-src data:;")
    assert page.count("<style") == 1
    assert "style" not in read.attributes
    assert not {a for a in read.attributes if a.startswith("on") or a == "src"}
    assert all(link.startswith(("#", "https://")) for link in read.links)
    assert "alert('x')" in "".join(read.text)
    assert "{{ 7*7 }}" in "".join(read.text)


def skeleton(page: str) -> list[tuple[str, tuple[str, ...]]]:
    """Every element with the names of its attributes, in order."""
    found: list[tuple[str, tuple[str, ...]]] = []

    class Bones(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, tuple(name for name, _ in attrs)))

    Bones().feed(page)
    return found


def test_no_element_and_no_attribute_comes_from_text(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = skeleton(as_html.render(nasty(make)).decode())
    monkeypatch.setitem(globals(), "NASTY", "Plain words")
    harmless = skeleton(as_html.render(nasty(make)).decode())
    assert hostile == harmless


def test_tables_can_be_filtered_without_scripts(sample: ReportModel) -> None:
    page = as_html.render(sample).decode()
    assert page.count('<fieldset class="choice">') >= 5
    numbers = {int(n) for n in re.findall(r'class="f f(\d)"', page)}
    sheet = (page.split("<style>")[1]).split("</style>")[0]
    for number in numbers:
        assert f".f{number}:checked) .x:not(.x{number}, :target)" in sheet
    assert "<script" not in page


def test_html_anchors_are_unique_and_every_link_arrives(sample: ReportModel) -> None:
    read = Page(as_html.render(sample).decode())
    assert len(read.ids) == len(set(read.ids))
    inside = {link[1:] for link in read.links if link.startswith("#")}
    assert inside <= set(read.ids)
    assert {r.id for r in sample.rows()} | {d.id for d in sample.duties} <= set(read.ids)


def test_bars_say_in_words_what_they_show(sample: ReportModel) -> None:
    page = as_html.render(sample).decode()
    bars = re.findall(r'<svg class="bar"[^>]*>', page)
    assert bars
    assert all('role="img" aria-label="Readiness' in bar for bar in bars)
    pieces = as_html.segments(sample.summary.readiness)
    assert [p.kind for p in pieces] == ["demonstrated", "claimed", "range"]
    assert float(pieces[-1].x) + float(pieces[-1].width) == pytest.approx(
        100 * (sample.summary.readiness.high or 0), abs=0.02
    )


def test_markdown_holds_no_markup_of_others(make: Make) -> None:
    text = as_markdown.render(nasty(make)).decode()
    assert not re.search(r"<[a-zA-Z/!]", text)
    rendered = PARSER.render(text)
    assert set(re.findall(r"<a href=\"([^\"]*)\"", rendered)) == {
        f"#{anchor(n, s.title)}" for n, s in enumerate(SECTIONS, 1)
    }
    assert "<img" not in rendered
    assert "<script" not in rendered


def test_markdown_tables_have_as_many_cells_as_columns(make: Make, sample: ReportModel) -> None:
    for model in (sample, nasty(make)):
        width = 0
        for line in as_markdown.render(model).decode().split("\n"):
            if not line.startswith("|"):
                width = 0
                continue
            cells = len(re.findall(r"(?<!\\)\|", line)) - 1
            width = width or cells
            assert cells == width, line


def test_json_has_the_keys_of_the_command_line(sample: ReportModel) -> None:
    data = json.loads(as_json.render(sample))
    assert {
        "assessment",
        "pack",
        "readiness",
        "chapters",
        "obligations",
        "gaps",
        "facts",
        "scope",
        "answers",
        "method",
    } <= set(data)
    assert set(data["pack"]) == {"id", "version", "sha256"}
    assert {"low", "high", "demonstrated", "answered", "applicable"} <= set(data["readiness"])
    assert {"id", "article", "verdict", "decided_by"} <= set(data["obligations"][0])
    assert {"criterion", "measure", "state", "strength", "priority", "because", "obligations", "owner", "due"} <= set(
        data["gaps"][0]
    )
    answered = {r.id for r in (*sample.rows(), *sample.not_asked) if r.state is not None}
    assert set(data["answers"]) == answered
    assert data["readiness"]["low"] == sample.summary.readiness.low


def test_json_and_csv_drop_what_is_left_out(sample: ReportModel) -> None:
    bare = without(sample, notes=True, evidence=True)
    data = json.loads(as_json.render(bare))
    assert data["left_out"] == ["notes", "evidence"]
    assert not any({"note", "evidence"} & set(a) for a in data["answers"].values())
    head = as_csv.render(bare).decode("utf-8-sig").split("\r\n")[0]
    assert not {"note", "evidence", "evidence_ids", "expired_evidence"} & set(head.split('"'))
    assert "evidence" not in data
    assert data["lost_proofs"]


@pytest.mark.parametrize("name", ["html", "md"])
def test_the_first_page_says_what_is_left_out(name: str, sample: ReportModel) -> None:
    made = registry.chosen([name])[0]
    bare = made.render(without(sample, notes=True, evidence=True)).decode()
    assert "Left out of this copy: notes and references to evidence" in bare
    assert "Left out of this copy" not in made.render(sample).decode()
    for row in sample.rows():
        for item in row.evidence:
            assert item.reference not in bare


def test_csv_is_read_back_as_it_was(sample: ReportModel) -> None:
    raw = as_csv.render(sample)
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.replace(b"\r\n", b"").count(b"\r") == 0
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert [r["criterion"] for r in rows] == [r.id for r in (*sample.rows(), *sample.not_asked)]
    for read, row in zip(rows, sample.rows(), strict=False):
        assert read["state"] == (row.state or "not answered")
        assert read["question"] == row.question


@examples(20)
@given(st.text(alphabet=st.sampled_from("=+-@\t\r\n\",;'ab＝"), max_size=12).map(clean_text))
def test_no_cell_is_a_formula(make: Make, text: str) -> None:
    said = Answer(state=State.PARTIAL, note=text, owner=text, reason=text)
    actions = {"A-000001": Action(what=" ".join(text.split()) or "x", criteria=("TR-1.1-01",), owner=text)}
    model = make(answers={"TR-1.1-01": said}, by=text, register=Register(actions=actions))
    rows = list(csv.DictReader(io.StringIO(as_csv.render(model).decode("utf-8-sig"), newline="")))
    found = next(r for r in rows if r["criterion"] == "TR-1.1-01")
    assert found["note"].replace("'", "") == text.replace("'", "")
    for row in rows:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for cell in row.values())


def test_every_worked_case_of_scoping_can_be_reported(pack: Pack, make: Make) -> None:
    for number, example in enumerate(pack.scoping.examples):
        model = make(example.given)
        for made in registry.chosen(["html", "md", "json", "csv", "ics"]):
            if made.name != "html" or number % 6 == 0:
                assert made.render(model), example.id
        assert len(model.summary.binds) >= 1


def test_a_provider_whom_nothing_binds_is_told_so(make: Make) -> None:
    model = make({"actor": "developer", "generality": "narrow", "cumulative_compute_flop": 1e20})
    text = as_markdown.render(model).decode()
    assert model.rows() == ()
    assert "Chapter V of the AI Act does not bind you" in text
    assert "no criterion of the questionnaire concerns you" in text
    assert '<span class="figure num">–</span><span class="caption">ready' in as_html.render(model).decode()


def test_links_of_a_small_report_arrive_too() -> None:
    read = Page(as_html.render(MODEL).decode())
    assert {link[1:] for link in read.links if link.startswith("#")} <= set(read.ids)
    assert read.tags <= ALLOWED


SIGNS = st.text(alphabet="ab1 \n\\`*_[]()<>#+-.!|~&@:/={}%", max_size=30)


@examples(12)
@given(st.one_of(st.sampled_from(HOSTILE), SIGNS).map(clean_text))
def test_text_in_the_registers_is_never_markup(make: Make, text: str) -> None:
    # Nothing is asked of this provider, so the report is short.
    nobody = {
        "actor": "developer",
        "generality": "narrow",
        "cumulative_compute_flop": 1e20,
    }
    answers = {"SS-1.1-04": Answer(state=State.PARTIAL, evidence=(Evidence(piece="E-000001"),))}
    model = make(nobody, answers, register=nasty_register(text))
    page = Page(as_html.render(model).decode())
    assert page.tags <= ALLOWED
    assert not {a for a in page.attributes if a.startswith("on") or a == "src"}
    plain = make(nobody, answers, register=nasty_register("x"))
    mine, theirs = (PARSER.render(as_markdown.render(m).decode()) for m in (model, plain))
    for tag in ("<h1", "<h2", "<h3", "<h4", "<td", "<table", "<a ", "<img", "<script", "<b>"):
        assert mine.count(tag) == theirs.count(tag), tag


def test_the_calendar_holds_what_is_to_come(sample: ReportModel) -> None:
    read = Calendar.from_ical(registry.chosen(["ics"])[0].render(sample))
    events = list(read.walk("VEVENT"))
    dated = [d for d in sample.registers.deadlines.all() if d.day is not None and d.status not in ("done", "passed")]
    assert len(events) == len(dated)
    assert len({str(event["uid"]) for event in events}) == len(events)


def test_json_holds_the_registers(sample: ReportModel) -> None:
    data = json.loads(as_json.render(sample))
    pieces = {p["id"]: p for p in data["evidence"]}
    assert {key for a in data["answers"].values() for key in a["evidence_pieces"]} <= set(pieces)
    assert pieces["E-a10012"]["standing"] == "expired"
    assert {a["id"] for a in data["actions"]} >= {key for gap in data["gaps"] for key in gap["actions"]}
    assert {"status", "date", "because", "waits_for"} <= set(data["deadlines"][0])
    assert all(set(o) >= {"account", "yardstick", "measures", "annex", "served_by"} for o in data["obligations"])
    assert {"severity", "code", "subject", "message", "hint"} == set(data["findings"][0])
    assert data["moment"] is None
    assert data["changes"] is None


def test_json_of_a_baseline_says_which() -> None:
    data = json.loads(as_json.render(MODEL))
    assert data["moment"]["baseline"] == "B-000001"
    assert data["moment"]["frozen"]["author"] == "Lead"
    assert data["changes"]["changes"][0]["kinds"] == ["regressed", "evidence lost"]
    assert [s["stands"] for s in data["signoffs"]] == [False]
