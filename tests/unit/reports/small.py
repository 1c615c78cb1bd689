"""A report model made by hand, with one of everything; no pack is involved."""

from __future__ import annotations

from datetime import UTC, date, datetime

from cop_tui.domain.answers import State
from cop_tui.domain.pack import Effort, Strength
from cop_tui.domain.results import Readiness, Shares
from cop_tui.reports import model as m
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
EXPIRED = r.EvidenceRow("Report | 2025 <draft>", date(2026, 1, 31), "expired")
ROWS = (
    row(1, State.IMPLEMENTED, evidence=(r.EvidenceRow("Framework v2.1 §4", date(2027, 3, 1), "valid"), EXPIRED),
        demonstrated=True, checks=CHECKS, open_checks=("XX-1.1-06",), deadline="Before placing"),
    row(2, State.PARTIAL, note="First line\n- second line\n\n=1+1", owner="Safety lead", due=date(2026, 11, 1),
        effort=Effort.S, effort_given=True, flagged=True, confidence="medium", remark="The texts differ here."),
    row(3, State.NOT_APPLICABLE, reason="We hold [no] such <data>.", condition="Only where data is held."),
    row(4, None),
)  # fmt: skip
GAP = r.GapRow(
    rank=1, criterion="XX-1.1-02", short="Thing 2 done", question="Is thing 2 done?", chapter="XX", commitment="XX-C1",
    measure="XX-M1.1", place="Example, 1.1 Doing things", state=State.PARTIAL, strength=Strength.MUST, priority=12.5,
    band="critical", because="A 'must' that is late.", calculation="3 force × 2 exposure = 12.50",
    obligations=("AIA-53.1.a",), articles=("Art. 53(1)(a)",), owner="Safety lead", due=date(2026, 11, 1),
    due_passed=True, falls_due=date(2026, 3, 17), late=250,
)  # fmt: skip
DUTY = r.DutyRow(
    id="AIA-53.1.a", article="Art. 53(1)(a)", title="Documentation", requires="Have it.", who="Providers.", binds=True,
    because_binds="You are a provider.", due=date(2026, 3, 17), time_limit="When placed", ahead=False, finable=True,
    enforced_by="Commission", sanctions=("Ceiling: a lot (Art. 101(1))",), verdict="not met", because="1 is partial.",
    decided_by=(r.Ref("XX-1.1-02", "Thing 2 done", State.PARTIAL),), served_by=("XX-1.1-01", "XX-1.1-02"),
    set_aside=("XX-1.1-03",), readiness=READINESS, coverage_status="partly", coverage="Part of it.",
    measures=("XX-M1.1",), confidence="medium",
)  # fmt: skip
FACT = m.OpenFact("actor", "Your part", "What is your part?", "Everything hangs on it.", ("Provider",))
DATE = m.DateRow("comply_by", "Comply by", date(2026, 3, 17), -250, "From this day.")
HEADING = r.HeadingRow("XX-1.1-00", "Things are done.", "Measure 1.1", None, ("XX-1.1-01", "XX-1.1-04"))
MODEL = m.ReportModel(
    head=m.Head("abc123", "Small #1", "A & B", "Tiny <1B>", "cop-tui", AT, AT, "Legal"),
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
               (m.MeasurePart(group("XX-M1.1", "1.1", "Doing things"), ROWS, (HEADING,)),)),)),),
    duties=(DUTY,),
    unbound=(r.UnboundRow("AIA-54.1", "Art. 54(1)", "Representative", "You are in the Union."),),
    gaps=(GAP,),
    not_asked=(row(9, State.MISSING, asked=False, applies=False, note="@kept"),),
    attention=m.Attention(
        (m.AsideRow("XX-1.1-03", "Thing 3 done", "We hold [no] such <data>."),),
        (m.OpenChecksRow("XX-1.1-01", "Thing 1 done", CHECKS[1:]),),
        (m.StaleRow("XX-1.1-01", "Thing 1 done", EXPIRED),),
        (), (r.Ref("XX-1.1-02", "Thing 2 done", State.PARTIAL),),
    ),
    facts=(m.FactRow("actor", "Your part", "not known", True),),
    outcomes=(m.OutcomeRow("provider", "Provider", "Not known yet", ("It hangs on your part.",), ("Art. 3(3)",)),),
    method=(("Readiness", "An interval."),),
    facts_data={"actor": None},
    scope_data={"outcome": {"provider": "unknown"}, "undetermined": [{"fact": "actor"}]},
)  # fmt: skip
