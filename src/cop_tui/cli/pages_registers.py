"""Pages of the registers: evidence, actions, events, accounts, sign-offs, baselines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from cop_tui.cli import pages
from cop_tui.cli.output import Page, counted
from cop_tui.cli.when import shown
from cop_tui.domain.law import EventKind
from cop_tui.domain.register import Action, ActionStatus, Baseline, Event, LostProof, Piece
from cop_tui.services.baselines import BaselineCheck
from cop_tui.services.looks import Look
from cop_tui.services.marks import WORDS, mark
from cop_tui.services.standing import Standing

ENDED = (ActionStatus.DONE, ActionStatus.DROPPED)


def evidence(look: Look, found: Mapping[str, Piece], lost: Sequence[LostProof], *, filtered: bool) -> Page:
    """Pieces with their standing; above them what expired and withdrawn ones took down."""
    page = Page()
    standing = look.standing
    pages.name_line(page, look)
    add_lost(page, lost)
    whole = len(standing.register.evidence)
    page.heading(f"Evidence ({len(found)} of {whole})" if filtered else f"Evidence ({whole})")
    for key, piece in found.items():
        page.line(f"{key}  {piece.title}", 2, 4)
        page.line(_piece_words(standing, key, piece), 4)
    if not found:
        page.line("None fits." if filtered and whole else "None is registered.", 2)
    return page


def lost_proofs(look: Look, lost: Sequence[LostProof]) -> Page:
    """What expired and withdrawn evidence took down, the latest first."""
    page = Page()
    pages.name_line(page, look)
    add_lost(page, lost)
    if not lost:
        page.line("No criterion has lost its proof.")
    return page


def add_lost(page: Page, lost: Iterable[LostProof]) -> None:
    """`3 criteria lost their proof on 2026-11-01: ...`, and by which piece."""
    for each in lost:
        criteria = counted(len(each.criteria), "criterion lost its proof", "criteria lost their proof")
        page.line(f"{criteria} on {each.day}: {', '.join(each.criteria)}.", 0, 2)
        page.line(f"{each.piece} {each.title}, {each.why}", 2, 4)


def piece(standing: Standing, key: str, lost: Sequence[str]) -> Page:
    """One piece with all its fields, what it serves and what its loss took down."""
    page = Page()
    held = standing.register.evidence[key]
    page.line(f"{key}  {held.title}")
    page.line(_piece_words(standing, key, held), 2)
    page.field("Reference", held.reference, 2)
    page.field("SHA-256", held.sha256 or "", 2)
    page.field("In force from", held.valid_from.isoformat() if held.valid_from else "", 2)
    page.field("Withdrawn on", held.withdrawn_on.isoformat() if held.withdrawn_on else "", 2)
    page.field("Reason", held.reason, 2)
    page.field("Replaced by", held.replaced_by, 2)
    for criterion, answer in standing.answers.items():
        for item in answer.evidence:
            if item.piece == key:
                spec = standing.pack.criterion_index.get(criterion)
                where = f", {item.where}" if item.where else ""
                state = f"{mark(answer.state, page.ascii)} {WORDS[answer.state]}"
                page.line(f"Serves {criterion}{where}  {state}  {spec.short if spec else ''}", 2, 4)
    page.field("Without proof since", ", ".join(lost), 2)
    return page


def _piece_words(standing: Standing, key: str, held: Piece) -> str:
    serves = len(standing.register.citing(standing.kept(), key))
    words = [held.kind.replace("-", " "), held.standing(standing.today)]
    if held.valid_until:
        words.append(f"valid to {held.valid_until}")
    if held.owner:
        words.append(f"owner {held.owner}")
    words.append(f"serves {counted(serves, 'criterion', 'criteria')}")
    return ", ".join(words)


def actions(look: Look, found: Mapping[str, Action], by: str) -> Page:
    """Actions by owner, or by due date with overdue ones first; ended ones last."""
    page = Page()
    standing = look.standing
    pages.name_line(page, look)
    group = _owner_group if by == "owner" else _due_group(standing)
    order = sorted(found.items(), key=lambda each: (*group(each[1])[:1], str(each[1].due or "9999"), each[0]))
    last = None
    for key, held in order:
        title = group(held)[1]
        if title != last:
            page.heading(title)
            last = title
        page.line(f"{key}  {held.what}", 2, 4)
        page.line(_action_words(standing, held), 4)
        page.line(", ".join(_state(standing, page, c) for c in held.criteria), 4, 6)
    if not found:
        page.line("No actions." if not standing.register.actions else "No action fits.")
    return page


def add_open_actions(page: Page, standing: Standing, criterion: str) -> None:
    """The actions for a criterion that have not ended, and how many others there are."""
    running = {key: each for key, each in standing.register.actions.items() if each.status not in ENDED}
    here = {key: each for key, each in running.items() if criterion in each.criteria}
    for key, held in here.items():
        page.line(f"{key}  {held.what}", 0, 2)
        page.line(_action_words(standing, held), 2)
    if not here:
        page.line(f"No action is planned for {criterion}.")
    others = [each for key, each in running.items() if key not in here]
    late = sum(each.overdue(standing.today) for each in others)
    if others:
        page.line(f"{counted(len(others), 'other action')} running, {late} overdue; `cop-tui action list` shows them.")


def action(standing: Standing, key: str) -> Page:
    """One action with its criteria."""
    page = Page()
    held = standing.register.actions[key]
    page.line(f"{key}  {held.what}")
    page.line(_action_words(standing, held), 2)
    page.field("Reason", held.reason, 2)
    page.field("Ended on", held.ended_on.isoformat() if held.ended_on else "", 2)
    for criterion in held.criteria:
        spec = standing.pack.criterion_index.get(criterion)
        page.line(f"{_state(standing, page, criterion)}  {spec.short if spec else ''}", 2, 4)
    return page


def _action_words(standing: Standing, held: Action) -> str:
    words = [held.status.replace("-", " "), f"owner {held.owner}" if held.owner else "no owner"]
    words.append(f"due {held.due}" if held.due else "no due date")
    if held.overdue(standing.today):
        words[-1] += ", OVERDUE"
    if held.effort:
        words.append(f"effort {held.effort}")
    return ", ".join(words)


def _owner_group(held: Action) -> tuple[tuple[bool, str], str]:
    owner = held.owner or "Nobody yet"
    return (held.status in ENDED, owner.casefold()), f"{owner}, ended" if held.status in ENDED else owner


def _due_group(standing: Standing) -> Callable[[Action], tuple[tuple[int, str], str]]:
    def group(held: Action) -> tuple[tuple[int, str], str]:
        if held.status in ENDED:
            return (3, ""), "Done and dropped"
        if held.overdue(standing.today):
            return (0, ""), "Overdue"
        return ((1, ""), "Due") if held.due else ((2, ""), "Without a due date")

    return group


def _state(standing: Standing, page: Page, criterion: str) -> str:
    state = standing.answer(criterion).state
    return f"{criterion} {mark(state, page.ascii)} {WORDS[state]}"


def events(look: Look) -> Page:
    """Recorded events, the latest first."""
    page = Page()
    pages.name_line(page, look)
    found = look.standing.register.events
    for key, held in sorted(found.items(), key=lambda each: (each[1].at, each[0]), reverse=True):
        add_event(page, look.standing, key, held)
    if not found:
        page.line("No events are recorded.")
    return page


def add_event(page: Page, standing: Standing, key: str, held: Event) -> None:
    """One recorded event."""
    kind = standing.pack.event_index.get(held.kind)
    about = f": {held.about}" if held.about else ""
    page.line(f"{key}  {shown(held.at)}  {kind.title if kind else held.kind}{about}", 0, 2)
    label = kind.categories.get(held.category, held.category) if kind else held.category
    page.field("Category", label, 2)
    page.field("Period", counted(held.days, "day") if held.days is not None else "", 2)
    page.field("Note", held.note, 2)


def event_kinds(kinds: Iterable[EventKind]) -> Page:
    """The kinds of events with what they mean."""
    page = Page()
    for kind in kinds:
        page.line(f"{kind.id}  {kind.title}", 0, 2)
        page.line(kind.meaning, 4)
        page.field("Category", "; ".join(f"{key} ({label})" for key, label in kind.categories.items()), 4)
        wants = [words for words, given in (("--about, as several may run", kind.about),
                                            ("--days, the period it sets", kind.takes_days)) if given]  # fmt: skip
        page.field("Takes", " and ".join(wants), 4)
    return page


def signoffs(look: Look) -> Page:
    """Every chapter with its sign-off, and whether that still stands."""
    page = Page()
    pages.name_line(page, look)
    for chapter in look.standing.pack.chapters:
        signed = look.standing.register.signoffs.get(chapter.id)
        if signed is None:
            page.line(f"{chapter.id} {chapter.title}: not signed off", 0, 2)
            continue
        stands = look.standing.signoff_stands(chapter.id)
        words = "stands" if stands else "OUTDATED, something under it has changed since"
        role = f", {signed.role}" if signed.role else ""
        page.line(f"{chapter.id} {chapter.title}: {words}", 0, 2)
        page.line(f"Signed by {signed.name}{role} on {signed.day}", 2)
        page.field("Statement", signed.statement, 2)
    return page


def baselines(look: Look, checks: Iterable[BaselineCheck] | None = None) -> Page:
    """Baselines, oldest first; with `checks` whether each holds."""
    page = Page()
    pages.name_line(page, look)
    wrong = None if checks is None else {check.id: check.problem for check in checks}
    held = look.standing.register.baselines
    for key, entry in sorted(held.items(), key=lambda each: (each[1].day, each[0])):
        add_baseline(page, key, entry)
        if wrong is not None:
            page.line(f"DOES NOT HOLD: {wrong[key]}" if wrong[key] else "Holds: exactly what was frozen.", 2)
    if not held:
        page.line("There are no baselines.")
    return page


def add_baseline(page: Page, key: str, held: Baseline) -> None:
    """One baseline."""
    role = f", {held.role}" if held.role else ""
    page.line(f"{key}  {held.name}", 0, 2)
    page.line(f"Frozen on {held.day} by {held.author}{role}; content {held.content[:16]}", 2)
    page.field("Note", held.note, 2)
