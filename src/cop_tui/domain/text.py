"""Hygiene for text that people type, at the one border where it enters the domain.

What passes here is plain text: no control characters, no invisible direction overrides, Unix line ends,
bounded length. It is still never markup; whoever shows it must say so to the medium.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

NAME_MAX: Final = 200
LINE_MAX: Final = 500
TEXT_MAX: Final = 20_000

# C0 and C1 controls but tab and newline, direction marks, overrides and isolates, invisible blanks and tags, and lone
# surrogates. Joiners stay: some scripts need them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u2028\u2029"
    "\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)


def clean_text(text: str, limit: int = TEXT_MAX) -> str:
    """Plain text of several lines: line ends unified, controls dropped, at most `limit` characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", _UNWANTED.sub("", text))
    return text[:limit].strip()


def clean_line(text: str, limit: int = LINE_MAX) -> str:
    """Plain text of one line: as `clean_text`, with every run of white space made one blank."""
    return " ".join(clean_text(text, TEXT_MAX).split())[:limit].strip()


def clean_name(text: str) -> str:
    """A name of an assessment, provider, model or person: one line of at most NAME_MAX characters."""
    return clean_line(text, NAME_MAX)


# As above but for what every terminal takes as a line's end, and for undecodable bytes of file names, which are the
# business of whoever writes them out.
_OBEYED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u2028\u2029"
    "\ufeff\U000e0000-\U000e007f]|\r(?!\n)"
)


def escaped(text: str, escape: Callable[[str], str] = lambda sign: sign.encode("unicode_escape").decode()) -> str:
    """Text in which every character that a terminal might obey, or that nobody would see, is written as its escape."""
    return _OBEYED.sub(lambda found: escape(found[0]), text)
