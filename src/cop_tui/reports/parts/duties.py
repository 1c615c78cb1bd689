"""The duties of the AI Act: what binds, since when, who enforces, what a breach costs, what the Code does for it."""

from __future__ import annotations

from typing import Final

from cop_tui.domain.duties import duty_map
from cop_tui.domain.pack import CodeCoverage, Obligation, Pack
from cop_tui.domain.register import Register
from cop_tui.domain.results import Analysis, ObligationResult
from cop_tui.domain.scoping import Scope
from cop_tui.reports.rows import DutyRow, Ref, UnboundRow

COVERAGE: Final[dict[str, str]] = {
    "covered": (
        "Measures of the Code address this duty. Adhering to them helps to demonstrate compliance; it is no"
        " presumption of conformity."
    ),
    "partly": (
        "Measures of the Code address part of this duty. Adhering to them helps to demonstrate that part; signing does"
        " nothing for the rest."
    ),
    "not_covered": "No measure of the Code addresses this duty. Signing does nothing for it.",
    "n/a": (
        "The Code sets no measure for this duty. Where it asks you to show how you comply, relying on a chapter that"
        " you signed is one way."
    ),
}
# The ceiling belongs to every breach that Art. 101 names; each letter says only which breach.
_CEILING: Final = "AIA-101.1"


def duty_rows(pack: Pack, scope: Scope, analysis: Analysis, register: Register) -> tuple[DutyRow, ...]:
    """The duties that bind or may bind, in the Act's order as the pack has it."""
    return tuple(_duty(pack, scope, analysis, register, result) for result in analysis.obligations)


def unbound_rows(pack: Pack, scope: Scope) -> tuple[UnboundRow, ...]:
    """The duties that do not bind on the facts given, so that a reader sees that they were looked at."""
    return tuple(
        UnboundRow(o.id, o.article, o.title, found.because)
        for o in pack.obligations
        if o.kind in ("obligation", "neighbouring_obligation")
        and (found := scope.obligation(o.id)) is not None
        and found.binds is False
    )


def ref(pack: Pack, analysis: Analysis, criterion: str) -> Ref:
    """A pointer to a criterion, with its state."""
    return Ref(criterion, pack.criterion_index[criterion].short, analysis.criteria[criterion].state)


def _duty(pack: Pack, scope: Scope, analysis: Analysis, register: Register, result: ObligationResult) -> DutyRow:
    duty = pack.obligation_index[result.id]
    found = duty_map(pack, scope, analysis, duty.id)
    account = register.accounts.get(duty.id)
    return DutyRow(
        id=duty.id,
        article=duty.article,
        title=duty.title,
        requires=duty.requires,
        who=duty.who,
        binds=result.binds,
        because_binds=_because(duty, scope),
        due=result.due,
        time_limit=duty.deadline,
        ahead=result.ahead,
        finable=result.finable and bool(duty.sanctions),
        enforced_by=_enforcer(pack, duty),
        sanctions=_sanctions(pack, duty),
        verdict=result.verdict,
        because=result.because,
        decided_by=tuple(ref(pack, analysis, c) for c in result.decided_by),
        served_by=result.served_by,
        set_aside=result.set_aside,
        readiness=result.readiness,
        coverage_status=duty.code.status,
        coverage=_coverage(duty.code),
        measures=duty.code.measures,
        confidence=duty.confidence,
        account=result.account,
        account_text=account.text if account else "",
        account_by=account.author if account else "",
        yardstick=result.yardstick,
        unsigned=result.unsigned,
        serving=found.measures,
        annex=found.annex,
        related=tuple(Ref(c.id, c.short, c.state) for c in found.related),
    )


def _because(duty: Obligation, scope: Scope) -> str:
    """Why a duty binds. Where the facts leave it open, no reason of the table may be given as if it held."""
    found = scope.obligation(duty.id)
    if found is None or found.binds is None:
        return f"The facts given do not decide it. Whom it binds: {duty.who}"
    return found.because


def _enforcer(pack: Pack, duty: Obligation) -> str:
    return next((r.title for r in pack.roles if r.id == duty.enforced_by), duty.enforced_by)


def _sanctions(pack: Pack, duty: Obligation) -> tuple[str, ...]:
    """What a breach can cost, each with its article; the ceiling of Art. 101 once, at the end."""
    lines: list[str] = []
    for sanction in duty.sanctions:
        if sanction in pack.provision_index:
            found = pack.provision_index[sanction]
            lines.append(f"{found.title}: {found.text} ({found.article})" if found.article else found.text)
        elif sanction in pack.obligation_index:
            named = pack.obligation_index[sanction]
            lines.append(f"{named.title}: {named.requires} ({named.article})")
    if any(s.startswith(f"{_CEILING}.") for s in duty.sanctions) and _CEILING in pack.provision_index:
        ceiling = pack.provision_index[_CEILING]
        lines.append(f"{ceiling.title}: {ceiling.text} ({ceiling.article})")
    return tuple(lines)


def _coverage(code: CodeCoverage) -> str:
    mapping = " The assignment of measures is ours, not the Code's." if code.measures and code.mapping == "ours" else ""
    note = f" {code.note}" if code.note else ""
    return f"{COVERAGE[code.status]}{mapping}{note}"
