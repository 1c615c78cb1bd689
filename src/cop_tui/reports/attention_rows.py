"""What a careful reader looks at twice, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from cop_tui.reports.rows import CheckRow, EvidenceRow, Ref


@dataclass(frozen=True, slots=True)
class AsideRow:
    """A criterion set aside as not applicable although scoping says that it binds."""

    id: str
    short: str
    reason: str


@dataclass(frozen=True, slots=True)
class OpenChecksRow:
    """A criterion claimed as implemented whose required checks are not all ticked."""

    id: str
    short: str
    open: tuple[CheckRow, ...]


@dataclass(frozen=True, slots=True)
class StaleRow:
    """Evidence that no longer counts, or ceases to within 90 days (`standing` valid)."""

    id: str
    short: str
    evidence: EvidenceRow


@dataclass(frozen=True, slots=True)
class Attention:
    """What a careful reader looks at twice."""

    against_scoping: tuple[AsideRow, ...]
    open_checks: tuple[OpenChecksRow, ...]
    stale: tuple[StaleRow, ...]
    unproven: tuple[Ref, ...]
    flagged: tuple[Ref, ...]
