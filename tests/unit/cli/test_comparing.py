from __future__ import annotations

from tests.unit.cli.conftest import Run


def test_nothing_changed_says_so_with_its_denominators(run: Run, made: str) -> None:
    done = run("compare", made, made)
    assert done.code == 0
    assert "Nothing has changed." in done.out
    assert "of a weight of" in done.out
    assert run("compare", made, made, "--json").data["same"] is True


def test_what_changed_since_a_baseline(run: Run, made: str) -> None:
    run("answer", made, "TR-1.1-01", "missing")
    run("answer", made, "TR-1.1-03", "implemented", "--evidence", "Form")
    run("baseline", "add", made, "Q3")
    run("answer", made, "TR-1.1-01", "partial")
    run("answer", made, "TR-1.2-01", "planned")
    run("evidence", "withdraw", made, "Form")
    data = run("compare", f"{made}@Q3", made, "--json").data
    kinds = {change["criterion"]: change["kinds"] for change in data["changes"]}
    assert kinds == {"TR-1.1-01": ["improved"], "TR-1.1-03": ["evidence lost"], "TR-1.2-01": ["newly answered"]}
    assert data["readiness"]["before"]["weight"] == data["readiness"]["after"]["weight"]
    assert data["gaps_found"] == ["TR-1.2-01"]
    text = run("compare", f"{made}@Q3", made).out
    for words in ("Improved (1)", "TR-1.1-01  ✗ missing → ◐ partial", "Evidence lost (1)", "Newly answered (1)",
                  "Found, not known before (1): TR-1.2-01"):  # fmt: skip
        assert words in text
    back = {c["criterion"]: c["kinds"] for c in run("compare", made, f"{made}@Q3", "--json").data["changes"]}
    assert back["TR-1.1-01"] == ["regressed"]
    assert run("compare", made, "nobody").code == 2


def test_explain(run: Run, made: str) -> None:
    run("answer", made, "TR-1.1-01", "partial")
    data = run("explain", made, "tr-1.1-01", "--json").data
    assert data["subject"] == "TR-1.1-01"
    assert {"label", "calculation", "result", "source"} == data["lines"][0].keys()
    text = run("explain", made, "TR-1.1-01").out
    assert "3 × 0.5 = 1.5" in text
    assert "[docs/method.md" in text
    for what in ("readiness", "TR", "TR-M1.1", "AIA-53.1.a", "Art. 53(1)(a)"):
        assert run("explain", made, what).code == 0
    near = run("explain", made, "TR-1.1-1")
    assert (near.code, "TR-1.1-01" in near.err) == (2, True)


def test_what_if_stores_nothing(run: Run, made: str) -> None:
    run("answer", made, "TR-1.1-01", "missing")
    data = run("what-if", made, "TR-1.1-01", "--json").data
    assert data["gaps_closed"] == ["TR-1.1-01"]
    assert data["after"]["readiness"]["low"] > data["before"]["readiness"]["low"]
    assert (data["smallest"], data["after"]["gaps"]) == (None, 0)
    done = run("what-if", made, "TR-1.1-01")
    assert "Nothing was stored." in done.err
    assert "If 1 criterion were implemented" in done.out
    assert len(run("gaps", made, "--json").data["gaps"]) == 1
    assert "Not asked" in run("what-if", made, "SS-1.1-04").err
    assert run("what-if", made).code == 2


def test_what_if_finds_the_smallest_set(run: Run, made: str) -> None:
    data = run("what-if", made, "--target", "art. 53(1)(d)", "--json").data
    smallest = data["smallest"]
    assert (smallest["target"], smallest["exact"], smallest["blocked_by"]) == ("AIA-53.1.d", True, [])
    assert data["fixed"] == smallest["criteria"]
    assert {"id": "AIA-53.1.d", "after": "met"}.items() <= data["verdicts"][0].items()
    for criterion in smallest["criteria"]:
        run("answer", made, criterion, "implemented")
    assert "It is met as it stands." in run("what-if", made, "--target", "AIA-53.1.d").out
    assert run("what-if", made, "--target", "tr", "--json").data["smallest"]["kind"] == "chapter"
    assert "Answers alone cannot do it" in run("what-if", made, "--target", "SS").out
    assert run("what-if", made, "--target", "AIA-99").code == 2


def test_check_fails_only_when_asked(run: Run, made: str) -> None:
    clean = run("check", made, "--fail-on", "error")
    assert clean.code == 0
    run("answer", made, "TR-1.1-01", "implemented")
    data = run("check", made, "--json").data
    assert data["counts"].keys() == {"error", "warning", "note"}
    assert {f["code"] for f in data["findings"] if f["subject"] == "TR-1.1-01"} >= {"implemented-without-evidence"}
    codes = [run("check", made, *options).code for options in ((), ("--fail-on", "error"), ("--fail-on", "warning"),
                                                              ("--fail-on", "note"))]  # fmt: skip
    assert codes == [0, 0, 1, 1]
    assert "Warnings (" in run("check", made).out
    assert run("check", made, "--fail-on", "all").code == 2


def test_verify_names_what_it_looked_at(run: Run, made: str) -> None:
    data = run("verify", "--json").data
    (row,) = data["assessments"]
    assert (data["holds"], row["holds"], row["history"], row["assessment"]["id"]) == (True, True, [], made)
    assert "unbroken" in run("verify", made).out
    assert run("verify", "nobody").code == 2


def test_one_duty_both_ways(run: Run, made: str) -> None:
    run("answer", made, "TR-1.1-01", "missing")
    duty = run("obligations", made, "AIA-53.1.b", "--json").data["obligation"]
    assert (duty["verdict"], duty["decided_by"]) == ("not met", ["TR-1.1-01"])
    criteria = {c["id"]: c for m in duty["measures"] for c in m["criteria"]}
    assert (criteria["TR-1.1-01"]["state"], criteria["TR-1.1-01"]["decides"]) == ("missing", True)
    assert any("Annex XII" in point["article"] and point["criteria"] for point in duty["annex"])
    assert duty["posture"]["TR"]
    text = run("obligations", made, "Art. 53(1)(b)").out
    for words in (
        "Verdict: not met",
        "TR-1.1-01, must, decides  ✗ missing",
        "Points of the annexes",
        "What signing gives",
    ):
        assert words in text
    unbound = run("obligations", made, "AIA-55.1.a")
    assert (unbound.code, "none, as it does not bind" in unbound.out) == (0, True)
