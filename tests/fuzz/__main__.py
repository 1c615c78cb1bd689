"""`python -m tests.fuzz [TARGET...]`: fuzz with atheris, FUZZ_SECONDS (60) for each target, one after the other.

Each runs in a process of its own, bounded in time, memory and length of input. What is found is written to
tests/fuzz/cases/TARGET-HASH, which the tests run from then on. Exit code 1 if anything was found.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

CASES = Path(__file__).parent / "cases"
MEMORY_MB = 2_000
SLOWEST = 20  # seconds for one input


def main() -> int:
    from tests.fuzz.targets import TARGETS

    wanted = sys.argv[1:] or list(TARGETS)
    unknown = [name for name in wanted if name not in TARGETS]
    if unknown:
        print(f"No such target: {', '.join(unknown)}. There are {', '.join(TARGETS)}.", file=sys.stderr)
        return 2
    seconds = int(os.environ.get("FUZZ_SECONDS", "60"))
    failed = [name for name in wanted if _apart(name, seconds)]
    print("Found something in " + ", ".join(failed) if failed else f"Found nothing in {', '.join(wanted)}.")
    return 1 if failed else 0


def _apart(name: str, seconds: int) -> bool:
    """Run one target in a process of its own; whether it found anything."""
    from tests.fuzz.targets import seeds

    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds(name)):
            (Path(folder) / str(number)).write_bytes(seed)
        code = "import sys; from tests.fuzz.__main__ import target; target(sys.argv)"
        options = [
            f"-max_total_time={seconds}", "-max_len=4096", f"-rss_limit_mb={MEMORY_MB}", f"-timeout={SLOWEST}",
            f"-artifact_prefix={CASES}/{name}-", "-print_final_stats=1", "-verbosity=0",
        ]  # fmt: skip
        CASES.mkdir(exist_ok=True)
        print(f"== {name}", flush=True)
        return subprocess.run([sys.executable, "-c", code, folder, *options], env={**os.environ, "FUZZ_TARGET": name},
                              check=False).returncode != 0  # fmt: skip


def target(arguments: list[str]) -> None:
    """In the process of one target: instrument what it uses, then fuzz."""
    import atheris

    with atheris.instrument_imports(include=["cop_tui"]):
        from tests.fuzz import targets
    name = os.environ["FUZZ_TARGET"]
    for seed in targets.seeds(name):
        targets.run(name, seed)  # what is loaded the first time is no slow input
    atheris.Setup(arguments, lambda data: targets.run(name, data))
    atheris.Fuzz()


if __name__ == "__main__":
    raise SystemExit(main())
