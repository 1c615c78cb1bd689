"""The shelf of figures: computed when needed, kept in the assessment file, valid only for what they were made from."""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Final

import cop_tui
from cop_tui.domain.canonical import canonical
from cop_tui.domain.facts import Facts
from cop_tui.domain.pack import Pack
from cop_tui.domain.scoping import Scope
from cop_tui.domain.snapshot import Snapshot
from cop_tui.errors import CopTuiError
from cop_tui.questionnaires.marks import program_mark
from cop_tui.services.figures import Figures, figures_of
from cop_tui.services.packs import Packs
from cop_tui.services.standing import Standing, scope_of
from cop_tui.store.figures import KeptFigures, read_figures, write_figures
from cop_tui.store.records import AssessmentRecord
from cop_tui.store.repository import Repository

SCOPES: Final = 64
"""How many different sets of facts are remembered with what they bind: many assessments share theirs."""


class FiguresShelf:
    """Figures of the assessments of one file."""

    def __init__(
        self, path: Path, reader: sqlite3.Connection, repository: Repository, packs: Packs, today: Callable[[], date]
    ) -> None:
        self._path = path
        self._reader = reader
        self._repository = repository
        self._packs = packs
        self._today = today
        self._mark: str | None = None
        self._new: dict[str, KeptFigures] = {}
        self._scopes: dict[tuple[str, str], tuple[Facts, Scope]] = {}

    def known(self) -> dict[str, Figures]:
        """The kept figures that hold today, by assessment; one that cannot be read counts as not kept."""
        found = {}
        for assessment, text in read_figures(self._reader, self._program(), self._today()).items():
            try:
                found[assessment] = Figures.from_text(text)
            except (ValueError, TypeError, KeyError):
                continue
        return found

    def of(self, record: AssessmentRecord) -> Figures:
        """The figures of one assessment, computed from what is on disk. Raises PackError, NotFoundError, StoreError."""
        pack = self._packs.get(record.pack_id, record.pack_version)
        head = self._repository.head(record.id)
        held = self._repository.current(record.id)
        standing = Standing(pack, held, self._today(), record.name, self._scoped(pack, held))
        figures, until = figures_of(standing)
        if head is not None:
            self._new[record.id] = KeptFigures(head, self._today(), until, figures.to_text())
        return figures

    def keep(self, touched: Iterable[str] = (), longest: float = math.inf) -> None:
        """Write down what was computed, and the figures of `touched` assessments as far as `longest` seconds allow."""
        wanted = set(touched)
        records = {r.id: r for r in self._repository.assessments() if r.id in wanted} if wanted else {}
        known = self.known() if records else {}
        end = time.monotonic() + longest
        for key in records.keys() - known.keys():
            record = records[key]
            if time.monotonic() < end and self._packs.is_loaded(record.pack_id, record.pack_version):
                self.of(record)
        if self._new:
            write_figures(self._path, self._program(), self._new)
            self._new = {}

    def keep_quietly(self, touched: Iterable[str], longest: float) -> None:
        """As `keep`, at the end: what cannot be kept is computed again the next time."""
        try:
            self.keep(touched, longest)
        except CopTuiError:
            self._new = {}

    def _scoped(self, pack: Pack, held: Snapshot) -> tuple[Facts, Scope]:
        key = (pack.sha256, canonical(dict(held.facts)))
        if key not in self._scopes:
            if len(self._scopes) >= SCOPES:
                self._scopes.clear()
            self._scopes[key] = scope_of(pack, held.facts)
        return self._scopes[key]

    def _program(self) -> str:
        if self._mark is None:
            self._mark = program_mark((Path(cop_tui.__file__).parent, self._packs.folder))
        return self._mark
