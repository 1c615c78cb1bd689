from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.unit.cli.conftest import Run


@pytest.fixture
def gap(run: Run, made: str) -> str:
    """The id of an assessment with two gaps."""
    run("answer", made, "TR-1.1-01", "missing", "--owner", "Legal", "--due", "2020-01-31", "--effort", "L")
    run("answer", made, "TR-1.1-03", "partial")
    return made


def actions(run: Run, ref: str, *options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run("action", "list", ref, *options, "--json").data["actions"]
    return found


def test_a_gap_becomes_an_action_with_what_its_answer_says(run: Run, gap: str) -> None:
    done = run("action", "add", gap, "tr-1.1-01", "TR-1.1-03")
    key = done.out.strip()
    assert (done.code, key[:2]) == (0, "A-")
    (found,) = actions(run, gap)
    assert (found["id"], found["owner"], found["due"], found["effort"]) == (key, "Legal", "2020-01-31", "L")
    assert (found["criteria"], found["status"], found["overdue"]) == (["TR-1.1-01", "TR-1.1-03"], "open", True)
    text = run("action", "list", gap)
    assert "Overdue" in text.out
    assert "OVERDUE" in text.out
    assert "1 action is overdue." in text.err
    assert {g["criterion"]: g["actions"] for g in run("gaps", gap, "--json").data["gaps"]} == {
        "TR-1.1-01": [key], "TR-1.1-03": [key]}  # fmt: skip
    assert f"Actions: {key}" in run("gaps", gap).out


def test_options_go_before_what_the_answer_says(run: Run, gap: str) -> None:
    run(
        "action",
        "add",
        gap,
        "TR-1.1-01",
        "--what",
        "Write it",
        "--owner",
        "Ann",
        "--due",
        "2099-01-31",
        "--effort",
        "s",
    )
    (found,) = actions(run, gap, "--owner", "ann", "--status", "open")
    assert (found["what"], found["owner"], found["due"], found["effort"]) == ("Write it", "Ann", "2099-01-31", "S")
    assert actions(run, gap, "--owner", "Bob") == []
    assert "No action fits." in run("action", "list", gap, "--status", "done").out
    assert "Ann\n" in run("action", "list", gap, "--by", "owner").out
    bad = run("action", "add", gap, "TR-1.1-01", "--due", "soon", "--effort", "XL")
    assert (bad.code, "--due" in bad.err, "--effort" in bad.err) == (2, True, True)
    edited = run("action", "edit", gap, found["id"], "--due", "tomorrow", "--json").data
    assert date.fromisoformat(edited["due"]) > date.today()
    assert "No gap as it stands: TR-1.2-01." in run("action", "add", gap, "TR-1.2-01").err


def test_done_needs_the_new_states(run: Run, gap: str) -> None:
    key = run("action", "add", gap, "TR-1.1-01", "TR-1.1-03").out.strip()
    refused = run("action", "done", gap, key)
    assert refused.code == 2
    assert "--state STATE" in refused.err
    assert run("action", "done", gap, key, "--state", "alternative").code == 2  # its reason is missing
    assert run("action", "done", gap, key, "--state", "done").code == 2
    for wrong in ("TR-1.1-03", "TR-1.2-01=partial", "TR-1.1-03=good"):
        assert run("action", "done", gap, key, "--state", "implemented", "--state-of", wrong).code == 2
    assert actions(run, gap)[0]["status"] == "open"
    done = run("action", "done", gap, key, "--state", "implemented", "--state-of", "TR-1.1-03=planned", "--json")
    assert (done.code, done.data["status"], bool(done.data["ended_on"])) == (0, "done", True)
    answers = run("show", gap, "--json").data["answers"]
    assert (answers["TR-1.1-01"]["state"], answers["TR-1.1-03"]["state"]) == ("implemented", "planned")


def test_in_a_terminal_done_asks(run: Run, gap: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from cop_tui.cli import actions as module

    monkeypatch.setattr(module, "_somebody_there", lambda: True)
    key = run("action", "add", gap, "TR-1.1-01", "TR-1.1-03").out.strip()
    assert run("action", "done", gap, key, typed="\n").code == 2
    done = run("action", "done", gap, key, typed="nonsense\n1\nalternative\nAs agreed\n")
    assert done.code == 0
    assert "1 implemented" in done.err
    answers = run("show", gap, "--json").data["answers"]
    assert [answers[c]["state"] for c in ("TR-1.1-01", "TR-1.1-03")] == ["implemented", "alternative"]
    assert answers["TR-1.1-03"]["reason"] == "As agreed"


def test_start_drop_reopen_and_edit(run: Run, gap: str) -> None:
    key = run("action", "add", gap, "TR-1.1-01").out.strip()
    assert run("action", "start", gap, key, "--json").data["status"] == "in-progress"
    assert run("action", "drop", gap, key).code == 2
    dropped = run("action", "drop", gap, key[:5], "--reason", "No longer ours", "--json").data
    assert (dropped["status"], dropped["reason"]) == ("dropped", "No longer ours")
    assert run("action", "reopen", gap, key, "--json").data["status"] == "open"
    edited = run("action", "edit", gap, key, "--owner", "", "--due", "", "--criterion", "TR-1.1-03", "--json").data
    assert (edited["owner"], edited["due"], edited["criteria"]) == ("", None, ["TR-1.1-03"])
    assert run("action", "edit", gap, key).code == 2
    assert "TR-1.1-03 ◐ partial" in run("action", "show", gap, key).out
    assert run("action", "show", gap, "A-000000").code == 2
    assert "action A-" in run("history", gap).out
    assert key in run("history", gap, key).out
