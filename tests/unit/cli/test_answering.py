from __future__ import annotations

import builtins
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from cop_tui.domain.answers import Answer
from tests.unit.cli.conftest import Run


def answers(run: Run, ref: str) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = run("show", ref, "--json").data["answers"]
    return found


def test_an_answer_says_what_was_stored(run: Run, made: str) -> None:
    done = run("answer", made, "TR-1.1-01", "partial", "--note", "half", "--evidence", "A", "--evidence", "B",
               "--owner", "Legal", "--due", "2026-12-15", "--effort", "s")  # fmt: skip
    assert done.code == 0
    for words in (
        "partial",
        "Note: half",
        "Evidence: A",
        "Evidence: B",
        "Owner: Legal",
        "Due: 2026-12-15",
        "Effort: S",
    ):
        assert words in done.out
    assert "Saved" in done.err
    assert answers(run, made)["TR-1.1-01"]["evidence"] == ["A", "B"]


def test_what_no_option_names_stays(run: Run, made: str) -> None:
    run("answer", made, "TR-1.1-01", "partial", "--note", "half", "--evidence", "A", "--owner", "Legal")
    done = run("answer", made, "tr-1.1-01", "--evidence", "C", "--owner", "", "--json")
    assert done.data["criterion"] == "TR-1.1-01"
    said = done.data["answer"]
    assert (said["state"], said["note"], said["evidence"], said["owner"]) == ("partial", "half", ["C"], "")
    assert run("answer", made, "TR-1.1-01", "--evidence", "", "--due", "", "--json").data["answer"]["evidence"] == []

    run("answer", made, "TR-1.1-01", "--due", "+3d")
    due = run("show", made, "--json").data["answers"]["TR-1.1-01"]["due"]
    assert due == (date.today() + timedelta(days=3)).isoformat()


def test_everything_is_checked_before_anything_is_written(run: Run, made: str) -> None:
    done = run("answer", made, "TR-1.1-01", "not_applicable", "--due", "2026-02-30", "--effort", "XL",
               "--evidence", "F (valid to 2026-02-30)", "--note", "n" * 20_001)  # fmt: skip
    assert (done.code, done.out) == (2, "")
    assert "Did you mean not-applicable?" in done.err
    assert "implemented, partial, planned, missing, alternative, not-applicable" in done.err
    for option in ("--due", "--effort", "--evidence", "--note"):
        assert option in done.err
    assert answers(run, made) == {}


@pytest.mark.parametrize("state", ["alternative", "not-applicable"])
def test_two_states_need_a_reason(run: Run, made: str, state: str) -> None:
    refused = run("answer", made, "TR-1.1-01", state)
    assert refused.code == 2
    assert "reason" in refused.err
    assert answers(run, made) == {}
    assert run("answer", made, "TR-1.1-01", state, "--reason", "As agreed").code == 0


@pytest.mark.parametrize(
    ("criterion", "words"), [("TR-1.1-1", "TR-1.1-01"), ("nonsense", "Ids look like"), ("\x1b[2J", "no criterion")]
)
def test_unknown_criteria_suggest_the_nearest(run: Run, made: str, criterion: str, words: str) -> None:
    done = run("answer", made, criterion, "missing")
    assert done.code == 2
    assert words in done.err
    assert "\x1b" not in done.err


def test_a_check_is_no_criterion(run: Run, made: str) -> None:
    from cop_tui.questionnaires.loader import load_pack
    from cop_tui.questionnaires.locate import find_pack

    holder = next(c for c in load_pack(find_pack().path).criteria if c.checks)
    done = run("answer", made, holder.checks[0].id, "missing")
    assert done.code == 2
    assert holder.id in done.err


def test_nothing_to_store(run: Run, made: str) -> None:
    assert run("answer", made, "TR-1.1-01").code == 2
    assert run("answer", made, "TR-1.1-01", "missing", "--clear").code == 2


def test_clear_removes_the_answer(run: Run, made: str) -> None:
    run("answer", made, "TR-1.1-01", "missing", "--note", "x")
    done = run("answer", made, "TR-1.1-01", "--clear", "--json")
    assert done.data == {"criterion": "TR-1.1-01", "answer": None}
    assert answers(run, made) == {}
    assert run("answer", made, "TR-1.1-01", "planned").code == 0


def test_a_criterion_that_is_not_asked_is_kept_and_said(run: Run, made: str) -> None:
    done = run("answer", made, "SS-1.1-04", "missing")
    assert done.code == 0
    assert "not counted" in done.err
    assert run("gaps", made, "--json").data["gaps"] == []


def test_walk_saves_each_answer_and_goes_on_where_it_stopped(run: Run, made: str) -> None:
    done = run("walk", made, "--chapter", "tr", typed="1\n2\n")
    assert done.code == 0
    assert done.out.count("Saved: ") == 2
    assert "\x1b" not in done.out
    said = answers(run, made)
    assert [said[c]["state"] for c in said] == ["implemented", "partial"]
    again = run("walk", made, "--chapter", "TR", typed="q\n")
    first, second = list(said)
    assert "1 of 13. " in again.out
    assert first not in again.out
    assert second not in again.out


def test_walk_asks_for_the_reason_and_can_be_cancelled(run: Run, made: str) -> None:
    done = run("walk", made, typed="5\n\n6 It is not ours\nq\n")
    assert "Cancelled" in done.out
    (said,) = answers(run, made).values()
    assert (said["state"], said["reason"]) == ("not-applicable", "It is not ours")


def test_walk_offers_the_condition_as_the_reason(run: Run, made: str) -> None:
    done = run("walk", made, typed="n\n6\n=\nq\n")
    assert "= for 'The condition is not given: Only when documentation" in done.out
    answer = run("show", made, "--json").data["answers"]["TR-1.1-02"]
    assert answer["reason"].startswith("The condition is not given: Only when documentation")


def test_walk_takes_note_evidence_owner_and_day(run: Run, made: str) -> None:
    done = run("walk", made, typed="m\nasked\ne Form v1 (valid to 2027-03-01)\ne\nForm v2\no Legal\nd 2026-13-01\n"
                                   "d 2026-12-15\n4\nq\n")  # fmt: skip
    assert "Not stored: the day 2026-13-01 does not exist" in done.out
    (said,) = answers(run, made).values()
    assert said["note"] == "asked"
    assert said["evidence"] == ["Form v1 (valid to 2027-03-01)", "Form v2"]
    assert (said["owner"], said["due"], said["state"]) == ("Legal", "2026-12-15", "missing")
    removed = run("walk", made, "--all", typed="m -\ne -\no -\nd -\nq\n")
    assert removed.out.count("Saved: ") == 4
    (said,) = answers(run, made).values()
    assert (said["note"], said["evidence"], said["owner"], said["due"]) == ("", [], "", None)


def test_walk_undoes_and_goes_back(run: Run, made: str) -> None:
    done = run("walk", made, typed="b\nu\n4\nb\nn\nu\n?\ng\nnonsense\n\nq\n")
    assert "This is the first one." in done.out
    assert "nothing to undo" in done.out
    assert "Undone and saved: " in done.out
    assert "Settles it: " in done.out
    assert "Readiness " in done.out
    assert "'nonsense' is none of these" in done.out
    assert answers(run, made) == {}


def test_walk_of_an_unknown_chapter(run: Run, made: str) -> None:
    assert "TR, CR, SS, AO" in run("walk", made, "--chapter", "XX").err
    assert run("walk", made, "--chapter", "SS").code == 2


def test_walk_to_the_end(run: Run, made: str) -> None:
    done = run("walk", made, "--chapter", "TR", typed="1\n" * 15)
    assert "That was the last one." in done.out
    assert "0 criteria not answered yet" in run("walk", made, "--chapter", "TR").out
    assert "15 criteria." in run("walk", made, "--chapter", "TR", "--all", typed="q\n").out


def test_walk_shows_what_somebody_else_answered_meanwhile(
    run: Run, made: str, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = iter(["3", "4", "q"])

    def type_it(prompt: str = "") -> str:
        line = next(lines)
        if line == "3":
            assert run("answer", made, "TR-1.1-01", "implemented", "--note", "theirs").code == 0
        return line

    monkeypatch.setattr(builtins, "input", type_it)
    done = run("walk", made)
    assert "tester answered TR-1.1-01 meanwhile: implemented" in done.out
    assert answers(run, made)["TR-1.1-01"]["state"] == "missing"


def test_an_answer_given_at_the_same_moment_keeps_what_the_other_said_beside_it(
    run: Run, made: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cop_tui.services.session import Session

    change = Session.change
    others = iter([lambda: run("answer", made, "TR-1.1-01", "missing", "--note", "theirs")])

    def slow(self: Session, criterion: str, **fields: Any) -> Answer:
        other = next(others, None)
        if other is not None:
            monkeypatch.setattr(Session, "change", change)
            assert other().code == 0
            monkeypatch.setattr(Session, "change", slow)
        return change(self, criterion, **fields)

    monkeypatch.setattr(Session, "change", slow)
    said = run("answer", made, "TR-1.1-01", "partial", "--json").data["answer"]
    assert (said["state"], said["note"]) == ("partial", "theirs")


def test_an_answer_that_never_gets_through_says_so(run: Run, made: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from cop_tui.cli.files import OpenFile

    monkeypatch.setattr(OpenFile, "saved", lambda self, session: ("conflict",))
    done = run("answer", made, "TR-1.1-01", "partial")
    assert (done.code, done.out) == (2, "")
    assert "somebody else" in done.err


@pytest.mark.parametrize("error", [EOFError(), RuntimeError("input(): lost sys.stdin")])
def test_walk_without_any_input_ends(run: Run, made: str, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def gone(prompt: str = "") -> str:
        raise error

    monkeypatch.setattr(builtins, "input", gone)
    assert run("walk", made).code == 0
    assert run("delete", made).code == 2


def test_walk_asks_again_for_what_is_no_text(run: Run, made: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: Iterator[Exception | str] = iter([UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid"), "q"])

    def type_it(prompt: str = "") -> str:
        line = next(lines)
        if isinstance(line, Exception):
            raise line
        return line

    monkeypatch.setattr(builtins, "input", type_it)
    done = run("walk", made)
    assert done.code == 0
    assert "no UTF-8 text" in done.err


def test_walk_says_why_and_what_is_planned_and_due(run: Run, made: str) -> None:
    run("answer", made, "TR-1.1-03", "missing")
    run("action", "add", made, "TR-1.1-03", "--owner", "Ann")
    done = run("walk", made, "--all", typed="why\nwhy readiness\nactions\nn\nn\nactions\ndeadlines\nwhy nonsense\nq\n")
    for words in ("Weight of a 'must': 3", "Readiness: 0–", "No action is planned for TR-1.1-01.",
                  "1 other action running", "owner Ann", "dated dut", "nothing called 'nonsense'"):  # fmt: skip
        assert words in done.out


def test_walk_registers_the_evidence_it_is_told(run: Run, made: str) -> None:
    run("evidence", "add", made, "Form v1")
    run("walk", made, typed="e Form v1\ne Form v2 (valid to 2099-01-01)\nq\n")
    (said,) = answers(run, made).values()
    assert said["evidence"] == ["Form v1", "Form v2 (valid to 2099-01-01)"]
    pieces = run("evidence", "list", made, "--json").data["evidence"]
    assert [piece["id"] for piece in pieces if piece["serves"]] == sorted(said["evidence_pieces"])  # type: ignore[call-overload]
