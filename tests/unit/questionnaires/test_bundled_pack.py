"""The questionnaire that comes with the program: complete, consistent, readable."""

from __future__ import annotations

from collections import Counter

import pytest

from cop_tui.domain.pack import Pack, Strength

MEASURES = {"TR": 3, "CR": 5, "SS": 32}
CRITERIA = {"TR": 15, "CR": 26, "SS": 230, "AO": 27}


def test_twelve_commitments_and_forty_measures(pack: Pack) -> None:
    assert len(pack.commitments) == 12
    assert len(pack.measures) == 40
    assert {ch.id: len(ch.measures) for ch in pack.chapters if ch.kind == "code"} == MEASURES
    assert [len(ch.commitments) for ch in pack.chapters if ch.kind == "code"] == [1, 1, 10]
    assert {ch.id: len(ch.criteria) for ch in pack.chapters} == CRITERIA


def test_every_row_of_the_code_is_there(pack: Pack) -> None:
    rows = Counter[str]()
    for chapter in pack.chapters:
        for measure in chapter.measures:
            rows[chapter.id] += len(measure.headings)
            for criterion in measure.criteria:
                rows[chapter.id] += 1 + sum(1 for _ in criterion.all_checks())
    assert rows == {"TR": 18, "CR": 33, "SS": 450, "AO": 27}
    assert sum(len(m.headings) for m in pack.measures) == 15
    assert len(pack.chapters[2].appendices) == 25


def test_registers(pack: Pack) -> None:
    assert len([d for d in pack.deadlines if d.id.startswith("SS-D")]) == 46
    assert len(pack.reliefs) == 47
    assert len(pack.glossary) >= 35
    assert {o.id for o in pack.obligations} >= {
        "AIA-52.1", "AIA-53.1.a", "AIA-53.1.b", "AIA-53.1.c", "AIA-53.1.d", "AIA-53.3", "AIA-53.4", "AIA-54.1",
        "AIA-54.2", "AIA-55.1.a", "AIA-55.1.b", "AIA-55.1.c", "AIA-55.1.d", "AIA-55.2", "AIA-91.5", "AIA-92.5",
        "AIA-93.1",
    }  # fmt: skip
    assert {f.id: len(f.sections) for f in pack.forms} and all(s.fields for f in pack.forms for s in f.sections)


def test_every_criterion_can_be_asked(pack: Pack) -> None:
    for criterion in pack.criteria:
        assert criterion.question.rstrip(")").endswith(("?", ".")), criterion.id
        assert criterion.short
        assert len(criterion.short) <= 60, criterion.id
        assert criterion.why, criterion.id
        assert criterion.settles, criterion.id
        assert criterion.does_not_settle, criterion.id
        assert criterion.pointer, criterion.id
        assert criterion.obligations, criterion.id


def test_a_bare_article_55_1_serves_all_four_points(pack: Pack) -> None:
    points = {f"AIA-55.1.{p}" for p in "abcd"}
    assert points <= set(pack.criterion_index["SS-1.4-01"].obligations)
    # Where a row names points, those are meant.
    assert points & set(pack.criterion_index["SS-1.1-04"].obligations) == {"AIA-55.1.b"}


def test_appendix_rows_stand_under_the_measure_that_calls_on_them(pack: Pack) -> None:
    assert pack.places["SS-A1.4-01"][2].id == "SS-M2.1"
    assert pack.places["SS-A3.5-01"][2].id == "SS-M3.2"
    assert pack.places["SS-A4.2-01"][2].id == "SS-M6.2"
    assert pack.places["SS-A2.2-01"][2].id == "SS-M7.3"


def test_checks_nest(pack: Pack) -> None:
    for criterion in pack.criteria:
        direct, every = {k.id for k in criterion.checks}, {k.id for k in criterion.all_checks()}
        assert direct <= every
    assert any(k.checks for c in pack.criteria for k in c.checks)


def test_what_facts_decide_is_a_condition_and_what_words_decide_is_shown(pack: Pack) -> None:
    assert pack.criterion_index["CR-1.4-03"].applies_if == "licence_free_open"
    assert pack.criterion_index["CR-1.4-03"].facts_decide
    assert pack.criterion_index["CR-1.2-01"].situational
    assert sum(c.situational for c in pack.criteria) > 70


def test_strengths(pack: Pack) -> None:
    count = Counter(c.strength for ch in pack.chapters if ch.kind == "code" for c in ch.criteria)
    assert count == {Strength.MUST: 263, Strength.ENCOURAGED: 5, Strength.SHOULD: 2, Strength.EXAMPLE: 1}


def test_doubts_are_carried(pack: Pack) -> None:
    assert {e.confidence for e in pack.scoping.examples} == {"high", "medium", "low"}
    assert any(p.confidence == "low" for p in pack.provisions)
    assert any(o.confidence != "high" or "medium" in " ".join(o.notes) for o in pack.obligations)


def test_nothing_claims_a_presumption_from_the_code(pack: Pack) -> None:
    assert "no presumption of conformity" in pack.disclaimer


@pytest.mark.parametrize("value", ["TR-M1.1", "TR-C1", "AO-52.1", "AO-52"])
def test_numbers(pack: Pack, value: str) -> None:
    numbers = {c.id: c.number for ch in pack.chapters for c in ch.commitments}
    numbers |= {m.id: m.number for ch in pack.chapters for m in ch.measures}
    assert numbers[value] == {"TR-M1.1": "1.1", "TR-C1": "1", "AO-52.1": "52.1", "AO-52": "52"}[value]
