"""Every printed figure follows from the calculation beside it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from cop_tui.domain.analysis import analyse
from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.explain import READINESS, Explanation, explain, explainable
from cop_tui.domain.facts import parse_facts
from cop_tui.domain.pack import Pack
from cop_tui.domain.register import Piece, Register
from cop_tui.domain.results import Analysis
from cop_tui.domain.scoping import Scope, scope
from cop_tui.errors import NotFoundError
from cop_tui.services.demo import demo_answer, demo_register, load_demo

ARITHMETIC = re.compile(r"[\d.\s+×÷()]*\d[\d.\s+×÷()]*")
FIGURE = re.compile(r"\d+(?:\.\d+)?")


class Sample:
    """The sample assessment, ready to be explained."""

    def __init__(self, pack: Pack, today: date, **facts: Any) -> None:
        data = load_demo()
        self.pack = pack
        self.scope: Scope = scope(pack, parse_facts(pack.scoping, {**data["assessment"]["facts"], **facts}))
        self.answers = {c: demo_answer(given) for c, given in data["answers"].items()}
        self.register: Register = demo_register(data)
        self.analysis: Analysis = analyse(pack, self.scope, self.answers, today, self.register)

    def explain(self, what: str) -> Explanation:
        return explain(self.pack, self.scope, self.answers, self.register, self.analysis, what)


@pytest.fixture(scope="module")
def sample(pack: Pack, today: date) -> Sample:
    return Sample(pack, today)


def lines(found: Explanation) -> dict[str, tuple[str, str]]:
    return {step.label: (step.calculation, step.result) for step in found.lines}


@pytest.mark.parametrize("signed", [["TR", "CR", "SS"], []])
def test_every_result_follows_from_its_calculation(pack: Pack, today: date, signed: list[str]) -> None:
    sample, reckoned = Sample(pack, today, chapters_signed=signed), 0
    for what in dict.fromkeys(explainable(pack).values()):
        found = sample.explain(what)
        assert found.subject == what
        assert found.lines
        for step in found.lines:
            assert step.label
            assert step.result
            assert step.source
            if ARITHMETIC.fullmatch(step.calculation):
                value = eval(step.calculation.replace("×", "*").replace("÷", "/"))
                figure = FIGURE.match(step.result)
                assert figure is not None, step
                digits = len(figure.group().partition(".")[2])
                assert round(value, digits) == pytest.approx(float(figure.group()), abs=1e-9), (what, step)
                reckoned += 1
    assert reckoned > 900


def test_readiness_is_the_sum_over_the_chapters(sample: Sample) -> None:
    found, r = sample.explain("readiness"), sample.analysis.readiness
    assert found.subject == READINESS
    shown = lines(found)
    assert shown["Low"][1] == f"{r.low:.4f}"
    assert shown["High"][1] == f"{r.high:.4f}"
    assert shown["Demonstrated"][1] == f"{r.demonstrated:.4f}"
    assert shown["Weight"] == (" + ".join(str(c.readiness.weight) for c in sample.analysis.chapters), str(r.weight))
    assert shown["Shown"][1] == r.words()
    assert found.title == f"Readiness: {r.words()}"


def test_a_group_shows_the_figures_of_the_analysis(sample: Sample) -> None:
    a = sample.analysis
    for group in (*a.chapters, *a.commitments, *a.measures):
        shown = lines(sample.explain(group.id))
        if group.readiness.low is not None:
            assert shown["Low"][1] == f"{group.readiness.low:.4f}"
            assert shown["High"][1] == f"{group.readiness.high:.4f}"
            assert shown["Demonstrated"][1] == f"{group.readiness.demonstrated:.4f}"


def test_every_gap_shows_its_priority(sample: Sample) -> None:
    for gap in sample.analysis.gaps:
        shown = lines(sample.explain(gap.criterion))
        assert shown["Priority"][1] == f"{gap.priority.value:.2f}"
        assert shown["Band"] == (gap.priority.because, gap.priority.band)
        assert shown["Force"][1] == str(gap.priority.force)


def test_every_duty_shows_the_rule_that_decides(sample: Sample) -> None:
    for duty in sample.analysis.obligations:
        found = sample.explain(duty.id)
        assert lines(found)["Verdict"] == (duty.because, duty.verdict)
        decides = [s for s in found.lines if s.label.startswith("Rule") and s.result.startswith("fits")]
        assert len(decides) == 1
        if duty.binds:
            assert decides[0].calculation == (", ".join(duty.decided_by) or "no criterion decides")


def test_a_duty_that_may_bind_shows_rule_nought(pack: Pack, today: date) -> None:
    unsure = Sample(pack, today, established_in_eu=None).explain("AIA-54.2")
    assert "Rule 0: the facts do not decide whether it binds" in lines(unsure)


def test_an_unsigned_chapter_shows_the_account(pack: Pack, today: date) -> None:
    shown = lines(Sample(pack, today, chapters_signed=[]).explain("AIA-53.1.b"))
    assert shown["Transparency: not signed"][1] == "account missing"


def test_evidence_shows_whether_it_counts(pack: Pack, today: date) -> None:
    sample = Sample(pack, today)
    sample.register = Register(
        evidence={"E-1": Piece(title="Old", valid_until=date(2026, 1, 1)), "E-2": Piece(title="New")}
    )
    sample.answers["TR-1.3-02"] = Answer(
        state=State.IMPLEMENTED, evidence=(Evidence(piece="E-1"), Evidence(piece="E-2", where="§4"))
    )
    sample.analysis = analyse(pack, sample.scope, sample.answers, today, sample.register)
    cited = [s for s in sample.explain("tr-1.3-02").lines if s.label == "Evidence"]
    assert [(s.calculation, s.result) for s in cited] == [
        ("E-1 Old (valid to 2026-01-01)", "does not count on 2026-11-22"),
        ("E-2 New §4", "counts"),
    ]
    assert lines(sample.explain("TR-1.3-02"))["Demonstrated"][1] == "yes"


def test_a_heading_takes_the_weakest(sample: Sample) -> None:
    shown = sample.explain("SS-4.2-02").lines
    assert shown[-1].result == (sample.analysis.headings["SS-4.2-02"] or "not answered")


def test_what_does_not_bind_is_explained_too(pack: Pack, today: date) -> None:
    found = Sample(pack, today, established_in_eu=True).explain("AIA-54.1")
    assert lines(found)["Binds"][1] == "no"
    assert lines(found)["Verdict"][1] == "none"


@pytest.mark.parametrize("what", ["Art. 53(1)(a)", "art 53(1)(a)", "Article 53 (1) (a)", "53(1)(a)", "aia-53.1.A"])
def test_articles_stand_for_duties(sample: Sample, what: str) -> None:
    assert sample.explain(what).subject == "AIA-53.1.a"


def test_every_article_names_its_own_duty(pack: Pack, sample: Sample) -> None:
    for obligation in pack.obligations:
        assert sample.explain(obligation.article).subject == obligation.id


def test_what_is_unknown_offers_what_is_near(sample: Sample) -> None:
    with pytest.raises(NotFoundError) as caught:
        sample.explain("TR-1.3-2")
    assert caught.value.hint is not None
    assert "TR-1.3-0" in caught.value.hint
    with pytest.raises(NotFoundError, match="nothing called 'quux'"):
        sample.explain("quux")
