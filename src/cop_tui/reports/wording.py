"""How reports put things: percentages that flatter nobody, days, counts, and the words and marks of states."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

from cop_tui.domain.answers import State
from cop_tui.domain.compare import Kind
from cop_tui.domain.dated import DatedDuty
from cop_tui.domain.pack import Effort, Strength
from cop_tui.domain.register import ActionStatus, LostProof, Piece, PieceKind
from cop_tui.domain.results import Readiness
from cop_tui.reports.model import ChapterPart, Part
from cop_tui.reports.register_rows import FindingGroup
from cop_tui.reports.rows import DutyRow

STATE_ORDER: Final[tuple[State | None, ...]] = (*State, None)
STATE_WORDS: Final[dict[State | None, str]] = {
    State.IMPLEMENTED: "implemented",
    State.PARTIAL: "partial",
    State.PLANNED: "planned",
    State.MISSING: "missing",
    State.ALTERNATIVE: "other adequate means",
    State.NOT_APPLICABLE: "not applicable",
    None: "not answered",
}
STATE_MARKS: Final[dict[State | None, str]] = {
    State.IMPLEMENTED: "●",
    State.PARTIAL: "◐",
    State.PLANNED: "○",
    State.MISSING: "✗",
    State.ALTERNATIVE: "◆",
    State.NOT_APPLICABLE: "–",
    None: "·",
}
EFFORT_WORDS: Final[dict[Effort, str]] = {Effort.S: "S (small)", Effort.M: "M (medium)", Effort.L: "L (large)"}
STRENGTH_WORDS: Final[dict[Strength, str]] = {
    Strength.MUST: "must",
    Strength.SHOULD: "should",
    Strength.ENCOURAGED: "encouraged",
    Strength.MAY: "alternative",
    Strength.EXAMPLE: "example",
}
PIECE_WORDS: Final[dict[PieceKind, str]] = {
    PieceKind.POLICY: "policy",
    PieceKind.EVALUATION: "evaluation report",
    PieceKind.LOG: "log",
    PieceKind.CONTRACT: "contract",
    PieceKind.WEB: "web page",
    PieceKind.CERTIFICATE: "certificate",
    PieceKind.OTHER: "other",
}
ACTION_WORDS: Final[dict[ActionStatus, str]] = {
    ActionStatus.OPEN: "open",
    ActionStatus.IN_PROGRESS: "in progress",
    ActionStatus.DONE: "done",
    ActionStatus.DROPPED: "dropped",
}
AFTER_ONLY: Final[tuple[Kind, ...]] = ("newly answered", "newly applicable", "evidence gained")
"""Kinds of change of which only the state afterwards is told: what was before goes without saying."""
FIELD_WORDS: Final = {"due": "own date", "flagged": "flag"}
LEFT_OUT_WORDS: Final[dict[Part, str]] = {
    "notes": "notes",
    "evidence": "references to evidence",
    "owners": "owners",
    "history": "history (who answered when, sign-offs, baselines)",
    "changes": "changes since the last baseline",
    "answers": "the answers one by one",
    "gaps": "priorities",
    "plan": "actions, own dates and next steps",
    "findings": "findings (contradictions, weak spots)",
}
NONE: Final = "–"
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# Shares are quotients of small whole numbers: 0.29 may come as 0.28999999999999998.
_SLACK: Final = 1e-9


def down(share: float | None) -> str:
    """A share of 0 to 1 as whole per cent, rounded down: `0.489` is `48 %`."""
    return NONE if share is None else f"{math.floor(share * 100 + _SLACK)} %"


def interval(readiness: Readiness) -> str:
    """Readiness as `48–71 %`: low rounded down, high rounded up; one number once everything is answered."""
    return readiness.words(NONE)


def part(weight: float, total: float) -> str:
    """A part of a weight as per cent with one decimal, as tables of shares show it."""
    return NONE if total == 0 else f"{100 * weight / total:.1f} %"


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 criterion`, `2 criteria`, `no criteria`."""
    plural = many or f"{one}s"
    return f"no {plural}" if number == 0 else f"{number} {one if number == 1 else plural}"


def capital(words: str) -> str:
    """The same words at the beginning of a sentence."""
    return f"{words[:1].upper()}{words[1:]}"


def are(number: int) -> str:
    """`is` or `are`."""
    return "is" if number == 1 else "are"


def day(value: date | None) -> str:
    """A day in ISO form, a dash where there is none."""
    return NONE if value is None else value.isoformat()


def long_day(value: date) -> str:
    """A day as British readers write it: `17 March 2026`."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime | None) -> str:
    """A time as `2026-10-02 09:14 UTC`."""
    return NONE if value is None else f"{value:%Y-%m-%d %H:%M} UTC"


def distance(days: int | None) -> str:
    """Days from today in words: `in 3 days`, `today`, `3 days ago`; a dash where there is no day."""
    if days is None:
        return NONE
    if days == 0:
        return "today"
    return f"in {count(days, 'day')}" if days > 0 else f"{count(-days, 'day')} ago"


def listed(items: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    found = list(items)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}" if found else ""


def stated(state: State | None) -> str:
    """Mark and word of a state."""
    return f"{STATE_MARKS[state]} {STATE_WORDS[state]}"


def yes_no(value: bool | None) -> str:
    """`yes`, `no`, or `undetermined` where the facts do not decide."""
    return "undetermined" if value is None else "yes" if value else "no"


def posture(chapter: ChapterPart) -> str:
    """Whether a chapter concerns the provider and whether it is signed, in words."""
    if chapter.applies is False:
        return "Does not concern you on the facts given"
    concerns = "Concerns you" if chapter.applies else "May concern you"
    if chapter.kind == "act":
        return f"{concerns}; duties of the Act, nothing to sign"
    if chapter.signed is None:
        return f"{concerns}; whether you signed it is not known"
    if chapter.signed:
        return f"{concerns}; signed"
    means = ", so you must show other adequate means" if chapter.other_means else ""
    return f"{concerns}; not signed{means}"


def left_out_words(left_out: Sequence[Part]) -> str:
    """What the first page says when something was left out; empty when nothing was."""
    if not left_out:
        return ""
    what = listed(LEFT_OUT_WORDS[part] for part in left_out)
    return f"Left out of this copy: {what}. Figures that rest on them are unchanged."


def finable(duty: DutyRow) -> str:
    """Whether a breach of a duty can be fined on the day of the report, in words."""
    if not duty.sanctions:
        return "no fine is named for it"
    if duty.finable:
        return "a breach can be fined today"
    if duty.binds is None:
        return "a breach can be fined only if it binds"
    if duty.due is None:
        return "from when a breach can be fined does not follow from the facts"
    return "a breach cannot be fined yet"


def unplanned_words(number: int) -> str:
    """How many gaps nobody has planned to close."""
    return f"{count(number, 'gap has', 'gaps have')} no action." if number else "Every gap has an action."


def event_time(at: datetime) -> str:
    """A recorded time with its offset, as it was recorded: `2026-11-16 14:30 +01:00`."""
    offset = at.isoformat()[-6:] if at.utcoffset() else "UTC"
    return f"{at:%Y-%m-%d %H:%M} {offset}"


def own_title(duty: DatedDuty) -> str:
    """One of the team's own dates, by what it is about."""
    subject = duty.id.partition(":")[2]
    return duty.title if duty.kind == "evidence" else f"{subject} {duty.title}"


def validity(piece: Piece) -> str:
    """From when to when a piece of evidence counts."""
    if piece.valid_from and piece.valid_until:
        return f"{piece.valid_from} to {piece.valid_until}"
    if piece.valid_from:
        return f"from {piece.valid_from}"
    return f"to {piece.valid_until}" if piece.valid_until else "without limit"


def account_words(duty: DutyRow) -> str:
    """What a duty needs that chapters serve which are not signed; empty where there is nothing to say."""
    if duty.account == "missing":
        return "not written down yet. The criteria of chapters that are not signed are a yardstick only."
    if duty.account == "given":
        by = f" by {duty.account_by}" if duty.account_by else ""
        return f"written down{by}, measured by the criteria as a yardstick."
    by = f" By {duty.account_by}." if duty.account_by else ""
    return f"on record, not needed as the facts stand.{by}" if duty.account_text else ""


def lost_words(lost: LostProof) -> str:
    """`3 criteria lost their proof on 2026-11-01, when E-a10012 Crawler test expired`."""
    proof = "criterion lost its proof" if len(lost.criteria) == 1 else "criteria lost their proof"
    verb = "expired" if lost.why == "expired" else f"was {lost.why}"
    return f"{len(lost.criteria)} {proof} on {lost.day}, when {f'{lost.piece} {lost.title}'.rstrip()} {verb}"


def evidence_left_out(number: int) -> str:
    """What stands in the register's place in a copy without references to evidence."""
    return f"The register holds {count(number, 'piece', 'pieces')} of evidence, which this copy leaves out."


def moved(readiness: Readiness) -> str:
    """A side's readiness with its denominator, for comparing."""
    if not readiness.asked:
        return "nothing asked"
    return f"{interval(readiness)} of {readiness.weight}; {readiness.answered} of {readiness.asked} answered"


def finding_subjects(group: FindingGroup) -> tuple[str, ...]:
    """What the findings of a sort are about, by id, each once."""
    return tuple(dict.fromkeys(f.subject for f in group.findings))
