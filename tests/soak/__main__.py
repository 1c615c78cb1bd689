"""Faults caused at length: `python -m tests.soak --help`."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from tests.soak import answering, damage, operations, together
from tests.soak.ground import Ground, Result
from tests.soak.table import Row, account, markdown, put

PAGE: Final = Path(__file__).parents[2] / "docs" / "reliability.md"
MINUTES: Final = 5.0
"""For which the numbers of rounds below are meant."""


@dataclass(frozen=True)
class Fault:
    """A fault with how many rounds of it belong into a run of the usual length."""

    name: str
    rounds: float
    run: Callable[[Ground, Random], Result]


FAULTS: Final = (
    Fault("SIGKILL while answering, services", 120, answering.killed_in_services),
    Fault("SIGKILL while answering, app in a terminal", 30, answering.killed_in_app),
    Fault("SIGKILL while answering, walk in a pipe", 50, answering.killed_in_walk),
    *(Fault(f"{how} right after answers, app", 2, answering.told_to_end(how)) for how in answering.ENDINGS),
    *(Fault(f"SIGKILL during {each.name}", 12, operations.killed_during(each)) for each in operations.OPERATIONS),
    *(Fault(f"disk full during {each.name}", 4, operations.disk_full_during(each)) for each in operations.OPERATIONS),
    Fault("disk full while answering", 6, operations.disk_full_while_answering),
    Fault("two writers", 10, together.writers(2)),
    Fault("ten writers", 4, together.writers(10)),
    Fault("app and commands at once, app killed", 3, together.app_and_commands),
    Fault("backups while answering", 6, together.backups_while_answering),
    Fault("restore while the file is open", 6, together.restore_while_open),
    Fault("clock moved backwards", 6, together.clock_moved),
    Fault("another time zone at the next start", 4, together.time_zone),
    Fault("file locked by another program", 4, together.locked),
    Fault("folder moved away and back", 4, together.folder_moved),
    Fault("read-only folder", 3, together.read_only),
    *(Fault(f"file {each.name}", 8, damage.damaged_by(each)) for each in damage.DAMAGES),
)


def schedule(faults: Sequence[Fault], share: float) -> list[Fault]:
    """All rounds in an order in which every fault is about as far as the others at any time."""
    planned = []
    for fault in faults:
        count = max(1, round(fault.rounds * share))
        planned += [((number + 0.5) / count, fault) for number in range(count)]
    return [fault for _, fault in sorted(planned, key=lambda each: each[0])]


def soak(faults: Sequence[Fault], minutes: float, seed: int, share: float, base: Path, *, quiet: bool) -> list[Row]:
    """Run the rounds until they or the minutes are over."""
    rows = {fault.name: Row(fault.name) for fault in faults}
    end = time.monotonic() + minutes * 60
    ground = Ground(base)
    rounds = schedule(faults, share)
    for number, fault in enumerate(rounds, start=1):
        if time.monotonic() > end:
            print(f"Time is over after {number - 1} of {len(rounds)} rounds.", file=sys.stderr)
            break
        picks = Random(f"{seed} {fault.name} {rows[fault.name].rounds}")
        start = time.monotonic()
        try:
            result = fault.run(ground, picks)
        except AssertionError as error:  # a program that hangs or never comes up
            result = Result(damaged=[f"{base}: {error}"])
        rows[fault.name].add(result)
        if not quiet:
            print(f"{number}/{len(rounds)} {fault.name}: {time.monotonic() - start:.1f} s", file=sys.stderr, flush=True)
        for sentence in (*result.lost, *result.damaged):
            print(f"  {sentence}", file=sys.stderr, flush=True)
        if not (result.lost or result.damaged):
            for each in base.glob("round-*"):
                shutil.rmtree(each)
    return list(rows.values())


def main() -> int:
    """Run, print the table; 1 if anything was lost or damaged."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description="Cause faults, and look what is lost.")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="how long at most; sets the number of rounds")
    parser.add_argument("--seed", type=int, help="of all that is random; a new one if not given")
    parser.add_argument("--only", action="append", default=[], help="faults whose name holds this; several times")
    parser.add_argument("--rounds", type=float, help="this part of the usual number of rounds (1: all of them)")
    parser.add_argument("--write", action="store_true", help="put the table into docs/reliability.md")
    parser.add_argument("--quiet", action="store_true", help="say nothing but the table and what went wrong")
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else Random().randrange(1_000_000)
    share = given.rounds if given.rounds is not None else given.minutes / MINUTES
    chosen = [fault for fault in FAULTS if not given.only or any(part in fault.name for part in given.only)]
    print(f"Seed {seed}", file=sys.stderr, flush=True)
    base = Path(tempfile.mkdtemp(prefix="cop-tui-soak-"))
    start = time.monotonic()
    rows = soak(chosen, given.minutes, seed, share, base, quiet=given.quiet)
    print(markdown(rows))
    bad = any(row.bad for row in rows)
    if bad:
        print(f"What is left is in {base}", file=sys.stderr)
    else:
        shutil.rmtree(base, ignore_errors=True)
    if given.write:
        more = "--write" if given.rounds is None else f'"--rounds {given.rounds:g} --write"'
        arguments = f"SOAK_MINUTES={given.minutes:g} SOAK_SEED={seed} ARGS={more}"
        put(PAGE, account(rows, arguments, time.monotonic() - start))
    return int(bad)


if __name__ == "__main__":
    raise SystemExit(main())
