"""The portable file: exact when sound, refused with line and reason when not."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from cop_tui.domain.answers import Answer, State
from cop_tui.domain.register import Piece
from cop_tui.errors import InputError
from cop_tui.store import portable, portable_checks
from cop_tui.store.database import prepare
from cop_tui.store.history import Revision, canonical, revise, sealed, stamp
from cop_tui.store.lineage import Lineage, ends, followed, linear
from cop_tui.store.portable import read, render
from cop_tui.store.repository import Repository
from tests.unit.store.copies import ID, NOON, Copy, founded

OLDER = Path(__file__).parents[2] / "data" / "assessments-v1.db"
PROGRAM = "cop-tui 1"
Edit = Callable[[list[dict[str, Any]]], object]


def filled() -> Copy:
    mine = founded().put("answer:A", Answer(state=State.PARTIAL, note="n").to_data())
    mine.put("evidence:E-7f3a1c", Piece(title="Framework é", valid_from=date(2026, 1, 1)).to_data())
    return mine.put("answer:A", Answer(state=State.PLANNED, note="n").to_data())


def branched() -> Copy:
    mine = filled()
    theirs = mine.other(seconds=20).put("answer:B", Answer(state=State.MISSING).to_data())
    mine.put("answer:C", Answer(state=State.MISSING).to_data())
    return mine.take(theirs.history)


def resummed(lines: list[bytes]) -> bytes:
    """The file that these lines make with a checksum that fits."""
    body = b"".join(line + b"\n" for line in lines)
    return body + canonical({"sha256": hashlib.sha256(body).hexdigest()}).encode() + b"\n"


def forged(copy: Copy, edit: Edit, *, seal: bool = True) -> bytes:
    """The copy's file after an edit by somebody who computes all hashes anew."""
    lines = [json.loads(line) for line in render(copy.history, PROGRAM).splitlines()[:-1]]
    edit(lines)
    if seal:
        told = ""
        for number, line in enumerate(lines[1:]):
            if number and len(line["parents"]) == 1 and len(line["parents"][0]) == 64:
                line["parents"] = [told]
            told = line["hash"] = portable_hash(line)
        lines[0]["head"] = told
    return resummed([canonical(line).encode() for line in lines])


def portable_hash(line: dict[str, Any]) -> str:
    data = {key: line[key] for key in sorted(line) if key != "hash"}
    return hashlib.sha256(canonical(data).encode()).hexdigest()


def test_what_was_written_is_read_exactly() -> None:
    for copy in (filled(), branched()):
        data = render(copy.history, PROGRAM)
        found = read(data)
        assert list(found.revisions) == linear(copy.history)
        assert (found.assessment, found.program, found.content["name"]) == (ID, PROGRAM, "Atlas")
        assert render(found.revisions, found.program) == data


def test_the_order_in_which_a_copy_was_stored_does_not_matter() -> None:
    copy = branched()
    turned = [copy.history[0], *copy.history[1:4], *copy.history[5:4:-1], *copy.history[4:5], *copy.history[6:]]
    assert sorted(turned, key=lambda r: r.hash) == sorted(copy.history, key=lambda r: r.hash)
    assert render(turned, PROGRAM) == render(copy.history, PROGRAM)


def test_a_forger_who_changes_nothing_is_read() -> None:
    assert read(forged(filled(), lambda lines: None)).revisions[-1].after == filled().history[-1].after


def test_nothing_is_no_history() -> None:
    with pytest.raises(InputError, match="no history"):
        render([], PROGRAM)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no file that"),
        (b"\n\n\n\n", "no file that"),
        (b"\x00\xff" * 50, "no file that"),
        (b'{"some": "json"}\n', "no file that"),
        (b"[1, 2]\n", "no file that"),
        (b'{"format":"cop-tui-assessment","version":2}\n', "newer version"),
        (b'{"format":"cop-tui-assessment","version":1}\n', "Line 1"),
        (b"[" * 100_000, "Line 1: It is nested too deeply"),
        (b'{"format":' + b"[" * 100_000, "nested too deeply"),
        (b"1" * 10_000, "no file that"),
        (b"SQLite format 3\x00" + b"\x00" * 500, "no file that"),
    ],
)
def test_foreign_files_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read(data)


def test_a_file_that_is_cut_off_anywhere_is_refused() -> None:
    data = render(filled().history, PROGRAM)
    for end in range(len(data)):
        with pytest.raises(InputError):
            read(data[:end])
    for more in (b"\n", b"x", b" ", data):
        with pytest.raises(InputError):
            read(data + more)


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = render(filled().history, PROGRAM)
    monkeypatch.setattr(portable, "SIZE_MAX", len(data) - 1)
    with pytest.raises(InputError, match="larger"):
        read(data)
    monkeypatch.setattr(portable, "SIZE_MAX", len(data))
    assert read(data).assessment == ID
    monkeypatch.setattr(portable, "LINE_MAX", len(data.splitlines()[0]))
    with pytest.raises(InputError, match="Line .: It is longer"):
        read(data)


@pytest.mark.parametrize("constant", ["SIZE_MAX", "LINE_MAX"])
def test_the_limits_are_what_is_documented(constant: str) -> None:
    assert getattr(portable, constant) in (200_000_000, 8_000_000)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"a":1,"a":1}', "doubled key"),
        (b'{"b":1,"a":1}', "order"),
        (b'{"a": 1}', "spelling"),
        (b'{"a":1}\r', "spelling|JSON"),
        (b'{"a":NaN}', "not JSON"),
        (b'{"a":1e999}', "cannot be kept"),
        (b'{"a":"\\ud800"}', "order, spelling"),
        (b'{"a":"\xff"}', "not JSON"),
        (b'{"a":' + b"1" * 5000 + b"}", "not JSON"),
        (b'{"a":' + b"[" * 45 + b"]" * 45 + b"}", "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply|not JSON"),
        (b"[]", "no object"),
        (b"{}", "no revision"),
        (b"", "not JSON"),
        (b'{"a":"\x1b"}', "not JSON"),
    ],
)
def test_a_line_that_is_not_as_we_write_it_is_named(line: bytes, reason: str) -> None:
    lines = render(filled().history, PROGRAM).splitlines()[:-1]
    with pytest.raises(InputError, match=f"Line 4: .*({reason})"):
        read(resummed([*lines[:3], line, *lines[3:]]))


def set_field(line: int, **fields: Any) -> Edit:
    return lambda lines: lines[line - 1].update(fields)


ANSWER = Answer(state=State.MISSING).to_data()


@pytest.mark.parametrize(
    ("edit", "line", "reason"),
    [
        (set_field(3, author=""), 3, "author"),
        (set_field(3, author="Eve\x1b[2J"), 3, "author"),
        (set_field(3, author="Eve\u202e"), 3, "author"),
        (set_field(3, author=7), 3, "author is no text"),
        (set_field(3, id="../../etc/passwd"), 3, "id is none"),
        (set_field(3, id="01a2028b-c57c-7de9-b892-9fbc51657640\n"), 3, "id is none"),
        (set_field(3, id="01A2028B-C57C-7DE9-B892-9FBC51657640"), 3, "id is none"),
        (set_field(3, assessment="ccccbbbbaaaa"), 3, "another assessment"),
        (set_field(3, subject="answer:A\x1b]0;x\x07"), 3, "cannot be kept"),
        (set_field(3, subject="answer:"), 3, "cannot be kept"),
        (set_field(3, subject="positions:A"), 3, "cannot be kept"),
        (set_field(3, subject="answer:" + "x" * 9000), 3, "cannot be kept"),
        (set_field(3, after={**ANSWER, "note": "a\x1b[31mb"}), 3, "not as the program keeps it"),
        (set_field(3, after={**ANSWER, "note": " a "}), 3, "not as the program keeps it"),
        (set_field(3, after={**ANSWER, "note": "x" * 20_001}), 3, "not as the program keeps it"),
        (set_field(3, after={**ANSWER, "colour": "red"}), 3, "cannot be kept"),
        (set_field(3, after={**ANSWER, "state": "excellent"}), 3, "cannot be kept"),
        (set_field(3, after={**ANSWER, "state": "alternative"}), 3, "written reason"),
        (set_field(3, after={"state": "missing"}), 3, "not as the program keeps it"),
        (set_field(3, after=Answer().to_data()), 3, "not as the program keeps it"),
        (set_field(3, after=[]), 3, "no content"),
        (set_field(3, before=ANSWER), 3, "was there before"),
        (set_field(5, before=None), 5, "was there before"),
        (set_field(2, after=None), 2, "leaves no assessment"),
        (lambda lines: lines[1]["after"].update(created_at=None), 2, "leaves no assessment"),
        (lambda lines: lines[1]["after"].update(created_at="0001-01-01T00:00:00+14:00"), 2, "cannot be kept"),
        (lambda lines: lines[1]["after"].update(updated_by="Eve"), 2, "not as the program keeps it"),
        (set_field(3, at="2026-11-22T12:01:30Z"), 3, "time is none"),
        (set_field(3, at="yesterday"), 3, "time is none"),
        (set_field(3, at="9999-12-31T23:59:59.999999Z"), 3, "time is none"),
        (set_field(3, at=stamp(NOON - timedelta(days=1))), 3, "dated before"),
        (set_field(4, parents=[]), 4, "follows nothing"),
        (set_field(4, parents="x"), 4, "no list"),
        (set_field(4, parents=["x"]), 4, "no list"),
        (set_field(4, parents=["0" * 64, "1" * 64]), 4, "not before it"),
        (set_field(4, parents=["0" * 64] * 2), 4, "twice"),
        (set_field(4, parents=["0" * 64, "1" * 64, "2" * 64]), 4, "more than two"),
        (set_field(2, subject="answer:A", after=ANSWER), 2, "does not begin"),
        (lambda lines: lines.insert(3, dict(lines[2])), 4, "twice"),
        (lambda lines: lines[2].pop("author"), 3, "field is missing"),
        (lambda lines: lines[2].update(seq=1), 3, "one is too many"),
        (lambda lines: lines.pop(3), None, "Line 1: What it says about the file"),
        (lambda lines: lines[0].update(program="x\x1b"), 1, "which program"),
        (lambda lines: lines[0].update(program=None), 1, "which program"),
        (lambda lines: lines[0].update(more=1), 1, "What it says"),
        (lambda lines: lines[0]["counts"].update(revisions=99), 1, "What it says"),
        (lambda lines: lines[0]["assessment"].update(name="Other"), 1, "What it says"),
        (lambda lines: lines[0]["assessment"].update(id="x"), 1, "no assessment"),
        (lambda lines: lines[0].update(assessment=3), 1, "no assessment"),
        (lambda lines: lines[0]["assessment"].update(id="ccccbbbbaaaa"), 2, "another assessment"),
        (lambda lines: lines[0]["pack"].update(version="2"), 1, "What it says"),
    ],
)
def test_even_with_new_hashes_nothing_unsound_is_read(edit: Edit, line: int | None, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        read(forged(filled(), edit))
    assert line is None or caught.value.message.startswith(f"Line {line}: ")
    assert not any(ord(c) < 32 for c in caught.value.message)


def test_content_that_does_not_match_its_hash_is_named() -> None:
    with pytest.raises(InputError, match="Line 3: .*altered"):
        read(forged(filled(), lambda lines: lines[2]["after"].update(note="never said"), seal=False))


def test_a_wrong_checksum_alone_is_enough() -> None:
    data = render(filled().history, PROGRAM)
    changed = data[:-5] + (b"0" if data[-5:-4] != b"0" else b"1") + data[-4:]
    with pytest.raises(InputError, match="checksum"):
        read(changed)


def written(revisions: list[Revision]) -> bytes:
    """As `render`, but in the order given."""
    lines = render(revisions, PROGRAM).splitlines()[:-1]
    by_hash = {json.loads(line)["hash"]: line for line in lines[1:]}
    return resummed([lines[0], *(by_hash[revision.hash] for revision in revisions)])


def test_branches_have_one_order() -> None:
    history = linear(branched().history)
    turned = [*history[:4], history[5], history[4], *history[6:]]
    with pytest.raises(InputError, match="wrong place|before it"):
        read(written(turned))


def test_a_branch_that_leads_nowhere_is_refused() -> None:
    history = linear(branched().history)
    assert len(ends(history[:-1])) == 2
    with pytest.raises(InputError, match="Nothing follows it"):
        read(render(history[:-1], PROGRAM))


def test_what_was_changed_on_two_branches_must_have_been_merged() -> None:
    mine = founded()
    theirs = mine.other(seconds=20).put("answer:A", Answer(note="theirs").to_data())
    mine.put("answer:A", Answer(note="mine").to_data())
    about = mine.content("assessment")
    parents = sorted([mine.history[-1].hash, theirs.history[-1].hash])
    joint = dataclasses.replace(
        revise(parents, NOON + timedelta(days=1), mine.history[-1], NOON, before=about),
        subject="assessment",
        after=about,
    )
    with pytest.raises(InputError, match="never merged"):
        read(render([*mine.history, theirs.history[-1], sealed(joint)], PROGRAM))


def test_a_history_tangled_on_purpose_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = render(branched().history, PROGRAM)
    monkeypatch.setattr(portable_checks, "WORK_MAX", 5)
    with pytest.raises(InputError, match="too many branches"):
        read(data)
    monkeypatch.setattr("cop_tui.store.lineage.WORK_MAX", 0)
    with pytest.raises(InputError, match="too many branches"):
        read(data)


def test_who_knew_whom() -> None:
    copy = branched()
    history = linear(copy.history)
    lineage = Lineage(history)
    parents = {r.hash: set(r.parents) for r in history}

    def known(later: str) -> set[str]:
        return {later}.union(*(known(parent) for parent in parents[later]))

    for later in history:
        assert {r.hash for r in history if lineage.knew(later.hash, r.hash)} == known(later.hash)
        assert [r.hash for r in followed(history, later.hash)] == [
            r.hash for r in history if r.hash in known(later.hash)
        ]
    assert lineage.newest(history) == [history[-1]]
    assert followed(history, "nobody") == []


def test_a_broken_history_still_has_an_order() -> None:
    history = branched().history
    looped = [dataclasses.replace(history[1], parents=(history[2].hash,)), *history[2:]]
    assert sorted(r.id for r in linear(looped)) == sorted(r.id for r in looped)
    assert linear([]) == []


def test_files_of_earlier_versions_can_be_exported(tmp_path: Path) -> None:
    from contextlib import closing

    from cop_tui.store.database import connect_reader

    path = tmp_path / "old.db"
    shutil.copy(OLDER, path)
    prepare(path)
    with closing(connect_reader(path)) as conn:
        repository = Repository(conn)
        for record in repository.assessments():
            history = repository.history(record.id)
            assert read(render(history, PROGRAM)).revisions == tuple(dataclasses.replace(r, seq=0) for r in history)
