"""One side of a comparison: an assessment as it is now, a baseline, an earlier day, or another assessment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from cop_tui.domain.due import describe_day
from cop_tui.domain.quantity import parse_day
from cop_tui.errors import CopTuiError
from cop_tui.services.session import Session
from cop_tui.services.standing import Standing
from cop_tui.tui.screens.dialogs import TextScreen
from cop_tui.tui.screens.pick import Choice, PickScreen
from cop_tui.tui.widgets.plain import plain

if TYPE_CHECKING:
    from cop_tui.tui.base import CopScreen

NOW: Final = "now"
DAY: Final = "day"
BASELINE: Final = "baseline:"
OTHER: Final = "other:"
HINT: Final = "Write 2026-10-01, yesterday or -30d: the assessment as it was at the end of that day (UTC)."


def ask_side(
    screen: CopScreen[Any],
    session: Session,
    title: str,
    done: Callable[[Standing], object],
    *,
    now: bool = True,
    others: bool = True,
) -> None:
    """Ask for a side, beginning with the moments of `session`; `done` gets it, unless the person leaves.

    `now` and `others`: whether the assessment as it is now and other assessments are offered.
    """
    library = screen.cop.library
    if library is None:
        return
    choices = [choice for choice in _moments(session) if now or choice.key != NOW]
    if others:
        records = sorted(library.records(), key=lambda r: r.updated_at, reverse=True)
        choices += [
            _choice(f"{OTHER}{r.id}", r.name, f"{r.model or 'no model'}, last changed {r.updated_at:%Y-%m-%d}")
            for r in records
            if r.id != session.record.id
        ]

    def chosen(keys: tuple[str, ...] | None) -> None:
        if not keys:
            return
        key = keys[0]
        try:
            if key == NOW:
                done(session)
            elif key == DAY:
                _ask_day(screen, session, done)
            elif key.startswith(BASELINE):
                done(library.earlier(session, key.removeprefix(BASELINE)))
            else:
                other = library.open(key.removeprefix(OTHER))
                if other.register.baselines:
                    ask_side(screen, other, f"{other.record.name}: which moment?", done, others=False)
                else:
                    done(other)
        except CopTuiError as error:
            screen.cop.show_error(error)

    screen.app.push_screen(PickScreen(title, choices), chosen)


def _moments(session: Session) -> list[Choice]:
    kept = sorted(session.register.baselines.items(), key=lambda pair: pair[1].day, reverse=True)
    name = session.record.name
    return [
        _choice(NOW, f"{name}, now", "as it stands, saved or not"),
        *(
            _choice(f"{BASELINE}{key}", f"{name} @ {b.name}", f"baseline, frozen {b.day} by {b.author}")
            for key, b in kept
        ),
        _choice(DAY, f"{name} on another day ...", "as it was at the end of a day"),
    ]


def _choice(key: str, name: str, meaning: str) -> Choice:
    return Choice(key, plain(name), f"{name} {meaning}".casefold(), meaning)


def _ask_day(screen: CopScreen[Any], session: Session, done: Callable[[Standing], object]) -> None:
    library, today = screen.cop.library, session.today

    def check(text: str) -> str:
        return describe_day(past_day(text, today), today)

    def given(text: str | None) -> None:
        if text is None or library is None:
            return
        try:
            done(library.earlier(session, past_day(text, today).isoformat()))
        except CopTuiError as error:
            screen.cop.show_error(error)

    asked = TextScreen(f"{session.record.name} on which day?", intro=HINT, check=check, required="A day is needed.")
    screen.app.push_screen(asked, given)


def past_day(text: str, today: date) -> date:
    """A day up to today as people type it. Raises ValueError with what is understood."""
    word = text.strip().lower()
    back = {"today": 0, "yesterday": 1}.get(word)
    if back is None and word.startswith("-") and word[1:].rstrip("dw").isdigit() and len(word) <= 6:
        back = int(word[1:].rstrip("dw")) * (7 if word.endswith("w") else 1)
    try:
        day = today - timedelta(days=back) if back is not None else date.fromisoformat(parse_day(word))
    except (ValueError, OverflowError) as error:
        raise ValueError(f"'{text.strip()[:40]}' is no day that is understood. {HINT}") from error
    if day > today:
        raise ValueError(f"{day} is still to come; nothing is known of it.")
    return day
