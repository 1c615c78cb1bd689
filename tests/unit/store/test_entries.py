"""Register entries in the file: kept with their history like answers, and told again from it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.register import Account, Baseline, Entry, Piece, Register
from cop_tui.errors import InputError, NotFoundError
from cop_tui.store.changes import Change, ConflictError, answer_subject, entry_subject
from cop_tui.store.database import connect_reader, prepare
from cop_tui.store.records import new_entry_id
from cop_tui.store.repository import Repository
from cop_tui.store.writer import Writer

ID = "aaaabbbbcccc"
OLDER = Path(__file__).parents[2] / "data" / "assessments-v1.db"
Read = Callable[[], Repository]
BASELINE = Baseline(name="Q3", author="Ada", day=date(2026, 9, 30), head="0" * 64, content="1" * 64)


def put(kind: str, key: str, entry: Entry | None, *, base: str | None = None, author: str = "Ada") -> Change:
    return Change(ID, entry_subject(kind, key), entry.to_data() if entry else None, author, base)


def test_an_entry_is_kept_with_its_history(writer: Writer, repository: Read) -> None:
    (first,) = writer.submit(put("evidence", "E-1", Piece(title="Framework"))).result(60)
    (second,) = writer.submit(put("evidence", "E-1", Piece(title="Framework 2"), base=first.id)).result(60)
    found = repository()
    ((key, stored),) = found.entries(ID).items()
    assert (key, stored.entry, stored.revision) == (("evidence", "E-1"), Piece(title="Framework 2"), second.id)
    assert (stored.updated_by, stored.updated_at) == ("Ada", second.at)
    assert [r.subject for r in found.history(ID, "evidence:E-1")] == ["evidence:E-1"] * 2
    assert found.problems(ID) == []
    assert found.assessment(ID).updated_at == second.at
    writer.submit(put("evidence", "E-1", None, base=second.id)).result(60)
    assert repository().entries(ID) == {}
    assert repository().problems(ID) == []


def test_someone_elses_change_is_not_overwritten(writer: Writer, open_writer: Callable[..., Writer]) -> None:
    (first,) = writer.submit(put("account", "AIA-53.1.a", Account(text="ours"))).result(60)
    open_writer().submit(put("account", "AIA-53.1.a", Account(text="theirs"), base=first.id, author="Bo")).result(60)
    with pytest.raises(ConflictError, match="AIA-53.1.a was changed by Bo"):
        writer.submit(put("account", "AIA-53.1.a", Account(text="mine"), base=first.id)).result(60)


@pytest.mark.parametrize(
    ("subject", "content"),
    [
        ("evidence:E-1", {"title": ""}),
        ("evidence:E-1", {"title": "x", "colour": "red"}),
        ("evidence:", {"title": "x"}),
        ("evidence:a\x1bb", {"title": "x"}),
        ("evil:E-1", {"title": "x"}),
        ("event:V-1", {"kind": "x", "at": "tomorrow"}),
    ],
)
def test_what_cannot_be_kept_is_refused(
    writer: Writer, repository: Read, subject: str, content: dict[str, object]
) -> None:
    with pytest.raises(InputError):
        writer.submit(Change(ID, subject, content, "Ada", None)).result(60)
    assert repository().entries(ID) == {}


@pytest.mark.parametrize("after", [None, BASELINE.changed(name="Q4"), BASELINE.changed(content="2" * 64)])
def test_a_baseline_is_read_only_for_ever(writer: Writer, repository: Read, after: Baseline | None) -> None:
    (made,) = writer.submit(put("baseline", "B-1", BASELINE)).result(60)
    with pytest.raises(InputError, match="The baseline Q3 is read-only for ever"):
        writer.submit(put("baseline", "B-1", after, base=made.id)).result(60)
    assert repository().entries(ID)["baseline", "B-1"].entry == BASELINE


def test_a_row_changed_by_hand_is_named(path: Path, writer: Writer, repository: Read) -> None:
    writer.submit(put("evidence", "E-1", Piece(title="Framework"))).result(60)
    with sqlite3.connect(path) as conn:
        conn.execute("UPDATE entries SET content = replace(content, 'Framework', 'Homework')")
    conn.close()
    assert repository().problems(ID) == [f"evidence:E-1 of {ID}: what stands is not what its history ends with"]


def test_an_earlier_moment_is_told_again_from_the_history(writer: Writer, repository: Read) -> None:
    answer = Answer(state=State.PARTIAL, evidence=(Evidence(piece="E-1"),))
    (piece,) = writer.submit(put("evidence", "E-1", Piece(title="Framework"))).result(60)
    (answered,) = writer.submit(Change(ID, answer_subject("A"), answer.to_data(), "Ada", None)).result(60)
    writer.submit(
        Change(ID, answer_subject("A"), None, "Ada", answered.id), put("evidence", "E-1", None, base=piece.id)
    ).result(60)
    found = repository()
    then = found.snapshot(ID, head=answered.hash)
    assert then is not None
    assert then.answers == {"A": answer}
    assert then.register == Register(evidence={"E-1": Piece(title="Framework")})
    now = found.snapshot(ID)
    assert now == found.current(ID)
    assert now is not None
    assert (now.answers, now.register) == ({}, Register())
    assert now.content_hash() != then.content_hash()
    assert found.snapshot(ID, until=answered.at) == then
    assert found.snapshot(ID, until=datetime.now(UTC) - timedelta(days=9)) is None
    with pytest.raises(NotFoundError):
        found.snapshot(ID, head="f" * 64)


def test_ids_of_entries_say_their_kind() -> None:
    assert [new_entry_id(kind)[:2] for kind in ("evidence", "action", "event", "baseline")] == ["E-", "A-", "V-", "B-"]
    assert len({new_entry_id("action") for _ in range(50)}) == 50


def test_a_file_of_the_first_version_opens_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "older.db"
    shutil.copy(OLDER, path)
    path.chmod(0o600)
    prepare(path)
    conn = connect_reader(path)
    found = Repository(conn)
    (record,) = found.assessments()
    assert (record.name, record.model, record.updated_by) == ("Older file", "Wren-7B", "Ada")
    answers = found.answers(record.id)
    assert sorted(answers) == ["SS-1.1-04", "TR-1.1-01", "TR-1.1-02"]
    assert [str(e) for e in answers["TR-1.1-01"].answer.evidence] == [
        "Framework v2.1 §4 (valid to 2027-03-01)",
        "old (withdrawn)",
    ]
    assert answers["TR-1.1-01"].answer.note == "n\nsecond line"
    assert (answers["SS-1.1-04"].answer.owner, answers["SS-1.1-04"].answer.due) == ("Safety", date(2026, 12, 1))
    assert found.counts() == {"assessments": 1, "deleted": 1, "answers": 3, "revisions": 9}
    assert found.position(record.id) == "SS-1.1-04"
    assert [found.problems(each.id) for each in found.assessments(include_deleted=True)] == [[], []]
    assert found.snapshot(record.id) == found.current(record.id)
    conn.close()
    assert len(list(tmp_path.glob("backups/older.db/*-v1.db"))) == 1
