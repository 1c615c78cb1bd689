"""A sheet into an assessment: everything or nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.pack import Effort
from cop_tui.domain.register import KINDS, Register
from cop_tui.domain.snapshot import Snapshot
from cop_tui.errors import InputError
from cop_tui.reports.as_json import view
from cop_tui.services.evidence import add_piece
from cop_tui.services.filling import Filled, fill_in
from cop_tui.services.library import Library
from cop_tui.services.reporting import report_model
from cop_tui.services.session import Session
from cop_tui.services.sheets import Sheet, SheetRow

FACTS = {"actor": "developer", "training_compute_flop": 3e24, "placement_mode": "api", "placed_date": "2026-03-17"}
ONE = "TR-1.1-01"


@pytest.fixture
def session(library: Library) -> Iterator[Session]:
    yield library.open(library.create("A", facts=FACTS).id)


def fill(session: Session, *rows: dict[str, str]) -> Filled:
    made = [SheetRow(f"row {n}", row.pop("criterion", ONE), row) for n, row in enumerate(map(dict, rows), 2)]
    return fill_in(session, Sheet(tuple(made)))


def problems(session: Session, *rows: dict[str, str]) -> list[str]:
    before = session.snapshot()
    with pytest.raises(InputError) as refused:
        fill(session, *rows)
    assert session.snapshot() == before
    assert refused.value.hint == "Nothing was stored."
    return refused.value.message.split("\n")


def test_days_with_dots_are_read_as_spreadsheets_write_them(session: Session) -> None:
    assert fill(session, {"state": "planned", "due": "1.12.2026"}).changed == (ONE,)
    assert session.answer(ONE).due == date(2026, 12, 1)
    assert fill(session, {"due": "01.12.2026"}).same == (ONE,)
    assert problems(session, {"due": "31.02.2026"}) == [
        f"row 2: {ONE}: due: the day 2026-02-31 does not exist; write year-month-day, for example 2026-03-17"
    ]


def test_every_field_is_taken(session: Session) -> None:
    spec = next(c for c in session.asked() if c.checks)
    ticked = [check.id for check in spec.all_checks()][:1]
    filled = fill(session, {
        "criterion": spec.id.lower(), "state": "Not applicable", "reason": "So.\r\nReally.", "note": "n",
        "evidence": "Plan v1 (valid to 2027-03-01)\nLog", "owner": " Ann ", "due": "2026-12-01", "effort": "s",
        "checks_ticked": ticked[0], "flagged": "yes",
    })  # fmt: skip
    assert (filled.changed, filled.same, len(filled.registered)) == ((spec.id,), (), 2)
    said = session.answer(spec.id)
    assert (said.state, said.reason, said.note, said.owner) == (State.NOT_APPLICABLE, "So.\nReally.", "n", "Ann")
    assert (said.due, said.effort, said.checks, said.flagged) == (date(2026, 12, 1), Effort.S, tuple(ticked), True)
    assert [str(item) for item in said.evidence] == ["Plan v1 (valid to 2027-03-01)", "Log"]
    assert len(session.register.evidence) == 2


def test_it_is_one_step_and_one_transaction(session: Session, library: Library) -> None:
    fill(session, {"state": "partial", "evidence": "New"}, {"criterion": "CR-1.2-01", "state": "missing"})
    assert library.writer.flush(60)
    assert len({r.at for r in session.revisions()[1:]}) <= 3
    step = session.undo()
    assert step is not None
    assert step.words == "2 answers from a sheet"
    assert session.kept() == {}
    assert session.register.evidence == {}


def test_empty_cells_stay_and_a_dash_removes(session: Session) -> None:
    session.change(ONE, state=State.ALTERNATIVE, reason="r", note="n", owner="o", due=date(2026, 12, 1), flagged=True,
                   effort=Effort.L, evidence=(Evidence(reference="E"),))  # fmt: skip
    assert fill(session, {"state": "", "note": "  ", "due": "", "evidence": ""}).same == (ONE,)
    fill(session, {"note": "-", "owner": "(remove)", "due": "–", "effort": "(Remove)", "evidence": "-", "flagged": "-"})
    assert session.answer(ONE) == Answer(state=State.ALTERNATIVE, reason="r")
    fill(session, {"state": "-", "reason": "-"})
    assert ONE not in session.kept()


def test_what_stands_there_is_no_dash(session: Session) -> None:
    session.change(ONE, note="-", owner="(remove)")
    assert fill(session, {"note": "-", "owner": "(remove)"}).same == (ONE,)


def test_every_problem_is_named_with_its_row(session: Session) -> None:
    found = problems(
        session,
        {"state": "parital", "due": "01/12/2026", "effort": "XL", "note": "n" * 20_001},
        {"criterion": "TR-1.1-2", "state": "partial"},
        {"criterion": "CR-1.2-01", "state": "alternative"},
        {"criterion": ONE, "state": "partial"},
        {"criterion": "CR-1.3-01", "evidence": "P (valid to 2026-02-30)", "checks_ticked": "nope", "flagged": "maybe"},
        {"criterion": "CR-1.2-02", "state": "partial"},
        {"criterion": "CR-1.2-04", "state": "partial"},
    )
    assert found == [
        "row 2: TR-1.1-01: state: 'parital' is no state; did you mean partial? allowed are implemented, partial, "
        "planned, missing, alternative, not-applicable",
        "row 2: TR-1.1-01: note: 20001 characters are too many; at most 20000 are allowed",
        "row 2: TR-1.1-01: due: '01/12/2026' is no date; write year-month-day, for example 2026-03-17",
        "row 2: TR-1.1-01: effort: 'XL' is no effort; allowed are S (small), M (medium) and L (large)",
        "row 3: there is no criterion TR-1.1-2; did you mean TR-1.1-02?",
        "row 4: CR-1.2-01: 'alternative' needs a written reason",
        "row 5: TR-1.1-01: is in row 2 already; one row for each criterion",
        *[line for line in found if line.startswith("row 6: CR-1.3-01: ")],
        "row 7: CR-1.2-02 is a check of CR-1.2-01; answer that one, with the check in checks_ticked",
    ]
    assert len(found) == 11


def test_evidence_is_found_before_it_is_registered(session: Session) -> None:
    plan = add_piece(session, "Plan", valid_until=date(2027, 3, 1))
    fill(session, {"evidence": f"{plan} §4\nPlan\nOld log"})
    session.change(ONE, evidence=(*session.kept()[ONE].evidence, Evidence(reference="Loose")))
    kept = session.kept()[ONE].evidence
    shown = "\n".join(str(item) for item in session.answer(ONE).evidence)
    assert fill(session, {"evidence": shown}).same == (ONE,)
    assert len(session.register.evidence) == 2
    # How long a piece is valid is the register's to say; the order is the person's.
    filled = fill(session, {"evidence": "Loose\nPlan §4 (valid to 2020-01-01)\nPlan"})
    assert filled.registered == ()
    assert session.kept()[ONE].evidence == (kept[3], kept[0], kept[1])


def test_one_new_piece_for_all_rows_that_name_it(session: Session) -> None:
    filled = fill(session, {"evidence": "New plan"}, {"criterion": "CR-1.2-01", "evidence": "New plan\nOther"})
    assert len(filled.registered) == 2
    assert session.kept()[ONE].evidence[0] == session.kept()["CR-1.2-01"].evidence[0]


def test_what_somebody_changed_since_is_not_replaced(session: Session) -> None:
    session.change(ONE, state=State.PARTIAL, note="mine")
    at = datetime.now(UTC)
    before, after = ((at + timedelta(days=d)).strftime("%Y-%m-%dT%H:%M:%SZ") for d in (-1, 1))
    for stamp in (before, ""):
        (problem,) = problems(session, {"note": "theirs", "updated_at": stamp})
        assert "row 2: TR-1.1-01: was changed by tester on " in problem
        assert "delete the column updated_at" in problem
    assert fill(session, {"note": "mine", "updated_at": before}).same == (ONE,)
    assert "is no time" in problems(session, {"note": "theirs", "updated_at": "yesterday"})[0]
    assert fill(session, {"note": "theirs", "updated_at": after}).changed == (ONE,)
    assert fill(session, {"note": "again"}).changed == (ONE,)


def test_a_cell_that_was_cut_is_not_read_back(session: Session) -> None:
    from cop_tui.reports.sheet_cells import cell_text

    session.change(ONE, note="👍" * 20_000)
    cut = cell_text(session.answer(ONE).note)
    assert fill(session, {"note": cut}).same == (ONE,)
    assert "was cut" in problems(session, {"note": f"More: {cut}"})[0]


def test_formulas_and_controls_are_plain_text(session: Session) -> None:
    fill(session, {"note": "=1+1\x00\x1b[2J\u202eabc", "owner": "@sum"})
    assert (session.answer(ONE).note, session.answer(ONE).owner) == ("=1+1[2Jabc", "@sum")


def test_answers_to_what_the_questionnaire_does_not_have_stay(library: Library, session: Session) -> None:
    row = SheetRow("row 2", "XX-9", {"state": "partial"})
    with pytest.raises(InputError, match="no criterion XX-9"):
        fill_in(session, Sheet((row,)))


def test_json_is_enough_to_make_the_assessment_anew(with_demo: Library) -> None:
    session = with_demo.open("Atlas 2026")
    session.change(
        ONE,
        state=State.ALTERNATIVE,
        reason="So.",
        checks=(),
        evidence=(
            Evidence(reference="Loose", valid_until=date(2026, 1, 1), withdrawn=True),
            Evidence(reference="D", draft=True),
        ),
    )
    session.change_entries("account", {("account", "AIA-53.1.c"): KINDS["account"].of(
        {"text": "Otherwise.", "author": "Ann"})})  # fmt: skip
    data = view(report_model(session, with_demo, files=()))
    names, pack = data["assessment"], data["pack"]
    places = {"evidence": "id", "actions": "id", "events": "id", "accounts": "obligation", "signoffs": "chapter"}
    entries = {}
    for (kind, model), (place, key) in zip(KINDS.items(), places.items(), strict=False):
        for item in data[place]:
            fields = {name: item[name] for name in model.field_names()}
            entries[kind, item[key]] = model.of(fields)
    answers = {}
    for criterion, said in data["answers"].items():
        fields = {name: said[name] for name in Answer.field_names()}
        answers[criterion] = Answer.of({**fields, "evidence": said["citations"]})
    rebuilt = Snapshot(names["name"], names["provider"], names["model"], pack["id"], pack["version"], pack["sha256"],
                       data["facts"], answers, Register.of(entries))  # fmt: skip
    assert rebuilt.content_hash() == session.snapshot().content_hash() == data["content"]


def test_a_csv_of_the_gaps_is_read_back_too(with_demo: Library, tmp_path: Path) -> None:
    from cop_tui.reports import as_csv
    from cop_tui.reports.leaving_out import copy_for
    from cop_tui.services.sheets import read_sheet

    session = with_demo.open("Atlas 2026")
    path = tmp_path / "gaps.csv"
    path.write_bytes(as_csv.render(copy_for(report_model(session, files=()), ("answers", "notes"), "board")))
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    assert len(rows) == len(session.analysis.gaps)
    assert fill_in(session, read_sheet(path)).changed == ()
