"""A report model made by hand, with one of everything; no pack is involved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import permutations
from typing import Any

from cop_tui.domain.answers import State
from cop_tui.domain.compare import Change, Comparison, ReadinessChange, VerdictChange
from cop_tui.domain.dated import DatedDuty, Status
from cop_tui.domain.duties import AnnexPoint, Served, ServingCriterion, ServingMeasure
from cop_tui.domain.findings import Finding
from cop_tui.domain.pack import Effort, Strength
from cop_tui.domain.register import (
    Account,
    Action,
    ActionStatus,
    Baseline,
    Event,
    LostProof,
    Piece,
    PieceKind,
    PieceStatus,
    SignOff,
)
from cop_tui.domain.results import Readiness, Shares
from cop_tui.reports import attention_rows as a
from cop_tui.reports import model as m
from cop_tui.reports import register_rows as g
from cop_tui.reports import rows as r
from cop_tui.reports.wording import STATE_ORDER

TODAY = date(2026, 11, 22)
AT = datetime(2026, 10, 2, 9, 14, tzinfo=UTC)
READINESS = Readiness(low=0.5, high=5 / 6, demonstrated=1 / 3, weight=9, asked=4, answered=3, applicable=3)
SHARES = Shares(demonstrated=3, claimed=0, partial=1.5, open=1.5, unanswered=3)
COUNTS = tuple(
    (s, 1 if s in (State.IMPLEMENTED, State.PARTIAL, State.NOT_APPLICABLE, None) else 0) for s in STATE_ORDER
)


def row(number: int, state: State | None, **fields: object) -> r.AnswerRow:
    values: dict[str, object] = {
        "id": f"XX-1.1-0{number}", "chapter": "XX", "measure": "XX-M1.1", "short": f"Thing {number} done",
        "question": f"Is thing {number} done?", "statement": f"Thing {number} is done.",
        "pointer": f"Measure 1.1, para {number}", "strength": Strength.MUST, "asked": True, "applies": True,
        "state": state, "reason": "", "note": "", "evidence": (), "owner": "", "due": None, "effort": Effort.M,
        "effort_given": False, "checks": (), "open_checks": (), "flagged": False, "at": AT if state else None,
        "by": "Legal" if state else "", "demonstrated": False, "deadline": None, "condition": None,
        "legal_basis": ("Art. 53(1)(a)",), "obligations": ("AIA-53.1.a",), "remark": None, "confidence": "high",
    }  # fmt: skip
    return r.AnswerRow(**{**values, **fields})  # type: ignore[arg-type]


def group(name: str, number: str, title: str) -> m.Group:
    return m.Group(name, number, title, READINESS, SHARES, COUNTS)


CHECKS = (
    r.CheckRow("XX-1.1-05", "A first part is done.", Strength.MUST, True, 0),
    r.CheckRow("XX-1.1-06", "A detail of it is done.", Strength.MUST, False, 1),
)
EXPIRED = r.EvidenceRow("Report | 2025 <draft>", date(2026, 1, 31), "expired", "E-000002")
ROWS = (
    row(1, State.IMPLEMENTED, evidence=(r.EvidenceRow("Framework v2.1 §4", date(2027, 3, 1), "valid"), EXPIRED),
        demonstrated=True, checks=CHECKS, ticked=("XX-1.1-05",), open_checks=("XX-1.1-06",), deadline="Before placing",
        duties=(Served("AIA-53.1.a", "Art. 53(1)(a)", "Documentation", True, "serves"),
                Served("XI.1", "Annex XI, point 1", "Tasks", True, "annex point"))),
    row(2, State.PARTIAL, note="First line\n- second line\n\n=1+1", owner="Safety lead", due=date(2026, 11, 1),
        effort=Effort.S, effort_given=True, flagged=True, confidence="medium", remark="The texts differ here.",
        actions=("A-000001",)),
    row(3, State.NOT_APPLICABLE, reason="We hold [no] such <data>.", condition="Only where data is held."),
    row(4, None),
)  # fmt: skip
GAP = r.GapRow(
    rank=1, criterion="XX-1.1-02", short="Thing 2 done", question="Is thing 2 done?", chapter="XX", commitment="XX-C1",
    measure="XX-M1.1", place="Example, 1.1 Doing things", state=State.PARTIAL, strength=Strength.MUST, priority=12.5,
    band="critical", because="A 'must' that is late.", calculation="3 force × 2 exposure = 12.50",
    obligations=("AIA-53.1.a",), articles=("Art. 53(1)(a)",), owner="Safety lead", due=date(2026, 11, 1),
    due_passed=True, falls_due=date(2026, 3, 17), late=250,
    actions=(r.ActionRef("A-000001", "Do thing 2 | <now>", "Safety lead", date(2026, 11, 20), True),),
)  # fmt: skip
DUTY = r.DutyRow(
    id="AIA-53.1.a", article="Art. 53(1)(a)", title="Documentation", requires="Have it.", who="Providers.", binds=True,
    because_binds="You are a provider.", due=date(2026, 3, 17), time_limit="When placed", ahead=False, finable=True,
    enforced_by="Commission", sanctions=("Ceiling: a lot (Art. 101(1))",), verdict="not met", because="1 is partial.",
    decided_by=(r.Ref("XX-1.1-02", "Thing 2 done", State.PARTIAL),), served_by=("XX-1.1-01", "XX-1.1-02"),
    set_aside=("XX-1.1-03",), readiness=READINESS, coverage_status="partly", coverage="Part of it.",
    measures=("XX-M1.1",), confidence="medium", account="given", account_text="We do it *otherwise*.\n\n- So.",
    account_by="Legal", yardstick=True, unsigned=("XX",),
    serving=(ServingMeasure("XX-M1.1", "Doing things", "XX", False, (
        ServingCriterion("XX-1.1-01", "Thing 1 done", Strength.MUST, State.IMPLEMENTED, True, False, True),
        ServingCriterion("XX-1.1-09", "Thing 9 done", Strength.MUST, None, False, False, False))),),
    annex=(AnnexPoint("XI.1", "Annex XI, point 1", "Tasks", "Say which.", (), ()),),
    related=(r.Ref("XX-1.1-04", "Thing 4 done", None),),
)  # fmt: skip
FACT = m.OpenFact("actor", "Your part", "What is your part?", "Everything hangs on it.", ("Provider",))
DATE = m.DateRow("comply_by", "Comply by", date(2026, 3, 17), -250, "From this day.")
PIECES = (
    g.PieceRow("E-000001", Piece(title="Framework v2.1", kind=PieceKind.POLICY, reference="https://a.example/?x|y",
               valid_until=date(2027, 3, 1), sha256="a" * 64, owner="Safety lead"), "in force",
               (r.Ref("XX-1.1-01", "Thing 1 done", State.IMPLEMENTED),)),
    g.PieceRow("E-000002", Piece(title="Report | 2025 <draft>", status=PieceStatus.WITHDRAWN, reason="=wrong [figure]",
               valid_from=date(2025, 2, 1), valid_until=date(2026, 1, 31), withdrawn_on=date(2026, 2, 2)), "withdrawn",
               ()),
)  # fmt: skip
ACTIONS = (
    g.ActionRow("A-000001", Action(what="Do thing 2 | <now>", criteria=("XX-1.1-02",), owner="Safety lead",
                due=date(2026, 11, 20), effort=Effort.S), (r.Ref("XX-1.1-02", "Thing 2 done", State.PARTIAL),), -2,
                True),
    g.ActionRow("A-000002", Action(what="Drop it", status=ActionStatus.DROPPED, reason="# too *dear*",
                ended_on=date(2026, 11, 1)), (), None, False),
)  # fmt: skip
EVENTS = (
    g.EventRow("V-000001", "Incident became known", "Death of a person", Event(kind="awareness_of_model_involvement",
               at=datetime(2026, 11, 16, 14, 30, tzinfo=timezone(timedelta(hours=1))), about="INC <1>", note="@night")),
)  # fmt: skip


def dated(key: str, day: date | None, status: Status, **fields: Any) -> DatedDuty:
    days = None if day is None else (day - TODAY).days
    values: dict[str, Any] = {"kind": "deadline", "strength": "must", "pointer": "Measure 1.1", "because": "So."}
    return DatedDuty(id=key, title=f"Duty {key}", day=day, days=days, status=status, **{**values, **fields})


DEADLINES = g.DeadlineRows(
    open=(dated("X-1", date(2026, 11, 1), "overdue", criteria=("XX-1.1-02",), yardstick=False),
          dated("X-2", date(2026, 12, 1), "due", recurs="every 6 months", obligations=("AIA-53.1.a",), yardstick=True)),
    own=(dated("evidence:E-000001", date(2027, 3, 1), "ahead", kind="evidence", owner="Safety | lead"),
         dated("action:A-000001", date(2026, 11, 20), "overdue", kind="action", criteria=("XX-1.1-02",))),
    running=(dated("X-3", None, "no fixed day", because="Since 2026-11-16, without undue delay."),),
    undated=(dated("X-4", None, "cannot be dated", missing="record the event 'Framework confirmed'"),),
    rules=(dated("X-5", None, "cannot be dated", standing=True),),
    over=(dated("X-6", date(2026, 3, 1), "done"), dated("X-7", date(2026, 8, 2), "passed")),
)  # fmt: skip
FINDINGS = (
    g.FindingGroup("error", "evidence-file-changed", "Evidence whose file has changed", "Look.",
                   (Finding("error", "evidence-file-changed", "E-000001", "The file of E-000001 changed.", "Look."),)),
    g.FindingGroup("warning", "implemented-without-evidence", "Met without any evidence cited", "Cite what shows it.",
                   tuple(Finding("warning", "implemented-without-evidence", c, f"{c} is.", "Cite what shows it.")
                         for c in ("XX-1.1-01", "XX-1.1-05"))),
)  # fmt: skip
BASELINE = g.BaselineRow(
    "B-000001", Baseline(name="Q3 | <2026>", author="Lead", role="Owner", day=date(2026, 9, 30), note="_first_",
                         head="b" * 64, content="c" * 64))  # fmt: skip
BEFORE = Readiness(low=0.25, high=1.0, demonstrated=0.0, weight=12, asked=4, answered=1, applicable=4)
CHANGED = g.Changed(
    "Q3 | <2026>", date(2026, 9, 30), ("1 criterion regressed: XX-1.1-02.",),
    Comparison(
        before="Small #1 @ Q3", after="Small #1",
        changes=(Change("XX-1.1-02", "Thing 2 done", ("regressed", "evidence lost"), State.IMPLEMENTED, State.PARTIAL),
                 Change("XX-1.1-01", "Thing 1 done", ("newly answered",), None, State.IMPLEMENTED),
                 Change("XX-1.1-03", "Thing 3 done", ("edited",), None, None, ("due",))),
        verdicts=(VerdictChange("AIA-53.1.a", "Art. 53(1)(a)", "Documentation", "undetermined", "not met"),),
        readiness=ReadinessChange("both", "Criteria that both have", BEFORE, READINESS),
        own=ReadinessChange("all", "All criteria", BEFORE, READINESS),
        chapters=(ReadinessChange("XX", "Example", BEFORE, READINESS),),
        gaps_closed=(), gaps_opened=("XX-1.1-02",), gaps_found=(), gaps_gone=(), unmapped_before=(),
        unmapped_after=(), reworded=(), words=("Small #1 @ Q3: readiness 25–100 %.",),
    ),
)  # fmt: skip
REGISTERS = g.Registers(
    evidence=PIECES,
    lost=(LostProof("E-000002", "Report | 2025 <draft>", date(2026, 2, 1), "expired", ("XX-1.1-01", "XX-1.1-02")),),
    actions=ACTIONS, events=EVENTS, deadlines=DEADLINES, findings=FINDINGS,
    signoffs=(g.SignOffRow("XX", "Example", SignOff(name="Lead", role="Owner", day=date(2026, 9, 29),
                           statement="All <complete>.\n- indeed", content="d" * 64), False),),
    baselines=(BASELINE,), changed=CHANGED,
    accounts=(g.AccountRow("AIA-53.1.a", Account(text="We do it *otherwise*.\n\n- So.", author="Legal")),),
)  # fmt: skip
SCOPE = {
    "outcome": {"provider": "unknown"}, "roles": ["provider"],
    "chapters": [{"id": "XX", "applies": True, "signed": False, "because": "It concerns you."}],
    "obligations": [{"id": "AIA-53.1.a", "article": "Art. 53(1)(a)", "title": "Documentation", "kind": "obligation",
                     "binds": True, "from": "2026-03-17", "because": "You are a provider."}],
    "dates": [{"id": "comply_by", "date": "2026-03-17", "because": "From this day."}],
    "undetermined": [{"fact": "actor", "why_it_matters": "Everything hangs on it.", "settles": ["provider"]}],
}  # fmt: skip
HEADING = r.HeadingRow("XX-1.1-00", "Things are done.", "Measure 1.1", None, ("XX-1.1-01", "XX-1.1-04"))
MODEL = m.ReportModel(
    head=m.Head("abc123", "Small #1", "A & B", "Tiny <1B>", "cop-tui", AT, AT, "Legal",
                m.Moment("Small #1 @ Q3 | <2026>", "B-000001", BASELINE), "e" * 64),
    today=TODAY,
    pack=m.PackRow("example", "1", "Example pack", "0" * 64, "2026-11-22",
                   "A self-assessment; no presumption of conformity.", "In our own words.",
                   (m.SourceRow("Law", "OJ L 1", "https://law.example/1"),)),
    summary=m.Summary(
        READINESS, SHARES, COUNTS, (("not met", 1), ("undetermined", 0), ("met", 0)), ("3 of 4 are answered.",), (GAP,),
        (m.Step("Close the critical gap", "XX-1.1-02 Thing 2 done.", ("XX-1.1-02",)),), ("Chapter V binds you.",),
        (DATE,), (FACT,),
    ),
    chapters=(m.ChapterPart(group("XX", "XX", "Example"), "code", True, False, True, "It concerns you.",
              (m.CommitmentPart(group("XX-C1", "1", "Things"),
               (m.MeasurePart(group("XX-M1.1", "1.1", "Doing things"), ROWS, (HEADING,)),)),),
              ("Not signed: show other means.",)),),
    duties=(DUTY,),
    unbound=(r.UnboundRow("AIA-54.1", "Art. 54(1)", "Representative", "You are in the Union."),),
    gaps=(GAP,),
    not_asked=(row(9, State.MISSING, asked=False, applies=False, note="@kept"),),
    attention=a.Attention(
        (a.AsideRow("XX-1.1-03", "Thing 3 done", "We hold [no] such <data>."),),
        (a.OpenChecksRow("XX-1.1-01", "Thing 1 done", CHECKS[1:]),),
        (a.StaleRow("XX-1.1-01", "Thing 1 done", EXPIRED),),
        (), (r.Ref("XX-1.1-02", "Thing 2 done", State.PARTIAL),),
    ),
    facts=(m.FactRow("actor", "Your part", "not known", True),),
    outcomes=(m.OutcomeRow("provider", "Provider", "Not known yet", ("It hangs on your part.",), ("Art. 3(3)",)),),
    method=(("Readiness", "An interval."),),
    facts_data={"actor": None},
    scope_data=SCOPE,
    registers=REGISTERS, signing=("The signature alone meets nothing.",),
    unasked=(r.UnaskedRow("XX-1.1-09", "Thing 9 done", "The facts say no."),),
)  # fmt: skip


def holding(texts: Sequence[str], *fields: str) -> m.ReportModel:
    """The model with the first text in these fields of every answer, and for each further text further answers."""

    def said(row: r.AnswerRow, text: str, **more: Any) -> r.AnswerRow:
        values: dict[str, Any] = dict.fromkeys(fields, text)
        return replace(row, **values, **more) if row.state else row

    first = MODEL.with_rows(lambda row: said(row, texts[0]))
    more = tuple(
        said(row, text, id=f"XX-1.{number}-0{place}")
        for number, text in enumerate(texts[1:], 2)
        for place, row in enumerate((row for row in ROWS if row.state), 1)
    )
    (chapter,) = first.chapters
    (commitment,) = chapter.commitments
    (measure,) = commitment.measures
    longer = replace(commitment, measures=(replace(measure, rows=(*measure.rows, *more)),))
    return replace(first, chapters=(replace(chapter, commitments=(longer,)),))


def groups(texts: Sequence[str], count: int) -> list[tuple[str, ...]]:
    """So many groups of them: to make a report takes longer than to put a few more words into it."""
    return [tuple(texts[number::count]) for number in range(count)]


def hidden(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Those of which one could be taken for a piece of another one, and so be found though it is not there."""
    return [(one, other) for one, other in permutations(texts, 2) if one in other]
