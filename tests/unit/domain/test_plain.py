"""Plain data becomes content only if every value is what it must be, and what is wrong is named with its place."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import field
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_tui.domain.answers import EMPTY, Answer, Evidence, State
from cop_tui.domain.pack import Pack
from cop_tui.domain.plain import LEFT_OUT, Model, plain, sparse
from cop_tui.domain.reading import Checked, DataError, at_most, between, filled


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Part(Model):
    name: Annotated[str, Checked(str.strip), Checked(filled)]
    size: Annotated[int, Checked(between(1, 9))] | None = None


class Whole(Model):
    text: str = ""
    yes: bool = False
    number: float = 0.0
    colour: Colour | None = None
    kind: Literal["a", "b"] = "a"
    day: date | None = None
    moment: datetime | None = None
    parts: Annotated[tuple[Part, ...], Checked(at_most(2))] = ()
    table: dict[Annotated[str, Checked(str.lower)], Part] = field(default_factory=dict)
    mixed: bool | float | str | tuple[str, ...] | None = None
    anything: Any = None
    quiet: str = field(default="", metadata=LEFT_OUT)


FULL = {
    "text": "t", "yes": True, "number": 2, "colour": "red", "kind": "b", "day": "2027-03-01",
    "moment": "2027-03-01T09:30:00+01:00", "parts": [{"name": " x ", "size": 3}], "table": {"K": {"name": "y"}},
    "mixed": ["a", "b"], "anything": {"free": [1]}, "quiet": "q",
}  # fmt: skip


def test_everything_is_read_and_written_back() -> None:
    whole = Whole.of(FULL)
    assert whole.parts == (Part(name="x", size=3),)
    assert whole.table == {"k": Part(name="y")}
    assert whole.colour is Colour.RED
    assert whole.day == date(2027, 3, 1)
    assert whole.moment == datetime(2027, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    assert whole.mixed == ("a", "b")
    expected = {**FULL, "number": 2.0, "parts": [{"name": "x", "size": 3}], "table": {"k": {"name": "y", "size": None}}}
    assert whole.to_data() == expected
    assert Whole.of(json.loads(json.dumps(whole.to_data()))) == whole


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"texd": ""}, "texd: unknown key; allowed are text, yes"),
        ({"text": 1}, "text: 1 is no text"),
        ({"text": None}, "text: None is no text"),
        ({"yes": 1}, "yes: 1 is neither true nor false"),
        ({"number": True}, "number: True is no number"),
        ({"colour": "green"}, "colour: 'green' is not allowed; allowed are 'red', 'blue'"),
        ({"kind": "c"}, "kind: 'c' is not allowed; allowed are 'a', 'b'"),
        ({"kind": ["a"]}, "kind: ['a'] is not allowed"),
        ({"day": "2027-02-30"}, "day: '2027-02-30' is no date"),
        ({"day": "20270301"}, "day: '20270301' is no date"),
        ({"day": datetime(2027, 3, 1, tzinfo=UTC)}, "is no date"),
        ({"moment": "soon"}, "moment: 'soon' is no date and time"),
        ({"moment": "2027-03-01T09:30:00"}, "moment: '2027-03-01T09:30:00' does not say its distance from UTC"),
        ({"parts": "x"}, "parts: must be a list (given: 'x')"),
        ({"parts": [{"name": "x"}, {"name": 2}]}, "parts[1].name: 2 is no text"),
        ({"parts": [{"name": " "}]}, "parts[0].name: must not be empty"),
        ({"parts": [{"name": "x", "size": 10}]}, "parts[0].size: must lie between 1 and 9"),
        ({"parts": [{"size": 1}]}, "parts[0].name: key is missing"),
        ({"parts": [{"name": "x"}] * 3}, "parts: may have at most 2 parts"),
        ({"table": {"a": {"name": ""}}}, "table.a.name: must not be empty"),
        ({"table": {"a": []}}, "table.a: must hold keys and values (given: [])"),
        ({"table": {1: {"name": "x"}}}, "table.1: 1 is no text"),
        ({"mixed": {}}, "mixed: must be a list (given: {})"),
        ({"text": ["x" * 100]}, "..."),
    ],
)
def test_what_is_wrong_is_named_with_its_place(data: dict[str, Any], words: str) -> None:
    with pytest.raises(DataError) as caught:
        Whole.of(data)
    assert words in str(caught.value)


def test_only_keys_and_values_are_content() -> None:
    with pytest.raises(DataError, match="must hold keys and values"):
        Whole.of([])  # type: ignore[arg-type]


@pytest.mark.parametrize(("given", "read"), [(True, True), (5, 5.0), ("x", "x"), (None, None), ([], ())])
def test_of_several_types_the_first_that_fits_holds(given: Any, read: Any) -> None:
    mixed = Whole.of({"mixed": given}).mixed
    assert mixed == read
    assert type(mixed) is type(read)


def test_whoever_makes_one_its_values_are_checked() -> None:
    assert Part(name=" x ").name == "x"
    with pytest.raises(DataError, match="name: must not be empty"):
        Part(name=" ")
    with pytest.raises(DataError, match="size: must lie between"):
        Part(name="x").changed(size=0)
    assert Part(name="x").changed(size=2) == Part(name="x", size=2)


def test_content_does_not_change() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        EMPTY.note = "n"  # type: ignore[misc]


def test_a_renewed_copy_forgets_what_was_worked_out(pack: Pack) -> None:
    assert pack.criterion_index
    copy = pack.renewed(chapters=())
    assert copy.criteria == ()
    assert copy.sha256 == pack.sha256


def test_what_says_nothing_may_be_left_out() -> None:
    assert "quiet" not in Whole().to_data()
    assert "text" in Whole().to_data()
    assert sparse(Whole(text="t", parts=(Part(name="x"),))) == {"text": "t", "parts": [{"name": "x"}], "table": {}}


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2027, 3, 1, 9, 30, tzinfo=UTC), "2027-03-01T09:30:00Z"),
        (datetime(2027, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=-5))), "2027-03-01T09:30:00-05:00"),
    ],
)
def test_instants_are_written_with_their_distance_from_utc(at: datetime, text: str) -> None:
    assert plain(at) == text
    assert Whole.of({"moment": text}).moment == at


def test_what_has_no_form_in_json_is_refused() -> None:
    assert plain({"a": {1}, "b": (Colour.RED, date(2027, 3, 1))}) == {"a": [1], "b": ["red", "2027-03-01"]}
    with pytest.raises(ValueError, match="object has no form in JSON"):
        plain({"a": object()})


TEXTS = st.text(max_size=20)
DAYS = st.none() | st.dates()


@given(
    st.builds(
        Answer,
        state=st.none() | st.sampled_from(State),
        reason=TEXTS, note=TEXTS, owner=TEXTS, due=DAYS, checks=st.lists(TEXTS, max_size=3).map(tuple),
        evidence=st.lists(
            st.builds(Evidence, reference=TEXTS, valid_until=DAYS, valid_from=DAYS, draft=st.booleans()), max_size=3
        ).map(tuple),
        flagged=st.booleans(),
    )
)  # fmt: skip
def test_an_answer_comes_back_as_it_was(answer: Answer) -> None:
    data = json.loads(json.dumps(answer.to_data()))
    assert Answer.of(data) == answer
    assert Answer.of(data).to_data() == data
