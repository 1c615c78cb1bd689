"""The table of a soak run, and its place in docs/reliability.md."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Final

from tests.soak.ground import Result

BEGIN: Final = "<!-- soak: begin -->"
END: Final = "<!-- soak: end -->"
HEAD: Final = ("Fault", "Rounds", "Answers acknowledged", "Answers lost", "Files damaged", "Worst time to recover (s)")


@dataclass
class Row:
    """All rounds of one fault."""

    fault: str
    rounds: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    seconds: float = 0.0
    skipped: str = ""

    def add(self, result: Result) -> None:
        if result.skipped:
            self.skipped = result.skipped
            return
        self.rounds += 1
        self.acknowledged += result.acknowledged
        self.lost += result.lost
        self.damaged += result.damaged
        self.seconds = max(self.seconds, result.seconds)

    @property
    def bad(self) -> bool:
        return bool(self.lost or self.damaged)

    def cells(self) -> tuple[str, ...]:
        if self.skipped and not self.rounds:
            return (f"{self.fault} (skipped: {self.skipped})", "0", "–", "–", "–", "–")
        numbers = (self.rounds, self.acknowledged, len(self.lost), len(self.damaged))
        return (self.fault, *(f"{number:,}" for number in numbers), f"{self.seconds:.2f}")


def markdown(rows: Sequence[Row]) -> str:
    """The table with a line that sums it up."""
    total = Row("**all**")
    for row in rows:
        total.rounds += row.rounds
        total.acknowledged += row.acknowledged
        total.lost += row.lost
        total.damaged += row.damaged
        total.seconds = max(total.seconds, row.seconds)
    lines = ["| " + " | ".join(HEAD) + " |", "|---|" + "---:|" * (len(HEAD) - 1)]
    lines += ["| " + " | ".join(row.cells()) + " |" for row in (*rows, total)]
    return "\n".join(lines)


def account(rows: Sequence[Row], arguments: str, took: float) -> str:
    """The table with when, on what and how it was made."""
    day = datetime.now(UTC)
    packages = ", ".join(f"{name} {metadata.version(name)}" for name in ("textual", "sqlite-utils"))
    machine = f"{platform.system()} {platform.machine()}, {cores()} cores"
    return (
        f"Made on {day:%Y-%m-%d} in {took / 60:.0f} minutes by\n\n"
        f"    make soak {arguments}\n\n"
        f"on {machine}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}.\n\n"
        f"{markdown(rows)}"
    )


def put(page: Path, text: str) -> None:
    """Write an account between its marks. Raises ValueError if the page has none."""
    whole = page.read_text(encoding="utf-8")
    before, begin, rest = whole.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{page} has no place for the table")
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
