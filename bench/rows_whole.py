"""Keys once more, until all they change is painted: what the first byte leaves out. Nothing is wanted, it is told."""

from __future__ import annotations

from functools import partial
from typing import Final

from bench.rows import Goal, Row
from bench.rows_keys import pressing
from bench.terminal import Terminal

TOGGLE: Final = "a key of the empty app to its last byte"
_whole: Final = partial(pressing, timed=Terminal.last_byte, rounds=15)
ROWS: Final = (
    Row("answer-all", "whole", "answer with `1` or `2`", TOGGLE, Goal(), _whole(b"1", b"2")),
    Row("next-all", "whole", "next criterion with `j`", TOGGLE, Goal(), _whole(b"j")),
    Row("measure-all", "whole", "open the next or previous measure", TOGGLE, Goal(), _whole(b"]", b"]", b"[")),
    Row("pane-all", "whole", "switch to the next pane with tab", TOGGLE, Goal(), _whole(b"\t")),
    Row("gaps-all", "whole", "open the gap screen, and leave it", TOGGLE, Goal(), _whole(b"g", b"\x1b")),
)
