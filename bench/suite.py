"""All rows, chosen by id or group, each measured so that one that fails says so and the others go on."""

from __future__ import annotations

import subprocess
from typing import Final

from bench import rows_growth, rows_keys, rows_start, rows_whole, rows_work
from bench.desk import Desk
from bench.measure import Missing
from bench.rows import Found, Result, Row
from bench.terminal import StuckError

ROWS: Final = (*rows_start.ROWS, *rows_keys.ROWS, *rows_whole.ROWS, *rows_work.ROWS, *rows_growth.ROWS)


def groups() -> tuple[str, ...]:
    """The groups in order."""
    return tuple(dict.fromkeys(row.group for row in ROWS))


def chosen(names: str) -> tuple[Row, ...]:
    """Rows by their ids or groups, with commas between; all of them for none."""
    wanted = {name.strip() for name in names.split(",") if name.strip()}
    return tuple(row for row in ROWS if not wanted or {row.id, row.group} & wanted)


def measured(row: Row, desk: Desk) -> Result:
    """A row with what was found; a program that got stuck or failed is told in the table."""
    found: Found
    try:
        found = row.measure(desk)
    except (StuckError, subprocess.CalledProcessError) as error:
        found = Missing(" ".join(str(error).split())[:300])
    return Result(row, found)
