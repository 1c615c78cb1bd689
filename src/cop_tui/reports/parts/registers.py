"""The registers of an assessment as rows, and its dated duties and findings sorted for reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from cop_tui.domain.answers import EMPTY, Answer
from cop_tui.domain.dated import DatedDuty
from cop_tui.domain.findings import SEVERITIES, Finding
from cop_tui.domain.pack import Pack
from cop_tui.domain.register import Action, Register
from cop_tui.reports.register_rows import (
    AccountRow,
    ActionRow,
    BaselineRow,
    DeadlineRows,
    EventRow,
    FindingGroup,
    PieceRow,
    SignOffRow,
)
from cop_tui.reports.rows import ActionRef, Ref

OWN: Final = ("evidence", "action", "answer")
"""Kinds of dated duties that a team gave itself."""
TITLES: Final[Mapping[str, str]] = {
    "open-source-monetised": "Open source and monetised",
    "signed-not-binding": "Signed although it does not apply",
    "placed-before-threshold": "Placed before the threshold was met",
    "threshold-known-after-met": "Threshold known after it was met",
    "placed-without-channel": "Placed without a channel of supply",
    "answer-of-unknown-criterion": "Answered, and not in the questionnaire",
    "answer-not-asked": "Answered, and not asked",
    "not-applicable-against-scoping": "Not applicable although the facts say that it applies",
    "implemented-without-evidence": "Met without any evidence cited",
    "evidence-not-valid": "Met with evidence that does not count today",
    "implemented-with-open-checks": "Implemented with binding checks open",
    "evidence-unknown": "Evidence cited that is not in the register",
    "evidence-file-changed": "Evidence whose file has changed",
    "proof-lost": "Proof lost",
    "must-gap-without-owner": "Binding gap without an owner",
    "planned-past-due": "Planned, and past its date",
    "gap-past-due": "Gap past the team's own date",
    "action-of-unknown-criterion": "Action for a criterion that is not in the questionnaire",
    "action-done-gap-open": "Action done, gap still open",
    "action-overdue": "Action overdue",
    "action-incomplete": "Action without owner or date",
    "account-missing": "No account of other adequate means",
    "signoff-outdated": "Sign-off outdated",
}


def piece_rows(pack: Pack, register: Register, answers: Mapping[str, Answer], today: date) -> tuple[PieceRow, ...]:
    """Every registered piece by its title, with the criteria whose answers cite it."""
    rows = (
        PieceRow(
            key,
            entry,
            entry.standing(today),
            tuple(reference(pack, answers, c) for c in _ordered(pack, register.citing(answers, key))),
        )
        for key, entry in register.evidence.items()
    )
    return tuple(sorted(rows, key=lambda row: (row.entry.title.casefold(), row.id)))


def action_rows(pack: Pack, register: Register, answers: Mapping[str, Answer], today: date) -> tuple[ActionRow, ...]:
    """Every action: those that have not ended by their day, undated ones last; then those that have ended."""
    rows = (
        ActionRow(
            key,
            entry,
            tuple(reference(pack, answers, c) for c in entry.criteria),
            None if entry.due is None else (entry.due - today).days,
            entry.overdue(today),
        )
        for key, entry in register.actions.items()
    )
    return tuple(sorted(rows, key=lambda row: (row.entry.status.ended, row.entry.due or date.max, row.id)))


def running_actions(register: Register, today: date) -> dict[str, tuple[ActionRef, ...]]:
    """The actions that have not ended, by the criteria that they are for."""
    found: dict[str, list[ActionRef]] = {}
    for key, entry in sorted(register.actions.items(), key=lambda item: (item[1].due or date.max, item[0])):
        if not entry.status.ended:
            for criterion in dict.fromkeys(entry.criteria):
                found.setdefault(criterion, []).append(_action(key, entry, today))
    return {criterion: tuple(actions) for criterion, actions in found.items()}


def event_rows(pack: Pack, register: Register) -> tuple[EventRow, ...]:
    """Every recorded event, the latest first."""
    kinds = pack.event_index
    rows = []
    for key, entry in register.events.items():
        kind = kinds.get(entry.kind)
        title = entry.kind if kind is None else kind.title
        category = entry.category if kind is None else kind.categories.get(entry.category, entry.category)
        rows.append(EventRow(key, title, category, entry))
    return tuple(sorted(rows, key=lambda row: (-row.entry.at.timestamp(), row.id)))


def signoff_rows(pack: Pack, register: Register, stand: Mapping[str, bool]) -> tuple[SignOffRow, ...]:
    """Every sign-off in the order of the chapters; `stand` says of each chapter whether it stands."""
    titles = {chapter.id: chapter.title for chapter in pack.chapters}
    known = [*(c for c in titles if c in register.signoffs), *sorted(register.signoffs.keys() - titles.keys())]
    return tuple(SignOffRow(c, titles.get(c, c), register.signoffs[c], stand.get(c, False)) for c in known)


def account_rows(pack: Pack, register: Register) -> tuple[AccountRow, ...]:
    """Every account of other adequate means, in the order of the duties."""
    known = [o.id for o in pack.obligations if o.id in register.accounts]
    ids = [*known, *sorted(register.accounts.keys() - set(known))]
    return tuple(AccountRow(key, register.accounts[key]) for key in ids)


def baseline_rows(register: Register) -> tuple[BaselineRow, ...]:
    """Every baseline, the latest first."""
    rows = [BaselineRow(key, entry) for key, entry in register.baselines.items()]
    return tuple(sorted(rows, key=lambda row: (row.entry.day, row.id), reverse=True))


def deadline_rows(duties: Iterable[DatedDuty]) -> DeadlineRows:
    """The dated duties in their order, sorted by what a reader does with them."""
    places: dict[str, list[DatedDuty]] = {name: [] for name in ("open", "own", "running", "undated", "rules", "over")}
    for duty in duties:
        places[_place(duty)].append(duty)
    return DeadlineRows(**{name: tuple(found) for name, found in places.items()})


def finding_groups(findings: Iterable[Finding]) -> tuple[FindingGroup, ...]:
    """The findings by sort, the worst sorts first."""
    sorts: dict[str, list[Finding]] = {}
    for finding in findings:
        sorts.setdefault(finding.code, []).append(finding)
    groups = [
        FindingGroup(found[0].severity, code, TITLES.get(code, code.replace("-", " ").capitalize()), found[0].hint,
                     tuple(found))
        for code, found in sorts.items()
    ]  # fmt: skip
    return tuple(sorted(groups, key=lambda group: SEVERITIES.index(group.severity)))


def reference(pack: Pack, answers: Mapping[str, Answer], criterion: str) -> Ref:
    """A pointer to a criterion with its state, also where the questionnaire does not have it."""
    spec = pack.criterion_index.get(criterion)
    short = "not in this version of the questionnaire" if spec is None else spec.short
    return Ref(criterion, short, answers.get(criterion, EMPTY).state)


def _ordered(pack: Pack, criteria: Iterable[str]) -> list[str]:
    places = {criterion: number for number, criterion in enumerate(pack.criterion_index)}
    return sorted(criteria, key=lambda c: (places.get(c, len(places)), c))


def _action(key: str, entry: Action, today: date) -> ActionRef:
    return ActionRef(key, entry.what, entry.owner, entry.due, entry.overdue(today))


def _place(duty: DatedDuty) -> str:
    if duty.status in ("done", "passed"):
        return "over"
    if duty.standing:
        return "rules"
    if duty.day is None:
        return "running" if duty.status == "no fixed day" else "undated"
    return "own" if duty.kind in OWN else "open"
