"""The executive page: the same in every format for reading, in the same order, and nothing that it does not keep."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from cop_tui.reports import as_html, as_markdown
from cop_tui.reports.audiences import AUDIENCES, READERS
from cop_tui.reports.charts import charts
from cop_tui.reports.document import Heading, Items, Pairs, Paragraph, Run, Table, leads_on, marked, whole
from cop_tui.reports.document_build import pages
from cop_tui.reports.leaving_out import copy_for
from cop_tui.reports.model import ReportModel
from cop_tui.reports.sections import GLANCE, sections

from .conftest import Make
from .small import MODEL

TOLD = ("What binds you", "Where you stand", "Verdict per obligation", "What hurts most", "Next deadlines", "Changed")


def opening(model: ReportModel, name: str) -> str:
    """The executive page as text."""
    if name == "md":
        return as_markdown.render(model).decode().partition("## About this report")[0]
    if name == "html":
        text = as_html.render(model).decode()
        return text.partition('<section id="glance">')[2].partition("</section>")[0]
    return "\n".join(b.text for b in pages(model)[0].blocks if isinstance(b, Heading))


@pytest.mark.parametrize("name", ["md", "html", "document"])
def test_it_tells_what_a_board_asks_in_that_order(sample: ReportModel, name: str) -> None:
    text = opening(sample, name)
    places = [text.index(told) for told in TOLD]
    assert places == sorted(places)
    if name != "document":
        assert len(re.findall(r"already enforceable", text)) == GLANCE.worst
        assert all(d.title in text for d in sample.next_dates(GLANCE.dates))


def test_the_readiness_interval_is_drawn_in_signs_where_there_are_no_pictures(sample: ReportModel) -> None:
    bars = [line for line in opening(sample, "md").split("\n") if re.search("[█▓▒░]{5}", line)]
    assert len(bars) == 1 + len(sample.chapters)
    assert {sum(line.count(sign) for sign in "█▓▒░") for line in bars} == {40}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_heading_is_left_without_what_it_promises(sample: ReportModel, audience: str) -> None:
    for page in pages(copy_for(sample, AUDIENCES[audience], audience)):
        for block, following in pairwise(page.blocks):
            if isinstance(block, Heading) and isinstance(following, Heading):
                assert following.level > block.level, block.text
            assert not isinstance(block, Items | Pairs | Table) or bool(
                block.items if isinstance(block, Items) else block.rows
            )
    assert READERS[audience]


def test_sections_promise_what_they_hold(sample: ReportModel, make: Make) -> None:
    changed = replace(sample, registers=replace(sample.registers, changed=MODEL.registers.changed))
    assert {s.id: s.title for s in sections(changed)}["signing"] == "Sign-offs, baselines and changes"
    titles = {s.id: s.title for s in sections(copy_for(changed, AUDIENCES["board"], "board"))}
    assert titles["signing"] == "Changes since the last baseline"
    never = make()
    assert {s.id: s.title for s in sections(never)}["signing"] == "Sign-offs and baselines"
    assert "signing" not in {s.id for s in sections(copy_for(never, AUDIENCES["board"], "board"))}


def test_labels_of_pictures_are_not_cut(sample: ReportModel) -> None:
    for chart in charts(sample):
        assert "…" not in chart.svg
    words = " ".join(re.findall(r">([^<]+)</text>", next(c.svg for c in charts(sample) if c.id == "heat")))
    assert "outside the Code" in words


def test_marks_stay_with_what_they_are_about() -> None:
    told = marked((Run("SS-1.1-01", to="SS-1.1-01"), Run(" ●"), Run(" (◐ partial) – or"), Run(" ● x")))
    assert [r.text for r in told] == ["SS-1.1-01", "\xa0●", " (◐\xa0partial) – or", "\xa0● x"]


def test_what_is_short_stays_on_one_page() -> None:
    short, long = Pairs((("Note", (Run("x" * 500),)),)), Pairs((("Note", (Run("x\n" * 500),)),))
    assert whole(short)
    assert not whole(long)
    said = Paragraph((Run("Is it so?"),))
    assert leads_on(said, short)
    assert not leads_on(said, said)
    assert not leads_on(short, replace(short))
