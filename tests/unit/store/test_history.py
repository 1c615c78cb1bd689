"""Revisions and their chain."""

from __future__ import annotations

import dataclasses
import json
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest

from cop_tui.store.changes import Change, ConflictError, answer_subject
from cop_tui.store.history import Revision, canonical, revise, sealed, stamp, unstamp, utc_now, uuid7, verify

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def change(note: str = "a", assessment: str = "a1", subject: str = "answer:X") -> Change:
    return Change(assessment, subject, {"note": note}, "Ada", None)


def chain(length: int = 4) -> list[Revision]:
    made: list[Revision] = []
    for number in range(length):
        parents = [made[-1].hash] if made else []
        at = made[-1].at if made else None
        revision = revise(parents, at, change(str(number)), NOON + timedelta(minutes=number), before={"note": "é"})
        made.append(dataclasses.replace(revision, seq=number + 1))
    return made


def test_ids_are_uuids_of_version_7_with_the_time_in_front() -> None:
    before = time.time_ns() // 1_000_000
    found = uuid.UUID(uuid7())
    assert (found.version, found.variant) == (7, uuid.RFC_4122)
    assert before <= found.int >> 80 <= time.time_ns() // 1_000_000 + 1000
    assert str(found) == str(uuid.UUID(str(found)))


def test_ids_only_grow() -> None:
    made = [uuid7() for _ in range(2000)]
    assert made == sorted(set(made))


def test_ids_grow_when_the_clock_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first = uuid7()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    second = uuid7()
    assert second > first
    assert uuid7() > second


def test_ids_are_unique_between_threads() -> None:
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.extend(uuid7() for _ in range(500))) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(set(made)) == 2000


def test_times_are_utc_and_sort_as_text() -> None:
    assert stamp(NOON) == "2026-11-22T12:00:00.000000Z"
    assert stamp(NOON.astimezone(timezone(timedelta(hours=2)))) == stamp(NOON)
    assert unstamp(stamp(NOON)) == NOON
    assert stamp(NOON) < stamp(NOON + timedelta(microseconds=1))
    assert utc_now().tzinfo is UTC
    with pytest.raises(ValueError, match="isoformat"):
        unstamp("yesterday")


def test_canonical_has_one_spelling() -> None:
    assert canonical({"b": 1, "a": "é"}) == '{"a":"é","b":1}'
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))


def test_the_first_revision_follows_nothing() -> None:
    revision = revise((), None, change(), NOON)
    assert revision.parents == ()
    assert revision.before is None
    assert (revision.after, revision.author, revision.at) == ({"note": "a"}, "Ada", NOON)
    assert revision.hash == revision.expected_hash()


def test_a_clock_that_was_set_back_makes_nothing_older_than_its_parent() -> None:
    later = NOON + timedelta(hours=1)
    assert revise(("h",), later, change(), NOON).at == later
    assert revise(("h",), NOON, change(), later).at == later


def test_a_merge_has_two_parents() -> None:
    first, second = chain(1)[0], revise((), None, change(assessment="a1"), NOON)
    merge = revise((first.hash, second.hash), NOON, change("merged"), NOON)
    assert verify([first, merge]) == [
        f"revision {merge.id} (answer:X of a1): the revision it follows ({second.hash[:12]}…) is missing"
    ]


def test_the_place_in_the_file_is_not_part_of_the_hash() -> None:
    revision = chain(1)[0]
    assert dataclasses.replace(revision, seq=99).expected_hash() == revision.hash


def test_the_hash_survives_json() -> None:
    revision = chain(2)[1]
    assert revision.after is not None
    copy = dataclasses.replace(revision, after=json.loads(json.dumps(dict(revision.after))))
    assert copy.expected_hash() == revision.hash


def test_a_sound_history() -> None:
    other = revise((), None, change(assessment="b2"), NOON)
    assert verify([]) == []
    assert verify([*chain(), other]) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"author": "Eve"},
        {"after": {"note": "never said"}},
        {"before": None},
        {"at": NOON + timedelta(seconds=90)},
        {"subject": "answer:Y"},
        {"id": "0"},
    ],
)
def test_a_changed_revision_is_named(changed: dict[str, object]) -> None:
    history = chain()
    history[1] = dataclasses.replace(history[1], **changed)  # type: ignore[arg-type]
    found = verify(history)
    assert found == [f"revision {history[1].id} ({history[1].subject} of a1): its content does not match its hash"]


def test_a_changed_revision_with_a_new_hash_breaks_the_chain() -> None:
    history = chain()
    history[1] = sealed(dataclasses.replace(history[1], author="Eve"))
    assert [history[2].id in problem and "missing" in problem for problem in verify(history)] == [True]


def test_a_missing_revision_is_noticed() -> None:
    history = chain()
    del history[1]
    (problem,) = verify(history)
    assert history[1].id in problem
    assert "missing" in problem


def test_a_second_beginning_is_noticed() -> None:
    history = [*chain(2), revise((), None, change("again"), NOON)]
    assert [problem.endswith("the history had begun before it") for problem in verify(history)] == [True]


def test_a_parent_of_another_assessment_is_none() -> None:
    first = revise((), None, change(assessment="b2"), NOON)
    second = revise((first.hash,), NOON, change(assessment="a1"), NOON)
    assert ["missing" in problem for problem in verify([first, second])] == [True]


def test_time_that_goes_back_is_noticed() -> None:
    first = chain(1)[0]
    second = sealed(dataclasses.replace(revise((first.hash,), None, change(), NOON), at=NOON - timedelta(seconds=1)))
    assert [problem.endswith("it is dated before the revision it follows") for problem in verify([first, second])] == [
        True
    ]


def test_a_conflict_says_who_and_what() -> None:
    theirs = revise((), None, change(subject=answer_subject("SS-1.1-04")), NOON)
    error = ConflictError(change(subject=answer_subject("SS-1.1-04")), theirs)
    assert error.subject == "answer:SS-1.1-04"
    assert "SS-1.1-04 was changed by Ada at 2026-11-22 12:00 UTC" in error.message
    assert error.exit_code == 3
