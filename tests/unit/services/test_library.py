"""Assessments in a file: made, listed, found, copied, deleted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cop_tui.domain.answers import State
from cop_tui.errors import AmbiguousError, FactsError, InputError, NotFoundError
from cop_tui.services.demo import create_demo
from cop_tui.services.library import Library, Packs

FACTS = {"training_compute_flop": "3e25", "placement_mode": "api", "placed_date": "2026-03-17"}


def test_new_and_list(library: Library) -> None:
    assert library.records() == ()
    made = library.create("Atlas 2026", provider="Lab", model="Atlas-70B", facts=FACTS)
    assert library.records() == (made,)
    assert library.open(made.id).scope.outcome["systemic_risk"] == "presumed_yes"
    figures = library.figures(made)
    assert (figures.readiness.low, figures.readiness.high, figures.gaps) == (0, 1, 0)
    assert figures.binds == {"TR": True, "CR": True, "SS": True, "AO": True}
    assert made.facts["training_compute_flop"] == 3e25
    assert made.updated_by == "tester"


OTHER = """
import sys
from pathlib import Path
from cop_tui.services.library import Library
with Library(Path(sys.argv[1]), author="other") as library:
    library.open("Atlas").change("TR-1.3-02", note="from another program")
"""


def test_a_sample_made_beside_open_work_lets_go_of_no_lock(library: Library) -> None:
    """Another program must not take itself for the last one, and the log away from the library that is open."""
    library.create("Atlas", facts=FACTS)
    create_demo(library)
    library.open("Atlas").change("TR-1.3-01", note="before")
    assert library.writer.flush(60)
    log = Path(f"{library.path}-wal")
    before = log.stat().st_ino
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", OTHER, str(library.path)], env=env, timeout=60, check=True)
    assert log.stat().st_ino == before
    library.open("Atlas").change("TR-1.3-01", note="after")
    assert library.writer.flush(60)


def test_refused_without_a_trace(library: Library) -> None:
    with pytest.raises(InputError, match="needs a name"):
        library.create(" \x1b ")
    with pytest.raises(FactsError, match="placed_date"):
        library.create("Atlas", facts={"placed_date": "2026-13-01"})
    library.create("Atlas")
    with pytest.raises(InputError, match="Atlas"):
        library.create("Atlas")
    assert len(library.records()) == 1


def test_find(library: Library) -> None:
    one, other = library.create("Atlas"), library.create("Wren")
    assert library.find("Wren") == other
    assert library.find(one.id) == one
    assert library.find(one.id[:10]) == one
    with pytest.raises(NotFoundError):
        library.find("Robin")
    assert AmbiguousError.exit_code == 2


def test_duplicate_copies_answers_and_place(library: Library) -> None:
    made = library.create("Atlas", facts=FACTS)
    session = library.open("Atlas")
    session.change("TR-1.3-01", state=State.MISSING, note="n")
    session.move_to("TR-1.3-02")
    library.writer.flush(60)
    copy = library.duplicate("Atlas", "Atlas 2")
    library.writer.flush(60)
    opened = library.open(copy.id)
    assert opened.answers == session.answers
    assert opened.position == "TR-1.3-02"
    opened.change("TR-1.3-01", state=State.IMPLEMENTED)
    library.writer.flush(60)
    assert library.open(made.id).answer("TR-1.3-01").state is State.MISSING


def test_delete_and_restore(library: Library) -> None:
    made = library.create("Atlas", facts=FACTS)
    library.open("Atlas").change("TR-1.3-01", state=State.MISSING)
    library.writer.flush(60)
    library.delete("Atlas")
    assert library.records() == ()
    with pytest.raises(NotFoundError, match="in the bin"):
        library.restore("Robin")
    assert library.restore("Atlas").id == made.id
    assert library.open("Atlas").answer("TR-1.3-01").state is State.MISSING


def test_the_file_survives_closing(tmp_path: Path, packs: Packs) -> None:
    with Library(tmp_path / "b.db", author="one", packs=packs) as first:
        first.create("Atlas", facts=FACTS)
        first.open("Atlas").change("TR-1.3-01", state=State.PARTIAL)
    with Library(tmp_path / "b.db", author="two", packs=packs) as second:
        stored = second.open("Atlas").stored("TR-1.3-01")
        assert stored is not None
        assert (stored.answer.state, stored.updated_by) == (State.PARTIAL, "one")


def test_version_moves_when_others_write(tmp_path: Path, packs: Packs, library: Library) -> None:
    before = library.version()
    with Library(library.path, author="other", packs=packs) as other:
        other.create("Wren")
    assert library.version() != before


def test_closing_leaves_one_file(tmp_path: Path, packs: Packs) -> None:
    with Library(tmp_path / "c.db", author="one", packs=packs) as library:
        library.create("Atlas", facts=FACTS)
        library.open("Atlas").change("TR-1.3-01", state=State.PARTIAL)
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["c.db"]
