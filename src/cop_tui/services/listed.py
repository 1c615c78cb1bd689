"""An assessment as the list of assessments has it. Nothing here needs models or a questionnaire."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from cop_tui.services.glance import Glance
from cop_tui.services.kept_figures import Figures


class Named(Protocol):
    """What names an assessment and its questionnaire: a record of the file, or what a first look has shown of it."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def provider(self) -> str: ...
    @property
    def model(self) -> str: ...
    @property
    def pack_id(self) -> str: ...
    @property
    def pack_version(self) -> str: ...
    @property
    def pack_sha256(self) -> str: ...
    @property
    def updated_by(self) -> str: ...


def entry_view(named: Named, updated_at: str, figures: Figures | None, problem: str | None = None) -> dict[str, Any]:
    """One entry of `cop-tui list --json`; without `figures` it says in `problem` why there are none."""
    following = None
    if figures is not None and figures.next_day is not None:
        following = {"date": figures.next_day.isoformat(), "title": figures.next_title}
    return {
        "id": named.id,
        "name": named.name,
        "provider": named.provider,
        "model": named.model,
        "pack": {"id": named.pack_id, "version": named.pack_version, "sha256": named.pack_sha256},
        "readiness": None if figures is None else figures.readiness.to_data(),
        "gaps": None if figures is None else figures.gaps,
        "next": following,
        "updated_at": updated_at,
        "updated_by": named.updated_by,
        "problem": problem,
    }


def glance_view(found: Iterable[Glance]) -> list[dict[str, Any]] | None:
    """The list as far as a first look tells it; None if figures of any assessment are missing."""
    seen = list(found)
    if any(each.figures is None for each in seen):
        return None
    return [entry_view(each, f"{each.updated_at[:19]}Z", each.figures) for each in seen]
