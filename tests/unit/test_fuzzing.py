"""Every target of `make fuzz`, briefly, and on every input that was ever found to break one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, run, seeds

CASES = sorted(path for path in (Path(__file__).parents[1] / "fuzz" / "cases").glob("*-*"))
WORDS = st.sampled_from(
    [b"\x00", b"\x1b[2J", b"\xff", b"\xed\xa0\x80", b"\xe2\x80\xae", b"9" * 400, b"1e999", b"-1", b"null", b"NaN",
     b"[" * 60, b"{", b"&a *a", b"!!python/object:os.system", b"0001-01-01", b"9999-12-31", b"2028-02-29", b"\n", b": ",
     b'"']
)  # fmt: skip


@st.composite
def broken(draw: st.DrawFn, name: str) -> bytes:
    """A sound input in which a few stretches are replaced."""
    data = draw(st.sampled_from(seeds(name)))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data)))
        gone = draw(st.integers(0, 12))
        data = data[:at] + draw(WORDS | st.binary(max_size=8)) + data[at + gone :]
    return data


@pytest.mark.parametrize("name", TARGETS)
def test_only_sentences_come_out(name: str) -> None:
    @settings(max_examples=25)
    @given(st.binary(max_size=60) | broken(name) | broken(name))
    def check(data: bytes) -> None:
        run(name, data)

    check()


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_what_was_found_stays_fixed(case: Path) -> None:
    run(case.name.partition("-")[0], case.read_bytes())
