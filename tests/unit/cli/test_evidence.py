from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.conftest import Run


def pieces(run: Run, ref: str, *options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run("evidence", "list", ref, *options, "--json").data["evidence"]
    return found


def test_a_piece_is_registered_with_all_it_has(run: Run, made: str) -> None:
    done = run("evidence", "add", made, "Framework v2", "--kind", "policy", "--reference", "DOC-7", "--from",
               "2020-01-01", "--until", "2099-01-01", "--owner", "Legal", "--criterion", "tr-1.1-01",
               "--where", "§4")  # fmt: skip
    key = done.out.strip()
    assert (done.code, key[:2]) == (0, "E-")
    assert "Saved" in done.err
    data = run("evidence", "show", made, "Framework v2", "--json").data
    assert (data["id"], data["kind"], data["reference"], data["owner"]) == (key, "policy", "DOC-7", "Legal")
    assert (data["standing"], data["serves"], data["where"]) == ("in force", ["TR-1.1-01"], {"TR-1.1-01": "§4"})
    answer = run("show", made, "--json").data["answers"]["TR-1.1-01"]
    assert answer["evidence"] == ["Framework v2 §4 (valid to 2099-01-01)"]
    assert answer["evidence_pieces"] == [key]
    text = run("evidence", "show", made, key).out
    for words in ("policy, in force, valid to 2099-01-01, owner Legal, serves 1 criterion", "Serves TR-1.1-01, §4"):
        assert words in text


def test_everything_wrong_is_named_and_nothing_stored(run: Run, made: str) -> None:
    done = run("evidence", "add", made, "X" * 600, "--from", "2026-02-30", "--until", "soon", "--owner", "o" * 300)
    assert (done.code, done.out) == (2, "")
    for option in ("TITLE", "--from", "--until", "--owner"):
        assert option in done.err
    assert run("evidence", "add", made, "X", "--from", "2026-02-01", "--until", "2026-01-01").code == 2
    unknown = run("evidence", "add", made, "X", "--criterion", "TR-1.1-1")
    assert (unknown.code, "TR-1.1-01" in unknown.err) == (2, True)
    kind = run("evidence", "add", made, "X", "--kind", "paper")
    assert (kind.code, "'evaluation-report'" in kind.err) == (2, True)
    assert run("evidence", "add", made, " ").code == 2
    assert pieces(run, made) == []


def test_a_file_is_hashed_and_verify_says_when_it_changes(run: Run, made: str, tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_text("one")
    assert run("evidence", "add", made, "Log", "--file", path, "--reference", "x").code == 2
    assert run("evidence", "add", made, "Log", "--file", tmp_path / "none").code == 2
    key = run("evidence", "add", made, "Log", "--file", path, "--kind", "log").out.strip()
    (piece,) = pieces(run, made)
    assert piece["sha256"] == hashlib.sha256(b"one").hexdigest()
    assert piece["reference"] == str(path)
    assert run("verify", made).code == 0
    path.write_text("two")
    broken = run("verify", "--json")
    assert broken.code == 1
    (found,) = broken.data["assessments"]
    assert (broken.data["holds"], found["files"][0]["piece"], found["files_checked"]) == (False, key, 1)
    assert f"{key}: {path} has changed" in run("verify", made).out.replace("\n      ", " ")
    assert "evidence-file-changed" in run("check", made).out or key in run("check", made).out
    assert run("evidence", "rehash", made, key).code == 0
    assert run("verify").code == 0


def test_linking_and_unlinking(run: Run, made: str) -> None:
    key = run("evidence", "add", made, "Form", "--draft").out.strip()
    done = run("evidence", "link", made, key[:5], "TR-1.1-01", "tr-1.1-03", "--json")
    assert done.data["serves"] == ["TR-1.1-01", "TR-1.1-03"]
    assert "it demonstrates nothing today" in done.err
    assert "already" in run("evidence", "link", made, key, "TR-1.1-01").err
    assert "not counted" in run("evidence", "link", made, key, "SS-1.1-04").err.replace("\n", " ")
    assert run("evidence", "unlink", made, key, "TR-1.1-01", "SS-1.1-04", "--json").data["serves"] == ["TR-1.1-03"]
    assert "None of them" in run("evidence", "unlink", made, key, "TR-1.1-01").err
    refused = run("evidence", "remove", made, key)
    assert (refused.code, "TR-1.1-03" in refused.err) == (2, True)
    run("evidence", "unlink", made, key, "TR-1.1-03")
    assert run("evidence", "remove", made, key).code == 0
    assert pieces(run, made) == []
    told = run("history", made, key).out
    assert f"evidence {key}  made" in told
    assert f"evidence {key}  removed" in told


def test_what_withdrawn_and_expired_pieces_took_down_is_listed(run: Run, made: str) -> None:
    for criterion in ("TR-1.1-01", "TR-1.1-03", "TR-1.2-01"):
        run("answer", made, criterion, "implemented")
    old = run("evidence", "add", made, "Old", "--until", "2020-10-31", "--criterion", "TR-1.1-01",
              "--criterion", "TR-1.1-03").out.strip()  # fmt: skip
    key = run("evidence", "add", made, "Contract", "--criterion", "TR-1.2-01").out.strip()
    done = run("evidence", "withdraw", made, key, "--reason", "ended")
    assert "1 criterion has no valid evidence now: TR-1.2-01." in done.err
    lost = run("evidence", "list", made, "--lost").out
    assert "2 criteria lost their proof on 2020-11-01: TR-1.1-01, TR-1.1-03." in lost
    assert f"{old} Old, expired" in lost
    data = run("evidence", "list", made, "--json").data["lost_proofs"]
    assert [(each["piece"], each["because"]) for each in data] == [(key, "withdrawn"), (old, "expired")]
    assert [p["id"] for p in pieces(run, made, "--status", "withdrawn")] == [key]
    assert [p["id"] for p in pieces(run, made, "--criterion", "TR-1.1-03")] == [old]
    assert pieces(run, made, "--kind", "log") == []
    assert "None fits." in run("evidence", "list", made, "--kind", "log").out
    assert run("evidence", "edit", made, key, "--status", "draft").code == 2
    run("evidence", "reinstate", made, key)
    assert run("evidence", "show", made, key, "--json").data["lost"] == []


def test_a_piece_takes_the_place_of_another(run: Run, made: str) -> None:
    run("answer", made, "TR-1.1-01", "implemented", "--evidence", "Form v1")
    new = run("evidence", "add", made, "Form v2").out.strip()
    done = run("evidence", "replace", made, "Form v1", new)
    assert "for 1 criterion" in done.err
    assert run("show", made, "--json").data["answers"]["TR-1.1-01"]["evidence_pieces"] == [new]
    old = run("evidence", "show", made, "Form v1", "--json").data
    assert (old["standing"], old["replaced_by"]) == ("withdrawn", new)
    assert run("evidence", "replace", made, new, new).code == 2


def test_editing_changes_it_wherever_it_is_cited(run: Run, made: str) -> None:
    run("answer", made, "TR-1.1-01", "implemented", "--evidence", "Form v1 (valid to 2099-01-01)")
    done = run("evidence", "edit", made, "Form v1", "--title", "Form", "--until", "", "--owner", "Legal", "--json")
    assert (done.data["title"], done.data["valid_until"], done.data["owner"]) == ("Form", None, "Legal")
    assert run("show", made, "--json").data["answers"]["TR-1.1-01"]["evidence"] == ["Form"]
    assert run("evidence", "edit", made, "Form").code == 2
    assert run("evidence", "edit", made, "Nothing", "--owner", "x").code == 2


def test_answers_cite_the_register(run: Run, made: str) -> None:
    key = run("evidence", "add", made, "Framework v2").out.strip()
    done = run("answer", made, "TR-1.1-01", "implemented", "--evidence", f"{key} §4", "--evidence", "New paper",
               "--evidence", "New paper", "--json")  # fmt: skip
    said = done.data["answer"]
    assert said["evidence"] == ["Framework v2 §4", "New paper"]
    assert len(pieces(run, made)) == 2
    again = run("answer", made, "TR-1.1-01", *(w for text in said["evidence"] for w in ("--evidence", text)), "--json")
    assert again.data["answer"]["evidence_pieces"] == said["evidence_pieces"]
    assert len(pieces(run, made)) == 2
    other = run("answer", made, "TR-1.1-03", "planned", "--evidence", "New paper", "--json").data["answer"]
    assert other["evidence_pieces"] == said["evidence_pieces"][1:]


def test_a_conflict_is_tried_again_and_then_said(run: Run, made: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from cop_tui.cli.files import OpenFile

    monkeypatch.setattr(OpenFile, "saved", lambda self, session: ("conflict",))
    done = run("evidence", "add", made, "X")
    assert (done.code, done.out) == (2, "")
    assert "somebody else" in done.err


def test_hostile_text_stays_text(run: Run, made: str) -> None:
    run("evidence", "add", made, "[bold]\x1b[31m<b>x</b>", "--owner", "[red]")
    text = run("evidence", "list", made).out
    assert "\x1b" not in text
    assert "[bold][31m<b>x</b>" in text
