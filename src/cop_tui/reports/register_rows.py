"""The rows of a report about the registers: evidence, actions, events, signatures, baselines, and what follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from cop_tui.domain.compare import Comparison, ReadinessChange
from cop_tui.domain.dated import DatedDuty
from cop_tui.domain.findings import Finding, Severity
from cop_tui.domain.register import Account, Action, Baseline, Event, LostProof, Piece, SignOff, Standing
from cop_tui.reports.rows import Ref


@dataclass(frozen=True, slots=True)
class PieceRow:
    """A registered piece of evidence, what it is worth on the report's day, and the criteria whose answers cite it."""

    id: str
    entry: Piece
    standing: Standing
    serves: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action with the criteria it is for. `days` are left to its day, negative when past; None without a day."""

    id: str
    entry: Action
    criteria: tuple[Ref, ...]
    days: int | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class EventRow:
    """A recorded event by the questionnaire's name for its kind; `category` is that of the kind, in words."""

    id: str
    title: str
    category: str
    entry: Event


@dataclass(frozen=True, slots=True)
class SignOffRow:
    """A signature under a chapter; `stands` says that what was signed is still exactly what is there."""

    chapter: str
    title: str
    entry: SignOff
    stands: bool


@dataclass(frozen=True, slots=True)
class AccountRow:
    """The written account of other adequate means for a duty, also for one that does not bind now."""

    obligation: str
    entry: Account


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """The assessment frozen under a name."""

    id: str
    entry: Baseline


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings of one sort: `title` names it in words, `hint` says what to do about most of them."""

    severity: Severity
    code: str
    title: str
    hint: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """What has changed since a baseline: in sentences for the first page, and in full."""

    baseline: str
    day: date
    sentences: tuple[str, ...]
    comparison: Comparison

    @property
    def told(self) -> tuple[str, ...]:
        """Both sides in words, then what came of the one to be the other."""
        return (*self.comparison.words, *self.sentences[1:])

    @property
    def overall(self) -> ReadinessChange:
        """Everything that is compared: all criteria, unless one side's questionnaire has some of its own."""
        found = self.comparison
        return found.readiness if found.unmapped_before or found.unmapped_after else found.own


@dataclass(frozen=True, slots=True)
class DeadlineRows:
    """The dated duties by what a reader does with them.

    `open` have a day that is past or to come, of the law, the Code or a request; `own` are the team's own days,
    evidence and actions among them; `running` bind without a day; `undated` cannot be dated, and say why; `rules` start
    only once an event is recorded that may never come; `over` are done or lie behind.
    """

    open: tuple[DatedDuty, ...] = ()
    own: tuple[DatedDuty, ...] = ()
    running: tuple[DatedDuty, ...] = ()
    undated: tuple[DatedDuty, ...] = ()
    rules: tuple[DatedDuty, ...] = ()
    over: tuple[DatedDuty, ...] = ()

    def all(self) -> tuple[DatedDuty, ...]:
        """Every one of them."""
        return (*self.open, *self.own, *self.running, *self.undated, *self.rules, *self.over)


NO_DEADLINES: Final = DeadlineRows()


@dataclass(frozen=True, slots=True)
class Registers:
    """Everything that the registers hold and what follows from it.

    `lost` is what expired or withdrawn evidence took down. `evidence_left_out` is how many pieces this copy does not
    show.
    """

    evidence: tuple[PieceRow, ...] = ()
    lost: tuple[LostProof, ...] = ()
    actions: tuple[ActionRow, ...] = ()
    events: tuple[EventRow, ...] = ()
    deadlines: DeadlineRows = NO_DEADLINES
    findings: tuple[FindingGroup, ...] = ()
    signoffs: tuple[SignOffRow, ...] = ()
    baselines: tuple[BaselineRow, ...] = ()
    changed: Changed | None = None
    evidence_left_out: int = 0
    accounts: tuple[AccountRow, ...] = ()


NO_REGISTERS: Final = Registers()
