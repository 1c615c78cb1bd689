"""What is read from the file."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from cop_tui.domain.answers import Answer
from cop_tui.errors import AmbiguousError, DamagedError, NotFoundError, StoreError
from cop_tui.store.changes import ASSESSMENT, Change, answer_subject
from cop_tui.store.database import connect_reader, prepare
from cop_tui.store.history import verify
from cop_tui.store.repository import AssessmentRecord, Repository, new_assessment_id
from cop_tui.store.writer import Writer

ID = "aaaabbbbcccc"
Read = Callable[[], Repository]
Founding = Callable[..., Change]


def note(text: str, on: str = "A", assessment: str = ID) -> Change:
    return Change(assessment, answer_subject(on), Answer(note=text).to_data(), "Ada", None)


def test_ids_are_twelve_hexadecimal_characters() -> None:
    made = {new_assessment_id() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch("[0-9a-f]{12}", each) for each in made)


def test_an_empty_file(repository: Read) -> None:
    found = repository()
    assert found.assessments() == ()
    assert found.answers(ID) == {}
    assert found.history(ID) == ()
    assert found.position(ID) is None
    assert found.counts() == {"assessments": 0, "deleted": 0, "answers": 0, "revisions": 0}
    with pytest.raises(NotFoundError):
        found.assessment(ID)
    with pytest.raises(NotFoundError):
        found.find(ID)


def test_an_assessment_as_it_stands(writer: Writer, repository: Read) -> None:
    record = repository().assessment(ID)
    (founding,) = repository().history(ID)
    assert record.id == ID
    assert (record.name, record.provider, record.model) == (f"Atlas {ID}", "Atlas AI", "Atlas-70B")
    assert (record.pack_id, record.pack_version, record.pack_sha256) == ("cop", "1.0.0", "0" * 64)
    assert record.facts == {"training_flop": 3e25, "open_source": None}
    assert record.created_at == record.updated_at == founding.at
    assert record.created_at.tzinfo is UTC
    assert (record.updated_by, record.deleted_at, record.revision) == ("Ada", None, founding.id)
    assert record.to_data() == founding.after


def test_its_data_is_the_content_of_the_next_change(writer: Writer, repository: Read) -> None:
    record = repository().assessment(ID)
    changed = {**record.to_data(), "name": "Renamed", "facts": {"nested": {"list": [1, "é", True]}}}
    writer.submit(Change(ID, ASSESSMENT, changed, "Bea", record.revision)).result(60)
    again = repository().assessment(ID)
    assert again.to_data() == changed
    assert again.created_at == record.created_at
    # What the store derives may stay in: it is not content.
    whole = {**again.to_data(), "model": "Other"}
    writer.submit(Change(ID, ASSESSMENT, whole, "Bea", again.revision)).result(60)
    assert repository().assessment(ID).model == "Other"


def test_deleted_ones_are_listed_on_request(writer: Writer, repository: Read, founding: Founding) -> None:
    writer.submit(founding("b" * 12)).result(60)
    writer.submit(note("a", assessment="b" * 12)).result(60)
    base = repository().assessment(ID).revision
    writer.submit(Change(ID, ASSESSMENT, None, "Ada", base)).result(60)
    found = repository()
    assert [record.id for record in found.assessments()] == ["b" * 12]
    assert [record.id for record in found.assessments(include_deleted=True)] == [ID, "b" * 12]
    assert found.counts() == {"assessments": 1, "deleted": 1, "answers": 1, "revisions": 4}
    with pytest.raises(NotFoundError):
        found.find(ID)


@pytest.fixture
def many(writer: Writer, founding: Founding, repository: Read) -> Repository:
    for each, name in {
        "aaaabbbb0000": "Wren",
        "cafe00000000": "aaaabbbbcccc",
        "dddd11112222": "aaaabbbb",
        "eeee11112222": "eee",
    }.items():
        writer.submit(founding(each, name=name)).result(60)
    return repository()


@pytest.mark.parametrize(
    ("ref", "found"),
    [
        ("aaaabbbbcccc", "aaaabbbbcccc"),  # an id comes before a name
        ("aaaabbbb", "dddd11112222"),  # a name comes before the beginning of an id
        ("Wren", "aaaabbbb0000"),
        ("cafe", "cafe00000000"),
        ("aaaabbbbc", "aaaabbbbcccc"),
        ("eee", "eeee11112222"),
    ],
)
def test_find(many: Repository, ref: str, found: str) -> None:
    assert many.find(ref).id == found


@pytest.mark.parametrize("ref", ["caf", "", "wren", "Wre", "ffff", "' OR 1=1 --", "%", "____"])
def test_find_nothing(many: Repository, ref: str) -> None:
    with pytest.raises(NotFoundError):
        many.find(ref)


def test_find_more_than_one(many: Repository) -> None:
    with pytest.raises(AmbiguousError) as caught:
        many.find("aaaa")
    assert "aaaabbbb0000 (Wren)" in caught.value.message
    assert "aaaabbbbcccc" in caught.value.message
    assert "dddd" not in caught.value.message


def test_history_of_one_subject(writer: Writer, repository: Read, founding: Founding) -> None:
    writer.submit(founding("b" * 12)).result(60)
    for change in (note("1"), note("2", "B"), note("3"), note("4", assessment="b" * 12)):
        writer.submit(change).result(60)
    found = repository()
    assert [revision.seq for revision in found.history(ID)] == [1, 3, 4, 5]
    assert [revision.seq for revision in found.history(ID, "answer:A")] == [3, 5]
    assert [revision.subject for revision in found.history("b" * 12)] == ["assessment", "answer:A"]
    assert verify([*found.history(ID), *found.history("b" * 12)]) == []


def test_answers_come_in_the_order_of_their_ids(writer: Writer, repository: Read) -> None:
    for on in ("B", "C", "A"):
        writer.submit(note("x", on)).result(60)
    assert list(repository().answers(ID)) == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE revisions SET author = 'Eve' WHERE seq = 2", "its content does not match its hash"),
        ("UPDATE revisions SET after = json_set(after, '$.note', 'never said') WHERE seq = 2", "match its hash"),
        ("DELETE FROM revisions WHERE seq = 2", "is missing"),
        ("DELETE FROM revisions WHERE seq = 3", "does not end where it should"),
        ("DELETE FROM heads", "does not end where it should"),
        ("UPDATE answers SET note = 'never said'", "what stands is not what its history ends with"),
        ("UPDATE answers SET revision = 'other'", "what stands is not what its history ends with"),
        ("DELETE FROM answers", "answer:A of aaaabbbbcccc: what stands is not"),
        ("UPDATE answers SET criterion = 'Z'", "answer:Z of aaaabbbbcccc: what stands is not"),
        ("UPDATE assessments SET model = 'Other'", "assessment of aaaabbbbcccc: what stands is not"),
        ("UPDATE revisions SET at = 'yesterday' WHERE seq = 2", "is damaged"),
        ("UPDATE answers SET evidence = '{'", "is damaged"),
        ("UPDATE assessments SET facts = '[]'", "is damaged"),
    ],
)
def test_what_was_changed_behind_the_programs_back(
    writer: Writer, repository: Read, tamper: Callable[..., None], sql: str, told: str
) -> None:
    for text in ("1", "2"):
        writer.submit(note(text)).result(60)
    assert repository().problems(ID) == []
    tamper(sql)
    assert any(told in problem for problem in repository().problems(ID))


@pytest.mark.parametrize(
    ("sql", "read"),
    [
        ("UPDATE assessments SET created_at = 'yesterday'", lambda found: found.assessments()),
        ("UPDATE assessments SET facts = 'x'", lambda found: found.assessment(ID)),
        ("UPDATE answers SET state = 'done'", lambda found: found.answers(ID)),
        ("UPDATE answers SET updated_at = ''", lambda found: found.answers(ID)),
        ("UPDATE revisions SET parents = '7'", lambda found: found.history(ID)),
    ],
)
def test_content_that_cannot_be_read(
    writer: Writer, repository: Read, tamper: Callable[..., None], sql: str, read: Callable[[Repository], Any]
) -> None:
    writer.submit(note("a")).result(60)
    tamper(sql)
    with pytest.raises(DamagedError, match=r"assessments\.db"):
        read(repository())


def test_sqlites_errors_are_translated(path: Path) -> None:
    with contextlib.closing(connect_reader(path)) as conn:
        found = Repository(conn)
    with pytest.raises(StoreError, match=r"assessments\.db"):
        found.assessments()


def test_a_record_needs_times_with_a_zone(writer: Writer, repository: Read) -> None:
    record = repository().assessment(ID)
    with pytest.raises(ValueError, match="distance from UTC"):
        AssessmentRecord.of({**record.held(), "created_at": record.created_at.replace(tzinfo=None)})


@pytest.mark.skipif(sys.platform != "linux", reason="other systems want names in Unicode")
def test_the_name_of_the_file_need_not_be_text(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff\xfe\x1b[2J.db")
    prepare(path)
    with contextlib.closing(connect_reader(path)) as conn:
        assert Repository(conn).assessments() == ()
