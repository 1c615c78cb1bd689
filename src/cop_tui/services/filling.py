"""Put a sheet of answers into an open assessment: everything or nothing, every problem with its row.

An empty cell leaves what is there, a dash or "(remove)" takes it away. What a report wrote is read back unchanged,
whatever it is. A row with the column `updated_at` is refused where somebody changed the answer afterwards.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from cop_tui.domain.answers import EMPTY, STATES, Answer, State
from cop_tui.domain.pack import Criterion, Effort
from cop_tui.domain.quantity import parse_day
from cop_tui.domain.text import NAME_MAX, TEXT_MAX, clean_line, clean_name, clean_text
from cop_tui.errors import CopTuiError, InputError
from cop_tui.reports.parts.answers import answer_row
from cop_tui.reports.rows import AnsweredBy
from cop_tui.reports.sheet_cells import CUT, FIELDS, NOT_ANSWERED, REMOVE, cell_read, cell_text, said
from cop_tui.services.filling_evidence import LONGEST, Citations
from cop_tui.services.session import Session
from cop_tui.services.sheets import NOTHING, UPDATED, Sheet, SheetRow

REMOVING: Final = ("-", "–", "—", REMOVE)
YES_NO: Final = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}
EMPTIED: Final[Mapping[str, Any]] = {
    "state": None, "reason": "", "note": "", "evidence": (), "owner": "", "due": None, "effort": None,
    "checks_ticked": (), "flagged": False,
}  # fmt: skip
CHECKS: Final = "checks_ticked"
_FIELD: Final = {CHECKS: "checks"}
"""What a field of an answer is called where the column is called otherwise."""
_DOTTED: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filled:
    """What a sheet did: criteria whose answer it changed and those it left as they were, pieces of evidence that it
    registered, and what a person should know about it."""

    changed: tuple[str, ...]
    same: tuple[str, ...]
    registered: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def fill_in(session: Session, sheet: Sheet) -> Filled:
    """Take over what a sheet says, as one step that can be undone.

    Raises InputError naming every row that cannot be taken and what is allowed; then nothing has changed.
    """
    filling = _Filling(session)
    for row in sheet.rows:
        filling.take(row)
    if filling.problems:
        raise InputError("\n".join(filling.problems), NOTHING)
    entries = filling.citations.entries
    if filling.after:
        session.change_entries(f"{len(filling.after)} answers from a sheet", entries, filling.after)
    return Filled(
        tuple(filling.after), tuple(filling.same), tuple(key for _, key in entries), (*sheet.warnings, *filling.notes)
    )


class _Filling:
    """What the rows taken so far come to."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.kept = session.kept()
        self.citations = Citations(session)
        self.after: dict[str, Answer] = {}
        self.same: list[str] = []
        self.problems: list[str] = []
        self.notes: list[str] = []
        self._seen: dict[str, str] = {}
        self._ids = {key.lower(): key for key in session.pack.criterion_index}

    def take(self, row: SheetRow) -> None:
        """Read one row; what is wrong with it is added to the problems."""
        shown = clean_line(row.criterion, 60)
        known = self._ids.get(row.criterion.strip().lower())
        if known is None:
            self._unknown(row, shown)
        elif known in self._seen:
            self._problem(row, known, f"is in {self._seen[known]} already; one row for each criterion")
        else:
            self._seen[known] = row.where
            self._answer(row, self.session.pack.criterion_index[known])

    def _answer(self, row: SheetRow, spec: Criterion) -> None:
        session = self.session
        answered = AnsweredBy(session.answer(spec.id))
        told = said(answer_row(session.pack, spec, session.analysis, answered))
        fields: dict[str, Any] = {}
        wrong = len(self.problems)
        for name in FIELDS:
            cell = row.cells.get(name, "")
            if not cell.strip() or _same(name, cell, told[name], spec):
                continue
            try:
                fields[_FIELD.get(name, name)] = self._read(name, cell, spec)
            except ValueError as error:
                self._problem(row, spec.id, f"{name}: {error}")
            except CopTuiError as error:
                self._problem(row, spec.id, f"{name}: {error.message.rstrip('.')}")
        if len(self.problems) > wrong:
            return
        before = self.kept.get(spec.id, EMPTY)
        after = before.changed(**fields)
        if after == before:
            self.same.append(spec.id)
            return
        problem = after.problem or self._changed_since(row, spec.id)
        if problem is None:
            self.after[spec.id] = after
        else:
            self._problem(row, spec.id, problem)

    def _read(self, name: str, cell: str, spec: Criterion) -> Any:
        """What a cell means. Raises ValueError or CopTuiError with what is allowed."""
        if cell.strip().lower() in REMOVING:
            return EMPTIED[name]
        if name == "evidence":
            return self.citations.read(spec.id, cell)
        if name == CHECKS:
            return _checks(cell, spec)
        return _READERS[name](cell)

    def _changed_since(self, row: SheetRow, criterion: str) -> str | None:
        """Why an answer is not replaced: somebody changed it after the sheet was written."""
        stored = self.session.stored(criterion)
        if UPDATED not in row.cells or stored is None:
            return None
        typed = row.cells[UPDATED].strip()
        try:
            then = _instant(typed) if typed else None
        except ValueError:
            return f"updated_at: '{clean_line(typed, 40)}' is no time; leave it as it was written, or delete the column"
        if then is not None and stored.updated_at.replace(microsecond=0) <= then:
            return None
        by = clean_line(stored.updated_by, 60) or "somebody"
        return (
            f"was changed by {by} on {stored.updated_at:%Y-%m-%d %H:%M} UTC, after the sheet was written; take the row "
            "out, or delete the column updated_at to replace it"
        )

    def _unknown(self, row: SheetRow, shown: str) -> None:
        if row.criterion in self.kept:
            self.notes.append(f"{row.where}: {shown} is not in this version of the questionnaire; its answer stays")
            return
        pack = self.session.pack
        holder = next((c.id for c in pack.criteria for k in c.all_checks() if k.id == row.criterion.upper()), None)
        if holder is not None:
            hint = f"answer that one, with the check in {CHECKS}"
            self.problems.append(f"{row.where}: {shown} is a check of {holder}; {hint}")
            return
        near = difflib.get_close_matches(row.criterion[:60].upper(), pack.criterion_index, n=1, cutoff=0.7)
        meant = f"; did you mean {near[0]}?" if near else ""
        self.problems.append(f"{row.where}: there is no criterion {shown}{meant}")

    def _problem(self, row: SheetRow, criterion: str, words: str) -> None:
        where = row.where if row.where == criterion else f"{row.where}: {criterion}"
        self.problems.append(f"{where}: {words}")


def _same(name: str, cell: str, told: str, spec: Criterion) -> bool:
    """Whether a cell says what a report says of the answer as it is, in CSV or in XLSX."""
    if name == "state":
        return cell.strip().lower() in (told, NOT_ANSWERED)
    if name == "effort":
        return cell.strip().upper() == (told or str(spec.effort))
    if name == CHECKS:
        return set(_ids(cell)) == set(told.split())
    if name == "flagged":
        return cell.strip().lower() == told
    if name == "evidence":
        return _lines(cell) == _lines(told)
    if name == "due" and _DOTTED.fullmatch(cell.strip()):
        return _iso(cell) == told
    # Another program's workbook may write codes of characters so that they are read twice.
    return clean_text(cell) in (told, clean_text(cell_read(told))) or cell == cell_read(cell_text(told))


def _lines(cell: str) -> list[str]:
    return [line for line in (clean_line(each, LONGEST) for each in cell.splitlines()) if line]


def _ids(cell: str) -> list[str]:
    return cell.replace(",", " ").replace(";", " ").split()


def _checks(cell: str, spec: Criterion) -> tuple[str, ...]:
    known = {check.id.lower(): check.id for check in spec.all_checks()}
    wrong = [word for word in _ids(cell) if word.lower() not in known]
    if wrong:
        allowed = ", ".join(known.values()) or "none"
        raise ValueError(f"'{clean_line(wrong[0], 40)}' is no check of it; its checks: {allowed}")
    return tuple(dict.fromkeys(known[word.lower()] for word in _ids(cell)))


def _state(cell: str) -> State:
    word = cell.strip().lower().replace("_", "-").replace(" ", "-")
    if word not in STATES:
        near = difflib.get_close_matches(word, list(STATES), n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        raise ValueError(f"'{clean_line(cell, 40)}' is no state; {meant}allowed are {', '.join(STATES)}")
    return State(word)


def _text(cell: str) -> str:
    if cell.endswith(CUT):
        raise ValueError("was cut when the sheet was written, so it cannot be read back; change it in the app")
    return _bounded(clean_text(cell, 3 * len(cell)), cell, TEXT_MAX)


def _name(cell: str) -> str:
    text = _bounded(clean_line(cell), cell, NAME_MAX)
    return clean_name(text)


def _bounded(text: str, cell: str, most: int) -> str:
    longest = max(len(text), len(cell.strip()) if most == NAME_MAX else 0)
    if longest > most:
        raise ValueError(f"{longest} characters are too many; at most {most} are allowed")
    return text


def _day(cell: str) -> date:
    return date.fromisoformat(parse_day(_iso(cell)))


def _iso(cell: str) -> str:
    """A day with dots, as spreadsheets of many countries turn a date into, in the order of ours; else the cell.

    Days with slashes stay as they are: which number is the month, nobody can tell.
    """
    found = _DOTTED.fullmatch(cell.strip())
    return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else cell.strip()


def _effort(cell: str) -> Effort:
    word = cell.strip().upper()
    if word not in list(Effort):
        raise ValueError(f"'{clean_line(cell, 20)}' is no effort; allowed are S (small), M (medium) and L (large)")
    return Effort(word)


def _flagged(cell: str) -> bool:
    found = YES_NO.get(cell.strip().lower())
    if found is None:
        raise ValueError(f"'{clean_line(cell, 20)}' is neither yes nor no")
    return found


def _instant(typed: str) -> datetime:
    """A time as the reports write it. Raises ValueError."""
    at = datetime.fromisoformat(typed.upper().removesuffix("UTC").strip())
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


_READERS: Final[Mapping[str, Any]] = {
    "state": _state, "reason": _text, "note": _text, "owner": _name, "due": _day, "effort": _effort,
    "flagged": _flagged,
}  # fmt: skip
