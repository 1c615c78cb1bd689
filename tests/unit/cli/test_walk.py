"""The line mode: every command of it, what it says, and what is on disk when it has said so."""

from __future__ import annotations

import builtins
import re
from typing import Any

import pytest

from cop_tui.cli import plain_desk
from cop_tui.cli.plain_commands import COMMANDS, STATE_WORDS, Typed, help_page, leading_state, understood
from cop_tui.domain.answers import STATES, State
from cop_tui.domain.pack import Pack
from cop_tui.errors import InputError
from tests.unit.cli.conftest import Outcome, Run

FIRST, SECOND = "TR-1.1-01", "TR-1.1-02"


def walked(run: Run, made: str, *lines: str, chapter: str = "TR", everything: bool = True) -> Outcome:
    """Walk a chapter with these lines typed, then the end of the input."""
    options = ("--chapter", chapter, *(("--all",) if everything else ()))
    done = run("walk", made, *options, typed="".join(f"{line}\n" for line in lines))
    assert done.code == 0
    assert "\x1b" not in done.out
    return done


def answer(run: Run, made: str, criterion: str = FIRST) -> dict[str, Any]:
    found: dict[str, Any] = run("show", made, "--json").data["answers"].get(criterion, {})
    return found


def places(done: Outcome) -> list[str]:
    """The criteria whose questions were shown, in order."""
    return re.findall(
        r"^(?:.*\. )?([A-Z]{2,3}-\S+), (?:must|should|encouraged|may-alternative|example)\.$", done.out, re.M
    )


# What a line means


@pytest.mark.parametrize(
    ("line", "state", "rest"),
    [("1", State.IMPLEMENTED, ""), ("6  not ours ", State.NOT_APPLICABLE, "not ours"), ("Missing", State.MISSING, ""),
     ("not applicable we have none", State.NOT_APPLICABLE, "we have none"),
     ("not-applicable", State.NOT_APPLICABLE, ""), ("other adequate means: x", None, "other adequate means: x"),
     ("other adequate means x y", State.ALTERNATIVE, "x y"),
     ("11", None, "11"), ("", None, ""), ("partial\thalf", State.PARTIAL, "half")],
)  # fmt: skip
def test_answers_by_number_and_word(line: str, state: State | None, rest: str) -> None:
    assert leading_state(line) == (state, rest)


def test_every_command_is_understood_by_each_of_its_names(pack: Pack) -> None:
    for command in COMMANDS:
        for name in command.names:
            assert understood(f" {name.upper()}  Some Text ", pack, FIRST) == Typed(command, argument="Some Text")
            assert name not in STATE_WORDS
            assert not [c for c in COMMANDS if c is not command and name in c.names]
    assert understood("/risk", pack, FIRST).argument == "risk"
    assert understood(":1.1-4", pack, FIRST).argument == "1.1-4"
    assert understood("A3.4-10", pack, FIRST) == Typed(criterion="SS-A3.4-10")
    assert understood("1.1-01", pack, "SS-9.1-01") == Typed(criterion="SS-1.1-01")


@pytest.mark.parametrize(
    ("line", "said"),
    [("", "n goes on"), ("nxt", "Did you mean next?"), ("misssing", "Did you mean missing?"), ("7", "1 to 6"),
     ("TR-9.9-99", "There is no criterion TR-9.9-99"), ("\x1b[31m", "h lists all"), ("x" * 500, "none of these")],
)  # fmt: skip
def test_what_is_not_understood_is_said(pack: Pack, line: str, said: str) -> None:
    with pytest.raises(InputError, match=r"\w") as caught:
        understood(line, pack, FIRST)
    assert said in caught.value.message
    assert "\x1b" not in caught.value.message
    assert len(caught.value.message) < 200


def test_help_names_every_command() -> None:
    text = help_page().text()
    for command in COMMANDS:
        assert command.title.split(" (")[0] in text
    assert help_page("D").text().startswith("due DAY (d): ")
    with pytest.raises(InputError, match="Did you mean undo"):
        help_page("undoo")


# Answering


def test_answers_by_word_and_what_stands_after_them(run: Run, made: str) -> None:
    done = walked(run, made, "missing we lack it", "Partial", "not applicable nobody asks")
    assert places(done) == ["TR-1.1-01", "TR-1.1-02", "TR-1.1-03", "TR-1.1-05"]
    assert (answer(run, made)["state"], answer(run, made)["reason"]) == ("missing", "we lack it")
    assert answer(run, made, "TR-1.1-03")["reason"] == "nobody asks"
    assert "3 changes were made in this walk." in done.out
    assert "All is saved." in done.out


@pytest.mark.parametrize("first", ["5", "6", "other adequate means", "not-applicable"])
def test_without_a_reason_nothing_is_stored(run: Run, made: str, first: str) -> None:
    assert "Cancelled; nothing was stored." in walked(run, made, first, "").out
    walked(run, made, first)  # the input ends at the reason
    assert answer(run, made) == {}


def test_an_answer_is_removed(run: Run, made: str) -> None:
    done = walked(run, made, "4", "b", "m kept", "0", "remove")
    assert f"Saved: {FIRST} answer removed." in done.out
    assert "There is no answer to remove." in done.out
    assert (answer(run, made)["state"], answer(run, made)["note"]) == (None, "kept")


def test_a_whole_measure_at_once(run: Run, made: str) -> None:
    measure = [f"TR-1.1-0{n}" for n in (1, 2, 3, 5)]
    done = walked(run, made, "2", "b", "measure", "", "a nonsense", "a missing", "u", "r", "measure all 1", "a 1")
    assert "Cancelled; nothing was stored." in done.out
    assert "'nonsense' is no answer." in done.out
    assert "as one step; u takes all of them back" in done.out
    assert "Nothing is open in measure 1.1; `measure all STATE` answers all" in done.out
    assert {answer(run, made, c)["state"] for c in measure} == {"implemented"}
    again = walked(run, made, "a all 1", "a all 6", "", "a all 5 We do it so", "u")
    assert "All of them are so already; nothing was stored." in again.out
    assert "Cancelled; nothing was stored." in again.out
    assert {answer(run, made, c)["state"] for c in measure} == {"implemented"}


def test_undo_and_redo_say_what_is_now(run: Run, made: str) -> None:
    done = walked(run, made, "4", "u", "u", "r", "r", "m a note", "u")
    assert f"Undone and saved: {FIRST}: missing; {FIRST} is not answered now." in done.out
    assert "There is nothing to undo in this walk." in done.out
    assert f"Done again and saved: {FIRST}: missing; {FIRST} is missing now." in done.out
    assert "There is nothing to do again." in done.out
    assert f"Undone and saved: {FIRST}: note." in done.out
    assert (answer(run, made)["state"], answer(run, made)["note"]) == ("missing", "")


# Beside the answer


def test_a_day_is_said_as_it_was_understood(run: Run, made: str) -> None:
    done = walked(run, made, "d +30d", "due friday", "d", "2099-12-15", "d someday", "d 2026-02-30", "d")
    assert "in 30 days." in done.out
    assert f"Saved: {FIRST} due 2099-12-15, Tuesday 15 December 2099, in " in done.out
    assert "Not stored: 'someday' is no day that is understood. Write 2026-12-15, +30d" in done.out
    assert "Not stored: the day 2026-02-30 does not exist." in done.out
    assert answer(run, made)["due"] == "2099-12-15"
    assert f"Saved: {FIRST} due date removed." in walked(run, made, "d -").out


def test_notes_grow_and_go(run: Run, made: str) -> None:
    done = walked(run, made, "m [red]one[/]", "note + two", "m", "")
    assert f"Saved: {FIRST} note, 2 lines." in done.out
    assert answer(run, made)["note"] == "[red]one[/]\ntwo"
    assert "20001 characters are too many" in walked(run, made, "m " + "x" * 20_001).out
    assert f"Saved: {FIRST} note removed." in walked(run, made, "m -").out


def test_owner_effort_and_flag(run: Run, made: str) -> None:
    done = walked(run, made, "o Legal", "z m", "z XXL", "f", "n", "o", "", "flag", "f")
    assert f"Saved: {FIRST} owner Legal." in done.out
    assert "so far Legal" in done.out
    assert "allowed are S (small), M (medium) and L (large)" in done.out
    assert f"Saved: {SECOND} flag taken off." in done.out
    said = answer(run, made)
    assert (said["owner"], said["effort"]) == ("Legal", "M")
    done = walked(run, made, "o -", "z", "-")
    assert f"Saved: {FIRST} owner removed." in done.out
    assert answer(run, made)["effort"] is None


def test_evidence_comes_and_goes(run: Run, made: str) -> None:
    done = walked(run, made, "e One", "e Two (valid to 2099-01-01)", "e Three (valid to 2099-02-30)", "e -3", "e -1")
    assert f"Saved: {FIRST} evidence One." in done.out
    assert "names a day that does not exist" in done.out
    assert "There is no piece 3; it cites 2 pieces." in done.out
    assert answer(run, made)["evidence"] == ["Two (valid to 2099-01-01)"]
    walked(run, made, "e -")
    assert answer(run, made) == {}


def test_checks_are_ticked_by_number_and_suggest_a_state(run: Run, made: str, pack: Pack) -> None:
    spec = pack.criterion_index["SS-2.1-01"]
    checks = [check.id for check in spec.all_checks()]
    done = walked(run, made, spec.id, "c", "1 2", "c 1", "c 99", "c x", "c all", "c 0", chapter="CR")
    assert f"Check 1, {next(spec.all_checks()).strength}, open: " in done.out
    assert f"Saved: {spec.id} 2 of {len(checks)} checks ticked." in done.out
    assert f"There is no check 99; they are numbered 1 to {len(checks)}." in done.out
    assert "The ticked checks suggest " in done.out
    assert answer(run, made, spec.id)["checks"] == checks
    assert answer(run, made, spec.id)["state"] is None
    bare = next(c for c in pack.criteria if not c.checks)
    assert f"{bare.id} has no checks." in walked(run, made, bare.id, "c 1").out


def test_an_action_is_planned(run: Run, made: str) -> None:
    done = walked(run, made, "4", "b", "plan", "", "plan Write it down", "plan", "=", "actions", "u")
    assert "Cancelled; nothing was stored." in done.out
    assert "Write it down; no owner yet, no due date yet." in done.out
    assert len(run("action", "list", made, "--json").data["actions"]) == 1


# Going


def test_going_back_is_where_one_was(run: Run, made: str) -> None:
    done = walked(run, made, "n", "1.1-05", "CR-1.1-01", "b", "b", "b", "b", "p", chapter="TR")
    assert places(done) == [FIRST, SECOND, "TR-1.1-05", "CR-1.1-01", "TR-1.1-05", SECOND, FIRST]
    assert "Aside from this walk. CR-1.1-01" in done.out
    assert done.out.count("This is the first one.") == 2


def test_to_open_and_flagged_ones(run: Run, made: str) -> None:
    run("answer", made, SECOND, "missing")
    done = walked(run, made, "f", "next open", "n open", "po", "po", "nf", "nf")
    assert places(done) == [FIRST, "TR-1.1-03", "TR-1.1-05", "TR-1.1-03", FIRST]
    assert done.out.count("No other criterion is flagged.") == 2


def test_jumping_by_id(run: Run, made: str) -> None:
    done = walked(run, made, "go 1.1-2", ":TR-1.1-03", "go", "", "go 9.9-9", "CR-1.1-9")
    assert places(done) == [FIRST, SECOND, "TR-1.1-03", "CR-1.1-09"][: len(places(done))]
    assert "There is no criterion 9.9-9" in done.out


def test_what_is_not_asked_takes_no_answer(run: Run, made: str) -> None:
    done = walked(run, made, "SS-1.1-04", "1", "m a note", "a 1")
    assert "Not asked, as the facts say" in done.out
    assert "It is not asked" in done.out
    assert "Nothing is open in measure 1.1." in done.out
    assert answer(run, made, "SS-1.1-04")["note"] == "a note"


def test_the_end_says_what_was_passed_over(run: Run, made: str) -> None:
    done = walked(run, made, *["n"] * 14, "1", "no", "q", everything=False)
    assert "That was the last one. 14 criteria before it still open: next open (no) goes there, q ends." in done.out
    assert len(places(done)) == 16
    assert "That was the last one.\n" in walked(run, made, *["1"] * 14, everything=False).out
    done = run("walk", made, "--chapter", "TR")
    assert f"`cop-tui walk {made} --all` goes through all of them." in done.out


# Looking


def test_search_and_gaps_with_filters(run: Run, made: str) -> None:
    run("answer", made, FIRST, "missing", "--owner", "Legal", "--note", "a zebra")
    run("answer", made, "TR-1.1-03", "partial", "--owner", "Science")
    done = walked(run, made, "/ zebra", "/state:gap -owner:legal", "s", "", "/ zzzqqq", "/ state:mising", "/ evalution",
                  "g owner:legal", "gaps all", "g wrong:x", "g zebra")  # fmt: skip
    assert "note: a zebra" in done.out
    assert f"{FIRST}  missing  " in done.out
    assert "1 criterion (a gap (partial, planned or missing); not owner with 'legal')." in done.out
    assert "0 criteria." in done.out
    assert "state: 'mising' is none of its values. Did you mean missing?" in done.out
    assert "1 gap of 2 (owner with 'legal')." in done.out
    assert "There is no filter 'wrong'." in done.out
    assert "Type an id to go there." in done.out


def test_progress_history_guidance_and_help(run: Run, made: str) -> None:
    done = walked(run, made, "4", "b", "progress", "history", "?", "h", "h due", "h nonsense", "again", "deadlines all")
    assert "This measure, 1.1: 1 of " in done.out
    assert "Transparency: 1 of " in done.out
    assert "left to answer." in done.out
    assert "tester" in done.out
    assert "Settles it: " in done.out
    assert "due DAY (d): " in done.out
    assert "'nonsense' is no command." in done.out
    assert places(done)[-2:] == [FIRST, FIRST]


# Ending


def test_ctrl_c_says_what_is_saved(run: Run, made: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = iter(["4", "m half a thought"])

    def type_it(prompt: str = "") -> str:
        found = next(lines, None)
        if found is None:
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr(builtins, "input", type_it)
    done = run("walk", made)
    assert done.code == 130
    assert "2 changes were made in this walk." in done.out
    assert "All is saved." in done.out
    assert answer(run, made)["state"] == "missing"


def test_what_is_pasted_behind_a_note_belongs_to_it(run: Run, made: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = iter(["m one", "6 two", "", "three", "q"])
    more = iter([True, True, True, False])
    monkeypatch.setattr(builtins, "input", lambda prompt="": next(lines))
    monkeypatch.setattr(plain_desk, "_more_pasted", lambda: next(more))
    assert "note, 4 lines" in run("walk", made).out
    assert answer(run, made)["note"] == "one\n6 two\n\nthree"
    assert answer(run, made)["state"] is None


def test_what_others_answer_is_seen_with_the_next_question(
    run: Run, made: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = iter(["n", "n", "q"])

    def type_it(prompt: str = "") -> str:
        line = next(lines)
        if line == "n":
            run("answer", made, SECOND, "partial", "--note", "theirs")
        return line

    monkeypatch.setattr(builtins, "input", type_it)
    done = run("walk", made, "--all")
    assert "Note: theirs" in done.out


def test_the_six_numbers_are_the_six_states() -> None:
    assert [STATE_WORDS[str(n)] for n in range(1, 7)] == list(STATES)
