"""What shapes of JSON are made from: the fields that results and the rows of a report have in common; plain values."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Protocol

from cop_tui.domain.answers import State
from cop_tui.domain.dated import DatedDuty
from cop_tui.domain.pack import Strength
from cop_tui.domain.results import AccountState, Readiness, Verdict

Shape = dict[str, Any]


def following(duty: DatedDuty | None) -> Shape | None:
    """The next dated duty: `date` and `title`."""
    return None if duty is None else {"date": day(duty.day), "title": duty.title}


def day(value: date | None) -> str | None:
    """`2026-11-22`, or null."""
    return None if value is None else value.isoformat()


def instant(value: datetime | None) -> str | None:
    """`2026-11-22T09:30:00Z`, or null."""
    return None if value is None else value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class Named(Protocol):
    """What names an assessment, and when it was last changed by whom."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def provider(self) -> str: ...
    @property
    def model(self) -> str: ...
    @property
    def created_at(self) -> datetime | None: ...
    @property
    def updated_at(self) -> datetime | None: ...
    @property
    def updated_by(self) -> str: ...


class Identified(Protocol):
    """A questionnaire, down to the hash of its text."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def sha256(self) -> str: ...


class GapFields(Protocol):
    """What a gap says beside its priority."""

    @property
    def criterion(self) -> str: ...
    @property
    def measure(self) -> str: ...
    @property
    def commitment(self) -> str: ...
    @property
    def chapter(self) -> str: ...
    @property
    def short(self) -> str: ...
    @property
    def state(self) -> State: ...
    @property
    def strength(self) -> Strength: ...
    @property
    def obligations(self) -> tuple[str, ...]: ...
    @property
    def falls_due(self) -> date | None: ...
    @property
    def owner(self) -> str: ...
    @property
    def due(self) -> date | None: ...


class DutyFields(Protocol):
    """What is found about a duty of the Act."""

    @property
    def id(self) -> str: ...
    @property
    def article(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def binds(self) -> bool | None: ...
    @property
    def due(self) -> date | None: ...
    @property
    def ahead(self) -> bool: ...
    @property
    def finable(self) -> bool: ...
    @property
    def verdict(self) -> Verdict: ...
    @property
    def because(self) -> str: ...
    @property
    def served_by(self) -> tuple[str, ...]: ...
    @property
    def set_aside(self) -> tuple[str, ...]: ...
    @property
    def readiness(self) -> Readiness: ...
    @property
    def account(self) -> AccountState: ...
    @property
    def yardstick(self) -> bool: ...
    @property
    def unsigned(self) -> tuple[str, ...]: ...
