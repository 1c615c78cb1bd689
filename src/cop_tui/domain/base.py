"""What the parts of a pack share: ids and conditions that are checked, and where a text was taken from."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal

from cop_tui.domain.conditions import ConditionError, parse
from cop_tui.domain.plain import Model
from cop_tui.domain.reading import Checked

__all__ = [
    "Condition", "Confidence", "Identifier", "Model", "Sha256", "Source", "at_least_one", "checked_expression",
]  # fmt: skip

IDENTIFIER_MAX: Final = 60
_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def checked_identifier(text: str) -> str:
    """A check: the text can be an id. Raises ValueError."""
    if len(text) > IDENTIFIER_MAX or not _IDENTIFIER.fullmatch(text):
        wanted = f"a letter or digit, then letters, digits, '.', '_' or '-', at most {IDENTIFIER_MAX} in all"
        raise ValueError(f"{text!r} is not allowed as an id; allowed is {wanted}")
    return text


def checked_hash(text: str) -> str:
    """A check: the text is a SHA-256 in hexadecimal. Raises ValueError."""
    if not _SHA256.fullmatch(text):
        raise ValueError(f"{text!r} is no SHA-256: 64 hexadecimal digits in lower case")
    return text


def checked_expression(text: str) -> str:
    """A check: the text of a condition is in the language. Raises ValueError."""
    try:
        parse(text)
    except ConditionError as error:
        raise ValueError(str(error)) from error
    return text


def at_least_one(rows: tuple[Any, ...]) -> tuple[Any, ...]:
    """A check: there is something in it. Raises ValueError."""
    if not rows:
        raise ValueError("must hold at least one")
    return rows


Confidence = Literal["high", "medium", "low"]
Identifier = Annotated[str, Checked(checked_identifier)]
Sha256 = Annotated[str, Checked(checked_hash)]
Condition = Annotated[str, Checked(checked_expression)]
"""A condition over facts and outcomes, in the language of `domain.conditions`."""


class Source(Model):
    """Where a text was taken from."""

    title: str
    date: str | None = None
    publisher: str | None = None
    reference: str
    url: str | None = None
