"""Copies of an assessment in memory, changed apart as a writer would change them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from cop_tui.store.changes import ASSESSMENT, Change
from cop_tui.store.contents import checked
from cop_tui.store.history import Revision, canonical, revise, stamp
from cop_tui.store.merge import Decisions, merge

ID = "aaaabbbbcccc"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FOUNDING: dict[str, Any] = {
    "name": "Atlas",
    "pack_id": "p",
    "pack_version": "1",
    "pack_sha256": "0" * 64,
    "facts": {"flop": 3e25, "open": None},
    "created_at": stamp(NOON),
}


@dataclasses.dataclass
class Copy:
    """One person's copy: its history, and a clock of its own that moves a minute with every change."""

    history: list[Revision] = dataclasses.field(default_factory=list)
    author: str = "Ada"
    clock: datetime = NOON

    def other(self, author: str = "Bo", **ahead: float) -> Copy:
        """A copy for somebody else, whose clock may be ahead of ours."""
        return Copy(list(self.history), author, self.clock + timedelta(**ahead))

    def put(self, subject: str, after: Mapping[str, Any] | None, assessment: str = ID) -> Copy:
        """Change a subject; what changes nothing makes no revision, as in the file."""
        change = checked(Change(assessment, subject, after, self.author, None))
        before = self.content(subject)
        if canonical(before) == canonical(change.after):
            return self
        last = self.history[-1] if self.history else None
        self.clock += timedelta(minutes=1)
        made = revise([last.hash] if last else [], last.at if last else None, change, self.clock, before=before)
        self.history.append(made)
        return self

    def about(self, **fields: Any) -> Copy:
        """Change the assessment itself."""
        return self.put(ASSESSMENT, {**(self.content(ASSESSMENT) or {}), **fields})

    def content(self, subject: str) -> Mapping[str, Any] | None:
        return next((r.after for r in reversed(self.history) if r.subject == subject), None)

    def take(self, other: Sequence[Revision], decisions: Decisions | None = None) -> Copy:
        """Merge another copy's history into this one."""
        self.history += merge(self.history, other).revisions(decisions or {})
        return self


def founded() -> Copy:
    """A copy that holds an assessment and nothing else."""
    return Copy().put(ASSESSMENT, FOUNDING)
