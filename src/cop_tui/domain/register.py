"""The registers of an assessment beside its answers: evidence, actions, events, accounts, sign-offs, baselines.

Every entry is a thing of its own with an id, kept with its history like an answer. Text passes the hygiene of
`domain.text` here, whoever builds an entry: screen, command line or import.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import is_
from typing import Annotated, Any, Final, Literal

from cop_tui.domain.answers import Answer, Evidence, Line, Name, State, Text
from cop_tui.domain.base import Identifier, Sha256
from cop_tui.domain.chapters import Effort
from cop_tui.domain.plain import Model
from cop_tui.domain.reading import Checked, DataError, at_most, between, filled

CRITERIA_MAX: Final = 400
Title = Annotated[Line, Checked(filled)]
Wall = Annotated[datetime, Checked(lambda at: at.replace(microsecond=0))]


class Entry(Model):
    """Base of all register entries."""


class PieceKind(enum.StrEnum):
    """What sort of thing a piece of evidence is."""

    POLICY = "policy"
    EVALUATION = "evaluation-report"
    LOG = "log"
    CONTRACT = "contract"
    WEB = "web-page"
    CERTIFICATE = "certificate"
    OTHER = "other"


class PieceStatus(enum.StrEnum):
    """What a person has decided about a piece. That it has expired follows from its days and is never stored."""

    DRAFT = "draft"
    IN_FORCE = "in-force"
    WITHDRAWN = "withdrawn"


Standing = Literal["draft", "not yet in force", "in force", "expired", "withdrawn"]


class Piece(Entry):
    """A piece of evidence: one document, log or page that any number of criteria may cite.

    `reference` is a path, an address or a document number. It counts from `valid_from` to `valid_until`, both days
    included (None: no bound). `sha256` is that of the local file when it was registered. `replaced_by` is a piece's id.
    """

    title: Title
    kind: PieceKind = PieceKind.OTHER
    reference: Line = ""
    valid_from: date | None = None
    valid_until: date | None = None
    owner: Name = ""
    sha256: Sha256 | None = None
    status: PieceStatus = PieceStatus.IN_FORCE
    withdrawn_on: date | None = None
    reason: Text = ""
    replaced_by: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise DataError(f"its last day ({self.valid_until}) is before its first ({self.valid_from})")
        if (self.withdrawn_on is not None) != (self.status is PieceStatus.WITHDRAWN):
            raise DataError("a piece has a day of withdrawal exactly if it is withdrawn")

    def standing(self, today: date) -> Standing:
        """What it is worth on that day; only "in force" demonstrates anything."""
        if self.status is PieceStatus.WITHDRAWN:
            return "withdrawn"
        if self.status is PieceStatus.DRAFT:
            return "draft"
        if self.valid_until is not None and self.valid_until < today:
            return "expired"
        if self.valid_from is not None and self.valid_from > today:
            return "not yet in force"
        return "in force"


class ActionStatus(enum.StrEnum):
    """How far an action is."""

    OPEN = "open"
    IN_PROGRESS = "in-progress"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def ended(self) -> bool:
        return self in (ActionStatus.DONE, ActionStatus.DROPPED)


class Action(Entry):
    """What somebody will do about one or more gaps. Dropping it needs a reason; `ended_on` is the day it ended."""

    what: Title
    criteria: Annotated[tuple[str, ...], Checked(at_most(CRITERIA_MAX))] = ()
    owner: Name = ""
    due: date | None = None
    effort: Effort | None = None
    status: ActionStatus = ActionStatus.OPEN
    reason: Text = ""
    ended_on: date | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.ended_on is not None) != self.status.ended:
            raise DataError("an action has a day on which it ended exactly if it is done or dropped")
        if self.status is ActionStatus.DROPPED and not self.reason:
            raise DataError("an action is dropped with a reason")

    def overdue(self, today: date) -> bool:
        return not self.status.ended and self.due is not None and self.due < today


class Event(Entry):
    """Something that happened and starts or stops a clock, with date and time where it was recorded.

    `kind` is an event id of the pack. `at` keeps its offset from UTC: its calendar day there is the day that rules
    count from. `about` names the incident or request when there are several. `category` is one of the kind's
    categories; `days` is the period that a request sets.
    """

    kind: Identifier
    at: Wall
    about: Line = ""
    category: Annotated[str, Checked(at_most(60))] = ""
    days: Annotated[int, Checked(between(0, 3650))] | None = None
    note: Text = ""

    @property
    def day(self) -> date:
        return self.at.date()


class Account(Entry):
    """The written account of alternative adequate means for one duty (Arts. 53(4), 55(2)); its id is the duty's."""

    text: Text
    author: Name = ""


class SignOff(Entry):
    """A person's signature under one chapter; its id is the chapter's.

    `content` is the hash of what was signed: the chapter's answers with their evidence, and the facts.
    """

    name: Annotated[Name, Checked(filled)]
    role: Name
    day: date
    statement: Text
    content: Sha256


class Baseline(Entry):
    """The assessment as it stood at one revision, under a name; it never changes.

    `head` is the hash of that revision, `content` the hash of everything the assessment held then.
    """

    name: Annotated[Name, Checked(filled)]
    author: Annotated[Name, Checked(filled)]
    role: Name = ""
    day: date
    note: Text = ""
    head: Sha256
    content: Sha256


KINDS: Final[Mapping[str, type[Entry]]] = {
    "evidence": Piece,
    "action": Action,
    "event": Event,
    "account": Account,
    "signoff": SignOff,
    "baseline": Baseline,
}
"""The registers by the name that their subjects begin with (`evidence:E-7f3a1c`)."""


@dataclass(frozen=True, slots=True)
class Register:
    """All entries of an assessment by id."""

    evidence: Mapping[str, Piece] = field(default_factory=dict)
    actions: Mapping[str, Action] = field(default_factory=dict)
    events: Mapping[str, Event] = field(default_factory=dict)
    accounts: Mapping[str, Account] = field(default_factory=dict)
    signoffs: Mapping[str, SignOff] = field(default_factory=dict)
    baselines: Mapping[str, Baseline] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Mapping[tuple[str, str], Entry]) -> Register:
        """The register that holds these entries, by kind (a key of KINDS) and id."""

        def kept(kind: str) -> dict[str, Any]:
            return {key: entry for (its_kind, key), entry in entries.items() if its_kind == kind}

        return cls(*(kept(kind) for kind in KINDS))

    def resolve(self, answer: Answer) -> Answer:
        """The answer with every citation of a registered piece as that piece stands; itself where they stand so."""
        if not any(item.piece for item in answer.evidence):
            return answer
        cited = tuple([self._cited(item) for item in answer.evidence])
        return answer if all(map(is_, cited, answer.evidence)) else answer.renewed(evidence=cited)

    def resolve_all(self, answers: Mapping[str, Answer]) -> dict[str, Answer]:
        return {c: self.resolve(answer) if answer.evidence else answer for c, answer in answers.items()}

    def _cited(self, item: Evidence) -> Evidence:
        if not item.piece:
            return item
        piece = self.evidence.get(item.piece)
        told: dict[str, Any]
        if piece is None:
            told = {"reference": f"{item.piece}, which is not in the register", "withdrawn": True}
        else:
            told = {
                "reference": f"{piece.title} {item.where}".strip(),
                "valid_from": piece.valid_from,
                "valid_until": piece.valid_until,
                "withdrawn": piece.status is PieceStatus.WITHDRAWN,
                "draft": piece.status is PieceStatus.DRAFT,
            }
        known = all(getattr(item, name) == value for name, value in told.items())
        return item if known else item.renewed(**told)

    def citing(self, answers: Mapping[str, Answer], piece: str) -> tuple[str, ...]:
        """The criteria whose answers cite that piece, in the order of `answers`."""
        return tuple(c for c, answer in answers.items() if any(item.piece == piece for item in answer.evidence))


EMPTY_REGISTER: Final = Register()


@dataclass(frozen=True, slots=True)
class LostProof:
    """A piece that stopped counting on `day`, and the criteria that have no other valid evidence since."""

    piece: str
    title: str
    day: date
    why: Standing
    criteria: tuple[str, ...]


CLAIMING: Final = (State.IMPLEMENTED, State.ALTERNATIVE, State.PARTIAL)


def lost_proofs(register: Register, answers: Mapping[str, Answer], today: date) -> tuple[LostProof, ...]:
    """What expired or withdrawn evidence took down, the latest first: "3 criteria lost their proof on 2026-11-01".

    Only criteria that claim credit (implemented, alternative, partial) and are left without valid evidence count.
    """
    answers = register.resolve_all(answers)
    bare = {c for c, a in answers.items() if a.state in CLAIMING and not a.has_valid_evidence(today)}
    lost = []
    for key, piece in register.evidence.items():
        day, why = _stopped(piece, today)
        criteria = tuple(c for c in register.citing(answers, key) if c in bare)
        if day is not None and criteria:
            lost.append(LostProof(key, piece.title, day, why, criteria))
    return tuple(sorted(lost, key=lambda each: (each.day, each.piece), reverse=True))


def _stopped(piece: Piece, today: date) -> tuple[date | None, Standing]:
    """The first day on which a piece no longer counted, and why; None if it counts or never did."""
    over = piece.valid_until is not None and piece.valid_until < today
    expired = piece.valid_until + timedelta(days=1) if over and piece.valid_until else None
    if expired is not None and (piece.withdrawn_on is None or expired <= piece.withdrawn_on):
        return (None, "draft") if piece.status is PieceStatus.DRAFT else (expired, "expired")
    return piece.withdrawn_on, piece.standing(today)
