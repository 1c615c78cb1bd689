"""`python -m bench`: measure, print the table, write bench/results/latest.json and docs/performance.md."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from bench import page, suite
from bench.desk import ROOT, Desk
from bench.machine import machine
from bench.rows import Result
from cop_tui.cli.entry import collect_rarely


def main(arguments: Sequence[str]) -> int:
    """Measure what was asked for. The exit code is 0 whatever was found: times are told, never asserted."""
    options = _options(arguments)
    chosen = suite.chosen(options.rows)
    if not chosen:
        print(f"No such rows: {options.rows}. Groups: {', '.join(suite.groups())}.", file=sys.stderr)
        return 2
    collect_rarely()  # as the program does
    desk = Desk(quick=options.quick, rounds=options.rounds)
    results: list[Result] = []
    began = time.monotonic()
    try:
        for row in chosen:
            since = time.monotonic()
            results.append(suite.measured(row, desk))
            print(f"{row.id}: {results[-1].ours} ({time.monotonic() - since:.0f} s)", file=sys.stderr)
    finally:
        desk.close()
    print(f"{len(results)} rows in {time.monotonic() - began:.0f} s", file=sys.stderr)
    page.print_table(results)
    if not options.no_write:
        told = " ".join(("python -m bench", *arguments))
        files = ROOT / "bench" / "results" / "latest.json", ROOT / "docs" / "performance.md"
        page.write(results, {**machine(), "command": told}, *files, whole=len(chosen) == len(suite.ROWS))
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=main.__doc__)
    parser.add_argument("--rows", default="", help=f"ids or groups, with commas: {', '.join(suite.groups())}")
    parser.add_argument("--quick", action="store_true", help="a quarter of the rounds, no file of 10,000 assessments")
    parser.add_argument("--rounds", type=int, help="how often to measure a row at most")
    parser.add_argument("--no-write", action="store_true", help="print the table and leave the files alone")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
