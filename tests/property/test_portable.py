"""Whatever history there is: it is exported and read exactly, and no byte of the file can be changed unnoticed."""

from __future__ import annotations

import contextlib
import hashlib
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cop_tui.domain.answers import Answer, State
from cop_tui.domain.register import Account, Piece
from cop_tui.errors import InputError
from cop_tui.store.history import canonical
from cop_tui.store.portable import read, render
from tests.examples import examples
from tests.property.test_store_history import ANSWERS, JSON, NASTY
from tests.unit.store.copies import Copy, founded

ENTRIES = st.builds(Piece, title=NASTY.map("x".__add__), reference=NASTY, owner=NASTY)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["answer:A", "answer:B"]), st.none() | ANSWERS),
        st.tuples(st.sampled_from(["evidence:E-1", "evidence:E-2"]), st.none() | ENTRIES),
        st.tuples(st.just("account:AIA-53.1.a"), st.builds(Account, text=NASTY, author=NASTY)),
    ),
    max_size=10,
)
PLACES = st.floats(0, 1, exclude_max=True)


def built(steps: list[tuple[str, Any]], facts: Any = None) -> Copy:
    copy = founded()
    if facts is not None:
        copy.about(facts=facts)
    for subject, content in steps:
        copy.put(subject, None if content is None else content.to_data())
    return copy


SMALL = built(
    [("answer:A", Answer(state=State.ALTERNATIVE, reason='é "漢" \\')), ("evidence:E-1", Piece(title="Framework"))]
)
WHOLE = render(SMALL.other(seconds=9).put("answer:B", Answer(note="b").to_data()).history, "cop-tui 1")
FILES = (render(SMALL.history, "cop-tui 1"), WHOLE)


@given(steps=STEPS, facts=st.dictionaries(NASTY, JSON, max_size=3))
@examples(60)
def test_what_is_exported_is_read_exactly(steps: list[tuple[str, Any]], facts: dict[str, Any]) -> None:
    copy = built(steps, facts)
    data = render(copy.history, "cop-tui 1")
    found = read(data)
    assert list(found.revisions) == copy.history
    assert render(found.revisions, found.program) == data


@given(file=st.sampled_from(FILES), place=PLACES, flipped=st.integers(1, 255))
@examples(400)
def test_no_byte_can_be_changed_unnoticed(file: bytes, place: float, flipped: int) -> None:
    at = int(place * len(file))
    changed = file[:at] + bytes([file[at] ^ flipped]) + file[at + 1 :]
    with contextlib.suppress(InputError):
        read(changed)
        raise AssertionError(f"byte {at} was changed unnoticed")


@given(file=st.sampled_from(FILES), start=PLACES, length=st.integers(1, 400), other=st.binary(max_size=400))
@examples(200)
def test_no_stretch_can_be_replaced_unnoticed(file: bytes, start: float, length: int, other: bytes) -> None:
    at = int(start * len(file))
    changed = file[:at] + other + file[at + length :]
    if changed != file:
        with contextlib.suppress(InputError):
            read(changed)
            raise AssertionError("it was changed unnoticed")


@given(data=st.binary(max_size=2000))
@examples(100)
def test_foreign_bytes_are_refused_in_words(data: bytes) -> None:
    with contextlib.suppress(InputError):
        read(data)
        raise AssertionError("it was read")


@given(
    line=st.integers(0, 3),
    field=st.sampled_from(
        ["id", "assessment", "subject", "before", "after", "author", "at", "parents", "hash", "pack", "program", "head"]
    ),
    value=JSON,
    inner=st.none() | st.sampled_from(["name", "facts", "created_at", "pack_id", "state", "evidence", "note", "title"]),
)
@examples(300)
def test_whoever_computes_all_hashes_anew_is_read_exactly_or_refused(
    line: int, field: str, value: Any, inner: str | None
) -> None:
    lines = [json.loads(each) for each in FILES[0].splitlines()[:-1]]
    if inner is not None and isinstance(lines[line].get(field), dict):
        lines[line][field][inner] = value
    else:
        lines[line][field] = value
    told = ""
    for number, each in enumerate(lines[1:]):
        if number and isinstance(each.get("parents"), list) and len(each["parents"]) == 1:
            each["parents"] = [told]
        data = canonical({key: each[key] for key in each if key != "hash"})
        told = each["hash"] = hashlib.sha256(data.encode()).hexdigest()
    lines[0]["head"] = told
    body = b"".join(canonical(each).encode() + b"\n" for each in lines)
    file = body + canonical({"sha256": hashlib.sha256(body).hexdigest()}).encode() + b"\n"
    with contextlib.suppress(InputError):
        found = read(file)
        assert render(found.revisions, found.program) == file
