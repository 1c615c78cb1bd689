"""JSON of what is looked at closely: one duty, one criterion, a comparison, a calculation, what-if, findings."""

from __future__ import annotations

from collections.abc import Iterable

from cop_tui.domain.compare import Comparison
from cop_tui.domain.duties import DutyMap, Served, ServingCriterion, duty_map, serves
from cop_tui.domain.explain import Explanation
from cop_tui.domain.findings import SEVERITIES, Finding
from cop_tui.domain.posture import posture_words
from cop_tui.domain.whatif import Smallest, WhatIf
from cop_tui.reports import shapes
from cop_tui.services.looks import Look
from cop_tui.services.views import Seen, View, answer_view, as_look, head_view, running_actions


def obligation_view(seen: Seen, obligation: str) -> View:
    """One duty both ways: the head and `obligation`, with `measures` and their criteria, annex points, `account`.

    `verdict` is null where it does not bind. Of a criterion, `decides` says that the verdict names it, `yardstick` that
    it only measures other means. `linked` measures and `related` criteria touch the duty and decide nothing. `posture`
    says for each chapter that serves it what signing gives and what it does not. Raises NotFoundError.
    """
    look = as_look(seen)
    standing = look.standing
    found = duty_map(standing.pack, standing.scope, standing.analysis, obligation)
    spec = standing.pack.obligation_index[obligation]
    result = standing.analysis.obligation(obligation)
    scoped = standing.scope.obligation(obligation)
    account = standing.register.accounts.get(obligation)
    return {
        **head_view(look),
        "obligation": {
            "id": found.id,
            "article": found.article,
            "title": found.title,
            "kind": spec.kind,
            "requires": spec.requires,
            "binds": found.binds,
            "because_binds": scoped.because if scoped else "",
            "verdict": found.verdict,
            "because": found.because,
            "decided_by": list(result.decided_by) if result else [],
            "from": shapes.day(result.due) if result else None,
            "finable": bool(result and result.finable),
            "coverage": found.coverage,
            "mapping": found.mapping,
            "measures": [
                {
                    "id": measure.id,
                    "title": measure.title,
                    "chapter": measure.chapter,
                    "signed": measure.signed,
                    "criteria": [_serving(c) for c in measure.criteria],
                }
                for measure in found.measures
            ],
            "linked": list(found.linked),
            "related": [_serving(c) for c in found.related],
            "elements": [{"id": e.id, "duty": e.duty, "strength": e.strength} for e in found.elements],
            "annex": [
                {
                    "id": point.id,
                    "article": point.article,
                    "title": point.title,
                    "text": point.text,
                    "criteria": [_serving(c) for c in point.criteria],
                    "fields": [{"form": f.form, "field": f.field, "label": f.label} for f in point.fields],
                }
                for point in found.annex
            ],
            "account_state": found.account,
            "account": None if account is None else shapes.account(obligation, account),
            "posture": {
                chapter: list(posture_words(standing.pack, standing.scope, chapter))
                for chapter in serving_chapters(found)
            },
        },
    }


def serving_chapters(found: DutyMap) -> tuple[str, ...]:
    """The chapters whose measures serve a duty, in order."""
    return tuple(dict.fromkeys(measure.chapter for measure in found.measures))


def criterion_view(seen: Seen, criterion: str) -> View:
    """One criterion: the head and `criterion`, with its `answer` (null: none), every duty it `serves`, its `actions`.

    `how` it serves is "serves", "touches" (it decides nothing) or "annex point". `verdict` is null for what does not
    bind and for annex points. Raises NotFoundError.
    """
    look = as_look(seen)
    standing = look.standing
    spec = standing.criterion(criterion)
    chapter, commitment, measure = standing.pack.places[criterion]
    result = standing.analysis.criteria[criterion]
    stored = look.answers.get(criterion)
    running = {key: list(actions) for key, actions in running_actions(standing).items()}
    gap = next((g for g in standing.analysis.gaps if g.criterion == criterion), None)
    return {
        **head_view(look),
        "criterion": {
            "id": spec.id,
            "chapter": chapter.id,
            "commitment": commitment.id,
            "measure": measure.id,
            "strength": spec.strength,
            "short": spec.short,
            "question": spec.question,
            "statement": spec.statement,
            "pointer": spec.pointer,
            "asked": result.asked,
            "state": result.state,
            "demonstrated": result.demonstrated,
            "open_checks": list(result.open_checks),
            "answer": None if stored is None else answer_view(stored),
            "serves": [
                {**_served(each), "verdict": _verdict(look, each)}
                for each in serves(standing.pack, standing.scope, criterion)
            ],
            "gap": None if gap is None else {**shapes.gap(gap), "actions": running.get(criterion, [])},
            "actions": [key for key, action in standing.register.actions.items() if criterion in action.criteria],
        },
    }


def comparison_view(found: Comparison) -> View:
    """What differs between two sides; `same` says that nothing does. Both denominators stand in `readiness`."""
    return {**shapes.comparison(found), "same": found.is_empty}


def explanation_view(seen: Seen, found: Explanation) -> View:
    """The head and the calculation of `subject` line by line: `label`, `calculation`, `result`, `source`."""
    return {
        **head_view(seen),
        "subject": found.subject,
        "title": found.title,
        "lines": [
            {"label": s.label, "calculation": s.calculation, "result": s.result, "source": s.source}
            for s in found.lines
        ],
    }


def what_if_view(seen: Seen, found: WhatIf, smallest: Smallest | None = None) -> View:
    """The head, the criteria taken as `fixed`, and the figures `before` and `after`; nothing of it is stored.

    `overdue` counts dated duties whose day has passed, `next` is the nearest to come. `verdicts` are those that would
    change. With a target, `smallest` holds the fewest `criteria` to implement for it;
    `blocked_by` says why answers alone cannot do it.
    """
    return {
        **head_view(seen),
        "fixed": list(found.fixed),
        "before": {
            "readiness": shapes.readiness(found.readiness_before),
            "gaps": len(found.before.gaps),
            "overdue": found.overdue_before,
            "next": shapes.following(found.next_before),
        },
        "after": {
            "readiness": shapes.readiness(found.readiness_after),
            "gaps": len(found.after.gaps),
            "overdue": found.overdue_after,
            "next": shapes.following(found.next_after),
        },
        "gaps_closed": list(found.gaps_closed),
        "verdicts": [
            {"id": v.id, "article": v.article, "title": v.title, "before": v.before, "after": v.after}
            for v in found.verdicts
        ],
        "smallest": None
        if smallest is None
        else {
            "target": smallest.target,
            "title": smallest.title,
            "kind": smallest.kind,
            "criteria": list(smallest.criteria),
            "exact": smallest.exact,
            "met": smallest.met,
            "blocked_by": list(smallest.blocked_by),
            "note": smallest.note,
        },
    }


def check_view(seen: Seen, found: Iterable[Finding]) -> View:
    """The head, the `findings` with errors first, and how many there are of each severity (`counts`)."""
    listed = list(found)
    return {
        **head_view(seen),
        "counts": {severity: sum(f.severity == severity for f in listed) for severity in SEVERITIES},
        "findings": [shapes.finding(each) for each in listed],
    }


def _serving(found: ServingCriterion) -> View:
    return {
        "id": found.id,
        "short": found.short,
        "strength": found.strength,
        "state": found.state,
        "asked": found.asked,
        "decides": found.decides,
        "yardstick": found.yardstick,
    }


def _served(found: Served) -> View:
    return {"id": found.id, "article": found.article, "title": found.title, "binds": found.binds, "how": found.how}


def _verdict(look: Look, found: Served) -> str | None:
    result = look.standing.analysis.obligation(found.id)
    return None if result is None else result.verdict
