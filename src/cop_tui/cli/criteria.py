"""Criteria and states as people type them, with the nearest one suggested."""

from __future__ import annotations

import difflib

from cop_tui.domain.answers import STATES, State
from cop_tui.domain.pack import Criterion, Pack
from cop_tui.domain.text import clean_line
from cop_tui.errors import InputError, NotFoundError
from cop_tui.services.session import Session


def known_criterion(session: Session, typed: str) -> Criterion:
    """The criterion of that id, in whatever case. Raises NotFoundError naming the nearest."""
    index = session.pack.criterion_index
    found = index.get(typed) or next((c for key, c in index.items() if key.lower() == typed.strip().lower()), None)
    if found is not None:
        return found
    shown = clean_line(typed, 60)
    holder = _holder(session.pack, typed)
    if holder is not None:
        raise NotFoundError(f"{shown} is a check of {holder}; checks help to answer.", f"Answer {holder} instead.")
    near = difflib.get_close_matches(shown, index, n=3, cutoff=0.7)
    hint = f"Did you mean {', '.join(near)}?" if near else "Ids look like SS-1.1-04; `cop-tui gaps --json` lists them."
    raise NotFoundError(f"There is no criterion {shown} in {session.pack.id} {session.pack.version}.", hint)


def known_state(typed: str) -> State:
    """The state of that name. Raises InputError listing the six, with the nearest suggested."""
    words = [state.value for state in STATES]
    if typed in words:
        return State(typed)
    near = difflib.get_close_matches(typed.lower().replace("_", "-").replace(" ", "-"), words, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    raise InputError(f"'{clean_line(typed, 40)}' is no state.{meant} The six states are {', '.join(words)}.")


def _holder(pack: Pack, typed: str) -> str | None:
    for criterion in pack.criteria:
        if any(check.id == typed for check in criterion.all_checks()):
            return criterion.id
    return None
