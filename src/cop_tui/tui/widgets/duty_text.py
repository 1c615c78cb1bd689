"""A duty in words: what it asks, its verdict rule by rule, other means, what signing gives; and its lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from textual.content import Content

from cop_tui.domain.duties import AnnexPoint, DutyMap, ServingCriterion
from cop_tui.domain.explain import explain
from cop_tui.domain.pack import Obligation
from cop_tui.domain.posture import posture_words
from cop_tui.services.marks import WORDS, mark
from cop_tui.services.session import Session
from cop_tui.services.standing import Standing
from cop_tui.tui.widgets.answers import COLOURS, marked
from cop_tui.tui.widgets.context import VERDICT_MARKS
from cop_tui.tui.widgets.gap_table import LABEL, Column, Line, Listing, gap_tags
from cop_tui.tui.widgets.plain import plain
from cop_tui.tui.widgets.prose import BLANK, MUTED, Row, item, labelled, para

BINDS: Final = {True: "It binds.", False: "It does not bind.", None: "Whether it binds is undetermined."}
SERVING_COLUMNS: Final = (
    Column("Criterion", -24),
    Column("What it asks", 0),
    Column("State", 13),
    Column("Strength", 10, 100),
    Column("Its part", -19, 60),
    Column("Measure", -40, 110),
)
ANNEX_COLUMNS: Final = (Column("Point", -34), Column("What it asks", 0), Column("Given by", 14, 60))
DUTY_COLUMNS: Final = (Column("Article", -27), Column("Duty", 0), Column("Verdict", 14), Column("In common", 13, 84))


def duty_rows(session: Session, duty: DutyMap, obligation: Obligation, use_ascii: bool) -> Iterator[Row]:
    """The duty in words."""
    sign = "-" if use_ascii else "·"
    yield para(Content.assemble((plain(duty.article).plain, "bold"), "  ", plain(duty.title)))
    if duty.verdict is not None:
        state = VERDICT_MARKS[duty.verdict]
        words = Content.assemble((mark(state, use_ascii), COLOURS[state]), (f" {duty.verdict}", "bold"))
        yield labelled("Verdict", words + "  " + plain(duty.because), LABEL)
    yield labelled("Asks", obligation.requires, LABEL)
    scoped, result = session.scope.obligation(duty.id), session.analysis.obligation(duty.id)
    since = f" It must be met from {result.due}." if result and result.due else ""
    fined = " A breach can be fined today." if result and result.finable else ""
    yield labelled("Binds", f"{BINDS[duty.binds]}{since}{fined} {scoped.because if scoped else ''}", LABEL)
    yield from _account(session, duty)
    if duty.verdict is not None:
        yield BLANK
        yield para("How the verdict comes about", f"bold {MUTED}")
        yield from _rules(session, duty.id, sign)
    if duty.elements:
        yield BLANK
        yield para("What it asks, point by point", f"bold {MUTED}")
        for element in duty.elements:
            yield item(element.duty, "", sign)
    yield from _signing(session, duty, sign)
    if duty.linked:
        yield BLANK
        yield labelled("Touched by", f"{', '.join(duty.linked)}; none of them decides anything here.", LABEL, MUTED)
    if duty.mapping == "ours" and duty.coverage in ("covered", "partly"):
        yield labelled("Reading", "Which measures serve it is our reading, not an official table.", LABEL, MUTED)
    for note in obligation.notes:
        yield labelled("Remark", note, LABEL, MUTED)


def _rules(session: Standing, duty: str, sign: str) -> Iterator[Row]:
    """The rules of the verdict with their inputs, as `explain` gives them, up to the one that decides."""
    found = explain(session.pack, session.scope, session.answers, session.register, session.analysis, duty)
    for step in found.lines:
        if step.label in ("Binds", "Must be met from"):
            continue
        if step.label == "Verdict":
            return
        words = Content.assemble(plain(step.label), ": ", (plain(step.result).plain, "bold"))
        if step.calculation and step.calculation != "none":
            words += Content.assemble("  ", (plain(step.calculation).plain, MUTED))
        yield item(words, "", sign)


def _account(session: Session, duty: DutyMap) -> Iterator[Row]:
    """The written account of other adequate means, or that one is wanted."""
    account = session.register.accounts.get(duty.id)
    if account is None and duty.account == "not needed":
        return
    if account is None:
        wanted = "No account of alternative adequate means is written; without one the duty cannot be met."
        yield labelled("Other means", wanted, LABEL, "$text-warning")
        return
    stored = session.stored_entry("account", duty.id)
    when = f", {stored.updated_at.astimezone():%Y-%m-%d}" if stored else ""
    yield labelled("Other means", plain(account.text), LABEL)
    unneeded = " The chapters that serve it are signed: it is not needed." if duty.account == "not needed" else ""
    yield labelled("", f"written by {account.author or 'nobody named'}{when}.{unneeded}", LABEL, MUTED)


def _signing(session: Standing, duty: DutyMap, sign: str) -> Iterator[Row]:
    """What signing the chapters that serve the duty gives, and what it does not."""
    titles = {chapter.id: chapter.title for chapter in session.pack.chapters}
    for chapter in dict.fromkeys(measure.chapter for measure in duty.measures):
        yield BLANK
        yield para(f"Signing {titles[chapter]}: what it gives and what it does not", f"bold {MUTED}")
        for words in posture_words(session.pack, session.scope, chapter):
            yield item(words, "", sign)


def serving_listing(session: Standing, duty: DutyMap, use_ascii: bool) -> Listing:
    """The criteria that serve a duty: those that decide first, then the others, then what only touches it."""
    measures = {c.id: (m.id, m.title) for m in duty.measures for c in m.criteria}
    serving = [c for m in duty.measures for c in m.criteria]
    ordered = [*(c for c in serving if c.decides), *(c for c in serving if not c.decides), *duty.related]
    lines = tuple(_serving(session, c, measures.get(c.id), use_ascii) for c in ordered)
    return Listing("Criteria", SERVING_COLUMNS, lines, "No criterion of the questionnaire serves this duty.")


def _serving(session: Standing, found: ServingCriterion, measure: tuple[str, str] | None, use_ascii: bool) -> Line:
    criterion, answer = session.criterion(found.id), session.answer(found.id)
    part = "decides" if found.decides else "touches it" if measure is None else "serves it"
    if found.yardstick:
        part = "decides, yardstick" if found.decides else "yardstick"
    if not found.asked:
        part = "not asked"
    place = session.pack.places[found.id][2]
    words = WORDS[found.state].replace("other adequate means", "other means")
    cells = (
        found.id, found.short, f"{mark(found.state, use_ascii)} {words}", found.strength, part,
        f"{place.number} {place.title}",
    )  # fmt: skip
    evidence = "; ".join(str(e) for e in answer.evidence) or "none"
    detail = (
        para(
            Content.assemble((found.id, "bold"), "  ", marked(found.state, use_ascii), "  ", plain(criterion.question))
        ),
        labelled("Its part", f"{part}; {found.strength} of {place.title}", LABEL, MUTED),
        labelled("Evidence", evidence, LABEL, MUTED),
        labelled("Reason", answer.reason or answer.note, LABEL, MUTED),
    )
    return Line(
        found.id, cells, "\n".join((*cells, answer.owner)).casefold(), detail, (found.id,), found.decides,
        gap_tags(session, found.id),
    )  # fmt: skip


def annex_listing(session: Standing, duty: DutyMap, use_ascii: bool) -> Listing:
    """The points of the annexes that the duty asks for, and what gives them."""
    lines = tuple(_annex(point, use_ascii) for point in duty.annex)
    return Listing("Annex points", ANNEX_COLUMNS, lines, "No point of an annex belongs to this duty.")


def _annex(point: AnnexPoint, use_ascii: bool) -> Line:
    asked = [c for c in point.criteria if c.asked]
    done = sum(1 for c in asked if c.state is not None and c.state.value in ("implemented", "alternative"))
    given = f"{done} of {len(asked)} met" if asked else "form only" if point.fields else "nothing"
    cells = (point.article, point.title, given)
    detail = [para(Content.assemble((plain(point.article).plain, "bold"), "  ", plain(point.text or point.title)))]
    if asked:
        states = Content("  ").join(Content.assemble(c.id, " ", marked(c.state, use_ascii)) for c in asked)
        detail.append(labelled("Criteria", states, LABEL))
    if point.fields:
        detail.append(labelled("Form", "; ".join(f"{f.label} ({f.field})" for f in point.fields), LABEL, MUTED))
    words = "\n".join((*cells, point.text, *(c.id for c in asked))).casefold()
    return Line(point.id, cells, words, tuple(detail), tuple(c.id for c in asked))


def related_listing(session: Standing, duty: DutyMap, use_ascii: bool) -> Listing:
    """The duties that the same criteria serve, then the others of the same paragraph."""
    own = {c.id for c in session.pack.served_by(duty.id)}
    base = duty.article.partition("(")[0]
    lines = []
    for other in session.analysis.obligations:
        shared = [c for c in other.served_by if c in own]
        if other.id == duty.id or not (shared or other.article.partition("(")[0] == base):
            continue
        common = f"{len(shared)} criteria" if len(shared) != 1 else "1 criterion"
        verdict = f"{mark(VERDICT_MARKS[other.verdict], use_ascii)} {other.verdict}"
        cells = (other.article, other.title, verdict, common if shared else "same article")
        detail = (
            para(Content.assemble((plain(other.article).plain, "bold"), "  ", plain(other.because))),
            labelled("In common", ", ".join(shared) or "nothing", LABEL, MUTED),
        )
        lines.append((-len(shared), Line(other.id, cells, "\n".join(cells).casefold(), detail, tuple(shared))))
    lines.sort(key=lambda pair: pair[0])
    return Listing("Related duties", DUTY_COLUMNS, tuple(line for _, line in lines), "No other duty is near it.")
