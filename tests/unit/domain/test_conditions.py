"""The closed expression language: what it computes, what it refuses, what stays unknown."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_tui.domain.conditions import UNKNOWN, Collected, ConditionError, negate, parse, truth

FACTS: dict[str, Any] = {
    "yes": True,
    "no": False,
    "open": UNKNOWN,
    "compute": 3e25,
    "unrecorded": None,
    "mode": "api",
    "signed": ("TR", "CR"),
    "duties": Collected(("A",), ("B",)),
    "day": "2026-03-01",
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes and not no", True),
        ("no and open", False),
        ("yes and open", UNKNOWN),
        ("yes or open", True),
        ("no or open", UNKNOWN),
        ("not open", UNKNOWN),
        ("compute > 1.0e25", True),
        ("1 < 2 < 3", True),
        ("1 < 2 > 3", False),
        ("no and 1 < unrecorded", False),
        ("unrecorded > 1", UNKNOWN),
        ("unrecorded is None", True),
        ("unrecorded is not None", False),
        ("unrecorded is not None and unrecorded > 1", False),
        ("open is None", UNKNOWN),
        ("mode == 'api'", True),
        ("mode != 'api'", False),
        ("open == 'api'", UNKNOWN),
        ("mode in ['api', 'cloud']", True),
        ("mode not in ['api']", False),
        ("open in ['api']", UNKNOWN),
        ("mode in open", UNKNOWN),
        ("'A' in duties", True),
        ("'B' in duties", UNKNOWN),
        ("'C' in duties", False),
        ("'B' not in duties", UNKNOWN),
        ("has_any(signed, ['CR'])", True),
        ("has_any(signed, ['SS'])", False),
        ("has_any(duties, ['B'])", UNKNOWN),
        ("has_any(open, ['B'])", UNKNOWN),
        ("later('2025-08-02', day)", "2026-03-01"),
        ("later(unrecorded, day)", "2026-03-01"),
        ("earlier(unrecorded, unrecorded)", None),
        ("earlier('2025-08-02', day)", "2025-08-02"),
        ("plus_days(day, 14)", "2026-03-15"),
        ("plus_days(unrecorded, 14)", None),
        ("plus_days(open, 14)", UNKNOWN),
        ("1 if yes else 2", 1),
        ("1 if no else 2", 2),
        ("1 if open else 2", UNKNOWN),
        ("1 if open else 1", 1),
        ("2 * 3 + 4 / 2 - 1", 7.0),
        ("-compute", -3e25),
        ("-unrecorded", UNKNOWN),
        ("unrecorded + 1", UNKNOWN),
        ("open * 2", UNKNOWN),
    ],
)
def test_value(text: str, value: Any) -> None:
    assert parse(text).evaluate(FACTS) == value


def test_without_keeps_what_may_be_gone_as_possible() -> None:
    rest = parse("without(duties, signed)").evaluate({**FACTS, "signed": Collected(("X",), ("A",))})
    assert rest == Collected((), ("A", "B"))
    assert parse("without(signed, ['TR'])").evaluate(FACTS) == Collected(("CR",))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("__import__('os')", "only these functions"),
        ("mode.upper()", "only these functions"),
        ("(lambda: 1)()", "only these functions"),
        ("mode.upper", "Attribute is not allowed"),
        ("signed[0]", "Subscript is not allowed"),
        ("[x for x in signed]", "not allowed"),
        ("f'{mode}'", "not allowed"),
        ("1 ** 9", "not allowed"),
        ("x := 1", "cannot read"),
        ("b'x' == mode", "not allowed"),
        ("later(day)", "takes two values"),
        ("later(day, b=day)", "only these functions"),
        ("1 +", "cannot read"),
        ("", "cannot read"),
        ("1 + " * 300 + "1", "too large"),
        ("x" * 3000, "at most"),
        ("(" * 1900, "cannot read"),
    ],
)
def test_refused_when_read(text: str, words: str) -> None:
    with pytest.raises(ConditionError, match=words):
        parse(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("missing", "no fact is called 'missing'"),
        ("compute < mode", "cannot compare"),
        ("1 / 0", "cannot compute"),
        ("mode + mode", "no number"),
        ("compute * compute", "too large"),
        ("mode in compute", "needs a list"),
        ("plus_days('2026-02-30', 1)", "plus_days cannot add"),
        ("plus_days(day, 99999999)", "plus_days cannot add"),
    ],
)
def test_refused_when_computed(text: str, words: str) -> None:
    with pytest.raises(ConditionError, match=words):
        parse(text).evaluate(FACTS)


def test_names_are_facts_not_functions() -> None:
    assert parse("later(day, '2025-01-01') and mode == 'x'").names == {"day", "mode"}


def test_truth_of_lists_and_nothing() -> None:
    assert truth(None) is UNKNOWN
    assert truth(Collected(("a",))) is True
    assert truth(Collected((), ("a",))) is UNKNOWN
    assert truth(Collected()) is False
    assert repr(UNKNOWN) == "UNKNOWN"


def test_a_possibility_becomes_certain_but_never_the_other_way() -> None:
    gathered = Collected().add(["a"], certain=False).add(["a", "a"], certain=True).add(["a"], certain=False)
    assert gathered == Collected(("a",), ())


TRI = st.sampled_from([True, False, UNKNOWN])


@given(TRI, TRI, st.sampled_from(["and", "or"]))
def test_kleene_agrees_with_every_completion(left: Any, right: Any, op: str) -> None:
    """What three-valued logic decides is what every way of filling in the unknowns gives."""
    result = parse(f"a {op} b").evaluate({"a": left, "b": right})
    ways = {
        (x and y) if op == "and" else (x or y)
        for x in ([left] if left is not UNKNOWN else [True, False])
        for y in ([right] if right is not UNKNOWN else [True, False])
    }
    assert result == (ways.pop() if len(ways) == 1 else UNKNOWN)


@given(TRI)
def test_negation_twice_is_nothing(value: Any) -> None:
    assert negate(negate(value)) is value


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_never_run(text: str) -> None:
    try:
        condition = parse(text)
    except ConditionError:
        return
    try:
        condition.evaluate(FACTS)
    except ConditionError:
        return


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("plus_days('9999-12-31', 14)", "9999-12-31"),
        ("plus_days('9999-12-20', 14)", "9999-12-31"),
        ("plus_days('0001-01-03', -14)", "0001-01-01"),
        ("plus_days('2028-02-28', 1)", "2028-02-29"),
    ],
)
def test_days_end_where_the_calendar_does(text: str, day: str) -> None:
    assert parse(text).evaluate({}) == day


@pytest.mark.parametrize(
    "text", ["-'a' < 1", "later(1, 'a')", "has_any(1, 2)", "without(True, 3)", "'x' * 10000000000", "[1] * 10000000000"]
)
def test_values_of_the_wrong_kind_are_no_fault(text: str) -> None:
    with pytest.raises(ConditionError):
        parse(text).evaluate({})
