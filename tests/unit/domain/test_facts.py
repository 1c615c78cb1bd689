"""Facts about provider and model, read strictly."""

from __future__ import annotations

from typing import Any

import pytest

from cop_tui.domain.facts import Facts, assumed, format_fact, parse_fact, parse_facts
from cop_tui.domain.pack import Pack
from cop_tui.errors import FactsError


def test_every_kind(pack: Pack) -> None:
    facts = parse_facts(
        pack.scoping,
        {
            "actor": "Developer",
            "training_compute_flop": "30 YFLOP",
            "parameters": "70B",
            "established_in_eu": "no",
            "monetised": True,
            "chapters_signed": ["TR", "cr", "TR"],
            "modalities_out": "text; code",
            "placed_date": "2026-03-17",
            "designated": None,
            "original_compute_flop": "unknown",
        },
    )
    assert facts.given == {
        "actor": "developer",
        "training_compute_flop": 3e25,
        "parameters": 7e10,
        "established_in_eu": False,
        "monetised": True,
        "chapters_signed": ("TR", "CR"),
        "modalities_out": ("text", "code"),
        "placed_date": "2026-03-17",
        "designated": None,
        "original_compute_flop": None,
    }
    assert parse_facts(pack.scoping, facts.to_data()) == facts


def test_all_problems_at_once_with_what_is_allowed(pack: Pack) -> None:
    with pytest.raises(FactsError) as caught:
        parse_facts(
            pack.scoping,
            {
                "training_compute_flop": "-1",
                "placed_date": "2026-02-30",
                "modalities_out": ["smell"],
                "actor": 7,
                "establishd_in_eu": True,
                "zzz": 1,
                "monetised": "perhaps",
                "chapters_signed": 3,
            },
        )
    problems = "\n".join(caught.value.problems)
    assert len(caught.value.problems) == 8
    for words in (
        "training_compute_flop: '-1' is negative",
        "placed_date: the day 2026-02-30 does not exist",
        "modalities_out: 'smell' is not allowed; allowed are text, code, speech",
        "actor: '7' is not allowed",
        "did you mean established_in_eu?",
        "zzz: no such fact; allowed are",
        "monetised: 'perhaps' is neither yes nor no",
        "chapters_signed: '3' is no list",
    ):
        assert words in problems


def test_compute_that_cannot_be_is_refused(pack: Pack) -> None:
    with pytest.raises(FactsError, match="cumulative_compute_flop: is smaller than the training compute"):
        parse_facts(pack.scoping, {"training_compute_flop": 2e25, "cumulative_compute_flop": 1e25})


def test_unknown_word_of_an_enumeration_is_kept(pack: Pack) -> None:
    assert parse_fact(pack.scoping.input_index["generality"], "unknown") == "unknown"


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("training_compute_flop", 3.2e25, "3.2e25 FLOP"),
        ("established_in_eu", False, "no"),
        ("monetised", True, "yes"),
        ("placed_date", None, "not known"),
        ("chapters_signed", (), "none"),
        ("placed_date", "2026-03-17", "2026-03-17"),
    ],
)
def test_format(pack: Pack, name: str, value: Any, text: str) -> None:
    assert format_fact(pack.scoping.input_index[name], value) == text


def test_labels_are_shown(pack: Pack) -> None:
    spec = pack.scoping.input_index["placement_mode"]
    assert format_fact(spec, "api") == spec.labels["api"]


def test_missing_facts_take_the_default(pack: Pack) -> None:
    assert Facts().value(pack.scoping.input_index["actor"]) == "developer"


def test_what_is_assumed_is_named(pack: Pack) -> None:
    facts = parse_facts(pack.scoping, {"training_compute_flop": 3e25, "established_in_eu": False, "size": "SME"})
    found = {spec.id for spec in assumed(pack.scoping, facts)}
    assert {"actor", "placement_mode", "chapters_signed"} <= found
    assert not found & {"established_in_eu", "size", "training_compute_flop", "placed_date", "generality"}
    assert "original_is_gpai" not in found  # asked of modifiers only
