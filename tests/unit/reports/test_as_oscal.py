"""OSCAL against an independent implementation, compliance-trestle, and against files that people have looked at.

After a wanted change: `COP_GOLDEN=write pytest tests/unit/reports/test_as_oscal.py`, then read the difference.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.register import Piece, Register
from cop_tui.reports import as_oscal, as_oscal_catalog, as_oscal_poam
from cop_tui.reports.audiences import AUDIENCES
from cop_tui.reports.leaving_out import copy_for
from cop_tui.reports.model import PARTS, ReportModel
from cop_tui.reports.naming import file_name
from cop_tui.services.reporting import ReportRequest, write_model

from .conftest import Make
from .small import MODEL
from .test_formats import NASTY, nasty_register

GOLDEN = Path(__file__).parents[2] / "golden" / "reports"
FORMATS = {
    "oscal-catalog": (as_oscal_catalog, "catalog", "catalog"),
    "oscal": (as_oscal, "assessment_results", "assessment-results"),
    "oscal-poam": (as_oscal_poam, "poam", "plan-of-action-and-milestones"),
}


def content(name: str, model: ReportModel) -> dict[str, Any]:
    made, _, root = FORMATS[name]
    data = json.loads(made.render(model))
    assert list(data) == [root]
    return dict(data[root])


def every(data: object, key: str) -> Iterator[Any]:
    """All values of a key, however deep."""
    if isinstance(data, dict):
        if key in data:
            yield data[key]
        for value in data.values():
            yield from every(value, key)
    elif isinstance(data, list):
        for value in data:
            yield from every(value, key)


@pytest.mark.parametrize("name", FORMATS)
def test_an_independent_implementation_reads_it_and_writes_the_same(name: str, sample: ReportModel, make: Make) -> None:
    pytest.importorskip("trestle", reason="compliance-trestle is not installed, so nobody else reads the OSCAL here")
    from importlib import import_module

    made, module, _ = FORMATS[name]
    reader = import_module(f"trestle.oscal.{module}").Model
    hostile = make(answers={"TR-1.1-01": Answer(state=State.PARTIAL, note=NASTY, owner=NASTY)},
                   register=nasty_register(NASTY), by=NASTY, name=NASTY, provider=NASTY, model=NASTY)  # fmt: skip
    nobody = make({"actor": "developer", "generality": "narrow", "cumulative_compute_flop": 1e20})
    for model in (sample, hostile, nobody, MODEL, copy_for(sample, PARTS, "custom")):
        read = reader.model_validate_json(made.render(model))
        again = json.loads(read.model_dump_json(by_alias=True, exclude_none=True))
        given = json.loads(made.render(model))
        assert reader.model_validate(again) == read
        assert json.dumps(again).replace("+00:00", "Z") == json.dumps(_ordered(given, again))


def _ordered(data: Any, like: Any) -> Any:
    """The same data with its keys in the order of another."""
    if isinstance(data, dict):
        assert set(data) == set(like)
        return {key: _ordered(data[key], like[key]) for key in like}
    if isinstance(data, list):
        return [_ordered(a, b) for a, b in zip(data, like, strict=True)]
    return data


@pytest.mark.parametrize("name", FORMATS)
def test_identifiers_are_derived_and_each_stands_once(name: str, sample: ReportModel) -> None:
    first, again = content(name, sample), content(name, sample)
    assert first == again
    given = Counter(every(first, "uuid"))
    assert not [key for key, number in given.items() if number > 1]
    assert all(key[14] == "5" for key in given)


def test_a_document_is_another_one_when_its_content_is(sample: ReportModel) -> None:
    noteless = copy_for(sample, ["notes"])
    one, other = content("oscal", sample), content("oscal", noteless)
    assert one["uuid"] != other["uuid"]
    assert [o["uuid"] for o in one["results"][0]["observations"]] == [
        o["uuid"] for o in other["results"][0]["observations"]
    ]
    assert content("oscal-catalog", sample)["uuid"] == content("oscal-catalog", noteless)["uuid"]


def test_the_catalog_holds_the_whole_questionnaire(sample: ReportModel, make: Make) -> None:
    found = content("oscal-catalog", sample)
    chapters = [g for g in found["groups"] if g.get("class") == "chapter"]
    measures = [c for g in chapters for commitment in g["groups"] for c in commitment["controls"]]
    items = [p for m in measures for part in m["parts"] for p in part.get("parts", [])]
    wanted = [c.id for ch in sample.catalogue.chapters for c in ch.criteria]
    assert [p["id"] for p in items] == wanted
    assert {r.id for r in sample.rows()} <= set(wanted)
    ids = Counter(every(found, "id"))
    assert not [key for key, number in ids.items() if number > 1]
    nobody = make({"actor": "developer", "generality": "narrow", "cumulative_compute_flop": 1e20})
    assert content("oscal-catalog", nobody) == found


def test_what_is_found_points_to_the_catalog_and_to_what_was_seen(sample: ReportModel) -> None:
    ids = set(every(content("oscal-catalog", sample), "id"))
    results = content("oscal", sample)
    result = results["results"][0]
    seen = {o["uuid"] for o in result["observations"]}
    resources = {r["uuid"] for r in results["back-matter"]["resources"]}
    assert {f["target"]["target-id"] for f in result["findings"]} <= ids
    assert set(every(result["reviewed-controls"], "control-id")) <= ids
    assert {i for found in every(result["reviewed-controls"], "statement-ids") for i in found} <= ids
    assert set(every(result["findings"], "observation-uuid")) <= seen
    inside = {h[1:] for h in every(results, "href") if h.startswith("#")}
    assert inside <= resources
    answered = [r for r in sample.rows() if r.state is not None]
    settled = [d for d in sample.duties if d.verdict != "undetermined"]
    assert len(result["findings"]) == len(answered) + len(settled)
    states = {f["target"]["target-id"]: f["target"] for f in result["findings"]}
    for row in answered:
        assert states[row.id]["implementation-status"]["state"] == row.state
        met = row.state in (State.IMPLEMENTED, State.ALTERNATIVE, State.NOT_APPLICABLE)
        assert states[row.id]["status"]["state"] == ("satisfied" if met else "not-satisfied")


def test_the_plan_has_an_item_a_risk_and_the_actions_of_each_gap(sample: ReportModel) -> None:
    plan = content("oscal-poam", sample)
    risks = {r["uuid"]: r for r in plan["risks"]}
    assert len(risks) == len(sample.gaps)
    assert set(every(plan["poam-items"], "risk-uuid")) == set(risks)
    assert set(every(plan["poam-items"], "finding-uuid")) <= {f["uuid"] for f in plan["findings"]}
    assert set(every(plan, "observation-uuid")) <= {o["uuid"] for o in plan["observations"]}
    people = {p["uuid"] for p in plan["metadata"]["parties"]}
    assert {p for found in every(plan, "party-uuids") for p in found} <= people
    told = json.dumps(plan)
    assert all(a.id in told for a in sample.registers.actions)


def test_only_web_addresses_become_links(make: Make) -> None:
    pieces = {
        "E-000001": Piece(title="Good", reference="https://example.org/a?b=c"),
        "E-000002": Piece(title="Bad", reference="javascript:alert(1)"),
        "E-000003": Piece(title="File", reference="/srv/evidence/secret plan.pdf", sha256="a" * 64),
    }
    cited = tuple(Evidence(piece=key) for key in pieces)
    model = make(answers={"TR-1.1-01": Answer(state=State.IMPLEMENTED, evidence=(*cited, Evidence(reference="file:///x")))},
                 register=Register(evidence=pieces))  # fmt: skip
    links = [h for h in every(content("oscal", model), "href") if not h.startswith("#")]
    assert links == [file_name(model, "internal", "oscal-catalog.json"), "https://example.org/a?b=c"]


@pytest.mark.parametrize("audience", ["internal", "ai-office"])
def test_documents_of_one_export_find_each_other(sample: ReportModel, audience: str, tmp_path: Path) -> None:
    written = write_model(sample, ReportRequest(tuple(FORMATS), audience, tmp_path))
    files = {path.name for path in written}
    for name in ("oscal", "oscal-poam"):
        model = sample if audience == "internal" else copy_for(sample, AUDIENCES[audience], audience)
        found = content(name, model)
        inside = {h[1:] for h in every(found, "href") if h.startswith("#")}
        assert inside <= {r["uuid"] for r in found["back-matter"]["resources"]}
        beside = {h for h in every(found, "href") if not h.startswith("#") and "://" not in h}
        assert beside
        assert beside <= files


def test_what_people_wrote_is_no_markup_and_no_value_is_broken(make: Make) -> None:
    model = make(answers={"TR-1.1-01": Answer(state=State.PARTIAL, note=NASTY, owner="a\nb", reason=NASTY)}, name=NASTY)
    found = content("oscal", model)
    assert "<" not in found["metadata"]["title"].replace("\\<", "")
    seen = found["results"][0]["observations"][0]
    assert "<script" not in seen["description"]
    assert all("\n" not in p["value"] and p["value"].strip() == p["value"] for p in every(seen, "props") for p in p)


def test_a_copy_holds_nothing_of_what_it_leaves_out(make: Make) -> None:
    answers = {"TR-1.1-01": Answer(state=State.PARTIAL, note="MARKNOTE", owner="MARKOWNER",
                                   evidence=(Evidence(reference="MARKPROOF"),))}  # fmt: skip
    model = make(answers=answers, by="MARKAUTHOR")
    bare = copy_for(model, ["notes", "owners", "evidence", "history"], "ai-office")
    for made, _, _ in FORMATS.values():
        assert b"MARK" not in made.render(bare)
    assert b"MARKNOTE" in as_oscal.render(model)
    without_gaps = content("oscal-poam", copy_for(model, ["gaps", "plan"]))
    assert [i["title"] for i in without_gaps["poam-items"]] == ["Nothing planned"]
    assert "leaves out" in without_gaps["poam-items"][0]["description"]


@pytest.mark.parametrize("name", FORMATS)
def test_the_small_report_is_as_it_was_looked_at(name: str, sample: ReportModel) -> None:
    model = replace(
        MODEL, catalogue=replace(sample.catalogue, chapters=(), obligations=sample.catalogue.obligations[:2])
    )
    path = GOLDEN / f"small.{FORMATS[name][0].EXTENSION}"
    made = FORMATS[name][0].render(model)
    if os.environ.get("COP_GOLDEN") == "write":
        path.write_bytes(made)
    assert made == path.read_bytes()
