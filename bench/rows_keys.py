"""Keys: from the key to the first byte that the app paints, beside an empty app that turns one line of text over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from typing import Final

from bench.desk import Desk
from bench.files import name_of
from bench.measure import Measure, Pair, in_turn
from bench.rows import Goal, Row
from bench.rows_start import left_at
from bench.terminal import Terminal

Timed = Callable[[Terminal, bytes], float]
ANSWERED: Final = 150
"""Answers of the assessment that is open: there is something behind and something ahead."""


@contextmanager
def opened(desk: Desk) -> Iterator[Terminal]:
    """The app on an assessment that is half answered, with all that it warms up behind its first picture done."""
    file, name = desk.copy(desk.file(1, ANSWERED)), name_of(0)
    with desk.start([*desk.program, "--db", str(file), "open", name]) as terminal:
        terminal.painted(left_at(desk, file, name))
        terminal.quiet(1.0)
        yield terminal


@contextmanager
def empty(desk: Desk, timed: Timed = Terminal.first_byte) -> Iterator[Measure]:
    """A key of the empty app."""
    with desk.empty_app() as terminal:
        terminal.painted("nothing yet")
        terminal.quiet(1.0)

        def press() -> float:
            terminal.quiet()
            return timed(terminal, b"t")

        yield press


def pressing(
    *keys: bytes, first: bytes = b"", timed: Timed = Terminal.first_byte, rounds: int = 30
) -> Callable[[Desk], Pair]:
    """Keys in turn, after some that lead to where they are pressed; `timed` says up to which byte."""

    def measure(desk: Desk) -> Pair:
        with opened(desk) as terminal, empty(desk, timed) as yardstick:
            if first:
                terminal.first_byte(first)
                terminal.quiet(1.0)
            following = cycle(keys)

            def press() -> float:
                terminal.quiet()
                return timed(terminal, next(following))

            return in_turn(press, yardstick, desk.rounds(rounds))

    return measure


def _gaps(desk: Desk) -> Pair:
    with opened(desk) as terminal, empty(desk) as yardstick:

        def open_gaps() -> float:
            terminal.quiet(0.3)
            needed = terminal.until(b"g", "Gap analysis")
            terminal.quiet(0.5)
            terminal.first_byte(b"\x1b")
            return needed

        return in_turn(open_gaps, yardstick, desk.rounds(15))


def _gaps_first(desk: Desk) -> Pair:
    with empty(desk) as yardstick:

        def start_and_open() -> float:
            with opened(desk) as terminal:
                return terminal.until(b"g", "Gap analysis")

        return in_turn(start_and_open, yardstick, desk.rounds(5))


TOGGLE: Final = "a key of the empty app to its first byte"
ROWS: Final = (
    Row("answer", "keys", "answer with `1` or `2` to the first byte", TOGGLE, Goal(2), pressing(b"1", b"2")),
    Row("next", "keys", "next criterion with `j`", TOGGLE, Goal(2), pressing(b"j")),
    Row("measure", "keys", "open the next or previous measure", TOGGLE, Goal(2), pressing(b"]", b"]", b"[")),
    Row("pane", "keys", "switch to the next pane with tab", TOGGLE, Goal(2), pressing(b"\t")),
    Row("tab", "keys", "switch the list in the gap screen", TOGGLE, Goal(2), pressing(b"2", b"1", first=b"g")),
    Row("gaps", "gaps", "gap screen opened, key to its title", TOGGLE, Goal(3), _gaps),
    Row("gaps-first", "gaps", "gap screen opened for the first time after the start", TOGGLE, Goal(3), _gaps_first),
)
