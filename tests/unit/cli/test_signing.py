from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.unit.cli.conftest import FACTS, Run


@pytest.fixture
def unsigned(run: Run, tmp_path: Path) -> str:
    """The id of an assessment of a provider who has signed nothing."""
    path = tmp_path / "unsigned.yaml"
    path.write_text(FACTS.replace("[TR, CR]", "[]"), encoding="utf-8")
    return run("new", "Robin", "--facts", path).out.strip()


def test_an_account_of_other_means(run: Run, unsigned: str, tmp_path: Path) -> None:
    rows = {o["id"]: o for o in run("obligations", unsigned, "--json").data["obligations"]}
    assert (rows["AIA-53.1.a"]["account"], rows["AIA-53.1.a"]["yardstick"]) == ("missing", True)
    assert "the account of other means is missing" in run("obligations", unsigned).out.replace("\n      ", " ")
    empty = run("account", unsigned, "Art. 53(1)(a)")
    assert (empty.code, empty.out) == (0, "")
    assert "has no account" in empty.err
    done = run("account", unsigned, "aia-53.1.a", "--text", "We document in our own way.\nIt is checked yearly.")
    assert done.code == 0
    assert run("account", unsigned, "AIA-53.1.a").out == "We document in our own way.\nIt is checked yearly.\n"
    data = run("account", unsigned, "AIA-53.1.a", "--json").data["account"]
    assert (data["obligation"], data["author"]) == ("AIA-53.1.a", "tester")
    duty = run("obligations", unsigned, "AIA-53.1.a", "--json").data["obligation"]
    assert (duty["account_state"], duty["account"]["text"][:11]) == ("given", "We document")
    assert "We document in our own way." in run("obligations", unsigned, "AIA-53.1.a").out
    path = tmp_path / "account.txt"
    path.write_text("From a file", encoding="utf-8")
    assert run("account", unsigned, "AIA-53.1.a", "--file", path).out == "From a file\n"
    assert run("account", unsigned, "AIA-53.1.a", "--file", "-", typed="From a pipe").out == "From a pipe\n"
    assert run("account", unsigned, "AIA-53.1.a", "--remove", "--json").data["account"] is None
    assert run("account", unsigned, "AIA-53.1.a", "--text", "x", "--remove").code == 2
    assert run("account", unsigned, "AIA-53.1.a", "--text", " ").code == 2
    assert run("account", unsigned, "AIA-53.1.a", "--file", tmp_path / "none").code == 2
    unknown = run("account", unsigned, "AIA-53.1.x")
    assert (unknown.code, "AIA-53.1." in unknown.err) == (2, True)


def test_a_sign_off_is_outdated_by_any_change(run: Run, made: str) -> None:
    assert run("signoff", made, "TR", "--name", "Ann").code == 2
    assert run("signoff", made, "--name", "Ann").code == 2
    done = run("signoff", made, "tr", "--name", "Ann", "--role", "Safety lead", "--date", "2026-11-20")
    assert (done.code, "Saved" in done.err) == (0, True)
    assert "TR Transparency: stands" in done.out
    (row,) = run("signoff", made, "--json").data["signoffs"]
    assert (row["chapter"], row["name"], row["day"], row["stands"]) == ("TR", "Ann", "2026-11-20", True)
    assert "reviewed" in row["statement"]
    run("answer", made, "CR-1.1-01", "implemented")
    assert run("signoff", made, "--json").data["signoffs"][0]["stands"] is True
    run("answer", made, "TR-1.1-01", "implemented")
    assert "OUTDATED" in run("signoff", made).out
    assert "signoff-outdated" in run("check", made).out
    assert run("signoff", made, "TR", "--revoke", "--name", "x").code == 2
    assert run("signoff", made, "TR", "--revoke", "--json").data["signoffs"] == []
    assert run("signoff", made, "TR", "--revoke").code == 2
    assert "TR, CR, SS, AO" in run("signoff", made, "XX", "--revoke").err


def test_a_baseline_never_changes(run: Run, made: str, tmp_path: Path) -> None:
    run("answer", made, "TR-1.1-01", "missing", "--note", "then")
    done = run("baseline", "add", made, "Q3", "--author", "Ann", "--role", "Lead", "--note", "for the board")
    key = done.out.strip()
    assert (done.code, key[:2]) == (0, "B-")
    assert run("baseline", "add", made, "Q3").code == 2
    assert run("baseline", "add", made, " ").code == 2
    (row,) = run("baseline", "list", made, "--json").data["baselines"]
    assert (row["id"], row["name"], row["author"], row["role"]) == (key, "Q3", "Ann", "Lead")
    run("answer", made, "TR-1.1-01", "implemented", "--note", "now")
    for ref in (f"{made}@Q3", f"Wren 2026@{key}"):
        data = run("gaps", ref, "--json").data
        assert [g["criterion"] for g in data["gaps"]] == ["TR-1.1-01"]
        assert data["moment"]["baseline"] == key
    answer = run("show", f"{made}@Q3", "--json").data["answers"]["TR-1.1-01"]
    assert (answer["state"], answer["note"], answer["updated_by"]) == ("missing", "then", "tester")
    assert run("gaps", made, "--json").data["moment"] is None
    for name in ("show", "gaps", "obligations", "deadlines", "check"):
        assert f"As frozen in the baseline {key}" in run(name, f"{made}@Q3").out
    assert "✗ missing" in run("show", f"{made}@Q3", "TR-1.1-01").out
    assert run("explain", f"{made}@Q3", "readiness").code == 0
    assert run("report", f"{made}@Q3", "--output", tmp_path / "out").code == 0
    held = run("baseline", "verify", made, "--json")
    assert (held.code, held.data["baselines"][0]["holds"]) == (0, True)
    assert "Holds" in run("baseline", "verify", made).out


def test_a_baseline_whose_history_was_changed_is_found(run: Run, made: str, db: Path) -> None:
    run("answer", made, "TR-1.1-01", "missing", "--note", "then")
    run("baseline", "add", made, "Q3")
    assert run("verify", made).code == 0
    with sqlite3.connect(db) as conn:
        for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            conn.execute(f'DROP TRIGGER "{name}"')
        changed = conn.execute("UPDATE revisions SET after = replace(after, 'then', 'thus') WHERE after LIKE '%then%'")
        assert changed.rowcount == 1
    conn.close()
    broken = run("baseline", "verify", made)
    assert broken.code == 1
    assert "DOES NOT HOLD" in broken.out
    all_of_it = run("verify")
    assert all_of_it.code == 1
    assert "BROKEN" in all_of_it.out


def test_an_earlier_day(run: Run, made: str) -> None:
    assert "did not exist yet" in run("show", f"{made}@2020-01-01").err
    unknown = run("gaps", f"{made}@Q9")
    assert (unknown.code, "Baselines: none" in unknown.err) == (2, True)
    assert "end of 2999-01-01" in run("gaps", f"{made}@2999-01-01").out
