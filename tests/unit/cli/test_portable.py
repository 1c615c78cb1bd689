"""`export`, `import` and `merge` as a person uses them."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cop_tui.cli import portable as commands
from cop_tui.domain.pack import Pack
from cop_tui.domain.register import Baseline, SignOff
from cop_tui.services import merging
from cop_tui.store.changes import ASSESSMENT
from cop_tui.store.portable import render
from tests.unit.cli.conftest import Outcome, Run
from tests.unit.store.copies import FOUNDING, Copy
from tests.unit.store.test_portable import resummed

There = Callable[..., Outcome]


@pytest.fixture
def there(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> There:
    """Run a command on another person's assessment file."""

    def call(*args: str | Path, typed: str | None = None) -> Outcome:
        with monkeypatch.context() as patch:
            patch.setenv("COP_TUI_DB", str(tmp_path / "there" / "assessments.db"))
            patch.setenv("LOGNAME", "bo")
            return run(*args, typed=typed)

    return call


@pytest.fixture
def file(run: Run, made: str, tmp_path: Path) -> Path:
    """An exported assessment with a little in every register."""
    run("answer", made, "TR-1.1-01", "partial", "--note", "n", "--evidence", "Model card (valid to 2027-03-01)")
    assert run("action", "add", made, "TR-1.1-01").code == 0
    assert run("signoff", made, "TR", "--name", "Ann", "--role", "Lead").code == 0
    assert run("baseline", "add", made, "Q3").code == 0
    path = tmp_path / "wren.cop"
    assert run("export", made, path).code == 0
    return path


@pytest.fixture
def apart(run: Run, there: There, made: str, file: Path, tmp_path: Path) -> Callable[[], tuple[Path, Path]]:
    """Makes both copies go their own ways and exports them again: ours, theirs."""

    def go() -> tuple[Path, Path]:
        there("import", file)
        run("answer", made, "TR-1.1-01", "implemented")
        run("answer", made, "TR-1.1-02", "missing")
        there("answer", made, "TR-1.1-01", "planned", "--owner", "Bo")
        there("answer", made, "CR-1.1-01", "partial")
        paths = (tmp_path / "ours.cop", tmp_path / "theirs.cop")
        run("export", made, paths[0], "--force")
        there("export", made, paths[1], "--force")
        return paths

    return go


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(commands, "_somebody_there", lambda: True)
    yield


def states(data: Any) -> dict[str, str]:
    return {criterion: answer["state"] for criterion, answer in data["answers"].items()}


def test_export_import_export_gives_equal_bytes(run: Run, there: There, made: str, file: Path, tmp_path: Path) -> None:
    done = there("import", file)
    assert (done.code, done.out.strip()) == (0, made)
    assert "Imported 'Wren 2026'" in done.err
    again = tmp_path / "again.cop"
    assert there("export", made, again).out.strip() == str(again)
    assert again.read_bytes() == file.read_bytes()
    assert there("show", made, "--json").data == run("show", made, "--json").data
    assert there("history", made, "--json").data == run("history", made, "--json").data
    assert there("verify").code == 0
    assert there("show", f"{made}@Q3").code == 0
    once = there("import", file)
    assert (once.code, once.out.strip()) == (0, made)
    assert "Nothing to do" in once.err
    assert there("import", file, "--json").data["new"] is False


def test_an_exported_file_is_private_and_never_replaces_another(run: Run, made: str, tmp_path: Path, db: Path) -> None:
    path = tmp_path / "wren.cop"
    old = os.umask(0)
    try:
        assert run("export", made, path).code == 0
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    assert run("export", made, path).code == 2
    run("answer", made, "TR-1.1-01", "partial")
    data = run("export", made, path, "--force", "--json").data
    assert (data["revisions"], data["file"], data["assessment"]["id"]) == (2, str(path), made)
    assert path.read_bytes() != before
    assert path.read_text().splitlines()[-1] == json.dumps({"sha256": data["sha256"]}, separators=(",", ":"))
    for own in (db, db.with_name(db.name + "-wal")):
        assert run("export", made, own, "--force").code == 2
    assert run("verify").code == 0
    link = tmp_path / "link"
    link.symlink_to(path)
    assert run("export", made, link).code == 2
    assert run("export", "nobody", tmp_path / "x").code == 2
    assert run("export", made, tmp_path).code == 2
    assert not list(tmp_path.glob(".cop-tui-*"))


def test_a_history_that_does_not_hold_is_not_exported(run: Run, made: str, db: Path, tmp_path: Path) -> None:
    run("answer", made, "TR-1.1-01", "partial")
    with closing(sqlite3.connect(db)) as conn, conn:
        conn.execute("UPDATE revisions SET author = 'Eve'")
    done = run("export", made, tmp_path / "x.cop")
    assert done.code == 3
    assert "does not match its hash" in done.err
    assert not (tmp_path / "x.cop").exists()


def test_an_import_can_be_given_another_name(run: Run, there: There, file: Path, facts: Path) -> None:
    there("new", "Wren 2026", "--facts", facts)
    taken = there("import", file)
    assert (taken.code, "already an assessment named Wren 2026" in taken.err) == (2, True)
    assert there("import", file, "--name", " \x1b ").code == 2
    assert len(there("list", "--json").data) == 1
    done = there("import", file, "--name", "Wren from Ann", "--json")
    assert done.data["assessment"]["name"] == "Wren from Ann"
    assert there("verify").code == 0
    assert there("history", "Wren from Ann", "--json").data["revisions"][-1]["author"] == "bo"


def test_an_assessment_in_the_bin_is_not_imported_over(there: There, made: str, file: Path) -> None:
    there("import", file)
    there("delete", made, "--yes")
    done = there("import", file)
    assert (done.code, "in the bin" in done.err, "--undo" in done.err) == (2, True, True)


def test_files_that_cannot_be_relied_on_change_nothing(there: There, file: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.cop"
    data = file.read_bytes()
    for content, words in (
        (data.replace(b"partial", b"planned"), "Line 3: Its content does not match its hash"),
        (data[:-80], "cut off"),
        (b"name: x\n", "no file that `cop-tui export` wrote"),
        (data.replace(b'"version":1', b'"version":9', 1), "newer version"),
    ):
        bad.write_bytes(content)
        done = there("import", bad)
        assert (done.code, done.out) == (2, "")
        assert words in done.err.replace("\n", " ")
    assert there("import", tmp_path).code == 2
    assert there("import", tmp_path / "none").code == 2
    os.mkfifo(tmp_path / "pipe")
    assert "is no file" in there("import", tmp_path / "pipe").err
    assert there("list", "--json").data == []


def rewritten(file: Path, **fields: Any) -> bytes:
    """The file with other content in its first revision, all hashes computed anew."""
    from tests.unit.store.test_portable import portable_hash

    lines = [json.loads(line) for line in file.read_bytes().splitlines()[:-1]]
    told = ""
    for number, line in enumerate(lines[1:]):
        if not number:
            line["after"].update(fields)
        else:
            line["parents"] = [told]
        told = line["hash"] = portable_hash(line)
    lines[0]["head"] = told
    lines[0]["pack"] = {key: lines[1]["after"][f"pack_{key}"] for key in ("id", "version", "sha256")}
    dumped = [json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() for line in lines]
    return resummed(dumped)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"pack_id": "../../etc"}, "questionnaire ../../etc"),
        ({"pack_version": "1999-01-01"}, "there is no questionnaire gpai-code 1999-01-01"),
        ({"facts": {"colour": "red"}}, "What it holds cannot be used"),
        ({"facts": {"training_compute_flop": "1" * 400}}, "What it holds cannot be used"),
        ({"deleted_at": "2026-11-22T12:00:00.000000Z"}, "was deleted"),
        ({"provider": "Other"}, "baseline B-"),
    ],
)
def test_sound_files_that_are_of_no_use_here(
    there: There, file: Path, tmp_path: Path, fields: dict[str, Any], words: str
) -> None:
    bad = tmp_path / "bad.cop"
    bad.write_bytes(rewritten(file, **fields))
    done = there("import", bad)
    assert (done.code, words in done.err.replace("\n", " ")) == (2, True), done.err
    assert there("list", "--json").data == []


def test_a_questionnaire_with_another_content_is_pointed_out(run: Run, there: There, made: str, tmp_path: Path) -> None:
    path = tmp_path / "plain.cop"
    run("export", made, path)
    path.write_bytes(rewritten(path, pack_sha256="0" * 64))
    done = there("import", path)
    assert (done.code, "another content here" in done.err) == (0, True)


def test_what_was_removed_for_good_does_not_come_back(there: There, made: str, file: Path, tmp_path: Path) -> None:
    there("import", file)
    there("delete", made, "--yes")
    there("delete", made, "--purge", "--yes")
    done = there("import", file)
    assert (done.code, "removed for good" in done.err) == (2, True), done.err
    assert there("list", "--json").data == []


def test_conflicts_are_listed_and_nothing_is_stored(
    run: Run, made: str, apart: Callable[[], tuple[Path, Path]]
) -> None:
    _, theirs = apart()
    before = run("show", made, "--json").data
    done = run("merge", made, theirs)
    assert (done.code, "1 conflict to be decided; nothing was stored" in done.err) == (1, True)
    assert "TR-1.1-01: state" in done.out
    assert "Ours (tester" in done.out
    assert "state implemented" in done.out
    done = run("merge", made, theirs, "--json")
    (conflict,) = done.data["conflicts"]
    assert (done.code, done.data["stored"]) == (1, False)
    assert (conflict["subject"], conflict["field"], conflict["decision"]) == ("answer:TR-1.1-01", "state", None)
    assert conflict["theirs"] == {"state": "planned", "reason": ""}
    assert (conflict["ours_by"], conflict["kind"], conflict["id"]) == ("tester", "answer", "TR-1.1-01")
    assert {"subject": "answer:CR-1.1-01", "from": "theirs"} in done.data["changes"]
    assert run("merge", made, theirs, "--prefer", "ours", "--dry-run").code == 0
    assert run("show", made, "--json").data == before


@pytest.mark.parametrize(("mine", "other", "state"), [("ours", "theirs", "implemented"), ("theirs", "ours", "planned")])
def test_merging_in_either_order_gives_the_same_file(
    run: Run, there: There, made: str, apart: Callable[[], tuple[Path, Path]], mine: str, other: str, state: str
) -> None:
    ours, theirs = apart()
    done = run("merge", made, theirs, "--prefer", mine)
    assert (done.code, "Merged" in done.err) == (0, True)
    assert there("merge", made, ours, "--prefer", other, "--json").data["stored"] is True
    for call, path in ((run, ours), (there, theirs)):
        assert states(call("show", made, "--json").data) == {
            "TR-1.1-01": state, "TR-1.1-02": "missing", "CR-1.1-01": "partial"
        }  # fmt: skip
        assert call("verify").code == 0
        assert "(copies merged)" in call("history", made).out
        assert call("show", f"{made}@Q3").code == 0
        assert call("gaps", made).code == 0
        call("export", made, path, "--force")
    assert ours.read_bytes() == theirs.read_bytes()
    again = run("merge", made, theirs)
    assert (again.code, again.out, "Nothing to do" in again.err) == (0, "", True)
    assert run("merge", made, theirs, "--json").data["changes"] == []


def test_in_a_terminal_conflicts_are_asked_one_by_one(
    run: Run, made: str, apart: Callable[[], tuple[Path, Path]], terminal: None
) -> None:
    _, theirs = apart()
    for typed in ("q\n", "", "what?\nq\n"):
        stopped = run("merge", made, theirs, typed=typed)
        assert (stopped.code, "nothing was stored" in stopped.err) == (1, True)
    done = run("merge", made, theirs, typed="x\nt\n")
    assert (done.code, "Conflict 1 of 1" in done.err, "Decided for: theirs" in done.out) == (0, True, True)
    assert states(run("show", made, "--json").data)["TR-1.1-01"] == "planned"


def test_files_that_are_no_copies(run: Run, there: There, made: str, file: Path, facts: Path, tmp_path: Path) -> None:
    other = there("new", "Robin", "--facts", facts).out.strip()
    there("export", other, tmp_path / "robin.cop")
    done = run("merge", made, tmp_path / "robin.cop")
    assert (done.code, "no copy of 'Wren 2026'" in done.err) == (2, True)
    path = tmp_path / "upgraded.cop"
    path.write_bytes(rewritten(file, pack_version="2030-01-01"))
    assert run("merge", made, path).code == 2
    assert run("merge", "nobody", file).code == 2
    assert run("merge", made, file).code == 0


def test_a_merge_plans_again_when_somebody_was_faster(
    run: Run, made: str, apart: Callable[[], tuple[Path, Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, theirs = apart()
    done: list[int] = []
    plain = merging.apply_merge

    def late(library: Any, plan: Any, decisions: Any) -> int:
        if not done:
            done.append(1)
            library.open(made).change("TR-1.1-03", note="meanwhile")
            library.writer.flush(60)
        return plain(library, plan, decisions)

    monkeypatch.setattr(commands, "apply_merge", late)
    assert run("merge", made, theirs, "--prefer", "ours").code == 0
    shown = run("show", made, "--json").data["answers"]
    assert (shown["TR-1.1-03"]["note"], shown["CR-1.1-01"]["state"]) == ("meanwhile", "partial")
    monkeypatch.setattr(commands, "apply_merge", _always_late)
    run("answer", made, "TR-1.1-04", "missing")


def _always_late(*_: object) -> int:
    raise merging.MovedError("moved")


def test_a_merge_gives_up_in_words(
    run: Run, made: str, apart: Callable[[], tuple[Path, Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, theirs = apart()
    monkeypatch.setattr(commands, "apply_merge", _always_late)
    done = run("merge", made, theirs, "--prefer", "ours")
    assert (done.code, "being changed by somebody else" in done.err) == (2, True)


def test_entries_that_the_program_could_not_work_with_are_refused(there: There, tmp_path: Path, pack: Pack) -> None:
    about = {**FOUNDING, "pack_id": pack.id, "pack_version": pack.version, "pack_sha256": pack.sha256, "facts": {}}
    signed = SignOff(name="Ann", role="", day=date(2026, 11, 1), statement="", content="0" * 64).to_data()
    frozen = Baseline(name="Q3", author="Ann", day=date(2026, 11, 1), head="0" * 64, content="0" * 64).to_data()
    bad = tmp_path / "bad.cop"
    for subject, content, words in (
        ("signoff:ZZ", signed, "cannot be used"),
        ("baseline:B-1", frozen, "is not what was frozen"),
    ):
        bad.write_bytes(render(Copy().put(ASSESSMENT, about).put(subject, content).history, "cop-tui"))
        done = there("import", bad)
        assert (done.code, words in done.err) == (2, True), done.err
    assert there("list", "--json").data == []


# sealed with a passphrase

SECRET = "seven quiet herons"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text(f"{SECRET}\n")
    path.chmod(0o600)
    return path


def test_a_sealed_export_is_imported_exactly(run: Run, there: There, file: Path, made: str, secret: Path) -> None:
    sealed, plain = file.with_name("sealed.cop"), file.with_name("plain.cop")
    done = run("export", made, sealed, "--passphrase-file", secret, "--json")
    assert (done.code, done.data["encrypted"]) == (0, True)
    assert "Only the passphrase opens it" in done.err
    assert stat.S_IMODE(sealed.stat().st_mode) == 0o600
    content = sealed.read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n")
    assert b"Wren" not in content
    asked = there("import", sealed)
    assert (asked.code, "--passphrase-file FILE" in asked.err, "no terminal" in asked.err) == (2, True, True)
    assert there("import", sealed, "--passphrase-file", secret).code == 0
    assert there("export", made, plain).code == 0
    assert plain.read_bytes() == file.read_bytes()
    wrong = secret.with_name("wrong")
    wrong.write_text("seven quiet hereons")
    wrong.chmod(0o600)
    refused = run("merge", made, sealed, "--passphrase-file", wrong)
    assert refused.code == 2
    assert "sealed.cop: The passphrase does not open the file" in refused.err
    assert SECRET not in refused.err + done.err + done.out


@pytest.mark.parametrize("typed", [("elevenchars",), (SECRET, "another"), ("aaaaaaaaaaaaaaa",)])
def test_a_passphrase_that_will_not_do_writes_nothing(
    run: Run, made: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: tuple[str, ...]
) -> None:
    answers = iter(typed)
    monkeypatch.setattr("cop_tui.cli.passphrases._hidden", lambda question: next(answers))
    done = run("export", made, tmp_path / "x.cop", "--encrypt")
    assert done.code == 2
    assert "passphrase" in done.err
    assert not (tmp_path / "x.cop").exists()


def test_a_passphrase_that_others_can_read_is_refused(run: Run, made: str, tmp_path: Path, secret: Path) -> None:
    secret.chmod(0o644)
    done = run("export", made, tmp_path / "x.cop", "--passphrase-file", secret)
    assert (done.code, "can be read by others" in done.err) == (2, True)
    assert not (tmp_path / "x.cop").exists()


def test_without_a_terminal_no_passphrase_is_waited_for(run: Run, made: str, tmp_path: Path) -> None:
    done = run("export", made, tmp_path / "x.cop", "--encrypt", typed=f"{SECRET}\n{SECRET}\n")
    assert (done.code, "no terminal" in done.err) == (2, True)


def test_the_assessment_file_itself_is_not_even_opened(run: Run, made: str, db: Path, tmp_path: Path) -> None:
    os.link(db, tmp_path / "link")
    for name in (db, tmp_path / "link"):
        for done in (run("import", name), run("merge", made, name)):
            assert (done.code, "is the assessment file itself" in done.err) == (2, True)
