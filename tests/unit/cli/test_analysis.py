from __future__ import annotations

from pathlib import Path

import pytest

from cop_tui.domain.pack import Pack
from tests.unit.cli.conftest import Run

OUTCOMES = (
    "gpai", "systemic_risk", "provider", "placed", "chapter_v", "duty_scope", "os_exempt", "representative_required",
    "legacy", "in_act", "obligations", "on_request", "neighbouring", "chapters_relevant", "alternative_means_for",
    "comply_by", "notify_by", "mandate_by", "summary_by", "finable_from", "marking_by", "notes",
)  # fmt: skip


def test_scope_json_has_the_promised_keys(run: Run, facts: Path, db: Path) -> None:
    data = run("scope", facts, "--json").data
    assert {"outcome", "roles", "chapters", "obligations", "dates", "undetermined"} <= data.keys()
    assert set(OUTCOMES) <= data["outcome"].keys()
    assert {c["id"]: (c["applies"], c["signed"]) for c in data["chapters"]} == {
        "TR": (True, True), "CR": (True, True), "SS": (False, False), "AO": (True, None),
    }  # fmt: skip
    assert {"id", "binds", "from", "because"} <= data["obligations"][0].keys()
    assert {"id": "comply_by", "date": "2026-03-17"}.items() <= data["dates"][0].items()
    assert data["assumed"]["designated"] is False
    assert not db.parent.exists()


def test_scope_says_what_binds_why_and_what_is_not_known(run: Run, tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text(
        '{"provider_name": "A", "model_name": "B", "training_compute_flop": null, "placement_mode": "api"}'
    )
    done = run("scope", facts)
    assert done.code == 0
    for words in ("What binds A for B", "General-purpose AI model: Not known yet", "Duties that the facts leave open",
                  "training_compute_flop: ", "Settles: ", "Assumed, as the file does not say", "(Art."):  # fmt: skip
        assert words in done.out
    assert max(map(len, done.out.splitlines())) <= 100


def test_scope_of_bad_facts(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "facts.yaml"
    bad.write_text('actor: developer\nactor: host\n"x\\e[31m": 1\n', encoding="utf-8")
    done = run("scope", bad)
    assert (done.code, done.out) == (2, "")
    assert "facts.yaml:2: actor: key given twice" in done.err
    assert "\x1b" not in done.err
    assert run("scope", tmp_path / "none.yaml").code == 2


@pytest.fixture
def strengths(run: Run, made: str, pack: Pack) -> dict[str, str]:
    """A criterion of each strength that this assessment asks."""
    asked = run("gaps", made, "--json").data["not_answered"]
    found: dict[str, str] = {}
    for criterion in pack.criteria:
        if criterion.id in asked:
            found.setdefault(criterion.strength, criterion.id)
    return found


@pytest.mark.parametrize(
    ("strength", "state", "codes"),
    [
        ("must", "missing", (1, 1, 1)),
        ("must", "partial", (1, 1, 1)),
        ("must", "implemented", (0, 0, 0)),
        ("must", "alternative", (0, 0, 0)),
        ("must", "not-applicable", (0, 0, 0)),
        ("should", "planned", (0, 1, 1)),
        ("encouraged", "missing", (0, 0, 1)),
    ],
)
def test_fail_on(
    run: Run, made: str, strengths: dict[str, str], strength: str, state: str, codes: tuple[int, ...]
) -> None:
    assert run("answer", made, strengths[strength], state, "--reason", "why").code == 0
    assert run("gaps", made).code == 0
    assert tuple(run("gaps", made, "--fail-on", level).code for level in ("must", "should", "any")) == codes


def test_what_is_not_answered_is_said_and_never_fails(run: Run, made: str) -> None:
    done = run("gaps", made, "--fail-on", "any")
    assert done.code == 0
    assert "not answered" in done.err
    assert "No gaps among the answers." in done.out
    assert run("gaps", made, "--fail-on", "must", "--json").data["gaps"] == []


def test_gaps_json_has_the_promised_keys(run: Run, made: str) -> None:
    run("answer", made, "TR-1.1-01", "planned", "--owner", "Legal", "--due", "2026-12-15")
    data = run("gaps", made, "--json").data
    assert {"assessment", "pack", "readiness", "chapters", "obligations", "gaps"} <= data.keys()
    assert data["pack"].keys() == {"id", "version", "sha256"}
    assert {"low", "high", "demonstrated", "answered", "applicable"} <= data["readiness"].keys()
    assert {"id", "article", "verdict", "decided_by"} <= data["obligations"][0].keys()
    (gap,) = data["gaps"]
    assert {
        "criterion",
        "measure",
        "state",
        "strength",
        "priority",
        "because",
        "obligations",
        "owner",
        "due",
    } <= gap.keys()
    assert (gap["criterion"], gap["measure"], gap["state"]) == ("TR-1.1-01", "TR-M1.1", "planned")
    assert (gap["owner"], gap["due"]) == ("Legal", "2026-12-15")
    assert isinstance(gap["priority"], float)


def test_gaps_text_shows_the_calculation(run: Run, made: str) -> None:
    run("answer", made, "TR-1.1-01", "planned", "--owner", "Legal")
    done = run("gaps", made)
    for words in ("○ planned", "TR-1.1-01", "force ×", "Owner: Legal", "1 of 55 criteria answered"):
        assert words in done.out


def test_marks_are_plain_where_the_locale_knows_no_more(run: Run, made: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run("answer", made, "TR-1.1-01", "planned")
    monkeypatch.setenv("LC_ALL", "C")
    done = run("gaps", made)
    assert "o planned" in done.out
    assert done.out.isascii()


def test_obligations(run: Run, made: str) -> None:
    run("answer", made, "TR-1.1-01", "missing")
    data = run("obligations", made, "--json").data
    verdicts = {o["id"]: o["verdict"] for o in data["obligations"]}
    assert verdicts["AIA-53.1.a"] == "not met"
    assert {"served_by", "set_aside", "decided_by", "because", "from", "finable"} <= data["obligations"][0].keys()
    text = run("obligations", made).out
    assert "Not met (" in text
    assert "Decided by: TR-1.1-01" in text


def test_history(run: Run, made: str) -> None:
    run("answer", made, "TR-1.1-01", "planned", "--note", "soon")
    run("answer", made, "TR-1.1-01", "implemented")
    run("answer", made, "TR-1.1-01", "--clear")
    text = run("history", made).out
    assert "tester  assessment  made" in text
    assert "planned → implemented" in text
    assert "answer removed" in text
    data = run("history", made, "--json").data
    assert [r["criterion"] for r in data["revisions"]] == [None, *["TR-1.1-01"] * 3]
    assert data["revisions"][1]["changed"] == ["note", "state"]
    assert data["revisions"][2]["parents"] == [data["revisions"][1]["hash"]]
    one = run("history", made, "tr-1.1-01")
    assert "Note: soon" in one.out
    assert run("history", made, "TR-1.1-02").out == "Nothing was answered here yet.\n"
    assert run("history", made, "TR-9").code == 2


def test_history_names_deletion_and_return(run: Run, made: str) -> None:
    run("delete", made, "--yes")
    run("delete", made, "--undo")
    text = run("history", made).out
    assert "deleted" in text
    assert "restored" in text
