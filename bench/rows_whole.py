"""Keys once more, until all they change is painted: what the first byte leaves out. Nothing is wanted, it is told."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from typing import Final

from bench.desk import Desk
from bench.measure import Pair, in_turn
from bench.rows import Goal, Row
from bench.rows_keys import opened


def _pressing(*keys: bytes) -> Callable[[Desk], Pair]:
    """Keys in turn beside a key of the empty app, both to the last byte."""

    def measure(desk: Desk) -> Pair:
        with opened(desk) as terminal, desk.empty_app() as empty:
            empty.painted("nothing yet")
            empty.quiet(1.0)
            following = cycle(keys)

            def ours() -> float:
                terminal.quiet()
                return terminal.last_byte(next(following))

            def yardstick() -> float:
                empty.quiet()
                return empty.last_byte(b"t")

            return in_turn(ours, yardstick, desk.rounds(15))

    return measure


TOGGLE: Final = "a key of the empty app to its last byte"
ROWS: Final = (
    Row("answer-all", "whole", "answer with `1` or `2`", TOGGLE, Goal(), _pressing(b"1", b"2")),
    Row("next-all", "whole", "next criterion with `j`", TOGGLE, Goal(), _pressing(b"j")),
    Row("measure-all", "whole", "open the next or previous measure", TOGGLE, Goal(), _pressing(b"]", b"]", b"[")),
    Row("pane-all", "whole", "switch to the next pane with tab", TOGGLE, Goal(), _pressing(b"\t")),
    Row("gaps-all", "whole", "open the gap screen, and leave it", TOGGLE, Goal(), _pressing(b"g", b"\x1b")),
)
