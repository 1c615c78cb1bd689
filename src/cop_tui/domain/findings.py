"""Contradictions and weak spots of an assessment, each with its severity and what to do about it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cop_tui.domain.answers import EMPTY, Answer, Answers, State
from cop_tui.domain.contradictions import SEVERITIES, Finding, Severity, contradictions
from cop_tui.domain.facts import Facts
from cop_tui.domain.pack import Pack, Strength
from cop_tui.domain.register import ActionStatus, Register, lost_proofs
from cop_tui.domain.results import Analysis
from cop_tui.domain.scoping import Scope
from cop_tui.domain.standing import GAP_STATES, MET_STATES
from cop_tui.domain.verdicts import wanted_account

__all__ = ["SEVERITIES", "Finding", "Severity", "findings"]


@dataclass(frozen=True, slots=True)
class _Case:
    """All that the checks look at."""

    pack: Pack
    scope: Scope
    answers: Answers
    register: Register
    analysis: Analysis
    today: date
    changed_files: Collection[str]
    outdated_signoffs: Collection[str]


def findings(
    pack: Pack,
    facts: Facts,
    scope: Scope,
    answers: Answers,
    register: Register,
    analysis: Analysis,
    today: date,
    changed_files: Collection[str] = (),
    outdated_signoffs: Collection[str] = (),
) -> tuple[Finding, ...]:
    """Everything that is contradictory or weak, errors first, then in the order of facts, answers and registers.

    `changed_files` are the ids of pieces of evidence whose local file is not the registered one any more, and
    `outdated_signoffs` the chapters that changed after their sign-off: both need more than this function may read.
    """
    answers = register.resolve_all(answers)
    case = _Case(pack, scope, answers, register, analysis, today, changed_files, outdated_signoffs)
    found = [
        *contradictions(facts, pack, scope, today),
        *_strangers(case),
        *_claims(case),
        *_evidence(case),
        *_gaps(case),
        *_actions(case),
        *_duties(case),
        *_signoffs(case),
    ]
    return tuple(sorted(found, key=lambda each: SEVERITIES.index(each.severity)))


def _strangers(case: _Case) -> Iterator[Finding]:
    """Answers that count nowhere: of criteria that the questionnaire does not have, or that are not asked."""
    for criterion, answer in case.answers.items():
        if answer.state is None:
            continue
        if criterion not in case.pack.criterion_index:
            yield Finding(
                "warning",
                "answer-of-unknown-criterion",
                criterion,
                f"{criterion} is answered, and {case.pack.id} {case.pack.version} has no such criterion.",
                "The answer is kept and counts nowhere; move what it says to the criterion that took its place.",
            )
        elif not case.scope.asked(criterion):
            yield Finding(
                "note",
                "answer-not-asked",
                criterion,
                f"{criterion} is answered, and the facts say that it is not asked.",
                "The answer is kept and counts nowhere. Check the facts if it should count.",
            )


def _claims(case: _Case) -> Iterator[Finding]:
    """Answers that claim more than they show, or set aside what binds."""
    proofless = {c for lost in lost_proofs(case.register, case.answers, case.today) for c in lost.criteria}
    for aside in case.analysis.against_scoping:
        yield Finding(
            "error",
            "not-applicable-against-scoping",
            aside.criterion,
            f"{aside.criterion} ({aside.short}) is set aside as not applicable, and the facts say that it applies.",
            "Answer it, or correct the facts; no duty that it serves can be met like this.",
        )
    for criterion in case.pack.criteria:
        result, answer = case.analysis.criteria[criterion.id], case.answers.get(criterion.id, EMPTY)
        if not result.scored or result.state not in MET_STATES:
            continue
        name = f"{criterion.id} ({criterion.short})"
        if not answer.evidence:
            yield Finding(
                "warning",
                "implemented-without-evidence",
                criterion.id,
                f"{name} is {result.state}, and no evidence is cited.",
                "Cite what shows it; until then it is claimed, not demonstrated.",
            )
        elif not result.demonstrated and criterion.id not in proofless:
            yield Finding(
                "warning",
                "evidence-not-valid",
                criterion.id,
                f"{name} is {result.state}, and none of its evidence counts today.",
                "Renew or replace what is expired, withdrawn, a draft or not yet in force.",
            )
        if result.open_checks:
            yield Finding(
                "warning",
                "implemented-with-open-checks",
                criterion.id,
                f"{name} is implemented, and these binding checks are open: {', '.join(result.open_checks)}.",
                "Tick what is done, or answer partial.",
            )


def _evidence(case: _Case) -> Iterator[Finding]:
    """Citations that lead nowhere, files that changed, proof that was lost."""
    pieces = case.register.evidence
    for criterion, answer in case.answers.items():
        for key in dict.fromkeys(item.piece for item in answer.evidence if item.piece and item.piece not in pieces):
            yield Finding(
                "error",
                "evidence-unknown",
                criterion,
                f"{criterion} cites {key}, which is not in the evidence register.",
                "Register the piece, or cite another one.",
            )
    for key, piece in pieces.items():
        if key in case.changed_files:
            yield Finding(
                "error",
                "evidence-file-changed",
                key,
                f"The file of {key} ({piece.title}) is not the one that was registered.",
                "Look at what changed; then register the file anew or replace the piece.",
            )
    for lost in lost_proofs(case.register, case.answers, case.today):
        count = "1 criterion lost its proof" if len(lost.criteria) == 1 else f"{len(lost.criteria)} criteria lost proof"
        yield Finding(
            "warning",
            "proof-lost",
            lost.piece,
            f"{count} on {lost.day}, when {lost.piece} ({lost.title}) was {lost.why}: {', '.join(lost.criteria)}.",
            "Replace the piece, or cite other evidence.",
        )


def _gaps(case: _Case) -> Iterator[Finding]:
    """Gaps that nobody owns or whose day has passed."""
    helped = {
        c: action
        for action in case.register.actions.values()
        if not action.status.ended and action.owner
        for c in action.criteria
    }
    for gap in case.analysis.gaps:
        if gap.strength is Strength.MUST and not gap.owner and gap.criterion not in helped:
            yield Finding(
                "warning",
                "must-gap-without-owner",
                gap.criterion,
                f"{gap.criterion} ({gap.short}) is {gap.state} and binding, and nobody owns it.",
                "Give it an owner, or an action with one.",
            )
        if gap.due is not None and gap.due < case.today:
            planned = gap.state is State.PLANNED
            yield Finding(
                "warning" if planned else "note",
                "planned-past-due" if planned else "gap-past-due",
                gap.criterion,
                f"{gap.criterion} ({gap.short}) is {gap.state}, and its due date {gap.due} has passed.",
                "Answer what has been done, or set a new date.",
            )


def _actions(case: _Case) -> Iterator[Finding]:
    """Actions that are late, ownerless, undated, or done without effect."""
    for key, action in case.register.actions.items():
        name = f"{key} ({action.what})"
        strange = [c for c in action.criteria if c not in case.pack.criterion_index]
        if strange:
            yield Finding(
                "warning",
                "action-of-unknown-criterion",
                key,
                f"{name} names criteria that the questionnaire does not have: {', '.join(strange)}.",
                "Link it to the criteria that it serves.",
            )
        if action.status is ActionStatus.DONE:
            still = [c for c in action.criteria if _is_gap(case.analysis, case.answers, c)]
            if still:
                yield Finding(
                    "warning",
                    "action-done-gap-open",
                    key,
                    f"{name} is done, and these are still gaps: {', '.join(still)}.",
                    "Answer the criteria's new state, or open the action again.",
                )
        if action.status.ended:
            continue
        if action.overdue(case.today):
            yield Finding(
                "warning", "action-overdue", key, f"{name} was due on {action.due}.", "Finish it, or set a new date."
            )
        lacks = [word for word, missing in (("owner", not action.owner), ("due date", action.due is None)) if missing]
        if lacks:
            yield Finding(
                "note",
                "action-incomplete",
                key,
                f"{name} has no {' and no '.join(lacks)}.",
                "An action that nobody owns or that has no day is a wish.",
            )


def _is_gap(analysis: Analysis, answers: Mapping[str, Answer], criterion: str) -> bool:
    result = analysis.criteria.get(criterion)
    return result is not None and result.asked and answers.get(criterion, EMPTY).state in GAP_STATES


def _duties(case: _Case) -> Iterator[Finding]:
    """Duties whose chapters are not signed and for which no other means are written down."""
    for duty in case.analysis.obligations:
        if duty.account == "missing":
            wanted = wanted_account(case.pack, case.scope, case.pack.obligation_index[duty.id], duty.unsigned)
            yield Finding(
                "warning",
                "account-missing",
                duty.id,
                f"{duty.article} ({duty.title}) has no account of other adequate means.",
                wanted,
            )


def _signoffs(case: _Case) -> Iterator[Finding]:
    for chapter in case.outdated_signoffs:
        signed = case.register.signoffs.get(chapter)
        whose = f" by {signed.name} of {signed.day}" if signed is not None else ""
        yield Finding(
            "warning",
            "signoff-outdated",
            chapter,
            f"What stands under the sign-off{whose} has changed since.",
            "Look at what changed, and sign the chapter off again.",
        )
