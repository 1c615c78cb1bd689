"""The JSON report against its published schema, and the YAML report against the JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cop_tui.domain.answers import Answer, State
from cop_tui.domain.text import clean_text
from cop_tui.reports import as_json, as_yaml
from cop_tui.reports.audiences import AUDIENCES
from cop_tui.reports.json_leaving import KEYS
from cop_tui.reports.json_schema import render, whole
from cop_tui.reports.leaving_out import copy_for
from cop_tui.reports.model import PARTS, ReportModel

from .conftest import Make
from .small import MODEL
from .test_formats import nasty

PUBLISHED = Path(__file__).parents[3] / "docs" / "schema" / "report-1.json"
Path_ = tuple[str | int, ...]


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    Draft202012Validator.check_schema(whole())
    return Draft202012Validator(whole())


def data_of(model: ReportModel) -> Any:
    return json.loads(as_json.render(model))


def loaded(text: bytes | str) -> Any:
    return yaml.load(text, Loader=yaml.CSafeLoader)  # the safe one, in C


def broken(schema: Draft202012Validator, data: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in schema.iter_errors(data)]


def test_the_published_schema_is_fresh() -> None:
    assert PUBLISHED.read_text("utf-8") == render(), "python -m cop_tui.reports.json_schema > docs/schema/report-1.json"


def test_a_report_names_its_schema() -> None:
    data = data_of(MODEL)
    assert data["$schema"] == json.loads(PUBLISHED.read_text("utf-8"))["$id"]
    assert list(data)[:2] == ["$schema", "schema_version"]


def test_every_report_is_valid(schema: Draft202012Validator, make: Make, sample: ReportModel) -> None:
    nobody = make({"actor": "developer", "generality": "narrow", "cumulative_compute_flop": 1e20})
    for model in (MODEL, sample, nasty(make), make({}), nobody):
        assert broken(schema, data_of(model)) == []


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_copy_is_valid_and_has_no_key_for_what_it_leaves_out(
    schema: Draft202012Validator, sample: ReportModel, audience: str
) -> None:
    for model in (sample, MODEL):
        data = data_of(copy_for(model, AUDIENCES[audience], audience))
        assert broken(schema, data) == []
        for part in AUDIENCES[audience]:
            assert not {path for path in KEYS[part] if "." not in path} & set(data), part


@pytest.mark.parametrize("part", PARTS)
def test_what_is_not_left_out_must_be_there(schema: Draft202012Validator, part: Any) -> None:
    data = data_of(copy_for(MODEL, [part]))
    assert broken(schema, data) == []
    data["left_out"] = []
    assert broken(schema, data) != []


def test_no_key_can_be_missing_and_none_added(schema: Draft202012Validator) -> None:
    data = data_of(MODEL)
    by_id = {("facts",), ("answers",), ("why_not_asked",), ("scope", "outcome")}
    seen = 0
    for path, item in list(objects(data)):
        if path in by_id or path[-1:] == ("states",):
            continue
        whole_item = dict(item)
        for key, value in whole_item.items():
            del item[key]
            assert not schema.is_valid(data), (path, key)
            item[key] = value
            seen += 1
        item["surprise"] = 1
        assert not schema.is_valid(data), path
        del item["surprise"]
        assert item == whole_item
    assert schema.is_valid(data)
    assert seen > 300


def objects(data: Any, path: Path_ = ()) -> Iterator[tuple[Path_, dict[str, Any]]]:
    """Every object; of a list only the first and last item."""
    if isinstance(data, dict):
        yield path, data
        for key, value in data.items():
            yield from objects(value, (*path, key))
    elif isinstance(data, list) and data:
        for number in {0, len(data) - 1}:
            yield from objects(data[number], (*path, number))


def test_every_criterion_is_accounted_for(sample: ReportModel, make: Make) -> None:
    unsigned = make({"actor": "developer", "training_compute_flop": 3e24, "placement_mode": "api",
                     "placed_date": "2026-03-17", "chapters_signed": ["TR"]})  # fmt: skip
    for model in (sample, unsigned):
        data = data_of(model)
        asked = [c["id"] for c in data["criteria"] if c["asked"]]
        assert len(asked) + len(data["not_asked"]) == 298
        assert set(data["why_not_asked"]) == set(data["not_asked"])
        assert all(data["why_not_asked"].values())
        measures = [m for ch in data["chapters"] for c in ch["commitments"] for m in c["measures"]]
        assert [c for m in measures for c in m["criteria"]] == asked
        assert any(m["headings"] for m in measures)
    assert sum(key.startswith("SS-") for key in data["not_asked"]) == 230


def test_headings_carry_their_state(sample: ReportModel) -> None:
    states = {
        heading["state"]
        for chapter in data_of(sample)["chapters"]
        for commitment in chapter["commitments"]
        for measure in commitment["measures"]
        for heading in measure["headings"]
    }
    assert {"implemented", "partial"} & states


def test_yaml_says_what_json_says(sample: ReportModel, make: Make) -> None:
    for model in (sample, nasty(make), MODEL):
        text = as_yaml.render(model)
        assert loaded(text) == data_of(model)
        assert list(loaded(text)) == list(data_of(model))
    assert b"|-\n" in as_yaml.render(MODEL)
    assert b"&id" not in text
    assert b"!!" not in text.replace(b"'!!", b"")


@example(" - a: b # c\n\n  - d\n")
@example("x " * 200)
@example("yes")
@example("2026-11-22")
@given(st.text(alphabet=st.sampled_from("ab1 \n\t#:-|>'\"&*!%@`{}[]?,=~é👍\u200d\u0301"), max_size=400))
def test_any_text_survives_yaml(text: str) -> None:
    dumped = yaml.dump({"a": [text, text]}, Dumper=as_yaml._Dumper, allow_unicode=True, width=as_yaml.WIDTH)
    assert loaded(dumped) == {"a": [text, text]}


def test_long_text_stands_in_blocks(make: Make) -> None:
    note = clean_text("First line\n- second: [x]\n\n" + "many words " * 40)
    text = as_yaml.render(make(answers={"TR-1.1-01": Answer(state=State.PARTIAL, note=note)})).decode()
    assert "    note: |-\n      First line\n      - second: [x]\n\n" in text
