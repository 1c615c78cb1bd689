"""The rows of a report: an answer, a duty, a gap, each with everything that a reader is told about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from cop_tui.domain.answers import Answer, State
from cop_tui.domain.duties import AnnexPoint, Served, ServingMeasure
from cop_tui.domain.pack import Confidence, Effort, Strength
from cop_tui.domain.priority import Band
from cop_tui.domain.results import AccountState, Readiness, Verdict

Standing = Literal["valid", "expired", "withdrawn", "draft", "not yet in force"]


@dataclass(frozen=True, slots=True)
class AnsweredBy:
    """An answer with the time (UTC) and the author of its last change."""

    answer: Answer
    at: datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Ref:
    """A criterion that is pointed to, with its state where it is answered."""

    id: str
    short: str
    state: State | None


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A piece of evidence as cited, and whether it counts on the day of the report.

    `piece` is its id if registered and `where` the place in it. `valid_from`, `withdrawn` and `draft` are of a citation
    that is not registered: what the register says of a piece stands there.
    """

    reference: str
    valid_until: date | None
    standing: Standing
    piece: str = ""
    where: str = ""
    valid_from: date | None = None
    withdrawn: bool = False
    draft: bool = False


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A sub-point of a criterion; `depth` counts how deep it is nested, from 0."""

    id: str
    statement: str
    strength: Strength
    ticked: bool
    depth: int


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A criterion with everything that was said about it. `state` None is not answered.

    `effort` is the team's estimate where there is one, else the questionnaire's (`effort_given` tells). `duties` are
    all that it serves or touches, `actions` the ids of what is being done about it, `said` that anybody said anything.
    `ticked` are the ids of the ticked checks as they are kept.
    """

    id: str
    chapter: str
    measure: str
    short: str
    question: str
    statement: str
    pointer: str
    strength: Strength
    asked: bool
    applies: bool | None
    state: State | None
    reason: str
    note: str
    evidence: tuple[EvidenceRow, ...]
    owner: str
    due: date | None
    effort: Effort
    effort_given: bool
    checks: tuple[CheckRow, ...]
    open_checks: tuple[str, ...]
    flagged: bool
    at: datetime | None
    by: str
    demonstrated: bool
    deadline: str | None
    condition: str | None
    legal_basis: tuple[str, ...]
    obligations: tuple[str, ...]
    remark: str | None
    confidence: Confidence
    duties: tuple[Served, ...] = ()
    actions: tuple[str, ...] = ()
    said: bool = True
    ticked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """A row of the Code that is not asked; its state is the weakest among what covers it."""

    id: str
    statement: str
    pointer: str
    state: State | None
    covered_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty of the Act: what it asks, whether and since when it binds, what a breach costs, how it stands.

    `coverage` says what adhering to the Code does for it and what not. `finable` is about the report's day. `serving`
    are the measures and criteria behind it, `annex` the points of annexes that it asks for, `related` criteria that
    touch it and decide nothing. `yardstick`, `unsigned` and the fields of `account` tell of chapters that are not
    signed.
    """

    id: str
    article: str
    title: str
    requires: str
    who: str
    binds: bool | None
    because_binds: str
    due: date | None
    time_limit: str | None
    ahead: bool
    finable: bool
    enforced_by: str
    sanctions: tuple[str, ...]
    verdict: Verdict
    because: str
    decided_by: tuple[Ref, ...]
    served_by: tuple[str, ...]
    set_aside: tuple[str, ...]
    readiness: Readiness
    coverage_status: str
    coverage: str
    measures: tuple[str, ...]
    confidence: Confidence
    account: AccountState = "not needed"
    account_text: str = ""
    account_by: str = ""
    yardstick: bool = False
    unsigned: tuple[str, ...] = ()
    serving: tuple[ServingMeasure, ...] = ()
    annex: tuple[AnnexPoint, ...] = ()
    related: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class UnboundRow:
    """A duty that does not bind on the facts given, and why."""

    id: str
    article: str
    title: str
    because: str


@dataclass(frozen=True, slots=True)
class UnaskedRow:
    """A criterion that is not asked on the facts given, and why."""

    id: str
    short: str
    because: str


@dataclass(frozen=True, slots=True)
class ActionRef:
    """An action that is pointed to."""

    id: str
    what: str
    owner: str
    due: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class GapRow:
    """A gap with its rank, its priority and how that was calculated. `late` counts days past its date.

    `actions` are those that are for it and have not ended.
    """

    rank: int
    criterion: str
    short: str
    question: str
    chapter: str
    commitment: str
    measure: str
    place: str
    state: State
    strength: Strength
    priority: float
    band: Band
    because: str
    calculation: str
    obligations: tuple[str, ...]
    articles: tuple[str, ...]
    owner: str
    due: date | None
    due_passed: bool
    falls_due: date | None
    late: int | None
    actions: tuple[ActionRef, ...] = ()
