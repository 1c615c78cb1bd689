"""The soak, in small: that it runs, that it would notice, and where its table goes. At length it is `make soak`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it forks")
DURING = ("during import", "during merge", "during migration", "during writing reports")
FAULTS = (
    "answering, services", "answering, walk", *DURING, "full while", "ten writers",
    "clock", "time zone", "folder moved", "cut off",
)  # fmt: skip


def test_a_few_rounds_lose_nothing(tmp_path: Path, isolated: Path) -> None:
    """The faults that no other test causes."""
    env = {"PATH": os.environ["PATH"], "HOME": str(isolated), "LANG": "C.UTF-8", "LOGNAME": "tester",
           "PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(tmp_path)}  # fmt: skip
    only = [word for fault in FAULTS for word in ("--only", fault)]
    command = [sys.executable, "-m", "tests.soak", "--rounds", "0.01", "--seed", "1", "--quiet", *only]
    done = subprocess.run(command, cwd=ROOT, env=env, timeout=300, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    total = [cell.strip() for cell in done.stdout.splitlines()[-1].split("|")[1:-1]]
    assert total[0] == "**all**"
    assert int(total[1]) == 16
    assert int(total[2].replace(",", "")) > 500
    assert total[3:5] == ["0", "0"]
    assert list(tmp_path.iterdir()) == []


def test_it_would_notice(tmp_path: Path) -> None:
    from tests.soak.ground import Ground, Result, examine
    from tests.soak.table import Row, markdown

    ground = Ground(tmp_path)
    path = ground.folder(ground.full) / "a.db"
    row, fine, bad = Row("a fault"), Result(), Result()
    examine(ground, path, ground.acks, fine)
    row.add(fine)
    assert not row.bad
    examine(ground, path, [("TR-1.1-01", "note", "never-said")], bad)
    path.write_bytes(path.read_bytes()[:20_000])
    examine(ground, path, [], bad)
    row.add(bad)
    assert row.bad
    assert "| a fault | 2 | 41 | 1 | 1 |" in markdown([row])
    row.add(Result(skipped="no room"))
    assert row.rounds == 2


def test_the_table_goes_between_its_marks(tmp_path: Path) -> None:
    from tests.soak.__main__ import FAULTS as ALL
    from tests.soak.__main__ import PAGE, schedule
    from tests.soak.table import BEGIN, END, Row, account, put

    assert BEGIN in PAGE.read_text("utf-8")
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    text = account([Row("a fault", skipped="why")], "SOAK_SEED=7", took=60)
    put(page, text)
    assert page.read_text("utf-8") == f"before\n{BEGIN}\n{text}\n{END}\nafter\n"
    assert "SOAK_SEED=7" in text
    assert "(skipped: why)" in text
    page.write_text("nothing", encoding="utf-8")
    with pytest.raises(ValueError, match="no place"):
        put(page, text)
    half = schedule(ALL, 1)
    assert {fault.name for fault in half[: len(half) // 2]} == {fault.name for fault in ALL}
