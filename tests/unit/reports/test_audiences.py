"""What an audience may not see is nowhere: looked for with a mark in every field that a person can fill."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.register import (
    Account,
    Action,
    ActionStatus,
    Baseline,
    Event,
    Piece,
    PieceStatus,
    Register,
    SignOff,
)
from cop_tui.errors import ReportError
from cop_tui.reports import registry
from cop_tui.reports.audiences import AUDIENCES, SWITCHES, left_out
from cop_tui.reports.leaving_out import copy_for
from cop_tui.reports.model import PARTS, Moment, Part, ReportModel
from cop_tui.reports.wording import LEFT_OUT_WORDS, left_out_words

from .conftest import Make
from .extracting import everything
from .small import CHANGED

DAY = date(2026, 9, 30)
AT = datetime(2026, 11, 16, 14, 30, tzinfo=UTC)
MARKS: dict[str, set[Part]] = {
    "zqnamezq": set(), "zqproviderzq": set(), "zqmodelzq": set(), "zqaboutzq": set(), "zqaccountzq": set(),
    "zqlabelzq": set(),
    "zqnotezq": {"notes"}, "zqstraynotezq": {"notes", "answers"}, "zqeventnotezq": {"notes"},
    "zqpiecereasonzq": {"notes", "evidence"}, "zqactionreasonzq": {"notes", "plan"},
    "zqfrozennotezq": {"notes", "history"}, "zqreasonzq": {"answers"},
    "zqreferencezq": {"evidence"}, "zqwherezq": {"evidence"}, "zqtitlezq": {"evidence"}, "zqgonezq": {"evidence"},
    "zqplacezq": {"evidence"},
    "zqpieceownerzq": {"owners"}, "zqanswerownerzq": {"owners"}, "zqactionownerzq": {"owners", "plan"},
    "zqwhatzq": {"plan"}, "zqdonezq": {"plan"}, "zqdroppedzq": {"plan"},
    "zqbyzq": {"history"}, "zqupdatedzq": {"history"}, "zqaccountauthorzq": {"history"},
    "zqsignerzq": {"history"}, "zqsignerrolezq": {"history"}, "zqsignedzq": {"history"},
    "zqfrozenzq": {"history"}, "zqfrozenbyzq": {"history"}, "zqfrozenrolezq": {"history"},
    "zqchangedzq": {"changes"}, "zqsentencezq": {"changes"},
}  # fmt: skip
"""Each mark, and the parts of which any one takes it away. No part: every audience sees it."""


@pytest.fixture(scope="module")
def marked(make: Make) -> ReportModel:
    gone: dict[str, Any] = {
        "status": PieceStatus.WITHDRAWN,
        "withdrawn_on": date(2026, 1, 1),
        "reason": "zqpiecereasonzq",
    }
    register = Register(
        evidence={
            "E-000001": Piece(title="zqtitlezq", reference="zqplacezq", owner="zqpieceownerzq", valid_until=DAY),
            "E-000002": Piece(title="zqgonezq", **gone),
        },
        actions={
            "A-000001": Action(what="zqwhatzq", criteria=("CR-1.1-01",), owner="zqactionownerzq", due=DAY),
            "A-000002": Action(what="zqdonezq", criteria=("CR-1.1-01",), status=ActionStatus.DONE, ended_on=DAY),
            "A-000003": Action(what="zqdroppedzq", status=ActionStatus.DROPPED, reason="zqactionreasonzq",
                               ended_on=DAY),
        },
        events={"V-000001": Event(kind="complaint_received", at=AT, about="zqaboutzq", note="zqeventnotezq")},
        accounts={"AIA-53.1.c": Account(text="zqaccountzq", author="zqaccountauthorzq")},
        signoffs={"TR": SignOff(name="zqsignerzq", role="zqsignerrolezq", day=DAY, statement="zqsignedzq",
                                content="0" * 64)},
        baselines={"B-000001": Baseline(name="zqfrozenzq", author="zqfrozenbyzq", role="zqfrozenrolezq", day=DAY,
                                        note="zqfrozennotezq", head="0" * 64, content="0" * 64)},
    )  # fmt: skip
    answers = {
        "TR-1.1-01": Answer(state=State.ALTERNATIVE, reason="zqreasonzq", note="zqnotezq", owner="zqanswerownerzq",
                            evidence=(Evidence(reference="zqreferencezq", valid_until=DAY),
                                      Evidence(piece="E-000001", where="zqwherezq"), Evidence(piece="E-000002"))),
        "CR-1.1-01": Answer(state=State.PARTIAL, note="zqnotezq", owner="zqanswerownerzq", due=DAY, flagged=True),
        "CR-1.2-01": Answer(state=State.NOT_APPLICABLE, reason="zqreasonzq"),
        "ZZ-9.9-99": Answer(state=State.MISSING, note="zqstraynotezq"),
    }  # fmt: skip
    facts = {"actor": "developer", "training_compute_flop": 3e24, "placement_mode": "api", "established_in_eu": True,
             "placed_date": date(2026, 3, 17), "chapters_signed": ["CR"]}  # fmt: skip
    model = make(facts, answers, by="zqbyzq", register=register, name="zqnamezq", provider="zqproviderzq",
                 model="zqmodelzq", updated_by="zqupdatedzq", made_at=AT)  # fmt: skip
    moment = Moment("zqlabelzq", "B-000001", model.registers.baselines[0])
    changed = replace(CHANGED, baseline="zqchangedzq", sentences=("zqsentencezq",))
    return replace(model, head=replace(model.head, moment=moment), registers=replace(model.registers, changed=changed))


COPIES = [
    *((name, parts) for name, parts in AUDIENCES.items()),
    *(("custom", left_out("custom", [switch])) for switch in SWITCHES),
    ("custom", left_out("custom", tuple(SWITCHES))),
]


@pytest.mark.parametrize("made", [f for f in registry.formats() if f.available], ids=lambda f: str(f.name))
@pytest.mark.parametrize(("audience", "parts"), COPIES, ids=lambda v: v if isinstance(v, str) else "-".join(v))
def test_what_is_left_out_is_in_no_file(
    marked: ReportModel, made: registry.Format, audience: str, parts: tuple[Part, ...]
) -> None:
    if made.name == "pdf" and (audience, parts) not in (*COPIES[1:3], COPIES[-1]):
        pytest.skip("reading a PDF takes long; three copies show that it is made from the copy alone")
    text = everything(made.make(copy_for(marked, parts, audience))).casefold()
    found = [mark for mark, hidden in MARKS.items() if hidden & set(parts) and mark in text]
    assert found == []


@pytest.mark.parametrize(("audience", "parts"), COPIES, ids=lambda v: v if isinstance(v, str) else "-".join(v))
def test_what_is_not_left_out_is_there(marked: ReportModel, audience: str, parts: tuple[Part, ...]) -> None:
    """For the marks to prove anything, each must be found where nothing hides it: in the JSON, which is complete."""
    text = everything(registry.chosen(["json"])[0].make(copy_for(marked, parts, audience)))
    hidden = {mark for mark, away in MARKS.items() if away & set(parts)} | {"zqsentencezq"}
    if "answers" in parts:
        hidden |= {"zqnotezq", "zqreasonzq", "zqbyzq"}
    if "findings" in parts and "evidence" in parts:
        hidden |= {"zqtitlezq"}
    missing = [mark for mark in MARKS if mark not in hidden and mark not in text]
    assert missing == []


def test_every_part_is_left_out_on_its_own(marked: ReportModel) -> None:
    for part in PARTS:
        copy = copy_for(marked, [part], "custom")
        assert copy.left_out == (part,)
        assert LEFT_OUT_WORDS[part] in left_out_words(copy.left_out)
        for made in registry.chosen(["md", "html", "json", "csv"]):
            text = everything(made.make(copy))
            assert [m for m, hidden in MARKS.items() if part in hidden and m in text] == []


@pytest.mark.parametrize("audience", AUDIENCES)
def test_figures_are_the_same_for_every_audience(marked: ReportModel, audience: str) -> None:
    copy = copy_for(marked, AUDIENCES[audience], audience)
    assert copy.summary.readiness == marked.summary.readiness
    assert copy.summary.gaps == marked.summary.gaps == len(marked.gaps)
    assert [d.verdict for d in copy.duties] == [d.verdict for d in marked.duties]
    assert copy.head.content == marked.head.content
    for name in ("md", "html"):
        text = registry.chosen([name])[0].make(copy).decode()
        assert left_out_words(copy.left_out) in text
        assert audience in text


def test_the_ai_office_reads_no_priority(marked: ReportModel) -> None:
    copy = copy_for(marked, AUDIENCES["ai-office"], "ai-office")
    for name in ("md", "html"):
        text = registry.chosen([name])[0].make(copy).decode()
        assert "What hurts most" not in text
        assert "What to do next" not in text
        assert "no owner" not in text
        assert not any(gap.calculation in text for gap in marked.gaps)


def test_an_audience_that_does_not_exist() -> None:
    with pytest.raises(ReportError, match="press"):
        left_out("press")
    assert left_out("board", ["notes", "owners"]) == (
        "notes", "evidence", "owners", "history", "answers", "findings",
    )  # fmt: skip
