from __future__ import annotations

from datetime import date

import pytest

from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.findings import SEVERITIES
from cop_tui.domain.pack import Pack
from cop_tui.domain.register import Account, Register
from cop_tui.reports import as_markdown
from cop_tui.reports.leaving_out import without
from cop_tui.reports.model import ReportModel
from cop_tui.reports.parts.registers import TITLES
from cop_tui.reports.registry import formats
from cop_tui.services.demo import load_demo

from .conftest import Make
from .extracting import everything
from .small import MODEL


def test_every_asked_criterion_and_every_answer_is_there(
    sample: ReportModel, sample_answers: dict[str, Answer]
) -> None:
    rows = {r.id: r for r in (*sample.rows(), *sample.not_asked)}
    assert set(sample_answers) <= set(rows)
    assert len(sample.rows()) == sample.summary.readiness.asked
    for criterion, answer in sample_answers.items():
        row = rows[criterion]
        assert (row.state, row.reason, row.note, row.owner) == (answer.state, answer.reason, answer.note, answer.owner)
        assert [e.reference for e in row.evidence] == [e.reference for e in answer.evidence]
        assert {k.id for k in row.checks if k.ticked} == set(answer.checks)
        assert (row.flagged, row.by) == (answer.flagged, "Legal")


def test_groups_add_up(sample: ReportModel) -> None:
    for chapter in sample.chapters:
        asked = chapter.group.readiness.asked
        assert asked == sum(number for _, number in chapter.group.counts)
        assert asked == sum(c.group.readiness.asked for c in chapter.commitments)
        assert asked == sum(len(m.rows) for c in chapter.commitments for m in c.measures)
    assert sum(number for _, number in sample.summary.counts) == sample.summary.readiness.asked
    assert sum(number for _, number in sample.summary.verdicts) == len(sample.duties)


def test_gaps_are_ranked_with_their_calculation(sample: ReportModel) -> None:
    assert [g.rank for g in sample.gaps] == list(range(1, len(sample.gaps) + 1))
    values = [g.priority for g in sample.gaps]
    assert values == sorted(values, reverse=True)
    assert all(f"{g.priority:.2f}" in g.calculation and g.because for g in sample.gaps)
    assert sample.summary.worst == sample.gaps[:5]


def test_a_duty_says_who_enforces_what_it_costs_and_what_the_code_does(sample: ReportModel) -> None:
    duties = {d.id: d for d in sample.duties}
    summary = duties["AIA-53.1.d"]
    assert "AI Office" in summary.enforced_by
    assert any("15 000 000" in line for line in summary.sanctions)
    assert "Signing does nothing for it" in summary.coverage
    assert "no presumption of conformity" in duties["AIA-55.1.b"].coverage
    assert [r.id for r in summary.decided_by]


def test_next_steps_follow_from_the_answers(sample: ReportModel) -> None:
    titles = [s.title for s in sample.summary.steps]
    assert titles[0].startswith("Close the")
    for start in ("Catch up", "Plan anew", "Keep the next dates", "Answer the", "Renew", "Support", "Name an owner"):
        assert any(t.startswith(start) for t in titles), start
    assert all(set(step.criteria) <= {r.id for r in sample.rows()} for step in sample.summary.steps)


def test_nothing_answered_is_neither_met_nor_a_gap(make: Make) -> None:
    model = make()
    assert model.gaps == ()
    assert (model.summary.readiness.low, model.summary.readiness.high) == (0.0, 1.0)
    assert {d.verdict for d in model.duties} == {"undetermined"}
    assert any(s.startswith("No answer so far is a gap") for s in model.summary.standing)
    assert any(s.title.startswith("Answer the") for s in model.summary.steps)
    assert not any(s.title.startswith(("Close", "Support")) for s in model.summary.steps)


def test_without_facts_the_report_says_what_would_settle_it(make: Make) -> None:
    facts = {"actor": "developer", "cumulative_compute_flop": None, "generality": "general", "placement_mode": None}
    model = make(facts)
    assert model.summary.open_facts
    assert all(f.why for f in model.summary.open_facts)
    assert model.summary.steps[0].title.startswith("Settle a fact")


def test_what_is_open_is_never_told_as_if_it_were_decided(make: Make) -> None:
    facts = {"actor": "developer", "generality": "general", "cumulative_compute_flop": None, "placement_mode": None}
    model = make(facts)
    words = " ".join(model.summary.binds)
    assert "do not decide yet whether Chapter V" in words
    assert "does not bind you" not in words
    assert all("do not decide" in d.because_binds for d in model.duties if d.binds is None)
    assert all("do not decide" in c.because for c in model.chapters if c.applies is None)
    assert all(o.because[0] == "What may apply:" for o in model.outcomes if o.id in ("placed", "chapter_v"))


def test_answers_that_are_not_asked_are_listed(make: Make) -> None:
    facts = {"actor": "developer", "cumulative_compute_flop": 2e24, "generality": "general", "placement_mode": "api"}
    model = make(facts, {"SS-1.1-04": Answer(state=State.PARTIAL, note="kept"), "ZZ-1": Answer(state=State.MISSING)})
    assert [(r.id, r.note) for r in model.not_asked] == [("SS-1.1-04", "kept"), ("ZZ-1", "")]
    assert "SS-1.1-04" not in {g.criterion for g in model.gaps}


def test_evidence_is_judged_on_the_day(make: Make, today: date) -> None:
    evidence = (
        Evidence(reference="old", valid_until=date(2026, 11, 21)),
        Evidence(reference="today", valid_until=today),
        Evidence(reference="later", valid_until=date(2028, 1, 1)),
        Evidence(reference="gone", withdrawn=True),
        Evidence(reference="draft", draft=True),
        Evidence(reference="early", valid_from=date(2027, 1, 1)),
    )
    model = make(answers={"TR-1.1-01": Answer(state=State.IMPLEMENTED, evidence=evidence)})
    row = next(r for r in model.rows() if r.id == "TR-1.1-01")
    assert [e.standing for e in row.evidence] == [
        "expired", "valid", "valid", "withdrawn", "draft", "not yet in force",
    ]  # fmt: skip
    assert [s.evidence.reference for s in model.attention.stale] == ["old", "today", "gone", "draft", "early"]
    assert row.demonstrated


def test_open_checks_and_what_was_set_aside_are_pointed_out(make: Make, pack: Pack) -> None:
    claimed = next(c for c in pack.criteria if c.id.startswith("SS") and any(k.strength == "must" for k in c.checks))
    firm = next(c for c in pack.criteria if c.id.startswith("SS") and not c.situational and c.id != claimed.id)
    model = make(
        answers={
            claimed.id: Answer(state=State.IMPLEMENTED),
            firm.id: Answer(state=State.NOT_APPLICABLE, reason="we think so"),
        }
    )
    assert [o.id for o in model.attention.open_checks] == [claimed.id]
    assert all(o.open for o in model.attention.open_checks)
    assert [(a.id, a.reason) for a in model.attention.against_scoping] == [(firm.id, "we think so")]
    assert claimed.id in {r.id for r in model.attention.unproven}


@pytest.mark.parametrize(("notes", "evidence"), [(True, False), (False, True), (True, True)])
def test_what_is_left_out_is_gone_everywhere(sample: ReportModel, notes: bool, evidence: bool) -> None:
    bare = without(sample, notes=notes, evidence=evidence)
    assert bare.left_out == tuple(n for n, gone in (("notes", notes), ("evidence", evidence)) if gone)
    assert not notes or not any(r.note for r in bare.rows())
    assert not evidence or not any(r.evidence for r in bare.rows())
    assert not evidence or not any(s.evidence.reference for s in bare.attention.stale)
    assert bare.summary.readiness == sample.summary.readiness


def test_nothing_left_out_is_the_same_model(sample: ReportModel) -> None:
    assert without(sample) is sample


def test_gaps_and_actions_point_to_each_other(sample: ReportModel) -> None:
    running = {a.id: a for a in sample.registers.actions if not a.entry.status.ended}
    for gap in sample.gaps:
        assert {a.id for a in gap.actions} == {k for k, a in running.items() if gap.criterion in a.entry.criteria}
    assert [a.overdue for a in sample.registers.actions].count(True) == 1
    ended = [a.entry.status.ended for a in sample.registers.actions]
    assert ended == sorted(ended)


def test_lost_proof_is_named_with_its_day(sample: ReportModel) -> None:
    assert any(s.startswith("3 criteria lost their proof on 2026-11-01") for s in sample.summary.standing)
    assert {c for lost in sample.registers.lost for c in lost.criteria} >= {"CR-1.2-01", "CR-1.3-01", "CR-1.3-03"}
    pieces = {p.id: p for p in sample.registers.evidence}
    for row in sample.rows():
        for item in row.evidence:
            assert row.id in {r.id for r in pieces[item.piece].serves}


def test_duties_and_criteria_point_to_each_other(sample: ReportModel) -> None:
    rows = {r.id: r for r in sample.rows()}
    for duty in sample.duties:
        serving = [c.id for measure in duty.serving for c in measure.criteria if c.asked]
        assert sorted(serving) == sorted(duty.served_by)
        for criterion in serving:
            assert criterion not in rows or duty.id in {s.id for s in rows[criterion].duties}
        for point in duty.annex:
            for c in point.criteria:
                assert c.id not in rows or point.id in {s.id for s in rows[c.id].duties}


def test_an_unsigned_chapter_says_what_stands_in_for_it(make: Make) -> None:
    facts = {**load_demo()["assessment"]["facts"], "chapters_signed": ["TR"]}
    register = Register(accounts={"AIA-53.1.c": Account(text="We license all of it.", author="Legal")})
    model = make(facts, register=register)
    duties = {d.id: d for d in model.duties}
    assert (duties["AIA-53.1.c"].account, duties["AIA-53.1.c"].account_text) == ("given", "We license all of it.")
    assert duties["AIA-55.1.b"].account == "missing"
    assert duties["AIA-55.1.b"].yardstick
    text = as_markdown.render(model).decode()
    assert "We license all of it." in text
    assert "not written down yet" in text
    copyright_chapter = next(ch for ch in model.chapters if ch.group.id == "CR")
    assert any(s.startswith("Not signed: show by other adequate means") for s in copyright_chapter.signing)


def test_what_signing_gives_is_said_once(sample: ReportModel) -> None:
    told = [*sample.signing, *(s for ch in sample.chapters for s in ch.signing)]
    assert len(told) == len(set(told))
    assert any("no presumption of conformity" in s for s in sample.signing)


def test_deadlines_are_sorted_for_reading(sample: ReportModel) -> None:
    rows = sample.registers.deadlines
    late = [d.status == "overdue" for d in rows.open]
    assert late == sorted(late, reverse=True)
    assert all(d.day is not None for d in (*rows.open, *rows.own))
    assert {d.kind for d in rows.own} == {"evidence", "action", "answer"}
    assert all(d.standing for d in rows.rules)
    assert all(d.missing for d in rows.undated)
    ids = [d.id for d in rows.all()]
    assert len(ids) == len(set(ids))


def test_every_sort_of_finding_has_a_title(sample: ReportModel) -> None:
    assert sample.registers.findings
    assert all(group.title == TITLES[group.code] for group in sample.registers.findings)
    severities = [SEVERITIES.index(group.severity) for group in sample.registers.findings]
    assert severities == sorted(severities)


def test_what_is_left_out_is_gone_from_the_registers_too(sample: ReportModel) -> None:
    bare = without(sample, notes=True, evidence=True)
    held = bare.registers
    assert held.evidence == ()
    assert held.evidence_left_out == len(sample.registers.evidence)
    assert not any(e.entry.note for e in held.events)
    assert any(e.entry.note for e in sample.registers.events)
    assert len(held.lost) == len(sample.registers.lost)
    rendered = "\n".join(everything(f.render(bare)) for f in formats() if f.available and f.name != "pdf")
    for piece in sample.registers.evidence:
        assert piece.entry.title not in rendered, piece.id
    for event in sample.registers.events:
        assert event.entry.note not in rendered
    noted = without(MODEL, notes=True)
    assert all(not b.entry.note for b in noted.registers.baselines)
    assert noted.head.moment is not None
    assert noted.head.moment.baseline is not None
    assert noted.head.moment.baseline.entry.note == ""
