from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from cop_tui.cli import listing
from cop_tui.services import shelf
from tests.unit.cli.conftest import Run


def test_new_prints_nothing_but_the_id(run: Run, facts: Path) -> None:
    done = run("new", "Wren 2026", "--facts", facts)
    assert done.code == 0
    assert len(done.out.strip()) == 12
    assert done.out.count("\n") == 1
    assert "'Wren 2026'" in done.err


def test_new_takes_names_from_the_file_unless_an_option_gives_them(run: Run, facts: Path) -> None:
    run("new", "One", "--facts", facts)
    run("new", "Two", "--facts", facts, "--model", "Wren-8B")
    rows = run("list", "--json").data
    assert [(r["provider"], r["model"]) for r in rows] == [
        ("Harrowmere Labs", "Wren-7B"),
        ("Harrowmere Labs", "Wren-8B"),
    ]


def test_bad_facts_leave_no_file_behind(run: Run, tmp_path: Path, db: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("actor: pilot\nestablished_in_eu: perhaps\ncompute: 3\n", encoding="utf-8")
    done = run("new", "Wren", "--facts", bad)
    assert done.code == 2
    assert done.out == ""
    for line, fact in (("1", "actor"), ("2", "established_in_eu"), ("3", "compute")):
        assert f"bad.yaml:{line}: {fact}: " in done.err
    assert "allowed are developer" in done.err
    assert not db.exists()


@pytest.mark.parametrize("name", ["", "   ", "\x1b\x07", "x" * 201])
def test_names_that_are_none(run: Run, name: str, db: Path) -> None:
    done = run("new", name)
    assert done.code == 2
    assert not db.exists()


def test_a_name_belongs_to_one_assessment(run: Run, made: str) -> None:
    for done in (run("new", "Wren 2026"), run("duplicate", made, " Wren  2026 ")):
        assert done.code == 2
        assert "already" in done.err
    assert len(run("list", "--json").data) == 1


def test_list_of_a_missing_file_makes_none(run: Run, db: Path) -> None:
    done = run("list")
    assert (done.code, done.out) == (0, "No assessments yet.\n")
    assert run("list", "--json").data == []
    assert not db.parent.exists()


@pytest.mark.parametrize("words", [["show", "x"], ["gaps", "x"], ["answer", "x", "y", "missing"], ["walk", "x"],
                                   ["delete", "x", "--yes"], ["duplicate", "x", "y"], ["history", "x"],
                                   ["obligations", "x"], ["report", "x"]])  # fmt: skip
def test_commands_on_a_missing_file_make_none(run: Run, db: Path, words: list[str]) -> None:
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert "no assessments yet" in done.err
    assert not db.parent.exists()


def test_list_json_has_the_promised_keys(run: Run, made: str) -> None:
    (row,) = run("list", "--json").data
    assert {"id", "name", "model", "pack", "readiness", "gaps", "updated_at"} <= row.keys()
    assert (row["id"], row["name"], row["gaps"], row["problem"]) == (made, "Wren 2026", 0, None)
    assert row["readiness"]["low"] == 0
    assert row["readiness"]["high"] == 1


def test_what_a_list_works_out_is_kept(run: Run, made: str, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with sqlite3.connect(db) as conn:
        conn.execute("DELETE FROM figures")
    monkeypatch.setattr(listing, "TELL_FROM", 0)
    first = run("list", "--json")
    assert "Working out the figures of 1 assessment;" in first.err
    monkeypatch.setattr(shelf, "figures_of", None)  # whoever needs it now fails
    assert run("list", "--json").data == first.data


def test_list_names_the_next_duty_as_far_as_there_is_room(run: Run, made: str, monkeypatch: pytest.MonkeyPatch) -> None:
    following = run("list", "--json").data[0]["next"]
    assert following.keys() == {"date", "title"}
    assert f"{following['date']} {following['title'][:10]}" in run("list").out
    monkeypatch.setenv("COLUMNS", "80")
    narrow = run("list").out
    assert following["date"] in narrow
    assert max(map(len, narrow.splitlines())) <= 80


def test_one_criterion_with_every_duty_it_serves(run: Run, made: str) -> None:
    run("answer", made, "TR-1.1-01", "partial", "--evidence", "Form v1")
    data = run("show", made, "tr-1.1-01", "--json").data["criterion"]
    assert (data["state"], data["answer"]["evidence"], len(data["answer"]["evidence_pieces"])) == (
        "partial", ["Form v1"], 1)  # fmt: skip
    assert {"AIA-53.1.a", "AIA-53.1.b"} <= {each["id"] for each in data["serves"]}
    assert {each["how"] for each in data["serves"]} >= {"serves", "annex point"}
    assert data["gap"]["criterion"] == "TR-1.1-01"
    text = run("show", made, "TR-1.1-01").out
    for words in ("◐ partial", "Evidence: Form v1", "Art. 53(1)(a)", "not met", "Demonstrated: yes"):
        assert words in text
    assert run("show", made, "TR-9").code == 2


def test_list_survives_an_assessment_whose_questionnaire_is_gone(
    run: Run, made: str, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cop_tui.errors import NotFoundError
    from cop_tui.services import glance
    from cop_tui.services.packs import Packs
    from cop_tui.services.shelf import FiguresShelf

    def missing(self: Packs, pack_id: str, version: str) -> None:
        raise NotFoundError("there is no questionnaire gpai-code 1")

    monkeypatch.setattr(Packs, "get", missing)
    # As they are when the questionnaires have changed.
    monkeypatch.setattr(FiguresShelf, "known", lambda self: {})
    monkeypatch.setattr(glance, "read_figures", lambda *_: {})
    done = run("list")
    assert done.code == 0
    assert "Wren 2026" in done.out
    assert "no questionnaire" in done.out
    assert run("show", made).code == 2


def test_an_assessment_goes_by_id_beginning_of_id_and_name(run: Run, made: str) -> None:
    for ref in (made, made[:6], "Wren 2026"):
        assert run("show", ref, "--json").data["assessment"]["id"] == made
    unknown = run("show", "Robin")
    assert unknown.code == 2
    assert "cop-tui list" in unknown.err


def test_show_json_has_the_promised_keys(run: Run, made: str) -> None:
    run("answer", made, "TR-1.1-01", "partial", "--note", "soon", "--evidence", "Form v1 (valid to 2027-03-01)")
    data = run("show", made, "--json").data
    assert data["facts"]["placed_date"] == "2026-03-17"
    assert data["scope"]["outcome"]["chapter_v"] == "full"
    answer = data["answers"]["TR-1.1-01"]
    assert {"state", "reason", "note", "evidence", "owner", "due", "effort", "checks", "updated_at", "updated_by"} <= (
        answer.keys()
    )
    assert answer["state"] == "partial"
    assert answer["evidence"] == ["Form v1 (valid to 2027-03-01)"]
    assert answer["updated_by"] == "tester"
    text = run("show", made).out
    assert "Evidence: Form v1 (valid to 2027-03-01)" in text
    assert "Supply in the Union" in text


def test_duplicate_copies_the_answers(run: Run, made: str) -> None:
    run("answer", made, "TR-1.1-01", "missing")
    copy = run("duplicate", made, "Wren 2027").out.strip()
    assert copy != made
    assert list(run("show", copy, "--json").data["answers"]) == ["TR-1.1-01"]
    assert run("duplicate", made, "").code == 2


def test_delete_asks_and_can_be_undone(run: Run, made: str) -> None:
    for typed in ("", "n\n", "\n"):
        refused = run("delete", made, typed=typed)
        assert refused.code == 2
        assert "Nothing was deleted" in refused.err
    assert run("delete", made, typed="y\n").code == 0
    assert run("list", "--json").data == []
    assert run("show", made).code == 2
    assert run("delete", made, "--undo").code == 0
    assert run("show", made).code == 0
    assert run("delete", "Wren 2026", "--yes").code == 0
    assert run("delete", made, "--yes").code == 2
    assert run("delete", "Robin", "--undo").code == 2
