"""Terms of the glossary in texts."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cop_tui.domain.law import Term
from cop_tui.domain.pack import Pack
from cop_tui.domain.terms import Glossary

NAMES = (
    "risk", "systemic risk", "systemic risk tiers", "process", "Framework", "small mid-cap (SMC)", "trigger points",
    "(self-)exfiltration of model weights", "Code / Chapter / AI Office", "authority",
)  # fmt: skip
GLOSSARY = Glossary(Term(term=name, meaning="...", pointer="p. 1") for name in NAMES)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[f.start : f.end], f.term.term) for f in GLOSSARY.find(text)]


def test_the_longest_term_wins_and_words_are_whole() -> None:
    text = "Systemic risk and a risk, but no asterisks; risk-based is another word."
    assert found(text) == [("Systemic risk", "systemic risk"), ("risk", "risk")]


def test_singular_and_plural() -> None:
    assert found("processes of a systemic risk tier") == [
        ("processes", "process"),
        ("systemic risk tier", "systemic risk tiers"),
    ]
    assert [words for words, _ in found("trigger point, trigger points, authorities")] == [
        "trigger point", "trigger points", "authorities",
    ]  # fmt: skip


def test_capitals_count_where_the_term_has_them() -> None:
    assert found("a framework, the Framework") == [("Framework", "Framework")]
    assert found("Risk") == [("Risk", "risk")]


def test_terms_with_two_ways_to_write_them() -> None:
    assert found("an SMC is a small mid-cap") == [
        ("SMC", "small mid-cap (SMC)"),
        ("small mid-cap", "small mid-cap (SMC)"),
    ]
    weights = "(self-)exfiltration of model weights"
    assert {term for _, term in found("self-exfiltration of model weights; exfiltration of model weights")} == {weights}
    assert found("the AI Office reads the Code") == [
        ("AI Office", "Code / Chapter / AI Office"),
        ("Code", "Code / Chapter / AI Office"),
    ]


def test_each_term_once() -> None:
    seen: set[str] = set()
    assert [f.start for f in GLOSSARY.first("risk, risk", seen)] == [0]
    assert list(GLOSSARY.first("risk", seen)) == []
    assert [t.term for t in GLOSSARY.among(["a process", "risk and process"])] == ["process", "risk"]


def test_no_terms_at_all() -> None:
    assert list(Glossary(()).find("risk")) == []


def test_the_bundled_glossary_is_found_by_its_own_names(pack: Pack) -> None:
    glossary = Glossary(pack.glossary)
    for term in pack.glossary:
        name = term.term.partition(" (")[0].partition(" / ")[0].replace("(", "").replace(")", "")
        assert next(glossary.find(name)).start == 0


@given(st.text(alphabet="riskRISK systemic-()\n[].ß", max_size=80))
def test_any_text(text: str) -> None:
    spans = [(f.start, f.end) for f in GLOSSARY.find(text)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
