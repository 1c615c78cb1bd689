"""The pictures: the same for the same model, with words and a table, and nothing but shapes and text in them."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from cop_tui.reports.charts import charts, png
from cop_tui.reports.model import ReportModel

from .conftest import Make
from .small import MODEL

SVG = "{http://www.w3.org/2000/svg}"


def test_every_picture_has_words_and_a_table(sample: ReportModel) -> None:
    made = charts(sample)
    assert [c.id for c in made] == ["readiness", "commitments", "heat", "timeline"]
    for chart in made:
        root = ElementTree.fromstring(chart.svg)
        assert root.get("role") == "img"
        assert chart.alt in (root.get("aria-label") or "")
        assert [e.text for e in root if e.tag == f"{SVG}title"] == [chart.title]
        assert chart.table.rows
        assert all(len(row) == len(chart.table.head) for row in chart.table.rows)


def test_pictures_hold_shapes_and_text_alone(sample: ReportModel) -> None:
    for model in (sample, MODEL):
        for chart in charts(model):
            elements = list(ElementTree.fromstring(chart.svg).iter())
            assert {e.tag.removeprefix(SVG) for e in elements} <= {
                "svg", "g", "rect", "circle", "path", "text", "title", "desc",
            }  # fmt: skip
            names = {name for e in elements for name in e.attrib}
            assert not names & {"style", "id", "href", "onload", "onclick"}
            assert "http" not in chart.svg.replace("http://www.w3.org/2000/svg", "")


def test_the_same_model_gives_the_same_pictures(sample: ReportModel) -> None:
    assert charts(sample) == charts(sample)


def test_a_bar_is_as_long_as_its_figure(sample: ReportModel) -> None:
    chart = charts(sample)[0]
    bars = [e for e in ElementTree.fromstring(chart.svg).iter(f"{SVG}rect") if float(e.get("height", 0)) > 15]
    widths: dict[str, float] = {}
    for e in bars:
        widths.setdefault(e.get("class", ""), float(e.get("width", 0)))
    whole = sum(widths.values())
    assert widths["k-demonstrated"] > 0
    shares = [float(e.get("width", 0)) / whole for e in bars if e.get("class") == "k-demonstrated"]
    wanted = [sample.summary.readiness.demonstrated, *(c.group.readiness.demonstrated for c in sample.chapters)]
    assert sorted(round(s, 2) for s in shares) == pytest.approx(sorted(round(w or 0, 2) for w in wanted), abs=0.02)


def test_text_in_a_picture_is_never_markup(sample: ReportModel) -> None:
    nasty = '<script>alert(1)</script>\x00\x1b]0;x\x07 &amp; \u202e" onload="x'
    chapters = tuple(replace(c, group=replace(c.group, title=nasty)) for c in sample.chapters)
    for chart in charts(replace(sample, chapters=chapters)):
        root = ElementTree.fromstring(chart.svg)
        assert f"{SVG}script" not in {e.tag for e in root.iter()}
        assert "\u202e" not in chart.svg


def test_nothing_to_show_is_no_picture(make: Make) -> None:
    model = make({"actor": "developer", "generality": "narrow", "cumulative_compute_flop": 1e20})
    assert {c.id for c in charts(model)} <= {"timeline"}


def test_a_picture_as_pixels(sample: ReportModel) -> None:
    pytest.importorskip("typst")
    assert png(charts(sample)[0]).startswith(b"\x89PNG")
