"""The table: on the terminal, in bench/results/latest.json, and in docs/performance.md between two marks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from bench.rows import Result

BEGIN: Final = "<!-- what follows is written by `make bench`; do not edit -->"
END: Final = "<!-- until here -->"
HEADS: Final = ("what", "ours", "yardstick", "ratio", "spread", "goal", "verdict")
TITLES: Final = {
    "imports": "Imports",
    "start": "Starting",
    "memory": "Memory",
    "peers": "Beside a peer",
    "keys": "Keys",
    "gaps": "The gap screen",
    "whole": "Until all of it is painted",
    "save": "Saving",
    "analysis": "Analysis",
    "search": "Search",
    "report": "Reports",
    "assessments": "More assessments",
    "revisions": "More revisions",
    "pack": "A larger questionnaire",
}


def print_table(results: Sequence[Result]) -> None:
    """For people at the terminal."""
    table = Table(*HEADS, show_lines=False, pad_edge=False)
    for result in results:
        table.add_row(*_cells(result), style="" if result.met is not False else "bold")
    Console().print(table)


def write(
    results: Sequence[Result], machine: Mapping[str, str], data_file: Path, page_file: Path, *, whole: bool
) -> None:
    """Write data and page if all rows were measured, else neither; what stands around the page's marks stays."""
    if not whole:
        return
    data_file.parent.mkdir(parents=True, exist_ok=True)
    data: dict[str, Any] = {"machine": dict(machine), "whole": whole, "rows": [r.to_data() for r in results]}
    data_file.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", "utf-8")
    page_file.write_text(framed(page_file.read_text("utf-8"), generated(results, machine)), "utf-8")


def framed(page: str, part: str) -> str:
    """A page with the part between its marks replaced. Raises ValueError if the marks are not there."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError("the marks are missing")
    return f"{before}{BEGIN}\n\n{part}\n{END}{after}"


def generated(results: Sequence[Result], machine: Mapping[str, str]) -> str:
    """The tables in Markdown, the machine first."""
    lines = ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in machine.items()), ""]
    met = [result.met for result in results]
    wanted = len(met) - met.count(None)
    lines += [f"{met.count(True)} of {wanted} goals are met, {met.count(False)} are not.", ""]
    for group, found in groupby(results, key=lambda each: each.row.group):
        lines += [f"### {TITLES[group]}", "", f"| {' | '.join(HEADS)} |", "|---" * len(HEADS) + "|"]
        rows = list(found)
        lines += [f"| {' | '.join(_cells(result))} |" for result in rows]
        lines += ["", *(f"- Not met, {r.row.what}: {r.unmet}" for r in rows if r.unmet)]
        lines += [""] if lines[-1] else []
    return "\n".join(lines)


def _cells(result: Result) -> tuple[str, ...]:
    row = result.row
    beside = row.yardstick if result.yardstick == "-" else f"{row.yardstick}: {result.yardstick}"
    ours = f"{result.ours} (processor time)" if row.clock == "processor" else result.ours
    return row.what, ours, beside, result.ratio, result.spread, row.goal.words(row.unit), result.verdict
