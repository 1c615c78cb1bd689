"""What a person says about a criterion: state, reason, note, evidence, owner, due date, effort, ticked checks.

Text passes the hygiene of `domain.text` here, whoever builds an answer: screen, command line or import.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Annotated, Final, Self

from cop_tui.domain.chapters import Effort
from cop_tui.domain.plain import LEFT_OUT, Model
from cop_tui.domain.reading import Checked, at_most
from cop_tui.domain.states import CREDIT, STATES, State
from cop_tui.domain.text import clean_line, clean_name, clean_text

__all__ = ["CREDIT", "EMPTY", "STATES", "Answer", "Answers", "Evidence", "State"]

EVIDENCE_MAX: Final = 50

Line = Annotated[str, Checked(clean_line)]
Name = Annotated[str, Checked(clean_name)]
Text = Annotated[str, Checked(clean_text)]

_VALID_TO = re.compile(r"^(?P<reference>.*\S)\s*\(valid (?:to|until) (?P<day>\d{4}-\d{2}-\d{2})\)$")


class Evidence(Model):
    """A piece of evidence as cited with an answer: what it is and from when to when it counts.

    A citation of a registered piece holds its id in `piece` and the place in it in `where` ("§4"); everything else
    about it is filled in from the register for showing (`Register.resolve`) and never stored with the answer.
    """

    reference: Line = ""
    valid_until: date | None = None
    withdrawn: bool = False
    # Left out of stored data where they say nothing: what was stored before they existed keeps its hash.
    valid_from: date | None = field(default=None, metadata=LEFT_OUT)
    draft: bool = field(default=False, metadata=LEFT_OUT)
    piece: Annotated[str, Checked(at_most(60))] = field(default="", metadata=LEFT_OUT)
    where: Line = field(default="", metadata=LEFT_OUT)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `Framework v2.1 §4 (valid to 2027-03-01)`; the part in brackets may be left out.

        Raises ValueError for a date that does not exist.
        """
        text = clean_line(text)
        found = _VALID_TO.match(text)
        if found is None:
            return cls(reference=text)
        return cls(reference=found["reference"], valid_until=date.fromisoformat(found["day"]))

    @property
    def stored(self) -> Evidence:
        """As it is kept with the answer: of a registered piece only its id and the place in it."""
        return Evidence(piece=self.piece, where=self.where) if self.piece else self

    def is_valid(self, today: date) -> bool:
        """Whether it demonstrates anything on that day: named, in force, not withdrawn, not expired."""
        expired = self.valid_until is not None and self.valid_until < today
        early = self.valid_from is not None and self.valid_from > today
        return bool(self.reference) and not (self.withdrawn or self.draft or expired or early)

    def __str__(self) -> str:
        text = self.reference
        if self.valid_until is not None:
            text += f" (valid to {self.valid_until.isoformat()})"
        if self.withdrawn:
            return f"{text} (withdrawn)"
        return f"{text} (draft)" if self.draft else text


class Answer(Model):
    """All that a person has said about one criterion. An empty answer says nothing and is not stored."""

    state: State | None = None
    reason: Text = ""
    note: Text = ""
    evidence: tuple[Evidence, ...] = ()
    owner: Name = ""
    due: date | None = None
    effort: Effort | None = None
    checks: tuple[str, ...] = ()
    flagged: bool = False

    @property
    def is_empty(self) -> bool:
        return self.state is None and self == EMPTY

    @property
    def problem(self) -> str | None:
        """Why this answer may not be stored, in words; None if it may."""
        if self.state is not None and self.state.needs_reason and not self.reason:
            return f"'{self.state}' needs a written reason"
        if len(self.evidence) > EVIDENCE_MAX:
            return f"at most {EVIDENCE_MAX} pieces of evidence belong to one answer"
        return None

    def has_valid_evidence(self, today: date) -> bool:
        return any(item.is_valid(today) for item in self.evidence)

    @property
    def stored(self) -> Answer:
        """As it is kept: citations of registered pieces hold no copy of what the register says."""
        if not any(item.piece for item in self.evidence):
            return self
        return self.renewed(evidence=tuple(item.stored for item in self.evidence))


EMPTY: Final = Answer()
Answers = Mapping[str, Answer]
