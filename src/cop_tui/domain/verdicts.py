"""The verdict on a duty of the Act: a list of rules in order, of which the first that fits decides.

A chapter of the Code binds those who signed it. Where a duty is served by binding criteria of a chapter that the
provider has not signed, these are only the yardstick for other adequate means (Arts. 53(4), 55(2)): the duty can be
met only with a written account of those means, and with one a criterion that falls short no longer breaks it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from cop_tui.domain.answers import State
from cop_tui.domain.pack import Criterion, Obligation, Pack, Strength
from cop_tui.domain.register import Register
from cop_tui.domain.results import AccountState, CriterionResult, ObligationResult, Verdict
from cop_tui.domain.scoping import Scope
from cop_tui.domain.standing import GAP_STATES, MET_STATES, against_scoping, readiness

FINES_FROM: Final = date(2026, 8, 2)
"""Since this day the Commission can fine breaches of Chapter V (Arts. 101, 113)."""

Results = Mapping[str, CriterionResult]


class Basis(NamedTuple):
    """What a verdict rests on. All but `serving` and `binding` are ids of binding criteria, in pack order.

    `serving` are the criteria that serve the duty and are asked, `binding` the musts among them; `yardstick` those of
    chapters that are not signed (`unsigned` names these); `failing` are partial, planned or missing and decide by
    themselves, `short` the same of the yardstick; `aside` were set aside against scoping.
    """

    serving: tuple[Criterion, ...]
    binding: tuple[Criterion, ...]
    yardstick: tuple[str, ...]
    unsigned: tuple[str, ...]
    failing: tuple[str, ...]
    short: tuple[str, ...]
    unanswered: tuple[str, ...]
    aside: tuple[str, ...]
    settled: tuple[str, ...]
    account: AccountState


class Rule(NamedTuple):
    """One line of the verdict's rules: what it asks, whether it fits, and what it decides then."""

    asks: str
    fits: bool
    verdict: Verdict
    decided_by: tuple[str, ...]
    because: str


def basis(pack: Pack, obligation: Obligation, scope: Scope, results: Results, register: Register) -> Basis:
    """Sort the criteria that serve a duty by what they do to its verdict."""
    must, without = Strength.MUST, unsigned_chapters(pack, scope)
    serving = tuple([c for c in pack.served_by(obligation.id) if results[c.id].asked])
    binding = tuple([c for c in serving if c.strength is must])
    chapters = {c.id: pack.places[c.id][0].id for c in binding} if without else {}
    yardstick = {c: chapter for c, chapter in chapters.items() if chapter in without}
    settled: list[str] = []
    gaps: list[str] = []
    unanswered: list[str] = []
    aside: list[str] = []
    sorted_by: dict[State | None, list[str]] = {
        **dict.fromkeys(MET_STATES, settled),
        **dict.fromkeys(GAP_STATES, gaps),
        None: unanswered,
        State.NOT_APPLICABLE: aside,
    }
    for criterion in binding:
        sorted_by[results[criterion.id].state].append(criterion.id)
    account = register.accounts.get(obligation.id)
    return Basis(
        serving,
        binding,
        yardstick=tuple(yardstick),
        unsigned=tuple(dict.fromkeys(yardstick.values())),
        failing=tuple([c for c in gaps if c not in yardstick]) if yardstick else tuple(gaps),
        short=tuple([c for c in gaps if c in yardstick]) if yardstick else (),
        unanswered=tuple(unanswered),
        aside=tuple([c for c in aside if against_scoping(pack.criterion_index[c], results[c])]),
        settled=tuple(settled),
        account="not needed" if not yardstick else "given" if account is not None and account.text else "missing",
    )


def unsigned_chapters(pack: Pack, scope: Scope) -> frozenset[str]:
    """The Code's chapters that the provider has not signed, as far as the facts tell: not known counts as unsigned."""
    signed = {c.id: c.signed for c in scope.chapters}
    return frozenset(ch.id for ch in pack.chapters if ch.kind == "code" and not signed[ch.id])


def rules(pack: Pack, obligation: Obligation, scope: Scope, found: Basis) -> Iterator[Rule]:
    """The rules of the verdict in order; the first that fits decides."""
    given = found.account == "given"
    short = {*found.failing, *found.short}
    failing = found.failing if given else tuple(c.id for c in found.binding if c.id in short)
    yield Rule(
        "a binding criterion is partial, planned or missing",
        bool(failing),
        "not met",
        failing,
        f"{_count(failing)} partial, planned or missing." + (_unsigned(pack, scope, found) if found.short else ""),
    )
    yield Rule(
        "an account of other means is given, and the yardstick is not reached",
        given and bool(found.short),
        "undetermined",
        found.short,
        f"An account of other means is written, and {_count(found.short)} partial, planned or missing"
        f" by the yardstick: whether the other means are adequate is not for these criteria to say."
        + (f" {_count(found.unanswered)} not answered." if found.unanswered else ""),
    )
    yield Rule(
        "a binding criterion is not answered",
        bool(found.unanswered),
        "undetermined",
        found.unanswered,
        f"{_count(found.unanswered)} not answered.",
    )
    yield Rule(
        "a binding criterion is set aside against scoping",
        bool(found.aside),
        "undetermined",
        found.aside,
        f"{_count(found.aside)} set aside as not applicable although scoping says that they bind.",
    )
    yield Rule(
        "no binding criterion is left that could settle it",
        not found.settled,
        "undetermined",
        (),
        _unsettled(pack, obligation, scope),
    )
    yield Rule(
        "a chapter that serves it is not signed, and no account of other means is written",
        found.account == "missing",
        "undetermined",
        (),
        f"{wanted_account(pack, scope, obligation, found.unsigned)} All {len(found.settled)} binding criteria that"
        " serve it are met; by themselves they are the yardstick only.",
    )
    yield Rule(
        "otherwise",
        True,
        "met",
        found.settled,
        f"All {len(found.settled)} binding criteria that serve it are met."
        + (" An account of other means is written; the Commission assesses it." if given else ""),
    )


def wanted_account(pack: Pack, scope: Scope, obligation: Obligation, unsigned: tuple[str, ...]) -> str:
    """What has to be written where chapters that serve a duty are not signed."""
    names, are = chapter_names(pack, unsigned), "is" if len(unsigned) == 1 else "are"
    law = "55(2)" if obligation.id.startswith("AIA-55.") else "53(4)" if obligation.id.startswith("AIA-53.1") else None
    write = f"write down the alternative adequate means by which you meet it{f' (Art. {law})' if law else ''}."
    if all(scope.chapter(c).signed is None for c in unsigned):
        return f"Whether {names} {are} signed is not known: give that fact, or {write}"
    return f"{names} {are} not signed: {write}"


def chapter_names(pack: Pack, chapters: tuple[str, ...]) -> str:
    """The titles of chapters, for a sentence."""
    titles = [ch.title for ch in pack.chapters if ch.id in chapters]
    return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} and {titles[-1]}" if titles else ""


def _unsigned(pack: Pack, scope: Scope, found: Basis) -> str:
    if found.account == "given":
        return ""
    names, are = chapter_names(pack, found.unsigned), "is" if len(found.unsigned) == 1 else "are"
    known = "not signed" if any(scope.chapter(c).signed is False for c in found.unsigned) else "not known to be signed"
    return f" {names} {are} {known}, and no account of other adequate means is written."


def _unsettled(pack: Pack, obligation: Obligation, scope: Scope) -> str:
    """Why no criterion settles a duty."""
    if obligation.when_unasked and not any(scope.asked(c.id) for c in pack.served_by(obligation.id)):
        return obligation.when_unasked
    return "Nothing in the questionnaire settles it."


def _count(ids: tuple[str, ...]) -> str:
    return "1 binding criterion is" if len(ids) == 1 else f"{len(ids)} binding criteria are"


def judge(
    pack: Pack, obligation: Obligation, scope: Scope, results: Results, register: Register, today: date
) -> ObligationResult:
    """The verdict on one duty that binds or may bind."""
    scoped = scope.obligation(obligation.id)
    assert scoped is not None  # noqa: S101 - only duties of the scope come here
    found = basis(pack, obligation, scope, results, register)
    rule = next(r for r in rules(pack, obligation, scope, found) if r.fits)
    verdict, because = rule.verdict, rule.because
    if scoped.binds is None:
        verdict, because = "undetermined", f"The facts do not decide whether it binds. {because}"
    due = date.fromisoformat(scoped.due) if scoped.due else None
    ahead = due is not None and due > today
    if ahead:
        because += f" It need not be met before {due}."
    return ObligationResult(
        id=obligation.id,
        article=obligation.article,
        title=obligation.title,
        binds=scoped.binds,
        verdict=verdict,
        decided_by=rule.decided_by,
        because=because,
        due=due,
        ahead=ahead,
        finable=scoped.binds is True and due is not None and today >= max(FINES_FROM, due),
        readiness=readiness([results[c.id] for c in found.serving]),
        served_by=tuple([c.id for c in found.serving]),
        set_aside=found.aside,
        account=found.account,
        yardstick=bool(found.yardstick),
        unsigned=found.unsigned,
    )
