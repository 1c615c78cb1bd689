"""Whatever people type and in whatever order: it comes back as it was, and its history is sound."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from cop_tui.domain.answers import Answer, Evidence, State
from cop_tui.domain.pack import Effort
from cop_tui.store.changes import ASSESSMENT, Change, answer_subject
from cop_tui.store.database import connect_reader, prepare
from cop_tui.store.history import Revision, revise, stamp, unstamp, verify
from cop_tui.store.records import new_assessment_id
from cop_tui.store.repository import Repository
from cop_tui.store.writer import Writer
from tests.examples import examples

NASTY = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("\x00\x1b\r\n\t\x7f\u202e\u2066\ufeff\u2028'\"\\%;[]{}\N{COMBINING ACUTE ACCENT}é漢🇪🇺"),
    ),
    max_size=60,
)
DATES = st.dates(min_value=datetime(2020, 1, 1).date(), max_value=datetime(2040, 1, 1).date())
EVIDENCE = st.builds(Evidence, reference=NASTY, valid_until=st.none() | DATES, withdrawn=st.booleans())
ANSWERS = st.builds(
    Answer,
    state=st.none() | st.sampled_from(State),
    reason=NASTY,
    note=NASTY,
    evidence=st.lists(EVIDENCE, max_size=3).map(tuple),
    owner=NASTY,
    due=st.none() | DATES,
    effort=st.none() | st.sampled_from(Effort),
    checks=st.lists(st.sampled_from(["A-a", "A-b", "B-a"]), unique=True, max_size=3).map(tuple),
    flagged=st.booleans(),
).filter(lambda answer: answer.problem is None)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | NASTY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NASTY, inner, max_size=3),
    max_leaves=8,
)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
STEPS = st.lists(st.tuples(st.sampled_from("ABC"), st.none() | ANSWERS, st.booleans()), max_size=12)


@pytest.fixture(scope="module")
def path() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        prepare(path)
        yield path


@pytest.fixture(scope="module")
def writer(path: Path) -> Iterator[Writer]:
    writer = Writer(path)
    yield writer
    assert writer.close(10) == ()


def founded(writer: Writer, **content: Any) -> str:
    new = new_assessment_id()
    data = {"name": new, "pack_id": "p", "pack_version": "1", "pack_sha256": "x", **content}
    writer.submit(Change(new, ASSESSMENT, data, "Ada", None)).result(60)
    return new


@contextlib.contextmanager
def reading(path: Path) -> Iterator[Repository]:
    with contextlib.closing(connect_reader(path)) as conn:
        yield Repository(conn)


IN_ONE_FILE = examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@IN_ONE_FILE
@given(answer=ANSWERS, author=NASTY)
def test_an_answer_comes_back_as_it_was(path: Path, writer: Writer, answer: Answer, author: str) -> None:
    new = founded(writer)
    made = writer.submit(Change(new, answer_subject("A"), answer.to_data(), author, None)).result(60)
    with reading(path) as repository:
        stored = repository.answers(new)
        assert repository.problems(new) == []
    if answer.is_empty:
        assert (made, stored) == ((), {})
    else:
        assert stored["A"].answer == answer
        assert stored["A"].revision == made[0].id


@IN_ONE_FILE
@given(facts=st.dictionaries(NASTY, JSON, max_size=4))
def test_facts_come_back_as_they_were(path: Path, writer: Writer, facts: dict[str, Any]) -> None:
    new = founded(writer, facts=facts)
    with reading(path) as repository:
        assert repository.assessment(new).facts == facts
        assert repository.problems(new) == []


@IN_ONE_FILE
@given(steps=STEPS)
def test_what_stands_is_the_last_that_was_said(
    path: Path, writer: Writer, steps: list[tuple[str, Answer | None, bool]]
) -> None:
    new = founded(writer)
    futures = [
        writer.submit(
            Change(new, answer_subject(on), None if answer is None else answer.to_data(), "Ada", None, typing)
        )
        for on, answer, typing in steps
    ]
    assert writer.flush(60)
    revisions = {revision.id for future in futures for revision in future.result(0)}
    expected = {on: answer for on, answer, _ in steps}
    with reading(path) as repository:
        stands = {on: stored.answer for on, stored in repository.answers(new).items()}
        history = repository.history(new)
        assert repository.problems(new) == []
    assert stands == {on: answer for on, answer in expected.items() if answer is not None and not answer.is_empty}
    assert {revision.id for revision in history[1:]} == revisions
    for before, after in itertools.pairwise(history):
        assert after.parents == (before.hash,)
        assert after.seq > before.seq
        assert after.at >= before.at


def chain(moments: list[datetime]) -> list[Revision]:
    made: list[Revision] = []
    for number, now in enumerate(moments):
        change = Change("a1", "answer:A", {"note": str(number)}, "Ada", None)
        last = made[-1] if made else None
        made.append(revise([last.hash] if last else [], last.at if last else None, change, now))
    return made


@given(moments=st.lists(MOMENTS, max_size=8))
def test_any_clock_makes_a_sound_history(moments: list[datetime]) -> None:
    assert verify(chain(moments)) == []


@given(
    moments=st.lists(MOMENTS, min_size=1, max_size=6),
    where=st.integers(0, 100),
    field=st.sampled_from(["id", "subject", "author", "after", "at", "parents", "assessment"]),
    text=NASTY,
)
def test_no_change_to_a_revision_goes_unnoticed(moments: list[datetime], where: int, field: str, text: str) -> None:
    history = chain(moments)
    victim = history[where % len(history)]
    values: dict[str, Any] = {
        "after": {"note": "#" + text},
        "at": victim.at + timedelta(microseconds=1),
        "parents": (*victim.parents, text),
    }
    changed = dataclasses.replace(victim, **{field: values.get(field, "#" + text)})
    history[where % len(history)] = changed
    assert any(changed.id in problem for problem in verify(history))


@given(at=MOMENTS)
def test_times_survive_being_written(at: datetime) -> None:
    assert unstamp(stamp(at)) == at
