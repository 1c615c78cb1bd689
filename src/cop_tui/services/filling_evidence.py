"""The evidence that a sheet names: citations that are there, pieces of the register, or pieces to register with it."""

from __future__ import annotations

import re
from typing import Final

from cop_tui.domain.answers import EVIDENCE_MAX, Evidence
from cop_tui.domain.register import Entry
from cop_tui.domain.text import LINE_MAX, clean_line
from cop_tui.reports.sheet_cells import CUT
from cop_tui.services.evidence import cited
from cop_tui.services.session import Session

LONGEST: Final = 4 * LINE_MAX
"""Characters of a line that are looked at: title, place, last day and standing of a citation are shorter."""
_ID_AND_PLACE: Final = re.compile(r"(?P<piece>E-[0-9A-Fa-f]+)\s+(?P<where>.+)")


class Citations:
    """Reads cells of evidence; `entries` are the pieces to register, one for all rows that name the same."""

    def __init__(self, session: Session) -> None:
        self.entries: dict[tuple[str, str], Entry] = {}
        self._session = session
        self._new: dict[str, str] = {}

    def read(self, criterion: str, cell: str) -> tuple[Evidence, ...]:
        """The citations that the lines of a cell mean, each once. Raises ValueError, InputError."""
        if cell.endswith(CUT):
            raise ValueError("was cut when the sheet was written, so it cannot be read back; change it in the app")
        lines = [line.strip() for line in cell.splitlines() if clean_line(line)]
        if len(lines) > EVIDENCE_MAX:
            raise ValueError(f"at most {EVIDENCE_MAX} pieces belong to one answer; {len(lines)} are named")
        there = [(str(item), item.reference, item.stored) for item in self._session.answer(criterion).evidence]
        found: dict[Evidence, None] = {}
        for line in lines:
            found[self._one(clean_line(line, LONGEST), there)] = None
        return tuple(found)

    def _one(self, line: str, there: list[tuple[str, str, Evidence]]) -> Evidence:
        """What a line means; a citation that is there already is taken from `there`."""
        try:
            reference = Evidence.parse(line).reference
        except ValueError:
            reference = line
        # The exact words first; else the name alone, as how long a registered piece is valid is the register's to say.
        for number, (shown, name, kept) in enumerate(there):
            if line == shown or (kept.piece and reference == name and line not in (s for s, _, _ in there)):
                del there[number]
                return kept
        if len(line) > LINE_MAX:
            raise ValueError(f"a piece has at most {LINE_MAX} characters; put the rest into the note")
        placed = _ID_AND_PLACE.fullmatch(line)
        if placed is not None and placed["piece"] in self._session.register.evidence:
            return Evidence(piece=placed["piece"], where=placed["where"])
        if line in self._new:
            return Evidence(piece=self._new[line])
        item, new = cited(self._session, line)
        for _, key in new:
            self._new[line] = key
        self.entries |= new
        return item
