"""The writer: nothing that was entered is lost, in whatever order things go wrong."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.pack import Effort
from cop_tui.errors import (
    InputError,
    NewerStoreError,
    NotFoundError,
    SaveError,
    StoreError,
    UnwritableError,
)
from cop_tui.store import ledger, projection
from cop_tui.store.changes import ASSESSMENT, Change, ConflictError, SaveEvent, answer_subject
from cop_tui.store.database import SCHEMA_VERSION, connect_writer, prepare
from cop_tui.store.history import Revision, revise, verify
from cop_tui.store.repository import Repository
from cop_tui.store.writer import Writer

ID = "aaaabbbbcccc"
Open = Callable[..., Writer]
Read = Callable[[], Repository]
Founding = Callable[..., Change]
Eventually = Callable[[Callable[[], object]], None]


def note(
    text: str, *, on: str = "SS-1.1-04", base: str | None = None, author: str = "Ada", typing: bool = False
) -> Change:
    return Change(ID, answer_subject(on), Answer(note=text).to_data(), author, base, typing)


def made(future: Future[tuple[Revision, ...]]) -> tuple[Revision, ...]:
    return future.result(60)


class Events(list[SaveEvent]):
    """Collects what the writer tells."""

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self]


# What is written


def test_an_answer_round_trips(writer: Writer, repository: Read) -> None:
    answer = Answer(
        state=State.ALTERNATIVE,
        reason="Other means\nof two lines",
        note="see [/docs] '); DROP TABLE answers; --",
        evidence=(Evidence.parse("Framework v2.1 §4 (valid to 2027-03-01)"), Evidence(reference="x", withdrawn=True)),
        owner="Safety lead 安全",
        due=datetime(2026, 12, 15, tzinfo=UTC).date(),
        effort=Effort.M,
        checks=("SS-1.1-04-a", "SS-1.1-04-b"),
        flagged=True,
    )
    (revision,) = made(writer.submit(Change(ID, answer_subject("SS-1.1-04"), answer.to_data(), "Ada", None)))
    stored = repository().answers(ID)["SS-1.1-04"]
    assert stored.answer == answer
    assert (stored.revision, stored.updated_at, stored.updated_by) == (revision.id, revision.at, "Ada")
    assert revision.before is None
    assert revision.after == answer.to_data()


def test_revisions_form_a_chain_and_move_the_assessment(writer: Writer, repository: Read) -> None:
    first = repository().assessment(ID)
    (one,) = made(writer.submit(note("a", author="Bea")))
    (two,) = made(writer.submit(note("b", base=one.id, author="Cy")))
    assert two.parents == (one.hash,)
    assert (one.seq, two.seq) == (2, 3)
    record = repository().assessment(ID)
    assert (record.updated_at, record.updated_by) == (two.at, "Cy")
    assert (record.revision, record.created_at) == (first.revision, first.created_at)
    assert repository().problems(ID) == []


def test_a_clock_that_goes_back_leaves_the_history_in_order(open_writer: Open, founding: Founding) -> None:
    times = iter([datetime(2026, 11, 22, 12, tzinfo=UTC) - timedelta(hours=number) for number in range(50)])
    writer = open_writer(clock=lambda: next(times))
    revisions = [*made(writer.submit(founding())), *made(writer.submit(note("a"))), *made(writer.submit(note("b")))]
    assert verify(revisions) == []
    assert len({revision.at for revision in revisions}) == 1


def test_what_changes_nothing_makes_no_revision(writer: Writer, repository: Read, founding: Founding) -> None:
    made(writer.submit(note("a")))
    assert made(writer.submit(note("a"))) == ()
    assert made(writer.submit(note("a", base="someone else's"))) == ()
    assert made(writer.submit(Change(ID, answer_subject("new"), None, "Ada", None))) == ()
    assert made(writer.submit(founding(created_at=repository().assessment(ID).created_at))) == ()
    assert made(writer.submit()) == ()
    assert repository().counts()["revisions"] == 2


@pytest.mark.parametrize("nothing", [None, Answer().to_data(), {}])
def test_an_emptied_answer_goes_but_its_history_stays(
    writer: Writer, repository: Read, nothing: dict[str, Any] | None
) -> None:
    (one,) = made(writer.submit(note("a")))
    (two,) = made(writer.submit(Change(ID, answer_subject("SS-1.1-04"), nothing, "Ada", one.id)))
    assert two.after is None
    assert repository().answers(ID) == {}
    assert repository().history(ID, answer_subject("SS-1.1-04")) == (one, two)
    assert repository().problems(ID) == []


def test_one_submission_is_one_transaction(writer: Writer, repository: Read) -> None:
    revisions = made(writer.submit(note("a", on="A"), note("b", on="B"), note("c", on="A")))
    assert [revision.subject for revision in revisions] == ["answer:A", "answer:B", "answer:A"]
    assert {key: stored.answer.note for key, stored in repository().answers(ID).items()} == {"A": "c", "B": "b"}


def test_an_assessment_and_its_answers_in_one_go(open_writer: Open, repository: Read, founding: Founding) -> None:
    assert len(made(open_writer().submit(founding(), note("a")))) == 2
    assert repository().problems(ID) == []


def test_order_is_kept(writer: Writer, repository: Read) -> None:
    futures = [writer.submit(note(str(number), on=f"C{number % 7}")) for number in range(200)]
    revisions = [made(future)[0] for future in futures]
    assert [revision.seq for revision in revisions] == list(range(2, 202))
    assert repository().history(ID)[1:] == tuple(revisions)
    assert repository().problems(ID) == []


def test_many_threads_submit(writer: Writer, repository: Read) -> None:
    def work(name: str) -> None:
        for number in range(30):
            writer.submit(note(str(number), on=f"{name}-{number}"))

    threads = [threading.Thread(target=work, args=(name,)) for name in "ABCD"]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert writer.flush(60)
    assert len(repository().answers(ID)) == 120
    assert repository().problems(ID) == []


def test_a_deleted_assessment_keeps_everything(writer: Writer, repository: Read, founding: Founding) -> None:
    made(writer.submit(note("a")))
    base = repository().assessment(ID).revision
    (gone,) = made(writer.submit(Change(ID, ASSESSMENT, None, "Ada", base)))
    assert gone.after is not None
    assert repository().assessments() == ()
    assert made(writer.submit(Change(ID, ASSESSMENT, None, "Ada", gone.id))) == ()
    record = repository().assessment(ID)
    assert record.deleted_at == gone.at
    assert set(repository().answers(ID)) == {"SS-1.1-04"}
    renamed = {**record.to_data(), "name": "Gone"}
    (gone,) = made(writer.submit(Change(ID, ASSESSMENT, renamed, "Ada", gone.id)))
    made(writer.submit(Change(ID, ASSESSMENT, {**renamed, "deleted_at": None}, "Ada", gone.id)))
    assert repository().assessments()[0].deleted_at is None
    assert made(writer.submit(Change("nobody", ASSESSMENT, None, "Ada", None))) == ()
    assert repository().problems(ID) == []


def test_a_position_makes_no_revision(writer: Writer, repository: Read) -> None:
    writer.remember(ID, "SS-1.1-04")
    writer.remember(ID, "SS-1.1-05")
    writer.remember("nobody", "SS-1.1-04")
    assert writer.flush(60)
    assert repository().position(ID) == "SS-1.1-05"
    assert repository().position("nobody") is None
    assert repository().counts()["revisions"] == 1


def test_a_position_is_written_without_a_flush(writer: Writer, repository: Read, eventually: Eventually) -> None:
    writer.remember(ID, "SS-1.1-04")
    eventually(lambda: repository().position(ID) == "SS-1.1-04")


# What is refused


@pytest.mark.parametrize(
    ("subject", "after"),
    [
        ("answer:A", {"note": "a", "colour": "red"}),
        ("answer:A", {"state": "done"}),
        ("answer:A", {"state": "not-applicable"}),
        ("answer:A", {"evidence": [{"reference": str(number)} for number in range(51)]}),
        ("answer:", {"note": "a"}),
        ("answer:two\nlines", {"note": "a"}),
        ("posture:A", {"note": "a"}),
        (ASSESSMENT, {"name": "only"}),
        (ASSESSMENT, {"name": " \x00 ", "pack_id": "p", "pack_version": "1", "pack_sha256": "x"}),
        (ASSESSMENT, {"id": "other", "name": "n", "pack_id": "p", "pack_version": "1", "pack_sha256": "x"}),
        (ASSESSMENT, {"name": "n", "pack_id": "p", "pack_version": "1", "pack_sha256": "x", "facts": {"a": object()}}),
        (ASSESSMENT, {"name": "n", "pack_id": "p", "pack_version": "1", "pack_sha256": "x", "facts": {"a": 1e999}}),
        (ASSESSMENT, {"name": "n", "pack_id": "p", "pack_version": "1", "pack_sha256": "x", "facts": {"a": "\ud800"}}),
    ],
)
def test_content_that_cannot_be_stored(writer: Writer, repository: Read, subject: str, after: dict[str, Any]) -> None:
    refused = writer.submit(Change(ID, subject, after, "Ada", None))
    with pytest.raises(InputError):
        made(refused)
    assert made(writer.submit(note("after it")))
    assert repository().counts()["revisions"] == 2


def test_an_assessment_needs_an_id(writer: Writer, founding: Founding) -> None:
    with pytest.raises(InputError, match="needs the id"):
        made(writer.submit(founding("")))


def test_an_answer_needs_its_assessment(writer: Writer) -> None:
    with pytest.raises(NotFoundError, match="nobody"):
        made(writer.submit(Change("nobody", "answer:A", {"note": "a"}, "Ada", None)))


def test_an_author_without_a_name_does_not_cost_the_answer(writer: Writer) -> None:
    assert made(writer.submit(note("a", author=" \x07 ")))[0].author == "unknown"


def test_a_name_is_given_once(writer: Writer, repository: Read, founding: Founding) -> None:
    made(writer.submit(founding("b" * 12)))
    with pytest.raises(InputError, match="already an assessment named"):
        made(writer.submit(founding("c" * 12, name=f"Atlas {ID}")))
    base = repository().assessment(ID).revision
    made(writer.submit(Change(ID, ASSESSMENT, None, "Ada", base)))
    made(writer.submit(founding("c" * 12, name=f"Atlas {ID}")))
    back = {**repository().assessment(ID).to_data(), "deleted_at": None}
    with pytest.raises(InputError, match="already an assessment named"):
        made(writer.submit(Change(ID, ASSESSMENT, back, "Ada", repository().assessment(ID).revision)))


def test_a_refused_submission_leaves_its_neighbours_alone(writer: Writer, repository: Read) -> None:
    futures = [
        writer.submit(note("1", on="A")),
        writer.submit(note("2", on="B"), Change("nobody", "answer:A", {"note": "a"}, "Ada", None)),
        writer.submit(note("3", on="C")),
    ]
    assert made(futures[0])
    with pytest.raises(NotFoundError):
        made(futures[1])
    assert made(futures[2])
    assert set(repository().answers(ID)) == {"A", "C"}
    assert repository().problems(ID) == []


def test_a_row_that_the_tables_refuse_leaves_its_neighbours_alone(
    writer: Writer, repository: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply = projection.apply

    def broken(conn: sqlite3.Connection, change: Change, *rest: Any) -> Revision | None:
        if change.subject == "answer:B":
            conn.execute("INSERT INTO heads VALUES (NULL, NULL, NULL)")
        return apply(conn, change, *rest)

    monkeypatch.setattr(ledger, "apply", broken)
    futures = [writer.submit(note("1", on=on)) for on in "ABC"]
    assert made(futures[0])
    with pytest.raises(StoreError, match="NOT NULL"):
        made(futures[1])
    assert made(futures[2])
    assert set(repository().answers(ID)) == {"A", "C"}


def test_history_never_removes_an_assessment(path: Path) -> None:
    with contextlib.closing(connect_writer(path)) as conn:
        conn.execute("BEGIN IMMEDIATE")
        with pytest.raises(ValueError, match="would remove an assessment"):
            projection.insert(conn, revise((), None, Change(ID, ASSESSMENT, None, "Ada", None), datetime.now(UTC)))


# Conflicts


def test_two_writers_never_overwrite_each_other_in_silence(open_writer: Open, writer: Writer, repository: Read) -> None:
    other = open_writer()
    (theirs,) = made(other.submit(note("theirs", author="Bea")))
    mine = note("mine")
    with pytest.raises(ConflictError) as caught:
        made(writer.submit(mine))
    assert caught.value.subject == "answer:SS-1.1-04"
    assert caught.value.theirs == theirs
    assert caught.value.mine == mine
    assert repository().answers(ID)["SS-1.1-04"].answer.note == "theirs"
    (insisted,) = made(writer.submit(note("mine", base=theirs.id)))
    assert insisted.before == theirs.after
    with pytest.raises(ConflictError):
        made(other.submit(note("theirs again", base=theirs.id, author="Bea")))
    assert repository().problems(ID) == []


def test_the_writers_own_last_revision_is_no_conflict(writer: Writer) -> None:
    futures = [writer.submit(note(text)) for text in "abc"]
    assert [len(made(future)) for future in futures] == [1, 1, 1]


def test_a_conflict_spoils_its_whole_submission_only(open_writer: Open, writer: Writer, repository: Read) -> None:
    made(open_writer().submit(note("theirs", on="B")))
    futures = [
        writer.submit(note("1", on="A"), note("2", on="B")),
        writer.submit(note("3", on="C")),
        writer.submit(note("4", on="A")),
    ]
    with pytest.raises(ConflictError):
        made(futures[0])
    assert made(futures[1])
    assert made(futures[2])
    assert {key: stored.answer.note for key, stored in repository().answers(ID).items()} == {
        "A": "4",
        "B": "theirs",
        "C": "3",
    }


def test_an_answer_removed_by_someone_else(open_writer: Open, writer: Writer) -> None:
    other = open_writer()
    (one,) = made(writer.submit(note("a")))
    (gone,) = made(other.submit(Change(ID, one.subject, None, "Bea", one.id)))
    with pytest.raises(ConflictError) as caught:
        made(writer.submit(note("b", base=one.id)))
    assert caught.value.theirs == gone
    # Who sees no answer at all, and says so, has seen the latest state.
    assert made(writer.submit(note("c", base=None)))


def test_the_assessment_itself_can_conflict(open_writer: Open, writer: Writer, founding: Founding) -> None:
    other = open_writer()
    with pytest.raises(ConflictError):
        made(other.submit(founding(name="Renamed")))


# Typing


def test_typing_becomes_one_revision(writer: Writer, repository: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = made(writer.submit(note("before")))
    monkeypatch.setattr("cop_tui.store.waiting.TYPING_WAIT", 0.5)
    futures = [writer.submit(note("x" * length, base=one.id, typing=True)) for length in range(1, 21)]
    results = {made(future) for future in futures}
    (revisions,) = results
    (revision,) = revisions
    assert revision.before == one.after
    assert revision.after == note("x" * 20).after
    assert repository().counts()["revisions"] == 3


def test_typing_is_merged_per_person_and_place(writer: Writer) -> None:
    futures = [
        writer.submit(note("a", on="A", typing=True)),
        writer.submit(note("b", on="B", typing=True)),
        writer.submit(note("bb", on="B", author="Bea", typing=True)),
        writer.submit(note("bbb", on="B", author="Bea", typing=True)),
        writer.submit(note("aa", on="A", typing=True)),
        writer.submit(note("done", on="A")),
    ]
    results = [made(future) for future in futures]
    assert len({revisions[0].id for revisions in results}) == 5
    assert results[2] == results[3]


def test_typing_sees_either_base(
    open_writer: Open, writer: Writer, repository: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cop_tui.store.waiting.TYPING_WAIT", 0.5)
    (theirs,) = made(open_writer().submit(note("theirs")))
    stale = writer.submit(note("m", typing=True))
    fresh = writer.submit(note("mine", base=theirs.id, typing=True))
    assert made(stale) == made(fresh)
    assert repository().answers(ID)["SS-1.1-04"].answer.note == "mine"


def test_a_change_is_durable_within_a_quarter_of_a_second(writer: Writer) -> None:
    def seconds(text: str, typing: bool) -> float:
        begun = time.monotonic()
        made(writer.submit(note(text, typing=typing)))
        return time.monotonic() - begun

    # The best of many: a busy machine is not the writer's fault.
    assert any(0.1 < seconds(f"typed {n}", typing=True) < 0.25 for n in range(100))
    assert any(seconds(f"told {n}", typing=False) < 0.1 for n in range(100))


def test_flush_does_not_wait_for_more_typing(
    open_writer: Open, founding: Founding, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = open_writer()
    assert writer.flush(0)
    made(writer.submit(founding()))
    monkeypatch.setattr("cop_tui.store.waiting.TYPING_WAIT", 3600.0)
    future = writer.submit(note("a", typing=True))
    assert writer.pending == 1
    assert writer.flush(60)
    assert future.done()
    assert writer.pending == 0


def test_nobody_can_cancel_a_change(writer: Writer, repository: Read) -> None:
    future = writer.submit(note("a", typing=True))
    assert not future.cancel()
    assert made(future)
    with contextlib.suppress(CancelledError):
        future.result(0)
    assert set(repository().answers(ID)) == {"SS-1.1-04"}


# Events


def test_events_tell_how_saving_goes(open_writer: Open, founding: Founding, eventually: Eventually) -> None:
    events = Events()
    moment = datetime(2026, 11, 22, 12, 3, tzinfo=UTC)
    writer = open_writer(on_event=events.append, clock=lambda: moment)
    made(writer.submit(founding()))
    eventually(lambda: events.kinds == ["saving", "saved"])
    assert events[1].at == moment
    writer.remember(ID, "A")
    writer.flush(60)
    assert writer.close(60) == ()
    assert events.kinds == ["saving", "saved"]


def test_an_answer_that_comes_while_a_position_waits_is_told(
    open_writer: Open, founding: Founding, eventually: Eventually
) -> None:
    events = Events()
    writer = open_writer(on_event=events.append)
    made(writer.submit(founding()))
    eventually(lambda: events.kinds == ["saving", "saved"])
    writer.remember(ID, "A")
    waiting: deque[object] = writer._cond._waiters  # type: ignore[attr-defined]
    eventually(lambda: waiting)  # the thread has seen it, and waits for more
    made(writer.submit(note("a")))
    eventually(lambda: events.kinds == ["saving", "saved"] * 2)


def test_a_listener_that_fails_does_not_stop_the_saving(
    open_writer: Open, founding: Founding, repository: Read
) -> None:
    def listen(event: SaveEvent) -> None:
        raise RuntimeError(event.kind)

    writer = open_writer(on_event=listen)
    made(writer.submit(founding()))
    made(writer.submit(note("a")))
    assert repository().counts()["answers"] == 1


# A disk that fails


class Disk:
    """Hands out connections whose file cannot grow, or can again."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened: list[sqlite3.Connection] = []
        self.full = False
        monkeypatch.setattr(ledger, "connect_writer", self.connect)
        monkeypatch.setattr(ledger, "check_identity", self.check)

    def connect(self, path: Path) -> sqlite3.Connection:
        self.opened.append(connect_writer(path))
        return self.opened[-1]

    def check(self, conn: sqlite3.Connection, path: Path) -> None:
        conn.execute(f"PRAGMA max_page_count = {1 if self.full else 1_000_000}")


def test_a_full_disk_costs_nothing_but_time(
    open_writer: Open,
    founding: Founding,
    repository: Read,
    eventually: Eventually,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    disk = Disk(monkeypatch)
    events = Events()
    writer = open_writer(on_event=events.append)
    made(writer.submit(founding()))
    disk.full = True
    futures = [writer.submit(note("x" * 9000, on=f"C{number}")) for number in range(5)]
    eventually(lambda: "failed" in events.kinds)
    futures += [writer.submit(note("y" * length, on="typed", typing=True)) for length in (1, 2, 3)]
    writer.remember(ID, "C4")
    assert not writer.flush(0.05)
    assert writer.pending == 8
    assert repository().answers(ID) == {}
    error = next(event.error for event in events if event.kind == "failed")
    assert isinstance(error, SaveError)
    assert "full" in error.message
    disk.full = False
    assert all(made(future) for future in futures)
    eventually(lambda: events.kinds[-1] == "saved")
    assert events.kinds.count("failed") == 1
    assert set(repository().answers(ID)) == {*(f"C{number}" for number in range(5)), "typed"}
    assert writer.flush(60)
    assert repository().position(ID) == "C4"
    assert len(disk.opened) == 1
    subjects = [revision.subject for revision in repository().history(ID)]
    assert subjects == ["assessment", *(f"answer:C{number}" for number in range(5)), "answer:typed"]


def test_what_never_could_be_saved_is_handed_back(
    open_writer: Open, founding: Founding, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch)
    writer = open_writer()
    made(writer.submit(founding()))
    disk.full = True
    long, typed = note("x" * 9000), note("y" * 9000, on="B", typing=True)
    futures = [writer.submit(long), writer.submit(note("y", on="B", typing=True)), writer.submit(typed)]
    begun = time.monotonic()
    assert writer.close(0.5) == (long, typed)
    assert time.monotonic() - begun < 30
    for future in futures:
        with pytest.raises(SaveError):
            made(future)
    assert writer.close(0.5) == (long, typed)
    assert writer.pending == 0


def test_closing_tries_again_while_there_is_time(
    open_writer: Open, founding: Founding, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch)
    events = Events()
    writer = open_writer(on_event=events.append)
    made(writer.submit(founding()))
    disk.full = True
    future = writer.submit(note("x" * 9000))
    eventually(lambda: "failed" in events.kinds)
    release = threading.Timer(0.5, lambda: setattr(disk, "full", False))
    release.start()
    assert writer.close(10) == ()
    assert made(future)


def test_a_locked_file_is_waited_for(
    open_writer: Open,
    founding: Founding,
    path: Path,
    eventually: Eventually,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ledger, "BUSY_MS", 20)
    events = Events()
    writer = open_writer(on_event=events.append)
    made(writer.submit(founding()))
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("BEGIN IMMEDIATE")
        future = writer.submit(note("a"))
        eventually(lambda: "failed" in events.kinds)
        assert not future.done()
        conn.execute("ROLLBACK")
    assert made(future)


def test_a_failing_disk_gets_a_new_connection(
    open_writer: Open, founding: Founding, repository: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch)
    writer = open_writer()
    made(writer.submit(founding()))
    faults = iter([sqlite3.OperationalError("disk I/O error"), sqlite3.DatabaseError("malformed")])
    apply = projection.apply

    def shaky(*args: Any) -> Revision | None:
        for fault in faults:
            raise fault
        return apply(*args)

    monkeypatch.setattr(ledger, "apply", shaky)
    assert made(writer.submit(note("a")))
    assert len(disk.opened) == 3
    assert repository().problems(ID) == []


def test_a_transaction_that_sqlite_ended_by_itself(
    open_writer: Open, founding: Founding, repository: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = open_writer()
    made(writer.submit(founding()))
    apply = projection.apply
    faults = iter([sqlite3.OperationalError("database or disk is full")])

    def ended(conn: sqlite3.Connection, *rest: Any) -> Revision | None:
        for fault in faults:
            conn.execute("ROLLBACK")
            raise fault
        return apply(conn, *rest)

    monkeypatch.setattr(ledger, "apply", ended)
    assert made(writer.submit(note("a")))
    assert repository().problems(ID) == []


def test_nothing_is_written_to_a_file_that_has_gone(
    open_writer: Open, founding: Founding, path: Path, eventually: Eventually, repository: Read
) -> None:
    events = Events()
    writer = open_writer(on_event=events.append)
    made(writer.submit(founding()))
    away = path.with_name("away.db")
    path.rename(away)
    future = writer.submit(note("a"))
    eventually(lambda: "failed" in events.kinds)
    assert isinstance(events[-1].error, UnwritableError)
    away.rename(path)
    assert made(future)
    assert repository().problems(ID) == []


def test_a_file_that_was_replaced_is_opened_anew(writer: Writer, path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    prepare(other)
    for log in path.parent.glob("*.db-*"):
        log.unlink()
    os.replace(other, path)
    with pytest.raises(NotFoundError):
        made(writer.submit(note("a")))


def test_a_new_file_does_not_take_in_the_log_of_the_old_one(
    open_writer: Open, founding: Founding, path: Path, tmp_path: Path, eventually: Eventually, repository: Read
) -> None:
    """Somebody moves another file to the place of the one that is open, and its log stays where it is."""
    other = tmp_path / "other.db"
    prepare(other)
    second = Writer(other)
    made(second.submit(founding("bbbbccccdddd")))
    second.close(5)
    content = other.read_bytes()
    events = Events()
    writer = open_writer(on_event=events.append)
    made(writer.submit(founding()))
    stays = repository()
    os.replace(other, path)
    change = note("a")
    writer.submit(change)
    eventually(lambda: "failed" in events.kinds)
    assert "was replaced" in str(events[-1].error)
    assert writer.flush(0.5) is False
    assert writer.close(0.1) == (change,)
    assert path.read_bytes() == content
    assert stays.counts()["assessments"] == 1


def test_what_is_refused_is_not_called_saved(open_writer: Open, founding: Founding, eventually: Eventually) -> None:
    events = Events()
    writer = open_writer(on_event=events.append)
    made(writer.submit(founding()))
    with pytest.raises(NotFoundError):
        made(writer.submit(Change("ffffffffffff", answer_subject("A"), Answer(note="a").to_data(), "Ada", None)))
    eventually(lambda: events.kinds[-1] == "failed")
    assert "no assessment" in str(events[-1].error)
    told = len(events)
    writer.remember(ID, "B")
    assert writer.flush(60)
    assert events.kinds[told:] == []  # that somebody moved on makes nothing good
    made(writer.submit(note("a")))
    eventually(lambda: events.kinds[-1] == "saved")


def test_nothing_is_said_to_be_saved_in_a_log_that_was_taken_away(
    open_writer: Open, founding: Founding, path: Path, eventually: Eventually, repository: Read
) -> None:
    """SQLite would write on to the log that has no name any more, and the next start would know nothing of it."""
    events = Events()
    writer = open_writer(on_event=events.append)
    made(writer.submit(founding()))
    stays = repository()
    log = Path(f"{path}-wal")
    log.unlink()
    change = note("a")
    future = writer.submit(change)
    eventually(lambda: "failed" in events.kinds)
    assert "was taken away" in str(events[-1].error)
    assert writer.flush(0.5) is False
    assert stays.counts()["assessments"] == 1
    assert writer.close(0.1) == (change,)
    with pytest.raises(SaveError):
        made(future)
    assert repository().problems(ID) == []


def test_a_folder_that_goes_in_the_middle_of_a_transaction_may_come_back(
    open_writer: Open, founding: Founding, path: Path, repository: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its log has gone with it, and comes back with it."""
    writer = open_writer()
    made(writer.submit(founding()))
    stays = repository()
    away = path.parent.with_name("away")
    real = projection.apply
    rounds = iter([True])

    def moving(*args: Any) -> Revision | None:
        for _ in rounds:
            path.parent.rename(away)
        return real(*args)

    monkeypatch.setattr(ledger, "apply", moving)
    future = writer.submit(note("a"))
    with pytest.raises(TimeoutError):
        future.result(0.5)
    away.rename(path.parent)
    future.result(10)
    assert stays.answers(ID)["SS-1.1-04"].answer.note == "a"
    assert repository().problems(ID) == []


def test_a_commit_that_was_only_said_to_have_failed(
    open_writer: Open,
    founding: Founding,
    repository: Read,
    eventually: Eventually,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The disk says no to the last step, but all of it is there: what is typed on is no conflict with oneself."""
    faults: list[sqlite3.Error] = []

    class Lying:
        def __init__(self, conn: sqlite3.Connection) -> None:
            self.conn = conn

        def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
            done = self.conn.execute(sql, *rest)
            if sql == "COMMIT" and faults:
                raise faults.pop()
            return done

        def __getattr__(self, name: str) -> Any:
            return getattr(self.conn, name)

    monkeypatch.setattr(ledger, "connect_writer", lambda path: Lying(connect_writer(path)))
    writer = open_writer()
    made(writer.submit(founding()))
    first = made(writer.submit(note("a")))
    monkeypatch.setattr(writer, "_retry_wait", 1.0)
    faults.append(sqlite3.OperationalError("disk I/O error"))
    one = writer.submit(note("ab", base=first[0].id, typing=True))
    eventually(lambda: not faults)
    two = writer.submit(note("abc", base=first[0].id, typing=True))
    assert made(one) == made(two)
    assert repository().answers(ID)["SS-1.1-04"].answer.note == "abc"
    assert repository().problems(ID) == []


def test_a_file_migrated_by_a_newer_program_is_left_alone(
    open_writer: Open, founding: Founding, eventually: Eventually, tamper: Callable[..., None]
) -> None:
    events = Events()
    writer = open_writer(on_event=events.append)
    made(writer.submit(founding()))
    tamper(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    change = note("a")
    writer.submit(change)
    eventually(lambda: "failed" in events.kinds)
    assert isinstance(events[-1].error, NewerStoreError)
    assert writer.close(0.1) == (change,)


# Faults of the program, and the end


@pytest.mark.parametrize("again", [False, True])
def test_a_fault_fails_its_own_submission_and_is_told(
    open_writer: Open,
    founding: Founding,
    repository: Read,
    eventually: Eventually,
    monkeypatch: pytest.MonkeyPatch,
    again: bool,
) -> None:
    events = Events()
    faults: list[BaseException] = []

    def log(fault: BaseException) -> str:
        faults.append(fault)
        return "It is in the log."

    writer = open_writer(on_event=events.append, log=log)
    made(writer.submit(founding()))
    apply = projection.apply

    def faulty(conn: sqlite3.Connection, change: Change, *rest: Any) -> Revision | None:
        if change.subject == "answer:B":
            raise RuntimeError(f"unforeseen: {change.after}")
        return apply(conn, change, *rest)

    monkeypatch.setattr(ledger, "apply", faulty)
    changes = {on: note("1", on=on) for on in "ABC"}
    # Held back by the typing of A, the three are written together.
    held = Change(ID, "answer:A", changes["A"].after, "Ada", None, typing=True)
    futures = [writer.submit(held), writer.submit(changes["B"]), writer.submit(changes["C"])]
    assert made(futures[0])
    with pytest.raises(StoreError, match="RuntimeError") as caught:
        made(futures[1])
    assert "unforeseen" not in str(caught.value)  # it repeats what was written
    assert made(futures[2])
    assert writer.unsaved == 1
    assert "It is in the log." in str(events[-1].error)
    assert made(writer.submit(note("2", on="D")))
    assert writer.flush(60)
    eventually(lambda: writer.pending == 0)
    assert [type(fault) for fault in faults] == [RuntimeError]
    assert "saved" not in events.kinds[events.kinds.index("failed") :]  # B is on screen, and not on disk
    assert set(repository().answers(ID)) == {"A", "C", "D"}
    if again:
        monkeypatch.undo()
        assert made(writer.submit(changes["B"]))
        eventually(lambda: events.kinds[-1] == "saved")
        assert writer.unsaved == 0
    assert writer.close(60) == (() if again else (changes["B"],))


def test_a_writer_that_was_never_used(open_writer: Open) -> None:
    writer = open_writer()
    assert writer.pending == 0
    assert writer.close(1) == ()


def test_closing_writes_what_is_being_typed(open_writer: Open, founding: Founding, repository: Read) -> None:
    writer = open_writer()
    made(writer.submit(founding()))
    futures = [writer.submit(note("a" * length, typing=True)) for length in range(1, 4)]
    writer.remember(ID, "A")
    assert writer.close(60) == ()
    assert all(future.done() for future in futures)
    assert repository().answers(ID)["SS-1.1-04"].answer.note == "aaa"
    assert repository().position(ID) == "A"


def test_a_closed_writer_refuses(writer: Writer) -> None:
    assert writer.close(60) == ()
    assert writer.close(60) == ()
    with pytest.raises(SaveError, match="closed"):
        made(writer.submit(note("a")))
    writer.remember(ID, "A")
    assert writer.flush(0)


def test_a_closed_writer_leaves_one_file(writer: Writer, path: Path) -> None:
    writer.close(60)
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_file_is_whole_though_a_reader_stays(writer: Writer, path: Path, repository: Read, tmp_path: Path) -> None:
    reader = repository()
    made(writer.submit(note("a")))
    assert reader.counts()["answers"] == 1
    writer.close(60)
    copy = tmp_path / "copy.db"
    copy.write_bytes(path.read_bytes())
    with contextlib.closing(sqlite3.connect(copy)) as conn:
        assert conn.execute("SELECT COUNT(*) FROM answers").fetchone() == (1,)


def test_a_close_that_cannot_wait_says_what_is_unsure(
    open_writer: Open, founding: Founding, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "BUSY_MS", 3000)
    writer = open_writer()
    made(writer.submit(founding()))
    change = note("a")
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("BEGIN IMMEDIATE")
        future = writer.submit(change)
        assert writer.close(0.1) == (change,)
        conn.execute("ROLLBACK")
    future.exception(10)


SCRIPT = """
import os, signal, sys
from pathlib import Path
from cop_tui.store.changes import Change
from cop_tui.store.writer import Writer
writer = Writer(Path(sys.argv[1]))
typing = sys.argv[2] == "orphan"
future = writer.submit(Change("aaaabbbbcccc", "answer:A", {"note": "kept"}, "Ada", None, typing))
if sys.argv[2] == "kill":
    future.result(60)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(("how", "code"), [("kill", -signal.SIGKILL), ("orphan", 0)])
def test_a_program_that_ends_without_a_word(writer: Writer, path: Path, repository: Read, how: str, code: int) -> None:
    """Killed once the change was reported as saved; or ended, by an error say, without closing the writer."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", SCRIPT, str(path), how], env=env, timeout=60, check=False)
    assert done.returncode == code
    assert repository().answers(ID)["A"].answer.note == "kept"
    assert repository().problems(ID) == []


def test_an_orphan_gives_up_in_the_end(
    open_writer: Open, founding: Founding, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch)
    writer = open_writer()
    made(writer.submit(founding()))
    disk.full = True
    future = writer.submit(note("x" * 9000))
    monkeypatch.setattr("cop_tui.store.writer.ORPHAN_TIME", 0.3)
    monkeypatch.setattr(threading.main_thread(), "is_alive", lambda: False)
    with pytest.raises(SaveError):
        made(future)
