"""What every round starts from: files with known answers in folders of their own, and the look at what is left."""

from __future__ import annotations

import contextlib
import itertools
import shutil
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cop_tui.domain.answers import Answer, State
from cop_tui.errors import CopTuiError
from cop_tui.services.files_out import write_all
from cop_tui.services.library import Library, Packs
from cop_tui.services.portable import export_assessment
from cop_tui.services.reporting import ReportRequest, report_model, write_model
from cop_tui.store.changes import Change, answer_subject
from cop_tui.store.leftovers import PARTIAL_PREFIX

NAME: Final = "Atlas"
CARRIED: Final = "Carried"
FACTS: Final = {
    "training_compute_flop": "3e25",
    "placement_mode": "api",
    "placed_date": "2026-03-17",
    "chapters_signed": ["TR"],
}
ANSWERS: Final = 40
REPORTS: Final = ("md", "html", "json", "csv")

Ack = tuple[str, str, str]
"""An answer that was acknowledged: criterion, field, and the first word of what the field says."""


@dataclass
class Result:
    """What became of one round. `lost` and `damaged` hold a sentence for each thing that must not be."""

    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    seconds: float = 0.0
    skipped: str = ""


class Ground:
    """Files that are made once and copied for each round, below one folder."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.packs = Packs()
        self._numbers = itertools.count(1)
        self.empty, self.full, self.older = base / "empty.db", base / "full.db", base / "older.db"
        self.carried, self.copy = base / "carried.jsonl", base / "copy.jsonl"
        with Library(self.empty, author="Ada", packs=self.packs) as library:
            library.create(NAME, provider="Lab", model="Atlas-70B", facts=FACTS)
            session = library.open(NAME)
            self.order = [criterion.id for criterion in session.asked()]
            self.criteria = [criterion.id for criterion in session.pack.criteria]
        shutil.copy(self.empty, self.full)
        self.early = self._answered(self.full, "Ada", self.criteria[: ANSWERS // 2])
        shutil.copy(self.full, self.older)
        self.acks = self.early + self._answered(self.full, "Bo", self.criteria[ANSWERS // 2 : ANSWERS])
        other = base / "other.db"
        shutil.copy(self.full, other)
        self.theirs = self._answered(other, "Cy", self.criteria[ANSWERS : 2 * ANSWERS])
        with Library(other, author="Cy", packs=self.packs) as library:
            export_assessment(library, NAME, self.copy)
        strange = base / "strange.db"
        with Library(strange, author="Di", packs=self.packs) as library:
            library.create(CARRIED, provider="Lab", model="Carried-7B", facts=FACTS)
        self.foreign = self._answered(strange, "Di", self.criteria[:ANSWERS], CARRIED)
        with Library(strange, author="Di", packs=self.packs) as library:
            export_assessment(library, CARRIED, self.carried)
        with Library(self.full, author="Ada", packs=self.packs) as library:
            made = write_model(report_model(library.open(NAME)), ReportRequest(REPORTS, folder=base / "reports"))
        self.reports = {path.name: path.read_bytes() for path in made}

    def folder(self, start: Path | None = None) -> Path:
        """A new folder, with a copy of `start` in it as `a.db`."""
        made = self.base / f"round-{next(self._numbers):05}"
        made.mkdir()
        if start is not None:
            shutil.copy(start, made / "a.db")
        return made

    def write_reports(self, folder: Path) -> None:
        """Write the reports, as the program writes them."""
        write_all(folder, [(folder / name, content) for name, content in self.reports.items()], force=False)

    def _answered(self, path: Path, author: str, criteria: Iterable[str], name: str = NAME) -> list[Ack]:
        acks = [(criterion, "note", f"{author}-{number}") for number, criterion in enumerate(criteria)]
        with Library(path, author=author, packs=self.packs) as library:
            ref = library.find(name).id
            for criterion, _, word in acks:
                said = Answer(state=State.PARTIAL, note=f"{word} {'as agreed ' * 20}")
                library.save(Change(ref, answer_subject(criterion), said.to_data(), author, None))
        return acks


def examine(ground: Ground, path: Path, acks: Iterable[Ack], result: Result, name: str = NAME) -> None:
    """Open a file as the next start does; whatever of `acks` is not in it, or does not hold, goes into `result`."""
    expected = set(acks)
    result.acknowledged += len(expected)
    start = time.monotonic()
    try:
        with Library(path, author="reader", packs=ground.packs) as library:
            session = library.open(name)
            result.seconds = max(result.seconds, time.monotonic() - start)
            records = library.repository.assessments(include_deleted=True)
            problems = [problem for record in records for problem in library.repository.problems(record.id)]
            found = {
                (revision.subject.removeprefix("answer:"), key, str(value).split(" ")[0])
                for revision in library.repository.history(session.record.id)
                for key, value in (revision.after or {}).items()
            }
        with contextlib.closing(sqlite3.connect(path)) as conn:
            said = conn.execute("PRAGMA integrity_check").fetchone()[0]
    except CopTuiError as error:
        result.damaged.append(f"{path}: {error}")
        return
    result.lost += [f"{path}: {ack} was acknowledged and is not there" for ack in sorted(expected - found)]
    result.damaged += [f"{path}: {problem}" for problem in problems]
    if said != "ok":
        result.damaged.append(f"{path}: integrity_check says {said}")


def leftovers(folder: Path) -> list[str]:
    """A sentence for each temporary file in a folder or below."""
    return [f"left behind: {path}" for path in folder.rglob(f"{PARTIAL_PREFIX}*")]
