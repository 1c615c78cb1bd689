"""Which keys of the JSON report a copy does not have, because its readers are not to see what they hold.

What is left out is empty in the model already; without the key nobody takes the emptiness for an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "notes": (
        "answers.*.note",
        "events.*.note",
        "baselines.*.note",
        "moment.frozen.note",
        "evidence.*.reason",
        "actions.*.reason",
    ),
    "evidence": (
        "evidence",
        "answers.*.evidence",
        "answers.*.evidence_pieces",
        "answers.*.citations",
        "stale_evidence.*.evidence",
        "lost_proofs.*.title",
    ),
    "owners": ("answers.*.owner", "gaps.*.owner", "actions.*.owner", "evidence.*.owner", "deadlines.*.owner"),
    "history": (
        "assessment.updated_at",
        "assessment.updated_by",
        "moment.baseline",
        "moment.frozen",
        "answers.*.updated_at",
        "answers.*.updated_by",
        "obligations.*.account_by",
        "accounts.*.author",
        "signoffs",
        "baselines",
    ),
    "changes": ("changes",),
    "answers": (
        "answers",
        "criteria",
        "not_answered",
        "not_in_questionnaire",
        "chapters.*.commitments.*.measures.*.criteria",
        "chapters.*.commitments.*.measures.*.headings",
    ),
    "gaps": ("gaps", "chapters.*.gaps", "next_steps"),
    "plan": (
        "actions",
        "answers.*.due",
        "answers.*.effort",
        "answers.*.actions",
        "gaps.*.due",
        "gaps.*.actions",
        "next_steps",
    ),
    "findings": (
        "findings",
        "against_scoping",
        "claimed_with_open_checks",
        "stale_evidence",
        "without_evidence",
        "flagged",
        "answers.*.open_checks",
        "answers.*.flagged",
    ),
}
"""By the name of what is left out, the paths of the keys; a star stands for every item or key."""


def without_left_out(view: dict[str, Any], left_out: Iterable[str]) -> dict[str, Any]:
    """The same without the keys of what is left out; `view` itself is changed."""
    for part in left_out:
        for path in KEYS.get(part, ()):
            _drop(view, path.split("."))
    return view


def left_out_at(path: str) -> tuple[str, ...]:
    """The keys directly at `path` ("" for the top) that a copy may not have."""
    prefix = f"{path}." if path else ""
    rest = (p.removeprefix(prefix) for paths in KEYS.values() for p in paths if p.startswith(prefix))
    return tuple(dict.fromkeys(key for key in rest if "." not in key))


def _drop(data: Any, path: list[str]) -> None:
    first, *rest = path
    if data is None:
        return
    if not rest:
        data.pop(first, None)
    elif first == "*":
        for item in data.values() if isinstance(data, dict) else data:
            _drop(item, rest)
    elif first in data:
        _drop(data[first], rest)
