"""The duties of the Act with their verdicts, and the answers that want a second look, as lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from textual.content import Content

from cop_tui.domain.results import ObligationResult
from cop_tui.services.marks import mark
from cop_tui.services.standing import Standing
from cop_tui.tui.widgets.answers import COLOURS
from cop_tui.tui.widgets.bars import percent
from cop_tui.tui.widgets.context import VERDICT_MARKS
from cop_tui.tui.widgets.gap_table import LABEL, Column, Line, Listing, gap_tags
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import MUTED, Row, labelled, para

OBLIGATION_COLUMNS: Final = (
    Column("Article", -27),
    Column("Duty", 0),
    Column("Since", 10, 72),
    Column("Verdict", 14),
    Column("Decided by", 12, 96, right=True),
    Column("Readiness", 10, 110, right=True),
)
ASIDE_COLUMNS: Final = (Column("Criterion", -24), Column("What it asks", -48), Column("Reason given", 0, 60))
CHECK_COLUMNS: Final = (
    Column("Criterion", -24),
    Column("What it asks", 0),
    Column("Open", 4, right=True),
    Column("Owner", 16, 72),
)


def obligation_listing(session: Standing, use_ascii: bool) -> Listing:
    """Every duty that binds or may bind, with its verdict."""
    lines = tuple(_duty_line(session, duty, use_ascii) for duty in session.analysis.obligations)
    return Listing("Obligations", OBLIGATION_COLUMNS, lines, "As far as the facts say, no duty of Chapter V binds.")


def _duty_line(session: Standing, duty: ObligationResult, use_ascii: bool) -> Line:
    since = duty.due.isoformat() if duty.due else "" if duty.binds else "open"
    count = len(duty.decided_by)
    cells = (
        duty.article,
        duty.title,
        since,
        f"{mark(VERDICT_MARKS[duty.verdict], use_ascii)} {duty.verdict}",
        f"{count} criteria" if count != 1 else "1 criterion",
        percent(duty.readiness, use_ascii),
    )
    places = {session.pack.places[c][0].title for c in duty.served_by}
    words = (*cells, duty.id, *places, "finable" if duty.finable else "", *duty.decided_by)
    detail = tuple(_duty_detail(session, duty, use_ascii))
    tags = (f"verdict:{duty.verdict}", f"duty:{duty.article}", f"duty:{duty.id}", *(f"measure:{p}" for p in places))
    tags += tuple(f"chapter:{part}" for c in duty.served_by for part in _chapter(session, c))
    criteria = duty.decided_by or duty.served_by
    return Line(duty.id, cells, "\n".join(words).casefold(), detail, criteria, False, _folded(tags))


def _chapter(session: Standing, criterion: str) -> tuple[str, str]:
    chapter = session.pack.places[criterion][0]
    return chapter.id, chapter.title


def _folded(tags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag.casefold() for tag in tags))


def _duty_detail(session: Standing, duty: ObligationResult, use_ascii: bool) -> Iterator[Row]:
    state = VERDICT_MARKS[duty.verdict]
    verdict = Content.assemble((mark(state, use_ascii), COLOURS[state]), f" {duty.verdict}  ")
    yield para(Content.assemble((duty.article, "bold"), "  ", verdict, plain(duty.because)))
    spec = session.pack.obligation_index[duty.id]
    scoped = session.scope.obligation(duty.id)
    because = scoped.because if scoped else ""
    binds = {True: "It binds.", False: "It does not bind.", None: "Whether it binds is undetermined."}[duty.binds]
    fined = " A breach can be fined today." if duty.finable else ""
    yield labelled("Why", f"{binds}{fined} {because}", LABEL)
    yield labelled("Requires", spec.requires, LABEL, MUTED)


def aside_listing(session: Standing, use_ascii: bool) -> Listing:
    """What was marked not applicable although scoping says that it binds."""
    lines = []
    for aside in session.analysis.against_scoping:
        cells = (aside.criterion, aside.short, aside.reason)
        detail = (
            para(Content.assemble((aside.criterion, "bold"), "  ", plain(session.criterion(aside.criterion).question))),
            labelled("Reason", aside.reason, LABEL),
            labelled(
                "But", "the facts say that it binds, and its text knows no case in which it does not.", LABEL, MUTED
            ),
        )
        tags = gap_tags(session, aside.criterion)
        words = "\n".join(cells).casefold()
        lines.append(Line(aside.criterion, cells, words, detail, (aside.criterion,), False, tags))
    empty = "Nothing is marked not applicable against the scoping."
    return Listing("Against scoping", ASIDE_COLUMNS, tuple(lines), empty)


def check_listing(session: Standing, use_ascii: bool) -> Listing:
    """What is claimed as implemented while checks of it are open."""
    lines = []
    for name in session.analysis.claimed_with_open_checks:
        criterion, answer = session.criterion(name), session.answer(name)
        still = session.analysis.criteria[name].open_checks
        statements = [check.statement for check in criterion.all_checks() if check.id in still]
        cells = (name, criterion.short, str(len(still)), answer.owner)
        detail = (
            para(Content.assemble((name, "bold"), "  ", plain(criterion.question))),
            labelled("Open checks", "; ".join(s.rstrip(".") for s in statements) + ".", LABEL),
        )
        words = "\n".join((*cells, *statements)).casefold()
        lines.append(Line(name, cells, words, detail, (name,), False, gap_tags(session, name)))
    return Listing("Open checks", CHECK_COLUMNS, tuple(lines), "No implemented criterion has an open check.")
